"""Which sections a round is about, and which earlier approvals stand."""

import pytest

from domain.approvals.rules import (
    asks_more,
    decide,
    lapsed,
    open_sections,
    outcome,
    progress,
    requirements_for,
    standing_approvals,
)
from domain.approvals.values import (
    ApprovalRule,
    ApproverRole,
    Decision,
    Outcome,
    Remark,
    Requirement,
    Review,
    Verdict,
)
from domain.campaigns.sections.values import Section
from domain.errors import InvalidInput
from tests.approvals.test_rules import facts

DIRECTORS = (Requirement(role=ApproverRole.DIRECTOR, min_approvals=2, rules=("High budget campaign",)),)
READ = dict.fromkeys(Section, "1" * 64)
EDITED = READ | {Section.BUDGET: "2" * 64}


def said(who: str, verdict: Verdict = Verdict.APPROVE, role: str = "director") -> Decision:
    return Decision(approver_id=who, roles=(role,), verdict=verdict, at_ms=1)


def test_only_what_differs_from_what_was_approved_is_read_again():
    assert open_sections(EDITED, READ, is_asked_more=False) == (Section.BUDGET,)


@pytest.mark.parametrize(("reviewed", "is_asked_more"), [({}, False), (READ, True), (EDITED, False)])
def test_all_is_read_where_nothing_was_approved_or_less_was_asked_then(reviewed, is_asked_more):
    assert open_sections(EDITED, reviewed, is_asked_more=is_asked_more) == tuple(Section)


def asked_of(*, creative: int = 0, manager: int = 0) -> tuple[Requirement, ...]:
    numbers = {ApproverRole.MANAGER: manager, ApproverRole.CREATIVE: creative}
    return tuple(Requirement(role=role, min_approvals=many, rules=("R",)) for role, many in numbers.items() if many)


ALSO_CREATIVE = ApprovalRule(name="R", required_role=ApproverRole.MANAGER, min_approvals=1, creative_review=True)
CREATIVE_READS_ALL = ApprovalRule(name="R", required_role=ApproverRole.CREATIVE, min_approvals=1)


@pytest.mark.parametrize(
    ("rule", "then", "of_creatives", "more"),
    [
        (ALSO_CREATIVE, asked_of(manager=1), asked_of(manager=1, creative=1), False),
        (ALSO_CREATIVE, asked_of(manager=1), asked_of(manager=1), True),
        (ALSO_CREATIVE, asked_of(creative=1), asked_of(manager=1, creative=1), True),
        (CREATIVE_READS_ALL, asked_of(creative=1), asked_of(creative=1), False),
        (CREATIVE_READS_ALL, asked_of(manager=1), asked_of(creative=1), True),
    ],
)
def test_more_is_asked_where_somebody_is_wanted_whom_no_earlier_review_asked(rule, then, of_creatives, more):
    assert asks_more(facts(5_000), [rule], then=then, then_of_creatives=of_creatives) is more


def test_an_approval_stands_for_the_sections_that_say_what_they_said_and_must_be_given_anew_for_the_others():
    left = standing_approvals([(said("ann"), READ)], EDITED, submitter_ids=("author",), held_now={})
    assert [(one.approver_id, Section.BUDGET in one.sections, len(one.sections)) for one in left] == [("ann", False, 4)]
    review = Review(requirements=DIRECTORS, submitter_ids=("author",), standing=left)
    after_bob = decide(review, said("bob"))
    assert (outcome(after_bob), progress(after_bob)[0].given) == (Outcome.PENDING, 1)
    assert outcome(decide(after_bob, said("ann"))) is Outcome.APPROVED
    only_others = Review(
        requirements=DIRECTORS, submitter_ids=("author",), standing=left, sections=(Section.BRIEF, Section.AUDIENCE)
    )
    assert outcome(only_others) is Outcome.PENDING, "nobody has decided in this round"
    assert outcome(decide(only_others, said("bob"))) is Outcome.APPROVED


def test_the_last_word_of_an_approver_counts_and_none_of_whoever_wrote_in_it_since():
    words = [(said("ann"), READ), (said("ann", Verdict.REQUEST_CHANGES), READ), (said("bob"), READ), (said("cy"), READ)]
    assert [one.approver_id for one in standing_approvals(words, EDITED, submitter_ids=("cy",), held_now={})] == ["bob"]
    assert standing_approvals([(said("ann"), {})], EDITED, submitter_ids=(), held_now={}) == ()


def test_rules_ask_for_creative_and_legal_review_by_named_roles():
    rule = ApprovalRule(
        name="All", required_role=ApproverRole.MANAGER, min_approvals=1, creative_review=True, legal_review=True
    )
    asked = requirements_for(facts(5_000), [rule])
    assert {one.role: one.min_approvals for one in asked} == {"manager": 1, "creative": 1, "legal": 1}
    review = Review(requirements=asked, submitter_ids=("author",))
    for who, role in (("ann", "manager"), ("bob", "creative")):
        review = decide(review, said(who, role=role))
        assert outcome(review) is Outcome.PENDING
    assert outcome(decide(review, said("cy", role="legal"))) is Outcome.APPROVED
    without_creatives = requirements_for(facts(5_000), [rule], sections={Section.BUDGET})
    assert [one.role for one in without_creatives] == ["manager", "legal"]


def test_a_rule_that_asks_for_creative_asks_for_them_whatever_is_to_be_read():
    asked = requirements_for(facts(10_000_000), [CREATIVE_READS_ALL], sections={Section.BUDGET})
    assert outcome(Review(requirements=asked, submitter_ids=("author",), sections=(Section.BUDGET,))) is Outcome.PENDING


def test_remarks_go_with_a_request_for_changes():
    review = Review(requirements=DIRECTORS, submitter_ids=("author",))
    remarked = {"remarks": (Remark(section=Section.BUDGET, comment="too dear"),)}
    asked = decide(review, said("ann", Verdict.REQUEST_CHANGES).model_copy(update=remarked))
    assert outcome(asked) is Outcome.CHANGES_REQUESTED
    with pytest.raises(InvalidInput, match="request_changes"):
        decide(review, said("ann").model_copy(update=remarked))


def test_what_somebody_approved_stands_in_the_roles_they_still_hold():
    words = [(said("ann"), READ), (said("bob"), READ), (said("cy"), READ)]
    held = {"ann": {"viewer", "director"}, "bob": {"viewer"}, "cy": frozenset()}
    left = standing_approvals(words, EDITED, submitter_ids=(), held_now=held)
    assert [(one.approver_id, one.roles) for one in left] == [("ann", ("director",))]


def test_an_approval_lapses_by_sections_with_the_accounts_it_counts_on():
    everything = Review(requirements=DIRECTORS, submitter_ids=(), decisions=(said("ann"), said("bob"), said("cy")))
    of_budget = Review(
        requirements=DIRECTORS,
        submitter_ids=(),
        decisions=(said("dan"), said("eve")),
        sections=(Section.BUDGET,),
    )
    others = tuple(section for section in Section if section is not Section.BUDGET)
    rounds = (everything, of_budget)
    for locked_out, sections in (
        ((), []),
        (("ann",), []),  # two of three are left, who are enough
        (("ann", "bob"), [others]),
        (("dan",), [(Section.BUDGET,)]),
        (("ann", "bob", "cy", "eve"), [(Section.BUDGET,), others]),
        (("somebody else",), []),
    ):
        assert [one.sections for one in lapsed(rounds, locked_out=locked_out)] == sections
    [one] = lapsed(rounds, locked_out=("cy", "bob"))
    assert (one.approver_ids, one.summary) == (("bob", "cy"), "1 of 2 director approvals")
