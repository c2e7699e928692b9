"""From won lots to the bytes of a response: notices signed, templates filled, bids grouped by seat."""

from typing import Final
from urllib.parse import urlsplit, urlunsplit

from bidding.auction.call import Call, Win
from bidding.auction.terms import ONE_IMPRESSION_E6
from bidding.index.gates import seat_for
from bidding.notices.token import NoticeToken
from bidding.notices.urls import NoticeUrls
from bidding.openrtb.markup.links import Links
from bidding.openrtb.no_bid import NBR, NoBid
from bidding.openrtb.response import BidNotices, render_no_bid, render_response
from bidding.openrtb.seat_non_bid import seat_non_bid
from bidding.ports import Signer
from domain.events.rules import recorded_id

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class Renderer:
    """``public_url`` is where exchanges reach our notices.

    Markup for impressions that ask for security links to its https form; a loopback address stays as it is, since
    browsers trust those without.
    """

    def __init__(self, signer: Signer, public_url: str, bidder_id: str) -> None:
        self._signer = signer
        self._bidder_id = bidder_id
        self._urls = NoticeUrls(public_url)
        self._secure_urls = NoticeUrls(secured(public_url))

    def render(self, call: Call) -> bytes:
        """The response to a call with at least one win."""
        bids: dict[str, list[str]] = {}
        for win in call.wins:
            seat = seat_for(win.row.snapshot.seat, call.exchange.seats)
            bids.setdefault(seat, []).append(self._bid(call, win))
        extension = ""
        if call.refusals is not None:
            answered = {win.lot.imp.id for win in call.wins}
            extension = seat_non_bid(call.refusals, answered, seat=seat_for("", call.exchange.seats))
        return render_response(
            call.request.id,
            bids.items(),
            response_id=call.response_id,
            currency=call.bid_currency,
            extension=extension,
        )

    def explain_no_bid(self, call: Call, reason: NoBid) -> bytes:
        """The answer to a sender who asks why: the request's reason, and each impression's."""
        refusals = call.refusals or {imp.id: reason for imp in call.request.imp}
        extension = seat_non_bid(refusals, set(), seat=seat_for("", call.exchange.seats))
        return render_no_bid(call.request.id, NBR[reason], extension=extension)

    def _bid(self, call: Call, win: Win) -> str:
        deal = win.lot.deal
        return win.row.template(win.shape).fill(
            bid_id=win.bid_id,
            impression_id=win.lot.imp.id,
            price_micros=win.price.price_micros,
            deal_id=deal.id if deal is not None else "",
            hold_s=(win.expires_at_ms - call.now_ms) // 1_000,
            notices=self._notices(call, win),
        )

    def _notices(self, call: Call, win: Win) -> BidNotices:
        row = win.row
        snapshot = row.snapshot
        signed = self._signer.sign(
            NoticeToken(
                bid_id=win.bid_id,
                bidder_id=self._bidder_id,
                lease_id=win.lease_id,
                tenant_id=snapshot.tenant_id,
                campaign_id=snapshot.campaign_id,
                creative_id=row.creative.creative_id,
                exchange_id=call.exchange.exchange_id,
                request_id=recorded_id(call.request.id),
                impression_id=recorded_id(win.lot.imp.id),
                person_id=call.person_id,
                max_price_nanos=win.price.cost_nanos,
                rate_e9=win.rate_e9,
                bid_currency=call.bid_currency,
                currency=snapshot.pricing.currency if snapshot.pricing else "",
                expires_at_ms=win.expires_at_ms,
                is_test=call.is_test,
                landing=row.landing,
                quantity_e6=0 if win.quantity_e6 == ONE_IMPRESSION_E6 else win.quantity_e6,
            )
        )
        urls = self._urls
        counted = win.quantity_e6 != ONE_IMPRESSION_E6
        bill_url = urls.bill(signed, counted=counted)
        in_markup = self._secure_urls if win.ask.is_secure else urls
        return BidNotices(
            win_url=urls.win(signed),
            bill_url=bill_url,
            loss_url=urls.loss(signed),
            markup=Links(
                click_url=in_markup.click(signed, row.creative.landing_url),
                impression_url=in_markup.bill(signed, counted=counted) if win.ask.is_secure else bill_url,
            ),
        )


def secured(public_url: str) -> str:
    """The https form of an http address, unless it is a loopback one."""
    address = urlsplit(public_url)
    if address.scheme != "http" or address.hostname in _LOOPBACK:
        return public_url
    return urlunsplit(address._replace(scheme="https"))
