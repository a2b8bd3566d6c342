"""Attain's results beside those of the old way of paying."""
