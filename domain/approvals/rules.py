"""Approval, decided purely: which rules apply, who may answer, and when a round is over."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from domain.approvals.values import (
    ApprovalFacts,
    ApprovalRule,
    ApproverRole,
    Decision,
    Lapsed,
    Outcome,
    Progress,
    Requirement,
    Review,
    StandingApproval,
    Verdict,
)
from domain.campaigns.sections.rules import changed_sections
from domain.campaigns.sections.values import Section, SectionHashes
from domain.errors import Conflict, Forbidden, InvalidInput
from domain.identity.values import ApproverGrant, Role
from domain.money import convert

RULE_CURRENCY: Final = "USD"

COUNTS_AS: Final = {
    Role.ADMIN.value: ApproverRole.MANAGER,
    Role.MANAGER.value: ApproverRole.MANAGER,
    ApproverGrant.DIRECTOR.value: ApproverRole.DIRECTOR,
    ApproverGrant.COMPLIANCE.value: ApproverRole.COMPLIANCE,
    ApproverGrant.CREATIVE.value: ApproverRole.CREATIVE,
    ApproverGrant.LEGAL.value: ApproverRole.LEGAL,
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
        covers(listed.casefold(), category.casefold()) for listed in rule.categories for category in facts.categories
    )


def covers(listed: str, category: str) -> bool:
    """Whether a category, in lower case, is the one listed or below it."""
    return category == listed or category.startswith(f"{listed}-")


def requirements_for(
    facts: ApprovalFacts, rules: Sequence[ApprovalRule], *, sections: Collection[Section] = tuple(Section)
) -> tuple[Requirement, ...]:
    """One requirement per role that any applying rule asks for, with the strictest number; none means automatic.

    ``sections`` are those to be read: without creatives among them no rule's ``creative_review`` asks for anybody.
    """
    asked = [(rule, *one) for rule in rules if applies(rule, facts) for one in _asked_by(rule, sections)]
    return tuple(
        Requirement(
            role=role,
            min_approvals=max(number for _, _, number in asking),
            rules=tuple(dict.fromkeys(rule.name for rule, _, _ in asking)),
        )
        for role in ApproverRole
        if (asking := [one for one in asked if one[1] is role])
    )


def _asked_by(rule: ApprovalRule, sections: Collection[Section]) -> Iterator[tuple[ApproverRole, int]]:
    yield rule.required_role, rule.min_approvals
    if rule.creative_review and Section.CREATIVES in sections:
        yield ApproverRole.CREATIVE, 1
    if rule.legal_review:
        yield ApproverRole.LEGAL, 1


def open_sections(wanted: SectionHashes, reviewed: SectionHashes, *, is_asked_more: bool) -> tuple[Section, ...]:
    """What a round is about: the sections that say something else than what a review approved last.

    All of them where nothing was approved, where more is asked now than it was then, or where nothing differs but what runs
    needs another review all the same.
    """
    return tuple(Section) if is_asked_more else changed_sections(reviewed, wanted) or tuple(Section)


def asks_more(
    facts: ApprovalFacts,
    rules: Sequence[ApprovalRule],
    *,
    then: Sequence[Requirement],
    then_of_creatives: Sequence[Requirement],
) -> bool:
    """Whether the rules ask for somebody whom earlier reviews have not asked for.

    ``then`` is what the last one that approved asked for, ``then_of_creatives`` what the last of them asked for that was about
    creatives: a review of other sections asks for nobody's ``creative_review``.
    """
    before = {one.role: one.min_approvals for one in then}
    before_of_creatives = {one.role: one.min_approvals for one in then_of_creatives}
    return any(
        before.get(one.role, 0) < one.min_approvals for one in requirements_for(facts, rules, sections=())
    ) or any(
        before_of_creatives.get(one.role, 0) < one.min_approvals
        for one in requirements_for(facts, rules)
        if one.role is ApproverRole.CREATIVE
    )


def standing_approvals(
    earlier: Iterable[tuple[Decision, SectionHashes]],
    wanted: SectionHashes,
    *,
    submitter_ids: Collection[str],
    held_now: Mapping[str, Collection[str]],
) -> tuple[StandingApproval, ...]:
    """What is left of the approvals of earlier rounds, oldest first: each approver's last word, as far as it still fits.

    Nobody's approval of what they have written in since counts, and nobody's in a role that they hold no more: ``held_now`` is
    by person, and nothing for whoever is locked out.
    """
    last = {decision.approver_id: (decision, read) for decision, read in earlier}
    left = (
        StandingApproval(
            approver_id=approver_id,
            roles=tuple(role for role in decision.roles if role in held_now.get(approver_id, decision.roles)),
            sections=tuple(section for section in Section if read.get(section) == wanted[section]),
        )
        for approver_id, (decision, read) in last.items()
        if decision.verdict is Verdict.APPROVE and approver_id not in submitter_ids
    )
    return tuple(one for one in left if one.sections and one.roles)


def approvers_of(review: Review) -> frozenset[str]:
    """Everybody whose word counts in it, whatever they said."""
    return frozenset((*(one.approver_id for one in review.decisions), *(one.approver_id for one in review.standing)))


def lapsed(approved: Sequence[Review], *, locked_out: Collection[str]) -> tuple[Lapsed, ...]:
    """What of the reviews that approved a campaign, oldest first, does not hold without those who are locked out since.

    Each section goes by the last review that it was open in. An approval counts in the role it was given in, whatever its giver
    became afterwards, but nobody answers for what only a closed account has said.
    """
    found: list[Lapsed] = []
    known: set[Section] = set()
    for review in reversed(approved):
        carried = tuple(section for section in review.sections if section not in known)
        known.update(review.sections)
        gone = {approver_id for approver_id in approvers_of(review) if approver_id in locked_out}
        if not carried or not gone:
            continue
        left = review.model_copy(
            update={
                "sections": carried,
                "decisions": tuple(one for one in review.decisions if one.approver_id not in gone),
                "standing": tuple(one for one in review.standing if one.approver_id not in gone),
            }
        )
        if any(step.given < step.needed for step in progress(left)):
            found.append(Lapsed(sections=carried, approver_ids=tuple(sorted(gone)), summary=describe_progress(left)))
    return tuple(found)


def decide(review: Review, decision: Decision) -> Review:
    """``review`` with one more decision.

    Raises ``Conflict`` when the round is over or the approver has decided already, ``Forbidden`` when the approver
    submitted what is reviewed or holds no role that it asks for, ``InvalidInput`` for remarks on a decision that asks for no
    changes.
    """
    if decision.remarks and decision.verdict is not Verdict.REQUEST_CHANGES:
        raise InvalidInput(
            "remarks on sections go with request_changes",
            field="sections",
            remedy="Leave them out, or request changes.",
        )
    over = outcome(review)
    if over is not Outcome.PENDING:
        raise Conflict(f"this review is over: {over}", field="action", remedy="Read the campaign again.")
    if any(earlier.approver_id == decision.approver_id for earlier in review.decisions):
        raise Conflict(
            "you have already decided on this revision", field="approver", remedy="Another approver must decide."
        )
    if decision.approver_id in review.submitter_ids:
        raise Forbidden(
            "nobody decides on what they wrote, changed or submitted themselves",
            field="approver",
            remedy="Ask another approver: `pending` shows it to each who may decide.",
        )
    if not approver_roles(decision.roles) & {requirement.role for requirement in review.requirements}:
        raise Forbidden(
            f"this review asks for {describe_requirements(review.requirements)}; you hold none of these roles",
            field="approver",
            remedy="Ask somebody who holds one of them.",
        )
    return review.model_copy(update={"decisions": (*review.decisions, decision)})


def may_decide(review: Review, approver_id: str, roles: Collection[str]) -> bool:
    """Whether ``decide`` would take their decision."""
    approval = Decision(approver_id=approver_id, roles=tuple(roles), verdict=Verdict.APPROVE, at_ms=0)
    try:
        decide(review, approval)
    except (Conflict, Forbidden):
        return False
    return True


def outcome(review: Review) -> Outcome:
    """Any rejection rejects; any request for changes sends back; approved once every requirement is met.

    Without requirements a round is approved as soon as it opens; one that asks for somebody takes a decision of its own,
    however much of it was approved before.
    """
    for decision in review.decisions:
        if decision.verdict is Verdict.REJECT:
            return Outcome.REJECTED
        if decision.verdict is Verdict.REQUEST_CHANGES:
            return Outcome.CHANGES_REQUESTED
    if review.requirements and not review.decisions:
        return Outcome.PENDING
    return Outcome.APPROVED if all(step.given >= step.needed for step in progress(review)) else Outcome.PENDING


def progress(review: Review) -> tuple[Progress, ...]:
    """Approvals given and needed, by role; one person's approval counts for every role they hold.

    Given is what the open section with the fewest has.
    """
    now = {one.approver_id: approver_roles(one.roles) for one in review.decisions if one.verdict is Verdict.APPROVE}
    before = [one for one in review.standing if one.approver_id not in now]

    def given(role: ApproverRole, section: Section) -> int:
        standing = sum(section in one.sections and role in approver_roles(one.roles) for one in before)
        return sum(role in roles for roles in now.values()) + standing

    return tuple(
        Progress(
            role=asked.role,
            needed=asked.min_approvals,
            given=min(asked.min_approvals, *(given(asked.role, section) for section in review.sections)),
        )
        for asked in review.requirements
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
