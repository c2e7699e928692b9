"""Statements over segments as their authors keep them; they take a tenant's session."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.segments.audiences.tables import (
    ComputedPropertyRow,
    SegmentModelRow,
    SegmentRefreshRow,
    SegmentRow,
    SegmentVersionRow,
)
from domain.segments.values import FIRST_KEPT_NUMBER


async def segment(session: AsyncSession, segment_id: str, *, to_change: bool = False) -> SegmentRow | None:
    return await session.get(SegmentRow, segment_id, with_for_update=to_change)


async def tenants(session: AsyncSession) -> Sequence[str]:
    """Takes a platform session."""
    wanted = select(SegmentRow.tenant_id).where(col(SegmentRow.archived_at_ms).is_(None)).distinct()
    return (await session.exec(wanted.order_by(col(SegmentRow.tenant_id)))).all()


async def named(session: AsyncSession, name: str) -> SegmentRow | None:
    return (await session.exec(select(SegmentRow).where(SegmentRow.name == name))).one_or_none()


async def segments(session: AsyncSession) -> Sequence[SegmentRow]:
    return (await session.exec(select(SegmentRow).order_by(col(SegmentRow.id)))).all()


async def newest_number(session: AsyncSession) -> int | None:
    """The last that was given in turn; those that follow from names are none of these."""
    in_turn = select(func.max(col(SegmentRow.number))).where(col(SegmentRow.number) < FIRST_KEPT_NUMBER)
    return (await session.exec(in_turn)).one()


async def stamps(session: AsyncSession) -> Sequence[tuple[str, int]]:
    """(segment id, version) of every segment that still concerns anybody, an archived one's version being negative."""
    matters = or_(
        col(SegmentRow.archived_at_ms).is_(None), col(SegmentRow.refreshed_at_ms) <= col(SegmentRow.wanted_at_ms)
    )
    wanted = select(SegmentRow.id, SegmentRow.version, SegmentRow.archived_at_ms).where(matters)
    rows = (await session.exec(wanted.order_by(col(SegmentRow.id)))).all()
    return [(one, version if gone is None else -version) for one, version, gone in rows]


async def property_stamps(session: AsyncSession) -> Sequence[str]:
    return (await session.exec(select(ComputedPropertyRow.stamp).order_by(col(ComputedPropertyRow.stamp)))).all()


async def holding(session: AsyncSession) -> Sequence[tuple[SegmentRow, str]]:
    """Every segment with the text of its newest version."""
    wanted = (
        select(SegmentRow, SegmentVersionRow.definition)
        .join(
            SegmentVersionRow,
            (col(SegmentVersionRow.segment_id) == SegmentRow.id)
            & (col(SegmentVersionRow.version) == SegmentRow.version),
        )
        .order_by(col(SegmentRow.id))
    )
    return [(row, text) for row, text in (await session.exec(wanted)).all()]


async def versions(session: AsyncSession, segment_id: str) -> Sequence[SegmentVersionRow]:
    wanted = select(SegmentVersionRow).where(SegmentVersionRow.segment_id == segment_id)
    return (await session.exec(wanted.order_by(col(SegmentVersionRow.version)))).all()


async def want_refresh(session: AsyncSession, segment_ids: Collection[str], *, now_ms: int) -> None:
    await session.exec(update(SegmentRow).where(col(SegmentRow.id).in_(segment_ids)).values(wanted_at_ms=now_ms))


async def note_refreshed(session: AsyncSession, segment_id: str, **values: Any) -> None:
    await session.exec(update(SegmentRow).where(col(SegmentRow.id) == segment_id).values(**values))


async def property_row(session: AsyncSession, name: str) -> ComputedPropertyRow | None:
    wanted = select(ComputedPropertyRow).where(ComputedPropertyRow.name == name)
    return (await session.exec(wanted)).one_or_none()


async def property_rows(session: AsyncSession) -> Sequence[ComputedPropertyRow]:
    return (await session.exec(select(ComputedPropertyRow).order_by(col(ComputedPropertyRow.name)))).all()


async def drop_property(session: AsyncSession, name: str) -> None:
    await session.exec(delete(ComputedPropertyRow).where(col(ComputedPropertyRow.name) == name))


async def models(session: AsyncSession, segment_ids: Collection[str]) -> Sequence[SegmentModelRow]:
    return (await session.exec(select(SegmentModelRow).where(col(SegmentModelRow.segment_id).in_(segment_ids)))).all()


async def refresh(session: AsyncSession, refresh_id: str, *, to_change: bool = False) -> SegmentRefreshRow | None:
    return await session.get(SegmentRefreshRow, refresh_id, with_for_update=to_change)


async def refreshes(session: AsyncSession, *, limit: int) -> Sequence[SegmentRefreshRow]:
    return (await session.exec(select(SegmentRefreshRow).order_by(col(SegmentRefreshRow.id).desc()).limit(limit))).all()


async def forget_refreshes(session: AsyncSession, *, before_ms: int) -> None:
    await session.exec(delete(SegmentRefreshRow).where(col(SegmentRefreshRow.started_at_ms) < before_ms))
