"""What changes in the foundation: members and attached files."""
