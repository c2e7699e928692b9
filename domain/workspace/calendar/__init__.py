"""What happens when, and what gets in each other's way."""
