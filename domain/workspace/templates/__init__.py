"""Campaigns kept to begin others from."""
