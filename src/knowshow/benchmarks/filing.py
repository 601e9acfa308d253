"""From stored rows to the records of the scoring engine, and back."""
