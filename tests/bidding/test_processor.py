"""One request from bytes to an answer: deadlines, money, people, records, and what happens when something breaks."""

import asyncio
import inspect
import json
import logging

import pytest

from bidding.deadline import LONGEST_TMAX_MS, deadline_ms
from bidding.index.plans.gates import GATES
from bidding.openrtb.no_bid import NBR, NoBid, progress
from domain.events.values import Entry, EventType
from tests.bidding.stand import EXCHANGE, NOW_MS, TENANT, Stand, campaign, caps, impression, request, seen, targeting

KNOWN = {"user": {"id": "per-1"}}


@pytest.mark.parametrize(
    ("tmax_ms", "expected"),
    [(None, 80), (0, 80), (-5, 80), (120, 100), (21, 1), (20, 0), (5, -15), (10**9, LONGEST_TMAX_MS - 20)],
)
def test_the_deadline_leaves_the_network_its_time(tmax_ms, expected):
    assert deadline_ms(NOW_MS, tmax_ms, default_tmax_ms=100, network_margin_ms=20) == NOW_MS + expected


@pytest.mark.parametrize(("tmax", "status"), [(None, 200), (0, 200), (21, 200), (20, 204), (1, 204)])
async def test_a_request_without_time_for_an_answer_is_late_at_once(tmax, status):
    answer = await Stand(campaign()).answer(request(tmax=tmax))
    assert (answer.status, answer.reason) == (status, "" if status == 200 else NoBid.LATE)


async def test_a_person_at_hand_is_answered_without_waiting():
    stand = Stand(campaign(caps=caps(per_hour=5)))
    body = json.dumps(request(**KNOWN)).encode()
    first = stand.processor.answer(body, EXCHANGE, Entry.REST)
    assert inspect.isawaitable(first)
    assert (await first).status == 200
    second = stand.processor.answer(body, EXCHANGE, Entry.REST)
    assert not inspect.isawaitable(second)
    assert second.status == 200


async def test_nobody_is_fetched_for_a_request_without_a_person():
    answer = Stand(campaign()).processor.answer(json.dumps(request()).encode(), EXCHANGE, Entry.NATS)
    assert not inspect.isawaitable(answer)


async def test_an_answer_that_would_come_too_late_is_not_given():
    stand = Stand(campaign())
    fetched = stand.memory.get_packed

    async def slowly(person_ids):
        stand.now_ms += 80
        return await fetched(person_ids)

    stand.people._profiles._read_many = slowly
    assert await stand.reason(request(tmax=100, **KNOWN)) is NoBid.LATE


async def test_a_store_that_never_answers_does_not_hold_a_request_beyond_its_deadline():
    stand = Stand(campaign())
    hanging = asyncio.Event()

    async def never(person_ids):
        await hanging.wait()
        return {}

    stand.people._profiles._read_many = never
    assert await stand.reason(request(tmax=25, **KNOWN)) is NoBid.LATE
    hanging.set()


async def test_money_is_held_for_a_bid_and_the_next_best_answers_when_it_is_gone():
    rich, poor = campaign("cmp_rich", base_cpm_micros=3_000_000), campaign("cmp_poor")
    stand = Stand(rich, poor, funds={"cmp_rich": 3_000_000})
    first = await stand.bids(request())
    second = await stand.bids(request())
    assert [bid["cid"] for bid in first + second] == ["cmp_rich", "cmp_poor"]
    assert stand.wallet.held_nanos(TENANT, "cmp_rich") == 3_000_000
    assert stand.wallet.free_nanos(TENANT, "cmp_rich") == 0


async def test_a_campaign_without_money_does_not_bid():
    stand = Stand(campaign(), funds={"cmp_one": 0})
    assert await stand.reason(request()) is NoBid.BUDGET_EMPTY


async def test_one_campaign_wins_no_more_impressions_of_a_request_than_it_can_pay():
    stand = Stand(campaign(), funds={"cmp_one": 5_000_000})
    three = [impression(id=f"imp-{number}") for number in (1, 2, 3)]
    assert [bid["impid"] for bid in await stand.bids(request(three))] == ["imp-1", "imp-2"]


@pytest.mark.parametrize(("exp", "held_s"), [(None, 60), (0, 60), (10, 60), (120, 120), (86_400, 300), (-5, 60)])
async def test_money_is_kept_as_long_as_the_impression_may_take_within_limits(exp, held_s):
    [bid] = await Stand(campaign()).bids(request(impression(exp=exp)))
    assert bid["exp"] == held_s


async def test_a_test_bid_holds_no_money_and_counts_towards_no_cap():
    stand = Stand(campaign(caps=caps(per_day=1)), funds={"cmp_one": 2_000_000})
    for _ in range(3):
        assert await stand.reason(request(test=1, **KNOWN)) == ""
    assert stand.wallet.held_nanos(TENANT, "cmp_one") == 0
    assert {event.is_test for event in stand.events} == {True}


async def test_every_bid_and_every_no_bid_is_recorded_once():
    stand = Stand(campaign())
    await stand.answer(request([impression(id="a"), impression(id="b")], **KNOWN), entry=Entry.GRPC)
    await stand.answer(request(impression(bidfloor=99)) | {"id": "req-2"})
    bid_a, bid_b, none = stand.events
    assert (bid_a.event_id, bid_b.event_id) == ("bid:bid_0001-1", "bid:bid_0001-2")
    assert {(event.type, event.tenant_id, event.campaign_id, event.request_id) for event in (bid_a, bid_b)} == {
        (EventType.BID, TENANT, "cmp_one", "req-1")
    }
    assert (bid_a.price_nanos, bid_a.currency, bid_a.entry, bid_a.person_id) == (2_000_000, "USD", "grpc", "per-1")
    assert (none.type, none.event_id, none.reason) == (EventType.NO_BID, "no_bid:exc_one:req-2", NoBid.BELOW_FLOOR)


async def test_an_unexpected_error_is_a_no_bid_and_gives_money_and_impression_back(caplog):
    stand = Stand(campaign(caps=caps(per_day=1)))

    class Broken:
        def seal(self, token):
            raise RuntimeError("the signer broke")

    stand.processor._renderer._seal = Broken().seal
    with caplog.at_level(logging.CRITICAL):
        answer = await stand.answer(request(**KNOWN))
    assert (answer.status, answer.body, answer.reason) == (204, b"", NoBid.INTERNAL_ERROR)
    assert stand.wallet.held_nanos(TENANT, "cmp_one") == 0
    assert stand.people.bids_in_flight == 0
    assert stand.processor.outcomes[NoBid.INTERNAL_ERROR] == 1


async def test_every_outcome_is_counted_by_its_reason():
    stand = Stand(campaign())
    for body in (request(), request(), request(tmax=1), b"{", request(impression(bidfloor=50))):
        await stand.answer(body)
    assert dict(stand.processor.outcomes) == {"bid": 2, "late": 1, "invalid_request": 1, "below_floor": 1}


def test_gates_stand_in_the_order_of_their_codes():
    codes = [code for code, _ in GATES]
    assert codes == sorted(codes, key=progress)


def test_every_refusal_has_a_code_for_exchanges():
    assert set(NBR) == set(NoBid)


async def test_an_explanation_names_what_refused_every_live_campaign():
    stand = Stand(
        campaign("cmp_abroad", targeting=targeting(countries=("FRA",))),
        campaign("cmp_best", base_cpm_micros=3_000_000),
        campaign("cmp_broke", base_cpm_micros=3_500_000),
        campaign("cmp_capped", caps=caps(per_day=1)),
        campaign("cmp_cheap", base_cpm_micros=100_000),
        campaign("cmp_late", ends_at_ms=NOW_MS),
        campaign("cmp_other", tenant_id="ten_other"),
        campaign("cmp_second"),
        campaign("cmp_segment", targeting=targeting(segments_any=(1,))),
        campaign("cmp_unrated", currency="XTS"),
        funds={"cmp_broke": 0},
    )
    stand.memory.seen[TENANT, "per-1"] = {"cmp_capped": seen(1)}
    body = json.dumps(request(impression(bidfloor=1.0), **KNOWN)).encode()
    explanation = await stand.processor.accountant.explain(body, EXCHANGE, Entry.REST)
    [lot] = explanation.lots
    assert {one.campaign_id: one.refusal for one in (*lot.refused, *lot.verdicts)} == {
        "cmp_abroad": NoBid.COUNTRY_NOT_TARGETED,
        "cmp_best": None,
        "cmp_broke": NoBid.BUDGET_EMPTY,
        "cmp_capped": NoBid.FREQUENCY_CAPPED,
        "cmp_cheap": NoBid.BELOW_FLOOR,
        "cmp_late": NoBid.NOT_IN_FLIGHT,
        "cmp_other": NoBid.NO_CAMPAIGN,
        "cmp_second": NoBid.OUTBID,
        "cmp_segment": NoBid.SEGMENT_NOT_MATCHED,
        "cmp_unrated": NoBid.CURRENCY_UNKNOWN,
    }
    assert explanation.refusal is None
    assert lot.floor_micros == 1_000_000
    assert stand.events == []
    assert stand.wallet.held_nanos(TENANT, "cmp_best") == 0


async def test_an_explanation_says_who_was_not_drawn():
    stand = Stand(*(campaign(f"cmp_{number:03d}") for number in range(70)))
    explanation = await stand.processor.accountant.explain(json.dumps(request()).encode(), EXCHANGE, Entry.REST)
    [lot] = explanation.lots
    refusals = [one.refusal for one in (*lot.refused, *lot.verdicts)]
    assert (refusals.count(None), refusals.count(NoBid.NOT_DRAWN), refusals.count(NoBid.OUTBID)) == (1, 6, 63)


async def test_an_explanation_of_a_request_that_goes_nowhere_says_why():
    stand = Stand(campaign())
    explained = await stand.processor.accountant.explain(json.dumps(request(tmax=1)).encode(), EXCHANGE, Entry.REST)
    assert (explained.refusal, explained.lots) == (NoBid.LATE, ())
