"""Statements on settlements and their corrections. The caller names the tenant: sessions here may be the platform's."""

from collections.abc import Collection, Sequence

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.budgets.corrections.tables import BudgetCorrection
from domain.budgets.tables import BudgetLease, BudgetSettlement
from domain.budgets.values import Verdict


async def settlement(session: AsyncSession, tenant_id: str, campaign_id: str, sequence: int) -> BudgetSettlement | None:
    wanted = select(BudgetSettlement).where(
        col(BudgetSettlement.sequence) == sequence,
        col(BudgetSettlement.tenant_id) == tenant_id,
        col(BudgetSettlement.campaign_id) == campaign_id,
    )
    return (await session.exec(wanted)).one_or_none()


async def settlements(
    session: AsyncSession, tenant_id: str, campaign_id: str, *, before: int | None, limit: int
) -> Sequence[BudgetSettlement]:
    """The newest first, corrections left out."""
    wanted = select(BudgetSettlement).where(
        col(BudgetSettlement.tenant_id) == tenant_id,
        col(BudgetSettlement.campaign_id) == campaign_id,
        col(BudgetSettlement.verdict) != Verdict.CORRECTION.value,
    )
    if before is not None:
        wanted = wanted.where(col(BudgetSettlement.sequence) < before)
    return (await session.exec(wanted.order_by(col(BudgetSettlement.sequence).desc()).limit(limit))).all()


async def of_settlements(
    session: AsyncSession, tenant_id: str, sequences: Collection[int]
) -> Sequence[BudgetCorrection]:
    """In the order they were made."""
    wanted = select(BudgetCorrection).where(
        col(BudgetCorrection.tenant_id) == tenant_id, col(BudgetCorrection.settlement).in_(sequences)
    )
    return (await session.exec(wanted.order_by(col(BudgetCorrection.sequence)))).all()


async def made_owed(
    session: AsyncSession, tenant_id: str, campaign_id: str, *, from_ms: int, to_ms: int
) -> Sequence[tuple[str, int, int]]:
    """Bills of a period that were disputed and count for something by now: by verdict how many, and what they were billed."""
    newest = (
        select(col(BudgetCorrection.settlement), func.max(col(BudgetCorrection.sequence)).label("sequence"))
        .where(col(BudgetCorrection.tenant_id) == tenant_id, col(BudgetCorrection.campaign_id) == campaign_id)
        .group_by(col(BudgetCorrection.settlement))
        .subquery()
    )
    wanted = (
        select(col(BudgetSettlement.verdict), func.count(), func.sum(col(BudgetSettlement.price_nanos)))
        .join(newest, newest.c.settlement == col(BudgetSettlement.sequence))
        .join(BudgetCorrection, col(BudgetCorrection.sequence) == newest.c.sequence)
        .where(
            col(BudgetSettlement.tenant_id) == tenant_id,
            col(BudgetSettlement.verdict) != Verdict.CONFIRMED.value,
            col(BudgetSettlement.received_at_ms) >= from_ms,
            col(BudgetSettlement.received_at_ms) < to_ms,
            col(BudgetCorrection.after_nanos) > 0,
        )
        .group_by(col(BudgetSettlement.verdict))
    )
    return [(str(verdict), int(count), int(nanos)) for verdict, count, nanos in (await session.exec(wanted)).all()]


async def last_number(session: AsyncSession, tenant_id: str, campaign_id: str) -> int:
    wanted = select(func.max(col(BudgetCorrection.number))).where(
        col(BudgetCorrection.tenant_id) == tenant_id, col(BudgetCorrection.campaign_id) == campaign_id
    )
    return (await session.exec(wanted)).one() or 0


async def day_of_lease(session: AsyncSession, lease_id: str) -> int:
    """0 where the lease is forgotten."""
    found = await session.get(BudgetLease, lease_id)
    return found.day if found is not None else 0
