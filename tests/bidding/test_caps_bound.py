"""However bids, bills, feeds and counters interleave: nobody sees a campaign oftener than its cap times the bidders.

And not oftener than the cap itself once a bidder has heard of every bill: what exceeds it can only have been in flight.
"""

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bidding.index.live.ceilings import Ceilings
from bidding.people.meeting import met
from bidding.people.people import People, Person
from domain.events.values import Event, EventType
from domain.frequency.rules import counted, reached, reached_together
from domain.frequency.values import ALL_CAMPAIGNS, NEVER, Seen, Shown
from domain.serving.values import FrequencyCaps
from storage.redis.counters import Counted
from tests.bidding.stand import FOREVER_MS, NOW_MS, campaign

TENANT, PERSON = "ten_a", "ana"
MOMENTS = st.lists(
    st.tuples(st.sampled_from(["bid", "bid", "bid", "bill", "lose", "hear", "count", "meet anew"]), st.integers(0, 30)),
    max_size=80,
)


class Counters:
    """As Redis has them: some bills later than everybody else."""

    def __init__(self) -> None:
        self.position = 0
        self.seen: dict[str, Seen] = {}

    async def read_many(self, people):
        return {key: Counted(self.position, dict(self.seen)) for key in people if self.seen}

    async def get_packed(self, person_ids):
        return dict.fromkeys(person_ids, b"")

    def count(self, position: int, bill: Event) -> None:
        self.position = position
        for name in (bill.campaign_id, ALL_CAMPAIGNS):
            self.seen[name] = counted(self.seen.get(name, NEVER), bill.at_ms)


class Bidder:
    def __init__(self, counters: Counters) -> None:
        async def nobody(person_ids) -> None:
            raise AssertionError(person_ids)

        self._counters = counters
        self.people = People(counters, counters, nobody, clock_ms=lambda: NOW_MS)
        self.people.followed_to(FOREVER_MS)
        self.people.counters_answered(FOREVER_MS, 0)
        self.heard = 0

    def forget(self) -> None:
        self.people._met.clear()

    async def met(self) -> Person:
        return await met(partial(self.people.meet, PERSON, NOW_MS, (TENANT,)))

    async def may_bid(self, ceilings: Ceilings) -> bool:
        person = self.people.known(PERSON, NOW_MS, (TENANT,)) or await self.met()
        assert person.caps_known
        return not ceilings.reached_by(person, (TENANT,), NOW_MS)

    async def bid(self, bid_id: str) -> None:
        person = await self.met()
        self.people.note_bid(person, TENANT, "cmp_one", bid_id, FOREVER_MS)


@settings(deadline=None)
@given(moments=MOMENTS, bidders=st.integers(1, 3), cap=st.integers(1, 4), together=st.booleans())
async def test_impressions_never_exceed_the_cap_times_the_bidders(moments, bidders, cap, together):
    limits = FrequencyCaps(tenant_per_day=cap) if together else FrequencyCaps(per_day=cap)
    ceilings = Ceilings()
    ceilings.add(campaign("cmp_one", tenant_id=TENANT, caps=limits), 1)
    counters = Counters()
    them = [Bidder(counters) for _ in range(bidders)]
    in_flight: list[tuple[Bidder, str]] = []
    stream: list[Event] = []
    made = 0
    for what, which in moments:
        one = them[which % bidders]
        if what == "bid" and await one.may_bid(ceilings):
            if one.heard == len(stream):
                assert len(stream) + sum(owner is one for owner, _ in in_flight) < cap
            made += 1
            await one.bid(f"bid_{made}")
            in_flight.append((one, f"bid_{made}"))
        elif what == "bill" and in_flight:
            _, bid_id = in_flight.pop(which % len(in_flight))
            stream.append(
                Event(
                    event_id=f"{bid_id}:bill",
                    type=EventType.BILL,
                    at_ms=NOW_MS,
                    tenant_id=TENANT,
                    campaign_id="cmp_one",
                    person_id=PERSON,
                    bid_id=bid_id,
                )
            )
        elif what == "lose" and in_flight:
            owner, bid_id = in_flight.pop(which % len(in_flight))
            owner.people.note(Event(event_id=f"{bid_id}:loss", type=EventType.LOSS, at_ms=NOW_MS, bid_id=bid_id))
        elif what == "hear" and one.heard < len(stream):
            one.heard += 1
            one.people.take_bills(one.heard, [stream[one.heard - 1]])
        elif what == "count" and counters.position < len(stream):
            counters.count(counters.position + 1, stream[counters.position])
        elif what == "meet anew":
            one.forget()
        assert len(stream) <= cap * bidders


@pytest.mark.parametrize(
    ("cap", "is_reached"),
    [
        *((cap, reached) for cap in ("per_hour", "per_day", "per_week", "lifetime")),
        *((cap, reached_together) for cap in ("tenant_per_hour", "tenant_per_day", "tenant_per_week")),
    ],
)
def test_a_cap_is_reached_in_its_own_window_alone(cap, is_reached):
    windows = {"hour": 0, "day": 1, "week": 2, "lifetime": 3}
    place = windows[cap.removeprefix("tenant_").removeprefix("per_")]
    times = [9, 9, 9, 9]
    times[place] = 2
    assert not is_reached(FrequencyCaps(**{cap: 3}), Shown(*times))
    times = [0, 0, 0, 0]
    times[place] = 3
    assert is_reached(FrequencyCaps(**{cap: 3}), Shown(*times))
