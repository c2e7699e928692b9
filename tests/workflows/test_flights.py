"""What happens by itself: dates, exhausted budgets, and what bidders are told of all of it."""

import pytest
from temporalio.client import WorkflowExecutionStatus

from domain.campaigns.values import Stage
from domain.errors import ActionRefused, Conflict, GateClosed
from domain.money import MICROS
from tests.workflows.world import AUTHOR, DAY_MS, DIRECTORS, MANAGER, Life
from workflows.contracts import campaigns
from workflows.contracts.campaigns import Flight


async def flight(life: Life, starts_in_days: float, ends_in_days: float) -> Flight:
    now_ms = await life.now_ms()
    return Flight(starts_at_ms=now_ms + int(starts_in_days * DAY_MS), ends_at_ms=now_ms + int(ends_in_days * DAY_MS))


async def scheduled(life: Life, dates: Flight) -> None:
    life.world.write(1, flight=dates)
    await life.begin()
    await life.act("submit", AUTHOR, revision=1)
    await life.act("approve")
    assert (await life.act("schedule")).stage is Stage.SCHEDULED


async def failed_tries(life: Life) -> int:
    history = await life.handle.fetch_history()
    return sum(one.HasField("activity_task_failed_event_attributes") for one in history.events)


async def stage_of(life: Life) -> Stage:
    return (await life.status()).stage


async def test_a_scheduled_campaign_goes_live_at_its_start_and_completes_at_its_end(life: Life):
    dates = await flight(life, 3, 10)
    await scheduled(life, dates)
    await life.pass_days(2.9)
    assert await stage_of(life) is Stage.SCHEDULED
    assert life.world.on_air is None
    await life.pass_days(0.2)
    assert await stage_of(life) is Stage.LIVE
    assert life.world.on_air.flight == dates
    await life.pass_days(7)
    assert await stage_of(life) is Stage.COMPLETED
    assert life.world.on_air is None
    assert life.world.closed_accounts == 1
    by_itself = life.world.transitions[-2:]
    assert [(moved.action, moved.actor.user_id, moved.at_ms) for moved in by_itself] == [
        ("go_live", campaigns.CALENDAR, pytest.approx(dates.starts_at_ms, abs=2_000)),
        ("complete", campaigns.CALENDAR, pytest.approx(dates.ends_at_ms, abs=2_000)),
    ]


async def test_a_paused_campaign_completes_at_its_end_too(life: Life):
    await scheduled(life, await flight(life, 1, 4))
    await life.pass_days(2)
    await life.act("pause", comment="wrong picture")
    assert life.world.on_air is None
    await life.pass_days(3)
    assert await stage_of(life) is Stage.COMPLETED


async def test_pausing_before_the_start_and_resuming_waits_for_the_start_again(life: Life):
    await scheduled(life, await flight(life, 5, 9))
    assert (await life.act("pause")).stage is Stage.PAUSED
    assert (await life.act("resume")).stage is Stage.SCHEDULED
    await life.pass_days(6)
    assert await stage_of(life) is Stage.LIVE


async def test_a_start_that_passed_while_paused_resumes_to_live(life: Life):
    await scheduled(life, await flight(life, 1, 9))
    await life.act("pause")
    await life.pass_days(2)
    assert await stage_of(life) is Stage.PAUSED
    assert (await life.act("resume")).stage is Stage.LIVE


async def test_a_campaign_sent_live_early_runs_from_then_on(life: Life):
    await scheduled(life, await flight(life, 5, 9))
    now_ms = await life.now_ms()
    assert (await life.act("go_live")).stage is Stage.LIVE
    assert life.world.on_air.flight.starts_at_ms <= now_ms + DAY_MS
    await life.pass_days(10)
    assert await stage_of(life) is Stage.COMPLETED


async def test_a_schedule_may_shorten_the_approved_flight_and_never_stretch_it(life: Life):
    approved = await flight(life, 2, 9)
    life.world.write(1, flight=approved)
    await life.begin()
    await life.act("submit", AUTHOR, revision=1)
    await life.act("approve")
    for wanted in (await flight(life, 1, 9), await flight(life, 2, 10), await flight(life, 5, 4)):
        with pytest.raises(ActionRefused) as refused:
            await life.act("schedule", flight=wanted)
        assert "starts_at" in refused.value.remedy
    inside = await flight(life, 3, 4)
    assert (await life.act("schedule", flight=inside)).flight == inside
    assert life.world.transitions[-1].flight == inside
    await life.pass_days(4.5)
    assert await stage_of(life) is Stage.COMPLETED


async def test_a_schedule_needs_a_start(life: Life):
    life.world.write(1)
    await life.begin()
    await life.act("submit", AUTHOR, revision=1)
    await life.act("approve")
    with pytest.raises(ActionRefused, match="needs a start date"):
        await life.act("schedule")


async def test_dates_moved_inside_the_approved_flight_move_the_timer_without_a_review(life: Life):
    dates = await flight(life, 2, 9)
    await scheduled(life, dates)
    later = Flight(starts_at_ms=dates.starts_at_ms + 3 * DAY_MS, ends_at_ms=dates.ends_at_ms)
    edited = await life.edit(2, flight=later)
    assert (edited.stage, edited.running_revision, edited.review_round) == (Stage.SCHEDULED, 2, None)
    await life.pass_days(3)
    assert await stage_of(life) is Stage.SCHEDULED
    await life.pass_days(3)
    assert await stage_of(life) is Stage.LIVE


async def test_an_edited_live_campaign_runs_as_approved_until_the_new_revision_is(life: Life):
    await life.live()
    edited = await life.edit(2, content="bolder")
    assert (edited.stage, edited.running_revision, edited.review_revision) == (Stage.LIVE, 1, 2)
    assert {"approve", "reject", "request_changes", "pause"} <= set(edited.allowed)
    assert life.world.on_air.revision == 1
    approved = await life.act("approve", comment="bold it is")
    assert (approved.stage, approved.running_revision) == (Stage.LIVE, 2)
    assert life.world.on_air.revision == 2
    moved = life.world.transitions[-1]
    assert (moved.from_stage, moved.action, moved.to_stage) == (Stage.LIVE, "approve", Stage.LIVE)


@pytest.mark.parametrize("verdict", ["reject", "request_changes"])
async def test_a_new_revision_turned_down_leaves_the_approved_one_running(life: Life, verdict: str):
    await life.live()
    await life.edit(2, content="bolder")
    turned_down = await life.act(verdict, comment="no")
    assert (turned_down.stage, turned_down.running_revision, turned_down.review_round) == (Stage.LIVE, 1, None)
    assert life.world.on_air.revision == 1
    assert "approve" not in turned_down.allowed
    assert (await life.edit(3, content="calmer")).review_revision == 3


async def test_a_live_campaign_takes_up_a_smaller_budget_at_once(life: Life):
    await life.live()
    await life.edit(2, dollars=3_000)
    assert (life.world.on_air.revision, life.world.on_air.budget_micros) == (2, 3_000 * MICROS)
    back = await life.edit(3, dollars=5_000)
    assert (back.review_round, life.world.on_air.budget_micros) == (None, 5_000 * MICROS)


async def test_a_campaign_completed_during_a_review_ends_the_review(life: Life):
    await life.live()
    await life.edit(2, content="bolder")
    done = await life.act("complete")
    assert (done.stage, done.review_round) == (Stage.COMPLETED, None)
    assert life.world.on_air is None
    with pytest.raises(ActionRefused):
        await life.act("approve")
    with pytest.raises(ActionRefused, match="edit"):
        await life.edit(3)


async def test_an_exhausted_budget_pauses_the_campaign_and_says_why(life: Life):
    await life.live()
    await life.exhaust(dollars=5_000, reason="budget used up: 5,000.00 of 5,000.00 USD")
    await life.pass_days(0.01)
    status = await life.status()
    assert (status.stage, status.note) == (Stage.PAUSED, "budget used up: 5,000.00 of 5,000.00 USD")
    assert life.world.story[-1] == ("pause", campaigns.BANKER)
    assert life.world.on_air is None


async def test_a_pause_for_an_exhausted_budget_that_cannot_be_recorded_is_tried_again(life: Life):
    await life.live()
    life.world.broken["record_transition"] = Conflict("the record is stuck")
    await life.exhaust(dollars=5_000, reason="all spent")
    await life.pass_days(0.0005)
    stuck = await life.status()
    assert (stuck.stage, stuck.trouble) == (Stage.LIVE, "the record is stuck")
    life.world.broken.clear()
    await life.pass_days(0.01)
    status = await life.status()
    assert (status.stage, status.note, status.trouble) == (Stage.PAUSED, "all spent", "")
    assert life.world.on_air is None


async def test_an_exhausted_campaign_resumes_with_a_larger_budget_only(life: Life):
    await life.live()
    await life.exhaust(dollars=5_000)
    await life.pass_days(0.01)
    with pytest.raises(ActionRefused, match="exhausted") as refused:
        await life.act("resume")
    assert "Raise its budget" in refused.value.remedy
    assert (await life.edit(2, dollars=30_000)).review_revision == 2
    with pytest.raises(ActionRefused, match="exhausted"):
        await life.act("resume")
    for director in DIRECTORS[:2]:
        await life.act("approve", director)
    assert (await life.act("resume")).stage is Stage.LIVE
    assert life.world.on_air.budget_micros == 30_000 * MICROS


async def test_an_exhausted_campaign_resumes_once_a_correction_gave_money_back(life: Life):
    await life.live()
    await life.exhaust(dollars=5_000)
    await life.pass_days(0.01)
    with pytest.raises(ActionRefused, match="exhausted"):
        await life.act("resume")
    await life.handle.signal(campaigns.BUDGET_REFUNDED)
    assert (await life.act("resume")).stage is Stage.LIVE
    await life.exhaust(dollars=5_000)
    await life.pass_days(0.01)
    assert await stage_of(life) is Stage.PAUSED


async def test_news_of_an_exhausted_budget_that_was_raised_meanwhile_pauses_nothing(life: Life):
    await life.live()
    await life.exhaust(dollars=4_000)
    await life.pass_days(0.01)
    assert await stage_of(life) is Stage.LIVE


async def test_a_campaign_whose_end_has_passed_goes_live_no_more(life: Life):
    life.world.write(1, flight=await flight(life, 0, 2))
    await life.begin()
    await life.act("submit", AUTHOR, revision=1)
    await life.act("approve")
    await life.pass_days(3)
    with pytest.raises(ActionRefused, match="end date has passed"):
        await life.act("go_live")


async def test_what_the_gate_refuses_again_and_again_is_tried_ever_more_rarely_and_happens_once_it_may(life: Life):
    await scheduled(life, await flight(life, 1, 9))
    no = GateClosed(
        stage="scheduled", action="go_live", allowed=[], reason="a task is not done", reasons=[{"code": "x"}]
    )
    life.world.broken["record_transition"] = no
    await life.pass_days(1.5)
    status = await life.status()
    assert (status.stage, status.trouble) == (Stage.SCHEDULED, "a task is not done")
    assert 10 < await failed_tries(life) < 24, "every minute of half a day would be 720"
    with pytest.raises(GateClosed) as refused:
        await life.act("go_live")
    assert refused.value.reasons == ({"code": "x"},)
    del life.world.broken["record_transition"]
    await life.pass_days(0.1)
    assert (await life.status()).stage is Stage.LIVE


async def test_what_waits_for_its_next_try_happens_as_soon_as_it_hears_that_it_may(life: Life):
    await scheduled(life, await flight(life, 1, 9))
    life.world.broken["record_transition"] = GateClosed(
        stage="scheduled", action="go_live", allowed=[], reason="a task is not done"
    )
    await life.pass_days(1.5)
    await life.handle.signal(campaigns.TRY_AGAIN)
    assert await stage_of(life) is Stage.SCHEDULED, "it was not true"
    del life.world.broken["record_transition"]
    for _ in range(2):
        await life.handle.signal(campaigns.TRY_AGAIN)
    await life.pass_days(0.0001)
    assert [action for action, _ in life.world.story].count("go_live") == 1
    assert (await life.status()).trouble == ""


async def test_what_waits_for_its_next_try_is_tried_as_soon_as_somebody_does_something(life: Life):
    await life.live()
    life.world.broken["approve_revision"] = GateClosed(stage="live", action="replace", allowed=[], reason="off brand")
    await life.edit(2, content="bolder")
    await life.act("approve")
    await life.pass_days(0.2)
    life.world.broken.clear()
    assert (await life.status()).running_revision == 1
    paused = await life.act("pause")
    assert (paused.stage, paused.running_revision, paused.trouble) == (Stage.PAUSED, 2, "")


async def test_a_replacement_that_waits_at_the_gate_keeps_neither_the_banker_nor_the_end_waiting(life: Life):
    await life.live(flight=await flight(life, -1, 0.1))
    life.world.broken["approve_revision"] = GateClosed(stage="live", action="replace", allowed=[], reason="off brand")
    await life.edit(2, content="bolder", flight=await flight(life, -1, 0.1))
    refused = await life.act("approve")
    assert (refused.stage, refused.trouble, refused.review_revision) == (Stage.LIVE, "off brand", 2)
    await life.pass_days(0.05)
    tried = await failed_tries(life)
    await life.exhaust(dollars=5_000)
    await life.pass_days(0.0001)
    waiting = await life.status()
    assert (waiting.stage, waiting.trouble) == (Stage.PAUSED, "off brand")
    assert await failed_tries(life) == tried, "what happened besides is no reason to ask the gate again"
    await life.pass_days(0.1)
    over = await life.status()
    assert (over.stage, over.trouble, over.review_round) == (Stage.COMPLETED, "", None)
    assert (life.world.on_air, life.world.closed_accounts) == (None, 1)


async def test_a_campaign_that_cannot_be_put_on_air_is_paused_and_the_caller_told_why(life: Life):
    life.world.write(1)
    await life.begin()
    await life.act("submit", AUTHOR, revision=1)
    await life.act("approve")
    life.world.broken["put_on_air"] = Conflict("the snapshot is refused")
    with pytest.raises(ActionRefused, match="could not be put on air: the snapshot is refused"):
        await life.act("go_live")
    assert life.world.story[-1] == ("pause", campaigns.LIFECYCLE)
    life.world.broken.clear()
    assert (await life.act("resume")).stage is Stage.LIVE


async def test_a_start_that_cannot_be_recorded_is_tried_again_until_it_can(life: Life):
    await scheduled(life, await flight(life, 1, 9))
    life.world.broken["record_transition"] = Conflict("the record is stuck")
    await life.pass_days(1.002)
    status = await life.status()
    assert (status.stage, status.trouble) == (Stage.SCHEDULED, "the record is stuck")
    life.world.broken.clear()
    await life.pass_days(0.01)
    assert await stage_of(life) is Stage.LIVE


async def test_a_pause_that_bidders_have_not_heard_of_is_repeated_until_they_have(life: Life):
    await life.live()
    life.world.broken["take_off_air"] = Conflict("the bucket is stuck")
    paused = await life.act("pause")
    assert (paused.stage, paused.trouble) == (Stage.PAUSED, "the bucket is stuck")
    assert life.world.on_air is not None
    life.world.broken.clear()
    await life.pass_days(0.01)
    assert life.world.on_air is None
    assert (await life.status()).trouble == ""


async def test_an_archived_campaign_lives_on_until_bidders_have_let_go_of_it(life: Life):
    await life.live()
    life.world.broken["take_off_air"] = Conflict("the bucket is stuck")
    for action in ("complete", "archive"):
        await life.act(action)
    assert life.world.on_air is not None
    assert (await life.handle.describe()).status is WorkflowExecutionStatus.RUNNING
    life.world.broken.clear()
    await life.pass_days(0.01)
    assert life.world.on_air is None
    assert life.world.closed_accounts == 1
    assert (await life.handle.describe()).status is WorkflowExecutionStatus.COMPLETED


async def test_snapshot_numbers_only_grow(life: Life):
    await life.live()
    for action in ("pause", "resume", "pause", "resume"):
        await life.act(action, MANAGER)
    numbers = [said.snapshot_revision for said in life.world.bucket]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 5
