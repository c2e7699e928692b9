"""What every response promises about the request it answers, checked from the outside."""

import json
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from domain.rates.values import RateTable

FORMATS = {1: "banner", 2: "video", 3: "audio", 4: "native"}


def check_response(body: bytes, asked: dict[str, Any], settles_in: Iterable[str], rates: RateTable) -> int:
    """Assert that the response answers ``asked``, and return how many bids it holds.

    ``asked`` must be a well-formed request: the checks read it literally.
    """
    response = json.loads(body)
    assert response["id"] == asked["id"]
    currency = response["cur"]
    assert currency in settles_in
    assert not asked.get("cur") or currency in asked["cur"]
    impressions = {imp["id"]: imp for imp in asked["imp"]}
    bids = [bid for seat in response["seatbid"] for bid in seat["bid"]]
    assert bids
    assert len({bid["id"] for bid in bids}) == len(bids)
    for bid in bids:
        imp = impressions[bid["impid"]]
        deals = {deal["id"]: deal for deal in (imp.get("pmp") or {}).get("deals") or ()}
        deal = deals[bid["dealid"]] if "dealid" in bid else None
        assert deal is not None or not (imp.get("pmp") or {}).get("private_auction")
        _check_floor(bid["price"], currency, imp, deal, rates)
        placement = imp[FORMATS[bid["mtype"]]]
        assert placement is not None
        assert not set(bid.get("attr", ())) & set(placement.get("battr") or ())
        if bid["mtype"] == 1:
            _check_size(bid, placement)
        blocked = {category.partition("-")[0] for category in bid.get("cat", ())} | set(bid.get("cat", ()))
        assert not blocked & set(asked.get("bcat") or ())
        assert not set(bid["adomain"]) & set(asked.get("badv") or ())
        assert all(bid[field] for field in ("adm", "nurl", "burl", "lurl", "crid", "cid", "adid"))
    return len(bids)


def _check_floor(
    price: float, currency: str, imp: dict[str, Any], deal: dict[str, Any] | None, rates: RateTable
) -> None:
    holder = deal if deal is not None and deal.get("bidfloor") is not None else imp
    floor = Fraction(str(holder.get("bidfloor") or 0))
    floor_currency = holder.get("bidfloorcur") or "USD"
    if floor > 0:
        in_dollars = Fraction(str(price)) / rates.per_usd_e9[currency]
        assert in_dollars >= floor / rates.per_usd_e9[floor_currency] * Fraction(999_999, 1_000_000)


def _check_size(bid: dict[str, Any], banner: dict[str, Any]) -> None:
    sizes = [(size.get("w"), size.get("h")) for size in banner.get("format") or ()]
    sizes = sizes or [(banner.get("w"), banner.get("h"))]
    assert any(width in {None, bid["w"]} and height in {None, bid["h"]} for width, height in sizes)
