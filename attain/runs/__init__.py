"""From a store and a rulebook to results that explain themselves: load, run, explain, compare, statement."""
