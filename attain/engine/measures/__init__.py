"""Measures: declared aggregates of facts, turned into one readable SQL tree each."""
