"""From won lots to the bytes of a response and of its events: tokens sealed, forms filled, bids grouped by seat."""

from typing import Final
from urllib.parse import urlsplit, urlunsplit

from bidding.auction.call import Call, Win
from bidding.auction.recording import BidEvents, RecordedEvent
from bidding.auction.terms import ONE_IMPRESSION_E6
from bidding.index.plans.gates import seat_for
from bidding.notices.token import Particulars, Standing, pack_particulars, pack_standing
from bidding.notices.urls import NoticeUrls
from bidding.openrtb.no_bid import NBR, NoBid
from bidding.openrtb.response import BidForm, BidTemplate, json_bytes, render_no_bid, render_response
from bidding.openrtb.seat_non_bid import seat_non_bid
from bidding.ports import Signer
from domain.events.rules import recorded_id

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_MOST_PREPARED: Final = 16
"""Of one template: an exchange's each; a bidder with more exchanges than that makes some of them again."""


class _Prepared:
    """All that a creative's bids on an exchange have in common: how they look, what their tokens and events begin with."""

    __slots__ = ("event", "exchange", "form", "maker", "seat", "standing", "subject")

    def __init__(self, maker: "Renderer", call: Call, win: Win, form: BidForm) -> None:
        row, exchange = win.row, call.exchange
        snapshot, creative_id = row.snapshot, row.creative.creative_id
        currency = snapshot.pricing.currency if snapshot.pricing else ""
        self.maker = maker
        self.exchange = exchange
        self.form = form
        self.seat = json_bytes(seat_for(snapshot.seat, exchange.seats))
        self.standing = pack_standing(
            Standing(
                bidder_id=maker.bidder_id,
                tenant_id=snapshot.tenant_id,
                campaign_id=snapshot.campaign_id,
                creative_id=creative_id,
                exchange_id=exchange.exchange_id,
                bid_currency=call.bid_currency,
                currency=currency,
                landing=row.landing,
            )
        )
        self.subject, self.event = maker.events.begun(snapshot, creative_id, exchange.exchange_id)


class Renderer:
    """``public_url`` is where exchanges reach our notices.

    Markup for impressions that ask for security links to its https form; a loopback address stays as it is, since
    browsers trust those without.
    """

    def __init__(self, signer: Signer, public_url: str, events: BidEvents) -> None:
        self._seal = signer.seal
        self.bidder_id = events.bidder_id
        self.events = events
        self._urls = NoticeUrls(public_url)
        self._secure_urls = NoticeUrls(secured(public_url))

    def render(self, call: Call) -> tuple[bytes, list[RecordedEvent]]:
        """The response to a call with at least one win, and its events.

        Some 7 µs a bid, of which sealing is a third: what is not ready is encoded once and joined once.
        """
        exchange, currency = call.exchange, call.bid_currency
        request_id = call.request.id
        asked = recorded = json_bytes(request_id)
        known_as = recorded_id(request_id)
        if known_as is not request_id:
            recorded = json_bytes(known_as)
        closing = self.events.closing(call)
        bids: dict[bytes, list[list[bytes]]] = {}
        events: list[RecordedEvent] = []
        for win in call.wins:
            quantity_e6 = win.quantity_e6 if win.quantity_e6 != ONE_IMPRESSION_E6 else 0
            template = win.row.template(win.shape)
            key = (exchange.exchange_id, currency, win.ask.is_secure, quantity_e6 == 0)
            ready = template.forms.get(key)
            if not isinstance(ready, _Prepared) or ready.exchange is not exchange or ready.maker is not self:
                ready = self._prepared(call, win, template, counted=quantity_e6 != 0)
                if len(template.forms) >= _MOST_PREPARED:
                    template.forms.clear()
                template.forms[key] = ready
            lot, bid_id, cost_nanos = win.lot, win.bid_id, win.price.cost_nanos
            impression_id = lot.imp.id
            shown_in = shown_as = json_bytes(impression_id)
            impression_known_as = recorded_id(impression_id)
            if impression_known_as is not impression_id:
                shown_as = json_bytes(impression_known_as)
            said = pack_particulars(
                Particulars(
                    bid_id,
                    win.lease_id,
                    known_as,
                    impression_known_as,
                    call.person_id,
                    cost_nanos,
                    win.rate_e9,
                    win.expires_at_ms,
                    call.is_test,
                    quantity_e6,
                )
            )
            filled = ready.form.fill(
                bid_id,
                shown_in,
                win.price.price_micros,
                self._seal(ready.standing + said),
                lot.deal.id if lot.deal is not None else "",
                (win.expires_at_ms - call.now_ms) // 1_000,
            )
            seat = bids.get(ready.seat)
            if seat is None:
                bids[ready.seat] = [filled]
            else:
                seat.append(filled)
            events.append((ready.subject, self.events.bid(ready.event, win, call.now_ms, recorded, shown_as, closing)))
        extension = "" if call.refusals is None else self._reasons(call)
        body = render_response(
            asked, bids.items(), response_id=call.response_id, currency=currency, extension=extension
        )
        return body, events

    def explain_no_bid(self, call: Call, reason: NoBid) -> bytes:
        """The answer to a sender who asks why: the request's reason, and each impression's."""
        refusals = call.refusals or {imp.id: reason for imp in call.request.imp}
        extension = seat_non_bid(refusals, set(), seat=seat_for("", call.exchange.seats))
        return render_no_bid(call.request.id, NBR[reason], extension=extension)

    def _prepared(self, call: Call, win: Win, template: BidTemplate, *, counted: bool) -> _Prepared:
        markup_urls = self._secure_urls if win.ask.is_secure else self._urls
        return _Prepared(self, call, win, template.form(self._urls, markup_urls, counted=counted))

    @staticmethod
    def _reasons(call: Call) -> str:
        answered = {win.lot.imp.id for win in call.wins}
        return seat_non_bid(call.refusals or {}, answered, seat=seat_for("", call.exchange.seats))


def secured(public_url: str) -> str:
    """The https form of an http address, unless it is a loopback one."""
    address = urlsplit(public_url)
    if address.scheme != "http" or address.hostname in _LOOPBACK:
        return public_url
    return urlunsplit(address._replace(scheme="https"))
