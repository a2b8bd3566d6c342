"""Who may sign in, and as what. Every change is one action, which checks and tells the audit trail."""
