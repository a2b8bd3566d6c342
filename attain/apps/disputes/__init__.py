"""From a line of a statement to its settlement."""
