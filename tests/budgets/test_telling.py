"""What the banker tells the stream and the workflows: once, also after doubt and outage."""

import contextlib
import uuid
from datetime import timedelta

import nats
import pytest
from nats.js import JetStreamContext
from temporalio.api.enums.v1 import EventType as HistoryEventType
from temporalio.client import Client, WorkflowHandle

from domain.budgets import service
from domain.budgets.rules import LeaseTerms
from domain.budgets.tables import BudgetBanker
from domain.errors import Unavailable
from domain.events.values import EventType
from storage.nats.event_feed import EventFeed
from storage.nats.events import publish_events
from storage.nats.streams import ensure_streams
from storage.nats.subjects import BIDS_STREAM
from storage.sql.database import Database
from tests.budgets.bank import clock_ms, until
from tests.budgets.books import TENANT, USD, bill
from tests.servers import free_port
from workers.banking.exhaustion import ExhaustionToWorkflows
from workers.banking.outbox import SettlementsToStream
from workers.settings import Temporal
from workers.temporal import connect
from workflows.contracts.campaigns import BUDGET_EXHAUSTED, BUDGET_REFUNDED, BudgetExhausted, workflow_id
from workflows.contracts.temporal import DATA_CONVERTER

FORGETFUL_AFTER_S = 0.1
"""Instead of two minutes: how long the stream recognises a repeated message id."""
SETTLEMENTS = "bids.events.*.settlement.*"
PROBED = "bids.events.ten_probe.probe.bdr_probe"


@pytest.fixture
async def epoch(money: Database) -> int:
    async with money.platform() as session:
        return await service.take_epoch(session, holder="test", now_ms=clock_ms())


async def settle(money: Database, epoch: int, count: int, bidders: int = 1) -> None:
    """``count`` bills of unknown leases: disputed, but settlements like any other."""
    bills = [
        bill(
            f"bid_{uuid.uuid4().hex}",
            lease_id="lse_x",
            price_nanos=1,
            max_price_nanos=1,
            at_ms=clock_ms(),
            expires_at_ms=clock_ms(),
            campaign_id="cmp_x",
            bidder_id=f"bdr_{number % bidders}",
        )
        for number in range(count)
    ]
    async with money.platform() as session:
        await service.settle_batch(session, bills, epoch=epoch, terms=LeaseTerms(), now_ms=clock_ms())


async def forgetful_stream(js: JetStreamContext) -> None:
    await ensure_streams(js)
    config = (await js.stream_info(BIDS_STREAM)).config
    await js.update_stream(config.evolve(duplicate_window=FORGETFUL_AFTER_S))


async def until_forgotten(js: JetStreamContext) -> None:
    """Until the stream would store again whatever was stored before this was called: ids are forgotten in their order."""

    async def is_stored() -> bool:
        stored = await js.publish(PROBED, headers={"Nats-Msg-Id": "probe"})
        return not stored.duplicate

    assert await is_stored()
    await until(is_stored, "the stream forgetting a message id")


async def stored_settlements(js: JetStreamContext) -> int:
    """Messages in the stream."""
    info = await js.stream_info(BIDS_STREAM, subjects_filter=SETTLEMENTS)
    return sum((info.state.subjects or {}).values())


class Dying(JetStreamContext):
    """Stores some messages, then the connection is gone."""

    stores = 0

    async def publish(self, *args, **kwargs):
        if not self.stores:
            raise nats.errors.ConnectionClosedError
        self.stores -= 1
        return await super().publish(*args, **kwargs)


@pytest.mark.parametrize("stored_before_the_crash", range(5))
async def test_settlements_are_in_the_stream_once_though_the_banker_died_before_noting_it(
    money: Database, epoch: int, empty_nats_url: str, stored_before_the_crash: int
):
    connection = await nats.connect(empty_nats_url)
    js = connection.jetstream()
    await forgetful_stream(js)
    await settle(money, epoch, 230, bidders=2)
    await settle(money, epoch, 3)
    dying = Dying(connection)
    dying.stores = stored_before_the_crash
    with pytest.raises(Unavailable):
        await SettlementsToStream(dying, money, epoch=epoch).step()
    await until_forgotten(js)

    await SettlementsToStream(js, money, epoch=epoch).step()
    again = SettlementsToStream(js, money, epoch=epoch)
    await again.step()
    await settle(money, epoch, 2)
    await again.step()

    feed = EventFeed.passing(js, [SETTLEMENTS], clock_ms=clock_ms)
    events = [event for delivery in await feed.fetch(100, within_s=2) for event in delivery.events]
    assert len(events) == len({event.event_id for event in events}) == 235
    await connection.close()


async def test_settlements_stored_but_not_noted_are_not_stored_again(money: Database, epoch: int, empty_nats_url: str):
    connection = await nats.connect(empty_nats_url)
    js = connection.jetstream()
    await forgetful_stream(js)
    await settle(money, epoch, 150)
    await SettlementsToStream(js, money, epoch=epoch).step()
    stored = await stored_settlements(js)
    async with money.platform() as session:
        (await session.get_one(BudgetBanker, 1)).published_sequence = 0
    await until_forgotten(js)
    await SettlementsToStream(js, money, epoch=epoch).step()
    assert await stored_settlements(js) == stored == 2
    await connection.close()


async def test_a_feed_whose_consumer_the_server_lost_goes_on_without_a_gap(empty_nats_url: str):
    connection = await nats.connect(empty_nats_url)
    js = connection.jetstream()
    await ensure_streams(js)
    feed = EventFeed.passing(js, ["bids.events.*.bill.bdr_1", "bids.events.*.loss.bdr_1"], clock_ms=clock_ms)
    await feed.open()
    seen: list[str] = []

    async def publish(name: str, kind: EventType = EventType.BILL, bidder_id: str = "bdr_1") -> None:
        event = bill(
            name, kind=kind, lease_id="l", price_nanos=1, max_price_nanos=1, at_ms=1, expires_at_ms=1, campaign_id="c"
        )
        await publish_events(js, f"bids.events.ten_1.{kind}.{bidder_id}", [event], name)

    async def read(*, acknowledge: bool = True) -> None:
        deliveries = await feed.fetch(10, within_s=0.2)
        seen.extend(event.bid_id for delivery in deliveries for event in delivery.events)
        if acknowledge:
            await feed.acknowledge(deliveries)

    async def drained() -> bool:
        with contextlib.suppress(Unavailable):
            await read()
        return await feed.drained_to_ms() >= published_at_ms

    await publish("a")
    await publish("b", EventType.LOSS)
    await publish("not ours", bidder_id="bdr_2")
    published_at_ms = clock_ms()
    await until(drained, "the feed is drained")
    assert seen == ["a", "b"]

    await publish("c")
    await read(acknowledge=False)
    (consumer,) = await js.consumers_info(BIDS_STREAM)
    await js.delete_consumer(BIDS_STREAM, consumer.name)
    await publish("d")
    published_at_ms = clock_ms()
    await until(drained, "the feed is drained again")
    assert seen == ["a", "b", "c", "c", "d"]
    await connection.close()


class Campaign:
    """An exhausted campaign whose workflow runs, though nobody works on it: signals stay readable in its history."""

    def __init__(self, money: Database, temporal: Client) -> None:
        self.campaign_id = f"cmp_{uuid.uuid4().hex}"
        self.money = money
        self.temporal = temporal

    async def exhaust(self, *, spent_nanos: int = 5_000) -> None:
        async with self.money.platform() as session:
            await service.open_account(session, TENANT, self.campaign_id, USD, 5, now_ms=clock_ms())
            account = (await service.spend_after(session, -1, limit=10))[-1]
            account.spent_nanos, account.exhausted_at_ms = spent_nanos, clock_ms()

    async def start(self) -> WorkflowHandle:
        return await self.temporal.start_workflow(
            "Campaign",
            id=workflow_id(TENANT, self.campaign_id),
            task_queue=f"nobody-{uuid.uuid4().hex}",
            execution_timeout=timedelta(minutes=5),
        )

    async def refund(self) -> None:
        """As a correction does that gives all of it back."""
        async with self.money.platform() as session:
            account = (await service.spend_after(session, -1, limit=10))[-1]
            account.spent_nanos, account.exhausted_at_ms = 0, None

    async def heard(self, workflow: WorkflowHandle) -> list[str]:
        return [
            event.workflow_execution_signaled_event_attributes.signal_name
            async for event in workflow.fetch_history_events()
            if event.event_type == HistoryEventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED
        ]

    async def signals(self, workflow: WorkflowHandle) -> list[BudgetExhausted]:
        signalled = HistoryEventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED
        return [
            (
                await DATA_CONVERTER.decode(
                    event.workflow_execution_signaled_event_attributes.input.payloads, [BudgetExhausted]
                )
            )[0]
            async for event in workflow.fetch_history_events()
            if event.event_type == signalled
            and event.workflow_execution_signaled_event_attributes.signal_name == BUDGET_EXHAUSTED
        ]


async def test_a_campaigns_workflow_hears_once_that_its_budget_is_used_up_even_if_temporal_was_away(
    money: Database, epoch: int, temporal_address: str
):
    temporal = await connect(Temporal(address=temporal_address))
    nowhere = await connect(Temporal(address=f"127.0.0.1:{free_port()}"))
    campaign = Campaign(money, temporal)
    workflow = await campaign.start()
    await campaign.exhaust(spent_nanos=4_990)
    with pytest.raises(Unavailable):
        await ExhaustionToWorkflows(nowhere, money, epoch=epoch, clock_ms=clock_ms).step()
    for _ in range(2):
        await ExhaustionToWorkflows(temporal, money, epoch=epoch, clock_ms=clock_ms).step()
    (told,) = await campaign.signals(workflow)
    assert told.budget_micros == 5
    assert told.reason == "budget used up: 0.00 USD of 0.00 USD; what is left funds no bid"
    await campaign.refund()
    with pytest.raises(Unavailable):
        await ExhaustionToWorkflows(nowhere, money, epoch=epoch, clock_ms=clock_ms).step()
    for _ in range(2):
        await ExhaustionToWorkflows(temporal, money, epoch=epoch, clock_ms=clock_ms).step()
    assert await campaign.heard(workflow) == [BUDGET_EXHAUSTED, BUDGET_REFUNDED]
    await workflow.terminate()


async def test_a_campaign_without_a_workflow_holds_nobody_up(money: Database, epoch: int, temporal_address: str):
    temporal = await connect(Temporal(address=temporal_address))
    await Campaign(money, temporal).exhaust()
    telling = ExhaustionToWorkflows(temporal, money, epoch=epoch, clock_ms=clock_ms)
    await telling.step()
    async with money.platform_reading() as session:
        assert not await service.exhaustions_untold(session, limit=10)
