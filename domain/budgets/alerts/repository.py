"""Statements over alerts, on a tenant's session."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.budgets.alerts.tables import BudgetAlert
from domain.records import inserting


async def add(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> set[tuple[str, str, str]]:
    """(campaign, kind, occasion) of those that were not on record yet."""
    if not rows:
        return set()
    key = (col(BudgetAlert.campaign_id), col(BudgetAlert.kind), col(BudgetAlert.occasion))
    statement = inserting(session, BudgetAlert).on_conflict_do_nothing().returning(*key)
    return {tuple(found) for found in (await session.exec(statement, params=rows)).all()}


async def of_campaigns(session: AsyncSession, campaign_ids: Collection[str]) -> Sequence[BudgetAlert]:
    """The newest first."""
    wanted = select(BudgetAlert).where(col(BudgetAlert.campaign_id).in_(campaign_ids))
    return (await session.exec(wanted.order_by(col(BudgetAlert.raised_at_ms).desc()))).all()
