"""Facts in: the import wizard, quarantine and its repair, the quality of what is there, snapshots."""
