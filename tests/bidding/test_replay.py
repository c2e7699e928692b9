"""Recorded requests replayed: the same campaigns do the same again, a changed one shows what it would have got."""

import json
from random import Random
from zlib import crc32

import pytest
from msgspec import structs

from bidding.accountability.market import Heard, Hindsight
from bidding.accountability.planning import held_to_plan
from bidding.accountability.replay import Replay, Scene, agreement, forecast
from bidding.accountability.sampling import Sampler, Taken, recorded
from bidding.privacy import Privacy
from domain.accountability.values import RecordedRequest
from domain.events.values import Entry
from domain.pacing.values import Pacing, Participation
from domain.profiles.values import Profile, TenantProfile
from domain.rates.values import shipped_rates
from domain.serving.values import Circle, Spending
from domain.shading.values import BUCKETS, WHOLE, Landscape, Market
from tests.bidding.stand import EXCHANGE, NOW_MS, TENANT, Stand, campaign, engine, impression, request, targeting
from tests.privacy.test_permissions import US
from tests.privacy.writer import tcf

HOUR_MS = 3_600_000
COUNTRIES = ("USA", "FRA", "DEU")
CAMPAIGNS = (
    campaign("cmp_any", base_cpm_micros=1_500_000),
    campaign("cmp_french", base_cpm_micros=2_000_000, targeting=targeting(countries=("FRA",))),
    campaign("cmp_fans", base_cpm_micros=3_000_000, targeting=targeting(segments_any=(7,))),
    campaign("cmp_clicks", goal="clicks", goal_value_micros=60_000, max_cpm_micros=8_000_000),
)
LANDSCAPE = Landscape(
    exchange_id=EXCHANGE.exchange_id,
    learned_at_ms=1,
    markets={
        "USD": Market(1_000, tuple(range(125_000, 4_000_001, 125_000)), (WHOLE * 3 // 4,) * BUCKETS),
    },
)


class Tape(Sampler):
    """Records every request as a bidder does, at once."""

    def __init__(self, one_in: int = 1) -> None:
        super().__init__(record_every=1)
        self.recordings: list[RecordedRequest] = []
        self._one_in = one_in

    def take(self, call, viewer, wins, reason) -> None:
        one = recorded(Taken(call, viewer, wins, reason, traced=False, recorded=True), self._one_in)
        assert one is not None
        self.recordings.append(one)


def requests(number: int):
    chance = Random(11)
    for place in range(number):
        person = f"per-{chance.randrange(40)}"
        yield request(
            impression(bidfloor=chance.choice([0, 0.5, 1.8])),
            at=chance.choice([1, 2]),
            user={"id": person},
            device={"geo": {"country": chance.choice(COUNTRIES)}, "ip": "192.0.2.1"},
            tmax=chance.choice([2_000, 5_000]),
        ) | {"id": f"req-{place}"}


async def taped(number: int, *campaigns, one_in: int = 1) -> tuple[list[RecordedRequest], dict[str, Profile]]:
    tape = Tape(one_in)
    stand = Stand(*campaigns, sampler=tape)
    stand.shading.apply(LANDSCAPE)
    for person in range(40):
        stand.memory.profiles[f"per-{person}"] = Profile(
            f"per-{person}", tenants={TENANT: TenantProfile(segments=(7,) if person % 3 else (), tier="gold")}
        )
    for place, one in enumerate(requests(number)):
        stand.now_ms = NOW_MS + place * 10_000
        await stand.answer(json.dumps(one).encode(), EXCHANGE, Entry.REST)
    return tape.recordings, stand.memory.profiles


def scene(recordings, profiles, *campaigns, heard=None) -> Scene:
    landscapes = {EXCHANGE.exchange_id: LANDSCAPE}
    return Scene(
        recordings=recordings,
        exchanges={EXCHANGE.exchange_id: EXCHANGE},
        snapshots=campaigns,
        profiles=profiles,
        landscapes=landscapes,
        hindsight=Hindsight(recordings, heard or {}, landscapes),
    )


def replay(one: Scene) -> Replay:
    return Replay(one, engine=engine(), rates=shipped_rates())


async def test_unchanged_campaigns_bid_again_what_they_bid():
    recordings, profiles = await taped(600, *CAMPAIGNS)
    assert sum(bool(one.bids) for one in recordings) > 400
    assert len({bid.campaign_id for one in recordings for bid in one.bids}) >= 3
    replayed = replay(scene(recordings, profiles, *CAMPAIGNS)).run()
    assert agreement(recordings, replayed) == 1.0
    prices = {recordings[bid.place].request_id: bid.price_micros for bid in replayed}
    assert prices == {one.request_id: bid.price_micros for one in recordings for bid in one.bids}


CONSENT = {"": {}, "to all": {"purposes": range(1, 11)}, "to no profile": {"purposes": (1, 2, 7)}, "to nothing": {}}
MATCHED = structs.replace(EXCHANGE, match_users=True)


async def test_people_are_replayed_as_their_signals_had_them_seen():
    tape = Tape()
    privacy = Privacy(vendor_id=US)
    fans = campaign("cmp_fans", base_cpm_micros=3_000_000, targeting=targeting(segments_any=(7,)))
    near = campaign("cmp_near", targeting=targeting(circles=(Circle(48.85, 2.35, 5_000),)))
    stand = Stand(fans, near, sampler=tape, privacy=privacy)
    person_id = f"{EXCHANGE.exchange_id}:per-1"
    stand.memory.profiles[person_id] = Profile(person_id, tenants={TENANT: TenantProfile(segments=(7,))})
    for name, given in CONSENT.items():
        for special in ((), (1,)):
            user = {"id": "per-1"}
            if name:
                user["consent"] = tcf(vendor_consents={US}, special_features=set(special), **({"purposes": ()} | given))
            place = {"lat": 48.851, "lon": 2.351, "type": 1, "country": "FRA"}
            one = request(user=user, regs={"gdpr": 1}, device={"geo": place}) | {"id": f"{name} {special}"}
            await stand.answer(one, MATCHED)
    assert {bid.campaign_id for one in tape.recordings for bid in one.bids} == {"cmp_fans", "cmp_near"}
    assert {bool(one.bids) for one in tape.recordings} == {True, False}
    acted = structs.replace(
        scene(tape.recordings, stand.memory.profiles, fans, near), exchanges={MATCHED.exchange_id: MATCHED}
    )
    assert agreement(tape.recordings, replay(acted).run()) == 1.0
    refusals = await replay(acted).refusals(fans)
    assert refusals["bid"] == sum(bid.campaign_id == "cmp_fans" for one in tape.recordings for bid in one.bids)


async def test_a_replay_repeated_says_the_same():
    recordings, profiles = await taped(200, *CAMPAIGNS)
    one = scene(recordings, profiles, *CAMPAIGNS)
    assert replay(one).run() == replay(one).run()


async def test_a_new_campaign_shows_what_it_would_have_taken():
    recordings, profiles = await taped(400, *CAMPAIGNS, one_in=50)
    new = campaign(
        "cmp_new", base_cpm_micros=9_000_000, max_cpm_micros=9_000_000, targeting=targeting(countries=("DEU",))
    )
    one = scene(recordings, profiles, *CAMPAIGNS, new)
    playing = replay(one)
    told = forecast(
        one,
        playing.run(),
        new,
        revision=1,
        budget_micros=0,
        from_ms=NOW_MS,
        to_ms=NOW_MS + 400 * 10_000,
        made_at_ms=NOW_MS,
        refusals=await playing.refusals(new),
    )
    german = sum('"country":"DEU"' in recording.body for recording in recordings)
    assert (told.bids, told.requests) == (german * 50, 400 * 50)
    assert told.bids_interval.low < told.bids < told.bids_interval.high
    assert sum(hour.bids for hour in told.hours) == told.bids
    assert told.refusals["country_not_targeted"] / sum(told.refusals.values()) == pytest.approx(
        1 - german / 400, abs=0.06
    )


async def test_a_paced_campaign_goes_for_the_best_share_of_what_it_is_offered():
    paced = campaign("cmp_paced", base_cpm_micros=3_000_000, spending=Spending(pacing=Pacing.EVEN))
    recordings, profiles = await taped(400)
    held_back = Participation(tenant_id=TENANT, campaign_id="cmp_paced", share=0.25)
    everything = replay(scene(recordings, profiles, paced)).run()
    one = scene(recordings, profiles, paced)
    slowed = Replay(one, engine=engine(), rates=shipped_rates(), shares=[held_back])
    some = slowed.run()
    assert len(everything) == 400
    assert 60 <= len(some) <= 140
    assert Replay(one, engine=engine(), rates=shipped_rates(), shares=[held_back]).run() == some
    assert (await slowed.refusals(paced)).keys() == {"bid", "paced"}


@pytest.mark.parametrize("part", [0.1, 0.5, 2.0])
async def test_a_campaign_held_to_a_plan_spends_it_on_the_best_of_what_it_is_offered(part):
    paced = campaign("cmp_paced", base_cpm_micros=3_000_000, spending=Spending(pacing=Pacing.EVEN))
    recordings, profiles = await taped(400)
    one = scene(recordings, profiles, paced)

    def spend(replayed) -> float:
        return sum(bid.chance * bid.cost_nanos for bid in replayed)

    everything = spend(replay(one).run())
    held = held_to_plan(
        lambda share: Replay(one, engine=engine(), rates=shipped_rates(), shares=[share]),
        one,
        paced,
        plan_nanos=round(part * everything),
    )
    assert everything > 0
    assert spend(held.replayed) == pytest.approx(min(part, 1.0) * everything, rel=0.15)
    assert (held.share == 1.0) is (part >= 1)


async def test_even_spend_gives_every_hour_its_part_of_what_is_left():
    recordings, profiles = await taped(400, campaign("cmp_any", base_cpm_micros=4_000_000, max_cpm_micros=4_000_000))
    any_ = campaign("cmp_any", base_cpm_micros=4_000_000, max_cpm_micros=4_000_000)
    one = scene(recordings, profiles, any_)
    first_ms = recordings[0].at_ms
    given = {
        "revision": 1,
        "from_ms": first_ms,
        "to_ms": first_ms + 4 * 3_600_000,
        "made_at_ms": NOW_MS,
        "refusals": {},
    }
    replayed = replay(one).run()
    free = forecast(one, replayed, any_, budget_micros=0, **given)
    budget_micros = free.spend_nanos // 1_000 // 4
    at_once, evenly = (
        forecast(one, replayed, any_, budget_micros=budget_micros, evenly=evenly, **given) for evenly in (False, True)
    )
    assert at_once.hours[0].spend_nanos > evenly.hours[0].spend_nanos
    assert evenly.hours[0].spend_nanos == pytest.approx(budget_micros * 1_000 / len(evenly.hours), rel=1e-6)
    assert evenly.spend_nanos <= budget_micros * 1_000


async def test_spend_stops_at_the_budget_and_says_what_there_was_without_it():
    recordings, profiles = await taped(400, campaign("cmp_any", base_cpm_micros=4_000_000, max_cpm_micros=4_000_000))
    heard = {bid.bid_id: Heard(won=True, needed_nanos=2_000_000) for one in recordings for bid in one.bids}
    any_ = campaign("cmp_any", base_cpm_micros=4_000_000, max_cpm_micros=4_000_000)
    one = scene(recordings, profiles, any_, heard=heard)
    given = {"revision": 1, "from_ms": NOW_MS, "to_ms": NOW_MS + 1, "made_at_ms": NOW_MS, "refusals": {}}
    replayed = replay(one).run()
    free = forecast(one, replayed, any_, budget_micros=0, **given)
    bound = forecast(one, replayed, any_, budget_micros=free.spend_nanos // 2_000, **given)
    assert free.spend_nanos == free.unbounded_spend_nanos == bound.unbounded_spend_nanos
    assert bound.spend_nanos == pytest.approx(free.spend_nanos / 2, rel=1e-6)
    assert bound.wins < free.wins == 400


@pytest.mark.parametrize(
    ("heard", "price_micros", "chance"),
    [
        (Heard(won=True, needed_nanos=1_400_000), 1_500_000, 1.0),
        (Heard(won=True, needed_nanos=1_400_000), 1_300_000, 0.0),
        (Heard(won=True, needed_nanos=0), 2_500_000, 1.0),
        (Heard(won=False, needed_nanos=0), 1_900_000, 0.0),
        (Heard(won=False, needed_nanos=2_600_000), 2_700_000, 1.0),
        (Heard(won=False, needed_nanos=0), 3_000_000, 0.75),
        (None, 1_000_000, 0.25),
    ],
)
async def test_what_happened_decides_before_what_is_likely(heard, price_micros, chance):
    first_price = request(at=1) | {"id": next(f"r{n}" for n in range(99) if crc32(f"r{n}".encode()) % 2)}
    tape = Tape()
    stand = Stand(campaign(), sampler=tape)
    await stand.answer(json.dumps(first_price).encode())
    [recording] = tape.recordings
    [bid] = recording.bids
    hindsight = Hindsight([recording], {bid.bid_id: heard} if heard else {}, {EXCHANGE.exchange_id: LANDSCAPE})
    bid.price_micros = bid.cost_nanos = 2_000_000
    found = hindsight.prospect(recording, "imp-1", "", price_micros=price_micros, market="USD/open")
    assert found.chance == pytest.approx(chance)
    assert found.cost_micros == price_micros
