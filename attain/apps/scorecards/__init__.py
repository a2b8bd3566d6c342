"""Scorecards: a person's points, line by line, and how to reach the next step."""
