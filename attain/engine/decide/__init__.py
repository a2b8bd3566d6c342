"""Stage B: measures, targets and opening state become KPIs, scorecards and pay, in exact arithmetic."""
