"""The benchmark: a month made up, computed, and compared with the best that can be written by hand."""
