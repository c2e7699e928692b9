"""Every property that a request may ask about, as bitmaps: of campaigns, and of kinds of creatives.

What a campaign says holds for all its creatives, so it is kept once, by the campaign's number. What tells creatives apart is
kept by the number of their kind (``kinds.py``). Gates read both; those in ``CAMPAIGN_GATES`` the former alone, those in
``CREATIVE_GATES`` the latter alone.
"""

from collections.abc import Collection, Hashable, Iterable
from typing import Any

from bidding.index.live.circles import Circles
from bidding.index.live.flights import Flights
from bidding.index.names import (
    advertised_app,
    city,
    covering_domains,
    language,
    language_ranges,
    operating_system,
    plain,
    version,
)
from bidding.index.postings import AllowList, Attribute, Bitmap
from bidding.openrtb.categories import Stated, stated
from bidding.openrtb.markup.banner import XHTML_AD, banner_types
from bidding.openrtb.markup.native import native_shape
from bidding.openrtb.media import HTML, canonical_mime
from bidding.openrtb.native_request import NativeShape
from domain.rates.values import RateTable
from domain.serving.values import CampaignSnapshot, CreativeFormat, ServedCreative

Shelf = AllowList[Any] | Attribute[Any]
Kind = tuple[Collection[Hashable], ...]
"""What a creative has on each shelf of creatives; hashable itself."""


class Shelves:
    """Bitmaps kept up to date campaign by campaign, kind by kind."""

    def __init__(self, rates: RateTable) -> None:  # noqa: PLR0915 - a line a shelf
        self.rates = rates
        self.flights = Flights()
        self.tenants: Attribute[str] = Attribute()
        self.exchanges: AllowList[str] = AllowList()
        self.hours: AllowList[int] = AllowList()
        self.zone_hours: AllowList[tuple[str, int]] = AllowList()
        self.viewer_hours: AllowList[int] = AllowList()
        self.viewer_zone_hours: Attribute[tuple[str, int]] = Attribute()
        self.zones: Attribute[str] = Attribute()
        self.timed: Bitmap = 0
        """Campaigns to which the hour makes a difference."""
        self.countries: AllowList[str] = AllowList()
        self.regions: AllowList[str] = AllowList()
        self.metros: AllowList[str] = AllowList()
        self.cities: AllowList[str] = AllowList()
        self.postal_codes: AllowList[str] = AllowList()
        self.circles = Circles()
        self.device_types: AllowList[int] = AllowList()
        self.makes: AllowList[str] = AllowList()
        self.models: AllowList[str] = AllowList()
        self.operating_systems: AllowList[str] = AllowList()
        self.oldest_versions: Attribute[tuple[str, tuple[int, ...]]] = Attribute()
        self.carriers: AllowList[str] = AllowList()
        self.connection_types: AllowList[int] = AllowList()
        self.languages: AllowList[str] = AllowList()
        self.inventory: AllowList[str] = AllowList()
        self.places: AllowList[str] = AllowList()
        self.excluded_places: Attribute[str] = Attribute()
        self.contents: AllowList[str] = AllowList()
        self.excluded_contents: Attribute[str] = Attribute()
        self.deals: AllowList[str] = AllowList()
        self.seats: Attribute[str] = Attribute()
        self.advertisers: Attribute[str] = Attribute()
        self.currencies: Attribute[str] = Attribute()

        self.formats: Attribute[CreativeFormat] = Attribute()
        self.sizes: Attribute[tuple[int, int]] = Attribute()
        self.mimes: Attribute[str] = Attribute()
        self.durations_s: Attribute[int] = Attribute()
        self.native_shapes: Attribute[NativeShape] = Attribute()
        self.insecure: Attribute[bool] = Attribute()
        self.categories: Attribute[Stated] = Attribute()
        self.advertised_apps: Attribute[str] = Attribute()
        self.attributes: Attribute[int] = Attribute()
        self.creative_languages: AllowList[str] = AllowList()
        self.creative_tags: Attribute[str] = Attribute()
        self.banner_types: Attribute[int] = Attribute()
        """Of banners that are more, or less, than plain XHTML."""
        self.expansions: Attribute[frozenset[int]] = Attribute()
        self.apis: Attribute[frozenset[int]] = Attribute()
        self.wrapped: Attribute[bool] = Attribute()
        self.approved_on: Attribute[str] = Attribute()
        self.refused_on: Attribute[str] = Attribute()

    def add(self, number: int, snapshot: CampaignSnapshot) -> None:
        """Put the campaign with this number on its shelves."""
        self.circles.add(number, snapshot.targeting.circles)
        for shelf, values in self._of_campaign(snapshot):
            shelf.add(number, values)
        targeting = snapshot.targeting
        if targeting.hours_utc or targeting.hours_zone or targeting.hours_viewer:
            self.timed |= 1 << number

    def discard(self, number: int, snapshot: CampaignSnapshot) -> None:
        """Undo ``add`` of the same number and snapshot."""
        for shelf, values in self._of_campaign(snapshot):
            shelf.discard(number, values)
        self.circles.discard(number, snapshot.targeting.circles)
        self.timed &= ~(1 << number)

    def add_kind(self, number: int, kind: Kind) -> None:
        for shelf, values in zip(self._of_creatives(), kind, strict=True):
            shelf.add(number, values)

    def discard_kind(self, number: int, kind: Kind) -> None:
        """Undo ``add_kind`` of the same number and kind."""
        for shelf, values in zip(self._of_creatives(), kind, strict=True):
            shelf.discard(number, values)

    def _of_campaign(self, snapshot: CampaignSnapshot) -> list[tuple[Shelf, Iterable[Hashable]]]:
        aims = snapshot.targeting
        zone = aims.time_zone or "UTC"
        return [
            (self.tenants, (snapshot.tenant_id,)),
            (self.exchanges, aims.exchanges),
            (self.hours, aims.hours_utc),
            (self.zone_hours, [(zone, hour) for hour in aims.hours_zone]),
            (self.viewer_hours, aims.hours_viewer),
            (self.viewer_zone_hours, [(zone, hour) for hour in aims.hours_viewer]),
            (self.zones, (zone,) if aims.hours_zone or aims.hours_viewer else ()),
            (self.countries, map(str.upper, aims.countries)),
            (self.regions, map(str.upper, aims.regions)),
            (self.metros, aims.metros),
            (self.cities, map(city, aims.cities)),
            (self.postal_codes, map(str.upper, aims.postal_codes)),
            (self.device_types, aims.device_types),
            (self.makes, map(plain, aims.device_makes)),
            (self.models, map(plain, aims.device_models)),
            (self.operating_systems, map(str.lower, aims.operating_systems)),
            (self.oldest_versions, [(operating_system(os), version(least)) for os, least in aims.os_versions.items()]),
            (self.carriers, map(plain, aims.carriers)),
            (self.connection_types, aims.connection_types),
            (self.languages, map(language, aims.languages)),
            (self.inventory, aims.inventory),
            (self.places, _either_case(aims.domains)),
            (self.excluded_places, _either_case(aims.blocked_domains)),
            (self.contents, map(str.upper, aims.page_categories)),
            (self.excluded_contents, map(str.upper, aims.blocked_page_categories)),
            (self.deals, aims.deals),
            (self.seats, (snapshot.seat,)),
            (self.advertisers, tuple(covering_domains(snapshot.advertiser_domain.lower()))),
            (self.currencies, (snapshot.pricing.currency,) if snapshot.pricing else ()),
        ]

    def _of_creatives(self) -> tuple[Shelf, ...]:
        """In the order of ``kind_of``."""
        return (
            self.formats,
            self.sizes,
            self.mimes,
            self.durations_s,
            self.native_shapes,
            self.insecure,
            self.categories,
            self.advertised_apps,
            self.attributes,
            self.creative_languages,
            self.creative_tags,
            self.banner_types,
            self.expansions,
            self.apis,
            self.wrapped,
            self.approved_on,
            self.refused_on,
        )


def kind_of(snapshot: CampaignSnapshot, creative: ServedCreative) -> Kind:
    """What a creative has on each shelf of creatives: those equal in it are of one kind."""
    app = advertised_app(creative.landing_url)
    is_native = creative.format is CreativeFormat.NATIVE
    return (
        (creative.format,),
        ((creative.width, creative.height),),
        (canonical_mime(creative.mime) or HTML,),
        (creative.duration_s,),
        (native_shape(creative, snapshot.advertiser_domain),) if is_native else (),
        (_is_insecure(creative),),
        frozenset(map(stated, snapshot.categories + creative.categories)),
        (app,) if app else (),
        frozenset(creative.attributes),
        (language(creative.language),) if creative.language else (),
        tuple(language_ranges(creative.language)),
        banner_types(creative) - {XHTML_AD} if creative.format is CreativeFormat.BANNER else frozenset(),
        (frozenset(creative.expand_directions),) if creative.expand_directions else (),
        (frozenset(creative.apis),) if creative.apis else (),
        (True,) if creative.vast_url else (),
        frozenset(creative.approved_on),
        frozenset(creative.refused_on),
    )


def _is_insecure(creative: ServedCreative) -> bool:
    """Whether anything that the creative loads comes over http."""
    loaded = [creative.media_url, creative.vast_url, creative.error_tracker, *creative.impression_trackers]
    loaded += creative.playback_trackers.values()
    extras = creative.native
    loaded += [image.url for image in (creative.companion, extras and extras.icon) if image]
    if extras is not None and extras.video is not None:
        loaded.append(extras.video.url)
    return any(url[:7].lower() == "http://" for url in loaded) or "http://" in creative.html


def _either_case(places: Iterable[str]) -> set[str]:
    """Domains are compared in lower case, bundles as they are written; a list may hold both."""
    return {spelling for place in places for spelling in (place, place.lower())}
