"""What one person asks for and another one approves: proposals, their decision, their trail."""
