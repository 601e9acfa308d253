"""Forms of grievance mechanisms. Services check what is written."""
