"""A bidder's process: its life from settings to closed doors, and the parts it consists of."""

from workers.bidder.life import GC_THRESHOLD, run_bidder

__all__ = ["GC_THRESHOLD", "run_bidder"]
