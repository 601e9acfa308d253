"""Pages of grievance mechanisms: the portal and the workspace."""
