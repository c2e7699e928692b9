"""Use cases of approval on a tenant's session: the record of what the approval workflow decides.

Every write may be repeated with the same arguments and changes nothing the second time.
"""

from collections.abc import Collection, Sequence

from pydantic import BaseModel, ConfigDict
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.approvals import repository
from domain.approvals.rules import (
    RULE_CURRENCY,
    approver_roles,
    budget_in_usd,
    describe_progress,
    outcome,
    progress,
    requirements_for,
)
from domain.approvals.tables import ApprovalDecision, ApprovalRequirement, ApprovalRound, ApprovalSubmitter
from domain.approvals.values import (
    DEFAULT_RULES,
    ApprovalFacts,
    ApprovalRule,
    ApproverRole,
    Decision,
    Outcome,
    Progress,
    Requirement,
    Review,
    Verdict,
)
from domain.campaigns.values import Channel
from domain.errors import NotFound
from domain.ids import new_id
from domain.rates.values import RateTable


class Round(BaseModel):
    """A round as people and workflows read it."""

    model_config = ConfigDict(frozen=True)

    approval_id: str
    campaign_id: str
    number: int
    revision: int
    outcome: Outcome
    review: Review
    progress: tuple[Progress, ...]
    summary: str
    """``1 of 2 director approvals``; empty when nobody is asked."""
    opened_at_ms: int
    closed_at_ms: int | None
    reminders: int


async def rules_of_tenant(session: AsyncSession) -> tuple[ApprovalRule, ...]:
    """The tenant's own rules, or ``DEFAULT_RULES`` as long as it has none."""
    rows = await repository.rules(session)
    own = tuple(
        ApprovalRule(
            name=row.name,
            required_role=ApproverRole(row.required_role),
            min_approvals=row.min_approvals,
            auto_approve_below_micros=row.auto_approve_below_micros,
            budget_from_micros=row.budget_from_micros,
            channels=tuple(Channel(channel) for channel in row.channels),
            categories=tuple(row.categories),
        )
        for row in rows
    )
    return own or DEFAULT_RULES


def facts_for(
    *, budget_micros: int, currency: str, channel: Channel, categories: Sequence[str], rates: RateTable
) -> ApprovalFacts:
    """What rules look at, the budget in US dollars at the day's rate; unknown where no rate is."""
    return ApprovalFacts(
        budget_usd_micros=budget_in_usd(budget_micros, currency, rates.rate_e9(currency, RULE_CURRENCY)),
        channel=channel,
        categories=tuple(categories),
    )


async def find_round(session: AsyncSession, campaign_id: str, number: int) -> Round | None:
    """A round by its number; None when it was never opened."""
    known = await repository.round_of(session, campaign_id, number)
    return await _read(session, known) if known else None


async def open_round(
    session: AsyncSession,
    *,
    campaign_id: str,
    number: int,
    revision: int,
    facts: ApprovalFacts,
    submitter_ids: Sequence[str],
    at_ms: int,
) -> Round:
    """Void what is still open for this campaign and open round ``number`` under the tenant's rules of this moment.

    A round that asks for nobody opens approved. The same number again returns the round as it stands.
    """
    known = await repository.round_of(session, campaign_id, number)
    if known is not None:
        return await _read(session, known)
    for open_one in await repository.pending_rounds_of(session, campaign_id):
        _close(session, open_one, Outcome.VOIDED, at_ms)
    review = Review(
        requirements=requirements_for(facts, await rules_of_tenant(session)),
        submitter_ids=tuple(sorted(set(submitter_ids))),
    )
    opened = ApprovalRound(
        tenant_id="",
        id=new_id("apr"),
        campaign_id=campaign_id,
        round=number,
        revision=revision,
        facts=facts.model_dump(mode="json"),
        outcome=Outcome.PENDING.value,
        opened_at_ms=at_ms,
    )
    session.add(opened)
    if outcome(review) is not Outcome.PENDING:
        _close(session, opened, outcome(review), at_ms)
    await session.flush()  # the rows below refer to this one
    for asked in review.requirements:
        session.add(
            ApprovalRequirement(
                tenant_id="",
                approval_id=opened.id,
                role=asked.role.value,
                min_approvals=asked.min_approvals,
                rules=list(asked.rules),
            )
        )
    for user_id in review.submitter_ids:
        session.add(ApprovalSubmitter(tenant_id="", approval_id=opened.id, user_id=user_id))
    await session.flush()
    return await _read(session, opened)


async def record_decision(session: AsyncSession, *, campaign_id: str, number: int, decision: Decision) -> Round:
    """Write down one decision, and close the round with it when it was the last one needed.

    Whether the decision may be made was settled by ``rules.decide`` before; a repeated one is not written again.
    """
    known = await _round(session, campaign_id, number)
    if all(row.approver_id != decision.approver_id for row in await repository.decisions(session, [known.id])):
        session.add(
            ApprovalDecision(
                tenant_id="",
                approval_id=known.id,
                approver_id=decision.approver_id,
                roles=list(decision.roles),
                verdict=decision.verdict.value,
                comment=decision.comment,
                at_ms=decision.at_ms,
            )
        )
        await session.flush()
    current = await _read(session, known)
    reached = outcome(current.review)
    if reached is Outcome.PENDING or current.outcome is not Outcome.PENDING:
        return current
    _close(session, known, reached, decision.at_ms)
    await session.flush()
    return await _read(session, known)


async def close_round(session: AsyncSession, *, campaign_id: str, number: int, closed_as: Outcome, at_ms: int) -> Round:
    """Close a round that is still open, as voided above all; a closed one keeps its outcome."""
    known = await _round(session, campaign_id, number)
    if known.outcome == Outcome.PENDING.value:
        _close(session, known, closed_as, at_ms)
        await session.flush()
    return await _read(session, known)


async def note_reminder(session: AsyncSession, *, campaign_id: str, number: int, reminder: int) -> Round:
    """Record that the ``reminder``-th reminder of an open round went out."""
    known = await _round(session, campaign_id, number)
    if known.outcome == Outcome.PENDING.value and known.reminders < reminder:
        known.reminders = reminder
        session.add(known)
        await session.flush()
    return await _read(session, known)


async def current_round(session: AsyncSession, campaign_id: str) -> Round:
    """The newest round of a campaign. Raises ``NotFound`` when it was never submitted."""
    known = await repository.latest_round(session, campaign_id)
    if known is None:
        raise NotFound(f"campaign {campaign_id} was never submitted for approval", remedy="Submit it first.")
    return await _read(session, known)


async def rounds_so_far(session: AsyncSession, campaign_id: str) -> int:
    """The number of the newest round; 0 when the campaign was never submitted."""
    known = await repository.latest_round(session, campaign_id)
    return known.round if known else 0


async def under_review(session: AsyncSession, campaign_ids: Collection[str]) -> frozenset[str]:
    """Those of these campaigns that wait for a review now."""
    return frozenset(await repository.under_review(session, campaign_ids))


async def pending_for(
    session: AsyncSession, approver_id: str, roles: Sequence[str], *, limit: int = 200
) -> list[Round]:
    """Open rounds this person could decide now, oldest first: holds a role asked for, has not decided, did not submit."""
    held = approver_roles(roles)
    if not held:
        return []
    return await _read_all(session, await repository.awaiting(session, approver_id, held, limit=limit))


def _close(session: AsyncSession, row: ApprovalRound, reached: Outcome, at_ms: int) -> None:
    row.outcome = reached.value
    row.closed_at_ms = at_ms
    session.add(row)


async def _round(session: AsyncSession, campaign_id: str, number: int) -> ApprovalRound:
    known = await repository.round_of(session, campaign_id, number)
    if known is None:
        raise NotFound(f"campaign {campaign_id} has no approval round {number}")
    return known


async def _read(session: AsyncSession, row: ApprovalRound) -> Round:
    (read,) = await _read_all(session, [row])
    return read


async def _read_all(session: AsyncSession, rows: Sequence[ApprovalRound]) -> list[Round]:
    ids = [row.id for row in rows]
    asked = await repository.requirements(session, ids)
    submitted = await repository.submitters(session, ids)
    decided = await repository.decisions(session, ids)
    return [
        _as_round(
            row,
            Review(
                requirements=tuple(
                    Requirement(role=role, min_approvals=one.min_approvals, rules=tuple(one.rules))
                    for role in ApproverRole
                    for one in asked
                    if one.approval_id == row.id and one.role == role
                ),
                submitter_ids=tuple(one.user_id for one in submitted if one.approval_id == row.id),
                decisions=tuple(_as_decision(one) for one in decided if one.approval_id == row.id),
            ),
        )
        for row in rows
    ]


def _as_decision(row: ApprovalDecision) -> Decision:
    return Decision(
        approver_id=row.approver_id,
        roles=tuple(row.roles),
        verdict=Verdict(row.verdict),
        comment=row.comment,
        at_ms=row.at_ms,
    )


def _as_round(row: ApprovalRound, review: Review) -> Round:
    return Round(
        approval_id=row.id,
        campaign_id=row.campaign_id,
        number=row.round,
        revision=row.revision,
        outcome=Outcome(row.outcome),
        review=review,
        progress=progress(review),
        summary=describe_progress(review),
        opened_at_ms=row.opened_at_ms,
        closed_at_ms=row.closed_at_ms,
        reminders=row.reminders,
    )
