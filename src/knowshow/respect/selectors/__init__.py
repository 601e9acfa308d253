"""What pages show, fetched for one member: everything is limited to her organisation, in few queries."""
