"""Template filters of Pillar II."""
