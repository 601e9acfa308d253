"""Pure rules of the pillar of rankings."""
