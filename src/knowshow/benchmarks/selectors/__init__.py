"""What the pillar of rankings shows, limited to what the actor may see; ``portal`` knows only what is published."""
