"""What pay costs and does: budget, performance, spread of scores, forecast, accrual."""
