"""What somebody may see of cases and mechanisms."""
