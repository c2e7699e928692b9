"""A tenant's journeys on a real database: authors publish, people come in, and shards look for who is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain.behaviour import service as behaviour
from domain.behaviour.values import CustomerEvent
from domain.contacts.values import ContactChange
from domain.ids import new_id
from domain.journeys import service as journeys
from domain.journeys.blueprints import service as blueprints
from domain.journeys.blueprints.values import JourneyAction, LiveJourney
from domain.journeys.travellers import service as travellers
from domain.journeys.travellers.values import Conservation, Entrant, PersonRun
from domain.journeys.values import JourneyDefinition, Mode, Passed
from storage.sql.database import Database
from tests.contacts.crowds import create_all

NOW = 1_795_219_200_000
MINUTE = 60_000
DAY = 1_440 * MINUTE


@dataclass
class World:
    """One tenant. ``now_ms`` is what its engine takes for now."""

    database: Database
    tenant_id: str
    now_ms: int = NOW

    async def publish(
        self, definition: JourneyDefinition, *, mode: Mode = Mode.COHORT, people: int = 0, journey_id: str = ""
    ) -> LiveJourney:
        body = definition.model_dump(mode="json", by_alias=True)
        async with self.database.tenant(self.tenant_id) as session:
            if journey_id:
                row = await blueprints.edit_draft(
                    session, journey_id, body, expected_revision=None, actor_id="usr_a", now_ms=self.now_ms
                )
            else:
                row = await blueprints.create(session, definition.name, body, actor_id="usr_a", now_ms=self.now_ms)
            return await blueprints.publish(
                session,
                row.id,
                sequence=row.last_sequence + 1,
                draft_revision=None,
                mode=None if journey_id else mode,
                estimated_people=people,
                actor_id="usr_a",
                now_ms=self.now_ms,
            )

    async def act(self, journey_id: str, action: JourneyAction) -> LiveJourney:
        async with self.database.tenant(self.tenant_id) as session:
            row = await blueprints.existing(session, journey_id)
            return await blueprints.act(
                session, journey_id, action, sequence=row.last_sequence + 1, actor_id="usr_a", now_ms=self.now_ms
            )

    async def people(self, number: int, **attributes: Any) -> list[str]:
        """Somebody new each, who can be written to by e-mail."""
        addresses = [f"{new_id('p')}@example.com" for _ in range(number)]
        made = [ContactChange(identities=(("email", address),), attributes=attributes) for address in addresses]
        async with self.database.tenant(self.tenant_id) as session:
            return await create_all(session, made, now_ms=self.now_ms)

    async def enter(self, journey_id: str, people: Sequence[str], cause: str = "call") -> journeys.Entered:
        entrants = [Entrant(person_id=one, cause=cause, at_ms=self.now_ms) for one in people]
        async with self.database.tenant(self.tenant_id) as session:
            return await journeys.enter(session, journey_id, entrants, now_ms=self.now_ms)

    async def did(self, person_id: str, name: str, *, at_ms: int | None = None, **properties: Any) -> set[Any]:
        at_ms = self.now_ms if at_ms is None else at_ms
        event = CustomerEvent(
            event_id=new_id("evt"),
            person_id=person_id,
            name=name,
            at_ms=at_ms,
            received_at_ms=self.now_ms,
            properties=properties,
        )
        async with self.database.tenant(self.tenant_id) as session:
            new = await behaviour.record(session, [event])
            return await journeys.arrived(session, new, now_ms=self.now_ms)

    async def advance(self, journey: LiveJourney, *, limit: int = 500) -> tuple[int, list[str]]:
        """Everybody who is due, in every shard: (steps passed, messages planned)."""
        steps, planned = 0, []
        for shard in range(journey.shards):
            while True:
                async with self.database.tenant(self.tenant_id) as session:
                    done = await journeys.advance_due(
                        session, journey.journey_id, shard, now_ms=self.now_ms, limit=limit
                    )
                steps += done.steps
                planned += done.planned
                if done.next_due_at_ms is None or done.next_due_at_ms > self.now_ms:
                    break
        return steps, planned

    async def where(self, journey_id: str) -> Conservation:
        async with self.database.reading(self.tenant_id) as session:
            found = await travellers.conservation(session, journey_id)
        assert found.is_whole, found
        return found

    async def runs(self, journey_id: str, person_id: str | None = None) -> list[PersonRun]:
        async with self.database.reading(self.tenant_id) as session:
            return await travellers.people(session, journey_id, person_id=person_id, limit=10_000)

    async def path(self, run_id: str) -> tuple[Passed, ...]:
        async with self.database.reading(self.tenant_id) as session:
            return await travellers.path(session, run_id)
