"""From a request's bytes to a call: what it says, by when it wants to know, in which currency, and whom it may be about."""

from typing import Final
from zlib import crc32

from bidding.auction.call import Call
from bidding.deadline import NetworkMargins, deadline_ms
from bidding.openrtb.decode import decode_request
from bidding.openrtb.no_bid import NoBid
from bidding.openrtb.request import BidRequest
from bidding.openrtb.seat_non_bid import wants_reasons
from bidding.ports import ClockMs
from bidding.privacy import Privacy, is_complete
from domain.events.values import Entry
from domain.exchanges.values import Exchange

DEFAULT_TMAX_MS: Final = 100


class Reader:
    """Reads requests as ``privacy`` lets them be seen.

    An answer must leave before ``tmax`` is over by what ``margins`` say; a request without one has ``default_tmax_ms``.
    """

    def __init__(
        self,
        privacy: Privacy,
        margins: NetworkMargins,
        *,
        clock_ms: ClockMs,
        default_tmax_ms: int = DEFAULT_TMAX_MS,
    ) -> None:
        self._privacy = privacy
        self._margins = margins
        self._clock_ms = clock_ms
        self._default_tmax_ms = default_tmax_ms

    def read(self, body: bytes, exchange: Exchange, entry: Entry, age_ms: int = 0) -> Call:
        """The request, whose bytes arrived ``age_ms`` ago. Raises ``NotABidRequest``."""
        now_ms = self._clock_ms()
        request, viewer_id, is_alias, permissions = self._privacy.see(decode_request(body), exchange)
        return Call(
            request=request,
            exchange=exchange,
            entry=entry,
            now_ms=now_ms,
            deadline_ms=deadline_ms(
                now_ms - age_ms,
                request.tmax,
                default_tmax_ms=self._default_tmax_ms,
                network_margin_ms=self._margins.of(exchange),
            ),
            bid_currency=_bid_currency(request, exchange),
            person_id=viewer_id if permissions.may_log_id else "",
            viewer_id=viewer_id,
            is_alias=is_alias,
            permissions=permissions,
            is_test=request.test == 1,
            seed=crc32(request.id.encode()),
            refusals={} if request.ext is not None and wants_reasons(request.ext) else None,
        )


def turned_back(call: Call) -> NoBid | None:
    """Why the request goes no further than its own terms, if so."""
    if call.deadline_ms <= call.now_ms:
        return NoBid.LATE
    if call.exchange.require_schain and not is_complete(call.request):
        return NoBid.SCHAIN_INCOMPLETE
    return None if call.bid_currency else NoBid.CURRENCY_REFUSED


def _bid_currency(request: BidRequest, exchange: Exchange) -> str:
    """The first currency that the exchange settles in and the request allows; empty when there is none."""
    if not request.cur:
        return exchange.currencies[0] if exchange.currencies else ""
    if len(request.cur) == 1 and request.cur[0] in exchange.currencies:
        return request.cur[0]
    allowed = {currency.upper() for currency in request.cur}
    return next((currency for currency in exchange.currencies if currency in allowed), "")
