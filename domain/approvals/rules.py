"""Approval, decided purely: which rules apply, who may answer, and when a round is over."""

from collections.abc import Iterable, Sequence
from typing import Final

from domain.approvals.values import (
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
from domain.errors import Conflict, Forbidden
from domain.identity.values import ApproverGrant, Role
from domain.money import convert

RULE_CURRENCY: Final = "USD"

COUNTS_AS: Final = {
    Role.ADMIN.value: ApproverRole.MANAGER,
    Role.MANAGER.value: ApproverRole.MANAGER,
    ApproverGrant.DIRECTOR.value: ApproverRole.DIRECTOR,
    ApproverGrant.COMPLIANCE.value: ApproverRole.COMPLIANCE,
}
"""Which requirement a person's role or grant satisfies. An administrator may stand in for a manager, for nobody else."""


def approver_roles(roles: Iterable[str]) -> frozenset[ApproverRole]:
    """The approver roles that a person's roles and grants amount to."""
    return frozenset(COUNTS_AS[role] for role in roles if role in COUNTS_AS)


def applies(rule: ApprovalRule, facts: ApprovalFacts) -> bool:
    """Whether ``rule`` asks for anybody. A budget of unknown worth reaches every threshold and is below none."""
    budget = facts.budget_usd_micros
    if budget is not None:
        if rule.budget_from_micros is not None and budget < rule.budget_from_micros:
            return False
        if rule.auto_approve_below_micros is not None and budget < rule.auto_approve_below_micros:
            return False
    if not rule.channels and not rule.categories:
        return True
    return facts.channel in rule.channels or any(
        _covers(listed.casefold(), category.casefold()) for listed in rule.categories for category in facts.categories
    )


def _covers(listed: str, category: str) -> bool:
    return category == listed or category.startswith(f"{listed}-")


def requirements_for(facts: ApprovalFacts, rules: Sequence[ApprovalRule]) -> tuple[Requirement, ...]:
    """One requirement per role that any applying rule asks for, with the strictest number; none means automatic."""
    matching = [rule for rule in rules if applies(rule, facts)]
    return tuple(
        Requirement(
            role=role,
            min_approvals=max(rule.min_approvals for rule in asking),
            rules=tuple(rule.name for rule in asking),
        )
        for role in ApproverRole
        if (asking := [rule for rule in matching if rule.required_role is role])
    )


def decide(review: Review, decision: Decision) -> Review:
    """``review`` with one more decision.

    Raises ``Conflict`` when the round is over or the approver has decided already, ``Forbidden`` when the approver
    submitted what is reviewed or holds no role that it asks for.
    """
    over = outcome(review)
    if over is not Outcome.PENDING:
        raise Conflict(f"this review is over: {over}", field="action", remedy="Read the campaign again.")
    if any(earlier.approver_id == decision.approver_id for earlier in review.decisions):
        raise Conflict(
            "you have already decided on this revision", field="approver", remedy="Another approver must decide."
        )
    if decision.approver_id in review.submitter_ids:
        raise Forbidden(
            "nobody decides on what they submitted themselves", field="approver", remedy="Ask another approver."
        )
    if not approver_roles(decision.roles) & {requirement.role for requirement in review.requirements}:
        raise Forbidden(
            f"this review asks for {describe_requirements(review.requirements)}; you hold none of these roles",
            field="approver",
            remedy="Ask somebody who holds one of them.",
        )
    return review.model_copy(update={"decisions": (*review.decisions, decision)})


def outcome(review: Review) -> Outcome:
    """Any rejection rejects; any request for changes sends back; approved once every requirement is met.

    Without requirements a round is approved as soon as it opens.
    """
    for decision in review.decisions:
        if decision.verdict is Verdict.REJECT:
            return Outcome.REJECTED
        if decision.verdict is Verdict.REQUEST_CHANGES:
            return Outcome.CHANGES_REQUESTED
    return Outcome.APPROVED if all(step.given >= step.needed for step in progress(review)) else Outcome.PENDING


def progress(review: Review) -> tuple[Progress, ...]:
    """Approvals given and needed, by role; one person's approval counts for every role they hold."""
    given = [approver_roles(one.roles) for one in review.decisions if one.verdict is Verdict.APPROVE]
    return tuple(
        Progress(
            role=requirement.role,
            needed=requirement.min_approvals,
            given=min(requirement.min_approvals, sum(requirement.role in roles for roles in given)),
        )
        for requirement in review.requirements
    )


def deciding_role(review: Review, decision: Decision) -> str:
    """The role in which somebody decided, for the record: the first that the review asks for."""
    held = approver_roles(decision.roles)
    return next((asked.role.value for asked in review.requirements if asked.role in held), "")


def describe_requirements(requirements: Iterable[Requirement]) -> str:
    """For people: ``1 manager and 2 director``."""
    return " and ".join(f"{asked.min_approvals} {asked.role}" for asked in requirements) or "nobody"


def describe_progress(review: Review) -> str:
    """For people: ``1 of 2 director approvals, 0 of 1 manager approvals``."""
    return ", ".join(f"{step.given} of {step.needed} {step.role} approvals" for step in progress(review))


def budget_in_usd(budget_micros: int, currency: str, rate_e9: int | None) -> int | None:
    """The budget in the currency that rules are written in; None when no rate to it is known.

    ``rate_e9`` is US dollars for one unit of ``currency``, in billionths.
    """
    if currency == RULE_CURRENCY:
        return budget_micros
    return None if rate_e9 is None else convert(budget_micros, rate_e9)
