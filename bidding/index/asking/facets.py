"""What of a request's surroundings some live campaign names: its place on earth, its device, its page.

Requests say endlessly different things about all of these, and campaigns name a few of them. Only what is named can tell
campaigns apart, so only that enters a plan's key: most requests share the empty answer, and so their plans. Fields that no
campaign asks about are not even read; what was made of the others is remembered by what the request said, until a campaign
comes or goes that names it.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from itertools import count
from operator import attrgetter
from typing import Any, Final, NamedTuple

from bidding.index.asking.moment import hour_of_week
from bidding.index.live.shelves import Shelves
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
from bidding.index.postings import AllowList, Attribute
from bidding.openrtb.request import BidRequest, Channel, Geo
from domain.targeting.countries.rules import alpha_2, alpha_3

_MOST_REMEMBERED: Final = 8_192
_MOST_TRAITS: Final = 65_536
_LONGEST_POSTAL_CODE: Final = 10
_IAB_1: Final = 1
_MINUTES_OF_DAY: Final = 1_440
_LONGEST_REMEMBERED: Final = 768

_Raw = Any
"""Fields of a request as they came; hashable."""
_Names = Iterable[Hashable]
_Shelf = AllowList[Any] | Attribute[Any]


class Facets(NamedTuple):
    """What gates ask of it."""

    places: tuple[str, ...] = ()
    """Of the domain, every domain above it and the app bundle."""
    regions: tuple[str, ...] = ()
    metros: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    postal_codes: tuple[str, ...] = ()
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


_numbers = count()


class Trait:
    """Some of the facets of a request, by name. Equal ones are the same object, with a number that nothing else has."""

    __slots__ = ("facets", "number")

    def __init__(self, facets: Mapping[str, Any]) -> None:
        self.facets = facets
        self.number = next(_numbers)


_NOTHING: Final = Trait({})
_CHANNEL, _DEVICE, _GEO = range(3)
"""What of a request a family is read from."""

Traits = tuple[Trait, ...]


def facets_of(traits: Traits) -> Facets:
    return Facets(**{name: value for trait in traits for name, value in trait.facets.items()})


class _Vocabulary:
    """All traits there are, so that equal ones are the same."""

    def __init__(self) -> None:
        self._traits: dict[tuple[tuple[str, Any], ...], Trait] = {(): _NOTHING}

    def trait(self, facets: Mapping[str, Any]) -> Trait:
        named = tuple(facets.items())
        if not named:
            return _NOTHING
        if len(self._traits) >= _MOST_TRAITS:
            self._traits = {}
        return self._traits.setdefault(named, Trait(facets))


class _Family:
    """Facets that are read from the same few fields.

    ``names`` says by which names campaigns may list what the fields hold, for each facet; ``lists`` is where they do.
    """

    def __init__(
        self,
        raw_of: Callable[[Any], _Raw],
        names: Callable[[_Raw], dict[str, _Names]],
        lists: Mapping[str, tuple[_Shelf, ...]],
        vocabulary: _Vocabulary,
    ) -> None:
        self.raw_of = raw_of
        self._names = names
        self._lists = lists
        self._vocabulary = vocabulary
        self.known: OrderedDict[_Raw, Trait] = OrderedDict()
        self._saying: dict[Hashable, set[_Raw]] = {}
        self._news = [shelf.watch() for shelves in lists.values() for shelf in shelves]

    @property
    def is_in_use(self) -> bool:
        return any(any(shelves) for shelves in self._lists.values())

    def refresh(self) -> None:
        """Forget what was made of fields that hold names which became known, or are known no longer."""
        for news in self._news:
            for name in news:
                for raw in self._saying.pop(self._heading(name), ()):
                    self.known.pop(raw, None)
            news.clear()

    def read(self, raw: _Raw) -> Trait:
        """What is made of fields that are not known yet."""
        names = {facet: tuple(said) for facet, said in self._names(raw).items()}
        trait = self._vocabulary.trait(
            {facet: found for facet, said in names.items() if (found := self._found(facet, said))}
        )
        if _is_short(raw):
            while len(self.known) >= _MOST_REMEMBERED:
                self._forget(self.known.popitem(last=False)[0])
            self.known[raw] = trait
            for said in names.values():
                for name in said:
                    self._saying.setdefault(self._heading(name), set()).add(raw)
        return trait

    def _found(self, facet: str, said: tuple[Hashable, ...]) -> Any:
        """Of the names that a request said, those that are listed."""
        shelves = self._lists[facet]
        return tuple([name for name in said if name and any(name in shelf for shelf in shelves)])

    def _heading(self, name: Hashable) -> Hashable:
        """Under which heading it is remembered who said a name."""
        return name

    def _forget(self, raw: _Raw) -> None:
        for said in self._names(raw).values():
            for name in said:
                heading = self._heading(name)
                saying = self._saying.get(heading)
                if saying is not None:
                    saying.discard(raw)
                    if not saying:
                        del self._saying[heading]


class _Versions(_Family):
    """The newest listed version that a device's is not older than; any version of a system may be that."""

    def _found(self, facet: str, said: tuple[Any, ...]) -> Any:
        [shelf] = self._lists[facet]
        return max(
            (
                least
                for own_system, own in said
                for system, least in shelf.values()
                if system == own_system and least <= own
            ),
            default=None,
        )

    def _heading(self, name: Any) -> Hashable:
        system: str = name[0]
        return system


class FacetReader:
    """Reads requests for what the campaigns on ``shelves`` name now."""

    def __init__(self, shelves: Shelves) -> None:
        self._shelves = shelves
        vocabulary = _Vocabulary()

        def family(
            fields: tuple[str, ...] | Callable[[Any], _Raw],
            names: Callable[[_Raw], dict[str, _Names]],
            **lists: _Shelf | tuple[_Shelf, ...],
        ) -> _Family:
            raw_of = attrgetter(*fields) if isinstance(fields, tuple) else fields
            within = {facet: shelf if isinstance(shelf, tuple) else (shelf,) for facet, shelf in lists.items()}
            return (_Versions if "version" in lists else _Family)(raw_of, names, within, vocabulary)

        self._families = (
            (
                _CHANNEL,
                family(_address, _places, places=(shelves.places, shelves.excluded_places)),
            ),
            (
                _CHANNEL,
                family(
                    ("cattax", "cat", "sectioncat", "pagecat", "content"),
                    _subjects,
                    contents=(shelves.contents, shelves.excluded_contents),
                ),
            ),
            (_DEVICE, family(("make", "model"), _hardware, makes=shelves.makes, models=shelves.models)),
            (_DEVICE, family(("os", "osv"), _software, version=shelves.oldest_versions)),
            (
                _DEVICE,
                family(
                    ("carrier", "mccmnc", "connectiontype"),
                    _network,
                    carriers=shelves.carriers,
                    connections=shelves.connection_types,
                ),
            ),
            (_GEO, family(("country", "region", "metro"), _area, regions=shelves.regions, metros=shelves.metros)),
            (_GEO, family(("country", "region", "city"), _town, cities=shelves.cities)),
            (_GEO, family(("country", "zip"), _mail, postal_codes=shelves.postal_codes)),
        )
        self._inventory = {kind: Trait({"inventory": kind}) for kind in ("app", "site", "dooh")}
        self._hours = tuple([Trait({"viewer_hour": hour}) for hour in range(168)])
        self._in_use: list[
            tuple[int, Callable[[Any], _Raw], Callable[[_Raw], Trait | None], Callable[[_Raw], Trait]]
        ] = []
        self._asks_for_inventory = self._asks_for_hours = self._asks = False
        self.refresh()

    def refresh(self) -> None:
        """Take note of what is listed now: to be called when campaigns come and go."""
        for _, family in self._families:
            family.refresh()
        self._in_use = [
            (place, family.raw_of, family.known.get, family.read)
            for place, family in self._families
            if family.is_in_use
        ]
        self._asks_for_inventory = bool(self._shelves.inventory)
        self._asks_for_hours = bool(self._shelves.viewer_hours)
        self._asks = bool(self._in_use) or self._asks_for_inventory or self._asks_for_hours

    @property
    def remembered(self) -> list[_Raw]:
        """Fields of requests of which it is known what they hold."""
        return [raw for _, family in self._families for raw in family.known]

    def of(self, request: BidRequest, now_ms: int) -> Traits:
        """Traits of ``request`` at ``now_ms``, always in the same order."""
        if not self._asks:
            return ()
        device, channel = request.device, request.site or request.app or request.dooh
        geo = (device and device.geo) or (request.user and request.user.geo)
        sources = (channel, device, geo)
        found = []
        for place, raw_of, known, read in self._in_use:
            source = sources[place]
            if source:
                raw = raw_of(source)
                trait = known(raw) or read(raw)
                if trait is not _NOTHING:
                    found.append(trait)
        if self._asks_for_hours and geo:
            hour = _viewer_hour(request, geo, now_ms)
            if hour is not None:
                found.append(self._hours[hour])
        if self._asks_for_inventory and channel:
            kind = "app" if request.app is not None else "site" if request.site is not None else "dooh"
            found.append(self._inventory[kind])
        return tuple(found)


def _is_short(raw: _Raw) -> bool:
    return len(repr(raw)) <= _LONGEST_REMEMBERED


# What campaigns may call what a request says


def _area(raw: tuple[str | None, str | None, str | None]) -> dict[str, _Names]:
    country, region, metro = raw
    return {"regions": (region_of(country, region),), "metros": ((metro or "").strip(),)}


def _town(raw: tuple[str | None, str | None, str | None]) -> dict[str, _Names]:
    country, region, town = raw
    if not town or len(town) > LONGEST_NAME:
        return {}
    around = (alpha_3(country), region_of(country, region))
    return {"cities": [city(f"{one}/{town}") for one in around if one]}


def _mail(raw: tuple[str | None, str | None]) -> dict[str, _Names]:
    code, country = postal_code((raw[1] or "")[:LONGEST_NAME]), alpha_3(raw[0])
    if not code or not country:
        return {}
    beginnings = [f"{country}/{code[:length]}*" for length in range(1, min(len(code), _LONGEST_POSTAL_CODE) + 1)]
    return {"postal_codes": (f"{country}/{code}", *beginnings)}


def _hardware(raw: tuple[str | None, str | None]) -> dict[str, _Names]:
    return {"makes": (plain(raw[0] or ""),), "models": (plain(raw[1] or ""),)}


def _software(raw: tuple[str | None, str | None]) -> dict[str, _Names]:
    return {"version": ((operating_system(raw[0]), version(raw[1])),)} if raw[1] else {}


def _network(raw: tuple[str | None, str | None, int | None]) -> dict[str, _Names]:
    return {"carriers": (plain(raw[0] or ""), plain(raw[1] or "")), "connections": (raw[2],)}


def _address(channel: Channel) -> tuple[str, str | None]:
    """The stated domain, else that of the page, which is hardly ever twice the same itself; and the bundle."""
    host = channel.domain
    if not host:
        host = domain_of(None, channel.page) if channel.page else ""
    return host, channel.bundle


def _places(raw: tuple[str, str | None]) -> dict[str, _Names]:
    return {"places": (*covering_domains(domain_of(raw[0], None)), bundle_of(raw[1]))}


def _subjects(raw: tuple[Any, ...]) -> dict[str, _Names]:
    """IAB content categories 1.0, and those above them; others' numbers mean something else."""
    taxonomy, *own, content = raw
    stated = [category for listed in own for category in listed or ()] if taxonomy in {None, _IAB_1} else []
    if content is not None and content.cattax in {None, _IAB_1}:
        stated += content.cat or ()
    return {
        "contents": sorted(
            {
                wider
                for category in stated
                for wider in (category.strip().upper(), category.partition("-")[0].strip().upper())
                if len(wider) <= LONGEST_NAME
            }
        )
    }


def _viewer_hour(request: BidRequest, geo: Geo, now_ms: int) -> int | None:
    """By ``utcoffset`` of the device, else of the user's home."""
    offset = geo.utcoffset
    if offset is None and request.user and request.user.geo:
        offset = request.user.geo.utcoffset
    if offset is None or not -_MINUTES_OF_DAY <= offset <= _MINUTES_OF_DAY:
        return None
    return hour_of_week(now_ms + offset * 60_000)


def region_of(country: str | None, region: str | None) -> str:
    """ISO 3166-2, from a region that may lack its country: ``CA`` of the USA is ``US-CA``. Empty when unknown."""
    own = (region or "").strip().upper()
    within = alpha_2(country)
    if not own or len(own) > LONGEST_NAME or not within:
        return ""
    return own if own.startswith(f"{within}-") else f"{within}-{own}"
