"""What a bid has to reach: the least CPM by deal, by format and length, or by impression (OpenRTB 2.6, section 7.11).

A deal's own guidance comes first, then the player's for video and audio, then the impression's. Everything is whole micros
of the bid's currency, rounded up, and high enough that it still holds when the bid is converted back.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple, Protocol

from bidding.openrtb.request import Deal, DurationFloor, Imp
from domain.money import MICROS, RATE_SCALE
from domain.rates.values import RateTable
from domain.serving.values import CreativeFormat

DEFAULT_FLOOR_CURRENCY: Final = "USD"
UNREACHABLE: Final = 1 << 62
_HIGHEST_FLOOR: Final = 1e9
"""A CPM no currency asks for; beyond it a floor is unreachable rather than arithmetic."""
_LEAST_FRACTION: Final = 0.0005
"""Of a micro; less than that is what binary fractions make of decimal ones."""


class Money(NamedTuple):
    """What floors are turned into: the currency of the bid, with the rates that lead there."""

    currency: str
    rates: RateTable


class ByLength(Protocol):
    """A deal, or a player, that may ask for more the longer a spot is."""

    @property
    def mincpmpersec(self) -> float | None: ...
    @property
    def durfloors(self) -> tuple[DurationFloor, ...] | None: ...


def floor_micros(imp: Imp, deal: Deal | None, bid_currency: str, rates: RateTable) -> int | None:
    """The floor that holds whatever is shown: the deal's if it has one, else the impression's.

    None when its currency is one we have no rate for.
    """
    floor, currency = imp.bidfloor, imp.bidfloorcur
    if deal is not None and deal.bidfloor is not None:
        floor, currency = deal.bidfloor, deal.bidfloorcur
    return in_bid_currency(floor, currency, bid_currency, rates)


def in_bid_currency(floor: float | None, currency: str | None, bid_currency: str, rates: RateTable) -> int | None:
    """``floor`` in micros of the bid's currency; None when there is no rate."""
    if floor is None or not floor > 0:
        return 0
    if floor >= _HIGHEST_FLOOR:
        return UNREACHABLE
    exact = floor * MICROS
    micros = int(exact)
    if exact - micros >= _LEAST_FRACTION:
        micros += 1
    if currency == bid_currency:
        return micros
    currency = (currency or DEFAULT_FLOOR_CURRENCY).upper()
    if currency == bid_currency:
        return micros
    forth = rates.rate_e9(currency, bid_currency)
    back = rates.rate_e9(bid_currency, currency)
    if forth is None or back is None:
        return None
    return max(-(-micros * forth // RATE_SCALE), -(-micros * RATE_SCALE // back))


def depends_on_length(imp: Imp, deal: Deal | None) -> bool:
    """Whether some floor of this lot is one for video or audio of a certain length."""
    places = (deal, imp.video, imp.audio)
    return any(place is not None and (place.mincpmpersec or place.durfloors) for place in places)


def floor_by_length(imp: Imp, deal: Deal | None, kind: CreativeFormat, seconds: int, money: Money) -> int | None:
    """The floor for a creative of this format and length; None when its currency is one we have no rate for."""
    player = {CreativeFormat.VIDEO: imp.video, CreativeFormat.AUDIO: imp.audio}.get(kind)
    currency = imp.bidfloorcur
    asked: float | None = None
    if deal is not None and (deal.bidfloor is not None or deal.mincpmpersec or deal.durfloors):
        by_length = _guidance(deal, seconds) if player is not None else None
        if by_length is not None or deal.bidfloor is not None:
            asked, currency = max(by_length or 0.0, deal.bidfloor or 0.0), deal.bidfloorcur
    elif player is not None:
        asked = _guidance(player, seconds)
    return in_bid_currency(imp.bidfloor if asked is None else asked, currency, *money)


def _guidance(place: ByLength, seconds: int) -> float | None:
    """The highest of the floors that ``place`` has for this length; None when it has none."""
    floors: list[float] = [place.mincpmpersec * seconds] if place.mincpmpersec else []
    floors += [floor.bidfloor or 0.0 for floor in _of_length(place.durfloors or (), seconds)]
    return max(floors, default=None)


def _of_length(floors: Iterable[DurationFloor], seconds: int) -> Iterable[DurationFloor]:
    return (
        floor
        for floor in floors
        if (floor.mindur is None or floor.mindur <= seconds) and (floor.maxdur is None or seconds <= floor.maxdur)
    )
