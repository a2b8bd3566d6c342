"""Pay as people see it: statements, estimates, what-if."""
