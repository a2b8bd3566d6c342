"""What pay still holds for later: instalments, amounts that wait, draws."""
