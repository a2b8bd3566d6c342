"""What a hand adds to or takes from pay: a reason, two approvals, a row of adjustments."""
