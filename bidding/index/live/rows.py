"""The candidates themselves: one row per creative of a live campaign, as arrays that a lot gathers from.

The rows of a campaign lie side by side and keep their numbers until the campaign changes; blocks of retired rows are used
again. Room for ``reserve`` rows is asked of the operating system at once and filled as rows come, so growing neither copies
nor costs memory that is not used; beyond it arrays grow by doubling.
"""

from math import prod
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bidding.index.generations import Generations
from bidding.index.postings import Numbers
from bidding.inference.engine import Engine, Prepared, Rows
from bidding.inference.layout import Features, candidate_features
from bidding.notices.token import landing_digest
from bidding.openrtb.markup.shape import MarkupShape
from bidding.openrtb.response import BidTemplate
from domain.serving.values import CampaignSnapshot, Goal, ServedCreative

RESERVE: Final = 1 << 18
_FIRST_CAMPAIGNS: Final = 1 << 10
_BLOCK: Final = 4
"""Blocks have a multiple of so many rows, so that what one campaign left fits the next."""
_MOST_ROWS_KEPT: Final = 8_192
_MOST_TEMPLATES: Final = 8_192
"""In each of two generations; a template is one to three kilobytes."""
_MOST_TIER_SETS: Final = 4_096
CACHE_LINE: Final = 64

_Templates = Generations[tuple[int, MarkupShape], BidTemplate]


class Row:
    """One candidate. Its bid templates are rendered when first needed and kept while they are used."""

    __slots__ = ("_serial", "_templates", "creative", "landing", "number", "snapshot")

    def __init__(
        self, number: int, snapshot: CampaignSnapshot, creative: ServedCreative, serial: int, templates: _Templates
    ) -> None:
        self.number = number
        self.snapshot = snapshot
        self.creative = creative
        self.landing = landing_digest(creative.landing_url)
        self._serial = serial
        self._templates = templates

    def template(self, shape: MarkupShape) -> BidTemplate:
        template = self._templates.get((self._serial, shape))
        if template is None:
            template = BidTemplate(self.snapshot, self.creative, shape)
            self._templates.put((self._serial, shape), template)
        return template


class RowTable:
    """All rows. ``prepared`` is (capacity, engine's candidate width) float32.

    ``terms`` is (capacity, 4): CPM micros of the campaign's currency that a row bids outright, per unit of click
    probability, per unit of conversion probability, and at most. ``boosts`` is (tiers, capacity), bid multipliers of
    which the first line is all ones. ``kind`` and ``currency`` are by row too. By campaign number: ``first_row`` and
    ``row_count``, which say where its rows are, and ``tenant``.
    """

    def __init__(self, engine: Engine, *, reserve: int = RESERVE) -> None:
        self._engine = engine
        self._used = 0
        self._free: dict[int, list[int]] = {}
        self._snapshots: dict[int, CampaignSnapshot] = {}
        self._kept: Generations[int, Row] = Generations(_MOST_ROWS_KEPT)
        self._templates: _Templates = Generations(_MOST_TEMPLATES)
        self._serial = 0
        self._next: tuple[Engine, Prepared] | None = None
        self.tenant_names: list[str] = []
        self._tenant_numbers: dict[str, int] = {}
        self.currency_numbers: dict[str, int] = {}
        self.prepared: Prepared = _zeros((reserve, engine.candidate_width), np.float32)
        self.terms: NDArray[np.float64] = _zeros((reserve, 4), np.float64)
        self.currency: Numbers = np.zeros(reserve, np.int32)
        self.kind: Numbers = np.zeros(reserve, np.int32)
        self.campaign: Numbers = np.zeros(reserve, np.int32)
        self.boosts: NDArray[np.float64] = np.ones((1, reserve), np.float64)
        self.first_row: Numbers = np.zeros(_FIRST_CAMPAIGNS, np.int32)
        self.row_count: Numbers = np.zeros(_FIRST_CAMPAIGNS, np.int32)
        self.tenant: Numbers = np.zeros(_FIRST_CAMPAIGNS, np.int32)
        self.moves = 0
        """How often one of these arrays was replaced by another."""
        self._tier_lines: dict[str, int] = {}
        self._tiers: dict[tuple[str, ...], Rows] = {}

    @property
    def used(self) -> int:
        """Rows in use, and those between them that wait to be used again."""
        return self._used

    @property
    def capacity(self) -> int:
        return len(self.kind)

    def __getitem__(self, number: int) -> Row:
        """Raises ``LookupError`` for a row that is in no campaign's block."""
        row = self._kept.get(number)
        if row is None:
            found = self._creative(number)
            if found is None:
                raise LookupError(f"row {number} is retired")
            self._serial += 1
            row = Row(number, *found, self._serial, self._templates)
            self._kept.put(number, row)
        return row

    def _creative(self, number: int) -> tuple[CampaignSnapshot, ServedCreative] | None:
        if not 0 <= number < self._used:
            return None
        campaign = int(self.campaign[number])
        snapshot, place = self._snapshots.get(campaign), number - int(self.first_row[campaign])
        if snapshot is None or not 0 <= place < len(snapshot.creatives):
            return None
        return snapshot, snapshot.creatives[place]

    def add(self, campaign: int, snapshot: CampaignSnapshot, features: Features, kinds: list[int]) -> range:
        """Rows for the creatives of a campaign with this number: ``features`` (n, 64), prepared once here; of ``kinds`` (n)."""
        count = len(snapshot.creatives)
        first = self._block(count)
        rows = slice(first, first + count)
        self._make_room_for(campaign)
        self._snapshots[campaign] = snapshot
        self.first_row[campaign], self.row_count[campaign] = first, count
        self.tenant[campaign] = self.tenant_number(snapshot.tenant_id)
        self.campaign[rows] = campaign
        self.prepared[rows] = self._engine.prepare_candidates(features)
        if self._next is not None:
            engine, prepared = self._next
            prepared[rows] = engine.prepare_candidates(features)
        self.terms[rows] = price_terms(snapshot)
        self.currency[rows] = self.currency_number(snapshot.pricing.currency if snapshot.pricing else "")
        self.kind[rows] = kinds
        for tier, per_cent in snapshot.tier_boosts_pct.items():
            line = self._tier_line(tier)
            self.boosts[line, rows] = per_cent / 100
        return range(first, first + count)

    def retire(self, campaign: int) -> None:
        """Give the rows of a campaign back."""
        del self._snapshots[campaign]
        first, count = int(self.first_row[campaign]), int(self.row_count[campaign])
        self.row_count[campaign] = 0
        self.boosts[:, first : first + count] = 1.0
        for number in range(first, first + count):
            self._kept.drop(number)
        if count:
            self._free.setdefault(_rounded(count), []).append(first)

    def snapshot(self, campaign: int) -> CampaignSnapshot:
        """Raises ``LookupError`` for a number that nobody has."""
        return self._snapshots[campaign]

    def rows_of(self, campaign: int) -> range:
        first = int(self.first_row[campaign])
        return range(first, first + int(self.row_count[campaign]))

    # Another engine takes over

    def rehearse(self, engine: Engine) -> None:
        """From here on every new row is prepared for ``engine`` too; ``prepare_again`` is for those there are."""
        self._next = (engine, _zeros((self.capacity, engine.candidate_width), np.float32))

    def prepare_again(self, numbers: range) -> None:
        """Prepare rows that were there before the rehearsal."""
        if self._next is None:
            raise RuntimeError("nobody rehearses")
        engine, prepared = self._next
        served = [(number, *found) for number in numbers if (found := self._creative(number)) is not None]
        if served:
            features = np.stack([candidate_features(snapshot, creative) for _, snapshot, creative in served])
            prepared[[number for number, _, _ in served]] = engine.prepare_candidates(features)

    def take_over(self) -> None:
        """End the rehearsal: rows are what the next engine made of them."""
        if self._next is None:
            raise RuntimeError("nobody rehearses")
        self._engine, self.prepared = self._next
        self._next = None
        self.moves += 1

    def call_off(self) -> None:
        """End the rehearsal and keep the present engine."""
        self._next = None

    def currency_number(self, currency: str) -> int:
        return self.currency_numbers.setdefault(currency, len(self.currency_numbers))

    def tier_lines(self, tiers: tuple[str, ...]) -> Rows:
        """(t,) which line of ``boosts`` holds for people of each of ``tiers``; the first one for a tier nobody boosts."""
        lines = self._tiers.get(tiers)
        if lines is None:
            if len(self._tiers) >= _MOST_TIER_SETS:
                self._tiers.clear()
            lines = self._tiers[tiers] = np.array([self._tier_lines.get(tier, 0) for tier in tiers], np.int32)
        return lines

    def tenant_number(self, tenant_id: str) -> int:
        """Given to a tenant when its first row comes, or it is first asked for."""
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
            self.moves += 1
        return line

    def _block(self, count: int) -> int:
        """Where ``count`` rows lie side by side: in a block left behind, the smallest that will do, else at the end."""
        size = _rounded(count)
        for larger in sorted(self._free):
            if larger >= size:
                first = self._free[larger].pop()
                if not self._free[larger]:
                    del self._free[larger]
                if larger > size:
                    self._free.setdefault(larger - size, []).append(first + size)
                return first
        first, self._used = self._used, self._used + size
        while self._used > self.capacity:
            self._grow()
        return first

    def _grow(self) -> None:
        self.prepared = _doubled(self.prepared)
        if self._next is not None:
            engine, prepared = self._next
            self._next = (engine, _doubled(prepared))
        self.terms = _doubled(self.terms)
        self.currency = _doubled(self.currency)
        self.kind = _doubled(self.kind)
        self.campaign = _doubled(self.campaign)
        self.boosts = np.concatenate([self.boosts, np.ones_like(self.boosts)], axis=1)
        self.moves += 1

    def _make_room_for(self, campaign: int) -> None:
        while campaign >= len(self.tenant):
            self.first_row = _doubled(self.first_row)
            self.row_count = _doubled(self.row_count)
            self.tenant = _doubled(self.tenant)
            self.moves += 1


def _rounded(count: int) -> int:
    return -(-count // _BLOCK) * _BLOCK


def _zeros(shape: tuple[int, ...], kind: type[np.generic]) -> NDArray[Any]:
    """Begins with a cache line, so that a row of 64 numbers lies in four of them and not in five."""
    size = prod(shape) * np.dtype(kind).itemsize
    room = np.zeros(size + CACHE_LINE, np.uint8)
    start = -room.ctypes.data % CACHE_LINE
    return room[start : start + size].view(kind).reshape(shape)


def _doubled(array: NDArray[Any]) -> NDArray[Any]:
    doubled = _zeros((2 * len(array), *array.shape[1:]), array.dtype.type)
    doubled[: len(array)] = array
    return doubled


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
