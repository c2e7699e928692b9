"""What of a request's surroundings some live campaign names: its place on earth, its device, its page.

Requests say endlessly different things about all of these, and campaigns name a few of them. Only what is named can tell
campaigns apart, so only that enters a plan's key: most requests share the empty answer, and so their plans. A list that no
campaign uses is not even read.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from bidding.index.moment import hour_of_week
from bidding.index.names import (
    LONGEST_NAME,
    bundle_of,
    city,
    covering_domains,
    domain_of,
    operating_system,
    plain,
    postal_code,
    version,
)
from bidding.index.postings import AllowList, Value
from bidding.index.shelves import Shelves
from bidding.openrtb.countries import alpha_2, alpha_3
from bidding.openrtb.request import BidRequest, Channel, Device, Geo

_MOST_REMEMBERED: Final = 8_192
_LONGEST_POSTAL_CODE: Final = 10
_IAB_1: Final = 1
_MINUTES_OF_DAY: Final = 1_440
_NO_GEO: Final = Geo()
_NO_DEVICE: Final = Device()


class Facets(NamedTuple):
    """Hashable, so it is part of the plan's key."""

    places: tuple[str, ...] = ()
    """Of the domain, every domain above it and the app bundle."""
    regions: tuple[str, ...] = ()
    metros: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    postal_codes: tuple[str, ...] = ()
    circles: tuple[int, ...] = ()
    """That hold the device, by number."""
    makes: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    version: tuple[int, ...] | None = None
    """The newest of the versions that campaigns ask of this system which the device has; None when it has none."""
    carriers: tuple[str, ...] = ()
    connections: tuple[int, ...] = ()
    inventory: str = ""
    contents: tuple[str, ...] = ()
    viewer_hour: int | None = None
    """Hour of the week by the viewer's clock; None where nobody asks, or the request does not tell."""


NO_FACETS: Final = Facets()


class FacetReader:
    """Reads requests for what the campaigns on ``shelves`` name now."""

    def __init__(self, shelves: Shelves) -> None:
        self._shelves = shelves
        self._readers: list[tuple[str, Callable[[BidRequest, Geo, int], object]]] = []
        self._read_for: tuple[bool, ...] = ()
        self._places: dict[tuple[str, str], tuple[str, ...]] = {}
        self._places_vocabulary = -1

    def refresh(self) -> None:
        """Take note of which lists are in use: to be called when campaigns come and go."""
        shelves = self._shelves
        used = {
            "regions": bool(shelves.regions),
            "metros": bool(shelves.metros),
            "cities": bool(shelves.cities),
            "postal_codes": bool(shelves.postal_codes),
            "circles": bool(shelves.drawn_circles),
            "makes": bool(shelves.makes),
            "models": bool(shelves.models),
            "version": bool(shelves.oldest_versions),
            "carriers": bool(shelves.carriers),
            "connections": bool(shelves.connection_types),
            "inventory": bool(shelves.inventory),
            "contents": bool(shelves.contents or shelves.excluded_contents),
            "viewer_hour": bool(shelves.viewer_hours),
        }
        read_for = tuple(used.values())
        if read_for != self._read_for:
            self._read_for = read_for
            self._readers = [(name, getattr(self, f"_{name}")) for name, is_used in used.items() if is_used]
        vocabulary = shelves.places.vocabulary + shelves.excluded_places.vocabulary
        if vocabulary != self._places_vocabulary:
            self._places_vocabulary = vocabulary
            self._places = {}

    def of(self, request: BidRequest, now_ms: int) -> Facets:
        """Facets of ``request`` at ``now_ms``."""
        channel = request.site or request.app or request.dooh
        places = () if channel is None else self._listed_places(channel)
        if not self._readers:
            return Facets(places) if places else NO_FACETS
        geo = (request.device and request.device.geo) or (request.user and request.user.geo) or _NO_GEO
        return Facets(places, **{name: read(request, geo, now_ms) for name, read in self._readers})  # type: ignore[arg-type]

    def _listed_places(self, channel: Channel) -> tuple[str, ...]:
        """Domains that cover this site or screen and its app's bundle."""
        page = channel.page if not channel.domain else None
        host = channel.domain or (page and domain_of(None, page)) or ""
        if len(host) > LONGEST_NAME:
            host = domain_of(host, None)
        key = (host, bundle_of(channel.bundle))
        listed = self._places.get(key)
        if listed is None:
            if len(self._places) >= _MOST_REMEMBERED:
                self._places = {}
            own = (*covering_domains(domain_of(host, None)), key[1])
            shelves = self._shelves
            listed = self._places[key] = tuple(
                place for place in own if place and (place in shelves.places or place in shelves.excluded_places)
            )
        return listed

    def _regions(self, _request: BidRequest, geo: Geo, _now_ms: int) -> tuple[str, ...]:
        return _listed(self._shelves.regions, (region_of(geo),))

    def _metros(self, _request: BidRequest, geo: Geo, _now_ms: int) -> tuple[str, ...]:
        return _listed(self._shelves.metros, ((geo.metro or "").strip(),))

    def _cities(self, _request: BidRequest, geo: Geo, _now_ms: int) -> tuple[str, ...]:
        if not geo.city or len(geo.city) > LONGEST_NAME:
            return ()
        around = (alpha_3(geo.country), region_of(geo))
        return _listed(self._shelves.cities, [city(f"{one}/{geo.city}") for one in around if one])

    def _postal_codes(self, _request: BidRequest, geo: Geo, _now_ms: int) -> tuple[str, ...]:
        code, country = postal_code((geo.zip or "")[:LONGEST_NAME]), alpha_3(geo.country)
        if not code or not country:
            return ()
        beginnings = [f"{country}/{code[:length]}*" for length in range(1, min(len(code), _LONGEST_POSTAL_CODE) + 1)]
        return _listed(self._shelves.postal_codes, (f"{country}/{code}", *beginnings))

    def _circles(self, request: BidRequest, _geo: Geo, _now_ms: int) -> tuple[int, ...]:
        """Where the device is; where somebody lives says nothing about that."""
        geo = request.device and request.device.geo
        if not geo or geo.lat is None or geo.lon is None or (not geo.lat and not geo.lon):
            return ()
        return self._shelves.drawn_circles.around(geo.lat, geo.lon)

    def _makes(self, request: BidRequest, _geo: Geo, _now_ms: int) -> tuple[str, ...]:
        return _listed(self._shelves.makes, (plain((request.device or _NO_DEVICE).make or ""),))

    def _models(self, request: BidRequest, _geo: Geo, _now_ms: int) -> tuple[str, ...]:
        return _listed(self._shelves.models, (plain((request.device or _NO_DEVICE).model or ""),))

    def _version(self, request: BidRequest, _geo: Geo, _now_ms: int) -> tuple[int, ...] | None:
        device = request.device or _NO_DEVICE
        if not device.osv:
            return None
        own, system = version(device.osv), operating_system(device.os)
        return max(
            (least for named, least in self._shelves.oldest_versions.values() if named == system and least <= own),
            default=None,
        )

    def _carriers(self, request: BidRequest, _geo: Geo, _now_ms: int) -> tuple[str, ...]:
        device = request.device or _NO_DEVICE
        return _listed(self._shelves.carriers, (plain(device.carrier or ""), plain(device.mccmnc or "")))

    def _connections(self, request: BidRequest, _geo: Geo, _now_ms: int) -> tuple[int, ...]:
        return _listed(self._shelves.connection_types, ((request.device or _NO_DEVICE).connectiontype or 0,))

    def _inventory(self, request: BidRequest, _geo: Geo, _now_ms: int) -> str:
        if request.app is not None:
            return "app"
        return "site" if request.site is not None else "dooh" if request.dooh is not None else ""

    def _contents(self, request: BidRequest, _geo: Geo, _now_ms: int) -> tuple[str, ...]:
        shelves = self._shelves
        channel = request.app or request.site or request.dooh
        about = dict.fromkeys(
            wider
            for category in (_categories(channel) if channel else ())
            for wider in (category.strip().upper(), category.partition("-")[0].strip().upper())
            if len(wider) <= LONGEST_NAME
        )
        return tuple(sorted(one for one in about if one in shelves.contents or one in shelves.excluded_contents))

    def _viewer_hour(self, request: BidRequest, geo: Geo, now_ms: int) -> int | None:
        """By ``utcoffset`` of the device, else of the user's home."""
        offset = geo.utcoffset
        if offset is None and request.user and request.user.geo:
            offset = request.user.geo.utcoffset
        if offset is None or not -_MINUTES_OF_DAY <= offset <= _MINUTES_OF_DAY:
            return None
        return hour_of_week(now_ms + offset * 60_000)


def region_of(geo: Geo) -> str:
    """ISO 3166-2, from a region that may lack its country: ``CA`` of the USA is ``US-CA``. Empty when unknown."""
    region = (geo.region or "").strip().upper()
    country = alpha_2(geo.country)
    if not region or len(region) > LONGEST_NAME or not country:
        return ""
    return region if region.startswith(f"{country}-") else f"{country}-{region}"


def _listed(shelf: AllowList[Value], own: Iterable[Value]) -> tuple[Value, ...]:
    return tuple([one for one in own if one and one in shelf])


def _categories(channel: Channel) -> Iterator[str]:
    """IAB content categories 1.0; others' numbers mean something else."""
    if channel.cattax in {None, _IAB_1}:
        yield from channel.cat or ()
        yield from channel.sectioncat or ()
        yield from channel.pagecat or ()
    if channel.content is not None and channel.content.cattax in {None, _IAB_1}:
        yield from channel.content.cat or ()
