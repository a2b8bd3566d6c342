"""Targets: set in a grid, spread, imported, summed against the unit's, with their history."""
