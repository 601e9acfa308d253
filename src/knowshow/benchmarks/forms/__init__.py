"""Forms of the pillar of rankings."""
