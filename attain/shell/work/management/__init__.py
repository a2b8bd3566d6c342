"""Chores of background work."""
