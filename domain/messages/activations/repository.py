"""Statements over activations; they take a tenant's session."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.messages.activations.tables import ActivationPlanRow, ActivationRow


def _insert(session: AsyncSession, table: Any) -> Any:
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


async def plans(session: AsyncSession) -> Sequence[ActivationPlanRow]:
    return (await session.exec(select(ActivationPlanRow).order_by(col(ActivationPlanRow.kind)))).all()


async def plan(session: AsyncSession, kind: str) -> ActivationPlanRow | None:
    wanted = select(ActivationPlanRow).where(col(ActivationPlanRow.kind) == kind).with_for_update()
    return (await session.exec(wanted)).one_or_none()


async def known(session: AsyncSession, causes: Collection[str]) -> set[str]:
    """Which of these have activated somebody."""
    wanted = select(ActivationRow.cause_id).where(col(ActivationRow.cause_id).in_(causes))
    return set((await session.exec(wanted)).all())


async def add(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Those whose cause is on record already stay as they are."""
    if rows:
        await session.exec(_insert(session, ActivationRow).on_conflict_do_nothing(), params=list(rows))


async def of_person(session: AsyncSession, person_id: str, *, limit: int) -> Sequence[ActivationRow]:
    """The newest first."""
    wanted = select(ActivationRow).where(col(ActivationRow.person_id) == person_id)
    return (await session.exec(wanted.order_by(col(ActivationRow.at_ms).desc()).limit(limit))).all()
