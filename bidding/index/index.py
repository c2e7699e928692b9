"""The live campaigns a bidder knows, indexed by everything a request may ask.

Fed from the ``live-campaigns`` bucket, one snapshot at a time: ``apply`` costs what one campaign costs and is seen by the
next request, or within half a second where many change (``horizon.py``). Who competes for a lot is a plan (``planner.py``);
in a context seen before, that is one dictionary look-up.
Everything here runs on the bidder's event loop and never waits.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from bidding.budget.pacer import Pacer
from bidding.index.asking.ask import Ask, LotKey, Surroundings, surroundings
from bidding.index.asking.facets import FacetReader
from bidding.index.asking.moment import QUARTER_MS, moment_at
from bidding.index.live.admission import Admissions
from bidding.index.live.ceilings import Ceilings
from bidding.index.live.changes import Changes
from bidding.index.live.ring import Ring
from bidding.index.live.rows import RESERVE, RowTable
from bidding.index.live.shelves import Shelves, kind_of
from bidding.index.plans import compete, draw
from bidding.index.plans.draw import Draw
from bidding.index.plans.horizon import Horizon
from bidding.index.plans.kinds import PASSED, Kinds, refused_at
from bidding.index.plans.plan import Competitors, Plan
from bidding.index.plans.planner import Planner
from bidding.index.postings import Bitmap, Numbers, Octets, numbers_in
from bidding.inference.engine import Engine
from bidding.inference.layout import CANDIDATE_FEATURES, Features, candidate_features
from bidding.openrtb.no_bid import NoBid
from bidding.openrtb.request import BidRequest
from domain.exchanges.values import Exchange
from domain.rates.values import RateTable
from domain.serving.values import CampaignSnapshot, ServedCreative

_ROWS_A_SLICE: Final = 32
MOST_GONE: Final = 20_000
"""Campaigns that left whose revisions are kept, so that nothing older brings them back."""


@dataclass(frozen=True, slots=True)
class LiveCampaign:
    """A campaign that is served; ``bitmap`` has its number's bit."""

    snapshot: CampaignSnapshot
    number: int
    bitmap: Bitmap


class LiveIndex:
    """Campaigns, their rows, and plans."""

    def __init__(self, engine: Engine, rates: RateTable, *, reserve: int = RESERVE) -> None:
        self._engine = engine
        self._changes = Changes()
        self._ring = Ring(self._changes)
        self.table = RowTable(engine, reserve=reserve)
        self.pacer = Pacer()
        self.shelves = Shelves(rates)
        self.admissions = Admissions()
        self._kinds = Kinds(self.shelves)
        self._facets = FacetReader(self.shelves)
        self.planner = Planner(
            engine,
            shelves=self.shelves,
            kinds=self._kinds,
            table=self.table,
            ring=self._ring,
            changes=self._changes,
            admissions=self.admissions,
        )
        self.known_plan: Callable[[LotKey], Plan | None] = self.planner.known
        self._campaigns: dict[str, LiveCampaign] = {}
        self._revisions: dict[str, int] = {}
        self._gone: dict[str, None] = {}
        """Campaigns served no more, those that left last at the end."""
        self.ceilings = Ceilings()
        self._now_ms = 0
        self._clock_until_ms = 0
        self._horizon = Horizon(self._changes)
        self.withheld: Bitmap = 0
        """Campaigns that plans may still know as they are no longer: they do not bid until plans have taken notice."""
        self._draw = draw.compiled()
        self._octets = bytearray(1)
        self._admitted: Octets = np.frombuffer(self._octets, np.uint8)
        compete.compiled()

    def __len__(self) -> int:
        return len(self._campaigns)

    @property
    def revision(self) -> int:
        """Grows with every change that is seen."""
        return self._changes.revision

    @property
    def hour_of_week(self) -> int:
        return self.planner.moment.hour_of_week

    # Campaigns come and go

    def apply(self, snapshot: CampaignSnapshot, features: Features | None = None) -> bool:
        """Serve ``snapshot``, or stop serving it (a tombstone), as soon as ``Horizon`` says; False for an older revision.

        ``features`` (n, 64) are its creatives', if the caller has them already. Raises ``ValueError`` for a snapshot that
        cannot be priced, and leaves the index as it was.
        """
        campaign_id = snapshot.campaign_id
        if not self.is_news(snapshot):
            return False
        if not snapshot.tombstone and snapshot.pricing is None:
            raise ValueError(f"snapshot {snapshot.revision} of campaign {campaign_id} has no pricing")
        if features is None and not snapshot.tombstone:
            features = features_of(snapshot, snapshot.creatives)
        self._revisions[campaign_id] = snapshot.revision
        self._remember(campaign_id, is_live=not snapshot.tombstone)
        before = self._campaigns.get(campaign_id)
        number = None
        if before is not None:
            if _takes_away(before.snapshot, snapshot):
                self.withheld |= before.bitmap
            number = self._withdraw(before, keep_number=not snapshot.tombstone and _is_same_seller(before, snapshot))
        if not snapshot.tombstone and features is not None:
            self._serve(snapshot, features, number)
        self._facets.refresh()
        self._keep_time()
        return True

    def _remember(self, campaign_id: str, *, is_live: bool) -> None:
        """Keep the revisions of campaigns that are served, and of those that left last."""
        self._gone.pop(campaign_id, None)
        if not is_live:
            self._gone[campaign_id] = None
            while len(self._gone) > MOST_GONE:
                oldest = next(iter(self._gone))
                del self._gone[oldest], self._revisions[oldest]

    def is_news(self, snapshot: CampaignSnapshot) -> bool:
        """Whether it is newer than what is known of its campaign."""
        return snapshot.revision > self._revisions.get(snapshot.campaign_id, -1)

    def replace_all(self, snapshots: Iterable[CampaignSnapshot]) -> None:
        """Serve these and nothing else: the state after an initial load."""
        named = set()
        for snapshot in snapshots:
            named.add(snapshot.campaign_id)
            self.apply(snapshot)
        for campaign_id in [known for known in self._campaigns if known not in named]:
            self._withdraw(self._campaigns[campaign_id], keep_number=False)
            self._remember(campaign_id, is_live=False)
        self._horizon.hurry()
        self._facets.refresh()

    def campaign(self, campaign_id: str) -> LiveCampaign | None:
        return self._campaigns.get(campaign_id)

    def campaigns(self) -> Iterable[LiveCampaign]:
        return self._campaigns.values()

    def _serve(self, snapshot: CampaignSnapshot, features: Features, number: int | None) -> None:
        if number is None:
            number = self._ring.join(snapshot.campaign_id)
        kinds = [self._kinds.join(kind_of(snapshot, creative)) for creative in snapshot.creatives]
        self.pacer.seat(self.table.add(number, snapshot, features, kinds), snapshot)
        self._kinds.campaigns.add(number, kinds)
        self.shelves.add(number, snapshot)
        self.admissions.add(number, snapshot)
        self.shelves.flights.schedule(snapshot.campaign_id, number, snapshot.starts_at_ms, snapshot.ends_at_ms)
        self._campaigns[snapshot.campaign_id] = LiveCampaign(snapshot, number, 1 << number)
        self.ceilings.add(snapshot, 1 << number)
        self._changes.note(number)

    def _withdraw(self, campaign: LiveCampaign, *, keep_number: bool) -> int | None:
        """Stop serving; the campaign's number, if it is kept for what comes next."""
        snapshot, number = campaign.snapshot, campaign.number
        del self._campaigns[snapshot.campaign_id]
        self.shelves.flights.cancel(snapshot.campaign_id)
        self.admissions.discard(number, snapshot)
        self.shelves.discard(number, snapshot)
        kinds = [int(self.table.kind[row]) for row in self.table.rows_of(number)]
        self._kinds.campaigns.discard(number, kinds)
        for kind in kinds:
            self._kinds.leave(kind)
        self.pacer.unseat(self.table.rows_of(number))
        self.table.retire(number)
        self.ceilings.discard(snapshot, campaign.bitmap)
        if keep_number:
            return number
        self._changes.note(number)
        self._ring.leave(number)
        return None

    async def reengine(self, engine: Engine, adopt: Callable[[Engine], None]) -> None:
        """Prepare every row for ``engine``, a few at a time between requests, then switch at once.

        ``adopt`` is called in the very moment of the switch, for whoever else prepares anything. One at a time.
        """
        table = self.table
        table.rehearse(engine)
        try:
            for start in range(0, table.used, _ROWS_A_SLICE):
                table.prepare_again(range(start, start + _ROWS_A_SLICE))
                await asyncio.sleep(0)
        except BaseException:
            table.call_off()
            raise
        table.take_over()
        self._engine = engine
        self._changes.forget()
        self._horizon.hurry()
        self.planner.adopt(engine)
        adopt(engine)

    def reprice(self) -> None:
        """The rates have changed: rank and admit by the new ones from the next request on."""
        self._changes.forget()
        self._horizon.hurry()

    # Time passes

    def at(self, now_ms: int) -> None:
        """Bring flight dates, the hour and plans to ``now_ms``; two comparisons within a millisecond without changes."""
        if self._changes.revision != self.planner.horizon:
            self._see_until(self._horizon.at(now_ms))
        elif now_ms == self._now_ms:
            return
        if self._now_ms <= now_ms < self._clock_until_ms and now_ms < self.shelves.flights.until_ms:
            self._now_ms = now_ms
            return
        self._now_ms = now_ms
        self._clock_until_ms = (now_ms // QUARTER_MS + 1) * QUARTER_MS
        for number in numbers_in(self.shelves.flights.advance(now_ms)):
            self._changes.note(int(number))
            self._see_until(self._changes.revision)
        self._keep_time()

    def catch_up(self) -> None:
        """Let the next plan that is asked for be true now, whatever ``Horizon`` says."""
        self._see_until(self._changes.revision)

    def _see_until(self, revision: int) -> None:
        self.planner.horizon = revision
        if revision == self._changes.revision:
            self.withheld = 0

    def _keep_time(self) -> None:
        moment = moment_at(self._now_ms, self.shelves.zones.values())
        if moment != self.planner.moment:
            self.planner.moment = moment

    # Requests ask

    def surroundings(self, request: BidRequest, exchange: Exchange, bid_currency: str) -> Surroundings:
        """What all lots of ``request`` share, at the time last told to ``at``."""
        return surroundings(
            request, exchange, bid_currency, self.planner.moment, self._facets.of(request, self._now_ms)
        )

    def outside(self, request: BidRequest) -> Bitmap:
        """Campaigns with circles that do not hold the place that ``request`` comes from."""
        return self.shelves.circles.outside(request)

    def make_plan(self, key: LotKey, ask: Ask) -> Plan:
        """Pass every campaign through the gates, and keep the result for ``key``."""
        return self.planner.make(key, ask)

    def draw(self, competitors: Competitors, start: int, admitted: Bitmap | None = None) -> Draw:
        """A request's candidates among those of ``competitors`` who are ``admitted``; ``start`` is by lot."""
        table = self.table
        rows, tenant_of_row = self._draw(
            *self.field(competitors, competitors.bitmap if admitted is None else admitted),
            start,
            table.first_row,
            table.row_count,
            table.kind,
            competitors.stages,
            PASSED,
            table.tenant,
            competitors.place_of_tenant,
        )
        return Draw(rows, tenant_of_row)

    def field(self, competitors: Competitors, admitted: Bitmap) -> tuple[Numbers, Octets]:
        """Whose turns go round, and a bit for each who is ``admitted`` of them; as long as nobody asks again."""
        ring = self._ring
        turns = ring.turns if competitors.turns is None else competitors.turns
        if admitted is competitors.bitmap:
            return turns, competitors.octets
        size = (ring.highest + 7) // 8
        if size != len(self._octets):
            self._octets = bytearray(size)
            self._admitted = np.frombuffer(self._octets, np.uint8)
        self._octets[:] = admitted.to_bytes(size, "little")
        return turns, self._admitted

    def snapshots_of(self, campaigns: Bitmap) -> list[CampaignSnapshot]:
        """Of live ones, by their numbers."""
        return [self.table.snapshot(int(number)) for number in numbers_in(campaigns)]

    def refusals(self, ask: Ask) -> list[tuple[CampaignSnapshot, NoBid]]:
        """Every live campaign that the context turns away, with the furthest gate that one of its creatives came to."""
        by_campaign, stages = self.planner.first_refusals(ask)
        reached = stages[self.table.kind[: self.table.used]]
        refused = []
        for campaign in self._campaigns.values():
            code = by_campaign.get(campaign.number)
            if code is None:
                rows = self.table.rows_of(campaign.number)
                stage = int(reached[rows.start : rows.stop].max(initial=0))
                if stage == PASSED:
                    continue
                code = refused_at(stage)
            refused.append((campaign.snapshot, code))
        return refused


def features_of(snapshot: CampaignSnapshot, creatives: Sequence[ServedCreative]) -> Features:
    """(n, 64) of n of its creatives."""
    rows = [candidate_features(snapshot, creative) for creative in creatives]
    return np.stack(rows) if rows else np.zeros((0, CANDIDATE_FEATURES), np.float32)


def _takes_away(before: CampaignSnapshot, snapshot: CampaignSnapshot) -> bool:
    """Whether a plan made before might look for creatives that are no longer there."""
    return (
        snapshot.tombstone
        or before.tenant_id != snapshot.tenant_id
        or before.pricing != snapshot.pricing
        or before.creatives != snapshot.creatives
        or before.categories != snapshot.categories
        or before.advertiser_domain != snapshot.advertiser_domain
    )


def _is_same_seller(before: LiveCampaign, snapshot: CampaignSnapshot) -> bool:
    """Whether plans that know the campaign by its number stay right about its tenant and its currency."""
    old, new = before.snapshot.pricing, snapshot.pricing
    return (
        before.snapshot.tenant_id == snapshot.tenant_id
        and old is not None
        and new is not None
        and old.currency == new.currency
    )
