import asyncio
from collections.abc import Sequence
from functools import partial
from itertools import count

import msgspec

from bidding.people.caps import BidsInFlight, Flying
from bidding.people.meeting import met
from bidding.people.people import COUNTS_LIFE_MS, DEFAULT_LIFE_MS, FEED_AGE_MS, PROFILE_LIFE_MS, People, Person
from domain.errors import Unavailable
from domain.events.values import Event, EventType
from domain.frequency.values import ALL_CAMPAIGNS, HOUR_MS, Seen
from domain.profiles.values import Profile
from storage.redis.counters import BilledImpression, Counted, FrequencyCounters
from storage.redis.profiles import ProfileCache
from tests import servers
from tests.patience import PATIENCE_S

NOW_MS = 1_700_000_000_000


def seen(times: int) -> Seen:
    return Seen(NOW_MS // HOUR_MS, times, times, times, times)


class Shelf:
    """Both second-tier stores in memory, counting how often they are asked."""

    def __init__(self, *people: str) -> None:
        self.profiles = {person_id: Profile(person_id, recency=0.5) for person_id in people}
        self.counts: dict[tuple[str, str], Counted] = {}
        self.asked: list[list[str]] = []
        self.counted: list[list[tuple[str, str]]] = []
        self.away = False

    async def get_packed(self, person_ids: Sequence[str]) -> dict[str, bytes]:
        self.asked.append(list(person_ids))
        known = [person_id for person_id in person_ids if person_id in self.profiles]
        found = {person_id: msgspec.msgpack.encode(self.profiles[person_id]) for person_id in known}
        await asyncio.sleep(0)
        if self.away:
            raise Unavailable("away")
        return found

    async def read_many(self, people: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Counted]:
        self.counted.append(list(people))
        await asyncio.sleep(0)
        if self.away:
            raise Unavailable("away")
        return {key: self.counts[key] for key in people if key in self.counts}


class World:
    def __init__(self, *people: str, most_people: int = 1_000) -> None:
        self.shelf = Shelf(*people)
        self.now_ms = NOW_MS
        self.wanted: list[str] = []
        self.people = People(self.shelf, self.shelf, self.ask, clock_ms=lambda: self.now_ms, most_people=most_people)

        self.position = 0
        self.up_to_date()

    def up_to_date(self) -> None:
        """Bills are followed and the counters answer, as of now."""
        self.people.followed_to(self.now_ms)
        self.people.counters_answered(self.now_ms, self.position)

    def bill(self, person_id: str, bid_id: str, *, campaign: str = "cmp_1", position: int = 1) -> None:
        event = Event(
            event_id=f"{bid_id}:bill",
            type=EventType.BILL,
            at_ms=self.now_ms,
            tenant_id="acme",
            campaign_id=campaign,
            person_id=person_id,
            bid_id=bid_id,
        )
        self.people.take_bills(position, [event])

    async def ask(self, person_ids: Sequence[str]) -> None:
        self.wanted.extend(person_ids)

    def hear(self, kind: EventType, bid_id: str) -> None:
        self.people.note(Event(event_id=f"{bid_id}:{kind}", type=kind, at_ms=self.now_ms, bid_id=bid_id))

    async def fetch(self, person_id: str, *tenants: str) -> Person:
        return await met(partial(self.people.meet, person_id, self.now_ms, tenants))

    def known(self, person_id: str, *tenants: str) -> Person | None:
        return self.people.known(person_id, self.now_ms, tenants)


async def test_a_person_once_read_is_known_for_half_an_hour():
    world = World("ana")
    assert world.known("ana") is None
    person = await world.fetch("ana")
    assert person.profile == Profile("ana", recency=0.5)
    assert world.known("ana") is person
    world.now_ms += PROFILE_LIFE_MS - 1
    assert world.known("ana") is person
    world.now_ms += 1
    assert world.known("ana") is None


async def test_somebody_whose_profile_has_changed_is_read_again_when_they_are_met_next():
    world = World("ana", "ben")
    person, other = await world.fetch("ana"), await world.fetch("ben")
    world.people.note_bid(person, "acme", "cmp_1", "bid_1", world.now_ms + 60_000)
    world.shelf.profiles["ana"] = Profile("ana", recency=0.9)
    world.people.look_again(["ana", "nobody"])
    assert world.known("ana") is None
    assert world.known("ben") is other
    again = await world.fetch("ana")
    assert again.profile == Profile("ana", recency=0.9)
    assert world.known("ana") is again
    assert again.flying("acme", "cmp_1", world.now_ms) == 1, "bids in flight are theirs still"


async def test_a_profile_that_changes_while_it_is_read_is_read_again():
    world = World("ana")
    before = asyncio.create_task(world.fetch("ana"))
    while not world.shelf.asked:
        await asyncio.sleep(0)
    world.shelf.profiles["ana"] = Profile("ana", recency=0.9)
    world.people.look_again(["ana"])
    after = asyncio.create_task(world.fetch("ana"))
    await asyncio.gather(before, after)
    assert world.shelf.asked == [["ana"], ["ana"]]
    assert (await world.fetch("ana")).profile == Profile("ana", recency=0.9)


async def test_everybody_missed_in_one_turn_is_read_in_one_call():
    names = [f"p{number}" for number in range(100)]
    world = World(*names)
    people = await asyncio.gather(*(world.fetch(name, "acme") for name in [*names, *names]))
    assert [person.profile.person_id for person in people] == [*names, *names]
    assert world.shelf.asked == [names]
    assert world.shelf.counted == [[("acme", name) for name in names]]
    assert people[0] is people[100]


async def test_somebody_nobody_knows_gets_the_default_at_once_and_is_asked_for_in_one_message():
    world = World()
    first, second = await asyncio.gather(world.fetch("ana"), world.fetch("ben"))
    assert first.profile == Profile("ana")
    assert second.profile == Profile("ben")
    await world.people.close()
    assert world.wanted == ["ana", "ben"]


async def test_a_profile_that_was_asked_for_is_found_seconds_later():
    world = World()
    await world.fetch("ana")
    world.shelf.profiles["ana"] = Profile("ana", recency=0.9)
    world.now_ms += DEFAULT_LIFE_MS
    assert world.known("ana") is None
    assert (await world.fetch("ana")).profile == Profile("ana", recency=0.9)


async def test_a_person_missed_again_and_again_is_looked_for_ever_less_often():
    world = World()
    lives_ms = []
    for _ in range(6):
        person = await world.fetch("ana")
        lives_ms.append(person.until_ms - world.now_ms)
        world.now_ms = person.until_ms
    assert lives_ms == [5_000, 20_000, 80_000, 320_000, 1_280_000, PROFILE_LIFE_MS]


async def test_counters_are_read_once_for_capped_tenants_alone_and_bills_keep_them_current():
    world = World("ana")
    world.shelf.counts["acme", "ana"] = Counted(1, {"cmp_1": seen(4), ALL_CAMPAIGNS: seen(4)})
    person = await world.fetch("ana", "acme")
    assert person.impressions("acme", "cmp_1", world.now_ms).day == 4
    assert person.impressions("acme", "cmp_2", world.now_ms).day == 0
    assert world.known("ana", "acme") is person
    assert world.known("ana", "acme", "other") is None
    world.bill("ana", "bid_1", position=2)
    world.bill("ana", "bid_1", position=3)
    world.bill("ana", "bid_2", campaign="cmp_2", position=4)
    world.bill("ben", "bid_3", position=5)
    times = {name: person.impressions("acme", name, world.now_ms).day for name in ("cmp_1", "cmp_2", ALL_CAMPAIGNS)}
    assert times == {"cmp_1": 5, "cmp_2": 1, ALL_CAMPAIGNS: 6}
    assert world.shelf.counted == [[("acme", "ana")]]


async def test_after_five_minutes_counters_are_read_again():
    world = World("ana")
    await world.fetch("ana", "acme")
    world.now_ms += COUNTS_LIFE_MS
    world.up_to_date()
    assert world.known("ana") is not None
    assert world.known("ana", "acme") is None
    await world.fetch("ana", "acme")
    assert world.shelf.counted == [[("acme", "ana")]] * 2
    assert world.shelf.asked == [["ana"]]


async def test_bills_heard_before_a_person_was_met_count_unless_the_counters_have_them():
    world = World("ana")
    for position in (1, 2, 3):
        world.bill("ana", f"bid_{position}", position=position)
    world.shelf.counts["acme", "ana"] = Counted(2, {"cmp_1": seen(2), ALL_CAMPAIGNS: seen(2)})
    person = await world.fetch("ana", "acme")
    assert person.impressions("acme", "cmp_1", world.now_ms).day == 3


async def test_bills_that_the_counters_hold_for_certain_are_forgotten():
    world = World("ana")
    for position in range(1, 11):
        world.bill("ana", f"bid_{position}", position=position)
    world.position = 7
    world.up_to_date()
    assert world.people.bills_remembered == 3


async def test_caps_are_unknown_as_soon_as_bills_or_counters_stop_coming_and_nobody_is_asked_then():
    world = World("ana")
    person = await world.fetch("ana", "acme")
    for silence, told in (("bills", world.people.counters_answered), ("counters", world.people.followed_to)):
        world.up_to_date()
        assert world.known("ana", "acme").caps_known
        world.now_ms += 2 * FEED_AGE_MS
        told(world.now_ms, 0) if silence == "bills" else told(world.now_ms)
        assert world.known("ana", "acme") is person
        assert not person.caps_known, silence
    world.up_to_date()
    assert world.known("ana", "acme").caps_known
    assert world.shelf.counted == [[("acme", "ana")]]


async def test_when_more_bills_wait_than_can_be_remembered_newcomers_caps_are_unknown(monkeypatch):
    monkeypatch.setattr("bidding.people.bills.MOST_BILLS", 5)
    world = World("ana", "ben")
    ana = await world.fetch("ana", "acme")
    for position in range(1, 8):
        world.bill("ben", f"bid_{position}", position=position)
    assert not (await world.fetch("ben", "acme")).caps_known
    assert world.known("ana", "acme") is ana
    assert ana.caps_known
    world.position = 7
    world.up_to_date()
    assert (await world.fetch("ben", "acme")).caps_known


async def test_bids_in_flight_count_until_billed_lost_or_expired():
    world = World("ana")
    person = await world.fetch("ana", "acme")
    ids = (f"bid_{number}" for number in count())
    bids = [next(ids) for _ in range(4)]
    for bid_id in bids:
        world.people.note_bid(person, "acme", "cmp_1", bid_id, world.now_ms + 60_000)

    def day(campaign: str = "cmp_1") -> int:
        return person.impressions("acme", campaign, world.now_ms).day

    assert (day(), day("cmp_2"), day(ALL_CAMPAIGNS)) == (4, 0, 4)
    world.hear(EventType.LOSS, bids[0])
    world.hear(EventType.LOSS, bids[0])
    world.hear(EventType.LOSS, "somebody else's")
    assert day() == 3
    world.hear(EventType.BILL, bids[1])
    assert day() == 3
    world.bill("ana", bids[1])
    assert (day(), world.people.bids_in_flight) == (3, 2)
    world.now_ms += 60_000
    assert day() == 1
    world.people.note_bid(person, "acme", "cmp_1", next(ids), world.now_ms + 60_000)
    assert world.people.bids_in_flight == 1


async def test_bids_in_flight_outlive_the_first_tier():
    world = World("ana")
    person = await world.fetch("ana", "acme")
    world.people.note_bid(person, "acme", "cmp_1", "bid_1", world.now_ms + 2 * HOUR_MS)
    world.now_ms += PROFILE_LIFE_MS
    world.up_to_date()
    again = await world.fetch("ana", "acme")
    assert again is not person
    assert again.impressions("acme", "cmp_1", world.now_ms).hour == 1
    world.hear(EventType.LOSS, "bid_1")
    world.people.note_bid(person, "acme", "cmp_1", "bid_2", world.now_ms + 1_000)
    assert again.impressions("acme", "cmp_1", world.now_ms).hour == 1


async def test_with_the_stores_away_people_are_served_but_no_caps_are_known():
    world = World("ana")
    world.shelf.away = True
    person = await world.fetch("ana", "acme")
    assert (person.profile, person.caps_known) == (None, False)
    calls = len(world.shelf.asked)
    world.now_ms += 1_000
    world.up_to_date()
    assert not (await world.fetch("ana", "acme")).caps_known
    assert len(world.shelf.asked) == calls, "a store that just failed is left alone for a moment"


async def test_a_store_that_fails_as_nobody_expected_leaves_no_request_without_an_answer():
    world = World("ana")

    async def broken(keys: Sequence) -> dict:
        raise RuntimeError(f"no {len(keys)} keys today")

    world.people._profiles._read_many = broken
    world.people._counters._read_many = broken
    async with asyncio.timeout(PATIENCE_S):
        person = await world.fetch("ana", "acme")
    assert person.profile is None
    assert not person.caps_known


async def test_the_stores_coming_back_is_noticed_by_itself():
    world = World("ana")
    world.shelf.away = True
    assert not (await world.fetch("ana", "acme")).caps_known
    world.shelf.away = False
    async with asyncio.timeout(PATIENCE_S):
        while not (person := await world.fetch("ana", "acme")).caps_known:
            world.now_ms += 1_000
            world.up_to_date()
            await asyncio.sleep(0.02)
    assert person.profile == Profile("ana", recency=0.5)


async def test_an_impatient_caller_does_not_spoil_the_answer_of_others():
    world = World("ana")
    impatient = asyncio.ensure_future(world.fetch("ana", "acme"))
    patient = asyncio.ensure_future(world.fetch("ana", "acme"))
    await asyncio.sleep(0)
    impatient.cancel()
    assert (await patient).profile == Profile("ana", recency=0.5)


async def test_the_longest_known_leave_when_there_are_too_many():
    names = [f"p{number}" for number in range(30)]
    world = World(*names, most_people=10)
    for name in names:
        await world.fetch(name)
    assert len(world.people) == 10
    assert world.known(names[0]) is None
    assert world.known(names[-1]) is not None


async def test_redis_going_and_coming_back_under_real_clients():
    async def ask(person_ids: Sequence[str]) -> None:
        del person_ids

    with servers.working_directory() as directory:
        port = servers.free_port()
        now_ms = 1_700_000_000_000
        with servers.redis_server(directory, port) as url:
            profiles, counters = ProfileCache(f"{url}/0", timeout_s=0.5), FrequencyCounters(f"{url}/1", timeout_s=0.5)
            people = People(profiles, counters, ask, clock_ms=lambda: now_ms)

            def keeps_up() -> None:
                people.followed_to(now_ms)
                people.counters_answered(now_ms, 0)

            keeps_up()
            await profiles.put_many([Profile("ana", recency=0.7)])
            impression = BilledImpression(
                tenant_id="acme", campaign_id="cmp_1", person_id="ana", event_id="bid_1:bill", at_ms=now_ms
            )
            await counters.count_many([impression])
            person = await met(partial(people.meet, "ana", now_ms, ["acme"]))
            assert person.profile == Profile("ana", recency=0.7)
            assert (person.caps_known, person.impressions("acme", "cmp_1", now_ms).day) == (True, 1)
        now_ms += COUNTS_LIFE_MS
        keeps_up()
        assert not (await met(partial(people.meet, "ana", now_ms, ["acme"]))).caps_known
        with servers.redis_server(directory, port):
            async with asyncio.timeout(PATIENCE_S):
                while not (await met(partial(people.meet, "ana", now_ms, ["acme"]))).caps_known:
                    await asyncio.sleep(0.05)
        await profiles.close()
        await counters.close()


def test_a_bid_that_is_kept_long_keeps_no_other():
    bids = BidsInFlight()
    bids.add("per-1", "long", Flying("ten_ours", "cmp_one", 300_000), now_ms=0)
    for number in range(1_000):
        bids.add(f"per-{number}", f"bid-{number}", Flying("ten_ours", "cmp_one", number + 60), now_ms=number)
    assert len(bids) < 70
    assert len(bids._expiries) < 70
    assert list(bids.of("per-1")) == ["long"]
