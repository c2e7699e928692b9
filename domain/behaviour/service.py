"""Use cases of behaviour, on a tenant's session."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.behaviour import repository
from domain.behaviour.rules import ACTIVATION, MERGED, SESSION_MS, derived, derived_id, is_late, misfits, shows_interest
from domain.behaviour.tables import EventRow, SetAside
from domain.behaviour.values import (
    DAY_MS,
    KEEP_DAYS,
    ActivationKind,
    Aside,
    CustomerEvent,
    EventSchema,
    Observed,
    Source,
)
from domain.contacts import service as contacts
from domain.contacts.rosters.rules import Roster
from domain.contacts.rules import check_attributes
from domain.contacts.values import AttributeDefinition, Changed, ContactChange, Merge, MergeCause
from domain.errors import CampaignExpressError, InvalidInput, NotFound
from domain.predicates.values import Occurrence
from domain.privacy.matching.rules import names_of
from domain.records import tenant_of

_encode = msgspec.json.Encoder().encode
_properties = msgspec.json.Decoder(dict).decode
_schema = msgspec.json.Decoder(EventSchema).decode
_LARGEST_KEPT: Final = 262_144


class Expectations(msgspec.Struct, frozen=True):
    """What a tenant lets in: which sources, and what events and attributes must look like."""

    closed: frozenset[str]
    schemas: Mapping[str, EventSchema]
    attributes: Mapping[str, AttributeDefinition]

    def check(self, item: Observed) -> None:
        """Raises ``InvalidInput`` for an item that must not be taken in."""
        if item.source in self.closed:
            raise InvalidInput(
                f"events from '{item.source}' are not taken in", field="source", remedy="Open the source again."
            )
        schema = self.schemas.get(item.name)
        if schema is not None and schema.enforced:
            for fault in misfits(schema, item.properties):
                raise fault
        if item.attributes:
            for fault in check_attributes(item.attributes, self.attributes):
                raise fault


class TakenIn(msgspec.Struct, frozen=True):
    """What became of a batch. ``events`` are new ones alone, in the order of time, those derived from them included."""

    events: tuple[CustomerEvent, ...] = ()
    refused: tuple[tuple[Observed, CampaignExpressError], ...] = ()
    changed: Changed = Changed()
    told: dict[str, frozenset[str]] = {}
    """By person, the attributes that are another now; ``consent``, ``locale``, ``time_zone`` and the like count as such."""


async def record(session: AsyncSession, events: Sequence[CustomerEvent]) -> tuple[CustomerEvent, ...]:
    """Put events on record, each once by its id; those that are new, in the order of time."""
    if not events:
        return ()
    tenant_id = tenant_of(session)
    by_id = {event.event_id: event for event in reversed(events)}
    new = await repository.add_events(
        session,
        [
            {
                "tenant_id": tenant_id,
                "event_id": event_id,
                "person_id": event.person_id,
                "recorded_for": "",
                "name": event.name,
                "at_ms": event.at_ms,
                "received_at_ms": event.received_at_ms,
                "source": str(event.source),
                "properties": _encode(event.properties),
            }
            for event_id, event in sorted(by_id.items())
        ],
    )
    return tuple(sorted((by_id[event_id] for event_id in new), key=_when))


async def recent(
    session: AsyncSession, person_ids: Collection[str], names: Collection[str], *, since_ms: int
) -> dict[str, tuple[Occurrence, ...]]:
    """What these people did of ``names`` after ``since_ms``, in the order of time; who did nothing is left out."""
    if not names or not person_ids:
        return {}
    found = defaultdict[str, list[Occurrence]](list)
    for person_id, name, at_ms, properties in await repository.events_of(session, person_ids, names, since_ms=since_ms):
        found[person_id].append(Occurrence.model_construct(event=name, at_ms=at_ms, properties=_properties(properties)))
    return {person_id: tuple(occurrences) for person_id, occurrences in found.items()}


async def take_in(session: AsyncSession, items: Sequence[Observed], *, now_ms: int) -> TakenIn:
    """Whose each item is, what it says of them, and the event itself: recorded once, with whatever it calls for.

    An item that is on record already changes nothing, however often it comes. Items that cannot be taken in are returned
    with the reason; they keep nobody else out.
    """
    expected = await expectations(session)
    fitting, refused = _sorted_out(await _unseen(session, items), expected)
    people = await _People.of(session, fitting)
    events = []
    for item in sorted(fitting, key=_when):
        try:
            events.append((item, people.take(item)))
        except CampaignExpressError as error:
            refused.append((item, error))
    changed = await contacts.write(session, people.roster, now_ms=now_ms) if people.roster is not None else Changed()
    merged = await follow_merges(session, changed.merges, now_ms=now_ms)
    own = [_event(item, people.now(person_id)) for item, person_id in events]
    taken = await record(session, [*own, *await _called_for(session, own), *merged])
    return TakenIn(taken, tuple(refused), changed, changed.told)


async def follow_merges(session: AsyncSession, merges: Iterable[Merge], *, now_ms: int) -> tuple[CustomerEvent, ...]:
    """What was recorded for who was merged away becomes the survivor's. Events that say so, not recorded yet."""
    events = []
    for merge in merges:
        await repository.reassign(session, merge.absorbed_id, merge.person_id)
        events.append(
            CustomerEvent(
                event_id=derived_id(merge.absorbed_id, MERGED),
                person_id=merge.person_id,
                name=MERGED,
                at_ms=now_ms,
                received_at_ms=now_ms,
                properties={"absorbed": merge.absorbed_id, "because": merge.cause.value},
            )
        )
    return tuple(events)


async def timeline(
    session: AsyncSession, person_id: str, *, before: tuple[int, str] | None = None, limit: int
) -> list[CustomerEvent]:
    """What a person did, the newest first."""
    return [_of(row) for row in await repository.timeline(session, person_id, before=before, limit=limit)]


async def erase(session: AsyncSession, person_ids: Collection[str]) -> None:
    """Forget what these people did."""
    await repository.erase(session, person_ids)


async def erase_set_aside(session: AsyncSession, texts: Collection[str]) -> None:
    """Forget the items of whoever these texts tell of in what could not be taken in; other people's items of it stay.

    Texts that are too short to tell of one person alone are not looked for.
    """
    names = names_of(tuple(texts))
    for row in await repository.mentioned_in_asides(session, names.texts):
        left = names.without_own(row.payload)
        if left is None:
            await session.delete(row)
        elif left != row.payload or names.stand_in(row.message):
            row.payload, row.message = left, names.blotted(row.message)
            session.add(row)


async def forget_old(session: AsyncSession, *, now_ms: int, limit: int) -> int:
    """Let go of up to ``limit`` events of every tenant beyond their time; how many. Takes a platform session."""
    old = await repository.received_before(session, now_ms - KEEP_DAYS * DAY_MS, limit=limit)
    of_tenant = defaultdict[str, list[str]](list)
    for tenant_id, event_id in old:
        of_tenant[tenant_id].append(event_id)
    for tenant_id, event_ids in of_tenant.items():
        await repository.forget(session, tenant_id, event_ids)
    return len(old)


# What is expected


async def expectations(session: AsyncSession) -> Expectations:
    """What the tenant lets in."""
    closed = frozenset(await repository.closed_sources(session))
    return Expectations(closed, await schemas(session), await contacts.definitions(session))


async def schemas(session: AsyncSession) -> dict[str, EventSchema]:
    """By event name."""
    return {row.name: _schema(row.document) for row in await repository.schemas(session)}


async def set_schema(session: AsyncSession, schema: EventSchema, *, now_ms: int) -> None:
    """Expect this of an event name from now on."""
    row = {
        "tenant_id": tenant_of(session),
        "name": schema.name,
        "document": _encode(schema),
        "revision": 1,
        "updated_at_ms": now_ms,
    }
    await repository.save_schema(session, row)


async def drop_schema(session: AsyncSession, name: str) -> None:
    """Expect nothing of it any longer. Raises ``NotFound``."""
    if not await repository.forget_schema(session, name):
        raise NotFound(f"nothing is expected of '{name}'", field="name")


async def sources(session: AsyncSession) -> dict[Source, bool]:
    """Every source, and whether it is open."""
    closed = set(await repository.closed_sources(session))
    return {source: source not in closed for source in Source}


async def set_source(session: AsyncSession, source: Source, *, enabled: bool, now_ms: int) -> None:
    """Open or close a source."""
    row = {"tenant_id": tenant_of(session), "source": source.value, "enabled": enabled, "updated_at_ms": now_ms}
    await repository.save_source(session, row)


# What could not be taken in


async def set_aside(session: AsyncSession, asides: Iterable[Aside], *, now_ms: int) -> None:
    """Keep for somebody to look at what could not be taken in; each once."""
    rows = [
        {
            "tenant_id": tenant_of(session),
            "id": aside.key,
            "subject": _storable(aside.subject)[:300],
            "field": _storable(aside.field)[:200],
            "message": _storable(aside.message)[:2_000],
            "payload": aside.payload[:_LARGEST_KEPT],
            "is_read": aside.is_read,
            "at_ms": now_ms,
        }
        for aside in asides
    ]
    await repository.set_aside(session, rows)


def _storable(text: str) -> str:
    """PostgreSQL keeps no NUL."""
    return text.replace("\x00", "")


async def all_set_aside(session: AsyncSession, *, after: str = "", limit: int) -> Sequence[SetAside]:
    """What could not be taken in, the oldest first."""
    return await repository.all_set_aside(session, after=after, limit=limit)


async def one_set_aside(session: AsyncSession, item_id: str) -> SetAside:
    """Raises ``NotFound``."""
    row = await repository.one_set_aside(session, item_id)
    if row is None:
        raise NotFound(f"nothing is set aside as '{item_id}'", field="id")
    return row


async def let_go(session: AsyncSession, item_id: str) -> None:
    """It has been dealt with."""
    await repository.let_go(session, [item_id])


# Whose an item is


class _People:
    """Whose the items of a batch are. Most only name somebody known, and need nothing but a look at who that is."""

    def __init__(self, plain: Mapping[str, str], roster: Roster | None) -> None:
        self._plain = plain
        self.roster = roster

    @classmethod
    async def of(cls, session: AsyncSession, items: Sequence[Observed]) -> "_People":
        owners = await contacts.find_many(session, {identity for item in items for identity in item.identities})
        plain = {}
        for item in items:
            known = {owners.get(identity) for identity in item.identities}
            if len(known) == 1 and None not in known and not _says_more(item):
                plain[item.event_id] = str(known.pop())
        telling = [item for item in items if item.event_id not in plain]
        contested = {identity for item in telling for identity in (*item.identities, *item.was)}
        for item in items:
            if item.event_id in plain and not contested.isdisjoint(item.identities):
                del plain[item.event_id]
                telling.append(item)
        if not telling:
            return cls(plain, None)
        named = {identity for item in telling for identity in (*item.identities, *item.was)}
        roster = await contacts.roster_of(session, named, person_ids={item.person_id for item in telling} - {""})
        return cls(plain, roster)

    def take(self, item: Observed) -> str:
        """Whose ``item`` is, with what it says of them noted. Raises ``InvalidInput``, ``NotFound``."""
        if (person_id := self._plain.get(item.event_id)) is not None:
            return person_id
        roster = self.roster
        assert roster is not None
        if item.person_id and roster.now(item.person_id) not in roster.contacts:
            raise NotFound(f"nobody is known as '{item.person_id}'", field="person_id", remedy="Send an identity.")
        who = roster.change(item.person_id, _change(item), now_ms=item.received_at_ms)
        known = [former for former in item.was if former in roster.owners]
        for former in known:
            identity = f"{former[0]}:{former[1]}"
            who = roster.merge(
                who, roster.owners[former], MergeCause.ALIAS, now_ms=item.received_at_ms, identity=identity
            )
        if item.was and not known:
            who = roster.person(item.was[:1], person_id=who, now_ms=item.received_at_ms)
        return who

    def now(self, person_id: str) -> str:
        return person_id if self.roster is None else self.roster.now(person_id)


def _says_more(item: Observed) -> bool:
    return bool(item.person_id or item.was or item.attributes or item.devices or item.time_zone or item.locale)


def _change(item: Observed) -> ContactChange:
    return ContactChange(
        attributes=item.attributes,
        identities=item.identities,
        devices=item.devices,
        time_zone=item.time_zone or msgspec.UNSET,
        locale=item.locale or msgspec.UNSET,
        only_if_unknown=is_late(_event(item, "")),
    )


async def _unseen(session: AsyncSession, items: Sequence[Observed]) -> list[Observed]:
    known = await repository.known(session, {item.event_id for item in items})
    return [item for item in items if item.event_id not in known]


def _sorted_out(
    items: Iterable[Observed], expected: Expectations
) -> tuple[list[Observed], list[tuple[Observed, CampaignExpressError]]]:
    """Of an id that comes twice, the first item that fits; where none does, the first."""
    fitting: dict[str, Observed] = {}
    refused: dict[str, tuple[Observed, CampaignExpressError]] = {}
    for item in items:
        try:
            expected.check(item)
        except InvalidInput as error:
            refused.setdefault(item.event_id, (item, error))
        else:
            fitting.setdefault(item.event_id, item)
    return list(fitting.values()), [one for event_id, one in refused.items() if event_id not in fitting]


async def _called_for(session: AsyncSession, events: Sequence[CustomerEvent]) -> list[CustomerEvent]:
    """Activations and stars; interest is held against what the person looked at just before."""
    interested = {event.person_id for event in events if shows_interest(event.name)}
    viewed: dict[str, int] = {}
    activated: dict[str, int] = {}
    if interested:
        since_ms = min(event.at_ms for event in events) - SESSION_MS - 1
        names = [*{event.name for event in events if shows_interest(event.name)}, ACTIVATION]
        for person_id, occurrences in (await recent(session, interested, names, since_ms=since_ms)).items():
            for one in occurrences:
                if one.event != ACTIVATION:
                    viewed[person_id] = one.at_ms
                elif one.properties.get("kind") == ActivationKind.SESSION_OFFER:
                    activated[person_id] = one.at_ms
    calls: list[CustomerEvent] = []
    for event in events:
        who = event.person_id
        called = derived(event, viewed_at_ms=viewed.get(who), activated_at_ms=activated.get(who))
        calls += called
        if shows_interest(event.name):
            viewed[who] = event.at_ms
            if any(call.name == ACTIVATION for call in called):
                activated[who] = event.at_ms
    return calls


def _event(item: Observed, person_id: str) -> CustomerEvent:
    return CustomerEvent(
        event_id=item.event_id,
        person_id=person_id,
        name=item.name,
        at_ms=item.at_ms,
        received_at_ms=item.received_at_ms,
        source=item.source,
        properties=item.properties,
    )


def _of(row: EventRow) -> CustomerEvent:
    return CustomerEvent(
        event_id=row.event_id,
        person_id=row.person_id,
        name=row.name,
        at_ms=row.at_ms,
        received_at_ms=row.received_at_ms,
        source=row.source,
        properties=_properties(row.properties),
    )


def _when(event: CustomerEvent | Observed) -> tuple[int, str]:
    return event.at_ms, event.event_id
