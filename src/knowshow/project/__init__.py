"""Settings, addresses and the server's entry point: the composition of the parts."""
