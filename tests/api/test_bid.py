"""Bids on the API's port: the exchange is authenticated here, the answer is a bidder's."""

import asyncio
import hashlib
import json

import nats
import pytest

from domain.exchanges.values import Exchange
from storage.nats.bid_batches import BatchedAnswer, pack_answers, unpack_requests
from storage.nats.connection import connect
from storage.nats.subjects import BATCH_HEADER, BID_AGENTS, BID_REQUESTS, EXCHANGE_HEADER, NO_BID_HEADER
from storage.nats.subscribing import known_to_the_server
from tests.bombs import bomb

REQUEST = {"id": "r1", "imp": [{"id": "1", "banner": {"w": 300, "h": 250}}], "tmax": 5_000}
SECRET = "the-exchange-knows-this"


@pytest.fixture
async def bidding(api, nats_url):
    """The API with NATS and two exchanges: one with a secret, one open."""
    door = api.state.exchange_door
    door.apply(
        Exchange(
            exchange_id="exc_1",
            name="One",
            tenants=("ours",),
            secret_sha256=hashlib.sha256(SECRET.encode()).hexdigest(),
        )
    )
    door.apply(Exchange(exchange_id="open", name="Open", tenants=("ours",)))
    api.state.nats = await connect(nats_url, "api-test")
    yield api
    await api.state.nats.close()


@pytest.fixture
async def bidder(nats_url):
    """Answers bid requests as told, and remembers them."""

    class Bidder:
        status, body, reason, seen, batches = 200, b'{"id": "r1", "seatbid": []}', "", [], []

        async def answer(self, message) -> None:
            bodies = unpack_requests(message.data, message.headers[BATCH_HEADER])
            self.batches.append(len(bodies))
            self.seen += [(message.headers[EXCHANGE_HEADER], body) for body in bodies]
            answers = [BatchedAnswer(place, self.status, self.body, self.reason) for place in range(len(bodies))]
            headers = {BATCH_HEADER: str(len(answers))}
            await connection.publish(message.reply, pack_answers(answers), headers=headers)

    told = Bidder()
    told.seen, told.batches = [], []
    connection = await nats.connect(nats_url)
    await connection.subscribe(BID_REQUESTS, queue=BID_AGENTS, cb=told.answer)
    await known_to_the_server(connection)
    yield told
    await connection.close()


def proven(secret: str = SECRET) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


async def test_the_request_reaches_a_bidder_untouched_and_its_answer_comes_back(bidding, bidder):
    async with bidding.anonymous() as client:
        body = json.dumps(REQUEST).encode()
        answer = await client.post("/v1/bid/exc_1", content=body, headers=proven())
        assert (answer.status_code, answer.content) == (200, bidder.body)
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["x-openrtb-version"] == "2.6"
        assert bidder.seen == [("exc_1", body)]


@pytest.mark.parametrize(("status", "expected"), [(204, 204), (400, 400), (401, 401), (500, 204), (0, 204)])
async def test_what_the_bidder_refuses_is_refused_without_a_body(bidding, bidder, status, expected):
    bidder.status, bidder.reason, bidder.body = status, "below_floor", b"ignored"
    async with bidding.anonymous() as client:
        answer = await client.post("/v1/bid/exc_1", json=REQUEST, headers=proven())
        assert (answer.status_code, answer.content) == (expected, b"")
        if expected == 204:
            assert answer.headers[NO_BID_HEADER] == "below_floor"


async def test_requests_that_come_together_share_a_few_messages_and_each_gets_its_own_answer(bidding, bidder):
    async with bidding.anonymous() as client:
        answers = await asyncio.gather(
            *(client.post("/v1/bid/exc_1", json=REQUEST | {"id": f"r{n}"}, headers=proven()) for n in range(100))
        )
    assert {answer.status_code for answer in answers} == {200}
    assert len({body for _, body in bidder.seen}) == 100
    assert sum(bidder.batches) == 100
    assert 1 < max(bidder.batches) <= 16


DOORS = {
    "its secret": ("/v1/bid/exc_1", proven(), False, 200),
    "a wrong secret": ("/v1/bid/exc_1", proven("guessed"), False, 401),
    "no secret": ("/v1/bid/exc_1", {}, False, 401),
    "an exchange nobody knows": ("/v1/bid/exc_2", proven(), False, 401),
    "no name where there is no default": ("/v1/bid", proven(), False, 401),
    "an open exchange outside demo mode": ("/v1/bid/open", {}, False, 401),
    "an open exchange in demo mode": ("/v1/bid/open", {}, True, 200),
}


@pytest.mark.parametrize(("path", "headers", "demo", "status"), DOORS.values(), ids=DOORS.keys())
async def test_an_exchange_is_known_by_its_secret(bidding, bidder, path, headers, demo, status):
    bidding.state.exchange_door._demo = demo
    async with bidding.anonymous() as client:
        answer = await client.post(path, json=REQUEST, headers=headers)
        assert answer.status_code == status
        assert len(bidder.seen) == (1 if status == 200 else 0)


async def test_a_revoked_exchange_is_turned_away_and_no_older_word_brings_it_back(bidding, bidder):
    door = bidding.state.exchange_door
    digest = hashlib.sha256(SECRET.encode()).hexdigest()
    known = {"exchange_id": "exc_1", "name": "One", "tenants": ("ours",), "secret_sha256": digest}
    door.apply(Exchange(**known, revision=2, revoked=True))
    door.apply(Exchange(**known, revision=1))
    async with bidding.anonymous() as client:
        assert (await client.post("/v1/bid/exc_1", json=REQUEST, headers=proven())).status_code == 401


NO_REQUESTS = {"half an object": b"{", "a list": b"[]", "nothing": b"", "a number": b"7", "nesting": b"[" * 50_000}


@pytest.mark.parametrize("body", NO_REQUESTS.values(), ids=NO_REQUESTS.keys())
async def test_what_is_no_bid_request_is_400_with_an_empty_body(bidding, bidder, body):
    async with bidding.anonymous() as client:
        answer = await client.post("/v1/bid/exc_1", content=body, headers=proven())
        assert (answer.status_code, answer.content) == (400, b"")
        assert bidder.seen == []


async def test_what_is_too_large_is_413_with_an_empty_body(bidding):
    async with bidding.anonymous() as client:
        for body, headers in ((b"x" * 2_000_000, {}), (bomb(100), {"Content-Encoding": "gzip"})):
            answer = await client.post("/v1/bid/exc_1", content=body, headers=proven() | headers)
            assert (answer.status_code, answer.content) == (413, b"")


async def test_without_a_bidder_there_is_no_bid(bidding):
    async with bidding.anonymous() as client:
        answer = await client.post("/v1/bid/exc_1", json=REQUEST, headers=proven())
        assert (answer.status_code, answer.headers[NO_BID_HEADER]) == (204, "no_bidder")


async def test_a_bidder_that_is_late_is_no_bid(bidding, nats_url):
    connection = await nats.connect(nats_url)
    arrived = asyncio.Event()

    async def ignore(_message) -> None:
        arrived.set()

    await connection.subscribe(BID_REQUESTS, queue=BID_AGENTS, cb=ignore)
    await known_to_the_server(connection)
    async with bidding.anonymous() as client:
        answer = await client.post("/v1/bid/exc_1", json=REQUEST | {"tmax": 30}, headers=proven())
        assert (answer.status_code, answer.headers[NO_BID_HEADER]) == (204, "late")
    assert arrived.is_set()
    await connection.close()


@pytest.mark.parametrize("tmax", [None, "soon", -1, True, 0, [1]])
async def test_a_senseless_deadline_is_read_as_none(bidding, bidder, tmax):
    async with bidding.anonymous() as client:
        answer = await client.post("/v1/bid/exc_1", json=REQUEST | {"tmax": tmax}, headers=proven())
        assert answer.status_code == 200


async def test_with_the_bus_away_there_is_no_bid(bidding):
    await bidding.state.nats.close()
    async with bidding.anonymous() as client:
        answer = await client.post("/v1/bid/exc_1", json=REQUEST, headers=proven())
        assert (answer.status_code, answer.headers[NO_BID_HEADER]) == (204, "bus_away")
