"""Bid responses as bytes: everything that a creative already decides is rendered once, the rest is filled in per bid.

A ``BidTemplate`` belongs to one creative, one advertiser and one shape of markup. It holds the bid's JSON with holes for
what only the auction knows. Texts of the request are escaped; the rest of what is filled in (ids of ours, signed tokens
and URLs around them) needs no escaping in JSON, HTML or CDATA.
"""

from collections.abc import Iterable
from math import gcd
from re import compile as pattern
from secrets import token_hex
from typing import Final, NamedTuple

import msgspec

from bidding.openrtb.categories import CONTENT_1_TAXONOMY, codes_in
from bidding.openrtb.markup.banner import banner_html
from bidding.openrtb.markup.links import Links
from bidding.openrtb.markup.native import native_json
from bidding.openrtb.markup.shape import MarkupShape
from bidding.openrtb.markup.vast import carries_skip, vast_xml
from bidding.openrtb.media import PROTOCOL_CODES, WRAPPER_CODES
from domain.serving.values import CampaignSnapshot, CreativeFormat, ServedCreative

SKIP_BUTTON: Final = 16
"""AdCOM list Creative Attributes: the ad provides a skip button."""
_TWO_LETTERS: Final = 2

_MARKUP_TYPE: Final = {
    CreativeFormat.BANNER: 1,
    CreativeFormat.VIDEO: 2,
    CreativeFormat.AUDIO: 3,
    CreativeFormat.NATIVE: 4,
}
"""``mtype`` of OpenRTB 2.6, section 4.2.3."""

_HOLES: Final = Links(click_url=f"https://{token_hex(16)}.invalid/", impression_url=f"https://{token_hex(16)}.invalid/")
_HOLE: Final = pattern("|".join(f"({hole})" for hole in _HOLES))

_text = msgspec.json.Encoder().encode


class BidNotices(NamedTuple):
    """The links of one bid, ready to be called by the exchange and by the markup."""

    win_url: str
    bill_url: str
    loss_url: str
    markup: Links


class BidTemplate:
    """One creative's bid, but for what the auction decides."""

    __slots__ = ("_clicks", "_impressions", "_markup", "_rest")

    def __init__(self, snapshot: CampaignSnapshot, creative: ServedCreative, shape: MarkupShape) -> None:
        markup = _text(_markup(snapshot, creative, shape)).decode()
        pieces = [piece for piece in _HOLE.split(markup) if piece]
        self._markup = pieces
        self._clicks = [place for place, piece in enumerate(pieces) if piece == _HOLES.click_url]
        self._impressions = [place for place, piece in enumerate(pieces) if piece == _HOLES.impression_url]
        self._rest = _text(_static_fields(snapshot, creative, shape)).decode()[1:-1]

    def fill(
        self, *, bid_id: str, impression_id: str, price_micros: int, deal_id: str, hold_s: int, notices: BidNotices
    ) -> str:
        """The bid's JSON. ``price_micros`` is the CPM, ``hold_s`` how long we keep the money for it (``exp``)."""
        pieces = self._markup.copy()
        for place in self._clicks:
            pieces[place] = notices.markup.click_url
        for place in self._impressions:
            pieces[place] = notices.markup.impression_url
        deal = f',"dealid":{json_text(deal_id)}' if deal_id else ""
        return (
            f'{{"id":"{bid_id}","impid":{json_text(impression_id)},"price":{price_micros // 1_000_000}.'
            f'{price_micros % 1_000_000:06d},"nurl":"{notices.win_url}","burl":"{notices.bill_url}",'
            f'"lurl":"{notices.loss_url}","adm":{"".join(pieces)},{self._rest}{deal},"exp":{hold_s}}}'
        )


def render_response(
    request_id: str,
    bids_by_seat: Iterable[tuple[str, Iterable[str]]],
    *,
    response_id: str,
    currency: str,
    extension: str = "",
) -> bytes:
    """The whole response; ``bids_by_seat`` pairs a seat with its filled bids, ``extension`` is what ``ext`` holds."""
    seats = ",".join(f'{{"bid":[{",".join(bids)}],"seat":{json_text(seat)}}}' for seat, bids in bids_by_seat)
    ext = f',"ext":{extension}' if extension else ""
    return (
        f'{{"id":{json_text(request_id)},"seatbid":[{seats}],"bidid":"{response_id}","cur":"{currency}"{ext}}}'
    ).encode()


def render_no_bid(request_id: str, reason_code: int, *, extension: str = "") -> bytes:
    """A response without a bid, which says why (``nbr``, and ``ext`` where there is more to say)."""
    more = f',"ext":{extension}' if extension else ""
    return f'{{"id":{json_text(request_id)},"nbr":{reason_code}{more}}}'.encode()


def json_text(value: str) -> str:
    """``value`` as a JSON string, quotes included."""
    return _text(value).decode()


def _markup(snapshot: CampaignSnapshot, creative: ServedCreative, shape: MarkupShape) -> str:
    match creative.format:
        case CreativeFormat.BANNER:
            return banner_html(creative, _HOLES)
        case CreativeFormat.NATIVE:
            if shape.native is None:
                raise TypeError("native markup answers a native ask")
            return native_json(creative, snapshot.advertiser_domain, shape.native, _HOLES)
        case CreativeFormat.VIDEO | CreativeFormat.AUDIO:
            categories = codes_in(_categories(snapshot, creative), CONTENT_1_TAXONOMY) or [""]
            return vast_xml(creative, shape, _HOLES, category=categories[0])


def _static_fields(snapshot: CampaignSnapshot, creative: ServedCreative, shape: MarkupShape) -> dict[str, object]:
    fields: dict[str, object] = {
        "adid": creative.creative_id,
        "crid": creative.creative_id,
        "cid": snapshot.campaign_id,
        "mtype": _MARKUP_TYPE[creative.format],
    }
    if snapshot.advertiser_domain:
        fields["adomain"] = [snapshot.advertiser_domain]
    fields |= _category_fields(_categories(snapshot, creative), shape.taxonomy)
    attributes = [*creative.attributes]
    if carries_skip(creative, shape) and SKIP_BUTTON not in attributes:
        attributes.append(SKIP_BUTTON)
    if attributes:
        fields["attr"] = attributes
    if creative.apis:
        fields["apis"] = creative.apis
    if creative.language:
        fields["language" if len(creative.language) == _TWO_LETTERS else "langb"] = creative.language
    if creative.width and creative.height and creative.format is not CreativeFormat.AUDIO:
        fields |= {"w": creative.width, "h": creative.height} | _ratio_fields(creative, shape)
    if creative.duration_s:
        fields["dur"] = creative.duration_s
    if creative.format in {CreativeFormat.VIDEO, CreativeFormat.AUDIO}:
        fields["protocol"] = WRAPPER_CODES[shape.wrapper] if creative.vast_url else PROTOCOL_CODES[shape.vast]
    return fields


def _categories(snapshot: CampaignSnapshot, creative: ServedCreative) -> list[str]:
    return list(dict.fromkeys(snapshot.categories + creative.categories))


def _category_fields(categories: list[str], taxonomy: int) -> dict[str, object]:
    """What the advert is about in the request's taxonomy, else in Content Taxonomy 1.0, as far as it can be said."""
    for spoken in dict.fromkeys((taxonomy, CONTENT_1_TAXONOMY)):
        codes = codes_in(categories, spoken)
        if codes:
            return {"cat": codes, "cattax": spoken}
    return {}


def _ratio_fields(creative: ServedCreative, shape: MarkupShape) -> dict[str, int]:
    """What a Flex Ad is answered with: the creative's relative size, where it is one of those asked for."""
    divisor = gcd(creative.width, creative.height)
    ratio = (creative.width // divisor, creative.height // divisor)
    flexible = creative.format is CreativeFormat.BANNER and ratio in shape.ratios
    return {"wratio": ratio[0], "hratio": ratio[1]} if flexible else {}
