"""Requests that came together are answered together: each as it would have been alone, in their order, and none for another."""

import asyncio
import inspect
import json
import logging
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nats.aio.msg import Msg

from bidding import processor as processors
from bidding.agents import nats as doors
from bidding.agents.bidding_pb2 import BidRequest
from bidding.agents.desk import BidDesk
from bidding.agents.gate import Gate
from bidding.agents.nats import NatsAgents, _Asked
from bidding.openrtb.no_bid import NoBid
from bidding.question import Question
from domain.budgets.values import LeaseGrant, LeaseReply
from domain.events.values import Entry
from domain.exchanges.values import Exchange
from storage.nats.connection import connect
from tests.bidding.doors import directory, grpc_door
from tests.bidding.http_port import NEVER_MS, Echo, listening, post, statuses
from tests.bidding.stand import EXCHANGE, TENANT, Stand, campaign, caps, impression, request, targeting
from tests.bidding.test_gate import LIMITED, a_desk
from tests.bidding.test_one_pass import CAMPAIGNS, FUNDS, REQUESTS, market_stand
from tests.budgets.test_first_money import GRANTED
from tests.patience import PATIENCE_S


@pytest.fixture
async def connection(nats_url):
    connection = await connect(nats_url, "rows")
    yield connection
    await connection.close()


PEOPLE = [request(id=f"hello-{number}", user={"buyeruid": f"per-{number}"}) for number in range(4)]


def row(*asked, exchange: Exchange = EXCHANGE) -> list[Question]:
    return [
        Question(one if isinstance(one, bytes) else json.dumps(one).encode(), exchange, Entry.REST) for one in asked
    ]


async def there(answers) -> list:
    return [await answer if inspect.isawaitable(answer) else answer for answer in answers]


async def a_market() -> Stand:
    """Where nobody waits, for people or for a first lease: who does is auctioned when it is over, behind the others."""
    stand = await market_stand(CAMPAIGNS, {campaign_id: nanos or 3_000_000 for campaign_id, nanos in FUNDS.items()})
    for one in PEOPLE:
        await stand.answer(one)
    stand.events.clear()
    return stand


@settings(max_examples=12, deadline=None)
@given(asked=st.lists(REQUESTS, min_size=1, max_size=30))
async def test_a_row_gets_what_each_of_its_requests_would_have_got_alone(asked):
    """With caps, pacing, shading and money that runs out: every one of them depends on who was answered before."""
    alone, together = await a_market(), await a_market()
    expected = [await alone.answer(one) for one in asked]
    assert await there(together.processor.answer_all(row(*asked))) == expected
    assert sorted(map(repr, together.events)) == sorted(map(repr, alone.events)), "in whichever order"
    assert together.processor.outcomes == alone.processor.outcomes


async def test_money_for_one_bid_gets_one_bid_of_a_row():
    stand = Stand(campaign(), funds={"cmp_one": 3_000_000})
    answers = stand.processor.answer_all(row(*(request(id=f"r{number}") for number in range(3))))
    assert [answer.status for answer in answers] == [200, 204, 204]
    assert {answer.reason for answer in answers[1:]} == {NoBid.BUDGET_EMPTY}


async def test_a_person_who_is_asked_for_twice_in_a_row_is_counted_twice():
    stand = Stand(campaign(caps=caps(per_day=1)))
    stand.knows("per-1")
    await stand.answer(request(impression(bidfloor=99), user={"buyeruid": "per-1"}))
    asked = [request(id=f"r{number}", user={"buyeruid": "per-1"}) for number in range(3)]
    answers = stand.processor.answer_all(row(*asked))
    assert [answer.status for answer in answers] == [200, 204, 204]
    assert stand.people.bids_in_flight == 1


@pytest.mark.parametrize("step", ["decode", "privacy", "people", "plan", "auction", "render", "record"])
async def test_one_that_fails_in_any_step_holds_up_none_of_the_others(monkeypatch, caplog, step):
    stand = Stand(campaign())
    processor = stand.processor
    owner, name = {
        "decode": (processors, "decode_request"),
        "privacy": (processor._reader, "_see"),
        "people": (processor._recognition, "at_hand"),
        "plan": (processor._index, "surroundings"),
        "auction": (processor._auctioneer, "auction"),
        "render": (processor._renderer, "render"),
        "record": (processor._books, "bids"),
    }[step]
    working, calls = getattr(owner, name), Counter()

    def failing(*given, **named):
        calls["all"] += 1
        if calls["all"] == 2:
            raise RuntimeError("a fault of ours")
        return working(*given, **named)

    stand.knows("per-1")
    await stand.answer(request(user={"buyeruid": "per-1"}))
    held_before = stand.wallet.held_nanos(TENANT, "cmp_one")
    monkeypatch.setattr(owner, name, failing)
    asked = [request(id=f"r{number}", user={"buyeruid": "per-1"}) for number in range(4)]
    with caplog.at_level(logging.CRITICAL):
        answers = processor.answer_all(row(*asked))
    assert [answer.status for answer in answers] == [200, 204, 200, 200]
    assert answers[1].reason == NoBid.INTERNAL_ERROR
    bids = [json.loads(answer.body)["seatbid"][0]["bid"][0] for answer in answers if answer.body]
    assert len({bid["id"] for bid in bids}) == 3
    assert stand.wallet.held_nanos(TENANT, "cmp_one") == held_before + 3 * 2_000_000, "what failed holds nothing"


async def test_who_became_late_while_others_were_auctioned_gets_no_bid_and_holds_nothing(monkeypatch):
    stand = Stand(campaign())
    auction = stand.processor._auctioneer.auction

    def slow(*given):
        stand.now_ms += 30
        return auction(*given)

    monkeypatch.setattr(stand.processor._auctioneer, "auction", slow)
    asked = [request(id=f"r{number}", tmax=100) for number in range(5)]  # 80 ms of it before the network's
    answers = stand.processor.answer_all(row(*asked))
    assert [answer.reason for answer in answers] == ["", "", "", NoBid.LATE, NoBid.LATE]
    assert stand.wallet.held_nanos(TENANT, "cmp_one") == 3 * 2_000_000


async def test_a_fault_at_the_desk_is_that_of_one_request(monkeypatch, caplog):
    desk, echo, _ = a_desk()
    limit = desk.gate.refusal

    def failing(exchange, *given):
        if exchange is LIMITED:
            raise RuntimeError("a fault of ours")
        return limit(exchange, *given)

    monkeypatch.setattr(desk.gate, "refusal", failing)
    with caplog.at_level(logging.CRITICAL):
        answers = desk.answer_all(row(b'{"n":1}') + row(b"{}", exchange=LIMITED) + row(b'{"n":2}'))
    assert [(answer.status, answer.reason) for answer in answers] == [(200, ""), (204, "internal_error"), (200, "")]
    assert len(echo.seen) == 2


async def test_an_index_that_fails_gets_everybody_a_no_bid(monkeypatch, caplog):
    stand = Stand(campaign())

    def failing(now_ms):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(stand.processor._index, "at", failing)
    with caplog.at_level(logging.CRITICAL):
        answers = stand.processor.answer_all(row(request(), b"{", request(id="r2")))
    assert [answer.reason for answer in answers] == [NoBid.INTERNAL_ERROR, NoBid.INVALID_REQUEST, NoBid.INTERNAL_ERROR]


async def test_each_of_a_row_waits_for_the_first_money_of_its_own_campaign():
    here = [campaign(f"cmp_{country}", targeting=targeting(countries=(country,))) for country in ("DEU", "FRA")]
    stand = Stand(*here, funds={"cmp_DEU": 0, "cmp_FRA": 0})
    asked = [request(id=country, tmax=5_000, device={"geo": {"country": country}}) for country in ("DEU", "FRA", "DEU")]
    coming = [asyncio.ensure_future(one) for one in stand.processor.answer_all(row(*asked))]
    await asyncio.sleep(0)
    stand.now_ms += 20
    message = stand.wallet.next_request()
    stand.wallet.accept(
        _granted(message, {ask.campaign_id: GRANTED for ask in message.asks}, until_ms=stand.now_ms + 30_000)
    )
    async with asyncio.timeout(PATIENCE_S):
        answers = await asyncio.gather(*coming)
    assert [json.loads(answer.body)["seatbid"][0]["bid"][0]["cid"] for answer in answers] == [
        "cmp_DEU",
        "cmp_FRA",
        "cmp_DEU",
    ]


def _granted(message, nanos, *, until_ms):
    grants = tuple(
        LeaseGrant(tenant_id=TENANT, campaign_id=one, lease_id=f"lse_{one}", granted_nanos=granted)
        for one, granted in nanos.items()
    )
    return LeaseReply(banker_epoch=1, request_id=message.request_id, grants=grants, renewed_until_ms=until_ms)


def test_those_who_are_turned_away_at_the_desk_keep_their_places_in_the_row():
    desk, echo, clock = a_desk(shed_after_ms=50)
    arrived_ns = clock()
    clock.pass_ms(60)
    asked = [
        Question(b'{"n":0}', EXCHANGE, Entry.REST, clock()),
        Question(b'{"n":1}', EXCHANGE, Entry.REST, arrived_ns),
        Question(b"no gzip", EXCHANGE, Entry.REST, clock(), is_gzip=True),
        Question(b'{"n":3}', EXCHANGE, Entry.REST, clock()),
    ]
    answers = desk.answer_all(asked)
    assert [(answer.status, answer.reason) for answer in answers] == [
        (200, ""),
        (204, "shedding"),
        (400, "invalid_request"),
        (200, ""),
    ]
    assert [answers[place].body for place in (0, 3)] == [b'{"n":0}', b'{"n":3}']
    assert len(echo.seen) == 2
    assert desk.counts[Entry.REST] == {"": 2, "shedding": 1, "invalid_request": 1}


def test_a_row_that_is_turned_away_whole_is_answered_whole():
    desk, echo, _ = a_desk()
    got = Counter(answer.reason for answer in desk.answer_all(row(*[b"{}"] * 100, exchange=LIMITED)))
    assert got == {"": 25, "qps_limited": 75}
    assert {answer.reason for answer in desk.answer_all(row(b"{}", b"{}", exchange=LIMITED))} == {"qps_limited"}
    assert len(echo.seen) == 25
    assert desk.answer_all([]) == []


def test_one_answer_in_sixteen_is_timed_however_long_the_rows_are():
    desk, _, _ = a_desk()
    for length in (1, 3, 64, 12, 16, 32, 0, 32):
        desk.answer_all(row(*[b"{}"] * length))
    assert len(desk.take_durations()) == 160 // 16


async def test_a_batch_that_cannot_be_answered_leaves_the_others_their_own_answers(connection, monkeypatch, caplog):
    agents = NatsAgents(connection, BidDesk(Echo(), Gate(shed_after_ms=NEVER_MS)), directory(EXCHANGE), agents=1)
    inbox = await connection.subscribe("rows.told")

    def failing(*given):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(doors, "BatchedAnswer", failing)
    batch, alone = Msg(connection, "bids", reply="rows.told"), Msg(connection, "bids", reply="rows.told")
    asked = [_Asked(batch, True, row(b'{"n":0}', b'{"n":1}')), _Asked(alone, False, row(b'{"n":2}'))]
    with caplog.at_level(logging.CRITICAL):
        await agents._answer_all(asked)
    assert (await inbox.next_msg(timeout=PATIENCE_S)).data == b'{"n":2}'


async def test_a_stream_is_answered_in_its_order_also_when_some_of_a_row_have_to_wait():
    echo = Echo()
    bodies = [b'{"n":0}', b"wait 1", b'{"n":2}', b"wait 3", b"none", b'{"n":5}']
    async with grpc_door(echo, directory(EXCHANGE)) as door:
        call = door.stub.StreamBids()
        for body in bodies:
            await call.write(BidRequest(openrtb_json=body, exchange_id=EXCHANGE.exchange_id))
        async with asyncio.timeout(PATIENCE_S):
            assert (await call.read()).openrtb_json == bodies[0], "what is there does not wait for what is not"
            echo.release.set()
            told = [await call.read() for _ in bodies[1:]]
        await call.done_writing()
    assert [(one.status, one.openrtb_json) for one in told] == [
        (200, b"wait 1"),
        (200, b'{"n":2}'),
        (200, b"wait 3"),
        (204, b""),
        (200, b'{"n":5}'),
    ]


async def test_clients_that_ask_at_once_get_their_own_answers_in_their_own_order():
    async with listening() as port:

        async def client(number: int) -> list[int]:
            bodies = [b'{"c":%d,"n":%d}' % (number, place) for place in range(5)]
            bodies[2] = b"wait %d" % number
            said = port.exchange(b"".join(post(body) for body in bodies))
            got = await said
            positions = [got.index(body) for body in bodies]
            assert positions == sorted(positions)
            assert got.count(b'{"c":') == 4
            return statuses(got)

        clients = [asyncio.create_task(client(number)) for number in range(100)]
        async with asyncio.timeout(PATIENCE_S):
            while sum(body.startswith(b"wait") for body, _, _ in port.echo.seen) < 100:
                await asyncio.sleep(0.01)
            port.echo.release.set()
            assert await asyncio.gather(*clients) == [[200] * 5] * 100
