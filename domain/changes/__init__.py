"""What of a tenant's has just changed, for whoever is looking at it."""
