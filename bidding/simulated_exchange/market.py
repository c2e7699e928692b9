"""The rest of the market: what others bid, who wins an impression, and what the winner pays.

First-price auctions (``at`` 1) charge the bid, second-price ones (``at`` 2) a hundredth above the best other bid or the
floor, whichever is higher, and never more than the bid; a deal of fixed price (``at`` 3) its floor. Prices are CPM micros
of the response's currency. Rivals are drawn from a generator handed in, so the same seed gives the same market.
"""

from collections import defaultdict
from dataclasses import dataclass
from enum import IntEnum
from random import Random
from typing import Final

from bidding.simulated_exchange.impressions import Json
from bidding.simulated_exchange.validity import (
    DEFAULT_CURRENCY,
    bid_faults,
    bids_of,
    deal_of,
    floor_micros,
    impression_of,
    price_micros,
)
from domain.money import convert
from domain.rates.values import RateTable

INCREMENT_MICROS: Final = 10_000
FIXED_PRICE: Final = 3
SECOND_PRICE: Final = 2
NO_RIVAL_SHARE: Final = 0.08


class LossReason(IntEnum):
    """The codes we give (OpenRTB list Loss Reason Codes)."""

    WON = 0
    INVALID_RESPONSE = 3
    BELOW_FLOOR = 100
    OUTBID = 102


@dataclass(frozen=True)
class Outcome:
    """What became of one bid. ``price_micros`` is what its win costs, or what the winner bid where it lost.

    ``min_to_win_micros`` is the least that would have won, 0 where that was never found out.
    """

    impression: Json
    seat: str
    bid: Json
    currency: str
    reason: LossReason
    price_micros: int
    faults: tuple[str, ...] = ()
    min_to_win_micros: int = 0

    @property
    def won(self) -> bool:
        return self.reason is LossReason.WON


def hold_auctions(request: Json, response: Json, rates: RateTable, chance: Random) -> list[Outcome]:
    """The outcome of every bid of a response that answers an impression of the request, impression by impression."""
    currency = response.get("cur", DEFAULT_CURRENCY)
    outcomes: list[Outcome] = []
    standing: dict[str, list[tuple[str, Json]]] = defaultdict(list)
    for seat, bid in bids_of(response):
        impression = impression_of(request, bid)
        if impression is None:
            continue
        faults = bid_faults(request, seat, bid, currency, rates)
        if faults:
            outcomes.append(Outcome(impression, seat, bid, currency, LossReason.INVALID_RESPONSE, 0, tuple(faults)))
        else:
            standing[_key(impression)].append((seat, bid))
    for impression in request.get("imp") or []:
        rival = rival_micros(chance, currency, rates)
        bids = standing.pop(_key(impression), [])
        if bids:
            outcomes += _one_auction(request, impression, bids, currency=currency, rival=rival, rates=rates)
    return outcomes


def rival_micros(chance: Random, currency: str, rates: RateTable) -> int:
    """The best other bid for an impression, 0 where nobody else wants it; about 4.50 USD in the middle."""
    if chance.random() < NO_RIVAL_SHARE:
        return 0
    usd_micros = int(min(30.0, chance.lognormvariate(1.5, 0.7)) * 1_000_000)
    return convert(usd_micros, rates.rate_e9(DEFAULT_CURRENCY, currency) or 1_000_000_000)


def clearing_micros(own_micros: int, rival: int, floor: int, auction_type: int) -> int:
    """What a winning bid pays."""
    if auction_type == FIXED_PRICE:
        return min(own_micros, floor)
    if auction_type == SECOND_PRICE:
        return min(own_micros, max(rival, floor) + INCREMENT_MICROS)
    return own_micros


def _key(impression: Json) -> str:
    return str(impression.get("id"))


def _one_auction(
    request: Json,
    impression: Json,
    bids: list[tuple[str, Json]],
    *,
    currency: str,
    rival: int,
    rates: RateTable,
) -> list[Outcome]:
    """Deals go before the open auction, then the price decides; a tie goes to the rival."""

    def rank(entry: tuple[str, Json]) -> tuple[bool, int]:
        return bool(entry[1].get("dealid")), price_micros(entry[1]["price"])

    ranked = sorted(bids, key=rank, reverse=True)
    seat, best = ranked[0]
    own = price_micros(best["price"])
    deal = deal_of(impression, best)
    auction_type = int((deal or {}).get("at") or request.get("at") or SECOND_PRICE)
    others = [price_micros(bid["price"]) for _, bid in ranked[1:]]
    strongest = max([rival, *others])
    if own <= rival and auction_type != FIXED_PRICE:
        least = rival + INCREMENT_MICROS
        return [
            Outcome(impression, seat, bid, currency, LossReason.OUTBID, rival, min_to_win_micros=least)
            for seat, bid in ranked
        ]
    floor = floor_micros(impression, best, currency, rates) or 0
    paid = clearing_micros(own, strongest, floor, auction_type)
    least = min(own, max(floor, rival + INCREMENT_MICROS if rival else 0))
    return [
        Outcome(impression, seat, best, currency, LossReason.WON, paid, min_to_win_micros=least),
        *(Outcome(impression, seat, bid, currency, LossReason.OUTBID, own) for seat, bid in ranked[1:]),
    ]
