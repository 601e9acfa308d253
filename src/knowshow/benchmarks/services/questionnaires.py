"""Questionnaires: being written now by the lead."""
