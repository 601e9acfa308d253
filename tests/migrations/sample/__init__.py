"""An app with two migrations, on which the helper is tried."""
