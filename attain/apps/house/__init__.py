"""The installation's rulebook folder and store: opened here, written to here, followed from here."""
