"""A broadcast to a million: throughput, memory of every process, and what becomes of it when its worker is killed half way."""

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select
from temporalio.client import Client

from benchmarks.bench import Bench
from benchmarks.broadcaster import clock_ms
from benchmarks.crowd import STATISTICS_SOON, TENANT, Crowd
from benchmarks.figures import Figure
from domain.broadcasts import service as broadcasts
from domain.broadcasts.recipients import service as recipients
from domain.broadcasts.recipients.values import Standing
from domain.broadcasts.values import Action, Stage, source_of
from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.contacts.values import Consent, ContactChange, Identity
from domain.delivery.values import ConsentState, Purpose
from domain.messages.tallies import service as tallies
from domain.outbox.tables import LetterRow
from domain.records import JOURNEYS_STORE
from storage.sql.database import Database
from tests import servers
from workers.settings import Temporal
from workers.temporal import connect, register_search_attributes, wait_until_ready
from workflows.contracts import broadcasts as contract
from workflows.contracts.broadcasts import Act, BroadcastInput, BroadcastStatus

PEOPLE = {"sqlite": 1_000_000, "postgresql": 100_000}
WORKERS = {"sqlite": 1, "postgresql": 2}
"""SQLite has one writer at a time, so a second process would only wait for the first."""
AIM_A_SECOND = 5_000
BAR_A_SECOND = 2_500
MOST_MB = 600
AT_ONCE = 5_000
LOOK_EVERY_S = 1.0
LONGEST_S = 3_600.0


@dataclass(frozen=True)
class Ground:
    """Where it happens."""

    kind: str
    people: int
    database: Database
    client: Client
    url: str
    address: str
    bench: Bench

    def say(self, what: str) -> None:
        self.bench.say(f"broadcast, {self.kind}: {what}")


@dataclass
class Watched:
    """What was seen of the broadcast while it ran."""

    seen: list[tuple[float, int]] = field(default_factory=list)
    """(seconds, messages sent) in order."""
    peak_mb: dict[str, float] = field(default_factory=dict)
    killed_at: int = 0

    def rate(self) -> float:
        """Messages a second while messages went: the pause of a killed worker's lease is left out."""
        going = [(one, other) for one, other in zip(self.seen, self.seen[1:], strict=False) if other[1] > one[1]]
        seconds = sum(other[0] - one[0] for one, other in going)
        return sum(other[1] - one[1] for one, other in going) / seconds if seconds else 0.0

    def note_memory(self, name: str, pid: int) -> None:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError, IndexError):
            mb = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4_096 / 2**20
            self.peak_mb[name] = max(self.peak_mb.get(name, 0.0), mb)


async def broadcast(bench: Bench) -> list[Figure]:
    figures: list[Figure] = []
    for kind, people in PEOPLE.items():
        figures += await _broadcast(kind, 20_000 if bench.quick else people, bench)
    return figures


async def _broadcast(kind: str, people: int, bench: Bench) -> list[Figure]:
    with contextlib.ExitStack() as stack:
        directory = stack.enter_context(servers.working_directory())
        if kind == "sqlite":
            url = f"sqlite+aiosqlite:///{directory / 'journeys.db'}"
        else:
            url = await servers.new_postgres_database(
                stack.enter_context(servers.postgres_server(directory, STATISTICS_SOON))
            )
        address = stack.enter_context(servers.temporal_server(directory))
        await wait_until_ready(await connect(Temporal(address=address)))
        client = await connect(Temporal(address=address), lazy=False)
        await register_search_attributes(client)
        database = Database.open(url, store=JOURNEYS_STORE)
        try:
            await database.create_all()
            return await _send(Ground(kind, people, database, client, url, address, bench))
        finally:
            await database.close()


async def _send(ground: Ground) -> list[Figure]:
    database = ground.database
    await _fill(ground)
    crowd = Crowd(database, None)  # type: ignore[arg-type]
    await crowd.write()
    async with database.tenant(TENANT) as session:
        body = {
            "name": "To everybody",
            "channel": "email",
            "audience": {"kind": "everybody"},
            "variants": [{"name": "only", "template": crowd.template}],
        }
        row = await broadcasts.create(session, body, actor_id="usr", now_ms=clock_ms())
    watched = Watched()
    async with contextlib.AsyncExitStack() as stack:
        workers = [
            await stack.enter_async_context(_worker(ground, f"worker-{number}"))
            for number in range(WORKERS[ground.kind])
        ]
        began_s = time.monotonic()
        await _schedule(ground.client, row.id)
        await _until(ground, row.id, ground.people // 2, watched, workers)
        workers[0].kill()
        watched.killed_at = watched.seen[-1][1]
        await workers[0].wait()
        workers[0] = await stack.enter_async_context(_worker(ground, "worker-again"))
        await _until(ground, row.id, None, watched, workers)
        took_s = time.monotonic() - began_s
    async with database.reading(TENANT) as session:
        standing = await recipients.standing(session, row.id)
        wanted = select(func.count(), func.count(func.distinct(LetterRow.person_id))).where(
            LetterRow.source == source_of(row.id)
        )
        letters, receivers = (await session.exec(wanted)).one()  # type: ignore[call-overload]
    return _figures(ground, watched, standing, (letters, receivers), took_s)


def _figures(
    ground: Ground, watched: Watched, standing: Standing, outbox: tuple[int, int], took_s: float
) -> list[Figure]:
    kind, people = ground.kind, ground.people
    letters, receivers = outbox
    name = f"{kind}, {people:,} people"
    wrong = abs(standing.sent - people) + abs(standing.entered - people) + (not standing.is_balanced)
    return [
        Figure(
            name=f"{name}: messages while they go",
            value=watched.rate(),
            unit="a second",
            bar=BAR_A_SECOND,
            aim=AIM_A_SECOND,
            at_least=True,
            note=f"{took_s:.0f} s in all, with {WORKERS[kind]} worker{'s' * (WORKERS[kind] > 1)}, the kill and the lease of what it had claimed",
        ),
        Figure(
            name=f"{name}: people who got two, or none",
            value=letters - receivers + abs(people - receivers),
            unit="",
            bar=0,
            note=f"a worker killed with -9 after {watched.killed_at:,}; {letters:,} letters in the outbox",
        ),
        Figure(
            name=f"{name}: missing in the books",
            value=wrong,
            unit="",
            bar=0,
            note=f"entered {standing.entered:,} = sent {standing.sent:,} + refused {sum(standing.refused.values()):,} + failed "
            f"{standing.failed:,} + unknown {standing.unknown:,} + in progress {standing.in_progress:,}",
        ),
        *(
            Figure(name=f"{name}: most memory of {process}", value=mb, unit="MB", bar=MOST_MB)
            for process, mb in sorted(watched.peak_mb.items())
        ),
    ]


async def _fill(ground: Ground) -> None:
    """Contacts who can be written to and have said yes."""
    now_ms = clock_ms() - 1_000
    consent = Consent(Channel.EMAIL, Purpose.MARKETING, ConsentState.GRANTED, now_ms - 1)
    for start in range(0, ground.people, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, ground.people))
        claims: list[Identity] = [("email", f"p{n}@shop.example") for n in numbers]
        async with ground.database.tenant(TENANT) as session:
            roster = await contacts.roster_of(session, claims)
            for n, claim in zip(numbers, claims, strict=True):
                change = ContactChange(
                    identities=(claim,),
                    attributes={"first_name": f"Ana{n}", "orders": n % 9, "tier": "gold" if n % 5 else "green"},
                    consents=(consent,),
                    time_zone="Europe/Rome",
                )
                roster.change("", change, now_ms=now_ms)
            await contacts.write(session, roster, now_ms=now_ms)
        ground.say(f"{start + len(numbers):,} people")


async def _schedule(client: Client, broadcast_id: str) -> None:
    handle = await client.start_workflow(
        contract.WORKFLOW,
        BroadcastInput(tenant_id=TENANT, broadcast_id=broadcast_id),
        id=contract.workflow_id(TENANT, broadcast_id),
        task_queue=contract.TASK_QUEUE,
    )
    await handle.execute_update(contract.ACT, Act(action=Action.SCHEDULE, actor_id="usr"), result_type=BroadcastStatus)


async def _until(
    ground: Ground, broadcast_id: str, sent: int | None, watched: Watched, workers: list[asyncio.subprocess.Process]
) -> None:
    """Until so many messages are sent, or the broadcast is over."""
    deadline_s = time.monotonic() + LONGEST_S
    while True:
        async with ground.database.reading(TENANT) as session:
            stage = (await broadcasts.handling(session, broadcast_id)).stage
            so_far = sum(
                tally.count for tally in await tallies.of(session, source_of(broadcast_id)) if tally.what == "sent"
            )
        watched.seen.append((time.monotonic(), so_far))
        for worker in workers:
            watched.note_memory("a worker", worker.pid)
        ground.say(f"{so_far:,} sent, {stage}")
        if (sent is not None and so_far >= sent) or stage in (Stage.DONE, Stage.PAUSED, Stage.CANCELLED):
            return
        assert time.monotonic() < deadline_s, "the broadcast does not end"
        assert all(worker.returncode is None for worker in workers), "a worker died by itself"
        await asyncio.sleep(LOOK_EVERY_S)


@contextlib.asynccontextmanager
async def _worker(ground: Ground, name: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.broadcaster", ground.url, ground.address, name, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        assert (await process.stdout.readline()).strip() == b"ready", "the worker did not start"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
