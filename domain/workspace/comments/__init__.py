"""What people say of a campaign, where they say it."""
