"""Pages of rankings: the workspace for those who research, the portal for everybody."""
