"""From stored rows of a case to the records that the rules work with; pages and services use the same."""
