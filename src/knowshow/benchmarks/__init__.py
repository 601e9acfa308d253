"""Rankings of companies: methodologies, research, publication, and questionnaires answered here (GP 21)."""
