"""Who must approve what, who may, and when a review is over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.approvals.rules import (
    approver_roles,
    decide,
    deciding_role,
    describe_progress,
    describe_requirements,
    outcome,
    requirements_for,
)
from domain.approvals.values import (
    DEFAULT_RULES,
    ApprovalFacts,
    ApprovalRule,
    ApproverRole,
    Decision,
    Outcome,
    Requirement,
    Review,
    Verdict,
)
from domain.campaigns.values import Channel
from domain.errors import Conflict, Forbidden
from domain.money import MICROS


def facts(dollars: float | None, channel: Channel = Channel.PAID_MEDIA, *categories: str) -> ApprovalFacts:
    micros = None if dollars is None else int(dollars * MICROS)
    return ApprovalFacts(budget_usd_micros=micros, channel=channel, categories=categories)


def review(*submitters: str, **asked: int) -> Review:
    return Review(
        requirements=tuple(
            Requirement(role=ApproverRole(role), min_approvals=number, rules=("a rule",))
            for role, number in asked.items()
        ),
        submitter_ids=submitters or ("usr_author",),
    )


def says(who: str, verdict: str, *roles: str) -> Decision:
    return Decision(approver_id=who, roles=roles, verdict=Verdict(verdict), at_ms=1)


@pytest.mark.parametrize(
    ("campaign", "expected"),
    [
        (facts(0), {}),
        (facts(500), {}),
        (facts(999.999999), {}),
        (facts(1_000), {"manager": 1}),
        (facts(24_999.99), {"manager": 1}),
        (facts(25_000), {"manager": 1, "director": 2}),
        (facts(500, Channel.SMS), {"compliance": 2}),
        (facts(500, Channel.WHATSAPP), {"compliance": 2}),
        (facts(500, Channel.EMAIL), {}),
        (facts(5_000, Channel.PAID_MEDIA, "Gambling"), {"manager": 1, "compliance": 2}),
        (facts(5_000, Channel.PAID_MEDIA, "IAB2", "IAB13-4"), {"manager": 1, "compliance": 2}),
        (facts(5_000, Channel.PAID_MEDIA, "IAB1", "IAB70"), {"manager": 1}),
        (facts(50_000, Channel.SMS, "health"), {"manager": 1, "director": 2, "compliance": 2}),
        (facts(None), {"manager": 1, "director": 2}),
    ],
)
def test_default_rules_ask_for_whom_the_requirements_name(campaign: ApprovalFacts, expected: dict[str, int]):
    asked = requirements_for(campaign, DEFAULT_RULES)
    assert {requirement.role: requirement.min_approvals for requirement in asked} == expected


def test_the_strictest_number_wins_where_two_rules_ask_for_one_role():
    rules = [
        ApprovalRule(name="loose", required_role=ApproverRole.MANAGER, min_approvals=1),
        ApprovalRule(name="strict", required_role=ApproverRole.MANAGER, min_approvals=3, channels=(Channel.EMAIL,)),
    ]
    (asked,) = requirements_for(facts(10, Channel.EMAIL), rules)
    assert (asked.min_approvals, asked.rules) == (3, ("loose", "strict"))
    assert requirements_for(facts(10), rules)[0].min_approvals == 1


def test_a_rule_that_would_waive_nothing_is_refused_when_written():
    with pytest.raises(ValidationError, match="waives nothing"):
        ApprovalRule(
            name="x",
            required_role=ApproverRole.MANAGER,
            min_approvals=1,
            auto_approve_below_micros=5,
            budget_from_micros=5,
        )


@pytest.mark.parametrize(
    ("asked", "decisions", "expected"),
    [
        ({}, [], Outcome.APPROVED),
        ({"manager": 1}, [], Outcome.PENDING),
        ({"manager": 1}, [says("ann", "approve", "manager")], Outcome.APPROVED),
        ({"manager": 1}, [says("ann", "approve", "admin")], Outcome.APPROVED),
        ({"manager": 1}, [says("ann", "reject", "manager")], Outcome.REJECTED),
        ({"manager": 1}, [says("ann", "request_changes", "manager")], Outcome.CHANGES_REQUESTED),
        ({"director": 2}, [says("ann", "approve", "director")], Outcome.PENDING),
        ({"director": 2}, [says("a", "approve", "director"), says("b", "approve", "director")], Outcome.APPROVED),
        ({"director": 2}, [says("a", "approve", "director"), says("b", "reject", "director")], Outcome.REJECTED),
        (
            {"manager": 1, "director": 2},
            [says("a", "approve", "manager", "director"), says("b", "approve", "director")],
            Outcome.APPROVED,
        ),
        (
            {"manager": 1, "director": 2},
            [says("a", "approve", "director"), says("b", "approve", "director")],
            Outcome.PENDING,
        ),
        (
            {"manager": 1, "compliance": 2},
            [says("a", "approve", "compliance", "manager"), says("b", "approve", "compliance")],
            Outcome.APPROVED,
        ),
    ],
)
def test_a_round_ends_as_its_decisions_say(asked: dict[str, int], decisions: list[Decision], expected: Outcome):
    state = review(**asked)
    for decision in decisions:
        state = decide(state, decision)
    assert outcome(state) is expected


@pytest.mark.parametrize(
    ("decision", "error", "says_why"),
    [
        (says("usr_author", "approve", "manager"), Forbidden, "submitted"),
        (says("usr_author", "reject", "manager"), Forbidden, "submitted"),
        (says("ann", "approve", "director"), Forbidden, "1 manager"),
        (says("ann", "approve", "operator", "viewer"), Forbidden, "1 manager"),
        (says("ann", "approve"), Forbidden, "1 manager"),
    ],
)
def test_who_may_not_decide_is_told_why(decision: Decision, error: type[Exception], says_why: str):
    with pytest.raises(error, match=says_why):
        decide(review(manager=1), decision)


def test_one_person_decides_once():
    once = decide(review(director=2), says("ann", "approve", "director"))
    with pytest.raises(Conflict, match="already decided"):
        decide(once, says("ann", "reject", "director"))


def test_nothing_is_decided_after_the_end():
    over = decide(review(manager=1), says("ann", "reject", "manager"))
    with pytest.raises(Conflict, match="rejected"):
        decide(over, says("bob", "approve", "manager"))


def test_everyone_who_wrote_the_content_under_review_counts_as_its_submitter():
    with pytest.raises(Forbidden):
        decide(review("ann", "bob", manager=1), says("ann", "approve", "manager"))


def test_people_read_how_far_a_review_has_come():
    state = decide(review(manager=1, director=2), says("ann", "approve", "director"))
    assert describe_progress(state) == "0 of 1 manager approvals, 1 of 2 director approvals"
    assert describe_requirements(state.requirements) == "1 manager and 2 director"
    assert deciding_role(state, state.decisions[0]) == "director"


decisions = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.lists(st.sampled_from(["admin", "manager", "operator", "director", "compliance"]), max_size=3, unique=True),
        st.sampled_from([*Verdict, Verdict.APPROVE, Verdict.APPROVE]),
    ),
    max_size=12,
)
asked = st.dictionaries(st.sampled_from(list(ApproverRole)), st.integers(1, 3), max_size=3)


@given(asked, decisions)
def test_an_approved_round_has_enough_different_people_per_role_and_never_its_submitter(asked, decisions):
    state = review("usr_0", **asked)
    for number, roles, verdict in decisions:
        try:
            state = decide(state, Decision(approver_id=f"usr_{number}", roles=tuple(roles), verdict=verdict, at_ms=0))
        except (Conflict, Forbidden):
            continue
    approvers = {one.approver_id: one for one in state.decisions}
    assert len(approvers) == len(state.decisions)
    assert "usr_0" not in approvers
    if outcome(state) is Outcome.APPROVED:
        for role, number in asked.items():
            assert sum(role in approver_roles(one.roles) for one in state.decisions) >= number
