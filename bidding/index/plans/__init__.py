"""Who may compete in a context: worked out once, brought up to date, drawn from."""
