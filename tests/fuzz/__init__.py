"""Anything at all, through the three entries of a real bidder."""
