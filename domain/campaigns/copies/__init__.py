"""Campaigns made of others."""
