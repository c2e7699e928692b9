"""Periods in stretches: hours or days of a time zone, and the period before."""
