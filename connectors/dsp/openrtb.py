"""OpenRTB 2.6 with a platform's bidder: a request passed on as it came, a response read with suspicion.

We are the seller's side here, so what comes back is somebody else's and may be wrong: bids for impressions nobody
offered, without a price or below the floor, or in a currency not allowed are dropped (sections 4.2 and 4.3.1).
"""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

import msgspec
from msgspec import Struct

from domain.dsp.values import DspAccount, PlatformWin
from domain.errors import InvalidInput
from domain.money import MICROS

DEFAULT_CURRENCY: Final = "USD"
RECEIPT_LIFE_MS: Final = 3_600_000
HEADERS: Final = {"Content-Type": "application/json", "x-openrtb-version": "2.6"}


class _Imp(Struct, frozen=True):
    id: str
    bidfloor: float | None = None
    bidfloorcur: str | None = None
    exp: int | None = None


class _Request(Struct, frozen=True):
    id: str
    imp: tuple[_Imp, ...]
    tmax: int | None = None
    cur: tuple[str, ...] | None = None


class _Bid(Struct, frozen=True):
    id: str
    impid: str
    price: float
    adm: str | None = None
    nurl: str | None = None
    burl: str | None = None
    crid: str | None = None
    dealid: str | None = None
    adomain: tuple[str, ...] | None = None


class _SeatBid(Struct, frozen=True):
    bid: tuple[_Bid, ...] = ()
    seat: str | None = None


class _Response(Struct, frozen=True):
    id: str
    seatbid: tuple[_SeatBid, ...] = ()
    cur: str | None = None


_requests: Final = msgspec.json.Decoder(_Request)
_responses: Final = msgspec.json.Decoder(_Response)


class Offer(Struct, frozen=True):
    """A request on its way to platforms: what answers are held against."""

    request_id: str
    body: bytes
    floors: dict[str, tuple[float, str]]
    lives_ms: dict[str, int]
    currencies: frozenset[str]
    tmax_ms: int | None


class NotAResponse(ValueError):
    """What came back is no OpenRTB response to this request."""


class ReceivedBid(Struct, frozen=True):
    """A bid that may stand, with what a receipt has to remember."""

    win: PlatformWin
    markup: str
    creative_id: str
    deal_id: str
    advertiser_domains: tuple[str, ...]


def read_offer(body: bytes) -> Offer:
    """Raises ``InvalidInput`` for a body that is no bid request."""
    try:
        request = _requests.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise InvalidInput(
            f"this is no OpenRTB bid request: {error}", field="body", remedy="Send an id and impressions with ids."
        ) from error
    if not request.imp:
        raise InvalidInput("a bid request offers at least one impression", field="imp", remedy="Add one.")
    return Offer(
        request_id=request.id,
        body=body,
        floors={imp.id: (imp.bidfloor or 0.0, (imp.bidfloorcur or DEFAULT_CURRENCY).upper()) for imp in request.imp},
        lives_ms={imp.id: max(1_000 * (imp.exp or 0), RECEIPT_LIFE_MS) for imp in request.imp},
        currencies=frozenset(code.upper() for code in request.cur or (DEFAULT_CURRENCY,)),
        tmax_ms=request.tmax if request.tmax and request.tmax > 0 else None,
    )


def read_bids(body: bytes, offer: Offer, account: DspAccount, *, now_ms: int) -> tuple[ReceivedBid, ...]:
    """The bids of a response that may stand. Raises ``NotAResponse``."""
    try:
        response = _responses.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise NotAResponse(f"not an OpenRTB response: {error}") from error
    if response.id != offer.request_id:
        raise NotAResponse("answers another request")
    currency = (response.cur or DEFAULT_CURRENCY).upper()
    if currency not in offer.currencies:
        raise NotAResponse(f"bids in {currency}, which the request does not allow")
    return tuple(_standing(response, offer, account, currency, now_ms))


def _standing(
    response: _Response, offer: Offer, account: DspAccount, currency: str, now_ms: int
) -> Iterator[ReceivedBid]:
    for seat in response.seatbid:
        for bid in seat.bid:
            floor = offer.floors.get(bid.impid)
            if floor is None or not 0 < bid.price < MICROS or (floor[1] == currency and bid.price < floor[0]):
                continue
            win = PlatformWin(
                tenant_id=account.tenant_id,
                platform=account.platform,
                account_id=account.account_id,
                request_id=offer.request_id,
                impression_id=bid.impid,
                bid_id=bid.id,
                price_micros=round(bid.price * MICROS),
                currency=currency,
                expires_at_ms=now_ms + offer.lives_ms[bid.impid],
                win_url=bid.nurl or "",
                billing_url=bid.burl or "",
                seat=seat.seat or "",
            )
            yield ReceivedBid(win, bid.adm or "", bid.crid or "", bid.dealid or "", bid.adomain or ())


def with_macros(url: str, win: PlatformWin, *, price_micros: int) -> str:
    """A notice address with the macros of section 4.4 replaced, percent-encoded; what we do not know becomes empty."""
    known: dict[str, Any] = {
        "AUCTION_ID": win.request_id,
        "AUCTION_BID_ID": win.bid_id,
        "AUCTION_IMP_ID": win.impression_id,
        "AUCTION_SEAT_ID": win.seat,
        "AUCTION_PRICE": f"{price_micros / MICROS:.6f}".rstrip("0").rstrip("."),
        "AUCTION_CURRENCY": win.currency,
        "AUCTION_AD_ID": "",
        "AUCTION_LOSS": "0",
        "AUCTION_MBR": "",
        "AUCTION_MIN_TO_WIN": "",
    }
    for name, value in known.items():
        url = url.replace("${" + name + "}", quote(str(value), safe=""))
    return url
