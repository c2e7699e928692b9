"""A tenant's people under test: they are told of, they do things, time passes, and everything is worked out as in production."""

import itertools
from collections.abc import Iterable
from typing import Any

from domain.behaviour import service as behaviour
from domain.behaviour.values import CustomerEvent
from domain.contacts import service as contacts
from domain.contacts.values import ContactChange
from domain.segments import service
from domain.segments.audiences import service as audiences
from domain.segments.audiences.values import SegmentState
from domain.segments.values import ComputedProperty, SegmentDefinition
from storage.sql import Database

NOW = 1_795_219_200_000
MINUTE = 60_000
DAY = 86_400_000
_numbers = itertools.count(1)


class World:
    """``now_ms`` moves on with ``pass_time`` alone."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.tenant_id = f"ten_{next(_numbers)}"
        self.now_ms = NOW
        self.said: list[tuple[str, str, str]] = []
        """Every change of membership: event, person's name, segment's name."""
        self.people: dict[str, str] = {}
        self.segments: dict[str, str] = {}
        self._events = itertools.count(1)

    # What exists

    async def segment(self, name: str, where: dict[str, Any] | None = None, **more: Any) -> SegmentState:
        members = more.pop("members", None) or ({"kind": "rule", "where": where} if where else {"kind": "list"})
        definition = SegmentDefinition.model_validate({"name": name, "members": members, **more})
        async with self.database.tenant(self.tenant_id) as session:
            made = await audiences.create(session, definition, actor_id="usr_1", now_ms=self.now_ms)
        self.segments[name] = made.segment.id
        return made

    async def change(self, name: str, where: dict[str, Any], **more: Any) -> SegmentState:
        definition = SegmentDefinition.model_validate(
            {"name": name, "members": {"kind": "rule", "where": where}, **more}
        )
        async with self.database.tenant(self.tenant_id) as session:
            return await audiences.change(
                session, self.segments[name], definition, expected_version=None, actor_id="usr_1", now_ms=self.now_ms
            )

    async def property(self, **definition: Any) -> None:
        async with self.database.tenant(self.tenant_id) as session:
            await audiences.put_property(
                session, ComputedProperty.model_validate(definition), actor_id="usr_1", now_ms=self.now_ms
            )

    # What happens

    async def person(self, name: str, **attributes: Any) -> str:
        """Somebody new, told of by an import."""
        change = ContactChange(attributes=attributes, identities=(("external_id", name),))
        async with self.database.tenant(self.tenant_id) as session:
            self.people[name], _ = await contacts.create(session, change, now_ms=self.now_ms)
            events = await service.profiles_changed(session, {self.people[name]: ["*"]}, now_ms=self.now_ms)
            self._note(events)
        return self.people[name]

    async def told(self, name: str, **attributes: Any) -> None:
        async with self.database.tenant(self.tenant_id) as session:
            await contacts.change(session, self.people[name], ContactChange(attributes=attributes), now_ms=self.now_ms)
            self._note(
                await service.profiles_changed(session, {self.people[name]: list(attributes)}, now_ms=self.now_ms)
            )

    async def does(self, name: str, event: str, *, ago_ms: int = 0, **properties: Any) -> None:
        await self.all_do([(name, event, ago_ms, properties)])

    async def all_do(self, what: Iterable[tuple[str, str, int, dict[str, Any]]]) -> None:
        """One batch as it comes in: recorded, then everybody concerned is looked at again."""
        events = [
            CustomerEvent(
                event_id=f"e{next(self._events)}",
                person_id=self.people[name],
                name=event,
                at_ms=self.now_ms - ago_ms,
                received_at_ms=self.now_ms,
                properties=properties,
            )
            for name, event, ago_ms, properties in what
        ]
        async with self.database.tenant(self.tenant_id) as session:
            new = await behaviour.record(session, events)
            changes = await service.touched(session, new, now_ms=self.now_ms)
            await behaviour.record(session, changes)
            self._note(changes)

    async def pass_time(self, ms: int) -> None:
        """To the millisecond: whoever is due on the way is looked at when they are."""
        until = self.now_ms + ms
        while True:
            async with self.database.tenant(self.tenant_id) as session:
                due = await service.next_due_ms(session)
                if due is None or due > until:
                    break
                self.now_ms = max(self.now_ms, due)
                looked_at, changes = await service.evaluate_due(session, now_ms=self.now_ms, limit=1_000)
                assert looked_at
                await behaviour.record(session, changes)
                self._note(changes)
        self.now_ms = until

    async def refresh(self, *, page: int = 3) -> int:
        """Look at everybody, for every segment; how many memberships that changed."""
        after: str | None = ""
        changed = 0
        while after is not None:
            async with self.database.tenant(self.tenant_id) as session:
                done = await service.refresh_range(
                    session, list(self.segments.values()), after=after, limit=page, now_ms=self.now_ms
                )
                await behaviour.record(session, done.events)
            self._note(done.events)
            after, changed = done.after, changed + len(done.events)
        return changed

    # What is so

    async def inside(self, segment: str) -> set[str]:
        names = {person_id: name for name, person_id in self.people.items()}
        async with self.database.reading(self.tenant_id) as session:
            members = await service.members(session, self.segments[segment], after="", limit=1_000)
        return {names[person_id] for person_id in members}

    def _note(self, events: Iterable[CustomerEvent]) -> None:
        people = {person_id: name for name, person_id in self.people.items()}
        self.said += [
            (one.name.removeprefix("segment_"), people[one.person_id], str(one.properties["name"])) for one in events
        ]
