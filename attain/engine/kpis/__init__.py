"""KPIs and the params that their formulas and plans read."""
