"""Demand-side platforms behind one protocol: bids as OpenRTB, everything else by each vendor's documented REST.

``protocol.py`` is what a platform can be asked; ``registry.py`` says which there are; ``fan_out.py`` asks many at once.
"""
