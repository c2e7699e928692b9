"""Whether a bid response answers its own request: the checks an exchange makes before it lets a bid compete.

Against the request, never against a model of the bidder: identifiers, currency, floors, formats and sizes, blocks, seats
and deals. A fault is one sentence; no fault means that the bid may run.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from bidding.simulated_exchange.impressions import Json
from bidding.simulated_exchange.markup import FORMATS_BY_MTYPE, click_url
from domain.rates.values import RateTable
from domain.serving.values import CreativeFormat

DEFAULT_CURRENCY: Final = "USD"
_HARMLESS: Final = re.compile(r"http://(www\.iab\.com/VAST|www\.w3\.org/|127\.0\.0\.1[:/]|localhost[:/]|\[::1\][:/])")
"""Name spaces are no addresses, and browsers trust loopback ones."""
_CREATIVE_MUSTS: Final = ("id", "crid", "adomain", "cid", "adm")


def response_faults(request: Json, response: Json, rates: RateTable) -> list[str]:
    """Everything wrong with a response as a whole and with each of its bids."""
    faults = []
    if str(response.get("id")) != str(request.get("id")):
        faults.append(f"answers request {response.get('id')!r}, not {request.get('id')!r}")
    currency = response.get("cur", DEFAULT_CURRENCY)
    if currency not in (request.get("cur") or [currency]):
        faults.append(f"bids in {currency}, which was not allowed")
    bids = list(bids_of(response))
    if not bids:
        faults.append("has no bid, which is what 204 is for")
    for seat, bid in bids:
        faults += [f"bid {bid.get('id')}: {fault}" for fault in bid_faults(request, seat, bid, currency, rates)]
    return faults


def bids_of(response: Json) -> Iterator[tuple[str, Json]]:
    """Every bid with the seat that makes it."""
    for seatbid in response.get("seatbid") or []:
        for bid in seatbid.get("bid") or []:
            yield str(seatbid.get("seat", "")), bid


def bid_faults(request: Json, seat: str, bid: Json, currency: str, rates: RateTable) -> list[str]:
    impression = impression_of(request, bid)
    if impression is None:
        return [f"answers impression {bid.get('impid')!r}, which was not offered"]
    faults = [f"has no {field}" for field in _CREATIVE_MUSTS if not bid.get(field)]
    faults += _blocked(request, seat, bid)
    faults += _format_faults(impression, bid)
    faults += _price_faults(impression, bid, currency, rates)
    return faults


def impression_of(request: Json, bid: Json) -> Json | None:
    """The impression a bid answers."""
    for impression in request.get("imp") or []:
        if str(impression.get("id")) == str(bid.get("impid")):
            found: Json = impression
            return found
    return None


def deal_of(impression: Json, bid: Json) -> Json | None:
    """The deal a bid names, if the impression offers it."""
    for deal in (impression.get("pmp") or {}).get("deals") or []:
        if str(deal.get("id")) == str(bid.get("dealid")):
            found: Json = deal
            return found
    return None


def floor_micros(impression: Json, bid: Json, currency: str, rates: RateTable) -> int | None:
    """CPM micros of the response's currency the bid must reach, rounded up; None when a currency is unknown.

    A deal's floor counts where it has one, else that of its format (``mincpmpersec`` aside), else the impression's.
    """
    deal = deal_of(impression, bid)
    kind = FORMATS_BY_MTYPE.get(bid.get("mtype", 0))
    described = (impression.get(kind.value) or {}) if kind is not None else {}
    for place in (deal or {}, described, impression):
        if place.get("bidfloor") is not None:
            rate_e9 = rates.rate_e9(place.get("bidfloorcur") or DEFAULT_CURRENCY, currency)
            if rate_e9 is None:
                return None
            exact = Decimal(str(place["bidfloor"])) * rate_e9 / 1_000
            return int(exact.to_integral_value(rounding="ROUND_CEILING"))
    return 0


def _blocked(request: Json, seat: str, bid: Json) -> list[str]:
    faults = []
    if request.get("wseat") and seat not in request["wseat"]:
        faults.append(f"seat {seat!r} was not invited")
    if seat in (request.get("bseat") or []):
        faults.append(f"seat {seat!r} is blocked")
    refused = set(request.get("bcat") or [])
    faults += [
        f"category {category} is blocked"
        for category in bid.get("cat") or []
        if category in refused or category.partition("-")[0] in refused
    ]
    rivals = set(request.get("badv") or [])
    faults += [f"advertiser {domain} is blocked" for domain in bid.get("adomain") or [] if domain in rivals]
    return faults


def _format_faults(impression: Json, bid: Json) -> list[str]:
    kind = FORMATS_BY_MTYPE.get(bid.get("mtype", 0))
    if kind is None:
        return [f"mtype is {bid.get('mtype')!r}"]
    described = impression.get(kind.value)
    if described is None:
        return [f"shows a {kind.value} where none was asked for"]
    faults = []
    if kind is CreativeFormat.BANNER and not _fits(described, bid):
        faults.append(f"size {bid.get('w')}x{bid.get('h')} was not asked for")
    faults += _duration_faults(described, bid)
    if not click_url(str(bid.get("adm", "")), kind):
        faults.append(f"its markup is no {kind.value} that leads anywhere")
    if impression.get("secure") == 1 and "http://" in _HARMLESS.sub("", str(bid.get("adm", ""))):
        faults.append("its markup is not secure")
    return faults


def _duration_faults(described: Json, bid: Json) -> list[str]:
    """``rqddurs`` names the lengths that are taken; otherwise ``minduration`` and ``maxduration`` bound them, 0 meaning open."""
    seconds = bid.get("dur")
    if seconds is None:
        return []
    exact = described.get("rqddurs")
    allowed = (
        seconds in exact
        if exact
        else (described.get("minduration") or 0) <= seconds <= (described.get("maxduration") or seconds)
    )
    return [] if allowed else [f"lasts {seconds} s, which was not asked for"]


def _fits(banner: Json, bid: Json) -> bool:
    """Whether the bid has one of the sizes asked for; a dimension that a size leaves out is open."""
    sizes = [*(banner.get("format") or []), *([banner] if banner.get("w") or banner.get("h") else [])]
    return not sizes or any(
        all(not size.get(side) or size[side] == bid.get(side) for side in ("w", "h")) for size in sizes
    )


def _price_faults(impression: Json, bid: Json, currency: str, rates: RateTable) -> list[str]:
    price = bid.get("price")
    if not isinstance(price, int | float) or price <= 0:
        return [f"its price is {price!r}"]
    faults = []
    if bid.get("dealid") and deal_of(impression, bid) is None:
        faults.append(f"deal {bid['dealid']!r} was not offered")
    if not bid.get("dealid") and (impression.get("pmp") or {}).get("private_auction") == 1:
        faults.append("bids openly in a private auction")
    floor = floor_micros(impression, bid, currency, rates)
    if floor is not None and price_micros(price) < floor:
        faults.append(f"price {price} {currency} is below its floor of {floor / 1_000_000:.6f}")
    return faults


def price_micros(price: float) -> int:
    """CPM micros of a price as JSON carries it."""
    return int((Decimal(str(price)) * 1_000_000).to_integral_value())
