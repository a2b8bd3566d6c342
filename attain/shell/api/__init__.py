"""What every operation of the REST API shares: tokens, permissions, problems, pages of lists."""
