"""From a request's bytes to a call: what it says, by when it wants to know, in which currency, and whom it may be about."""

from typing import Final
from zlib import crc32

from bidding.auction.call import Call
from bidding.deadline import NetworkMargins, deadline_ms
from bidding.openrtb.decode import decode_request
from bidding.openrtb.no_bid import NoBid
from bidding.openrtb.request import BidRequest, Texts
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
        self._see = privacy.see
        self._margins = margins
        self._clock_ms = clock_ms
        self._default_tmax_ms = default_tmax_ms

    def read(self, body: bytes, exchange: Exchange, entry: Entry, age_ms: int = 0) -> Call:
        """The request, whose bytes arrived ``age_ms`` ago. Raises ``NotABidRequest``."""
        return self.understood(decode_request(body), exchange, entry, self._clock_ms(), age_ms)

    def understood(self, asked: BidRequest, exchange: Exchange, entry: Entry, now_ms: int, age_ms: int) -> Call:
        """What ``asked`` asks for, as ``exchange`` may and by when; its bytes arrived ``age_ms`` before ``now_ms``."""
        seen = self._see(asked, exchange)
        request, viewer_id, permissions = seen.request, seen.person_id, seen.permissions
        call = Call(
            request,
            exchange,
            entry,
            now_ms,
            deadline_ms(now_ms - age_ms, request.tmax, self._default_tmax_ms, self._margins.of(exchange)),
            _bid_currency(request.cur, exchange.currencies),
            crc32(request.id.encode()),
            viewer_id,
            viewer_id if permissions.may_log_id else "",
            seen.is_alias,
            permissions,
            request.test == 1,
        )
        if request.ext is not None and wants_reasons(request.ext):
            call.refusals = {}
        return call


def turned_back(call: Call) -> NoBid | None:
    """Why the request goes no further than its own terms, if so."""
    if call.deadline_ms <= call.now_ms:
        return NoBid.LATE
    if call.exchange.require_schain and not is_complete(call.request):
        return NoBid.SCHAIN_INCOMPLETE
    return None if call.bid_currency else NoBid.CURRENCY_REFUSED


def _bid_currency(wanted: Texts, settled: tuple[str, ...]) -> str:
    """The first currency that the exchange settles in and the request allows; empty when there is none."""
    if not wanted:
        return settled[0] if settled else ""
    if len(wanted) == 1 and wanted[0] in settled:
        return wanted[0]
    allowed = {currency.upper() for currency in wanted}
    return next((currency for currency in settled if currency in allowed), "")
