"""Who must agree, what they are told, and what an edit does to a review that is going on."""

import asyncio

import pytest

from domain.approvals.values import Outcome
from domain.campaigns.values import Stage
from domain.errors import Conflict, Forbidden, InvalidInput, Unavailable
from tests.workflows.world import AUTHOR, DIRECTORS, MANAGER, OTHER_MANAGER, Life
from workflows.contracts import approvals
from workflows.contracts.approvals import MAX_REMINDERS


async def submitted(life: Life, *, dollars: int = 5_000):
    life.world.write(1, dollars=dollars)
    await life.begin()
    return await life.act("submit", AUTHOR, revision=1)


async def test_a_small_campaign_is_approved_in_the_same_call_by_nobody(life: Life):
    status = await submitted(life, dollars=500)
    assert status.stage is Stage.APPROVED
    assert life.world.story == [("submit", "usr_author"), ("approve", approvals.SYSTEM_ACTOR)]
    assert life.world.transitions[-1].comment == "no rule asks anybody to approve it"


async def test_two_directors_are_counted_one_by_one_and_a_manager_among_them_counts_as_both(life: Life):
    status = await submitted(life, dollars=30_000)
    assert status.standing.summary == "0 of 1 manager approvals, 0 of 2 director approvals"
    first = await life.act("approve", DIRECTORS[0], comment="fine")
    assert first.stage is Stage.IN_REVIEW
    assert first.standing.summary == "1 of 1 manager approvals, 1 of 2 director approvals"
    second = await life.act("approve", DIRECTORS[1], comment="fine too")
    assert second.stage is Stage.APPROVED
    moved = life.world.transitions[-1]
    assert (moved.actor.user_id, moved.actor.role, moved.comment) == ("usr_director_1", "manager", "fine too")


async def test_directors_who_approve_at_the_same_moment_approve_once(life: Life):
    await submitted(life, dollars=30_000)
    answers = await asyncio.gather(*(life.act("approve", director) for director in DIRECTORS[:2]))
    assert {answer.stage for answer in answers} <= {Stage.IN_REVIEW, Stage.APPROVED}
    assert (await life.status()).stage is Stage.APPROVED
    assert [action for action, _ in life.world.story] == ["submit", "approve"]


async def test_one_director_is_enough_to_reject_and_the_campaign_may_be_submitted_again(life: Life):
    await submitted(life, dollars=50_000)
    refused = await life.act("reject", DIRECTORS[0], comment="too dear")
    assert (refused.stage, refused.note) == (Stage.REJECTED, "too dear")
    life.world.write(2, dollars=20_000)
    again = await life.act("submit", AUTHOR, revision=2)
    assert (again.stage, again.review_round) == (Stage.IN_REVIEW, 2)


async def test_a_request_for_changes_returns_the_campaign_to_its_author(life: Life):
    await submitted(life)
    assert (await life.act("request_changes", MANAGER, comment="logo")).stage is Stage.DRAFT
    life.world.write(2)
    assert (await life.act("submit", AUTHOR, revision=2)).stage is Stage.IN_REVIEW


@pytest.mark.parametrize("verdict", ["approve", "reject", "request_changes"])
async def test_nobody_decides_on_what_they_submitted(life: Life, verdict: str):
    await submitted(life)
    with pytest.raises(Forbidden, match="submitted"):
        await life.act(verdict, AUTHOR)
    assert life.world.decisions == []
    assert (await life.status()).stage is Stage.IN_REVIEW


async def test_one_approver_decides_once(life: Life):
    await submitted(life, dollars=30_000)
    await life.act("approve", DIRECTORS[0])
    with pytest.raises(Conflict, match="already decided"):
        await life.act("reject", DIRECTORS[0])


async def test_somebody_without_the_role_is_told_who_is_asked(life: Life):
    await submitted(life)
    with pytest.raises(Forbidden, match="1 manager"):
        await life.act("approve", MANAGER.model_copy(update={"user_id": "usr_op", "roles": ("operator", "director")}))


async def test_an_edit_in_review_starts_it_over_and_earlier_approvals_count_no_longer(life: Life):
    await submitted(life, dollars=30_000)
    await life.act("approve", DIRECTORS[0])
    edited = await life.edit(2, dollars=30_000, content="new words")
    assert (edited.stage, edited.review_round, edited.review_revision) == (Stage.IN_REVIEW, 2, 2)
    assert edited.standing.summary == "0 of 1 manager approvals, 0 of 2 director approvals"
    assert life.world.rounds[1] is Outcome.VOIDED
    for director in DIRECTORS[1:]:
        last = await life.act("approve", director)
    assert last.stage is Stage.APPROVED
    assert life.world.approved == [2]


async def test_an_approver_who_read_an_older_revision_is_asked_to_read_again(life: Life):
    await submitted(life)
    await life.edit(2, content="new words")
    with pytest.raises(Conflict, match="revision 2 is under review"):
        await life.act("approve", MANAGER, revision=1)
    with pytest.raises(Conflict, match="not what is under review any more"):
        await life.act("approve", MANAGER, revision_hash=f"{1:064}")
    assert (await life.act("approve", MANAGER, revision_hash=f"{2:064}")).stage is Stage.APPROVED


async def test_whoever_edits_during_the_review_may_not_approve_either(life: Life):
    await submitted(life)
    await life.edit(2, MANAGER, content="mine")
    with pytest.raises(Forbidden, match="submitted"):
        await life.act("approve", MANAGER)
    with pytest.raises(Forbidden, match="submitted"):
        await life.act("approve", AUTHOR)
    assert (await life.act("approve", OTHER_MANAGER)).stage is Stage.APPROVED


async def test_approvers_are_reminded_daily_and_not_for_ever(life: Life):
    await submitted(life)
    await life.pass_days(2.5)
    assert life.world.reminders == [1, 2]
    await life.pass_days(30)
    assert life.world.reminders == list(range(1, MAX_REMINDERS + 1))
    assert (await life.act("approve", MANAGER)).stage is Stage.APPROVED


async def test_a_reminder_that_cannot_be_recorded_does_not_end_the_review(life: Life):
    await submitted(life)
    life.world.broken["remind_approvers"] = Conflict("no")
    await life.pass_days(1.5)
    assert (await life.act("approve", MANAGER)).stage is Stage.APPROVED


async def test_a_decision_that_cannot_be_recorded_does_not_count_and_may_be_made_again(life: Life):
    await submitted(life)
    life.world.broken["record_decision"] = Conflict("the record is stuck")
    with pytest.raises(Conflict, match="stuck"):
        await life.act("approve", MANAGER)
    life.world.broken.clear()
    assert (await life.act("approve", MANAGER)).stage is Stage.APPROVED


async def test_an_approval_that_cannot_be_applied_is_applied_later(life: Life):
    await submitted(life)
    life.world.broken["approve_revision"] = Conflict("the record is stuck")
    answer = await life.act("approve", MANAGER)
    assert (answer.stage, answer.trouble) == (Stage.IN_REVIEW, "the record is stuck")
    life.world.broken.clear()
    await life.pass_days(0.1)
    status = await life.status()
    assert (status.stage, status.trouble) == (Stage.APPROVED, "")
    assert life.world.story[-1] == ("approve", "usr_manager")


async def test_a_submit_that_lost_the_race_with_an_edit_leaves_the_draft_as_it_was(life: Life):
    life.world.write(1)
    life.world.write(2)
    await life.begin()
    with pytest.raises(Conflict, match="not the newest"):
        await life.act("submit", AUTHOR, revision=1)
    with pytest.raises(InvalidInput):
        await life.act("submit", AUTHOR)
    assert (await life.status()).stage is Stage.DRAFT
    assert (await life.act("submit", AUTHOR, revision=2)).stage is Stage.IN_REVIEW


async def test_a_store_that_is_away_is_waited_for(life: Life):
    await submitted(life)
    life.world.broken["record_decision"] = Unavailable("the database is busy")
    life.world.mended_at["record_decision"] = 3
    assert (await life.act("approve", MANAGER)).stage is Stage.APPROVED
    assert not life.world.broken


async def test_hearing_of_an_edit_twice_starts_the_review_over_once(life: Life):
    await submitted(life)
    await life.edit(2, content="new words")
    again = await life.edit(2, content="new words")
    assert (again.review_round, again.review_revision) == (2, 2)
