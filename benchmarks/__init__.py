"""What a bid costs: the real bidder behind its real doors, on this machine."""
