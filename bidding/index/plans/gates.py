"""The gates a row passes before it may compete for a lot, in order, each with the code of those it turns away.

Campaigns pass first, by what they say; then creatives, by what kind they are. A gate is a bitmap of those that pass. A lot's
plan is what is left after all of them; its explanation is which of them turned each row away: the same gates, so an
explanation cannot disagree with what happened.
"""

from collections.abc import Callable, Iterator
from functools import reduce
from operator import or_
from typing import Final

from bidding.index.asking.ask import Ask, Placement
from bidding.index.live.shelves import Shelves
from bidding.index.postings import Bitmap
from bidding.openrtb.categories import covering
from bidding.openrtb.markup.banner import XHTML_AD
from bidding.openrtb.media import HTML
from bidding.openrtb.native_request import answerable
from bidding.openrtb.no_bid import NoBid
from domain.serving.values import CreativeFormat

DEFAULT_SEAT: Final = "campaign-express"
_EVERYTHING: Final = -1
Gate = Callable[[Shelves, Ask], Bitmap]


def _tenants(shelves: Shelves, ask: Ask) -> Bitmap:
    return shelves.tenants.having(ask.tenants)


def _flights(shelves: Shelves, _ask: Ask) -> Bitmap:
    return shelves.flights.flying


def _hours(shelves: Shelves, ask: Ask) -> Bitmap:
    """By UTC, by the campaign's own clock, and by the viewer's, or the campaign's where that is not known."""
    passing = shelves.hours.admitting((ask.hour_of_week,))
    if shelves.zones:
        passing &= shelves.zone_hours.admitting(ask.zone_hours)
        viewer_hour = ask.facets.viewer_hour
        passing &= (
            shelves.viewer_hours.admitting((viewer_hour,))
            if viewer_hour is not None
            else shelves.viewer_hours.unrestricted | shelves.viewer_zone_hours.having(ask.zone_hours)
        )
    return passing


def _exchanges(shelves: Shelves, ask: Ask) -> Bitmap:
    return shelves.exchanges.admitting((ask.exchange_id,))


def _countries(shelves: Shelves, ask: Ask) -> Bitmap:
    return shelves.countries.admitting((ask.country,))


def _regions(shelves: Shelves, ask: Ask) -> Bitmap:
    return shelves.regions.admitting(ask.facets.regions)


def _metros(shelves: Shelves, ask: Ask) -> Bitmap:
    return shelves.metros.admitting(ask.facets.metros)


def _cities(shelves: Shelves, ask: Ask) -> Bitmap:
    return shelves.cities.admitting(ask.facets.cities)


def _postal_codes(shelves: Shelves, ask: Ask) -> Bitmap:
    return shelves.postal_codes.admitting(ask.facets.postal_codes)


def _device_types(shelves: Shelves, ask: Ask) -> Bitmap:
    return shelves.device_types.admitting((ask.device_type,))


def _operating_systems(shelves: Shelves, ask: Ask) -> Bitmap:
    return shelves.operating_systems.admitting((ask.operating_system,))


def _models(shelves: Shelves, ask: Ask) -> Bitmap:
    return shelves.makes.admitting(ask.facets.makes) & shelves.models.admitting(ask.facets.models)


def _versions(shelves: Shelves, ask: Ask) -> Bitmap:
    """A version that the request does not tell is older than any that is asked for."""
    if not shelves.oldest_versions:
        return _EVERYTHING
    newest = ask.facets.version
    return ~shelves.oldest_versions.having(
        (system, least)
        for system, least in shelves.oldest_versions.values()
        if system == ask.operating_system and (newest is None or least > newest)
    )


def _carriers(shelves: Shelves, ask: Ask) -> Bitmap:
    return shelves.carriers.admitting(ask.facets.carriers)


def _connections(shelves: Shelves, ask: Ask) -> Bitmap:
    return shelves.connection_types.admitting(ask.facets.connections)


def _inventory(shelves: Shelves, ask: Ask) -> Bitmap:
    return shelves.inventory.admitting((ask.facets.inventory,))


def _languages(shelves: Shelves, ask: Ask) -> Bitmap:
    return shelves.languages.admitting((ask.language,))


def _places(shelves: Shelves, ask: Ask) -> Bitmap:
    return shelves.places.admitting(ask.facets.places)


def _excluded_places(shelves: Shelves, ask: Ask) -> Bitmap:
    return ~shelves.excluded_places.having(ask.facets.places)


def _contents(shelves: Shelves, ask: Ask) -> Bitmap:
    return shelves.contents.admitting(ask.facets.contents)


def _excluded_contents(shelves: Shelves, ask: Ask) -> Bitmap:
    return ~shelves.excluded_contents.having(ask.facets.contents)


def _deals(shelves: Shelves, ask: Ask) -> Bitmap:
    if ask.deal_id:
        return shelves.deals.listing((ask.deal_id,))
    return 0 if ask.is_private else shelves.deals.unrestricted


def _seats(shelves: Shelves, ask: Ask) -> Bitmap:
    """Rows whose seat may bid, and whose advertiser the deal admits."""
    passing = _EVERYTHING
    if ask.allowed_seats is not None:
        passing &= _bidding_as(shelves, ask, ask.allowed_seats)
    if ask.blocked_seats:
        passing &= ~_bidding_as(shelves, ask, ask.blocked_seats)
    if ask.allowed_advertisers is not None:
        passing &= shelves.advertisers.having(ask.allowed_advertisers)
    return passing


def _bidding_as(shelves: Shelves, ask: Ask, seats: frozenset[str]) -> Bitmap:
    """Rows that would bid under one of ``seats``."""
    return shelves.seats.having(own for own in shelves.seats.values() if seat_for(own, ask.exchange_seats) in seats)


def seat_for(own: str, exchange_seats: tuple[str, ...]) -> str:
    """The seat a campaign bids under: its own where the exchange knows it, else the first one the exchange gave us."""
    if exchange_seats:
        return own if own in exchange_seats else exchange_seats[0]
    return own or DEFAULT_SEAT


def _formats(shelves: Shelves, ask: Ask) -> Bitmap:
    return shelves.formats.having(placement.format for placement in ask.placements)


def _per_placement(passing: Callable[[Shelves, Ask, Placement], Bitmap]) -> Gate:
    """A gate that asks of each row what the placement of its own format asks."""

    def gate(shelves: Shelves, ask: Ask) -> Bitmap:
        rows: Iterator[Bitmap] = (
            shelves.formats.having((placement.format,)) & passing(shelves, ask, placement)
            for placement in ask.placements
        )
        return reduce(or_, rows, 0)

    return gate


def _sizes(shelves: Shelves, _ask: Ask, placement: Placement) -> Bitmap:
    if placement.sizes is None:
        return _EVERYTHING
    open_ended = [size for size in placement.sizes if 0 in size]
    fitting = shelves.sizes.having(placement.sizes)
    if not open_ended and not placement.ratios:
        return fitting
    return fitting | shelves.sizes.having(
        (width, height)
        for width, height in shelves.sizes.values()
        if any(wanted[0] in {0, width} and wanted[1] in {0, height} for wanted in open_ended)
        or any(width * high == height * wide and width >= least for wide, high, least in placement.ratios if width)
    )


def _mimes(shelves: Shelves, _ask: Ask, placement: Placement) -> Bitmap:
    if placement.mimes is None or (placement.format is CreativeFormat.BANNER and HTML in placement.mimes):
        return _EVERYTHING
    return shelves.mimes.having(placement.mimes)


def _durations(shelves: Shelves, _ask: Ask, placement: Placement) -> Bitmap:
    """A creative of unknown length (0) fits only where no length is asked for."""
    if not placement.is_timed:
        return _EVERYTHING
    exact, longest = placement.exact_durations_s, placement.longest_s
    return shelves.durations_s.having(
        seconds
        for seconds in shelves.durations_s.values()
        if (exact is None or seconds in exact)
        and seconds >= placement.shortest_s
        and (longest is None or 0 < seconds <= longest)
    )


def _protocols(shelves: Shelves, _ask: Ask, placement: Placement) -> Bitmap:
    """What the player reads: our own documents with plain files in them, or wrappers around others'."""
    if not placement.is_timed:
        return _EVERYTHING
    wrapped = shelves.wrapped.having((True,))
    own = _EVERYTHING if placement.markup.vast and placement.plays_files else 0
    return (own & ~wrapped) | (wrapped if placement.markup.wrapper else 0)


def _apis(shelves: Shelves, _ask: Ask, placement: Placement) -> Bitmap:
    """A framework that is not listed is not there."""
    return ~shelves.apis.having(needed for needed in shelves.apis.values() if not needed <= placement.apis)


def _expansions(shelves: Shelves, _ask: Ask, placement: Placement) -> Bitmap:
    return ~shelves.expansions.having(
        directions for directions in shelves.expansions.values() if not directions <= placement.expansion
    )


def _native_assets(shelves: Shelves, _ask: Ask, placement: Placement) -> Bitmap:
    if placement.format is not CreativeFormat.NATIVE:
        return _EVERYTHING
    ask = placement.markup.native
    if ask is None:
        return 0
    return shelves.native_shapes.having(shape for shape in shelves.native_shapes.values() if answerable(ask, shape))


def _security(shelves: Shelves, ask: Ask) -> Bitmap:
    return ~shelves.insecure.having((True,)) if ask.is_secure else _EVERYTHING


def _categories(shelves: Shelves, ask: Ask) -> Bitmap:
    """Rows in no blocked category, and in allowed ones only; what cannot be shown to comply does not pass.

    That is a row with a category of which nobody knows what it is in the request's taxonomy, unless the row states
    categories of that taxonomy itself.
    """
    if not (ask.blocked_categories or ask.allowed_categories):
        return _EVERYTHING
    family = ask.category_family
    if family is None:
        return 0
    known = {category: covering(category, family) for category in shelves.categories.values()}
    unknown = shelves.categories.having(category for category, wider in known.items() if wider is None)
    if unknown:
        unknown &= ~shelves.categories.having(category for category in known if category.family == family)
    blocked = shelves.categories.having(
        category for category, wider in known.items() if wider and not wider.isdisjoint(ask.blocked_categories)
    )
    passing = ~(blocked | unknown)
    if ask.allowed_categories:
        outside = (category for category, wider in known.items() if wider and wider.isdisjoint(ask.allowed_categories))
        passing &= shelves.categories.having(known) & ~shelves.categories.having(outside)
    return passing


def _advertisers(shelves: Shelves, ask: Ask) -> Bitmap:
    return ~shelves.advertisers.having(ask.blocked_advertisers)


def _apps(shelves: Shelves, ask: Ask) -> Bitmap:
    return ~shelves.advertised_apps.having(ask.blocked_apps)


def _attributes(shelves: Shelves, _ask: Ask, placement: Placement) -> Bitmap:
    passing = ~shelves.attributes.having(placement.blocked_attributes)
    if placement.blocked_types:
        passing &= ~shelves.banner_types.having(placement.blocked_types)
        if XHTML_AD in placement.blocked_types:
            passing &= shelves.banner_types.having(shelves.banner_types.values())
    return passing


def _creative_languages(shelves: Shelves, ask: Ask) -> Bitmap:
    """A creative that declares no language cannot be shown to be in an allowed one."""
    passing = _EVERYTHING
    if ask.creative_languages:
        passing &= shelves.creative_languages.listing(ask.creative_languages)
    if ask.creative_tags:
        passing &= shelves.creative_tags.having(ask.creative_tags)
    return passing


def _clearances(shelves: Shelves, ask: Ask) -> Bitmap:
    """Rows whose creative the exchange lets through."""
    passing = ~shelves.refused_on.having((ask.exchange_id,))
    return passing & shelves.approved_on.having((ask.exchange_id,)) if ask.wants_approved else passing


def _convertible(shelves: Shelves, ask: Ask) -> Bitmap:
    currencies, rates = shelves.currencies, shelves.rates
    return currencies.having(currency for currency in currencies.values() if rates.rate_e9(ask.bid_currency, currency))


CAMPAIGN_GATES: Final[tuple[tuple[NoBid, Gate], ...]] = (
    (NoBid.NO_CAMPAIGN, _tenants),
    (NoBid.NOT_IN_FLIGHT, _flights),
    (NoBid.OUTSIDE_HOURS, _hours),
    (NoBid.EXCHANGE_NOT_TARGETED, _exchanges),
    (NoBid.COUNTRY_NOT_TARGETED, _countries),
    (NoBid.REGION_NOT_TARGETED, _regions),
    (NoBid.METRO_NOT_TARGETED, _metros),
    (NoBid.CITY_NOT_TARGETED, _cities),
    (NoBid.POSTAL_CODE_NOT_TARGETED, _postal_codes),
    (NoBid.DEVICE_NOT_TARGETED, _device_types),
    (NoBid.MODEL_NOT_TARGETED, _models),
    (NoBid.OS_NOT_TARGETED, _operating_systems),
    (NoBid.OS_VERSION_TOO_OLD, _versions),
    (NoBid.CARRIER_NOT_TARGETED, _carriers),
    (NoBid.CONNECTION_NOT_TARGETED, _connections),
    (NoBid.LANGUAGE_NOT_TARGETED, _languages),
    (NoBid.INVENTORY_NOT_TARGETED, _inventory),
    (NoBid.SITE_NOT_TARGETED, _places),
    (NoBid.SITE_EXCLUDED, _excluded_places),
    (NoBid.CONTENT_NOT_TARGETED, _contents),
    (NoBid.CONTENT_EXCLUDED, _excluded_contents),
    (NoBid.DEAL_NOT_TARGETED, _deals),
    (NoBid.SEAT_NOT_ALLOWED, _seats),
    (NoBid.ADVERTISER_BLOCKED, _advertisers),
    (NoBid.CURRENCY_UNKNOWN, _convertible),
)
"""Bitmaps of campaigns: they read shelves of campaigns alone."""

CREATIVE_GATES: Final[tuple[tuple[NoBid, Gate], ...]] = (
    (NoBid.FORMAT_NOT_ASKED, _formats),
    (NoBid.SIZE_MISMATCH, _per_placement(_sizes)),
    (NoBid.MIME_REFUSED, _per_placement(_mimes)),
    (NoBid.DURATION_MISMATCH, _per_placement(_durations)),
    (NoBid.PROTOCOL_UNSUPPORTED, _per_placement(_protocols)),
    (NoBid.API_UNSUPPORTED, _per_placement(_apis)),
    (NoBid.EXPANSION_REFUSED, _per_placement(_expansions)),
    (NoBid.NATIVE_ASSET_MISSING, _per_placement(_native_assets)),
    (NoBid.INSECURE_CREATIVE, _security),
    (NoBid.CATEGORY_BLOCKED, _categories),
    (NoBid.APP_BLOCKED, _apps),
    (NoBid.ATTRIBUTE_BLOCKED, _per_placement(_attributes)),
    (NoBid.LANGUAGE_BLOCKED, _creative_languages),
    (NoBid.CREATIVE_NOT_APPROVED, _clearances),
)
"""Bitmaps of kinds of creatives: they read shelves of creatives alone."""

GATES: Final = CAMPAIGN_GATES + CREATIVE_GATES
"""In the order of ``NoBid``; people come after."""
