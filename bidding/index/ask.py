"""What one lot asks for, read once from the request and kept with the plan that answers it.

Everything here is normalised; ``lot_key`` is the cheap, raw equivalent that finds a ready plan without reading any of it.
"""

from collections.abc import Hashable
from typing import NamedTuple

from msgspec import Struct

from bidding.index.lot import Lot
from bidding.index.names import domain_of, language, operating_system
from bidding.openrtb.media import canonical_mime, vast_version
from bidding.openrtb.native_request import NativeAsk, parse_native
from bidding.openrtb.request import Banner, BidRequest, Imp, Native, Video
from domain.exchanges.values import Exchange
from domain.serving.values import CreativeFormat

NONLINEAR = 2

RequestKey = tuple[Hashable, ...]
LotKey = tuple[Hashable, ...]


class Placement(Struct, frozen=True, kw_only=True):
    """One format an impression accepts. ``None`` means that the impression does not say."""

    format: CreativeFormat
    sizes: frozenset[tuple[int, int]] | None = None
    """Width and height in pixels; 0 where one of them does not matter."""
    mimes: frozenset[str] | None = None
    shortest_s: int = 0
    longest_s: int | None = None
    exact_durations_s: frozenset[int] | None = None
    vast: str | None = None
    native: NativeAsk | None = None
    blocked_attributes: tuple[int, ...] = ()
    blocked_types: tuple[int, ...] = ()

    @property
    def is_timed(self) -> bool:
        return self.format in {CreativeFormat.VIDEO, CreativeFormat.AUDIO}


class Ask(Struct, frozen=True, kw_only=True):
    """One lot of one request, as the gates read it."""

    tenants: tuple[str, ...]
    exchange_id: str
    exchange_seats: tuple[str, ...]
    hour_of_week: int
    bid_currency: str
    country: str
    device_type: int
    operating_system: str
    language: str
    places: tuple[str, ...]
    """Of the domain, every domain above it and the app bundle: those that some live campaign lists."""
    deal_id: str
    is_private: bool
    allowed_seats: frozenset[str] | None
    blocked_seats: frozenset[str]
    allowed_advertisers: frozenset[str] | None
    placements: tuple[Placement, ...]
    is_secure: bool
    category_taxonomy: int
    blocked_categories: tuple[str, ...]
    allowed_categories: tuple[str, ...]
    blocked_advertisers: tuple[str, ...]
    blocked_apps: tuple[str, ...]
    creative_languages: tuple[str, ...]
    width: int
    height: int
    position: int
    in_app: bool
    interstitial: bool
    rewarded: bool


class Surroundings(NamedTuple):
    """What all lots of a request share; ``key`` is everything of it that decides which rows compete."""

    exchange: Exchange
    bid_currency: str
    hour_of_week: int
    places: tuple[str, ...]
    key: RequestKey


def surroundings(
    request: BidRequest, exchange: Exchange, bid_currency: str, *, hour_of_week: int, places: tuple[str, ...]
) -> Surroundings:
    device = request.device
    geo = (device and device.geo) or (request.user and request.user.geo)
    key = (
        exchange.exchange_id,
        exchange.revision,
        bid_currency,
        hour_of_week,
        places,
        request.app is None,
        device and (device.devicetype, device.os, device.language),
        geo,
        request.bcat,
        request.cattax,
        request.acat,
        request.badv,
        request.bapp,
        request.wseat,
        request.bseat,
        request.wlang,
    )
    return Surroundings(exchange, bid_currency, hour_of_week, places, key)


def lot_key(around: Surroundings, lot: Lot) -> LotKey:
    """What decides which rows compete for a lot; its floor and its ids do not."""
    imp, deal = lot.imp, lot.deal
    private = imp.pmp.private_auction if imp.pmp else None
    return (
        around.key,
        imp.banner,
        imp.video,
        imp.audio,
        imp.native,
        imp.secure,
        imp.instl,
        imp.rwdd,
        private if deal is None else (deal.id, deal.wseat, deal.wadomain),
    )


def read_ask(request: BidRequest, around: Surroundings, lot: Lot) -> Ask:
    """Normalise one lot of a request."""
    exchange = around.exchange
    imp, deal = lot.imp, lot.deal
    device = request.device
    geo = (device and device.geo) or (request.user and request.user.geo)
    first = next((shape for shape in (imp.banner, imp.video) if shape is not None), None)
    width, height = _first_size(first)
    seats = frozenset(deal.wseat) if deal and deal.wseat else frozenset(request.wseat or ()) or None
    return Ask(
        tenants=exchange.tenants,
        exchange_id=exchange.exchange_id,
        exchange_seats=exchange.seats,
        hour_of_week=around.hour_of_week,
        bid_currency=around.bid_currency,
        country=((geo and geo.country) or "").strip().upper(),
        device_type=(device and device.devicetype) or 0,
        operating_system=operating_system(device.os if device else None),
        language=language(device.language if device else None),
        places=around.places,
        deal_id=deal.id if deal else "",
        is_private=deal is None and bool(imp.pmp and imp.pmp.private_auction == 1),
        allowed_seats=seats,
        blocked_seats=frozenset(request.bseat or ()) if not request.wseat else frozenset(),
        allowed_advertisers=frozenset(map(str.lower, deal.wadomain)) if deal and deal.wadomain else None,
        placements=tuple(_placements(imp)),
        is_secure=imp.secure == 1,
        category_taxonomy=request.cattax or 1,
        blocked_categories=tuple(category.strip().upper() for category in request.bcat or ()),
        allowed_categories=tuple(category.strip().upper() for category in request.acat or ()),
        blocked_advertisers=tuple(filter(None, (domain_of(domain, None) for domain in request.badv or ()))),
        blocked_apps=tuple(request.bapp or ()),
        creative_languages=tuple(map(language, request.wlang or ())),
        width=width,
        height=height,
        position=(first and first.pos) or 0,
        in_app=request.app is not None,
        interstitial=imp.instl == 1,
        rewarded=imp.rwdd == 1,
    )


def _placements(imp: Imp) -> list[Placement]:
    placements = []
    if imp.banner is not None:
        placements.append(_banner(imp.banner))
    if imp.video is not None and imp.video.linearity != NONLINEAR:
        placements.append(_timed(CreativeFormat.VIDEO, imp.video))
    if imp.audio is not None:
        placements.append(_timed(CreativeFormat.AUDIO, imp.audio))
    if imp.native is not None:
        placements.append(_native(imp.native))
    return placements


def _banner(banner: Banner) -> Placement:
    sizes = {(size.w or 0, size.h or 0) for size in banner.format or () if size.w or size.h}
    if not sizes and (banner.w or banner.h):
        sizes = {(banner.w or 0, banner.h or 0)}
    return Placement(
        format=CreativeFormat.BANNER,
        sizes=frozenset(sizes) or None,
        mimes=_mimes(banner.mimes),
        blocked_attributes=banner.battr or (),
        blocked_types=banner.btype or (),
    )


def _timed(kind: CreativeFormat, player: Video) -> Placement:
    return Placement(
        format=kind,
        mimes=_mimes(player.mimes),
        shortest_s=max(player.minduration or 0, 0),
        longest_s=player.maxduration if player.maxduration and player.maxduration > 0 else None,
        exact_durations_s=frozenset(player.rqddurs or ()) or None,
        vast=vast_version(player.protocols),
        blocked_attributes=player.battr or (),
    )


def _native(native: Native) -> Placement:
    return Placement(
        format=CreativeFormat.NATIVE, native=parse_native(native.request), blocked_attributes=native.battr or ()
    )


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
