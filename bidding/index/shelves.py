"""Every property of a candidate row that a request may ask about, as bitmaps."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from bidding.index.names import advertised_app, covering_domains, language, language_ranges
from bidding.index.postings import AllowList, Attribute, Bitmap, Value
from bidding.openrtb.categories import Stated, stated
from bidding.openrtb.markup.banner import XHTML_AD, banner_types
from bidding.openrtb.markup.native import native_shape
from bidding.openrtb.media import HTML, canonical_mime
from bidding.openrtb.native_request import NativeShape
from domain.serving.values import CampaignSnapshot, CreativeFormat, ServedCreative

Segment = tuple[str, int]
"""Tenant id and segment: a segment number means something to its tenant alone."""


class _Entry(NamedTuple):
    """A row's values on one shelf: how to put them there and how to take them away."""

    add: Callable[[Bitmap], None]
    discard: Callable[[Bitmap], None]


def _entry(shelf: AllowList[Value] | Attribute[Value], values: Iterable[Value]) -> _Entry:
    listed = tuple(values)
    return _Entry(lambda rows: shelf.add(rows, listed), lambda rows: shelf.discard(rows, listed))


class Shelves:
    """Bitmaps over all rows, kept up to date row by row."""

    def __init__(self) -> None:
        self.tenants: Attribute[str] = Attribute()
        self.exchanges: AllowList[str] = AllowList()
        self.hours: AllowList[int] = AllowList()
        self.countries: AllowList[str] = AllowList()
        self.device_types: AllowList[int] = AllowList()
        self.operating_systems: AllowList[str] = AllowList()
        self.languages: AllowList[str] = AllowList()
        self.places: AllowList[str] = AllowList()
        self.excluded_places: Attribute[str] = Attribute()
        self.deals: AllowList[str] = AllowList()
        self.seats: Attribute[str] = Attribute()
        self.formats: Attribute[CreativeFormat] = Attribute()
        self.sizes: Attribute[tuple[int, int]] = Attribute()
        self.mimes: Attribute[str] = Attribute()
        self.durations_s: Attribute[int] = Attribute()
        self.native_shapes: Attribute[NativeShape] = Attribute()
        self.insecure: Attribute[bool] = Attribute()
        self.categories: Attribute[Stated] = Attribute()
        self.advertisers: Attribute[str] = Attribute()
        self.advertised_apps: Attribute[str] = Attribute()
        self.attributes: Attribute[int] = Attribute()
        self.creative_languages: AllowList[str] = AllowList()
        self.creative_tags: Attribute[str] = Attribute()
        self.banner_types: Attribute[int] = Attribute()
        """Of those that are more, or less, than plain XHTML."""
        self.expansions: Attribute[frozenset[int]] = Attribute()
        self.apis: Attribute[frozenset[int]] = Attribute()
        self.wrapped: Attribute[bool] = Attribute()
        self.currencies: Attribute[str] = Attribute()
        self.segments_any: AllowList[Segment] = AllowList()
        self.segments_none: Attribute[Segment] = Attribute()
        self.capped: Attribute[bool] = Attribute()

    def add(self, row: Bitmap, snapshot: CampaignSnapshot, creative: ServedCreative) -> None:
        for entry in self._entries(snapshot, creative):
            entry.add(row)

    def discard(self, row: Bitmap, snapshot: CampaignSnapshot, creative: ServedCreative) -> None:
        """Undo ``add`` of the same row, snapshot and creative."""
        for entry in self._entries(snapshot, creative):
            entry.discard(row)

    def _entries(self, snapshot: CampaignSnapshot, creative: ServedCreative) -> list[_Entry]:
        tenant = snapshot.tenant_id
        targeting = snapshot.targeting
        categories = set(map(stated, snapshot.categories + creative.categories))
        unusual = banner_types(creative) - {XHTML_AD} if creative.format is CreativeFormat.BANNER else ()
        app = advertised_app(creative.landing_url)
        return [
            _entry(self.tenants, (tenant,)),
            _entry(self.exchanges, targeting.exchanges),
            _entry(self.hours, targeting.hours_utc),
            _entry(self.countries, map(str.upper, targeting.countries)),
            _entry(self.device_types, targeting.device_types),
            _entry(self.operating_systems, map(str.lower, targeting.operating_systems)),
            _entry(self.languages, map(language, targeting.languages)),
            _entry(self.places, _either_case(targeting.domains)),
            _entry(self.excluded_places, _either_case(targeting.blocked_domains)),
            _entry(self.deals, targeting.deals),
            _entry(self.seats, (snapshot.seat,)),
            _entry(self.formats, (creative.format,)),
            _entry(self.sizes, ((creative.width, creative.height),)),
            _entry(self.mimes, (canonical_mime(creative.mime) or HTML,)),
            _entry(self.durations_s, (creative.duration_s,)),
            _entry(self.native_shapes, (native_shape(creative, snapshot.advertiser_domain),)),
            _entry(self.insecure, (_is_insecure(creative),)),
            _entry(self.categories, categories),
            _entry(self.advertisers, covering_domains(snapshot.advertiser_domain.lower())),
            _entry(self.advertised_apps, (app,) if app else ()),
            _entry(self.attributes, creative.attributes),
            _entry(self.creative_languages, (language(creative.language),) if creative.language else ()),
            _entry(self.creative_tags, language_ranges(creative.language)),
            _entry(self.banner_types, unusual),
            _entry(self.expansions, (frozenset(creative.expand_directions),) if creative.expand_directions else ()),
            _entry(self.apis, (frozenset(creative.apis),) if creative.apis else ()),
            _entry(self.wrapped, (True,) if creative.vast_url else ()),
            _entry(self.currencies, (snapshot.pricing.currency,) if snapshot.pricing else ()),
            _entry(self.segments_any, ((tenant, segment) for segment in targeting.segments_any)),
            _entry(self.segments_none, ((tenant, segment) for segment in targeting.segments_none)),
            _entry(self.capped, (snapshot.caps.limits,)),
        ]


def _either_case(places: Iterable[str]) -> set[str]:
    """Domains are compared in lower case, bundles as they are written; a list may hold both."""
    return {spelling for place in places for spelling in (place, place.lower())}


def _is_insecure(creative: ServedCreative) -> bool:
    """Whether anything the creative loads comes over http."""
    loaded = [creative.media_url, creative.vast_url, creative.error_tracker, *creative.impression_trackers]
    loaded += creative.playback_trackers.values()
    loaded += [picture.url for picture in (creative.companion, creative.native and creative.native.icon) if picture]
    if creative.native is not None and creative.native.video is not None:
        loaded.append(creative.native.video.url)
    return any(url[:7].lower() == "http://" for url in loaded) or "http://" in creative.html
