"""The portal: the second server, for everybody. It shows what is published, and knows nobody who reads it."""
