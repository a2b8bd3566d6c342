"""The standard rulebook that ships: facts, measures, KPIs, scorecards, plans, pools, params and cases."""

from pathlib import Path

#: The folder of the standard rulebook; a company's rulebook stands on it with `include: standard`.
PATH = Path(__file__).parent
