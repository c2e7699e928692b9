"""From a notice's URL to an event nobody can lose: verify, read, publish, answer.

Any process may take any notice. A repetition is answered like the first and changes nothing, since its event has the
same id. A late notice is recorded like any other, with the token's expiry beside it, and so is one whose price cannot be
read or believed: the banker judges, not the door. What is rendered to be looked at (AUDIT) is recorded as that and as
nothing else.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Final
from urllib.parse import parse_qsl, quote, urlsplit

import structlog
from msgspec import Struct

from bidding.notices.loss_reasons import loss_reason
from bidding.notices.price import AUDIT, Prices, is_unexpanded, price_nanos, value_micros
from bidding.notices.publishing import NoticePublisher
from bidding.notices.token import NoticeSigner, NoticeToken, landing_digest
from domain.errors import Forbidden, InvalidInput, Unavailable
from domain.events.values import Event, EventType
from domain.exchanges.values import PriceEncryption
from domain.money import MICROS, RATE_SCALE

CLICK_PARAMETER: Final = "ce_click"
"""Appended to the landing URL; its value is what a conversion's notice is made of."""
CLICK_PATIENCE_S: Final = 1.0
PRICE_ASSUMED: Final = "price_assumed"
PRICE_UNREADABLE: Final = "price_unreadable"
CURRENCY_FOREIGN: Final = "currency_foreign"
UNREADABLE_NANOS: Final = -1
"""The price of a bill that cannot be read: never owed, always disputed."""
_MOST_CLAIMED: Final = 64
_URL_CHARACTERS: Final = "!#$%&'()*+,/:;=?@[]~"
_MOST_PARAMETERS: Final = 32

_KINDS: Final = {
    kind.value: kind for kind in (EventType.WIN, EventType.BILL, EventType.LOSS, EventType.CLICK, EventType.CONVERSION)
}

_log = structlog.get_logger(__name__)


class NoticeAnswer(Struct, frozen=True):
    """An HTTP status, where to for a 302, and whether a 200 is a picture of one transparent pixel."""

    status: int
    location: str = ""
    is_pixel: bool = False


_PIXEL: Final = NoticeAnswer(200, is_pixel=True)


class Notices:
    """Takes win, bill, loss, click and conversion notices; ``counts`` is by (kind, status).

    Without ``prices``, every exchange's are taken to be in the clear.
    """

    def __init__(
        self,
        signer: NoticeSigner,
        publisher: NoticePublisher,
        *,
        clock_ms: Callable[[], int],
        prices: Prices | None = None,
    ) -> None:
        self._signer = signer
        self._prices = prices or Prices(lambda _: PriceEncryption.NONE)
        self._publisher = publisher
        self._clock_ms = clock_ms
        self.counts: Counter[tuple[str, int]] = Counter()

    async def take(self, kind: str, token: str, query: str) -> NoticeAnswer:
        """Answer one notice: 200, 204 or 302 once recorded; 400, 403 or 404 when it is none; 503 when it is to be repeated."""
        answer = await self._take(kind, token, query)
        self.counts[kind if kind in _KINDS else "unknown", answer.status] += 1
        return answer

    async def _take(self, kind_name: str, signed: str, query: str) -> NoticeAnswer:
        kind = _KINDS.get(kind_name)
        if kind is None:
            return NoticeAnswer(404)
        try:
            token = self._signer.verify(kind, signed)
            parameters = _parameters(query)
            if kind is EventType.CLICK:
                landing = _landing(token, signed, parameters)
                return await self._click(self._event(kind, token, parameters), landing)
            if kind is not EventType.CONVERSION and _is_audit(parameters):
                await self._publisher.publish(self._audit(kind, token))
            else:
                await self._publisher.publish(self._event(kind, token, parameters))
        except Forbidden:
            return NoticeAnswer(403)
        except InvalidInput:
            return NoticeAnswer(400)
        except Unavailable:
            return NoticeAnswer(503)
        return _PIXEL if parameters.get("format") == "gif" else NoticeAnswer(204)

    async def _click(self, event: Event, landing: str) -> NoticeAnswer:
        """Send the person on after at most a second: they came for the page, not for our records."""
        try:
            async with asyncio.timeout(CLICK_PATIENCE_S):
                await self._publisher.publish(event)
        except (TimeoutError, Unavailable):
            _log.warning("click not acknowledged in time", bid_id=event.bid_id)
        return NoticeAnswer(302, landing)

    def _event(self, kind: EventType, token: NoticeToken, parameters: dict[str, str]) -> Event:
        event = self._of_bid(kind, token)
        if kind is EventType.CONVERSION:
            event.value_micros = value_micros(parameters.get("value") or "0")
        elif kind is not EventType.CLICK:
            event.lease_id = token.lease_id
            event.max_price_nanos = token.max_price_nanos
            event.expires_at_ms = token.expires_at_ms
            self._price(event, token, parameters)
            event.min_to_win_nanos = self._min_to_win(token, parameters.get("min", ""))
            if kind is EventType.LOSS:
                event.reason = loss_reason(parameters.get("reason", ""))
        return event

    def _audit(self, kind: EventType, token: NoticeToken) -> Event:
        """A look at the markup: an event of its own, so that the bid's real notices still count."""
        event = self._of_bid(EventType.AUDIT, token)
        event.event_id = f"{token.bid_id}:{EventType.AUDIT.value}:{kind.value}"
        event.reason = kind.value
        event.is_test = True
        return event

    def _of_bid(self, kind: EventType, token: NoticeToken) -> Event:
        return Event(
            event_id=f"{token.bid_id}:{kind.value}",
            type=kind,
            at_ms=self._clock_ms(),
            tenant_id=token.tenant_id,
            campaign_id=token.campaign_id,
            creative_id=token.creative_id,
            exchange_id=token.exchange_id,
            request_id=token.request_id,
            impression_id=token.impression_id,
            bid_id=token.bid_id,
            person_id=token.person_id,
            currency=token.currency,
            bidder_id=token.bidder_id,
            is_test=token.is_test,
        )

    def _price(self, event: Event, token: NoticeToken, parameters: dict[str, str]) -> None:
        """Read the clearing price.

        An exchange that leaves the price macro as it is has told us to take our own bid for the price: that is what the
        lease holds back, so a win or a bill counts it in full and says so. A loss then has no price. Nor has any notice
        whose price cannot be read, or is in another currency than the bid; a bill is then disputed. An exchange that
        encrypts its prices, or of which we know nothing, tells us so by no macro: what it leaves open is disputed too.
        """
        price, currency = parameters.get("price", ""), parameters.get("currency", "")
        if not is_unexpanded(currency, "AUCTION_CURRENCY") and currency.upper() != token.bid_currency:
            self._dispute(event, CURRENCY_FOREIGN, f"{price} {currency}")
        elif is_unexpanded(price, "AUCTION_PRICE"):
            if event.type is EventType.LOSS:
                return
            if self._prices.may_be_left_open(token.exchange_id):
                event.price_nanos = token.max_price_nanos
                event.reason = PRICE_ASSUMED
            else:
                self._dispute(event, PRICE_UNREADABLE, price)
        else:
            try:
                nanos = self._prices.nanos(token.exchange_id, price, token.rate_e9)
                event.price_nanos = _of_all(nanos, token, parameters) if token.quantity_e6 else nanos
            except InvalidInput:
                self._dispute(event, PRICE_UNREADABLE, price)

    def _dispute(self, event: Event, reason: str, claimed: str) -> None:
        event.reason = reason
        event.claimed = claimed[:_MOST_CLAIMED]
        if event.type is EventType.BILL:
            event.price_nanos = UNREADABLE_NANOS
            _log.warning("bill disputed", reason=reason, bid_id=event.bid_id, exchange_id=event.exchange_id)

    def _min_to_win(self, token: NoticeToken, text: str) -> int:
        """What winning took, for all the impressions bid for; 0 where the exchange does not say so, or not legibly."""
        if is_unexpanded(text, "AUCTION_MIN_TO_WIN"):
            return 0
        try:
            nanos = price_nanos(text, token.rate_e9)
        except InvalidInput:
            return 0
        return _times(nanos, token.quantity_e6) if token.quantity_e6 else nanos


def _of_all(nanos: int, token: NoticeToken, parameters: dict[str, str]) -> int:
    """What all impressions of a showing cost, at ``nanos`` each: as many as the exchange counted, or as it had promised.

    More than it promised costs more than the lease holds back, and is disputed. Raises ``InvalidInput``.
    """
    counted = parameters.get("multiplier", "")
    quantity_e6 = token.quantity_e6
    if not is_unexpanded(counted, "AUCTION_MULTIPLIER"):
        quantity_e6 = price_nanos(counted, RATE_SCALE)
    return _times(nanos, quantity_e6)


def _times(nanos: int, quantity_e6: int) -> int:
    return (nanos * quantity_e6 + MICROS // 2) // MICROS


def _is_audit(parameters: dict[str, str]) -> bool:
    return parameters.get("price") in AUDIT or parameters.get("currency") in AUDIT


def _landing(token: NoticeToken, signed: str, parameters: dict[str, str]) -> str:
    """Return the address a click leads to; only the one its token was signed for, so this is no open redirect."""
    landing = parameters.get("to", "")
    if not token.landing or landing_digest(landing) != token.landing:
        raise Forbidden("the click's address is not the one its bid was signed for")
    try:
        parts = urlsplit(landing)
    except ValueError as error:
        raise InvalidInput("the click's address is no URL", field="to") from error
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise InvalidInput("the click's address is no web page", field="to")
    query = f"{parts.query}&{CLICK_PARAMETER}={signed}" if parts.query else f"{CLICK_PARAMETER}={signed}"
    return quote(parts._replace(query=query).geturl(), safe=_URL_CHARACTERS)


def _parameters(query: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS))
    except ValueError as error:
        raise InvalidInput("the notice has too many parameters", field="query") from error
