"""Statements over activations; they take a tenant's session."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import tuple_, update
from sqlalchemy.orm import aliased
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.messages.activations.tables import ActivationPlanRow, ActivationRow
from domain.records import inserting

CHUNK: Final = 300
Because = tuple[str, str, str]
"""(person, kind, cause): what is on record once."""
_KEY: Final = tuple_(col(ActivationRow.person_id), col(ActivationRow.kind), col(ActivationRow.cause_id))


async def plans(session: AsyncSession) -> Sequence[ActivationPlanRow]:
    return (await session.exec(select(ActivationPlanRow).order_by(col(ActivationPlanRow.kind)))).all()


async def plan(session: AsyncSession, kind: str) -> ActivationPlanRow | None:
    wanted = select(ActivationPlanRow).where(col(ActivationPlanRow.kind) == kind).with_for_update()
    return (await session.exec(wanted)).one_or_none()


async def known(session: AsyncSession, causes: Collection[Because]) -> set[Because]:
    """Which of these are on record."""
    found: set[Because] = set()
    ordered = sorted(causes)
    for at in range(0, len(ordered), CHUNK):
        wanted = select(ActivationRow.person_id, ActivationRow.kind, ActivationRow.cause_id)
        found |= set((await session.exec(wanted.where(_KEY.in_(ordered[at : at + CHUNK])))).all())
    return found


async def one(session: AsyncSession, because: Because) -> ActivationRow | None:
    return (await session.exec(select(ActivationRow).where(_KEY.in_([because])))).one_or_none()


async def add(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Those whose cause is on record already stay as they are."""
    if rows:
        await session.exec(inserting(session, ActivationRow).on_conflict_do_nothing(), params=list(rows))


async def hand_on(session: AsyncSession, person_id: str, to: str) -> None:
    """They are somebody else's from now on; what one cause did to both is kept once."""
    theirs = aliased(ActivationRow)
    both = (
        select(theirs.cause_id)
        .where(theirs.person_id == to, theirs.kind == ActivationRow.kind, theirs.cause_id == ActivationRow.cause_id)
        .exists()
    )
    of_person = col(ActivationRow.person_id) == person_id
    await session.exec(delete(ActivationRow).where(of_person, both))
    await session.exec(update(ActivationRow).where(of_person).values(person_id=to))


async def forget(session: AsyncSession, person_ids: Collection[str]) -> None:
    await session.exec(delete(ActivationRow).where(col(ActivationRow.person_id).in_(person_ids)))


async def of_person(session: AsyncSession, person_id: str, *, limit: int) -> Sequence[ActivationRow]:
    """The newest first."""
    wanted = select(ActivationRow).where(col(ActivationRow.person_id) == person_id)
    return (await session.exec(wanted.order_by(col(ActivationRow.at_ms).desc()).limit(limit))).all()
