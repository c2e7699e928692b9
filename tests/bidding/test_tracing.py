"""Why a request was answered as it was: for every campaign, to its own tenant alone, and without touching anything."""

import asyncio
import json

import msgspec
import pytest

from bidding.accountability.sampling import Sampler
from domain.accountability.rules import limit_for, place_of, total_interval
from domain.accountability.values import Sampled
from domain.events.values import Entry
from domain.exchanges.values import Exchange
from tests.bidding.stand import EXCHANGE, TENANT, Stand, campaign, engine, impression, request, targeting
from tests.patience import PATIENCE_S

SHARED = Exchange(exchange_id="exc_one", name="One", tenants=(TENANT, "ten_theirs"))
THEIRS = {"tenant_id": "ten_theirs"}


def body(**given) -> bytes:
    return json.dumps(request(**given)).encode()


async def trace(stand: Stand, tenant: str = TENANT, exchange: Exchange = EXCHANGE, **given):
    return await stand.processor.accountant.trace(body(**given), exchange, Entry.REST, tenant)


async def test_every_campaign_is_accounted_for():
    stand = Stand(
        campaign("cmp_best", base_cpm_micros=3_000_000),
        campaign("cmp_second"),
        campaign("cmp_abroad", targeting=targeting(countries=("FRA",))),
        campaign("cmp_penniless", base_cpm_micros=3_500_000),
        funds={"cmp_penniless": 0},
    )
    found = await trace(stand)
    assert found.campaigns == {
        "cmp_abroad": "country_not_targeted",
        "cmp_best": "bid",
        "cmp_penniless": "budget_empty",
        "cmp_second": "outbid",
    }
    assert found.refusal == ""
    [lot] = found.lots
    assert lot.refused == {"country_not_targeted": ("cmp_abroad",)}
    best = next(one for one in lot.candidates if not one.refusal)
    assert (best.campaign_id, best.bid_micros, best.cost_nanos) == ("cmp_best", 3_000_000, 3_000_000)
    assert best.lease_id == "lse_cmp_best"
    assert 0 < best.click < 1
    assert best.score == pytest.approx(3_000_000 + best.click)
    assert all(one.features for one in lot.candidates)


async def test_a_tenant_sees_its_own_campaigns_and_no_other():
    stand = Stand(campaign("cmp_ours"), campaign("cmp_theirs", base_cpm_micros=3_000_000, **THEIRS))
    ours, theirs = await trace(stand, exchange=SHARED), await trace(stand, "ten_theirs", SHARED)
    assert ours.campaigns == {"cmp_ours": "outbid"}
    assert theirs.campaigns == {"cmp_theirs": "bid"}
    assert "theirs" not in msgspec.json.encode(ours).decode()
    assert ours.refusal == "outbid"
    assert await trace(stand, "ten_unreached", SHARED) is None


async def test_explaining_touches_nothing():
    stand = Stand(campaign(), funds={"cmp_one": 5_000_000})
    before = (msgspec.json.encode(stand.events), stand.processor.candidates_scored, stand.wallet.missed)
    [purse] = stand.wallet._purses.values()
    books = (purse.free_nanos, purse.demand_nanos, purse.cheapest_nanos, purse.thirsty)
    for _ in range(20):
        await trace(stand)
    assert books == (purse.free_nanos, purse.demand_nanos, purse.cheapest_nanos, purse.thirsty)
    assert before == (msgspec.json.encode(stand.events), stand.processor.candidates_scored, stand.wallet.missed)
    assert stand.processor.outcomes == {}


async def test_a_request_that_is_never_auctioned_says_so():
    stand = Stand(campaign())
    found = await trace(stand, tmax=1)
    assert (found.refusal, found.lots) == ("late", ())


async def sampled(stand: Stand, sampler: Sampler, *requests, traced=False) -> list[Sampled]:
    arrived: asyncio.Queue[bytes] = asyncio.Queue()
    sampler.start(stand.processor.accountant.account, arrived.put)
    for one in requests:
        answer = stand.processor.answer(json.dumps(one).encode(), EXCHANGE, Entry.REST, traced=traced)
        if not hasattr(answer, "status"):
            await answer
    found = msgspec.json.decode(await asyncio.wait_for(arrived.get(), PATIENCE_S), type=list[Sampled])
    await sampler.close()
    return found


async def test_a_sampled_request_is_traced_as_it_was_answered_and_recorded_without_ids():
    sampler = Sampler(trace_every=1, record_every=1)
    stand = Stand(campaign(), sampler=sampler, funds={"cmp_one": 2_000_000})
    device = {"ip": "192.0.2.7", "ifa": "9d8fe0a9-c0dd-4482-b16b-5709b00c608d", "os": "Android"}
    [one] = await sampled(stand, sampler, request(user={"id": "b-7", "buyeruid": "per-1"}, device=device))
    [found] = one.traces
    assert found.campaigns == {"cmp_one": "bid"}
    assert found.lots[0].candidates[0].bid_id == "bid_0001-1"
    assert one.recorded.person_id == "per-1"
    assert one.recorded.bids[0].price_micros == 2_000_000
    assert json.loads(one.recorded.body)["device"] == {"os": "Android"}
    for secret in ("per-1", "b-7", "192.0.2.7", "9d8fe0a9"):
        assert secret not in one.recorded.body


async def test_nobody_is_recorded_who_refused_it():
    sampler = Sampler(trace_every=1, record_every=1)
    stand = Stand(campaign(), sampler=sampler)
    [one] = await sampled(stand, sampler, request(user={"id": "per-1"}, regs={"coppa": 1}))
    assert one.recorded.person_id == ""
    assert "per-1" not in msgspec.json.encode(one).decode()


async def test_a_request_sent_with_a_debug_header_is_traced_outside_the_sample():
    sampler = Sampler()
    stand = Stand(campaign(), campaign("cmp_two"), sampler=sampler)
    [one] = await sampled(stand, sampler, request(impression(bidfloor=50)), traced=True)
    assert one.recorded is None
    [found] = one.traces
    assert found.is_complete
    assert found.campaigns == {"cmp_one": "below_floor", "cmp_two": "below_floor"}
    assert all(candidate.features for candidate in found.lots[0].candidates)


async def test_test_requests_are_not_sampled():
    sampler = Sampler(trace_every=1, record_every=1)
    stand = Stand(campaign(), sampler=sampler)
    [one] = await sampled(stand, sampler, request(test=1) | {"id": "tested"}, request())
    assert one.recorded.request_id == "req-1"


def test_samples_are_of_the_size_asked_for_and_independent_of_the_holdout():
    from zlib import crc32

    from bidding.auction.shading import arm_of

    seeds = [crc32(f"request-{n}".encode()) for n in range(100_000)]
    taken = [seed for seed in seeds if place_of(seed) < limit_for(20)]
    assert len(taken) / len(seeds) == pytest.approx(0.05, abs=0.004)
    assert sum(arm_of(seed) == "holdout" for seed in taken) / len(taken) == pytest.approx(0.05, abs=0.01)
    assert not [seed for seed in seeds if place_of(seed) < limit_for(0)]


def test_intervals_hold_what_they_promise():
    from random import Random

    chance, held = Random(7), 0
    for _ in range(400):
        whole = [chance.expovariate(1.0) for _ in range(2_000)]
        interval = total_interval((value, 20) for value in whole if chance.random() < 1 / 20)
        held += interval.low <= sum(whole) <= interval.high
    assert 0.91 < held / 400 <= 0.99
    assert total_interval([]).high == 0
    assert total_interval([(0, 100)]).high == 300


async def test_the_sample_goes_on_after_a_fault_that_nobody_expected():
    sampler = Sampler(record_every=1)
    stand = Stand(campaign(), sampler=sampler)
    told: asyncio.Queue[bytes] = asyncio.Queue()
    faults = [RuntimeError("out of the blue")]

    async def publish(payload: bytes) -> None:
        if faults:
            raise faults.pop()
        await told.put(payload)

    sampler.start(stand.processor.accountant.account, publish)
    await stand.answer(request())
    async with asyncio.timeout(PATIENCE_S):
        while faults:
            await asyncio.sleep(0.01)
        await stand.answer(request())
        assert await told.get()
    assert sampler.dropped == 1
    await sampler.close()


async def test_a_trace_names_who_scored_the_request_even_if_it_is_explained_later():
    taken = []
    sampler = Sampler(trace_every=1)
    sampler.take = lambda *one: taken.append(one)
    stand = Stand(campaign(), sampler=sampler)
    accountant = stand.processor.accountant
    await stand.answer(request())
    before = engine().name
    await stand.processor.reengine(Renamed(engine()))
    await stand.answer(request())
    assert [accountant.account(*one[:3])[0].scored_by for one in taken] == [before, "another"]
    assert (await trace(stand)).scored_by == "another"


class Renamed:
    """The same engine under another name."""

    name = "another"

    def __init__(self, scoring) -> None:
        self._scoring = scoring

    def __getattr__(self, part):
        return getattr(self._scoring, part)
