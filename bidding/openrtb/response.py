"""Bid responses as bytes: everything that is known before a bid is made is rendered once, the rest is filled in per bid.

A ``BidTemplate`` belongs to one creative, one advertiser and one shape of markup; a ``BidForm`` is one of its bids, with our
URLs in place and blanks for what only the auction knows. Ids of exchanges are escaped; the rest of what is filled in (ids
of ours, sealed tokens) needs no escaping in JSON, HTML, CDATA or a URL.
"""

from collections.abc import Hashable, Iterable, Sequence
from math import gcd
from re import compile as pattern
from secrets import token_hex
from typing import Final

import msgspec

from bidding.notices.token import SIGNATURE_CHARACTERS, Sealed, SignedNotice
from bidding.notices.urls import NoticeUrls
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

_STEM, _WIN, _BILL, _LOSS, _CLICK = (token_hex(16) for _ in range(5))
_SIGNATURES: Final = {
    blank: slice(slot * SIGNATURE_CHARACTERS, (slot + 1) * SIGNATURE_CHARACTERS)
    for slot, blank in enumerate((_WIN, _BILL, _LOSS, _CLICK))
}
_BLANK_TOKENS: Final = SignedNotice(win=_STEM + _WIN, bill=_STEM + _BILL, loss=_STEM + _LOSS, click=_STEM + _CLICK)
_BLANK: Final = pattern(f"{_STEM}({'|'.join(_SIGNATURES)})")
_ID, _IMPRESSION, _PRICE = 1, 3, 5
"""Where in a form's pieces the blanks are that all forms have, from its beginning and, with these two, from its end."""
_DEAL, _HOLD = -4, -2

json_bytes: Final = msgspec.json.Encoder().encode
"""A text as a JSON string, quotes included."""


class BidTemplate:
    """One creative's bids in one shape; ``forms`` is for whoever makes forms of it, to keep them in as long as it is kept."""

    __slots__ = ("_creative", "_shape", "_snapshot", "forms")

    def __init__(self, snapshot: CampaignSnapshot, creative: ServedCreative, shape: MarkupShape) -> None:
        self._snapshot = snapshot
        self._creative = creative
        self._shape = shape
        self.forms: dict[Hashable, object] = {}

    def form(self, urls: NoticeUrls, markup_urls: NoticeUrls, *, counted: bool) -> "BidForm":
        """With ``urls`` for the exchange to call and ``markup_urls`` for browsers; ``counted`` asks for multipliers, too."""
        links = Links(
            click_url=markup_urls.click(_BLANK_TOKENS, self._creative.landing_url),
            impression_url=markup_urls.bill(_BLANK_TOKENS, counted=counted),
        )
        markup = json_bytes(_markup(self._snapshot, self._creative, self._shape, links)).decode()
        rest = json_bytes(_static_fields(self._snapshot, self._creative, self._shape)).decode()[1:-1]
        return BidForm(
            f',"nurl":"{urls.win(_BLANK_TOKENS)}","burl":"{urls.bill(_BLANK_TOKENS, counted=counted)}",'
            f'"lurl":"{urls.loss(_BLANK_TOKENS)}","adm":{markup},{rest}'
        )


class BidForm:
    """A bid's JSON in pieces, blanks among them. ``body`` is what stands between its price and its deal."""

    __slots__ = ("_pieces", "_tokens")

    def __init__(self, body: str) -> None:
        pieces = [b'{"id":"', b"", b'","impid":', b"", b',"price":', b""]
        self._tokens: list[tuple[int, slice]] = []
        for piece in _BLANK.split(body):
            if piece in _SIGNATURES:
                self._tokens.append((len(pieces), _SIGNATURES[piece]))
            pieces.append(piece.encode())
        self._pieces = [*pieces, b"", b',"exp":', b"", b"}"]

    def fill(  # noqa: PLR0917 - a bid's own part, in its order
        self, bid_id: str, impression_id: bytes, price_micros: int, sealed: Sealed, deal_id: str, hold_s: int
    ) -> list[bytes]:
        """The bid's JSON in pieces.

        ``impression_id`` is JSON already, ``price_micros`` the CPM, ``hold_s`` how long its money is kept (``exp``).
        """
        pieces = self._pieces.copy()
        pieces[_ID] = bid_id.encode()
        pieces[_IMPRESSION] = impression_id
        pieces[_PRICE] = b"%d.%06d" % (price_micros // 1_000_000, price_micros % 1_000_000)
        stem, signatures = sealed
        for place, signature in self._tokens:
            pieces[place] = stem + signatures[signature]
        if deal_id:
            pieces[_DEAL] = b',"dealid":%b' % json_bytes(deal_id)
        pieces[_HOLD] = b"%d" % hold_s
        return pieces


def render_response(
    request_id: bytes,
    bids_by_seat: Iterable[tuple[bytes, Sequence[list[bytes]]]],
    *,
    response_id: str,
    currency: str,
    extension: str = "",
) -> bytes:
    """The whole response; ``bids_by_seat`` pairs a seat with its filled forms, ``extension`` is what ``ext`` holds.

    ``request_id`` and seats are JSON already.
    """
    pieces = [b'{"id":', request_id]
    between = b',"seatbid":[{"bid":['
    for seat, bids in bids_by_seat:
        for bid in bids:
            pieces.append(between)
            pieces += bid
            between = b","
        pieces += (b'],"seat":', seat)
        between = b'},{"bid":['
    ext = f',"ext":{extension}' if extension else ""
    pieces.append(f'}}],"bidid":"{response_id}","cur":"{currency}"{ext}}}'.encode())
    return b"".join(pieces)


def render_no_bid(request_id: str, reason_code: int, *, extension: str = "") -> bytes:
    """A response without a bid, which says why (``nbr``, and ``ext`` where there is more to say)."""
    more = b',"ext":%b' % extension.encode() if extension else b""
    return b'{"id":%b,"nbr":%d%b}' % (json_bytes(request_id), reason_code, more)


def _markup(snapshot: CampaignSnapshot, creative: ServedCreative, shape: MarkupShape, links: Links) -> str:
    match creative.format:
        case CreativeFormat.BANNER:
            return banner_html(creative, links)
        case CreativeFormat.NATIVE:
            if shape.native is None:
                raise TypeError("native markup answers a native ask")
            return native_json(creative, snapshot.advertiser_domain, shape.native, links)
        case CreativeFormat.VIDEO | CreativeFormat.AUDIO:
            categories = codes_in(_categories(snapshot, creative), CONTENT_1_TAXONOMY) or [""]
            return vast_xml(creative, shape, links, category=categories[0])


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
