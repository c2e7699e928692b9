"""Statements over opt-outs, on a tenant's session."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import or_
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.contacts.sale.tables import SaleOptOut, SaleTelling
from domain.contacts.sale.values import Key
from domain.records import inserting

CHUNK: Final = 1_000


async def put(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """What is there already stays as it was said first; that its identity said so itself is added."""
    if rows:
        statement = inserting(session, SaleOptOut)
        said = or_(col(SaleOptOut.is_said), statement.excluded.is_said)
        await session.exec(
            statement.on_conflict_do_update(index_elements=["tenant_id", "identity"], set_={"is_said": said}),
            params=rows,
        )


async def found(session: AsyncSession, hashes: Sequence[str]) -> Sequence[SaleOptOut]:
    rows: list[SaleOptOut] = []
    for at in range(0, len(hashes), CHUNK):
        wanted = select(SaleOptOut).where(col(SaleOptOut.identity).in_(hashes[at : at + CHUNK]))
        rows += (await session.exec(wanted)).all()
    return rows


async def release(session: AsyncSession, hashes: Collection[str]) -> None:
    await session.exec(delete(SaleOptOut).where(col(SaleOptOut.identity).in_(hashes)))


# What the bid plane has not heard yet


async def note_tellings(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """``rows`` come in the order of their keys, for everybody."""
    if rows:
        changes = SaleTelling.__table__.c.changes  # type: ignore[attr-defined]
        await session.exec(
            inserting(session, SaleTelling).on_conflict_do_update(
                index_elements=["tenant_id", "kind", "value"], set_={"changes": changes + 1}
            ),
            params=rows,
        )


async def tenants_with_tellings(session: AsyncSession) -> Sequence[str]:
    """In the order of their ids. Takes a platform session."""
    return (await session.exec(select(SaleTelling.tenant_id).distinct().order_by(SaleTelling.tenant_id))).all()


async def tellings(session: AsyncSession, *, limit: int) -> dict[Key, int]:
    wanted = select(SaleTelling).order_by(col(SaleTelling.kind), col(SaleTelling.value)).limit(limit)
    return {(row.kind, row.value): row.changes for row in (await session.exec(wanted)).all()}


async def forget_tellings(session: AsyncSession, told: Mapping[Key, int]) -> None:
    """Unless they changed again meanwhile."""
    for (kind, value), changes in sorted(told.items()):
        await session.exec(
            delete(SaleTelling).where(
                col(SaleTelling.kind) == kind, col(SaleTelling.value) == value, col(SaleTelling.changes) == changes
            )
        )
