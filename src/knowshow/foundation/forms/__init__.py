"""What people write into the pages of the foundation."""
