"""What an impression would have cost, for a bid that was never made.

Where the same request was bid on, what became of that bid bounds the answer, and often is it. Otherwise the landscape
says how likely a first-price bid wins; elsewhere, how often bids of that exchange have won and what share of them was
paid. Chances are kept as chances: a replay is repeatable and needs no dice.
"""

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from domain.accountability.values import RecordedBid, RecordedRequest
from domain.shading.values import QUANTILES, Landscape, Market


class Heard(NamedTuple):
    """What notices said of a recorded bid: whether it won, and what winning took in nanos, 0 where unknown."""

    won: bool
    needed_nanos: int


class Prospect(NamedTuple):
    """The chance that a bid wins, and what a win costs, in micros of the bid's currency."""

    chance: float
    cost_micros: float


NOTHING: Final = Prospect(0.0, 0.0)
_ASSUMED_RATE: Final = 0.0
"""Of an exchange none of whose bids was heard of: a forecast promises nothing it has not seen."""


class Hindsight:
    """Knows the outcomes of ``recordings`` and the landscapes of their exchanges."""

    def __init__(
        self,
        recordings: Collection[RecordedRequest],
        heard: Mapping[str, Heard],
        landscapes: Mapping[str, Landscape],
    ) -> None:
        self._heard = heard
        self._landscapes = landscapes
        bids: dict[str, int] = {}
        wins: dict[str, int] = {}
        asked: dict[str, int] = {}
        paid: dict[str, int] = {}
        for recording in recordings:
            exchange_id = recording.exchange_id
            for bid in recording.bids:
                told = heard.get(bid.bid_id)
                bids[exchange_id] = bids.get(exchange_id, 0) + 1
                if told is not None and told.won:
                    wins[exchange_id] = wins.get(exchange_id, 0) + 1
                    asked[exchange_id] = asked.get(exchange_id, 0) + bid.cost_nanos
                    paid[exchange_id] = paid.get(exchange_id, 0) + min(
                        told.needed_nanos or bid.cost_nanos, bid.cost_nanos
                    )
        self._told_of = {
            recording.exchange_id for recording in recordings for bid in recording.bids if bid.bid_id in heard
        }
        self._rate = {exchange_id: wins.get(exchange_id, 0) / total for exchange_id, total in bids.items()}
        self._paid_share = {exchange_id: paid[exchange_id] / total for exchange_id, total in asked.items() if total}

    def knows(self, exchange_id: str) -> bool:
        """Whether anything was heard of bids on the exchange; otherwise ``prospect`` promises nothing."""
        return exchange_id in self._told_of or exchange_id in self._landscapes

    def prospect(
        self, recording: RecordedRequest, impression_id: str, deal_id: str, *, price_micros: int, market: str
    ) -> Prospect:
        """Of a bid of ``price_micros`` on one lot of ``recording``; ``market`` is empty but for a first-price auction."""
        first_price = bool(market)
        known = self._known(recording.exchange_id, market)
        before = next(
            (bid for bid in recording.bids if (bid.impression_id, bid.deal_id) == (impression_id, deal_id)), None
        )
        told = self._heard.get(before.bid_id) if before is not None else None
        if before is not None and told is not None:
            certain = self._as_then(before, told, price_micros)
            if certain is not None:
                return Prospect(certain, self._cost(recording.exchange_id, price_micros, first_price=first_price))
        if known is not None:
            return Prospect(_reached(known, price_micros), float(price_micros))
        rate = self._rate.get(recording.exchange_id, _ASSUMED_RATE)
        return Prospect(rate, self._cost(recording.exchange_id, price_micros, first_price=first_price))

    def _as_then(self, before: RecordedBid, told: Heard, price_micros: int) -> float | None:
        """One or zero where what happened then decides it."""
        if told.needed_nanos and before.cost_nanos:
            return float(price_micros * before.cost_nanos >= told.needed_nanos * before.price_micros)
        if told.won and price_micros >= before.price_micros:
            return 1.0
        return 0.0 if not told.won and price_micros <= before.price_micros else None

    def _known(self, exchange_id: str, market: str) -> Market | None:
        landscape = self._landscapes.get(exchange_id)
        return landscape.market(market) if landscape is not None and market else None

    def _cost(self, exchange_id: str, price_micros: int, *, first_price: bool) -> float:
        return price_micros * (1.0 if first_price else self._paid_share.get(exchange_id, 1.0))


def _reached(market: Market, price_micros: int) -> float:
    """The chance that ``price_micros`` wins, interpolated between quantiles."""
    below = 0
    for place, needed in enumerate(market.needed_micros):
        if needed > price_micros:
            share = (price_micros - below) / (needed - below) if needed > below else 0.0
            return (place + share) / QUANTILES
        below = needed
    return 1.0
