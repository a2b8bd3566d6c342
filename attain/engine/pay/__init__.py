"""Pay: plans of components, one shape a file; draws, spreads and limits."""
