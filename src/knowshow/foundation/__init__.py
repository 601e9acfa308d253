"""What every pillar stands on: accounts, organisations, permissions, history, attachments and background jobs."""
