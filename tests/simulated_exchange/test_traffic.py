"""Traffic into a whole bidder over its real entries, and back through its notices."""

import asyncio
import json
from itertools import islice
from pathlib import Path

import nats
import pytest

from bidding.simulated_exchange.replay import read_requests
from bidding.simulated_exchange.requests import SCREEN, RequestGenerator
from bidding.simulated_exchange.run import TrafficPlan, run_traffic
from bidding.simulated_exchange.targets import GrpcTarget, NatsTarget, RestTarget, close_all
from bidding.simulated_exchange.world import World
from domain.events.values import Entry, EventType
from domain.rates.values import shipped_rates
from tests.simulated_exchange.bidder import EXCHANGE, NOW_MS, serving

REQUESTS = 300
PATIENCE_S = 60.0
SAMPLE = Path(__file__).parents[3] / "shared" / "openrtb" / "sample.jsonl"


@pytest.fixture(scope="module")
def world():
    return World(people=500)


async def drive(world, targets, requests, *, rate=600.0, duration_s=0.0, stop=None):
    plan = TrafficPlan(rate=rate, duration_s=duration_s, seed=3, exchange_id=EXCHANGE.exchange_id)
    try:
        return await run_traffic(
            plan, requests, targets, world=world, rates=shipped_rates(), clock_ms=lambda: NOW_MS, stop=stop
        )
    finally:
        await close_all(targets)


@pytest.fixture
async def connection(empty_nats_url):
    client = await nats.connect(empty_nats_url)
    yield client
    await client.close()


async def test_every_answer_over_every_entry_answers_its_request_and_every_notice_is_taken(
    world, connection, empty_nats_url
):
    async with serving(world, campaigns=range(50), connection=connection) as bidder:
        targets = [
            RestTarget(bidder.http_url, exchange_id=EXCHANGE.exchange_id, patience_s=PATIENCE_S),
            GrpcTarget(bidder.grpc_address, exchange_id=EXCHANGE.exchange_id, patience_s=PATIENCE_S),
            await NatsTarget.open(empty_nats_url, exchange_id=EXCHANGE.exchange_id, patience_s=PATIENCE_S),
        ]
        report = await drive(world, targets, islice(RequestGenerator(world, 3), REQUESTS))
        bills = bidder.once(EventType.BILL)
        wins = bidder.once(EventType.WIN)
        losses = bidder.once(EventType.LOSS)

    assert report.faults == []
    assert [seen.unanswered for seen in report.entries.values() if seen.unanswered] == []
    assert report.sent == REQUESTS
    for entry in Entry:
        seen = report.entries[entry]
        assert set(seen.statuses) <= {200, 204}
        assert seen.bids > REQUESTS / 3 / 3
        assert len(seen.latencies_us) == seen.sent == REQUESTS / 3
    assert {status for _, status in report.tally.notices} <= {204, 302}
    assert len(wins) == report.won > 30
    assert len(losses) == sum(report.lost.values()) > 20
    assert len(bills) == report.tally.shown <= report.won
    assert report.tally.clicks == len(bidder.once(EventType.CLICK)) > 0
    assert report.tally.conversions == len(bidder.once(EventType.CONVERSION))


async def test_billed_prices_are_what_the_auctions_cleared_at(world, connection):
    in_dollars = [number for number in range(50) if world.campaign(number).snapshot.pricing.currency == "USD"]
    requests = [
        request for request in islice(RequestGenerator(world, 4), 300) if request.request.get("cur", ["USD"]) == ["USD"]
    ]
    async with serving(world, campaigns=in_dollars, connection=connection) as bidder:
        report = await drive(world, [RestTarget(bidder.http_url, patience_s=PATIENCE_S)], requests)
        billed = bidder.once(EventType.BILL).values()
    assert {bill.currency for bill in billed} == set(report.tally.spend_nanos) == {"USD"}
    assert sum(bill.price_nanos for bill in billed) == report.tally.spend_nanos["USD"] > 0


async def test_a_screen_is_billed_for_everybody_who_sees_it_and_clicked_on_by_nobody(world, connection):
    in_dollars = [number for number in range(50) if world.campaign(number).snapshot.pricing.currency == "USD"]
    requests = [
        screen
        for screen in islice(RequestGenerator(world, 4, screens=1.0), 200)
        if screen.request.get("cur", ["USD"]) == ["USD"]
    ]
    assert {screen.shape for screen in requests} == {SCREEN}
    async with serving(world, campaigns=in_dollars, connection=connection) as bidder:
        report = await drive(world, [RestTarget(bidder.http_url, patience_s=PATIENCE_S)], requests)
        billed = bidder.once(EventType.BILL).values()
    assert report.faults == []
    assert sum(bill.price_nanos for bill in billed) == report.tally.spend_nanos["USD"] > 0
    assert {status for kind, status in report.tally.notices if kind == "bill"} == {204}
    assert report.tally.clicks == 0


async def test_known_people_click_about_as_often_as_the_truth_says(world, connection):
    async with serving(world, campaigns=range(50), connection=connection) as bidder:
        target = RestTarget(bidder.http_url, patience_s=PATIENCE_S)
        report = await drive(world, [target], islice(RequestGenerator(world, 11), 600))
    expected = report.tally.expected_clicks
    assert expected > 5
    assert abs(report.tally.clicks - expected) < 5 * expected**0.5


async def test_a_run_ends_when_its_time_is_up_or_it_is_told_to(world, connection):
    async with serving(world, campaigns=range(5), connection=connection) as bidder:
        timed = await drive(
            world,
            [RestTarget(bidder.http_url, patience_s=PATIENCE_S)],
            RequestGenerator(world, 1),
            rate=200.0,
            duration_s=0.25,
        )
        stop = asyncio.Event()
        stop.set()
        stopped = await drive(
            world, [RestTarget(bidder.http_url, patience_s=PATIENCE_S)], RequestGenerator(world, 1), stop=stop
        )
    assert timed.sent == 50
    assert stopped.sent == 0


async def test_a_replayed_file_is_answered_line_by_line(world, connection, tmp_path):
    file = tmp_path / "requests.jsonl"
    good = RequestGenerator(world, 8).make(0)
    file.write_bytes(b"\n".join([good.body, b"{", b"[]", json.dumps({"id": "x"}).encode()]))
    async with serving(world, campaigns=range(50), connection=connection) as bidder:
        report = await drive(world, [RestTarget(bidder.http_url, patience_s=PATIENCE_S)], read_requests(file))
    statuses = report.entries[Entry.REST].statuses
    assert statuses[400] == 3
    assert statuses[200] + statuses[204] == 1
    assert report.faults == []


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample of requests written by others is not here")
async def test_requests_written_by_others_get_valid_answers_or_none(world, connection):
    async with serving(world, campaigns=range(100), connection=connection) as bidder:
        report = await drive(world, [RestTarget(bidder.http_url, patience_s=PATIENCE_S)], read_requests(SAMPLE))
    assert report.faults == []
    assert report.failures == 0
    assert report.sent == 307
    assert report.bids > 0


async def test_a_bidder_that_is_not_there_is_a_failure_not_a_crash(world):
    report = await drive(
        world, [RestTarget("http://127.0.0.1:9"), GrpcTarget("127.0.0.1:9")], islice(RequestGenerator(world, 1), 4)
    )
    assert report.failures == 4
