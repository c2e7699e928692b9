"""An exchange with its market, its viewers and its advertisers, all of one seed and of a known truth.

``world.py`` holds the truth; ``requests.py`` asks for bids; ``run.py`` sends them at a steady rate through ``targets.py``;
``validity.py`` checks the answers, ``market.py`` auctions them, and ``notices.py`` lives through what follows.
"""
