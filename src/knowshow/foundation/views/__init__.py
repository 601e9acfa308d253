"""Pages of the foundation: account, members, organisation, history, attached files."""
