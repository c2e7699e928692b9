"""Every property of a candidate row that a request may ask about, as bitmaps."""

from collections.abc import Iterable
from typing import Protocol

from bidding.index.names import advertised_app, covering_categories, covering_domains, language
from bidding.index.postings import AllowList, Attribute, Bitmap
from bidding.openrtb.markup.native import native_shape
from bidding.openrtb.media import HTML, canonical_mime
from bidding.openrtb.native_request import NativeShape
from domain.serving.values import CampaignSnapshot, CreativeFormat, ServedCreative

Segment = tuple[str, int]
"""Tenant id and segment: a segment number means something to its tenant alone."""


class _Shelf(Protocol):
    def add(self, rows: Bitmap, values: Iterable[object], /) -> None: ...
    def discard(self, rows: Bitmap, values: Iterable[object], /) -> None: ...


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
        self.categories: Attribute[str] = Attribute()
        self.covered_categories: Attribute[str] = Attribute()
        self.advertisers: Attribute[str] = Attribute()
        self.advertised_apps: Attribute[str] = Attribute()
        self.attributes: Attribute[int] = Attribute()
        self.creative_languages: AllowList[str] = AllowList()
        self.currencies: Attribute[str] = Attribute()
        self.segments_any: AllowList[Segment] = AllowList()
        self.segments_none: Attribute[Segment] = Attribute()
        self.capped: Attribute[bool] = Attribute()

    def add(self, row: Bitmap, snapshot: CampaignSnapshot, creative: ServedCreative) -> None:
        for shelf, values in self._entries(snapshot, creative):
            shelf.add(row, values)

    def discard(self, row: Bitmap, snapshot: CampaignSnapshot, creative: ServedCreative) -> None:
        """Undo ``add`` of the same row, snapshot and creative."""
        for shelf, values in self._entries(snapshot, creative):
            shelf.discard(row, values)

    def _entries(
        self, snapshot: CampaignSnapshot, creative: ServedCreative
    ) -> Iterable[tuple[_Shelf, tuple[object, ...]]]:
        tenant = snapshot.tenant_id
        targeting = snapshot.targeting
        categories = {category.strip().upper() for category in snapshot.categories + creative.categories}
        covering = {wider for category in categories for wider in covering_categories(category)}
        app = advertised_app(creative.landing_url)
        entries: list[tuple[_Shelf, Iterable[object]]] = [
            (self.tenants, (tenant,)),
            (self.exchanges, targeting.exchanges),
            (self.hours, targeting.hours_utc),
            (self.countries, map(str.upper, targeting.countries)),
            (self.device_types, targeting.device_types),
            (self.operating_systems, map(str.lower, targeting.operating_systems)),
            (self.languages, map(language, targeting.languages)),
            (self.places, _either_case(targeting.domains)),
            (self.excluded_places, _either_case(targeting.blocked_domains)),
            (self.deals, targeting.deals),
            (self.seats, (snapshot.seat,)),
            (self.formats, (creative.format,)),
            (self.sizes, ((creative.width, creative.height),)),
            (self.mimes, (canonical_mime(creative.mime) or HTML,)),
            (self.durations_s, (creative.duration_s,)),
            (self.native_shapes, (native_shape(creative, snapshot.advertiser_domain),)),
            (self.insecure, (creative.media_url.lower().startswith("http://"),)),
            (self.categories, categories),
            (self.covered_categories, covering),
            (self.advertisers, covering_domains(snapshot.advertiser_domain.lower())),
            (self.advertised_apps, (app,) if app else ()),
            (self.attributes, creative.attributes),
            (self.creative_languages, (language(creative.language),) if creative.language else ()),
            (self.currencies, (snapshot.pricing.currency,) if snapshot.pricing else ()),
            (self.segments_any, ((tenant, segment) for segment in targeting.segments_any)),
            (self.segments_none, ((tenant, segment) for segment in targeting.segments_none)),
            (self.capped, (snapshot.caps.limits,)),
        ]
        return [(shelf, tuple(values)) for shelf, values in entries]


def _either_case(places: Iterable[str]) -> set[str]:
    """Domains are compared in lower case, bundles as they are written; a list may hold both."""
    return {spelling for place in places for spelling in (place, place.lower())}
