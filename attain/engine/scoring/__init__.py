"""Scores, scorecards, gates, grades and accountability."""
