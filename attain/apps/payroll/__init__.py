"""What the ledger owes, handed over: sent once, acknowledged, reconciled; holds."""
