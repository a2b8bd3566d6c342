"""Closing a period: a checklist that says what is missing, two people, and nothing rewritten afterwards."""
