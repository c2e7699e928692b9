"""What money brought."""
