"""What one lot asks for, read once from the request and kept with the plan that answers it.

Everything here is normalised; ``lot_key`` is the cheap, raw equivalent that finds a ready plan without reading any of it.
"""

from math import gcd
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from bidding.index.asking.facets import Facets, Traits, facets_of
from bidding.index.asking.lot import Lot
from bidding.index.asking.moment import Moment
from bidding.index.names import domain_of, language, operating_system
from bidding.openrtb.categories import CONTENT_1, CONTENT_1_TAXONOMY, family_of
from bidding.openrtb.markup.shape import ANY_SIZE, MarkupShape
from bidding.openrtb.media import PROGRESSIVE, audio_version, canonical_mime, vast_version, wrapper_version
from bidding.openrtb.native_request import parse_native
from bidding.openrtb.request import Banner, BidRequest, Device, Imp, Native, Video
from domain.exchanges.values import Exchange
from domain.serving.values import CreativeFormat
from domain.targeting.countries.rules import alpha_3

NONLINEAR: Final = 2
IMAGE_COMPANION: Final = 1
"""AdCOM list Companion Types: a static resource, which our companions are."""
SKIP_BUTTON: Final = 16
MOST_SIZES: Final = 64
"""Sizes of one banner that we look at; those beyond are as good as not offered."""

RequestKey = tuple[object, ...]
LotKey = bytes
"""One string in JSON: looking it up takes a hash and a comparison of a few hundred bytes that lie together, where a tuple
holds thirty objects which lie anywhere."""


class Placement(Struct, frozen=True, kw_only=True):
    """One format an impression accepts. ``None`` means that the impression does not say."""

    format: CreativeFormat
    sizes: frozenset[tuple[int, int]] | None = None
    """Width and height in pixels; 0 where one of them does not matter."""
    ratios: tuple[tuple[int, int, int], ...] = ()
    """Flex Ads: relative width and height in lowest terms, and the least width in pixels."""
    mimes: frozenset[str] | None = None
    shortest_s: int = 0
    longest_s: int | None = None
    exact_durations_s: frozenset[int] | None = None
    plays_files: bool = True
    expansion: frozenset[int] = frozenset()
    apis: frozenset[int] = frozenset()
    blocked_attributes: tuple[int, ...] = ()
    blocked_types: frozenset[int] = frozenset()
    markup: MarkupShape = MarkupShape()

    @property
    def is_timed(self) -> bool:
        return self.format in {CreativeFormat.VIDEO, CreativeFormat.AUDIO}


class Ask(Struct, frozen=True, kw_only=True):
    """One lot of one request, as the gates read it."""

    tenants: tuple[str, ...]
    exchange_id: str
    exchange_seats: tuple[str, ...]
    wants_approved: bool
    """Whether the exchange takes only creatives that it has approved."""
    hour_of_week: int
    zone_hours: tuple[tuple[str, int], ...]
    """The hour of the week in every time zone that some live campaign keeps."""
    bid_currency: str
    country: str
    device_type: int
    operating_system: str
    language: str
    facets: Facets
    """Of the rest of the surroundings, what some live campaign names."""
    deal_id: str
    is_private: bool
    allowed_seats: frozenset[str] | None
    blocked_seats: frozenset[str]
    allowed_advertisers: frozenset[str] | None
    placements: tuple[Placement, ...]
    is_secure: bool
    category_family: str | None
    """The taxonomy that the request's categories are in; None when we cannot read it."""
    blocked_categories: tuple[str, ...]
    allowed_categories: tuple[str, ...]
    blocked_advertisers: tuple[str, ...]
    blocked_apps: tuple[str, ...]
    creative_languages: tuple[str, ...]
    creative_tags: tuple[str, ...]
    """Language ranges of ``wlangb``, in lower case."""
    width: int
    height: int
    position: int
    in_app: bool
    interstitial: bool
    rewarded: bool


class Surroundings(Struct, frozen=True, gc=False):
    """What all lots of a request share; ``key`` is everything of it, but the time, that decides which rows compete."""

    exchange: Exchange
    bid_currency: str
    moment: Moment
    traits: Traits
    key: RequestKey


_NO_DEVICE: Final = Device()
_encode: Final = msgspec.json.Encoder().encode


def surroundings(
    request: BidRequest, exchange: Exchange, bid_currency: str, moment: Moment, traits: Traits
) -> Surroundings:
    device = request.device or _NO_DEVICE
    geo = device.geo or (request.user and request.user.geo)
    key = (
        exchange.exchange_id,
        exchange.revision,
        bid_currency,
        [trait.number for trait in traits],
        request.app is None,
        device.devicetype,
        device.os,
        device.language,
        geo and geo.country,
        request.bcat,
        request.cattax,
        request.acat,
        request.badv,
        request.bapp,
        request.wseat,
        request.bseat,
        request.wlang,
        request.wlangb,
    )
    return Surroundings(exchange, bid_currency, moment, traits, key)


def lot_key(around: Surroundings, lot: Lot) -> LotKey:
    """What decides which rows compete for a lot; its floor and its ids do not."""
    imp, deal = lot.imp, lot.deal
    private = imp.pmp.private_auction if imp.pmp else None
    return _encode(
        (
            around.key,
            imp.banner and _bounded(imp.banner),
            imp.video and _timeless(imp.video),
            imp.audio and _timeless(imp.audio),
            imp.native,
            imp.secure,
            imp.instl,
            imp.rwdd if imp.ext is None else _is_rewarded(imp),
            private if deal is None else (deal.id, deal.wseat, deal.wadomain),
        )
    )


def _bounded(banner: Banner) -> Banner:
    """``banner`` with as many sizes as we look at, so that a list without end makes no key without end."""
    formats = banner.format
    return banner if formats is None or len(formats) <= MOST_SIZES else replace(banner, format=formats[:MOST_SIZES])


def _timeless(player: Video) -> Video:
    """``player`` without what differs from request to request and decides nothing about who may compete."""
    if player.podid is None and player.mincpmpersec is None and player.durfloors is None:
        return player
    return replace(player, podid=None, mincpmpersec=None, durfloors=None)


def _is_rewarded(imp: Imp) -> int | None:
    extended = imp.ext
    if imp.rwdd is not None or extended is None:
        return imp.rwdd
    return extended.rwdd if extended.rwdd is not None else extended.is_rewarded_inventory


def read_ask(request: BidRequest, around: Surroundings, lot: Lot) -> Ask:
    """Normalise one lot of a request."""
    exchange = around.exchange
    imp, deal = lot.imp, lot.deal
    device = request.device
    geo = (device and device.geo) or (request.user and request.user.geo)
    first = next((shape for shape in (imp.banner, imp.video) if shape is not None), None)
    width, height = _first_size(first)
    seats = frozenset(request.wseat) if request.wseat else None
    if deal and deal.wseat:
        seats = frozenset(deal.wseat) if seats is None else seats & frozenset(deal.wseat)
    taxonomy = request.cattax or CONTENT_1_TAXONOMY
    family = family_of(taxonomy)
    return Ask(
        tenants=exchange.tenants,
        exchange_id=exchange.exchange_id,
        exchange_seats=exchange.seats,
        wants_approved=exchange.requires_creative_approval,
        hour_of_week=around.moment.hour_of_week,
        zone_hours=around.moment.zone_hours,
        bid_currency=around.bid_currency,
        country=alpha_3(geo.country if geo else None),
        device_type=(device and device.devicetype) or 0,
        operating_system=operating_system(device.os if device else None),
        language=language(device.language if device else None),
        facets=facets_of(around.traits),
        deal_id=deal.id if deal else "",
        is_private=deal is None and bool(imp.pmp and imp.pmp.private_auction == 1),
        allowed_seats=seats,
        blocked_seats=frozenset(request.bseat or ()),
        allowed_advertisers=frozenset(map(str.lower, deal.wadomain)) if deal and deal.wadomain else None,
        placements=tuple(_placements(imp, taxonomy if family else CONTENT_1_TAXONOMY)),
        is_secure=imp.secure == 1,
        category_family=family,
        blocked_categories=_category_ids(request.bcat, family),
        allowed_categories=_category_ids(request.acat, family),
        blocked_advertisers=tuple(filter(None, (domain_of(domain, None) for domain in request.badv or ()))),
        blocked_apps=tuple(request.bapp or ()),
        creative_languages=tuple(map(language, request.wlang or ())),
        creative_tags=tuple(tag.strip().lower() for tag in request.wlangb or ()),
        width=width,
        height=height,
        position=(first and first.pos) or 0,
        in_app=request.app is not None,
        interstitial=imp.instl == 1,
        rewarded=_is_rewarded(imp) == 1,
    )


def _category_ids(categories: tuple[str, ...] | None, family: str | None) -> tuple[str, ...]:
    """Ids as the family spells them: those of Content Taxonomy 1.0 occur in either case."""
    stripped = (category.strip() for category in categories or ())
    return tuple(category.upper() for category in stripped) if family == CONTENT_1 else tuple(stripped)


def _placements(imp: Imp, taxonomy: int) -> list[Placement]:
    placements = []
    if imp.banner is not None:
        placements.append(_banner(imp.banner, taxonomy))
    if imp.video is not None and imp.video.linearity != NONLINEAR:
        placements.append(_timed(CreativeFormat.VIDEO, imp.video, taxonomy))
    if imp.audio is not None:
        placements.append(_timed(CreativeFormat.AUDIO, imp.audio, taxonomy))
    if imp.native is not None:
        placements.append(_native(imp.native, taxonomy))
    return placements


def _banner(banner: Banner, taxonomy: int) -> Placement:
    formats = (banner.format or ())[:MOST_SIZES]
    sizes = {(size.w or 0, size.h or 0) for size in formats if size.w or size.h}
    ratios = {
        (size.wratio // gcd(size.wratio, size.hratio), size.hratio // gcd(size.wratio, size.hratio), size.wmin or 0)
        for size in formats
        if size.wratio and size.hratio and size.wratio > 0 and size.hratio > 0
    }
    if not sizes and not ratios and (banner.w or banner.h):
        sizes = {(banner.w or 0, banner.h or 0)}
    return Placement(
        format=CreativeFormat.BANNER,
        sizes=frozenset(sizes) if sizes or ratios else None,
        ratios=tuple(ratios),
        mimes=_mimes(banner.mimes),
        expansion=frozenset(banner.expdir or ()),
        apis=frozenset(banner.api or ()),
        blocked_attributes=banner.battr or (),
        blocked_types=frozenset(banner.btype or ()),
        markup=MarkupShape(ratios=frozenset(ratio[:2] for ratio in ratios), taxonomy=taxonomy),
    )


def _timed(kind: CreativeFormat, player: Video, taxonomy: int) -> Placement:
    in_line = audio_version if kind is CreativeFormat.AUDIO else vast_version
    longest = [seconds for seconds in (player.maxduration, player.poddur) if seconds and seconds > 0]
    return Placement(
        format=kind,
        mimes=_mimes(player.mimes),
        shortest_s=max(player.minduration or 0, 0),
        longest_s=min(longest, default=None),
        exact_durations_s=frozenset(player.rqddurs or ()) or None,
        plays_files=not player.delivery or not PROGRESSIVE.isdisjoint(player.delivery),
        apis=frozenset(player.api or ()),
        blocked_attributes=player.battr or (),
        markup=MarkupShape(
            vast=in_line(player.protocols),
            wrapper=wrapper_version(player.protocols),
            may_skip=player.skip != 1 and SKIP_BUTTON not in (player.battr or ()),
            companions=_companions(player),
            taxonomy=taxonomy,
        ),
    )


def _native(native: Native, taxonomy: int) -> Placement:
    return Placement(
        format=CreativeFormat.NATIVE,
        blocked_attributes=native.battr or (),
        markup=MarkupShape(native=parse_native(native.request), taxonomy=taxonomy),
    )


def _companions(player: Video) -> frozenset[tuple[int, int]]:
    """Sizes of the places beside the player that take an image; ``ANY_SIZE`` for one that names none."""
    if player.companiontype and IMAGE_COMPANION not in player.companiontype:
        return frozenset()
    sizes = set()
    for place in (player.companionad or ())[:MOST_SIZES]:
        own = {(size.w, size.h) for size in (place.format or ())[:MOST_SIZES] if size.w and size.h}
        sizes |= own or {(place.w, place.h) if place.w and place.h else ANY_SIZE}
    return frozenset(sizes)


def _mimes(mimes: tuple[str, ...] | None) -> frozenset[str] | None:
    return frozenset(map(canonical_mime, mimes)) if mimes else None


def _first_size(shape: Banner | Video | None) -> tuple[int, int]:
    if shape is None:
        return 0, 0
    if isinstance(shape, Banner) and shape.format:
        shape_w, shape_h = shape.format[0].w, shape.format[0].h
    else:
        shape_w, shape_h = shape.w, shape.h
    return max(shape_w or 0, 0), max(shape_h or 0, 0)
