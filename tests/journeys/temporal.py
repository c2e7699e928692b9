"""Journeys on a Temporal server in which days pass in milliseconds, over a real database."""

import asyncio
import contextlib
import itertools
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from temporalio import activity
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.testing import WorkflowEnvironment

from activities.poking import Poker
from domain.journeys.blueprints import service as blueprints
from domain.journeys.blueprints.values import JourneyAction
from domain.journeys.values import JourneyDefinition, Mode, Poke
from tests.journeys.world import World
from tests.patience import PATIENCE_S
from workers.journeys import carrying
from workflows.contracts import journeys as contract
from workflows.contracts.journeys import Act, JourneyInput, JourneyStatus

_queues = itertools.count(1)


@dataclass(frozen=True)
class Handed:
    """What a delivery came to."""

    sent: int
    refused: dict[str, int] = field(default_factory=dict)


class Postbox:
    """Every key that was handed over, in order."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    async def __call__(self, tenant_id: str, *, keys: Sequence[str], limit: int, now_ms: int) -> Handed:
        self.keys += keys
        return Handed(sent=len(keys))


@dataclass
class Carried:
    """A world whose people are carried by workflows."""

    environment: WorkflowEnvironment
    world: World
    postbox: Postbox
    poker: Poker
    queue: str

    async def publish(self, definition: JourneyDefinition, mode: Mode, journey_id: str = "", **act: Any) -> str:
        """A draft, published through its workflow; the journey's id."""
        body = definition.model_dump(mode="json", by_alias=True)
        async with self.world.database.tenant(self.world.tenant_id) as session:
            if journey_id:
                await blueprints.edit_draft(
                    session, journey_id, body, expected_revision=None, actor_id="usr_a", now_ms=0
                )
            else:
                made = await blueprints.create(session, definition.name, body, actor_id="usr_a", now_ms=0)
                journey_id = made.id
        chosen = {} if act.get("people_inside") else {"mode": mode}
        await self.act(journey_id, JourneyAction.PUBLISH, **chosen, **act)
        return journey_id

    async def act(self, journey_id: str, action: JourneyAction, **more: Any) -> JourneyStatus:
        handle = await self.environment.client.start_workflow(
            contract.WORKFLOW,
            JourneyInput(tenant_id=self.world.tenant_id, journey_id=journey_id),
            id=contract.workflow_id(self.world.tenant_id, journey_id),
            task_queue=self.queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        return await handle.execute_update(
            contract.ACT, Act(action=action, actor_id="usr_a", **more), result_type=JourneyStatus
        )

    async def enter(self, journey_id: str, people: Sequence[str], cause: str = "call") -> None:
        await self.catch_up()
        entered = await self.world.enter(journey_id, people, cause)
        self.poker.poke(self.world.tenant_id, entered.pokes)

    async def did(self, person_id: str, name: str, **more: Any) -> None:
        await self.catch_up()
        self.poker.poke(self.world.tenant_id, await self.world.did(person_id, name, **more))

    async def poke(self, journey_id: str, shards: int) -> None:
        self.poker.poke(self.world.tenant_id, [Poke(journey_id, shard) for shard in range(shards)])

    async def catch_up(self) -> None:
        """The world's clock is the server's."""
        self.world.now_ms = int((await self.environment.get_current_time()).timestamp() * 1_000)

    async def until(self, what: Callable[[], Any]) -> Any:
        """The first truth that ``what`` gives."""
        deadline = time.monotonic() + PATIENCE_S
        while not (found := await what()):
            assert time.monotonic() < deadline, "it never came to that"
            await asyncio.sleep(0.02)
        return found

    async def is_empty(self, journey_id: str) -> bool:
        return (await self.world.where(journey_id)).in_progress == 0


@contextlib.asynccontextmanager
async def carried(environment: WorkflowEnvironment, world: World) -> AsyncIterator[Carried]:
    postbox, queue = Postbox(), f"journeys-{next(_queues)}"
    async with carrying(
        environment.client,
        world.database,
        postbox,
        now_ms=server_time_ms,
        linger_s=0,
        task_queue=queue,
    ) as poker:
        yield Carried(environment, world, postbox, poker, queue)


def server_time_ms() -> int:
    """The time at which the activity that asks was begun, on the server's clock."""
    if not activity.in_activity():
        return 0
    return int(activity.info().started_time.timestamp() * 1_000)
