"""Pages of Pillar II for signed-in members."""
