"""What was billed wrongly, put right by entries against entries."""
