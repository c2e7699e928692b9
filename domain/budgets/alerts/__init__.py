"""What people are told of a campaign's money."""
