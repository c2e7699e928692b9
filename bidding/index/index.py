"""The live campaigns a bidder knows, indexed by everything a request may ask.

Fed from the ``live-campaigns`` bucket, one snapshot at a time: ``apply`` costs what one campaign costs and is seen by the
next request. ``plan`` answers which rows compete for a lot; in a context seen before, that is one dictionary look-up.
Everything here runs on the bidder's event loop and never waits.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from bidding.index.admission import Admissions
from bidding.index.ask import Ask, LotKey, Surroundings, surroundings
from bidding.index.flights import Flights
from bidding.index.gates import GATES
from bidding.index.market import market_of
from bidding.index.names import LONGEST_NAME, bundle_of, covering_domains, domain_of
from bidding.index.plan import Competitors, Plan
from bidding.index.plan_cache import PlanCache
from bidding.index.postings import Bitmap, row_numbers
from bidding.index.rows import RowTable
from bidding.index.shelves import Shelves
from bidding.inference.engine import Engine, Prepared
from bidding.inference.layout import Context, Features, candidate_features, context_features
from bidding.openrtb.no_bid import NoBid
from bidding.openrtb.request import BidRequest, Channel
from domain.exchanges.values import Exchange
from domain.money import RATE_SCALE
from domain.rates.values import RateTable
from domain.serving.values import CampaignSnapshot

HOUR_MS: Final = 3_600_000
HOURS_OF_WEEK: Final = 168
_MOST_PLACES: Final = 65_536
_MOST_CONTEXTS: Final = 16_384
_ROWS_A_SLICE: Final = 32
_EPOCH_HOUR_OF_WEEK: Final = 72
"""Unix time began on a Thursday; weeks here begin on Monday."""


@dataclass(frozen=True, slots=True)
class LiveCampaign:
    """A campaign that is served, with its rows."""

    snapshot: CampaignSnapshot
    numbers: tuple[int, ...]
    bitmap: Bitmap


class LiveIndex:
    """Rows, bitmaps and plans. ``revision`` grows with every change that is seen."""

    def __init__(self, engine: Engine, rates: RateTable) -> None:
        self._engine = engine
        self._rates = rates
        self.table = RowTable(engine)
        self.shelves = Shelves()
        self.admissions = Admissions(self.shelves)
        self.revision = 0
        self.hour_of_week = 0
        self._campaigns: dict[str, LiveCampaign] = {}
        self._revisions: dict[str, int] = {}
        self._capped_campaigns: dict[str, int] = {}
        self._flights = Flights()
        self._plans = PlanCache()
        self._places: dict[tuple[str, str], tuple[str, ...]] = {}
        self._contexts: dict[Context, Prepared] = {}
        self._personal_rows: Bitmap | None = None
        self._clock_from_ms = 0
        self._clock_until_ms = 0

    def __len__(self) -> int:
        return len(self._campaigns)

    # Campaigns come and go

    def apply(self, snapshot: CampaignSnapshot) -> bool:
        """Serve ``snapshot`` from the next request on, or stop serving it (a tombstone); False for an older revision.

        Raises ``ValueError`` for a snapshot that cannot be priced, and leaves the index as it was.
        """
        campaign_id = snapshot.campaign_id
        if snapshot.revision <= self._revisions.get(campaign_id, -1):
            return False
        if not snapshot.tombstone and snapshot.pricing is None:
            raise ValueError(f"snapshot {snapshot.revision} of campaign {campaign_id} has no pricing")
        features = [] if snapshot.tombstone else [candidate_features(snapshot, one) for one in snapshot.creatives]
        self._revisions[campaign_id] = snapshot.revision
        self._withdraw(campaign_id)
        if not snapshot.tombstone:
            self._serve(snapshot, features)
        self._forget_plans()
        return True

    def replace_all(self, snapshots: Iterable[CampaignSnapshot]) -> None:
        """Serve these and nothing else: the state after an initial load."""
        named = set()
        for snapshot in snapshots:
            named.add(snapshot.campaign_id)
            self.apply(snapshot)
        for campaign_id in [known for known in self._campaigns if known not in named]:
            self._withdraw(campaign_id)
        self._forget_plans()

    def campaign(self, campaign_id: str) -> LiveCampaign | None:
        return self._campaigns.get(campaign_id)

    def campaigns(self) -> Iterable[LiveCampaign]:
        return self._campaigns.values()

    def capped_tenants(self, tenants: tuple[str, ...]) -> tuple[str, ...]:
        """Those of ``tenants`` with a capped campaign among their live ones."""
        capped = self._capped_campaigns
        return tuple([tenant for tenant in tenants if tenant in capped]) if capped else ()

    def _serve(self, snapshot: CampaignSnapshot, features: list[Features]) -> None:
        numbers = []
        for creative, its_features in zip(snapshot.creatives, features, strict=True):
            number = self.table.add(snapshot, creative, its_features)
            self.shelves.add(1 << number, snapshot, creative)
            numbers.append(number)
        bitmap = sum(1 << number for number in numbers)
        self._campaigns[snapshot.campaign_id] = LiveCampaign(snapshot, tuple(numbers), bitmap)
        self._flights.schedule(snapshot.campaign_id, bitmap, snapshot.starts_at_ms, snapshot.ends_at_ms)
        if snapshot.caps.limits:
            self._capped_campaigns[snapshot.tenant_id] = self._capped_campaigns.get(snapshot.tenant_id, 0) + 1

    def _withdraw(self, campaign_id: str) -> None:
        campaign = self._campaigns.pop(campaign_id, None)
        if campaign is None:
            return
        snapshot = campaign.snapshot
        self._flights.cancel(campaign_id)
        for number in campaign.numbers:
            self.shelves.discard(1 << number, snapshot, self.table[number].creative)
            self.table.retire(number)
        if snapshot.caps.limits:
            left = self._capped_campaigns.pop(snapshot.tenant_id) - 1
            if left:
                self._capped_campaigns[snapshot.tenant_id] = left

    async def reengine(self, engine: Engine, adopt: Callable[[Engine], None]) -> None:
        """Prepare every row for ``engine``, a few at a time between requests, then switch at once.

        ``adopt`` is called in the very moment of the switch, for whoever else prepares anything. One at a time.
        """
        table = self.table
        table.rehearse(engine)
        try:
            for start in range(0, len(table.rows), _ROWS_A_SLICE):
                table.prepare_again(range(start, start + _ROWS_A_SLICE))
                await asyncio.sleep(0)
        except BaseException:
            table.call_off()
            raise
        table.take_over()
        self._engine = engine
        self._contexts.clear()
        self._forget_plans()
        adopt(engine)

    # Time passes

    def at(self, now_ms: int) -> None:
        """Bring flight dates and the hour to ``now_ms``; a comparison unless one of them has passed."""
        if self._clock_from_ms <= now_ms < self._clock_until_ms and now_ms < self._flights.until_ms:
            return
        hours = now_ms // HOUR_MS
        self.hour_of_week = (hours + _EPOCH_HOUR_OF_WEEK) % HOURS_OF_WEEK
        self._clock_from_ms = now_ms
        self._clock_until_ms = (hours + 1) * HOUR_MS
        self._flights.advance(now_ms)
        self._forget_plans()

    def _forget_plans(self) -> None:
        self.revision += 1
        self._plans.clear()
        self.admissions.clear()
        self._places.clear()
        self._personal_rows = None

    # Requests ask

    def surroundings(self, request: BidRequest, exchange: Exchange, bid_currency: str) -> Surroundings:
        """What all lots of ``request`` share, at the time last told to ``at``."""
        channel = request.site or request.app or request.dooh
        places = () if channel is None else self._listed_places(channel)
        return surroundings(request, exchange, bid_currency, hour_of_week=self.hour_of_week, places=places)

    def known_plan(self, key: LotKey) -> Plan | None:
        return self._plans.get(key)

    def make_plan(self, key: LotKey, ask: Ask) -> Plan:
        """Pass every row through the gates, and keep the result for ``key``."""
        remaining, refusal = self._flying(ask)
        for code, gate in GATES[1:] if remaining else ():
            passing = remaining & gate(self.shelves, ask)
            if not passing:
                remaining, refusal = 0, code
                break
            remaining = passing
        if remaining:
            remaining, refusal = remaining & self._convertible(ask.bid_currency), NoBid.CURRENCY_UNKNOWN
        plan = self._plan(ask, remaining, refusal)
        self._plans.put(key, plan)
        return plan

    def first_refusals(self, ask: Ask) -> dict[int, NoBid]:
        """For every live row that the context turns away, the first gate that did: the slow, complete view."""
        refused: dict[int, NoBid] = {}
        remaining = self.shelves.tenants.having(self.shelves.tenants.values())
        for code, passing in (
            (NoBid.NO_CAMPAIGN, GATES[0][1](self.shelves, ask)),
            (NoBid.NOT_IN_FLIGHT, self._flights.flying),
            *((code, gate(self.shelves, ask)) for code, gate in GATES[1:]),
            (NoBid.CURRENCY_UNKNOWN, self._convertible(ask.bid_currency)),
        ):
            turned_away = remaining & ~passing
            refused.update((int(number), code) for number in row_numbers(turned_away))
            remaining &= passing
        return refused

    def _listed_places(self, channel: Channel) -> tuple[str, ...]:
        """Domains that cover this site or screen and its app's bundle, as far as a live campaign lists them.

        Nothing else about a place can tell campaigns apart; most requests share the empty answer, and so their plan.
        """
        page = channel.page if not channel.domain else None
        host = channel.domain or (page and domain_of(None, page)) or ""
        if len(host) > LONGEST_NAME:
            host = domain_of(host, None)
        key = (host, bundle_of(channel.bundle))
        listed = self._places.get(key)
        if listed is None:
            if len(self._places) >= _MOST_PLACES:
                self._places.clear()
            listed = self._places[key] = self._listed(*key)
        return listed

    def _listed(self, host: str, bundle: str) -> tuple[str, ...]:
        own = (*covering_domains(domain_of(host, None)), bundle)
        shelves = self.shelves
        return tuple(place for place in own if place and (place in shelves.places or place in shelves.excluded_places))

    def _flying(self, ask: Ask) -> tuple[Bitmap, NoBid]:
        no_campaign, tenants = GATES[0]
        ours = tenants(self.shelves, ask)
        return ours & self._flights.flying, NoBid.NOT_IN_FLIGHT if ours else no_campaign

    def _convertible(self, bid_currency: str) -> Bitmap:
        currencies = self.shelves.currencies
        return currencies.having(
            currency for currency in currencies.values() if self._rates.rate_e9(bid_currency, currency)
        )

    def _plan(self, ask: Ask, bitmap: Bitmap, refusal: NoBid) -> Plan:
        shapes = {placement.format: placement.markup for placement in ask.placements}
        context = Context(
            formats=tuple(placement.format for placement in ask.placements),
            width=ask.width,
            height=ask.height,
            hour_of_week=ask.hour_of_week,
            exchange_id=ask.exchange_id,
            country=ask.country,
            device_type=ask.device_type,
            position=ask.position,
            in_app=ask.in_app,
            interstitial=ask.interstitial,
            rewarded=ask.rewarded,
            deal=bool(ask.deal_id),
        )
        return Plan(
            ask=ask,
            competitors=self._plans.competitors((bitmap, ask.bid_currency), self._competitors) if bitmap else None,
            refusal=refusal,
            needs_person=bool(bitmap & self._needing_person()),
            context=self._prepared(context),
            shapes=shapes,
            market=market_of(ask),
        )

    def _needing_person(self) -> Bitmap:
        """Rows for which it matters who is watching."""
        if self._personal_rows is None:
            shelves = self.shelves
            asking = ~shelves.segments_any.unrestricted | shelves.capped.having((True,))
            self._personal_rows = asking | shelves.segments_none.having(shelves.segments_none.values())
        return self._personal_rows

    def _prepared(self, context: Context) -> Prepared:
        """The model's part of ``context``, which outlives the plans it was made for."""
        prepared = self._contexts.get(context)
        if prepared is None:
            if len(self._contexts) >= _MOST_CONTEXTS:
                self._contexts.clear()
            prepared = self._contexts[context] = self._engine.prepare_context(context_features(context))
        return prepared

    def _competitors(self, bitmap: Bitmap, bid_currency: str) -> Competitors:
        table = self.table
        rows = row_numbers(bitmap)
        rows = rows[np.argsort(table.order[rows], kind="stable")]
        present = np.flatnonzero(np.bincount(table.tenant[rows]))
        place_of_tenant = np.zeros(len(table.tenant_names), np.int32)
        place_of_tenant[present] = np.arange(len(present), dtype=np.int32)
        to_bid = np.ones(len(table.currency_numbers), np.float64)
        for currency, number in table.currency_numbers.items():
            to_bid[number] = (self._rates.rate_e9(currency, bid_currency) or 0) / RATE_SCALE
        return Competitors(
            bitmap=bitmap,
            rows=rows,
            tenants=tuple(table.tenant_names[number] for number in present),
            place_of_tenant=place_of_tenant,
            rates=to_bid,
        )
