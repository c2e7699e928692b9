"""Statements over pages of people; they take a tenant's session."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.broadcasts.recipients.tables import BroadcastPage
from domain.records import inserting


async def add(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        await session.exec(inserting(session, BroadcastPage), params=rows)


async def with_person(session: AsyncSession, person_id: str) -> Sequence[BroadcastPage]:
    """Pages that may have somebody on them, to change."""
    wanted = select(BroadcastPage).where(
        col(BroadcastPage.first_person) <= person_id, col(BroadcastPage.last_person) >= person_id
    )
    return (await session.exec(wanted.with_for_update(), execution_options={"populate_existing": True})).all()


async def last_number(session: AsyncSession, broadcast_id: str) -> int:
    """0 before the first."""
    wanted = select(func.max(col(BroadcastPage.number))).where(BroadcastPage.broadcast_id == broadcast_id)
    return (await session.exec(wanted)).one() or 0


async def next_open(
    session: AsyncSession, broadcast_id: str, first: int, last: int, *, now_ms: int
) -> BroadcastPage | None:
    """The first page of these that is due and not yet through."""
    wanted = select(BroadcastPage).where(
        BroadcastPage.broadcast_id == broadcast_id,
        col(BroadcastPage.number).between(first, last),
        col(BroadcastPage.handed_at_ms).is_(None),
        col(BroadcastPage.due_at_ms) <= now_ms,
    )
    return (await session.exec(wanted.order_by(col(BroadcastPage.number)).limit(1))).first()


async def one(session: AsyncSession, broadcast_id: str, number: int) -> BroadcastPage | None:
    return (
        await session.exec(
            select(BroadcastPage)
            .where(BroadcastPage.broadcast_id == broadcast_id, BroadcastPage.number == number)
            .with_for_update(),
            execution_options={"populate_existing": True},
        )
    ).first()


async def due(session: AsyncSession, broadcast_id: str, *, now_ms: int, limit: int) -> Sequence[tuple[int, int]]:
    """(number, people) of pages that are due and not yet through, in order."""
    wanted = (
        select(BroadcastPage.number, BroadcastPage.people)
        .where(
            BroadcastPage.broadcast_id == broadcast_id,
            col(BroadcastPage.handed_at_ms).is_(None),
            col(BroadcastPage.due_at_ms) <= now_ms,
        )
        .order_by(col(BroadcastPage.number))
        .limit(limit)
    )
    return (await session.exec(wanted)).all()


async def next_due_ms(session: AsyncSession, broadcast_id: str) -> int | None:
    wanted = select(func.min(BroadcastPage.due_at_ms)).where(
        BroadcastPage.broadcast_id == broadcast_id, col(BroadcastPage.handed_at_ms).is_(None)
    )
    return (await session.exec(wanted)).one()


async def open_parts(session: AsyncSession, broadcast_id: str) -> set[str]:
    """The parts that are not through."""
    wanted = (
        select(BroadcastPage.part)
        .where(BroadcastPage.broadcast_id == broadcast_id, col(BroadcastPage.handed_at_ms).is_(None))
        .distinct()
    )
    return set((await session.exec(wanted)).all())


async def undated_zones(session: AsyncSession, broadcast_id: str) -> Sequence[str]:
    """Zones of pages that wait for a test."""
    wanted = (
        select(BroadcastPage.zone)
        .where(BroadcastPage.broadcast_id == broadcast_id, col(BroadcastPage.due_at_ms).is_(None))
        .distinct()
    )
    return (await session.exec(wanted)).all()


async def date(session: AsyncSession, broadcast_id: str, zone: str, due_at_ms: int) -> None:
    """Say when the pages of a zone that wait are due."""
    await session.exec(
        update(BroadcastPage)
        .where(
            col(BroadcastPage.broadcast_id) == broadcast_id,
            col(BroadcastPage.zone) == zone,
            col(BroadcastPage.due_at_ms).is_(None),
        )
        .values(due_at_ms=due_at_ms)
    )


async def totals(session: AsyncSession, broadcast_id: str) -> tuple[int, int, int]:
    """(people of all pages, of those planned, merged)."""
    planned = func.sum(BroadcastPage.people).filter(col(BroadcastPage.planned_at_ms).is_not(None))
    wanted: Any = select(func.sum(BroadcastPage.people), planned, func.sum(BroadcastPage.merged)).where(
        BroadcastPage.broadcast_id == broadcast_id
    )
    people, of_planned, merged = (await session.exec(wanted)).one()
    return int(people or 0), int(of_planned or 0), int(merged or 0)


async def by_part(session: AsyncSession, broadcast_id: str) -> dict[str, int]:
    """People by part."""
    wanted: Any = (
        select(BroadcastPage.part, func.sum(BroadcastPage.people))
        .where(BroadcastPage.broadcast_id == broadcast_id)
        .group_by(col(BroadcastPage.part))
    )
    return {part: int(people) for part, people in (await session.exec(wanted)).all()}


async def of_part(session: AsyncSession, broadcast_id: str, part: str, *, after: int) -> BroadcastPage | None:
    """The next page of a part beyond the number ``after``."""
    wanted = select(BroadcastPage).where(
        BroadcastPage.broadcast_id == broadcast_id, BroadcastPage.part == part, col(BroadcastPage.number) > after
    )
    return (await session.exec(wanted.order_by(col(BroadcastPage.number)).limit(1))).first()


async def around(session: AsyncSession, broadcast_id: str, person_id: str) -> Sequence[BroadcastPage]:
    """Pages somebody may be on."""
    wanted = select(BroadcastPage).where(
        BroadcastPage.broadcast_id == broadcast_id,
        col(BroadcastPage.first_person) <= person_id,
        col(BroadcastPage.last_person) >= person_id,
    )
    return (await session.exec(wanted)).all()
