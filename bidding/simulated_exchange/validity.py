"""Whether a bid response answers its own request: the checks an exchange makes before it lets a bid compete.

Against the request, never against a model of the bidder: identifiers, currency, floors, formats and sizes, blocks, seats
and deals. A fault is one sentence; no fault means that the bid may run.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from bidding.openrtb.categories import covering, family_of, stated
from bidding.simulated_exchange.format_validity import format_faults
from bidding.simulated_exchange.impressions import Json
from bidding.simulated_exchange.markup import FORMATS_BY_MTYPE
from domain.rates.values import RateTable
from domain.serving.values import CreativeFormat

DEFAULT_CURRENCY: Final = "USD"
FIXED_PRICE: Final = 3
_ROUNDING: Final = 10_000_000
"""A ten-millionth is what converting there and back may cost."""
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
    repeated = [str(bid_id) for bid_id, times in Counter(bid.get("id") for _, bid in bids).items() if times > 1]
    faults += [f"bid {bid_id} occurs again" for bid_id in repeated]
    return faults + _break_faults(request, [bid for _, bid in bids])


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
    faults += _language_faults(request, bid)
    faults += format_faults(impression, bid)
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

    A deal's guidance counts where it has any for this bid, else that of its format, else the impression's.
    """
    deal = deal_of(impression, bid) or {}
    kind = FORMATS_BY_MTYPE.get(bid.get("mtype", 0))
    timed = kind in (CreativeFormat.VIDEO, CreativeFormat.AUDIO)
    player = (impression.get(kind.value) or {}) if kind is not None and timed else {}
    seconds = int(bid.get("dur") or 0)
    asked, place = _guidance(deal, seconds if timed else None), deal
    if asked is None and not any(deal.get(field) is not None for field in ("mincpmpersec", "durfloors")):
        asked, place = _guidance(player, seconds), impression
    if asked is None:
        asked, place = Decimal(str(impression.get("bidfloor") or 0)), impression
    rate_e9 = rates.rate_e9(place.get("bidfloorcur") or DEFAULT_CURRENCY, currency)
    if rate_e9 is None:
        return None
    return int((asked * rate_e9 / 1_000).to_integral_value(rounding="ROUND_CEILING"))


def _guidance(place: Json, seconds: int | None) -> Decimal | None:
    """The highest floor that ``place`` has for a bid of this length; None when it has none."""
    floors = [Decimal(str(place["bidfloor"]))] if place.get("bidfloor") is not None else []
    if seconds is not None:
        if place.get("mincpmpersec"):
            floors.append(Decimal(str(place["mincpmpersec"])) * seconds)
        floors += [
            Decimal(str(floor.get("bidfloor") or 0))
            for floor in place.get("durfloors") or []
            if (floor.get("mindur") or 0) <= seconds <= (floor.get("maxdur") or seconds)
        ]
    return max(floors, default=None)


def _blocked(request: Json, seat: str, bid: Json) -> list[str]:
    faults = []
    impression = impression_of(request, bid) or {}
    deal = deal_of(impression, bid) or {}
    lists = (request.get("wseat"), deal.get("wseat"))
    faults += [f"seat {seat!r} was not invited" for invited in lists if invited and seat not in invited]
    if seat in (request.get("bseat") or []):
        faults.append(f"seat {seat!r} is blocked")
    advertisers = [str(domain).lower() for domain in bid.get("adomain") or []]
    if deal.get("wadomain") and not set(advertisers) & {str(domain).lower() for domain in deal["wadomain"]}:
        faults.append(f"advertiser {advertisers} was not invited")
    rivals = {str(domain).lower() for domain in request.get("badv") or []}
    faults += [f"advertiser {domain} is blocked" for domain in advertisers if domain in rivals]
    return faults + _category_faults(request, bid)


def _category_faults(request: Json, bid: Json) -> list[str]:
    """Categories as the bid names them, in a taxonomy in which the request can be held against them."""
    refused, allowed = request.get("bcat") or [], request.get("acat") or []
    if not (refused or allowed):
        return []
    family, own = family_of(request.get("cattax") or 1), family_of(bid.get("cattax") or 1)
    if family is None:
        return ["answers blocks in a taxonomy that nobody reads"]
    if bid.get("cat") and own != family:
        return [f"names categories by cattax {bid.get('cattax')}, not {request.get('cattax')}"]
    faults = []
    for category in bid.get("cat") or []:
        wider = covering(stated(category if family == "content1" else f"{family}/{category}"), family) or frozenset()
        if wider & {str(code).strip() for code in refused} | wider & {str(code).strip().upper() for code in refused}:
            faults.append(f"category {category} is blocked")
        if allowed and not wider & {str(code).strip() for code in allowed}:
            faults.append(f"category {category} is not allowed")
    if allowed and not bid.get("cat"):
        faults.append("names no category where only some are allowed")
    return faults


def _language_faults(request: Json, bid: Json) -> list[str]:
    tag = str(bid.get("language") or bid.get("langb") or "").lower()
    if request.get("wlang") and tag.partition("-")[0] not in {str(code).lower()[:2] for code in request["wlang"]}:
        return [f"language {tag!r} is not allowed"]
    ranges = [str(code).lower() for code in request.get("wlangb") or []]
    if ranges and not any(tag == wanted or tag.startswith(f"{wanted}-") for wanted in ranges):
        return [f"language {tag!r} is not allowed"]
    return []


def _break_faults(request: Json, bids: list[Json]) -> list[str]:
    """One bid for an impression and deal, or as many as fit a dynamic pod; and nothing in a break that repeats itself."""
    faults = []
    by_offer: dict[tuple[str, str], list[Json]] = defaultdict(list)
    by_break: dict[tuple[str, int], list[tuple[str, Json]]] = defaultdict(list)
    for bid in bids:
        impression = impression_of(request, bid)
        if impression is None:
            continue
        kind = FORMATS_BY_MTYPE.get(bid.get("mtype", 0))
        player = (impression.get(kind.value) or {}) if kind is not None else {}
        by_offer[str(bid.get("impid")), str(bid.get("dealid"))].append(player | {"bid": bid})
        if player.get("podid") or player.get("poddur"):
            by_break[str(player.get("podid") or bid.get("impid")), bid["mtype"]].append((str(bid.get("impid")), bid))
            if 1 in (player.get("poddedupe") or []):
                bid["separates_advertisers"] = True
    for (impression_id, _), offers in by_offer.items():
        same = sum(str(imp.get("id")) == impression_id for imp in request.get("imp") or [])
        most = same * ((offers[0].get("maxseq") or len(offers)) if offers[0].get("poddur") else 1)
        seconds = sum(int(offer["bid"].get("dur") or 0) for offer in offers)
        if len(offers) > most or seconds > (offers[0].get("poddur") or seconds):
            faults.append(f"impression {impression_id} gets {len(offers)} bids of {seconds} s together")
    for name, shown in by_break.items():
        holders: dict[object, set[tuple[str, str]]] = defaultdict(set)
        for impression_id, bid in shown:
            holders[bid.get("crid")].add((impression_id, str(bid.get("dealid"))))
            if bid.pop("separates_advertisers", False):
                holders["advertiser", *(bid.get("adomain") or ())].add((impression_id, str(bid.get("crid"))))
        faults += [
            f"break {name[0]} would repeat {what}"
            for what, places in holders.items()
            if len({impression_id for impression_id, _ in places}) > 1
        ]
    return faults


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
    if floor is None:
        faults.append("bids where its floor has no rate")
    elif _is_fixed(deal_of(impression, bid)) and abs(price_micros(price) - floor) > 1 + floor // _ROUNDING:
        faults.append(f"price {price} {currency} is not the deal's {floor / 1_000_000:.6f}")
    if floor is not None and price_micros(price) < floor:
        faults.append(f"price {price} {currency} is below its floor of {floor / 1_000_000:.6f}")
    return faults


def _is_fixed(deal: Json | None) -> bool:
    return deal is not None and deal.get("at") == FIXED_PRICE and bool(deal.get("bidfloor"))


def price_micros(price: float) -> int:
    """CPM micros of a price as JSON carries it."""
    return int((Decimal(str(price)) * 1_000_000).to_integral_value())
