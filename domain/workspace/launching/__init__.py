"""From a brief to a live campaign, in one resource."""
