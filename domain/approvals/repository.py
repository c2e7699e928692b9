"""Queries over approval rules, rounds and decisions. Every function stays inside the session's tenant."""

from collections.abc import Collection, Sequence

from sqlmodel import col, delete, exists, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.approvals.tables import (
    ApprovalDecision,
    ApprovalRequirement,
    ApprovalRound,
    ApprovalRuleRow,
    ApprovalSubmitter,
)
from domain.approvals.values import ApproverRole, Outcome


async def rules(session: AsyncSession) -> Sequence[ApprovalRuleRow]:
    return (await session.exec(select(ApprovalRuleRow).order_by(col(ApprovalRuleRow.name)))).all()


async def round_of(
    session: AsyncSession, campaign_id: str, number: int, *, for_update: bool = False
) -> ApprovalRound | None:
    wanted = select(ApprovalRound).where(ApprovalRound.campaign_id == campaign_id, ApprovalRound.round == number)
    if for_update:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return (await session.exec(wanted)).one_or_none()


async def latest_round(session: AsyncSession, campaign_id: str) -> ApprovalRound | None:
    wanted = (
        select(ApprovalRound)
        .where(ApprovalRound.campaign_id == campaign_id)
        .order_by(col(ApprovalRound.round).desc())
        .limit(1)
    )
    return (await session.exec(wanted)).one_or_none()


async def rounds_of(session: AsyncSession, campaign_id: str) -> Sequence[ApprovalRound]:
    """Oldest first."""
    wanted = select(ApprovalRound).where(ApprovalRound.campaign_id == campaign_id)
    return (await session.exec(wanted.order_by(col(ApprovalRound.round)))).all()


async def remove_rules(session: AsyncSession) -> None:
    await session.exec(delete(ApprovalRuleRow))


async def pending_rounds_of(session: AsyncSession, campaign_ids: Collection[str]) -> Sequence[ApprovalRound]:
    wanted = select(ApprovalRound).where(
        col(ApprovalRound.campaign_id).in_(campaign_ids), ApprovalRound.outcome == Outcome.PENDING.value
    )
    return (await session.exec(wanted)).all()


async def under_review(session: AsyncSession, campaign_ids: Collection[str]) -> Sequence[str]:
    """Which of these campaigns have an open round."""
    wanted = select(ApprovalRound.campaign_id).where(
        col(ApprovalRound.campaign_id).in_(campaign_ids), ApprovalRound.outcome == Outcome.PENDING.value
    )
    return (await session.exec(wanted)).all()


async def requirements(session: AsyncSession, approval_ids: Collection[str]) -> Sequence[ApprovalRequirement]:
    wanted = select(ApprovalRequirement).where(col(ApprovalRequirement.approval_id).in_(approval_ids))
    return (await session.exec(wanted)).all()


async def submitters(session: AsyncSession, approval_ids: Collection[str]) -> Sequence[ApprovalSubmitter]:
    wanted = (
        select(ApprovalSubmitter)
        .where(col(ApprovalSubmitter.approval_id).in_(approval_ids))
        .order_by(ApprovalSubmitter.user_id)
    )
    return (await session.exec(wanted)).all()


async def decisions(session: AsyncSession, approval_ids: Collection[str]) -> Sequence[ApprovalDecision]:
    wanted = (
        select(ApprovalDecision)
        .where(col(ApprovalDecision.approval_id).in_(approval_ids))
        .order_by(col(ApprovalDecision.at_ms), ApprovalDecision.approver_id)
    )
    return (await session.exec(wanted)).all()


async def awaiting(
    session: AsyncSession, approver_id: str, roles: Collection[ApproverRole], *, limit: int
) -> Sequence[ApprovalRound]:
    """Open rounds that ask for one of ``roles`` and that this person neither submitted nor decided on, oldest first."""
    asks_for_them = exists().where(
        col(ApprovalRequirement.approval_id) == ApprovalRound.id,
        col(ApprovalRequirement.role).in_([role.value for role in roles]),
    )
    submitted = exists().where(
        col(ApprovalSubmitter.approval_id) == ApprovalRound.id, col(ApprovalSubmitter.user_id) == approver_id
    )
    decided = exists().where(
        col(ApprovalDecision.approval_id) == ApprovalRound.id, col(ApprovalDecision.approver_id) == approver_id
    )
    wanted = (
        select(ApprovalRound)
        .where(ApprovalRound.outcome == Outcome.PENDING.value, asks_for_them, ~submitted, ~decided)
        .order_by(col(ApprovalRound.opened_at_ms), ApprovalRound.id)
        .limit(limit)
    )
    return (await session.exec(wanted)).all()
