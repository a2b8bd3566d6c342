"""Runs and their published numbers, for pages; and their explanations."""
