"""How anything is computed. Pure: no framework, no input or output except in `store`."""
