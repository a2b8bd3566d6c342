"""The rulebook: read in plain language, changed by proposals with a preview, approved by a second person."""
