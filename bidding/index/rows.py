"""The candidates themselves: one row per creative of a live campaign, as arrays that a lot gathers from.

Arrays grow by doubling and a row's number stays its own while its campaign is live, so bitmaps, plans and prepared
features can all speak of row numbers. Numbers of retired rows are used again.
"""

from collections.abc import Hashable
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bidding.inference.engine import Engine, Prepared, Rows
from bidding.inference.layout import Features, candidate_features
from bidding.notices.token import landing_digest
from bidding.openrtb.markup.shape import MarkupShape
from bidding.openrtb.response import BidTemplate
from domain.serving.values import CampaignSnapshot, Goal, ServedCreative

_FIRST_CAPACITY: Final = 64
_MOST_TEMPLATES: Final = 64
_MOST_TIER_SETS: Final = 4_096


class Row:
    """One candidate. Its bid templates are rendered when first needed and kept, a handful per creative."""

    __slots__ = ("_templates", "creative", "landing", "number", "snapshot")

    def __init__(self, number: int, snapshot: CampaignSnapshot, creative: ServedCreative) -> None:
        self.number = number
        self.snapshot = snapshot
        self.creative = creative
        self.landing = landing_digest(creative.landing_url)
        self._templates: dict[Hashable, BidTemplate] = {}

    def template(self, shape: MarkupShape) -> BidTemplate:
        template = self._templates.get(shape)
        if template is None:
            if len(self._templates) >= _MOST_TEMPLATES:
                self._templates.clear()
            template = self._templates[shape] = BidTemplate(self.snapshot, self.creative, shape)
        return template


class RowTable:
    """All rows. ``prepared`` is (capacity, engine's candidate width) float32.

    ``terms`` is (capacity, 4): CPM micros of the campaign's currency that a row bids outright, per unit of click
    probability, per unit of conversion probability, and at most. ``boosts`` is (tiers, capacity), bid multipliers of
    which the first line is all ones. ``order`` shuffles rows the same way in every process.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._free: list[int] = []
        self.rows: list[Row | None] = []
        self.tenant_names: list[str] = []
        self._tenant_numbers: dict[str, int] = {}
        self.currency_numbers: dict[str, int] = {}
        self.prepared: Prepared = np.zeros((_FIRST_CAPACITY, engine.candidate_width), np.float32)
        self.terms: NDArray[np.float64] = np.zeros((_FIRST_CAPACITY, 4), np.float64)
        self.tenant: NDArray[np.int32] = np.zeros(_FIRST_CAPACITY, np.int32)
        self.currency: NDArray[np.int32] = np.zeros(_FIRST_CAPACITY, np.int32)
        self.order: NDArray[np.uint32] = np.zeros(_FIRST_CAPACITY, np.uint32)
        self._next: tuple[Engine, Prepared] | None = None
        self.boosts: NDArray[np.float64] = np.ones((1, _FIRST_CAPACITY), np.float64)
        self._tier_lines: dict[str, int] = {}
        self._tiers: dict[tuple[str, ...], Rows] = {}

    @property
    def capacity(self) -> int:
        return len(self.order)

    def __getitem__(self, number: int) -> Row:
        row = self.rows[number]
        if row is None:
            raise LookupError(f"row {number} is retired")
        return row

    def add(self, snapshot: CampaignSnapshot, creative: ServedCreative, features: Features) -> int:
        """The number of a new row, whose candidate ``features`` (64,) are prepared once here."""
        number = self._free.pop() if self._free else len(self.rows)
        if number == len(self.rows):
            self.rows.append(None)
            if number >= self.capacity:
                self._grow()
        self.rows[number] = Row(number, snapshot, creative)
        self.prepared[number] = self._engine.prepare_candidates(features[None, :])[0]
        if self._next is not None:
            self._next[1][number] = self._next[0].prepare_candidates(features[None, :])[0]
        self.terms[number] = price_terms(snapshot)
        currency = snapshot.pricing.currency if snapshot.pricing else ""
        self.tenant[number] = self._tenant_number(snapshot.tenant_id)
        self.currency[number] = self.currency_numbers.setdefault(currency, len(self.currency_numbers))
        self.order[number] = crc32(f"{snapshot.campaign_id}/{creative.creative_id}".encode())
        for tier, per_cent in snapshot.tier_boosts_pct.items():
            line = self._tier_line(tier)
            self.boosts[line, number] = per_cent / 100
        return number

    def retire(self, number: int) -> None:
        self.rows[number] = None
        self.boosts[:, number] = 1.0
        self._free.append(number)

    # Another engine takes over

    def rehearse(self, engine: Engine) -> None:
        """From here on every new row is prepared for ``engine`` too; ``prepare_again`` is for those there are."""
        self._next = (engine, np.zeros((self.capacity, engine.candidate_width), np.float32))

    def prepare_again(self, numbers: range) -> None:
        """Prepare rows that were there before the rehearsal."""
        assert self._next is not None
        engine, prepared = self._next
        rows = [row for row in self.rows[numbers.start : numbers.stop] if row is not None]
        if rows:
            features = np.stack([candidate_features(row.snapshot, row.creative) for row in rows])
            prepared[[row.number for row in rows]] = engine.prepare_candidates(features)

    def take_over(self) -> None:
        """End the rehearsal: rows are what the next engine made of them."""
        assert self._next is not None
        self._engine, self.prepared = self._next
        self._next = None

    def call_off(self) -> None:
        """End the rehearsal and keep the present engine."""
        self._next = None

    def tier_lines(self, tiers: tuple[str, ...]) -> Rows:
        """(t,) which line of ``boosts`` holds for people of each of ``tiers``; the first one for a tier nobody boosts."""
        lines = self._tiers.get(tiers)
        if lines is None:
            if len(self._tiers) >= _MOST_TIER_SETS:
                self._tiers.clear()
            lines = self._tiers[tiers] = np.array([self._tier_lines.get(tier, 0) for tier in tiers], np.int32)
        return lines

    def _tenant_number(self, tenant_id: str) -> int:
        number = self._tenant_numbers.setdefault(tenant_id, len(self.tenant_names))
        if number == len(self.tenant_names):
            self.tenant_names.append(tenant_id)
        return number

    def _tier_line(self, tier: str) -> int:
        line = self._tier_lines.get(tier)
        if line is None:
            line = self._tier_lines[tier] = len(self.boosts)
            self.boosts = np.concatenate([self.boosts, np.ones((1, self.capacity), np.float64)])
            self._tiers.clear()
        return line

    def _grow(self) -> None:
        self.prepared = np.concatenate([self.prepared, np.zeros_like(self.prepared)])
        if self._next is not None:
            engine, prepared = self._next
            self._next = (engine, np.concatenate([prepared, np.zeros_like(prepared)]))
        self.terms = np.concatenate([self.terms, np.zeros_like(self.terms)])
        self.tenant = np.concatenate([self.tenant, np.zeros_like(self.tenant)])
        self.currency = np.concatenate([self.currency, np.zeros_like(self.currency)])
        self.order = np.concatenate([self.order, np.zeros_like(self.order)])
        self.boosts = np.concatenate([self.boosts, np.ones_like(self.boosts)], axis=1)


def price_terms(snapshot: CampaignSnapshot) -> tuple[int, int, int, int]:
    """What the campaign bids, as ``RowTable.terms`` has it. Raises ``ValueError`` for a tombstone.

    A thousand impressions are worth a thousand times the probability of the goal times its value.
    """
    pricing = snapshot.pricing
    if pricing is None:
        raise ValueError(f"campaign {snapshot.campaign_id} is a tombstone and has no price")
    a_thousand_goals = 1_000 * pricing.goal_value_micros
    match pricing.goal:
        case Goal.REACH:
            return pricing.base_cpm_micros, 0, 0, pricing.max_cpm_micros
        case Goal.CLICKS:
            return 0, a_thousand_goals, 0, pricing.max_cpm_micros
        case Goal.CONVERSIONS:
            return 0, 0, a_thousand_goals, pricing.max_cpm_micros
