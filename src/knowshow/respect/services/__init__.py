"""What changes records of Pillar II: each service does one thing, in one transaction, and names its actor."""
