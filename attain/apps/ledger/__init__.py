"""The ledger: what closed periods earned, deferred, drew and owe, in double entries that stay."""
