"""Statements over the ledger; they take a tenant's session, and lists of at most ``CHUNK`` ids."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import bindparam, func, or_, update
from sqlalchemy import select as select_columns
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Update, UpdateBase
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.messages.tables import Message, MessagePerson
from domain.messages.values import MessageStatus
from domain.records import run_many, tenant_of

CHUNK: Final = 1_000

_OPEN_COLUMNS: Final = (
    col(Message.id),
    col(Message.key),
    col(Message.person_id),
    col(Message.channel),
    col(Message.source),
    col(Message.step),
    col(Message.template_id),
    col(Message.template_version),
    col(Message.intent),
    col(Message.status),
    col(Message.turn),
    col(Message.attempts),
    col(Message.planned_at_ms),
    col(Message.expires_at_ms),
    col(Message.trace),
)


_IDS: Final[Any] = bindparam("ids", expanding=True)
_PEOPLE: Final[Any] = bindparam("people", expanding=True)
_LOCK_OPEN: Final = (
    select_columns(*_OPEN_COLUMNS)
    .where(col(Message.id).in_(_IDS), col(Message.turn) < bindparam("below"))
    .with_for_update(skip_locked=True)
)
_LOOK_AT: Final = select_columns(*_OPEN_COLUMNS).where(col(Message.id).in_(_IDS), col(Message.turn).is_not(None))
_PAST_SENDS: Final = select(Message.person_id, Message.channel, Message.counted_at_ms, Message.source).where(
    Message.tenant_id == bindparam("of_tenant"),
    col(Message.person_id).in_(_PEOPLE),
    col(Message.counted_at_ms) > bindparam("since_ms"),
)
_STANDING_COLUMNS: Final[tuple[Any, ...]] = (
    col(Message.id),
    col(Message.status),
    col(Message.source),
    col(Message.step),
    col(Message.channel),
    col(Message.template_id),
    col(Message.person_id),
    col(Message.attempts),
)
_LOCK_STANDING: Final = (
    select_columns(*_STANDING_COLUMNS).where(col(Message.id).in_(_IDS)).order_by(col(Message.id)).with_for_update()
)
_LOCK_MARKED: Final = (
    select_columns(
        *_STANDING_COLUMNS, col(Message.delivered_at_ms), col(Message.opened_at_ms), col(Message.clicked_at_ms)
    )
    .where(col(Message.id).in_(_IDS))
    .order_by(col(Message.id))
    .with_for_update()
)
_UNSENT: Final = select_columns(
    col(Message.id), col(Message.trace), col(Message.intent), col(Message.counted_at_ms)
).where(col(Message.id).in_(_IDS))


async def insert_new(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Those whose key is on record stay as they are."""
    if rows:
        dialect = session.get_bind().dialect.name
        await run_many(session, ("messages", "plan"), lambda: _planning(dialect, tuple(rows[0])), rows)


def _planning(dialect: str, columns: Sequence[str]) -> UpdateBase:
    nothing_yet: dict[str, Any] = {
        "attempts": 0,
        "looked_up": 0,
        "claimed_by": "",
        "account_id": "",
        "provider": "",
        "provider_message_id": "",
        "segments": 0,
        "cost_nanos": 0,
        "currency": "",
        "reason": "",
        "trace": b"",
    }
    values = {name: bindparam(name) for name in columns} | nothing_yet
    insert: Any = (postgresql if dialect == "postgresql" else sqlite).insert(Message)
    statement: UpdateBase = insert.values(values).on_conflict_do_nothing(index_elements=["tenant_id", "key"])
    return statement


async def sources(session: AsyncSession, *, limit: int = 10_000) -> list[str]:
    """Whatever has something left to do, found by leaps over the index."""
    return await _leap(session, col(Message.source), (col(Message.turn).is_not(None),), limit=limit)


async def turns(session: AsyncSession, source: str) -> list[int]:
    """The turns in which a source has something left to do, in order."""
    return await _leap(session, col(Message.turn), (col(Message.source) == source, col(Message.turn).is_not(None)))


async def _leap(session: AsyncSession, column: Any, where: Sequence[Any], *, limit: int = 1_000) -> list[Any]:
    found: list[Any] = []
    while len(found) < limit:
        wanted = select(func.min(column)).where(Message.tenant_id == tenant_of(session), *where)
        if found:
            wanted = wanted.where(column > found[-1])
        following = (await session.exec(wanted)).one()
        if following is None:
            break
        found.append(following)
    return found


async def due(session: AsyncSession, source: str, turn: int, *, now_ms: int, limit: int) -> list[str]:
    """Ids of what a source has due in a turn, whatever has waited longest first."""
    wanted = (
        select(Message.id)
        .where(
            Message.tenant_id == tenant_of(session),
            Message.source == source,
            Message.turn == turn,
            col(Message.due_at_ms) <= now_ms,
        )
        .order_by(col(Message.due_at_ms))
        .limit(limit)
    )
    return list((await session.exec(wanted)).all())


async def next_due_at_ms(session: AsyncSession, source: str, turn: int) -> int | None:
    wanted = select(func.min(Message.due_at_ms)).where(
        Message.tenant_id == tenant_of(session), Message.source == source, Message.turn == turn
    )
    return (await session.exec(wanted)).one()


async def open_by_key(session: AsyncSession, keys: Collection[str], *, now_ms: int, below: int) -> Sequence[Any]:
    """(turn, id) of those that are open and due, by turn and age."""
    wanted = (
        select(Message.turn, Message.id)
        .where(
            Message.tenant_id == tenant_of(session),
            col(Message.key).in_(keys),
            col(Message.turn) < below,
            col(Message.due_at_ms) <= now_ms,
        )
        .order_by(col(Message.turn), col(Message.due_at_ms))
    )
    return await _rows(session, wanted)


async def lock_open(session: AsyncSession, ids: Collection[str], *, below: int) -> Sequence[Any]:
    """The open ones among ``ids``; those that another transaction holds are passed over."""
    return await _rows(session, _LOCK_OPEN, {"ids": list(ids), "below": below})


async def templates_of(session: AsyncSession, ids: Collection[str]) -> Sequence[tuple[str, int]]:
    """(template, version) of these messages, each once."""
    wanted = select(Message.template_id, Message.template_version).where(col(Message.id).in_(ids)).distinct()
    return (await session.exec(wanted)).all()


async def look_at(session: AsyncSession, ids: Collection[str]) -> Sequence[Any]:
    """The same of any messages, locking nothing."""
    return await _rows(session, _LOOK_AT, {"ids": list(ids)})


async def lock_people(session: AsyncSession, person_ids: Collection[str]) -> None:
    """Wait for whoever claims for one of them, in the same order for everybody; held until this transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        tenant_id = tenant_of(session)
        rows = [{"tenant_id": tenant_id, "person_id": person_id} for person_id in sorted(person_ids)]
        await run_many(session, ("message_people", "lock"), _locking, rows)


def _locking() -> UpdateBase:
    insert = postgresql.insert(MessagePerson).values(tenant_id=bindparam("tenant_id"), person_id=bindparam("person_id"))
    return insert.on_conflict_do_update(
        index_elements=["tenant_id", "person_id"],
        set_={"person_id": insert.excluded.person_id},
        where=col(MessagePerson.person_id) != insert.excluded.person_id,  # never: the row is locked and stays as it is
    )


async def past_sends(session: AsyncSession, person_ids: Collection[str], *, since_ms: int) -> Sequence[Any]:
    """(person id, channel, counted at, source) of what caps count later than ``since_ms``."""
    asked = {"of_tenant": tenant_of(session), "people": list(person_ids), "since_ms": since_ms}
    return await _rows(session, _PAST_SENDS, asked)


async def past_sends_of(
    session: AsyncSession, person_ids: Collection[str], sources: Collection[str], *, until_ms: int
) -> Sequence[Any]:
    """Likewise up to ``until_ms``, of some sources alone."""
    wanted = select(Message.person_id, Message.channel, Message.counted_at_ms, Message.source).where(
        Message.tenant_id == tenant_of(session),
        col(Message.person_id).in_(person_ids),
        col(Message.counted_at_ms) <= until_ms,
        col(Message.source).in_(sources),
    )
    return await _rows(session, wanted)


async def sends_by_person(session: AsyncSession, person_ids: Collection[str]) -> Sequence[Any]:
    """(person id, channel, messages ever) of marketing messages that went out."""
    wanted = (
        select(Message.person_id, Message.channel, func.count())
        .where(
            Message.tenant_id == tenant_of(session),
            col(Message.person_id).in_(person_ids),
            col(Message.counted_at_ms).is_not(None),
        )
        .group_by(col(Message.person_id), col(Message.channel))
    )
    return await _rows(session, wanted)


async def write(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Change messages: each row names its ``id`` and all the columns the first one names."""
    if rows:
        columns = tuple(name for name in rows[0] if name != "id")
        tenant_id = tenant_of(session)
        values = [{"of_id": row["id"], "of_tenant": tenant_id, **row} for row in rows]
        await run_many(session, ("messages", columns), lambda: _changing(columns), values)


def _changing(columns: Sequence[str]) -> Update:
    """By id alone: PostgreSQL, planning this while the table is small, would else go by an index that begins with the tenant."""
    of_tenant = col(Message.tenant_id).concat("") == bindparam("of_tenant")
    return (
        update(Message)
        .where(col(Message.id) == bindparam("of_id"), of_tenant)
        .values({name: bindparam(name) for name in columns})
    )


async def ask_again(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Say when vendors are asked next, of messages that are ``unknown`` and were asked about ``before`` times, as then."""
    tenant_id = tenant_of(session)
    await run_many(session, ("messages", "ask"), _asking, [{"of_tenant": tenant_id, **row} for row in rows])


def _asking() -> UpdateBase:
    still_open = col(Message.status) == MessageStatus.UNKNOWN.value
    return _changing(("looked_up", "turn", "due_at_ms")).where(
        still_open, col(Message.looked_up) == bindparam("before")
    )


async def lock_overdue(session: AsyncSession, ids: Collection[str], *, now_ms: int, above: int) -> Sequence[Message]:
    """Those among ``ids`` that are due from turn ``above`` on; those that another transaction holds are passed over."""
    wanted = (
        select(Message)
        .where(col(Message.id).in_(ids), col(Message.turn) >= above, col(Message.due_at_ms) <= now_ms)
        .with_for_update(skip_locked=True)
    )
    return (await session.exec(wanted)).all()


async def lock_standing(session: AsyncSession, ids: Collection[str]) -> Sequence[Any]:
    """Where messages stand and whence they are, locked in the order of their ids for everybody."""
    return await _rows(session, _LOCK_STANDING, {"ids": list(ids)})


async def lock_marked(session: AsyncSession, ids: Collection[str]) -> Sequence[Any]:
    """Likewise, with when they were delivered, opened and clicked first."""
    return await _rows(session, _LOCK_MARKED, {"ids": list(ids)})


async def unsent(session: AsyncSession, ids: Collection[str]) -> Sequence[Any]:
    """(id, trace, detail, counted at) of messages that did not go out."""
    return await _rows(session, _UNSENT, {"ids": list(ids)})


async def named(
    session: AsyncSession, ids: Collection[str], keys: Collection[str], provider_ids: Collection[str]
) -> Sequence[Any]:
    """(id, key, vendor's id) of messages named in any of three ways."""
    wanted = select(Message.id, Message.key, Message.provider_message_id).where(
        Message.tenant_id == tenant_of(session),
        or_(
            col(Message.id).in_(ids),
            col(Message.key).in_(keys),
            col(Message.provider_message_id).in_(provider_ids) & (col(Message.provider_message_id) != ""),
        ),
    )
    return await _rows(session, wanted)


async def known_keys(session: AsyncSession, keys: Collection[str]) -> set[str]:
    """Those that are on record, of at most ``CHUNK``."""
    wanted = select(Message.key).where(Message.tenant_id == tenant_of(session), col(Message.key).in_(keys))
    return set((await session.exec(wanted)).all())


async def sent_of(session: AsyncSession, keys: Collection[str]) -> Sequence[Any]:
    """(person id, step, when it was handed over) of those the vendor has, of at most ``CHUNK``."""
    wanted = select(Message.person_id, Message.step, Message.settled_at_ms).where(
        Message.tenant_id == tenant_of(session), col(Message.key).in_(keys), Message.status == "sent"
    )
    return await _rows(session, wanted)


async def one(session: AsyncSession, name: str) -> Message | None:
    """By id or key."""
    wanted = select(Message).where(
        Message.tenant_id == tenant_of(session), or_(col(Message.id) == name, col(Message.key) == name)
    )
    return (await session.exec(wanted.limit(1))).first()


async def search(
    session: AsyncSession,
    *,
    person_id: str | None,
    source: str | None,
    status: str | None,
    reason: str | None,
    before: str | None,
    limit: int,
) -> Sequence[Message]:
    """The newest first, older than the id ``before``."""
    wanted = select(Message).where(Message.tenant_id == tenant_of(session))
    narrowed = (
        (Message.person_id, person_id),
        (Message.source, source),
        (Message.status, status),
        (Message.reason, reason),
    )
    for column, value in narrowed:
        if value is not None:
            wanted = wanted.where(column == value)
    if before is not None:
        wanted = wanted.where(col(Message.id) < before)
    return (await session.exec(wanted.order_by(col(Message.id).desc()).limit(limit))).all()


async def count_in_progress(session: AsyncSession, source: str, *, below: int) -> int:
    wanted = select(func.count()).where(
        Message.tenant_id == tenant_of(session), Message.source == source, col(Message.turn) < below
    )
    return int((await session.exec(wanted)).one())


async def waiting_between(
    session: AsyncSession, source: str, from_ms: int, to_ms: int, *, below: int
) -> tuple[int, int | None]:
    """How many of a source are due after ``from_ms`` and before ``to_ms``, and when the first of them is."""
    wanted = select(func.count(), func.min(Message.due_at_ms)).where(
        Message.tenant_id == tenant_of(session),
        Message.source == source,
        col(Message.turn) < below,
        col(Message.due_at_ms) > from_ms,
        col(Message.due_at_ms) < to_ms,
    )
    number, first_ms = (await session.exec(wanted)).one()
    return int(number), first_ms


async def recount(session: AsyncSession, source: str) -> Sequence[Any]:
    """(status, reason, messages) counted on the ledger itself: slow, and what the tallies must agree with."""
    wanted = (
        select(Message.status, Message.reason, func.count())
        .where(Message.tenant_id == tenant_of(session), Message.source == source)
        .group_by(col(Message.status), col(Message.reason))
    )
    return await _rows(session, wanted)


async def next_tenant_with_work(session: AsyncSession, after: str) -> str | None:
    """On a platform session: the next tenant of whose messages something is left to do."""
    wanted = select(func.min(Message.tenant_id)).where(col(Message.turn).is_not(None), col(Message.tenant_id) > after)
    return (await session.exec(wanted)).one()


async def _rows(session: AsyncSession, statement: Any, asked: dict[str, Any] | None = None) -> Sequence[Any]:
    found: Any = await session.exec(statement, params=asked)
    rows: Sequence[Any] = found.all()
    return rows
