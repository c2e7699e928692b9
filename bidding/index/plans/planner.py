"""Plans: made once for a context, and brought up to date when campaigns or the hour have changed.

A change concerns a handful of campaigns, so a plan that was made before it passes those through the gates again and keeps the
rest. What comes of it is what making the plan anew would give.
"""

from sys import intern
from typing import Final, NamedTuple

import numpy as np
from msgspec.structs import replace

from bidding.index.asking.ask import Ask, LotKey
from bidding.index.asking.context import context_of
from bidding.index.asking.market import market_of
from bidding.index.asking.moment import Moment
from bidding.index.generations import Generations
from bidding.index.live.admission import Admissions
from bidding.index.live.changes import Changes
from bidding.index.live.ring import Ring
from bidding.index.live.rows import RowTable
from bidding.index.live.shelves import Shelves
from bidding.index.plans.compete import field
from bidding.index.plans.gates import CAMPAIGN_GATES
from bidding.index.plans.kinds import PASSED, Kinds, Stages, refused_at
from bidding.index.plans.plan import Competitors, Plan
from bidding.index.plans.plan_cache import PlanCache
from bidding.index.postings import Bitmap, as_octets, numbers_in
from bidding.inference.engine import Engine, Prepared
from bidding.inference.layout import Context, context_features
from bidding.openrtb.markup.shape import shared
from bidding.openrtb.no_bid import NoBid, progress
from domain.money import RATE_SCALE

_MOST_CONTEXTS: Final = 8_192
_FEW_KINDS: Final = 512
"""Up to so many, asking each kind for its campaigns is quicker than asking each campaign for its kinds."""
_FEW_CAMPAIGNS: Final = 64
"""Unless those are so few."""
_SPARSE: Final = 16
"""A plan whose campaigns are fewer than one in so many has their turns written out."""


class _Reach(NamedTuple):
    """How far campaigns came: those that passed every gate, else who came furthest, and what stopped them there."""

    competing: Bitmap
    refusal: NoBid
    stuck: Bitmap


class Planner:
    """Reads shelves, kinds and rows that the index keeps. ``moment`` is the time that plans are for."""

    def __init__(
        self,
        engine: Engine,
        *,
        shelves: Shelves,
        kinds: Kinds,
        table: RowTable,
        ring: Ring,
        changes: Changes,
        admissions: Admissions,
    ) -> None:
        self._engine = engine
        self._shelves = shelves
        self._kinds = kinds
        self._table = table
        self._ring = ring
        self._changes = changes
        self._admissions = admissions
        self.moment = Moment()
        self.horizon = 0
        """Plans of this revision or later are as true as they need be."""
        self.plans = PlanCache()
        self._contexts: Generations[Context, Prepared] = Generations(_MOST_CONTEXTS)
        self.made = 0
        self.patched = 0

    def adopt(self, engine: Engine) -> None:
        """Prepare contexts with ``engine`` from now on."""
        self._engine = engine
        self._contexts.clear()
        self.plans.clear()

    def known(self, key: LotKey) -> Plan | None:
        """The plan of ``key``, true now; None when there is none."""
        plan = self.plans.get(key)
        if plan is None:
            return None
        if plan.revision >= self.horizon and plan.moment is self.moment:
            return plan
        return plan if self._brought_up_to_date(plan) else self.make(key, self._timely(plan.ask))

    def make(self, key: LotKey, ask: Ask) -> Plan:
        """Pass every campaign through the gates, and keep the result for ``key``."""
        stages = self._kinds.stages(ask)
        reach = self._reach(ask, -1, stages)
        plan = Plan(
            ask=ask,
            competitors=self._competitors(ask, reach.competing, stages),
            refusal=reach.refusal,
            stuck=reach.stuck,
            needs_person=bool(reach.competing & self._admissions.dependent),
            needs_place=bool(reach.competing & self._shelves.circles.drawing),
            context=self._context(ask),
            shapes={placement.format: shared(placement.markup) for placement in ask.placements},
            market=intern(market_of(ask)),
            stages=stages,
            revision=self._changes.revision,
            kinds_revision=self._kinds.revision,
            moment=self.moment,
        )
        self.made += 1
        self.plans.put(key, plan)
        return plan

    def first_refusals(self, ask: Ask) -> tuple[dict[int, NoBid], Stages]:
        """For every campaign that its own targeting stops, the first gate that did; and how far kinds of creatives come."""
        refused: dict[int, NoBid] = {}
        remaining = self._shelves.tenants.having(self._shelves.tenants.values())
        for code, gate in CAMPAIGN_GATES:
            passing = gate(self._shelves, ask)
            turned_away = remaining & ~passing
            if turned_away:
                refused.update(dict.fromkeys(numbers_in(turned_away).tolist(), code))
            remaining &= passing
        return refused, self._kinds.stages(ask)

    def _brought_up_to_date(self, plan: Plan) -> bool:
        """Whether it could be told from the plan and what changed since."""
        concerned = self._changes.since(plan.revision)
        if concerned is None:
            return False
        ask, stages = plan.ask, plan.stages
        if plan.moment is not self.moment:
            ask = self._timely(ask)
            concerned |= self._shelves.timed
        if plan.kinds_revision != self._kinds.revision:
            stages = self._kinds.stages(ask)
        before = plan.competitors.bitmap if plan.competitors is not None else 0
        reach = self._reach(ask, concerned, stages)
        competing = before & ~concerned | reach.competing
        if not competing:
            stuck = plan.stuck & ~concerned
            if before or not stuck:
                return False
            ahead = progress(reach.refusal) - progress(plan.refusal)
            if ahead >= 0:
                plan.refusal = reach.refusal
                stuck = reach.stuck | stuck if ahead == 0 else reach.stuck
            plan.stuck = stuck
            plan.competitors = None
        elif competing != before or stages is not plan.stages:
            plan.competitors = self._competitors(ask, competing, stages)
            plan.stuck = 0
        plan.needs_person = bool(competing & self._admissions.dependent)
        plan.needs_place = bool(competing & self._shelves.circles.drawing)
        if ask.hour_of_week != plan.ask.hour_of_week:
            plan.context = self._context(ask)
        plan.ask, plan.stages = ask, stages
        plan.revision, plan.kinds_revision, plan.moment = self._changes.revision, self._kinds.revision, self.moment
        self.patched += 1
        return True

    def _timely(self, ask: Ask) -> Ask:
        return replace(ask, hour_of_week=self.moment.hour_of_week, zone_hours=self.moment.zone_hours)

    def _reach(self, ask: Ask, concerned: Bitmap, stages: Stages) -> _Reach:
        """How far the campaigns of ``concerned`` come."""
        remaining = concerned
        for code, gate in CAMPAIGN_GATES:
            passing = remaining & gate(self._shelves, ask)
            if not passing:
                return _Reach(0, code, remaining & self._ring.live)
            remaining = passing
        if concerned < 0 or remaining.bit_count() > _FEW_CAMPAIGNS:
            kinds = np.flatnonzero(np.equal(stages, PASSED)).tolist()
            competing = remaining & self._kinds.campaigns.having(kinds) if len(kinds) <= _FEW_KINDS else 0
            if competing:
                return _Reach(competing, NoBid.NO_CAMPAIGN, 0)
        found = field(self._table, remaining, stages)
        if found.competing:
            return _Reach(found.competing, NoBid.NO_CAMPAIGN, 0)
        return _Reach(0, refused_at(found.stage), found.stuck)

    def _competitors(self, ask: Ask, bitmap: Bitmap, stages: Stages) -> Competitors | None:
        if not bitmap:
            return None
        ring = self._ring
        octets = as_octets(bitmap, ring.highest)
        turns = None
        if bitmap.bit_count() * _SPARSE < len(ring.turns):
            turns = ring.turns[(octets[ring.turns >> 3] >> (ring.turns & 7)) & 1 == 1]
        shelf, names = self._shelves.tenants, self._table.tenant_names
        tenants = tuple([tenant for tenant in dict.fromkeys(ask.tenants) if bitmap & shelf.having((tenant,))])
        place_of_tenant = np.zeros(len(names), np.int32)
        for place, tenant in enumerate(tenants):
            place_of_tenant[self._table.tenant_number(tenant)] = place
        rates = np.ones(len(self._table.currency_numbers), np.float64)
        for currency, number in self._table.currency_numbers.items():
            rates[number] = (self._shelves.rates.rate_e9(currency, ask.bid_currency) or 0) / RATE_SCALE
        return Competitors(bitmap, octets, turns, stages, tenants, place_of_tenant, rates)

    def _context(self, ask: Ask) -> Prepared:
        """The model's part of the context, which outlives the plans it was made for."""
        context = context_of(ask)
        prepared = self._contexts.get(context)
        if prepared is None:
            prepared = self._engine.prepare_context(context_features(context))
            self._contexts.put(context, prepared)
        return prepared
