"""Tags and filters of the pillar of rankings."""
