"""The people behind bid requests: profile, impressions per campaign, and what was worked out from them.

A request without a usable id has no person and never comes here.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from bidding.people.caps import Bids, BidsInFlight
from bidding.people.coalesced import CoalescedReader
from bidding.people.wanted import WantedProfiles
from domain.errors import Unavailable
from domain.events.values import Event, EventType
from domain.profiles.values import Profile

PROFILE_LIFE_MS: Final = 1_800_000
"""Half of what a profile lives in Redis."""
DEFAULT_LIFE_MS: Final = 5_000
"""How long the default stands in for a person nobody knew; four times longer at every further miss in a row."""
COUNTS_LIFE_MS: Final = 1_000
READ_DEADLINE_S: Final = 0.5
"""A request's own deadline is shorter; this one decides that a store is away."""
NOBODY_COUNTED: Final[Mapping[str, tuple[int, int]]] = {}

PersonKey = tuple[str, str]
"""Tenant id and person id."""
Counts = Mapping[str, tuple[int, int]]
"""Campaign id -> billed impressions of this hour and of this day."""


class ProfileStore(Protocol):
    """The second tier; what it does not hold is absent from its answer. Raises ``Unavailable``."""

    async def get_many(self, person_ids: Sequence[str]) -> Mapping[str, Profile]: ...


class CounterStore(Protocol):
    """Billed impressions by tenant and person; people never counted may be absent. Raises ``Unavailable``."""

    async def read_many(self, keys: Sequence[PersonKey], now_ms: int) -> Mapping[PersonKey, Counts]: ...


Membership = tuple[int, ...] | None
"""The segments one tenant has put the person in; None where the tenant may not know them."""


class Acquaintance(NamedTuple):
    """A person as some tenants know them, in the tenants' order.

    ``tiers`` are loyalty tiers, empty for strangers; ``projections`` (t, person_width) is what ``engine`` made of them.
    """

    memberships: tuple[Membership, ...]
    tiers: tuple[str, ...]
    projections: NDArray[np.float32]
    engine: object


class Person:
    """One person as this process knows them right now.

    ``profile`` is ``None`` only while it could not be read. ``projections`` belongs to the processor (tenant id -> the
    model's first layer for this person, a row) and so does ``acquaintances``, by tenants; both go when the profile does. ``caps_known`` says whether the last read of the
    counters succeeded; while it is false no capped campaign may bid.
    """

    __slots__ = (
        "acquaintances",
        "caps_known",
        "counts",
        "counts_until_ms",
        "in_flight",
        "misses",
        "person_id",
        "profile",
        "projections",
        "until_ms",
    )

    def __init__(self, person_id: str, profile: Profile | None, until_ms: int, misses: int = 0) -> None:
        self.person_id = person_id
        self.profile = profile
        self.until_ms = until_ms
        self.misses = misses
        self.counts: dict[str, Counts] = {}
        self.counts_until_ms: dict[str, int] = {}
        self.caps_known = True
        self.in_flight: Bids | None = None
        self.projections: dict[str, NDArray[np.float32]] = {}
        self.acquaintances: dict[tuple[str, ...], Acquaintance] = {}

    def impressions(self, tenant_id: str, campaign_id: str, now_ms: int) -> tuple[int, int]:
        """Impressions of this hour and day, this process's bids in flight included.

        Meaningful only while ``caps_known`` and when the tenant was named to ``known`` or ``fetch``.
        """
        hour, day = self.counts.get(tenant_id, NOBODY_COUNTED).get(campaign_id, (0, 0))
        if self.in_flight:
            bids = self.in_flight.get(campaign_id)
            if bids:
                flying = sum(until_ms > now_ms for until_ms in bids.values())
                return hour + flying, day + flying
        return hour, day

    def counts_are_fresh(self, tenants: Iterable[str], now_ms: int) -> bool:
        until_ms = self.counts_until_ms
        return all(until_ms.get(tenant, 0) > now_ms for tenant in tenants)


class People:
    """Everybody this process has met lately, at most ``most_people``; the longest known leave first.

    Profiles live 30 minutes here, counters one second. ``capped_tenants`` of ``known`` and ``fetch`` are the tenants that
    may answer the request and have a capped campaign among their live ones; counters are read for those alone.
    """

    def __init__(
        self,
        profiles: ProfileStore,
        counters: CounterStore,
        ask_for_profiles: Callable[[Sequence[str]], Awaitable[None]],
        *,
        clock_ms: Callable[[], int],
        most_people: int = 200_000,
    ) -> None:
        self._met: OrderedDict[str, Person] = OrderedDict()
        self._most_people = most_people
        self._in_flight = BidsInFlight()
        self._profiles = CoalescedReader(profiles.get_many, store="profile", deadline_s=READ_DEADLINE_S)

        async def read_counts(keys: Sequence[PersonKey]) -> Mapping[PersonKey, Counts]:
            return await counters.read_many(keys, clock_ms())

        self._counters = CoalescedReader(read_counts, store="counter", deadline_s=READ_DEADLINE_S)
        self._clock_ms = clock_ms
        self._wanted = WantedProfiles(ask_for_profiles)
        self.l1_hits = 0
        self.l2_hits = 0
        self.misses = 0

    def __len__(self) -> int:
        return len(self._met)

    @property
    def bids_in_flight(self) -> int:
        return len(self._in_flight)

    def known(self, person_id: str, now_ms: int, capped_tenants: Collection[str] = ()) -> Person | None:
        """Return the person without waiting, or ``None`` when ``fetch`` must be awaited."""
        person = self._met.get(person_id)
        if person is None or person.until_ms <= now_ms:
            return None
        if capped_tenants and not person.counts_are_fresh(capped_tenants, now_ms):
            return None
        person.caps_known = True
        self.l1_hits += 1
        return person

    async def fetch(self, person_id: str, now_ms: int, capped_tenants: Collection[str] = ()) -> Person:
        """Read what is missing, both stores at once, and return the person; never raises for a store that is away."""
        person = self._met.get(person_id)
        if person is not None and person.until_ms > now_ms:
            counted = self._ask_for_counts(person.counts_until_ms, person_id, capped_tenants, now_ms)
        else:
            counted = self._ask_for_counts({}, person_id, capped_tenants, now_ms)
            person = await self._meet(person_id, now_ms)
        caps_known = True
        for tenant_id, answer in counted:
            try:
                counts = await asyncio.shield(answer)
            except Unavailable:
                caps_known = False
            else:
                person.counts[tenant_id] = NOBODY_COUNTED if counts is None else counts
                person.counts_until_ms[tenant_id] = now_ms + COUNTS_LIFE_MS
        person.caps_known = caps_known
        return person

    def note_bid(self, person: Person, tenant_id: str, campaign_id: str, bid_id: str, expires_at_ms: int) -> None:
        """Count a bid of a *capped* campaign against its cap until it is billed, lost or expired."""
        del tenant_id  # campaign ids are unique across tenants
        person.in_flight = self._in_flight.add(
            person.person_id, campaign_id, bid_id, expires_at_ms=expires_at_ms, now_ms=self._clock_ms()
        )
        met = self._met.get(person.person_id)
        if met is not None:
            met.in_flight = person.in_flight

    def note_lost(self, bid_id: str) -> None:
        """Stop counting one of our bids: it was never sent, or will never be billed."""
        self._in_flight.lost(bid_id)

    def note(self, event: Event) -> None:
        """Take in a notice of one of our bids: a bill hands it over to the counters, a loss stops its counting."""
        if event.type is EventType.BILL:
            self._in_flight.billed(event.bid_id, self._clock_ms())
        elif event.type is EventType.LOSS:
            self._in_flight.lost(event.bid_id)

    async def close(self) -> None:
        """Send the last requests for profiles."""
        await self._wanted.close()

    def _ask_for_counts(
        self, fresh_until_ms: Mapping[str, int], person_id: str, tenants: Collection[str], now_ms: int
    ) -> list[tuple[str, asyncio.Future[Counts | None]]]:
        return [
            (tenant, self._counters.ask((tenant, person_id)))
            for tenant in tenants
            if fresh_until_ms.get(tenant, 0) <= now_ms
        ]

    async def _meet(self, person_id: str, now_ms: int) -> Person:
        try:
            profile = await asyncio.shield(self._profiles.ask(person_id))
        except Unavailable:
            profile, away = None, True
        else:
            away = False
        before = self._met.get(person_id)
        if before is not None and before.until_ms > now_ms:
            return before
        if away:
            return self._remember(Person(person_id, None, now_ms + COUNTS_LIFE_MS, before.misses if before else 0))
        if profile is not None:
            self.l2_hits += 1
            return self._remember(Person(person_id, profile, now_ms + PROFILE_LIFE_MS))
        self.misses += 1
        self._wanted.ask(person_id)
        misses = before.misses + 1 if before else 1
        life_ms = min(DEFAULT_LIFE_MS * 4 ** (misses - 1), PROFILE_LIFE_MS)
        return self._remember(Person(person_id, Profile(person_id), now_ms + life_ms, misses))

    def _remember(self, person: Person) -> Person:
        person.in_flight = self._in_flight.of(person.person_id)
        met = self._met
        met[person.person_id] = person
        met.move_to_end(person.person_id)
        while len(met) > self._most_people:
            met.popitem(last=False)
        return person
