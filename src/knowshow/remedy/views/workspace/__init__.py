"""Pages for people who work in a mechanism."""
