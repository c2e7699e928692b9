"""The people behind bid requests: profile, impressions per campaign, and what was worked out from them.

A request without a usable id has no person and never comes here.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Final, Protocol

from bidding.people.bills import Bill, RecentBills
from bidding.people.caps import BidsInFlight, Flying
from bidding.people.coalesced import NOTHING, CoalescedReader, Read
from bidding.people.meeting import Meeting
from bidding.people.person import NOTHING_SEEN, Acquaintance, Membership, Person, SeenByTenant
from bidding.people.wanted import WantedProfiles
from domain.events.values import Event, EventType
from domain.frequency.rules import counted, counts
from domain.frequency.values import ALL_CAMPAIGNS, NEVER, Seen
from domain.profiles.values import Profile
from storage.redis.counters import Counted, PersonKey

__all__ = ["Acquaintance", "Membership", "People", "Person"]

PROFILE_LIFE_MS: Final = 1_800_000
"""Half of what a profile lives in Redis."""
DEFAULT_LIFE_MS: Final = 5_000
"""How long the default stands in for a person nobody knew; four times longer at every further miss in a row."""
UNREAD_LIFE_MS: Final = 1_000
"""How long a person whose profile could not be read is served without one."""
COUNTS_LIFE_MS: Final = 300_000
"""Counters are read again after so long, though every bill has been followed meanwhile."""
FEED_AGE_MS: Final = 1_000
"""Caps that hold are known from bills not older than this."""
COUNTERS_AGE_MS: Final = 2_000
"""The counters must have answered this lately; while they are away no capped campaign bids."""
READ_DEADLINE_S: Final = 0.5
"""A request's own deadline is shorter; this one decides that a store is away."""
LEAVE_TOGETHER: Final = 64
"""A full memory loses one in so many at a time."""


class ProfileStore(Protocol):
    """The second tier, packed; what it does not hold is absent from its answer. Raises ``Unavailable``."""

    def get_packed(self, person_ids: Sequence[str]) -> Awaitable[Mapping[str, bytes]]: ...


class CounterStore(Protocol):
    """Billed impressions by tenant and person; people never counted may be absent. Raises ``Unavailable``."""

    def read_many(self, people: Sequence[PersonKey]) -> Awaitable[Mapping[PersonKey, Counted]]: ...


class People:
    """Everybody this process has met lately, at most ``most_people``; the longest known leave first.

    ``capped_tenants`` of ``known`` and ``meet`` are the tenants that may answer the request and have a capped campaign
    among their live ones; counters are read for those alone, once, and then kept by ``take_bills``. Caps are known as
    long as ``follow_to`` and ``counters_answered`` are told that bills and counters keep coming.
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
        self._met: dict[str, Person] = {}
        self._most_people = most_people
        self._in_flight = BidsInFlight()
        self._bills = RecentBills()
        self._profiles = CoalescedReader(profiles.get_packed, store="profile", deadline_s=READ_DEADLINE_S)
        self._counters = CoalescedReader(counters.read_many, store="counter", deadline_s=READ_DEADLINE_S)
        self._clock_ms = clock_ms
        self._wanted = WantedProfiles(ask_for_profiles)
        self._counted_to = 0
        self._followed_until_ms = 0
        self._answered_until_ms = 0
        self._caps_known_until_ms = 0
        self.l1_hits = 0
        self.l2_hits = 0
        self.misses = 0

    def __len__(self) -> int:
        return len(self._met)

    @property
    def bids_in_flight(self) -> int:
        return len(self._in_flight)

    @property
    def bills_remembered(self) -> int:
        return len(self._bills)

    # Requests ask

    def known(self, person_id: str, now_ms: int, capped_tenants: Collection[str] = ()) -> Person | None:
        """Return the person without waiting, or ``None`` when they must be met first."""
        person = self._met.get(person_id)
        if person is None or person.until_ms <= now_ms:
            return None
        if capped_tenants:
            person.caps_known = now_ms < self._caps_known_until_ms
            if person.caps_known and not _is_counted(person, capped_tenants, now_ms):
                return None
        self.l1_hits += 1
        return person

    def meet(self, person_id: str, now_ms: int, capped_tenants: Sequence[str], met: Callable[[Person], None]) -> None:
        """Read what is missing, both stores at once, and hand over the person, however much of it could be read."""
        person = self._met.get(person_id)
        if person is not None and person.until_ms <= now_ms:
            person = None
        caps_known = now_ms < self._caps_known_until_ms
        if not caps_known or (person is not None and _is_counted(person, capped_tenants, now_ms)):
            capped_tenants = ()
        meeting = Meeting(self, person_id, now_ms, capped_tenants, caps_known, self._counted_to, met)
        for tenant_id in capped_tenants:
            self._counters.ask((tenant_id, person_id), partial(meeting.counters_read, tenant_id))
        if person is None:
            self._profiles.ask(person_id, meeting.profile_read)
        elif not capped_tenants:
            person.caps_known = caps_known
            met(person)
        else:
            meeting.person = person

    # Profiles change

    def look_again(self, person_ids: Iterable[str]) -> None:
        """The second tier has these people's profiles as they are now: read them when they are met next."""
        for person_id in person_ids:
            self._outdate(person_id)
            self._profiles.outdate(person_id, partial(self._outdate, person_id))

    def _outdate(self, person_id: str, _: Read[bytes] = NOTHING) -> None:
        person = self._met.get(person_id)
        if person is not None:
            person.until_ms = 0

    # What became of bids

    def note_bid(self, person: Person, tenant_id: str, campaign_id: str, bid_id: str, expires_at_ms: int) -> None:
        """Count a bid that caps count until it is billed, lost or expired."""
        person.in_flight = self._in_flight.add(
            person.person_id, bid_id, Flying(tenant_id, campaign_id, expires_at_ms), now_ms=self._clock_ms()
        )
        met = self._met.get(person.person_id)
        if met is not None:
            met.in_flight = person.in_flight

    def note_lost(self, bid_id: str) -> None:
        """Stop counting one of our bids: it was never sent, or will never be billed."""
        self._in_flight.resolved(bid_id)

    def note(self, event: Event) -> None:
        """Take in a notice of one of our bids: a loss stops its counting. Bills come to ``take_bills``."""
        if event.type is EventType.LOSS:
            self._in_flight.resolved(event.bid_id)

    # Bills are followed

    def begin(self, position: int) -> None:
        """``take_bills`` will hear of every bill behind this position of the stream; the counters hold those before it."""
        self._bills.begin(position)

    def take_bills(self, position: int, events: Iterable[Event]) -> None:
        """Count the bills of one message, at its ``position`` in the stream; anybody's, each once."""
        for event in events:
            if not counts(event):
                continue
            bill = Bill(position, event.tenant_id, event.campaign_id, event.at_ms)
            if self._bills.add(event.event_id, event.person_id, bill):
                person = self._met.get(event.person_id)
                if person is not None and event.tenant_id in person.counted_for:
                    person.seen = _with(person.seen, [bill])
            self._in_flight.resolved(event.bid_id)

    def followed_to(self, at_ms: int) -> None:
        """Every bill stored until ``at_ms`` has been taken."""
        self._followed_until_ms = at_ms + FEED_AGE_MS
        self._caps_known_until_ms = min(self._followed_until_ms, self._answered_until_ms)

    def counters_answered(self, at_ms: int, position: int) -> None:
        """At ``at_ms`` the counters were there, and held every bill up to ``position``."""
        self._bills.counted_to(position)
        self._counted_to = position
        self._answered_until_ms = at_ms + COUNTERS_AGE_MS
        self._caps_known_until_ms = min(self._followed_until_ms, self._answered_until_ms)

    async def close(self) -> None:
        """Send the last requests for profiles."""
        await self._wanted.close()

    # What was read

    def introduce(self, person_id: str, read: Read[bytes], now_ms: int) -> Person:
        """The person of whom this was read; the one met before, if somebody else has introduced them meanwhile."""
        before = self._met.get(person_id)
        if before is not None and before.until_ms > now_ms:
            return before
        packed = read.value
        if packed is not None:
            self.l2_hits += 1
            return self._remember(Person(person_id, packed or Profile(person_id), now_ms + PROFILE_LIFE_MS))
        if read.is_away:
            return self._remember(Person(person_id, None, now_ms + UNREAD_LIFE_MS, before.misses if before else 0))
        self.misses += 1
        self._wanted.ask(person_id)
        misses = before.misses + 1 if before else 1
        life_ms = min(DEFAULT_LIFE_MS * 4 ** (misses - 1), PROFILE_LIFE_MS)
        return self._remember(Person(person_id, Profile(person_id), now_ms + life_ms, misses))

    def count(self, person: Person, counters: Mapping[str, Counted], counted_to: int, now_ms: int) -> bool:
        """Let the person have what was counted when every bill up to ``counted_to`` was, and those heard of since.

        Whether that can be known: bills that were forgotten since, having been counted, may be in neither. What was counted
        earlier for further tenants stays as long as it would have, and all of it is read again then.
        """
        if self._bills.floor > counted_to:
            return False
        seen: dict[str, Mapping[str, Seen]] = dict(person.seen)
        for tenant_id, read in counters.items():
            seen.pop(tenant_id, None)
            if read.seen:
                seen[tenant_id] = read.seen
            missing = list(self._bills.after(tenant_id, person.person_id, read.position))
            if missing:
                seen = dict(_with(seen, missing))
        others = tuple(tenant for tenant in person.counted_for if tenant not in counters)
        if person.counted_until_ms <= now_ms:
            for tenant_id in others:
                seen.pop(tenant_id, None)
            others = ()
        person.seen = seen or NOTHING_SEEN
        person.counted_for = (*counters, *others)
        if not others:
            person.counted_until_ms = now_ms + COUNTS_LIFE_MS
        return True

    def _remember(self, person: Person) -> Person:
        person.in_flight = self._in_flight.of(person.person_id)
        met = self._met
        met.pop(person.person_id, None)
        met[person.person_id] = person
        if len(met) > self._most_people:
            for longest_known in list(islice(met, max(1, self._most_people // LEAVE_TOGETHER))):
                del met[longest_known]
        return person


def _is_counted(person: Person, tenants: Collection[str], now_ms: int) -> bool:
    """Whether the person's impressions for ``tenants`` are here; their order is an exchange's, so mostly the same."""
    if person.counted_until_ms <= now_ms:
        return False
    counted_for = person.counted_for
    return counted_for == tenants or all(tenant in counted_for for tenant in tenants)


def _with(seen: SeenByTenant, bills: Iterable[Bill]) -> SeenByTenant:
    """``seen`` with these bills, each counted for its campaign and for all of the tenant's."""
    grown = {tenant: dict(by_campaign) for tenant, by_campaign in seen.items()}
    for bill in bills:
        by_campaign = grown.setdefault(bill.tenant_id, {})
        for campaign_id in (bill.campaign_id, ALL_CAMPAIGNS):
            by_campaign[campaign_id] = counted(by_campaign.get(campaign_id, NEVER), bill.at_ms)
    return grown
