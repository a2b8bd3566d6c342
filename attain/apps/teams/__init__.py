"""Teams and units: who needs help, fair ranking, units side by side, and why two differ."""
