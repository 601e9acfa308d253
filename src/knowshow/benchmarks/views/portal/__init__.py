"""Pages that everybody reads: published rankings."""
