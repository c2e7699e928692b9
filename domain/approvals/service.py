"""Use cases of approval on a tenant's session: the record of what the approval workflow decides.

Every write may be repeated with the same arguments and changes nothing the second time.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from pydantic import BaseModel, ConfigDict
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.approvals import repository
from domain.approvals.rules import (
    RULE_CURRENCY,
    approver_roles,
    approvers_of,
    asks_more,
    budget_in_usd,
    describe_progress,
    lapsed,
    open_sections,
    outcome,
    progress,
    requirements_for,
    standing_approvals,
)
from domain.approvals.tables import (
    ApprovalDecision,
    ApprovalRequirement,
    ApprovalRound,
    ApprovalRuleRow,
    ApprovalSubmitter,
)
from domain.approvals.values import (
    DEFAULT_RULES,
    ApprovalFacts,
    ApprovalRule,
    ApproverRole,
    Decision,
    Lapsed,
    Outcome,
    Progress,
    Remark,
    Requirement,
    Review,
    StandingApproval,
    Verdict,
)
from domain.campaigns.sections.rules import revision_hash
from domain.campaigns.sections.values import Section, SectionHashes
from domain.campaigns.values import Channel
from domain.errors import NotFound
from domain.identity.holders import service as holders
from domain.ids import new_id
from domain.rates.values import RateTable
from domain.records import tenant_of


class Round(BaseModel):
    """A round as people and workflows read it."""

    model_config = ConfigDict(frozen=True)

    approval_id: str
    campaign_id: str
    number: int
    revision: int
    revision_hash: str
    """What a decision must name; empty for rounds from before sections were hashed."""
    sections: dict[Section, str]
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
            creative_review=row.creative_review,
            legal_review=row.legal_review,
        )
        for row in rows
    )
    return own or DEFAULT_RULES


async def replace_rules(session: AsyncSession, rules: Sequence[ApprovalRule]) -> tuple[ApprovalRule, ...]:
    """From now on these are the tenant's rules, by name; none puts ``DEFAULT_RULES`` back. Reviews that wait keep theirs."""
    await repository.remove_rules(session)
    for rule in rules:
        said = rule.model_dump(mode="json")
        session.add(ApprovalRuleRow(id=new_id("rul"), tenant_id=tenant_of(session), **said))
    await session.flush()
    return await rules_of_tenant(session)


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
    sections: SectionHashes,
    reviewed: SectionHashes,
) -> Round:
    """Void what is still open for this campaign and open round ``number`` under the tenant's rules of this moment.

    A round that asks for nobody opens approved. Only what differs from ``reviewed`` is to be read, and approvals of earlier
    rounds stand for the sections they were of. The same number again returns the round as it stands.
    """
    known = await repository.round_of(session, campaign_id, number)
    if known is not None:
        return await _read(session, known)
    for open_one in await repository.pending_rounds_of(session, [campaign_id]):
        _close(session, open_one, Outcome.VOIDED, at_ms)
    review = await _review_of(
        session,
        campaign_id,
        facts,
        submitter_ids=tuple(sorted(set(submitter_ids))),
        sections=sections,
        reviewed=reviewed,
    )
    opened = ApprovalRound(
        tenant_id="",
        id=new_id("apr"),
        campaign_id=campaign_id,
        round=number,
        revision=revision,
        facts=facts.model_dump(mode="json"),
        sections={section.value: digest for section, digest in sections.items()},
        open_sections=list(review.sections),
        standing=[one.model_dump(mode="json") for one in review.standing],
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


async def _review_of(
    session: AsyncSession,
    campaign_id: str,
    facts: ApprovalFacts,
    *,
    submitter_ids: tuple[str, ...],
    sections: SectionHashes,
    reviewed: SectionHashes,
) -> Review:
    """A review to be opened: what of it is to be read, and which earlier approvals stand."""
    rules = await rules_of_tenant(session)
    rounds = await rounds_of(session, campaign_id)
    approved = [one for one in rounds if one.outcome is Outcome.APPROVED]
    of_creatives = [one for one in approved if Section.CREATIVES in one.review.sections]
    now = await _held_now(session, [one.review for one in rounds])
    gone = lapsed([one.review for one in approved], locked_out=_locked_out(now))
    unread = {section for one in gone for section in one.sections}
    is_open = open_sections(
        sections,
        {section: digest for section, digest in reviewed.items() if section not in unread},
        is_asked_more=asks_more(
            facts,
            rules,
            then=approved[-1].review.requirements if approved else (),
            then_of_creatives=of_creatives[-1].review.requirements if of_creatives else (),
        ),
    )
    settled = max((one.number for one in rounds if one.outcome in _SETTLED), default=0)
    since = [one for one in rounds if one.number > settled]
    earlier = [(decision, one.sections) for one in since for decision in one.review.decisions]
    return Review(
        requirements=requirements_for(facts, rules, sections=is_open),
        submitter_ids=submitter_ids,
        sections=is_open,
        standing=standing_approvals(earlier, sections, submitter_ids=submitter_ids, held_now=now),
    )


async def lapsed_of(session: AsyncSession, campaign_id: str, *, number: int) -> tuple[Lapsed, ...]:
    """What of the approvals up to round ``number`` does not hold any more, since accounts were closed."""
    rounds = await rounds_of(session, campaign_id)
    approved = [one.review for one in rounds if one.outcome is Outcome.APPROVED and one.number <= number]
    return lapsed(approved, locked_out=_locked_out(await _held_now(session, approved)))


async def _held_now(session: AsyncSession, reviews: Iterable[Review]) -> dict[str, frozenset[str]]:
    approvers = {approver_id for review in reviews for approver_id in approvers_of(review)}
    return await holders.held_now(session, approvers) if approvers else {}


def _locked_out(held: Mapping[str, Collection[str]]) -> frozenset[str]:
    return frozenset(user_id for user_id, roles in held.items() if not roles)


_SETTLED: Final = frozenset({Outcome.APPROVED, Outcome.REJECTED})
"""After these, reading begins anew."""


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
                revision_hash=decision.revision_hash or None,
                remarks=[one.model_dump(mode="json") for one in decision.remarks],
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


async def approved_round(session: AsyncSession, campaign_id: str, revision: int) -> Round | None:
    """The review that approved a revision, if one did."""
    approved = [
        one
        for one in await repository.rounds_of(session, campaign_id)
        if one.revision == revision and one.outcome == Outcome.APPROVED.value
    ]
    return await _read(session, approved[-1]) if approved else None


async def rounds_of(session: AsyncSession, campaign_id: str) -> list[Round]:
    """Every round of a campaign, oldest first."""
    return await _read_all(session, await repository.rounds_of(session, campaign_id))


async def rounds_so_far(session: AsyncSession, campaign_id: str) -> int:
    """The number of the newest round; 0 when the campaign was never submitted."""
    known = await repository.latest_round(session, campaign_id)
    return known.round if known else 0


async def under_review(session: AsyncSession, campaign_ids: Collection[str]) -> frozenset[str]:
    """Those of these campaigns that wait for a review now."""
    return frozenset(await repository.under_review(session, campaign_ids))


async def pending_of(session: AsyncSession, campaign_ids: Collection[str]) -> dict[str, Round]:
    """The open round of those of these campaigns that wait for a review now, by campaign."""
    rows = await repository.pending_rounds_of(session, campaign_ids) if campaign_ids else ()
    return {one.campaign_id: one for one in await _read_all(session, rows)} if rows else {}


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
    """Nobody else decides on it, closes it or reminds of it until the end of the transaction."""
    known = await repository.round_of(session, campaign_id, number, for_update=True)
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
                sections=tuple(Section) if row.open_sections is None else tuple(map(Section, row.open_sections)),
                standing=tuple(StandingApproval.model_validate(one) for one in row.standing or ()),
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
        revision_hash=row.revision_hash or "",
        remarks=tuple(Remark.model_validate(one) for one in row.remarks or ()),
    )


def _as_round(row: ApprovalRound, review: Review) -> Round:
    sections = {Section(name): digest for name, digest in (row.sections or {}).items()}
    return Round(
        approval_id=row.id,
        campaign_id=row.campaign_id,
        number=row.round,
        revision=row.revision,
        revision_hash=revision_hash(sections) if sections else "",
        sections=sections,
        outcome=Outcome(row.outcome),
        review=review,
        progress=progress(review),
        summary=describe_progress(review),
        opened_at_ms=row.opened_at_ms,
        closed_at_ms=row.closed_at_ms,
        reminders=row.reminders,
    )
