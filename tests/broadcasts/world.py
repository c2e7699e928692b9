"""A tenant's people and broadcasts, carried by the activities without a server, or by workflows on one in which days pass."""

import asyncio
import contextlib
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.testing import WorkflowEnvironment

from activities.broadcasts import BroadcastActivities
from domain.behaviour.happenings import service as happenings
from domain.broadcasts import service as broadcasts
from domain.broadcasts.recipients import service as recipients
from domain.broadcasts.recipients.values import Standing
from domain.broadcasts.tables import BroadcastRow
from domain.broadcasts.values import Action, Stage, source_of
from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.contacts.values import Consent, ContactChange
from domain.content import service as content
from domain.delivery.values import ConsentState, Purpose
from domain.messages import service as ledger
from domain.messages.feedback import service as feedback
from domain.messages.values import Feedback, FeedbackKind
from tests.contacts.crowds import create_all
from tests.messages.conftest import NOW
from tests.messages.conftest import World as MessagesWorld
from tests.patience import PATIENCE_S
from workers.broadcasts import broadcasts_worker
from workflows.contracts import broadcasts as contract
from workflows.contracts.broadcasts import Act, BroadcastInput, BroadcastRef, BroadcastStatus, RangeInput, RecordAct

_numbers = itertools.count(1)
YES = tuple(
    Consent(channel, Purpose.MARKETING, ConsentState.GRANTED, NOW - 1_000) for channel in (Channel.EMAIL, Channel.SMS)
)


@dataclass
class World(MessagesWorld):
    """``now_ms`` is the clock of those who work without a server."""

    now_ms: int = NOW
    templates: list[str] = field(default_factory=list)

    async def write_templates(self) -> None:
        wording = {"subject": "Hello", "html": "<p>Hello</p>", "text": "Hello"}
        async with self.database.tenant(self.tenant) as session:
            for name in ("First", "Second", "Third"):
                row = await content.create(
                    session, name, Channel.EMAIL, {"wordings": {"en": wording}}, actor_id="usr", now_ms=0
                )
                await content.publish(session, row.id, expected_revision=None, comment="", actor_id="usr", now_ms=0)
                self.templates.append(row.id)

    async def crowd(self, number: int, *, zone: Callable[[int], str] = lambda _: "UTC", **change: Any) -> list[str]:
        """New contacts with an address who said yes; ``zone`` says where each lives."""
        start = next(_numbers) * 100_000
        said = [
            {"identities": (("email", f"p{start + n}@shop.example"),), "consents": YES, "time_zone": zone(n)}
            for n in range(number)
        ]
        async with self.database.tenant(self.tenant) as session:
            people = [ContactChange(**(each | change)) for each in said]
            return await create_all(session, people, now_ms=self.now_ms - 1)

    def body(self, **said: Any) -> dict[str, Any]:
        names = said.pop("names", ("a",))
        variants = [{"name": name, "template": self.templates[at]} for at, name in enumerate(names)]
        base = {"name": "News", "channel": "email", "audience": {"kind": "everybody"}, "variants": variants}
        return base | said

    async def draft(self, **said: Any) -> str:
        async with self.database.tenant(self.tenant) as session:
            row = await broadcasts.create(session, self.body(**said), actor_id="usr_a", now_ms=self.now_ms)
            return row.id

    async def row(self, broadcast_id: str) -> BroadcastRow:
        async with self.database.reading(self.tenant) as session:
            return await broadcasts.existing(session, broadcast_id)

    async def standing(self, broadcast_id: str) -> Standing:
        """As it is told, once the ledger's own rows have been found to agree."""
        async with self.database.reading(self.tenant) as session:
            standing = await recipients.standing(session, broadcast_id)
            counted = await ledger.counted(session, source_of(broadcast_id))
            assert counted == await ledger.recounted(session, source_of(broadcast_id))
        assert standing.is_balanced, standing
        return standing

    async def steps(self, broadcast_id: str) -> dict[str, str]:
        """Everybody's step, by person, of those planned."""
        async with self.database.reading(self.tenant) as session:
            found = await ledger.search(
                session, person_id=None, source=source_of(broadcast_id), status=None, before=None, limit=10_000
            )
        return {one.person_id: one.step for one in found}

    async def told(self, kind: FeedbackKind, keys: list[str], **more: Any) -> None:
        items = [
            Feedback(
                event_id=f"{kind}/{key}/{more}",
                kind=kind,
                channel=Channel.EMAIL,
                at_ms=self.now_ms,
                message_key=key,
                **more,
            )
            for key in keys
        ]
        async with self.database.tenant(self.tenant) as session:
            await feedback.feedback(session, items, now_ms=self.now_ms)

    # Without a server

    def activities(self, **more: Any) -> BroadcastActivities:
        deliver = more.pop("deliver", None) or self.deliverer().deliver
        return BroadcastActivities(self.database, deliver=deliver, clock_ms=lambda: self.now_ms, **more)

    async def act(self, broadcast_id: str, action: Action, **more: Any) -> Stage:
        order = RecordAct(
            broadcast=BroadcastRef(tenant_id=self.tenant, broadcast_id=broadcast_id),
            order_id=f"order-{next(_numbers)}",
            act=Act(action=action, actor_id="usr_a", **more),
            at_ms=self.now_ms,
        )
        return (await self.activities().record_act(order)).stage

    async def begun(self, **said: Any) -> str:
        """A broadcast whose audience is written down, and of which nothing has gone."""
        broadcast_id = await self.draft(**said)
        await self.act(broadcast_id, Action.SCHEDULE)
        await self.round(broadcast_id)
        return broadcast_id

    async def deliver_page(self, broadcast_id: str, number: int) -> None:
        span = RangeInput(tenant_id=self.tenant, broadcast_id=broadcast_id, first=number, last=number)
        await self.activities().deliver_range(span)

    async def merge(self, one: str, other: str) -> None:
        """The older of them survives."""
        async with self.database.tenant(self.tenant) as session:
            changed = await contacts.merge(session, one, other, now_ms=self.now_ms)
            await happenings.follow_change(session, changed, now_ms=self.now_ms)

    async def round(self, broadcast_id: str, **more: Any) -> contract.Wanted:
        """Do once what the broadcast wants done, as its workflow would; what was wanted."""
        acts = self.activities(**more)
        ref = BroadcastRef(tenant_id=self.tenant, broadcast_id=broadcast_id)
        wanted = await acts.look(ref)
        if wanted.withdraws:
            await acts.withdraw(ref)
        elif wanted.writes_down:
            await acts.write_down(ref)
        elif wanted.ranges or wanted.delivers_deferred:
            spans = [*wanted.ranges, *([(0, 0)] if wanted.delivers_deferred else [])]
            for first, last in spans:
                await acts.deliver_range(
                    RangeInput(tenant_id=self.tenant, broadcast_id=broadcast_id, first=first, last=last)
                )
        elif wanted.decides:
            await acts.decide(ref)
        return wanted

    async def run(self, broadcast_id: str, *, until_ms: int | None = None, **more: Any) -> Stage:
        """Rounds until it is over or held up, the clock set forward whenever it waits; no further than ``until_ms``."""
        for _ in range(500):
            wanted = await self.round(broadcast_id, **more)
            busy = wanted.withdraws or wanted.writes_down or wanted.ranges or wanted.delivers_deferred or wanted.decides
            if not busy:
                if wanted.next_at_ms is None or (until_ms is not None and wanted.next_at_ms > until_ms):
                    return wanted.stage
                self.now_ms = max(self.now_ms, wanted.next_at_ms)
        raise AssertionError("it never ends")

    async def send(self, *, until_ms: int | None = None, **said: Any) -> str:
        """A broadcast, from its draft to its end."""
        broadcast_id = await self.draft(**said)
        await self.act(broadcast_id, Action.SCHEDULE)
        await self.run(broadcast_id, until_ms=until_ms)
        return broadcast_id


@dataclass
class Carried:
    """A world whose broadcasts are carried by workflows."""

    environment: WorkflowEnvironment
    world: World
    queue: str

    def handle(self, broadcast_id: str) -> WorkflowHandle[Any, Any]:
        return self.environment.client.get_workflow_handle(contract.workflow_id(self.world.tenant, broadcast_id))

    async def act(self, broadcast_id: str, action: Action, **more: Any) -> BroadcastStatus:
        await self.environment.client.start_workflow(
            contract.WORKFLOW,
            BroadcastInput(tenant_id=self.world.tenant, broadcast_id=broadcast_id),
            id=contract.workflow_id(self.world.tenant, broadcast_id),
            task_queue=self.queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        return await self.handle(broadcast_id).execute_update(
            contract.ACT, Act(action=action, actor_id="usr_a", **more), result_type=BroadcastStatus
        )

    async def until(self, what: Callable[[], Awaitable[Any]]) -> Any:
        deadline = time.monotonic() + PATIENCE_S
        while not (found := await what()):
            assert time.monotonic() < deadline, "it never came to that"
            await asyncio.sleep(0.02)
        return found

    async def until_stage(self, broadcast_id: str, stage: Stage) -> None:
        async def there() -> bool:
            return (await self.world.row(broadcast_id)).stage == stage

        await self.until(there)

    async def catch_up(self) -> None:
        self.world.now_ms = int((await self.environment.get_current_time()).timestamp() * 1_000)


@contextlib.asynccontextmanager
async def carried(
    environment: WorkflowEnvironment, world: World, *, queue: str = "", batch: int = 20, deliver: Any = None
) -> AsyncIterator[Carried]:
    queue = queue or f"broadcasts-{next(_numbers)}"
    deliver = deliver or world.deliverer().deliver
    worker = broadcasts_worker(
        environment.client, world.database, deliver, clock_ms=_server_time_ms, task_queue=queue, batch=batch
    )
    async with worker:
        yield Carried(environment, world, queue)


def _server_time_ms() -> int:
    """The time at which the activity that asks was begun, on the server's clock."""
    return int(activity.info().started_time.timestamp() * 1_000)
