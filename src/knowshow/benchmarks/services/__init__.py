"""What changes in the pillar of rankings: methodologies, companies, answers, feedback, publications."""
