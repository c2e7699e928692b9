"""A tenant's people, a template and a journey, on a store of their own, and the engine that carries them: no Temporal."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from activities.content import TemplateComposer
from activities.keeping import SqlKeeper
from activities.messages import Deliverer
from activities.routes import Vendors
from connectors.channels.switchboard import Switchboard, open_dependencies
from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.contacts.values import Consent, ContactChange
from domain.content import service as content
from domain.content.links.rules import LinkSigner
from domain.content.service import TemplateShelf
from domain.delivery.values import ConsentState, Purpose
from domain.journeys import service as journeys
from domain.journeys.blueprints import service as blueprints
from domain.journeys.blueprints.values import LiveJourney
from domain.journeys.travellers import service as travellers
from domain.journeys.travellers.values import Entrant, PersonRun
from domain.journeys.values import Mode, Poke, Status
from domain.messages import service as messages
from domain.records import JOURNEYS_STORE
from domain.sealing import Sealer
from domain.senders.service import Accounts
from storage.sql.database import Database
from tests import servers

TENANT = "ten_bench"
BEGAN_MS = 1_795_262_400_000
HOUR_MS = 3_600_000
KEYS = ["k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="]
MAIL = {
    "wordings": {
        "en": {
            "subject": "{{ person.first_name }}, your order is on its way",
            "html": "<h1>Hello {{ person.first_name | default: 'you' }}</h1><p>Thank you for {{ person.orders }} orders. "
            '{% if person.tier == "gold" %}A gift waits for you.{% endif %} '
            '<a href="https://shop.example/offers">See what is new</a></p>',
            "text": "Hello {{ person.first_name | default: 'you' }}, see https://shop.example/offers",
        }
    }
}
STATISTICS_SOON = "autovacuum_naptime=1s"
"""A new server looks at its tables a minute after they grew, when these measurements are over: until then it plans without
knowing that all rows are one tenant's, and reads all of them to lock five hundred."""
AT_ONCE = 500
LANES = 4


@dataclass
class Crowd:
    """``now_ms`` is the crowd's own clock: waits end when it is set forward."""

    database: Database
    deliverer: Deliverer
    template: str = ""
    now_ms: int = BEGAN_MS

    async def people(self, number: int) -> list[str]:
        """Who can be written to and has said yes."""
        consent = Consent(Channel.EMAIL, Purpose.MARKETING, ConsentState.GRANTED, BEGAN_MS - 1)
        made: list[str] = []
        for start in range(0, number, AT_ONCE):
            changes = [
                ContactChange(
                    identities=(("email", f"p{n}@shop.example"),),
                    attributes={"first_name": f"Ana{n}", "orders": n % 9, "tier": "gold" if n % 5 else "green"},
                    consents=(consent,),
                    time_zone="Europe/Rome",
                )
                for n in range(start, min(start + AT_ONCE, number))
            ]
            async with self.database.tenant(TENANT) as session:
                roster = await contacts.roster_of(session, [one.identities[0] for one in changes])
                made += [roster.change("", one, now_ms=BEGAN_MS) for one in changes]
                await contacts.write(session, roster, now_ms=BEGAN_MS)
        return made

    async def write(self) -> None:
        async with self.database.tenant(TENANT) as session:
            row = await content.create(session, "Order", Channel.EMAIL, MAIL, actor_id="usr", now_ms=BEGAN_MS)
            await content.publish(session, row.id, expected_revision=None, comment="", actor_id="usr", now_ms=BEGAN_MS)
            self.template = row.id

    async def publish(self, *, sends: bool, mails: int = 5, people: int, mode: Mode = Mode.COHORT) -> LiveJourney:
        """Waits of an hour, each with a message after it or a plain end."""
        steps: dict[str, Any] = {"end": {"kind": "exit"}}
        for n in range(mails):
            onward = f"wait{n + 1}" if n + 1 < mails else "end"
            mail = {"kind": "send_email", "template": self.template, "next": onward}
            steps[f"mail{n}"] = mail if sends else {"kind": "jump", "next": onward}
            steps[f"wait{n}"] = {"kind": "wait", "minutes": 60, "next": f"mail{n}"}
        body = {"name": "Bench", "trigger": {"kind": "api"}, "start": "wait0", "steps": steps}
        async with self.database.tenant(TENANT) as session:
            row = await blueprints.create(session, "Bench", body, actor_id="usr", now_ms=BEGAN_MS)
            return await blueprints.publish(
                session,
                row.id,
                sequence=1,
                draft_revision=None,
                mode=mode,
                estimated_people=people,
                actor_id="usr",
                now_ms=BEGAN_MS,
            )

    async def enter(self, journey: LiveJourney, people: Sequence[str]) -> None:
        for start in range(0, len(people), AT_ONCE * 2):
            entrants = [
                Entrant(person_id=one, cause="bench", at_ms=self.now_ms) for one in people[start : start + AT_ONCE * 2]
            ]
            async with self.database.tenant(TENANT) as session:
                await journeys.enter(session, journey.journey_id, entrants, now_ms=self.now_ms)

    async def let_in(self, journey_id: str, people: Sequence[str]) -> set[Poke]:
        entrants = [Entrant(person_id=one, cause="bench", at_ms=self.now_ms) for one in people]
        async with self.database.tenant(TENANT) as session:
            return (await journeys.enter(session, journey_id, entrants, now_ms=self.now_ms)).pokes

    async def standing(self, journey_id: str) -> list[PersonRun]:
        """Runs inside of which the engine has to say where they are: those who do not wait come first."""
        async with self.database.reading(TENANT) as session:
            inside = await travellers.people(session, journey_id, inside_only=True, limit=10_000)
        moving = [one for one in inside if one.status is not Status.WAITING]
        return moving or inside

    async def drain(self, journey: LiveJourney) -> tuple[int, int, int]:
        """Everybody who is due, a few shards at a time as a worker has them: (people, steps, messages sent)."""
        total = [0, 0, 0]
        shards = iter(range(journey.shards))

        async def lane() -> None:
            for shard in shards:
                while True:
                    async with self.database.tenant(TENANT) as session:
                        done = await journeys.advance_due(
                            session, journey.journey_id, shard, now_ms=self.now_ms, limit=AT_ONCE
                        )
                    total[0] += done.people
                    total[1] += done.steps
                    if done.planned:
                        report = await self.deliverer.deliver(
                            TENANT, keys=done.planned, limit=len(done.planned), now_ms=self.now_ms
                        )
                        total[2] += report.sent
                    if done.next_due_at_ms is None or done.next_due_at_ms > self.now_ms:
                        break

        await asyncio.gather(*(lane() for _ in range(LANES)))
        return total[0], total[1], total[2]

    async def messages(self, journey: LiveJourney) -> Any:
        async with self.database.reading(TENANT) as session:
            return await messages.counted(session, f"journey:{journey.journey_id}")


@dataclass(frozen=True)
class Took:
    """Wall and CPU seconds of this process."""

    seconds: float
    cpu_seconds: float


@contextlib.contextmanager
def timed() -> Iterator[list[Took]]:
    began_s, cpu_s = time.perf_counter(), time.process_time()
    took: list[Took] = []
    yield took
    took.append(Took(time.perf_counter() - began_s, time.process_time() - cpu_s))


@contextlib.asynccontextmanager
async def crowd(kind: str) -> AsyncIterator[Crowd]:
    """On an empty ``sqlite`` or ``postgresql`` store."""
    with contextlib.ExitStack() as stack:
        directory = stack.enter_context(servers.working_directory())
        if kind == "sqlite":
            url = f"sqlite+aiosqlite:///{directory / 'journeys.db'}"
        else:
            url = await servers.new_postgres_database(
                stack.enter_context(servers.postgres_server(directory, STATISTICS_SOON))
            )
        database = Database.open(url, store=JOURNEYS_STORE)
        await database.create_all()
        sealer = Sealer(KEYS)
        made = Crowd(database, None)  # type: ignore[arg-type]
        async with open_dependencies(SqlKeeper(database), lambda: made.now_ms) as dependencies:
            made.deliverer = Deliverer(
                database,
                Vendors(Accounts(sealer), Switchboard(dependencies).connect),
                TemplateComposer(database, TemplateShelf(LinkSigner(KEYS, base_url="https://m.example")), sealer),
                throttles=None,
                worker_id="bench",
            )
            await made.write()
            yield made
        await database.close()


def resident_mb() -> float:
    """Of this process, now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4_096 / 2**20
