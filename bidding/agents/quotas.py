"""An exchange's limit of requests a second, kept by all bidders together without asking each other.

Every half second each bidder says how many requests of each limited exchange it has seen lately, those it turned away
included; its share of a limit is its share of what all of them saw. So all shares of an instant sum to the limit, however
unevenly the exchange's connections are spread. The bound: while the spread shifts, bidders still use the shares of half
a second ago, and a bucket holds a quarter of a second; so over any second at most 1.25 times the limit is let through,
and for half a second after a bidder dies, comes or loses the bus up to what its old and new shares differ by besides.
"""

from typing import Final

from msgspec import Struct

from domain.exchanges.values import Exchange

BURST_S: Final = 0.25
SILENT_NS: Final = 3_000_000_000
"""A bidder unheard of for this long is gone."""
_KEEPS: Final = 0.5
"""Of what was seen before, at each announcement."""


class _Bucket(Struct):
    tokens: float
    filled_ns: int
    rate: float
    seen: int = 0
    demand: float = 0.0


class _Peer(Struct):
    heard_ns: int
    demand: dict[str, float]


class Quotas:
    """One bidder's buckets. ``now_ns`` is monotonic."""

    def __init__(self) -> None:
        self._buckets: dict[str, _Bucket] = {}
        self._peers: dict[str, _Peer] = {}

    @property
    def peers(self) -> int:
        """Other bidders that were heard lately."""
        return len(self._peers)

    def admit(self, exchange: Exchange, now_ns: int) -> bool:
        """Whether a request of a limited exchange may be looked at."""
        bucket = self._buckets.get(exchange.exchange_id)
        if bucket is None:
            rate = self._share(exchange.exchange_id, 0.0) * exchange.qps_limit
            bucket = self._buckets[exchange.exchange_id] = _Bucket(max(1.0, rate * BURST_S), now_ns, rate)
        bucket.seen += 1
        rate = bucket.rate
        room = max(1.0, rate * BURST_S)
        tokens = min(room, bucket.tokens + rate * (now_ns - bucket.filled_ns) / 1e9)
        bucket.filled_ns = now_ns
        if tokens < 1.0:
            bucket.tokens = tokens
            return False
        bucket.tokens = tokens - 1.0
        return True

    def announce(self, limits: dict[str, int], now_ns: int) -> dict[str, float]:
        """Close half a second: what to tell the others, by exchange. ``limits`` are those in force, by exchange."""
        self._peers = {name: peer for name, peer in self._peers.items() if now_ns - peer.heard_ns < SILENT_NS}
        demand: dict[str, float] = {}
        for exchange_id in list(self._buckets):
            bucket = self._buckets[exchange_id]
            limit = limits.get(exchange_id)
            if limit is None:
                del self._buckets[exchange_id]
                continue
            bucket.rate = limit * self._share(exchange_id, bucket.demand)  # as announced last: the others go by that
            bucket.demand = bucket.demand * _KEEPS + bucket.seen
            bucket.seen = 0
            demand[exchange_id] = round(bucket.demand, 3)
        return demand

    def hear(self, bidder_id: str, demand: dict[str, float], now_ns: int) -> None:
        """What another bidder announced."""
        self._peers[bidder_id] = _Peer(now_ns, demand)

    def forget(self, bidder_id: str) -> None:
        """It has said that it leaves."""
        self._peers.pop(bidder_id, None)

    def _share(self, exchange_id: str, own: float) -> float:
        """Of the limit, for a bidder that saw ``own`` requests lately; one request is added for each, so all may begin."""
        others = sum(peer.demand.get(exchange_id, 0.0) + 1.0 for peer in self._peers.values())
        return (own + 1.0) / (own + 1.0 + others)
