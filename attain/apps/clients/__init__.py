"""Clients: who they are, who looks after them since when, what they ordered; their hand-over."""
