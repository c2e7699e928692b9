"""Statements over people inside journeys, in bulk. They go round the mapper, so each names its tenant itself."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    inspect,
    literal,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.errors import Unavailable
from domain.journeys.travellers.rules import door_of
from domain.journeys.travellers.tables import CountRow, InboxRow, PathRow, TravellerRow
from domain.journeys.travellers.values import Heard, Inside, Run
from domain.records import adding, inserting, tenant_of


def _table(of: type[SQLModel]) -> Table:
    table = inspect(of).local_table
    assert isinstance(table, Table)
    return table


PEOPLE: Final = _table(TravellerRow)
INBOX: Final = _table(InboxRow)
PATHS: Final = _table(PathRow)
COUNTS: Final = _table(CountRow)
IDS_A_STATEMENT: Final = 500

_RUN: Final = tuple(PEOPLE.c[name] for name in Run.__struct_fields__)
_INSIDE: Final = tuple(PEOPLE.c[name] for name in Inside._fields)


# Who is inside


async def due(
    session: AsyncSession,
    journey_id: str,
    shard: int,
    *,
    now_ms: int,
    limit: int,
    among: Collection[str] | None = None,
) -> list[Run]:
    """Those whose time has come, the longest overdue first; nobody else may move them until the transaction ends.

    ``among`` are people held already, besides whom nobody is taken.
    """
    wanted = _due(select(*_RUN), session, journey_id, shard, now_ms=now_ms, limit=limit)
    if among is not None:
        wanted = wanted.where(PEOPLE.c.person_id.in_(sorted(among)))
    wanted = wanted.with_for_update(skip_locked=True)
    rows = await (await session.connection()).execute(wanted)
    return [Run(**dict(zip(Run.__struct_fields__, row, strict=True))) for row in rows.fetchall()]


async def whose_are_due(session: AsyncSession, journey_id: str, shard: int, *, now_ms: int, limit: int) -> set[str]:
    """The people whose time has come, as ``due`` would find them; nothing is held."""
    wanted = _due(select(PEOPLE.c.person_id), session, journey_id, shard, now_ms=now_ms, limit=limit)
    return set((await (await session.connection()).execute(wanted)).scalars())


def _due(
    wanted: Select[Any], session: AsyncSession, journey_id: str, shard: int, *, now_ms: int, limit: int
) -> Select[Any]:
    theirs = (PEOPLE.c.journey_id == journey_id) & (PEOPLE.c.shard == shard) & (PEOPLE.c.look_at_ms <= now_ms)
    return wanted.where(_ours(session), theirs).order_by(PEOPLE.c.look_at_ms).limit(limit)


async def whose(session: AsyncSession, run_id: str) -> tuple[str, str] | None:
    """(journey, person) of a run; nothing is held."""
    wanted = select(PEOPLE.c.journey_id, PEOPLE.c.person_id).where(_ours(session), PEOPLE.c.run_id == run_id)
    row = (await (await session.connection()).execute(wanted)).one_or_none()
    return (row[0], row[1]) if row is not None else None


async def one(session: AsyncSession, run_id: str) -> tuple[Run, int | None] | None:
    """A run, held until the transaction ends, and when it is to be looked at; None for none of the tenant's."""
    wanted = select(*_RUN, PEOPLE.c.look_at_ms).where(_ours(session), PEOPLE.c.run_id == run_id).with_for_update()
    row = (await (await session.connection()).execute(wanted)).one_or_none()
    if row is None:
        return None
    return Run(**dict(zip(Run.__struct_fields__, row[:-1], strict=True))), row[-1]


async def next_look_ms(session: AsyncSession, journey_id: str, shard: int) -> int | None:
    """When somebody of the shard is due next."""
    wanted = select(func.min(PEOPLE.c.look_at_ms)).where(
        _ours(session), PEOPLE.c.journey_id == journey_id, PEOPLE.c.shard == shard, PEOPLE.c.look_at_ms.is_not(None)
    )
    found = (await (await session.connection()).execute(wanted)).scalar()
    return int(found) if found is not None else None


async def save(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Where people stand now: ``at`` and ``was`` name the row and the revision it was read at, the rest is new."""
    if rows:
        await (await session.connection()).execute(_SAVE, list(rows))


async def put_aside(session: AsyncSession, run_id: str, *, look_at_ms: int, reason: str) -> None:
    aside = update(PEOPLE).where(_ours(session), PEOPLE.c.run_id == run_id)
    await (await session.connection()).execute(aside.values(look_at_ms=look_at_ms, reason=reason))


def lies_in_the_rows(error: Exception) -> bool:
    """Whether what was to be read or written is at fault, and not the database: the rest can be dealt with without it."""
    if isinstance(error, DBAPIError):
        state = str(getattr(error.orig, "sqlstate", None) or "")
        return isinstance(error, DataError | IntegrityError) or state.startswith(_OF_VALUES)
    return not isinstance(error, SQLAlchemyError | OSError | Unavailable)


async def runs_of(session: AsyncSession, person_ids: Collection[str], journey_id: str | None = None) -> list[Inside]:
    """Every run of these people, gone ones too, in the order in which they entered."""
    connection = await session.connection()
    found: list[Inside] = []
    for some in _some(sorted(person_ids)):
        wanted = select(*_INSIDE).where(PEOPLE.c.tenant_id == tenant_of(session), PEOPLE.c.person_id.in_(some))
        if journey_id is not None:
            wanted = wanted.where(PEOPLE.c.journey_id == journey_id)
        found.extend(Inside(*row) for row in (await connection.execute(wanted)).fetchall())
    return sorted(found, key=lambda run: run.entry)


async def add(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        await (await session.connection()).execute(insert(PEOPLE), list(rows))


async def hold_doors(
    session: AsyncSession, *, closed: Iterable[tuple[str, str]] = (), watched: Iterable[tuple[str, str]] = ()
) -> None:
    """Until the transaction ends, let nobody else bring these people (by journey and person) in.

    Whoever may let somebody in, or change whose runs are whose, has their doors closed to everybody; whoever only has to miss
    nobody who is coming in watches them, beside others who watch. People share a journey's doors, a few dozen of them. All
    doors of a transaction are taken at once, in one order everywhere. SQLite has one writer anyway.
    """
    wanted = {(journey_id, door_of(person_id)): False for journey_id, person_id in watched}
    wanted |= {(journey_id, door_of(person_id)): True for journey_id, person_id in closed}
    connection = await session.connection()
    if wanted and connection.dialect.name == "postgresql":
        names = [f"door/{journey_id}/{door}" for journey_id, door in sorted(wanted)]
        await connection.execute(_DOORS, {"names": names, "closes": [wanted[door] for door in sorted(wanted)]})


async def hold(session: AsyncSession, run_ids: Collection[str]) -> list[Inside]:
    """These runs as they stand now, nobody else's until the transaction ends.

    Whoever is just being moved on is waited for; in one order everywhere, so that nobody waits in a ring.
    """
    connection = await session.connection()
    found: list[Inside] = []
    for some in _some(sorted(run_ids)):
        wanted = select(*_INSIDE).where(_ours(session), PEOPLE.c.run_id.in_(some))
        rows = await connection.execute(wanted.order_by(PEOPLE.c.run_id).with_for_update())
        found.extend(Inside(*row) for row in rows.fetchall())
    return found


async def wake(session: AsyncSession, run_ids: Iterable[str], *, now_ms: int) -> None:
    """Have these looked at now. They must be held (``hold``): who is being moved on while we look would sleep on."""
    tenant_id = tenant_of(session)
    rows = [{"whose": tenant_id, "at": run_id, "now": now_ms} for run_id in sorted(run_ids)]
    if rows:
        await (await session.connection()).execute(_WAKE, rows)


async def add_goal(session: AsyncSession, goals_of: Mapping[str, str]) -> None:
    tenant_id = tenant_of(session)
    rows = [{"whose": tenant_id, "at": run_id, "goals": goals} for run_id, goals in sorted(goals_of.items())]
    if rows:
        await (await session.connection()).execute(_GOALS, rows)


async def on_versions(session: AsyncSession, journey_id: str, *, other_than: int, limit: int) -> list[tuple[Run, int]]:
    """People inside on other versions, held until the transaction ends, with when they are to be looked at."""
    wanted = (
        select(*_RUN, PEOPLE.c.look_at_ms)
        .where(
            _ours(session),
            PEOPLE.c.journey_id == journey_id,
            PEOPLE.c.look_at_ms.is_not(None),
            PEOPLE.c.version != other_than,
        )
        .order_by(PEOPLE.c.run_id)
        .limit(limit)
        .with_for_update()
    )
    rows = await (await session.connection()).execute(wanted)
    return [(Run(**dict(zip(Run.__struct_fields__, row[:-1], strict=True))), row[-1]) for row in rows.fetchall()]


async def standing(session: AsyncSession, journey_id: str) -> dict[tuple[int, str], int]:
    """People inside, by version and step."""
    wanted = (
        select(PEOPLE.c.version, PEOPLE.c.step, func.count())
        .where(
            _ours(session),
            PEOPLE.c.journey_id == journey_id,
            PEOPLE.c.look_at_ms.is_not(None),
        )
        .group_by(PEOPLE.c.version, PEOPLE.c.step)
    )
    rows = (await (await session.connection()).execute(wanted)).fetchall()
    return {(version, step): int(people) for version, step, people in rows}


async def page(
    session: AsyncSession,
    journey_id: str,
    *,
    step: str | None,
    inside_only: bool,
    person_id: str | None,
    after: str,
    limit: int,
) -> Sequence[Any]:
    """Rows of ``TravellerRow``'s columns, by run id, which is the order in which they entered."""
    wanted = select(PEOPLE).where(_ours(session), PEOPLE.c.journey_id == journey_id, PEOPLE.c.run_id > after)
    if step is not None:
        wanted = wanted.where(PEOPLE.c.step == step)
    if inside_only:
        wanted = wanted.where(PEOPLE.c.look_at_ms.is_not(None))
    if person_id is not None:
        wanted = wanted.where(PEOPLE.c.person_id == person_id)
    wanted = wanted.order_by(PEOPLE.c.run_id).limit(limit)
    return (await (await session.connection()).execute(wanted)).fetchall()


# What they heard, and the paths they took


async def hear(session: AsyncSession, heard: Sequence[Heard]) -> None:
    """Once each, however often it is told."""
    if not heard:
        return
    tenant_id = tenant_of(session)
    rows = [
        {
            "tenant_id": tenant_id,
            "run_id": one.run_id,
            "event_id": one.event_id,
            "event": one.event,
            "at_ms": one.at_ms,
            "properties": msgspec.json.encode(one.properties).decode() if one.properties else "",
        }
        for one in heard
    ]
    await (await session.connection()).execute(inserting(session, INBOX).on_conflict_do_nothing(), rows)


async def heard_by(session: AsyncSession, run_ids: Sequence[str]) -> list[tuple[str, str, int, str]]:
    """(run id, event, instant, properties as JSON), in the order of time."""
    connection = await session.connection()
    found: list[tuple[str, str, int, str]] = []
    for some in _some(run_ids):
        wanted = select(INBOX.c.run_id, INBOX.c.event, INBOX.c.at_ms, INBOX.c.properties).where(
            INBOX.c.tenant_id == tenant_of(session), INBOX.c.run_id.in_(some)
        )
        found.extend(tuple(row) for row in (await connection.execute(wanted)).fetchall())
    return sorted(found, key=lambda one: one[2])


async def forget_heard(session: AsyncSession, run_ids: Sequence[str]) -> None:
    connection = await session.connection()
    for some in _some(run_ids):
        gone = delete(INBOX).where(INBOX.c.tenant_id == tenant_of(session), INBOX.c.run_id.in_(some))
        await connection.execute(gone)


async def add_paths(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        await (await session.connection()).execute(insert(PATHS), list(rows))


async def path_of(session: AsyncSession, run_id: str) -> list[bytes]:
    wanted = (
        select(PATHS.c.passed)
        .where(PATHS.c.tenant_id == tenant_of(session), PATHS.c.run_id == run_id)
        .order_by(PATHS.c.visit)
    )
    return [row[0] for row in (await (await session.connection()).execute(wanted)).fetchall()]


# Counts


async def add_counts(
    session: AsyncSession, journey_id: str, shard: int, counts: Mapping[tuple[int, str, str, str], int]
) -> None:
    """``counts`` by (version, what, step, outcome)."""
    if not counts:
        return
    tenant_id = tenant_of(session)
    rows = [
        {
            "tenant_id": tenant_id,
            "journey_id": journey_id,
            "version": version,
            "shard": shard,
            "what": what,
            "step": step,
            "outcome": outcome,
            "people": people,
        }
        for (version, what, step, outcome), people in sorted(counts.items())
    ]
    await (await session.connection()).execute(adding(session, COUNTS, "people"), rows)


async def counts(session: AsyncSession, journey_id: str) -> list[tuple[int, str, str, str, int]]:
    """(version, what, step, outcome, people), those inside by step as ``standing``; all of one instant."""
    tenant_id = tenant_of(session)
    counted = (
        select(COUNTS.c.version, COUNTS.c.what, COUNTS.c.step, COUNTS.c.outcome, func.sum(COUNTS.c.people))
        .where(COUNTS.c.tenant_id == tenant_id, COUNTS.c.journey_id == journey_id)
        .group_by(COUNTS.c.version, COUNTS.c.what, COUNTS.c.step, COUNTS.c.outcome)
    )
    inside = (
        select(PEOPLE.c.version, literal("standing"), PEOPLE.c.step, literal(""), func.count())
        .where(_ours(session), PEOPLE.c.journey_id == journey_id, PEOPLE.c.look_at_ms.is_not(None))
        .group_by(PEOPLE.c.version, PEOPLE.c.step)
    )
    rows = (await (await session.connection()).execute(union_all(counted, inside))).fetchall()
    return sorted((version, what, step, outcome, int(people)) for version, what, step, outcome, people in rows)


async def individuals(session: AsyncSession, journey_id: str, *, after: str, limit: int) -> list[str]:
    """Runs inside that are carried one by one, beyond ``after``."""
    wanted = (
        select(PEOPLE.c.run_id)
        .where(
            _ours(session),
            PEOPLE.c.journey_id == journey_id,
            PEOPLE.c.look_at_ms.is_not(None),
            PEOPLE.c.run_id > after,
        )
        .order_by(PEOPLE.c.run_id)
        .limit(limit)
    )
    return [row[0] for row in (await (await session.connection()).execute(wanted)).fetchall()]


def _ours(session: AsyncSession) -> ColumnElement[bool]:
    return _of(tenant_of(session))


def _of(tenant: Any) -> ColumnElement[bool]:
    """A tenant's people, said so that no index is chosen by it: each statement names what is far rarer."""
    is_theirs: ColumnElement[bool] = PEOPLE.c.tenant_id.concat("") == tenant
    return is_theirs


def _some(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[at : at + IDS_A_STATEMENT] for at in range(0, len(ids), IDS_A_STATEMENT))


_DOORS: Final = text(
    "SELECT CASE WHEN closes THEN pg_advisory_xact_lock(hashtextextended(name, 0))"
    " ELSE pg_advisory_xact_lock_shared(hashtextextended(name, 0)) END"
    " FROM unnest(:names, :closes) AS doors (name, closes)"
).bindparams(bindparam("names", type_=postgresql.ARRAY(Text)), bindparam("closes", type_=postgresql.ARRAY(Boolean)))
_OF_VALUES: Final = ("22", "23")
"""PostgreSQL's classes of what is wrong with values: of another kind or too long, or against a constraint."""
_SAVED: Final = (
    "version",
    "status",
    "step",
    "visit",
    "look_at_ms",
    "due_at_ms",
    "since_ms",
    "ended_at_ms",
    "reason",
    "goals",
)
_SAVE: Final = (
    update(PEOPLE)
    .where(_of(bindparam("whose")), PEOPLE.c.run_id == bindparam("at"), PEOPLE.c.revision == bindparam("was"))
    .values({name: bindparam(f"new_{name}") for name in _SAVED} | {"revision": bindparam("was") + 1})
)
_WAKE: Final = (
    update(PEOPLE)
    .where(_of(bindparam("whose")), PEOPLE.c.run_id == bindparam("at"), PEOPLE.c.look_at_ms > bindparam("now"))
    .values(look_at_ms=bindparam("now"))
)
_GOALS: Final = (
    update(PEOPLE).where(_of(bindparam("whose")), PEOPLE.c.run_id == bindparam("at")).values(goals=bindparam("goals"))
)
