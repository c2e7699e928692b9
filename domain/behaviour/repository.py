"""Statements over behaviour, on a tenant's session."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Text, case, cast, func, update
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.behaviour.tables import EventRow, EventSchemaRow, SetAside, SourceSetting
from domain.records import inserting

CHUNK: Final = 500


async def known(session: AsyncSession, event_ids: Collection[str]) -> set[str]:
    """Those of them that are on record."""
    found: set[str] = set()
    for chunk in _chunks(list(event_ids)):
        found.update((await session.exec(select(EventRow.event_id).where(col(EventRow.event_id).in_(chunk)))).all())
    return found


async def add_events(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> set[str]:
    """The ids of those that were not on record yet."""
    if not rows:
        return set()
    statement = inserting(session, EventRow).on_conflict_do_nothing().returning(col(EventRow.event_id))
    return {event_id for (event_id,) in (await session.exec(statement, params=rows)).all()}


async def events_of(
    session: AsyncSession, person_ids: Collection[str], names: Collection[str], *, since_ms: int
) -> list[tuple[str, str, int, bytes]]:
    """(person, name, instant, properties), in the order of time."""
    found: list[tuple[str, str, int, bytes]] = []
    for chunk in _chunks(list(person_ids)):
        wanted = select(EventRow.person_id, EventRow.name, EventRow.at_ms, EventRow.properties).where(
            col(EventRow.person_id).in_(chunk), col(EventRow.at_ms) > since_ms, col(EventRow.name).in_(names)
        )
        found += (await session.exec(wanted.order_by(col(EventRow.at_ms), col(EventRow.event_id)))).all()
    return found


async def timeline(
    session: AsyncSession, person_id: str, *, before: tuple[int, str] | None, limit: int
) -> Sequence[EventRow]:
    """A person's events, the newest first; those earlier than ``before`` (instant, id)."""
    wanted = select(EventRow).where(EventRow.person_id == person_id)
    if before is not None:
        at_ms, event_id = before
        earlier = (col(EventRow.at_ms) < at_ms) | ((col(EventRow.at_ms) == at_ms) & (col(EventRow.event_id) < event_id))
        wanted = wanted.where(earlier)
    return (
        await session.exec(wanted.order_by(col(EventRow.at_ms).desc(), col(EventRow.event_id).desc()).limit(limit))
    ).all()


async def reassign(session: AsyncSession, absorbed_id: str, person_id: str) -> None:
    """Events of one person are another's; the first they were recorded for is kept."""
    await session.exec(
        update(EventRow)
        .where(col(EventRow.person_id) == absorbed_id)
        .values(
            person_id=person_id,
            recorded_for=case((col(EventRow.recorded_for) == "", absorbed_id), else_=col(EventRow.recorded_for)),
        )
    )


async def erase(session: AsyncSession, person_ids: Collection[str]) -> None:
    await session.exec(delete(EventRow).where(col(EventRow.person_id).in_(person_ids)))


async def mentioned_in_asides(session: AsyncSession, texts: Collection[str]) -> Sequence[SetAside]:
    """Those in which one of the texts stands, whole or within another. Looks at every one there is."""
    if session.get_bind().dialect.name == "postgresql":
        payload: Any = func.encode(col(SetAside.payload), "escape")
    else:
        payload = cast(col(SetAside.payload), Text)
    found: dict[str, SetAside] = {}
    for text in texts:
        for field in (payload, col(SetAside.message)):
            wanted = select(SetAside).where(func.lower(field).contains(text.lower(), autoescape=True))
            found |= {row.id: row for row in (await session.exec(wanted)).all()}
    return list(found.values())


async def received_before(session: AsyncSession, before_ms: int, *, limit: int) -> Sequence[tuple[str, str]]:
    """(tenant, event id) of events received earlier, the oldest first. On a platform session, every tenant's."""
    wanted = select(EventRow.tenant_id, EventRow.event_id).where(col(EventRow.received_at_ms) < before_ms)
    return (await session.exec(wanted.order_by(col(EventRow.received_at_ms)).limit(limit))).all()


async def forget(session: AsyncSession, tenant_id: str, event_ids: Collection[str]) -> None:
    for chunk in _chunks(list(event_ids)):
        await session.exec(
            delete(EventRow).where(col(EventRow.tenant_id) == tenant_id, col(EventRow.event_id).in_(chunk))
        )


async def schemas(session: AsyncSession) -> Sequence[EventSchemaRow]:
    return (await session.exec(select(EventSchemaRow).order_by(col(EventSchemaRow.name)))).all()


async def save_schema(session: AsyncSession, row: dict[str, Any]) -> None:
    statement = inserting(session, EventSchemaRow)
    replaced = {
        "document": statement.excluded.document,
        "updated_at_ms": statement.excluded.updated_at_ms,
        "revision": EventSchemaRow.revision + 1,
    }
    await session.exec(
        statement.on_conflict_do_update(index_elements=["tenant_id", "name"], set_=replaced), params=[row]
    )


async def forget_schema(session: AsyncSession, name: str) -> bool:
    result: Any = await session.exec(delete(EventSchemaRow).where(col(EventSchemaRow.name) == name))
    return bool(result.rowcount)


async def closed_sources(session: AsyncSession) -> Sequence[str]:
    return (await session.exec(select(SourceSetting.source).where(col(SourceSetting.enabled).is_(False)))).all()


async def save_source(session: AsyncSession, row: dict[str, Any]) -> None:
    statement = inserting(session, SourceSetting)
    replaced = {column: statement.excluded[column] for column in ("enabled", "updated_at_ms")}
    await session.exec(
        statement.on_conflict_do_update(index_elements=["tenant_id", "source"], set_=replaced), params=[row]
    )


async def set_aside(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        await session.exec(inserting(session, SetAside).on_conflict_do_nothing(), params=rows)


async def all_set_aside(session: AsyncSession, *, after: str, limit: int) -> Sequence[SetAside]:
    """The oldest first: ids follow time."""
    wanted = select(SetAside).where(col(SetAside.id) > after).order_by(col(SetAside.id)).limit(limit)
    return (await session.exec(wanted)).all()


async def one_set_aside(session: AsyncSession, item_id: str) -> SetAside | None:
    return (await session.exec(select(SetAside).where(SetAside.id == item_id))).one_or_none()


async def let_go(session: AsyncSession, item_ids: Collection[str]) -> None:
    await session.exec(delete(SetAside).where(col(SetAside.id).in_(item_ids)))


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
