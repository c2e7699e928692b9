"""HTTP, gRPC and NATS: one answer, whichever door a request comes through."""

import asyncio
import json
from hashlib import sha256

import grpc
import pytest

from bidding.agents.bidding_pb2 import BidRequest, BidResponse, HealthRequest
from bidding.agents.desk import BidDesk
from bidding.agents.gate import Gate
from bidding.agents.http_limits import MOST_BODY_BYTES
from bidding.agents.nats import NatsAgents
from bidding.simulated_exchange.grpc_stream import GrpcStreamTarget
from domain.events.values import Entry
from domain.exchanges.values import Exchange
from domain.profiles.values import Profile, TenantProfile
from storage.nats.bid_batches import pack_requests, unpack_answers
from storage.nats.bid_requests import BidRequests
from storage.nats.connection import connect
from storage.nats.subjects import BATCH_HEADER, BID_REQUESTS, EXCHANGE_HEADER, STATUS_HEADER
from tests.bidding.doors import NEVER_MS, NatsDoor, Said, directory, grpc_door, http_door, nats_door, said
from tests.bidding.http_port import Echo
from tests.bidding.stand import EXCHANGE, TENANT, Stand, campaign, caps, impression, request, targeting, video
from tests.patience import PATIENCE_S

SECRET = "open sesame"
CLOSED = Exchange(
    exchange_id="closed", name="Closed", tenants=(TENANT,), secret_sha256=sha256(SECRET.encode()).hexdigest()
)


@pytest.fixture
async def connection(nats_url):
    connection = await connect(nats_url, "test")
    yield connection
    await connection.close()


def a_stand() -> Stand:
    stand = Stand(
        campaign("cmp_open", base_cpm_micros=1_500_000),
        campaign("cmp_known", caps=caps(per_hour=2), base_cpm_micros=2_500_000),
        campaign("cmp_video", creatives=(video(creative_id="crt_video"),)),
        campaign("cmp_abroad", targeting=targeting(countries=("FRA",)), base_cpm_micros=3_000_000),
        campaign("cmp_poor", base_cpm_micros=3_900_000),
        funds={"cmp_poor": 5_000_000},
    )
    stand.memory.profiles["ana"] = Profile(
        "ana", interests=(0.5,) * 64, tenants={TENANT: TenantProfile(tier="gold", segments=(3,))}
    )
    return stand


BODIES = [
    json.dumps(body).encode()
    for body in (
        request(id="one"),
        request(id="two", user={"id": "ana"}),
        request(id="two again", user={"id": "ana"}),
        request(id="capped by now", user={"id": "ana"}),
        request(id="unknown", user={"id": "ben"}),
        request(impression(video={"mimes": ["video/mp4"], "w": 1280, "h": 720}, banner=None), id="video"),
        request([impression(), impression(id="imp-2", bidfloor=2.0)], id="both", cur=["EUR"]),
        request(id="abroad", device={"geo": {"country": "FRA"}}),
        request(impression(bidfloor=900.0), id="dear"),
        request(id="late", tmax=1),
        request(id="yen only", cur=["XXX"]),
        request(id="test", test=1),
    )
] + [b"{", b"[]", b"", b'{"id":1}', b'{"imp":[]}', b"\xff\xfe", b"null", b'{"id":"x","imp":"y"}']


async def test_the_three_entries_give_the_same_answer_to_the_same_request(connection):
    at_http, at_grpc, at_nats = a_stand(), a_stand(), a_stand()
    known = directory(EXCHANGE)
    async with (
        http_door(at_http.processor, known) as http,
        grpc_door(at_grpc.processor, known) as grpc_,
        nats_door(at_nats.processor, known, connection) as nats,
    ):
        for body in BODIES:
            over_grpc = await grpc_.ask(body, EXCHANGE)
            over_nats = await nats.ask(body, EXCHANGE)
            over_http = await http.ask(body, EXCHANGE)
            assert over_grpc == over_nats
            no_bid = over_grpc.reason if over_grpc.status == 204 else ""
            assert over_http == Said(over_grpc.status, over_grpc.body, no_bid)
            assert over_grpc.status in {200, 204, 400}
            assert bool(over_grpc.body) == (over_grpc.status == 200)
            assert bool(over_grpc.reason) == (over_grpc.status != 200)
    assert [event.event_id for event in at_http.events] == [event.event_id for event in at_nats.events]
    assert {event.entry for event in at_http.events} == {Entry.REST}
    assert {event.entry for event in at_grpc.events} == {Entry.GRPC}
    assert {event.entry for event in at_nats.events} == {Entry.NATS}
    assert len({event.type for event in at_http.events}) == 2


@pytest.mark.parametrize(("secret", "status"), [(SECRET, 200), ("wrong", 401), ("", 401)])
async def test_a_secret_opens_http_and_grpc_alike(secret, status):
    known = directory(CLOSED)
    async with http_door(a_stand().processor, known) as http, grpc_door(a_stand().processor, known) as grpc_:
        assert (await http.ask(BODIES[0], CLOSED, secret)).status == status
        assert (await grpc_.ask(BODIES[0], CLOSED, secret)).status == status


async def test_the_secret_may_come_with_the_grpc_call_instead_of_the_message():
    async with grpc_door(a_stand().processor, directory(CLOSED)) as door:
        metadata = (("authorization", f"Bearer {SECRET}"),)
        asked = BidRequest(openrtb_json=BODIES[0], exchange_id="closed")
        assert said(await door.stub.ProcessBid(asked, metadata=metadata)).status == 200
        call = door.stub.StreamBids(iter([asked, asked]), metadata=metadata)
        assert [said(response).status async for response in call] == [200, 200]


async def test_a_stream_answers_in_order_and_every_request():
    echo = Echo()
    echo.release.set()
    bodies = [b'{"n":%d}' % number if number % 3 else b"wait %d" % number for number in range(100)]
    async with grpc_door(echo, directory(EXCHANGE)) as door:
        call = door.stub.StreamBids(iter([BidRequest(openrtb_json=body, exchange_id="exc_one") for body in bodies]))
        answers = [said(response) async for response in call]
    assert [answer.body for answer in answers] == bodies


async def test_a_grpc_message_over_the_limit_is_refused_and_the_door_lives():
    async with grpc_door(a_stand().processor, directory(EXCHANGE)) as door:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await door.ask(b" " * 50_000_000, EXCHANGE)
        assert refused.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert (await door.ask(BODIES[0], EXCHANGE)).status == 200


async def test_grpc_health_says_what_http_health_says():
    async with grpc_door(a_stand().processor, directory(EXCHANGE)) as door:
        health = await door.stub.HealthCheck(HealthRequest())
    assert health.ready
    assert health.health_json == b'{"campaigns":1}'


async def test_draining_grpc_finishes_the_call_under_way():
    echo = Echo()
    async with grpc_door(echo, directory(EXCHANGE)) as door:
        asked = asyncio.ensure_future(door.ask(b"wait", EXCHANGE))
        async with asyncio.timeout(PATIENCE_S):
            while not echo.seen:
                await asyncio.sleep(0.01)
            drained = asyncio.ensure_future(door.server.drain(deadline_s=5))
            await asyncio.sleep(0)
            echo.release.set()
            assert (await asked).body == b"wait"
            await drained


async def test_the_bus_is_trusted_but_not_with_exchanges_that_do_not_exist(connection):
    revoked = Exchange(exchange_id="gone", name="", tenants=(TENANT,), revoked=True)
    known = directory(CLOSED, revoked)
    async with nats_door(a_stand().processor, known, connection) as door:
        assert (await door.ask(BODIES[0], CLOSED)).status == 200
        assert (await door.ask(BODIES[0], revoked)).status == 401
        assert (await door.ask(BODIES[0], None)).status == 401
    async with nats_door(a_stand().processor, directory(EXCHANGE, default="exc_one"), connection) as door:
        assert (await door.ask(BODIES[0], None)).status == 200


async def test_two_megabytes_over_nats_are_refused_and_the_door_lives(connection):
    async with nats_door(a_stand().processor, directory(EXCHANGE), connection) as door:
        assert (await door.ask(b" " * 2_000_000, EXCHANGE)).status == 413
        assert (await door.ask(BODIES[0], EXCHANGE)).status == 200


async def test_each_request_is_answered_by_one_bidder_of_the_group(nats_url, connection):
    other = await connect(nats_url, "other bidder")
    first, second = Echo(), Echo()
    known = directory(EXCHANGE)
    async with nats_door(first, known, connection) as door, nats_door(second, known, other):
        answers = await asyncio.gather(*(door.ask(b'{"n":%d}' % number, EXCHANGE) for number in range(200)))
    assert {answer.body for answer in answers} == {b'{"n":%d}' % number for number in range(200)}
    assert len(first.seen) + len(second.seen) == 200
    assert first.seen
    assert second.seen
    await other.close()


async def test_leaving_the_group_answers_what_was_delivered(nats_url, connection):
    echo = Echo()
    mine = await connect(nats_url, "leaving")
    agents = NatsAgents(mine, BidDesk(echo, Gate(shed_after_ms=NEVER_MS)), directory(EXCHANGE), agents=2)
    await agents.start()
    asked = [asyncio.ensure_future(NatsDoor(connection).ask(b"wait", EXCHANGE)) for _ in range(10)]
    async with asyncio.timeout(PATIENCE_S):
        while len(echo.seen) < 10:
            await asyncio.sleep(0.01)
        leaving = asyncio.ensure_future(agents.drain())
        await asyncio.sleep(0)
        echo.release.set()
        await leaving
        assert [(await answer).status for answer in asked] == [200] * 10
    await mine.close()


async def test_a_batch_over_nats_gets_what_each_of_its_requests_would_have_got(connection):
    alone, together = a_stand(), a_stand()
    known = directory(EXCHANGE)
    async with grpc_door(alone.processor, known) as one_by_one:
        expected = [await one_by_one.ask(body, EXCHANGE) for body in BODIES]
    async with nats_door(together.processor, known, connection):
        requests = BidRequests(connection)
        replies = await asyncio.gather(
            *(requests.ask(EXCHANGE.exchange_id, body, timeout_s=PATIENCE_S) for body in BODIES), return_exceptions=True
        )
        await requests.close()
    assert [(reply.status, reply.reason) for reply in replies] == [(said.status, said.reason) for said in expected]


async def test_a_message_of_more_requests_than_a_row_gets_an_answer_to_each(connection):
    echo = Echo()
    bodies = [b'{"n":%d}' % number for number in range(200)]
    bodies[100] = b'{"n":100,"is":"%b"}' % (b"x" * MOST_BODY_BYTES)
    headers = {EXCHANGE_HEADER: EXCHANGE.exchange_id, BATCH_HEADER: "200"}
    async with nats_door(echo, directory(EXCHANGE), connection):
        got = {}
        inbox = await connection.subscribe("batch.answers")
        await connection.publish(BID_REQUESTS, pack_requests(bodies), reply="batch.answers", headers=headers)
        async with asyncio.timeout(PATIENCE_S):
            while len(got) < 200:
                message = await inbox.next_msg(timeout=PATIENCE_S)
                for one in unpack_answers(message.data):
                    got[one.place] = (one.status, one.body)
    assert got == {place: (200, body) if place != 100 else (413, b"") for place, body in enumerate(bodies)}


@pytest.mark.parametrize("announced", ["0", "2", "many", "-1"])
async def test_a_batch_that_is_none_is_no_bid_request(connection, announced):
    async with nats_door(Echo(), directory(EXCHANGE), connection):
        headers = {EXCHANGE_HEADER: EXCHANGE.exchange_id, BATCH_HEADER: announced}
        reply = await connection.request(BID_REQUESTS, b"\x00\x00\x00\x02{}", timeout=PATIENCE_S, headers=headers)
        assert reply.headers[STATUS_HEADER] == "400"


async def test_a_message_that_is_no_message_is_a_bad_request_and_no_news(caplog):
    async with grpc_door(Echo(), directory(EXCHANGE)) as door:
        channel = door.channel
        raw = channel.unary_unary("/campaign_express.bidding.v1.BiddingService/ProcessBid")
        for message in (b"\xff" * 40, b"\x0a\xff\xff\xff\xff\x0f", b"\x08"):
            assert BidResponse.FromString(await raw(message)).status == 400
        answer = await door.stub.ProcessBid(BidRequest(openrtb_json=b"{}", exchange_id="No.Such"))
        assert answer.status == 404
    assert not caplog.records


async def test_a_stream_is_left_when_the_bidder_asks_and_another_one_is_taken():
    async with grpc_door(Echo(), directory(EXCHANGE)) as door, grpc_door(Echo(), directory(EXCHANGE)) as other:
        target = GrpcStreamTarget(f"127.0.0.1:{door.port}", exchange_id=EXCHANGE.exchange_id)
        told = await asyncio.gather(*(target.send(b'{"n": %d}' % number) for number in range(50)))
        assert [reply.body for reply in told] == [b'{"n": %d}' % number for number in range(50)]
        door.service.closing = True
        assert (await target.send(b"{}")).status == 200
        target._address = f"127.0.0.1:{other.port}"  # as a balancer would
        await door.server.drain(deadline_s=5)
        assert (await target.send(b"{}")).status == 200
        await target.close()


async def test_a_request_that_nobody_waits_for_any_more_leaves_its_answer_to_no_other():
    async with grpc_door(Echo(), directory(EXCHANGE)) as door:
        target = GrpcStreamTarget(f"127.0.0.1:{door.port}", exchange_id=EXCHANGE.exchange_id)
        assert (await target.send(b'{"n": 1}')).body == b'{"n": 1}'
        call, is_stuck = target._stream._call, asyncio.Event()

        async def stuck(request):
            is_stuck.set()
            await asyncio.Event().wait()

        call.write = stuck
        given_up = asyncio.create_task(target.send(b'{"n": 0}'))
        await is_stuck.wait()
        given_up.cancel()
        await asyncio.gather(given_up, return_exceptions=True)
        assert [(await target.send(body)).body for body in (b'{"n": 2}', b'{"n": 3}')] == [b'{"n": 2}', b'{"n": 3}']
        await target.close()


async def test_an_answer_that_comes_after_its_sender_left_ends_no_stream():
    async with grpc_door(Echo(), directory(EXCHANGE)) as door:
        target = GrpcStreamTarget(f"127.0.0.1:{door.port}", exchange_id=EXCHANGE.exchange_id)
        assert (await target.send(b'{"n": 1}')).body == b'{"n": 1}'
        stream, written = target._stream, asyncio.Event()
        write = stream._call.write

        async def told(request):
            await write(request)
            written.set()

        stream._call.write = told
        given_up = asyncio.create_task(target.send(b'{"n": 0}'))
        await written.wait()
        given_up.cancel()
        assert (await target.send(b'{"n": 2}')).body == b'{"n": 2}'
        assert target._stream is stream
        await target.close()
