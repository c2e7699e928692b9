"""What the API gets from the workflows: answers, refusals and 503s, over the real stores and the production worker."""

import asyncio
import gc
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio import activity
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from api.lifecycle import Lifecycle
from domain.budgets import service as budgets
from domain.campaigns.rules import DECISIONS
from domain.campaigns.values import Action, Stage
from domain.errors import ActionRefused, Conflict, Forbidden, InvalidInput, NotFound, Unavailable
from domain.money import MICROS
from tests.patience import PATIENCE_S
from tests.servers import free_port
from tests.workflows.stores import Stores, stores
from workers.settings import Temporal
from workers.temporal import connect
from workers.worker import campaigns_worker
from workflows.contracts.campaigns import Actor, BudgetExhausted, CampaignStatus, workflow_id

AUTHOR = Actor(user_id="usr_author", role="manager", roles=("manager",))
MANAGER = Actor(user_id="usr_manager", role="manager", roles=("manager",))
DIRECTORS = [Actor(user_id=f"usr_d{n}", role="operator", roles=("operator", "director")) for n in range(2)]


@pytest.fixture
async def kept(tmp_path: Path, nats_url: str) -> AsyncIterator[Stores]:
    async with stores(tmp_path, nats_url) as opened:
        yield opened


@pytest.fixture
async def lifecycle(environment: WorkflowEnvironment, kept: Stores) -> AsyncIterator[Lifecycle]:
    async with campaigns_worker(environment.client, kept.main, kept.money, kept.live):
        yield Lifecycle(environment.client, kept.main, deadline=timedelta(seconds=PATIENCE_S))


async def act(
    lifecycle: Lifecycle, kept: Stores, campaign_id: str, action: str, actor: Actor = MANAGER, **more: Any
) -> CampaignStatus:
    """A decision is on the newest revision, unless it says otherwise."""
    if action in DECISIONS and "revision" not in more:
        more["revision"] = (await kept.campaign(campaign_id)).revision
    return await lifecycle.act(kept.tenant_id, campaign_id, Action(action), actor=actor, **more)


async def went_live(lifecycle: Lifecycle, kept: Stores, **content: Any) -> str:
    campaign_id = await kept.draft(**content)
    await act(lifecycle, kept, campaign_id, "submit", AUTHOR)
    await act(lifecycle, kept, campaign_id, "approve")
    await act(lifecycle, kept, campaign_id, "go_live")
    return campaign_id


async def test_from_draft_to_bidders_and_into_the_archive(lifecycle: Lifecycle, kept: Stores):
    campaign_id = await went_live(lifecycle, kept)
    snapshot = await kept.published(campaign_id)
    assert snapshot.tombstone is False
    async with kept.money.reading(kept.tenant_id) as session:
        assert (await budgets.budget_of(session, campaign_id, now_ms=0)).budget_nanos == 5_000 * 10**9
    for action in ("pause", "complete", "archive"):
        status = await act(lifecycle, kept, campaign_id, action)
    assert (status.stage, status.allowed) == (Stage.ARCHIVED, ())
    assert (await kept.published(campaign_id)).tombstone
    assert (await kept.campaign(campaign_id)).stage == "archived"
    assert [action for _, action, _ in await kept.story(campaign_id)] == [
        *("submit", "approve", "go_live", "pause", "complete", "archive")
    ]
    for action in Action:
        with pytest.raises(ActionRefused) as refused:
            await act(lifecycle, kept, campaign_id, action)
        assert (refused.value.stage, refused.value.action, refused.value.allowed) == ("archived", action, ())


async def test_tenants_share_the_workers_fairly(lifecycle: Lifecycle, kept: Stores, environment: WorkflowEnvironment):
    campaign_id = await kept.draft()
    await act(lifecycle, kept, campaign_id, "submit", AUTHOR)
    handle = environment.client.get_workflow_handle(workflow_id(kept.tenant_id, campaign_id))
    begun = (await handle.fetch_history()).events[0].workflow_execution_started_event_attributes
    assert begun.priority.fairness_key == kept.tenant_id


async def test_a_draft_is_refused_everything_but_submit_and_no_workflow_is_started(
    lifecycle: Lifecycle, kept: Stores, environment: WorkflowEnvironment
):
    campaign_id = await kept.draft()
    for action in set(Action) - {Action.SUBMIT}:
        with pytest.raises(ActionRefused) as refused:
            await act(lifecycle, kept, campaign_id, action)
        assert refused.value.allowed == ("submit",)
    handle = environment.client.get_workflow_handle(workflow_id(kept.tenant_id, campaign_id))
    with pytest.raises(Exception, match="not found"):
        await handle.describe()


async def test_refusals_arrive_as_what_they_are(lifecycle: Lifecycle, kept: Stores):
    campaign_id = await kept.draft(dollars=30_000)
    await act(lifecycle, kept, campaign_id, "submit", AUTHOR)
    with pytest.raises(Forbidden, match="submitted"):
        await act(lifecycle, kept, campaign_id, "approve", AUTHOR)
    with pytest.raises(Forbidden, match="1 manager and 2 director"):
        await act(lifecycle, kept, campaign_id, "approve", Actor(user_id="usr_v", role="viewer", roles=("viewer",)))
    with pytest.raises(ActionRefused) as refused:
        await act(lifecycle, kept, campaign_id, "go_live")
    assert refused.value.remedy == "Allowed now: approve, reject, request changes."
    first = await act(lifecycle, kept, campaign_id, "approve", DIRECTORS[0])
    assert first.standing.summary == "0 of 1 manager approvals, 1 of 2 director approvals"
    with pytest.raises(Conflict, match="already decided"):
        await act(lifecycle, kept, campaign_id, "reject", DIRECTORS[0])
    with pytest.raises(Conflict, match="is under review, which is not what you have read"):
        await act(lifecycle, kept, campaign_id, "approve", DIRECTORS[1], revision=99)
    with pytest.raises(NotFound):
        await lifecycle.act("ten_other", campaign_id, Action.APPROVE, actor=DIRECTORS[1])
    with pytest.raises(NotFound):
        await act(lifecycle, kept, "cmp_unknown", "submit")


async def test_an_incomplete_campaign_is_refused_on_submit_and_no_workflow_is_started(
    lifecycle: Lifecycle, kept: Stores, environment: WorkflowEnvironment
):
    campaign_id = await kept.draft(creative=False)
    with pytest.raises(InvalidInput, match="creative"):
        await act(lifecycle, kept, campaign_id, "submit", AUTHOR)
    with pytest.raises(Conflict, match="at revision 1 by now, not at 7"):
        await act(lifecycle, kept, campaign_id, "submit", AUTHOR, revision=7)
    assert (await kept.campaign(campaign_id)).stage == "draft"
    with pytest.raises(Exception, match="not found"):
        await environment.client.get_workflow_handle(workflow_id(kept.tenant_id, campaign_id)).describe()


async def test_an_edit_while_live_is_reviewed_while_the_approved_revision_runs(lifecycle: Lifecycle, kept: Stores):
    campaign_id = await went_live(lifecycle, kept)
    revision = await kept.edit(campaign_id, actor_id="usr_author", name="Bolder")
    told = await lifecycle.revised(kept.tenant_id, campaign_id, revision, actor=AUTHOR)
    assert (told.stage, told.review_revision) == (Stage.LIVE, revision)
    assert (await kept.published(campaign_id)).name == "Spring"
    await act(lifecycle, kept, campaign_id, "approve", revision=revision)
    assert (await kept.published(campaign_id)).name == "Bolder"
    assert (await kept.campaign(campaign_id)).approved_revision == revision


async def test_an_exhausted_budget_pauses_until_a_larger_one_is_approved(
    lifecycle: Lifecycle, kept: Stores, environment: WorkflowEnvironment
):
    campaign_id = await went_live(lifecycle, kept)
    handle = environment.client.get_workflow_handle(workflow_id(kept.tenant_id, campaign_id))
    await handle.signal("budget_exhausted", BudgetExhausted(reason="all spent", budget_micros=5_000 * MICROS))
    async with asyncio.timeout(PATIENCE_S):
        while (now := await kept.campaign(campaign_id)).stage != Stage.PAUSED:
            await asyncio.sleep(0.02)
    assert now.note == "all spent"
    with pytest.raises(ActionRefused, match="exhausted"):
        await act(lifecycle, kept, campaign_id, "resume")
    revision = await kept.edit(campaign_id, budget_micros=6_000 * MICROS)
    await lifecycle.revised(kept.tenant_id, campaign_id, revision, actor=AUTHOR)
    await act(lifecycle, kept, campaign_id, "approve")
    assert (await act(lifecycle, kept, campaign_id, "resume")).stage is Stage.LIVE
    async with kept.money.reading(kept.tenant_id) as session:
        assert (await budgets.budget_of(session, campaign_id, now_ms=0)).budget_nanos == 6_000 * 10**9


async def test_repeating_a_call_under_its_key_answers_the_same_and_happens_once(lifecycle: Lifecycle, kept: Stores):
    campaign_id = await kept.draft()
    first = await act(lifecycle, kept, campaign_id, "submit", AUTHOR, key="k1")
    await act(lifecycle, kept, campaign_id, "approve", key="k2")
    again = await act(lifecycle, kept, campaign_id, "approve", key="k2")
    assert (first.stage, again.stage) == (Stage.IN_REVIEW, Stage.APPROVED)
    assert len(await kept.story(campaign_id)) == 2


async def test_what_sent_a_campaign_back_to_draft_may_be_repeated_under_its_key(lifecycle: Lifecycle, kept: Stores):
    campaign_id = await kept.draft()
    await act(lifecycle, kept, campaign_id, "submit", AUTHOR)
    first = await act(lifecycle, kept, campaign_id, "request_changes", comment="logo", key="k")
    assert await act(lifecycle, kept, campaign_id, "request_changes", comment="logo", key="k") == first
    with pytest.raises(ActionRefused) as refused:
        await act(lifecycle, kept, campaign_id, "request_changes", key="another")
    assert refused.value.allowed == ("submit",)


async def test_a_key_used_for_another_action_does_not_answer_for_it(lifecycle: Lifecycle, kept: Stores):
    campaign_id = await went_live(lifecycle, kept)
    assert (await act(lifecycle, kept, campaign_id, "pause", key="k")).stage is Stage.PAUSED
    assert (await act(lifecycle, kept, campaign_id, "resume", key="k")).stage is Stage.LIVE


async def test_submitting_twice_at_once_submits_once(lifecycle: Lifecycle, kept: Stores):
    campaign_id = await kept.draft()
    answers = await asyncio.gather(
        *(act(lifecycle, kept, campaign_id, "submit", AUTHOR) for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["ActionRefused", "CampaignStatus"]
    assert len(await kept.story(campaign_id)) == 1


class LosesAcknowledgements(Interceptor):
    """Every effect happens, and then its first acknowledgement is lost, so that Temporal has it done again."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002
        class Losing(ActivityInboundInterceptor):
            async def execute_activity(self, order: ExecuteActivityInput) -> Any:
                done = await super().execute_activity(order)
                if activity.info().attempt == 1:
                    raise Unavailable("the acknowledgement was lost")
                return done

        return Losing(next)


async def test_a_life_in_which_every_effect_is_had_twice_reads_the_same(environment: WorkflowEnvironment, kept: Stores):
    worker = campaigns_worker(
        environment.client, kept.main, kept.money, kept.live, interceptors=[LosesAcknowledgements()]
    )
    async with worker:
        lifecycle = Lifecycle(environment.client, kept.main)
        campaign_id = await went_live(lifecycle, kept)
        for action in ("pause", "resume", "complete", "archive"):
            await act(lifecycle, kept, campaign_id, action)
    story = await kept.story(campaign_id)
    assert [action for _, action, _ in story] == [
        *("submit", "approve", "go_live", "pause", "resume", "complete", "archive")
    ]
    assert [number for number, _, _ in story] == list(range(1, 8))
    assert (await kept.published(campaign_id)).tombstone


async def test_without_a_worker_the_caller_is_told_to_come_back_and_the_action_still_happens(
    environment: WorkflowEnvironment, kept: Stores
):
    campaign_id = await kept.draft()
    impatient = Lifecycle(environment.client, kept.main, deadline=timedelta(seconds=0.5))
    with pytest.raises(Unavailable) as away:
        await act(impatient, kept, campaign_id, "submit", AUTHOR, key="once")
    assert away.value.retry_after_s > 0
    async with campaigns_worker(environment.client, kept.main, kept.money, kept.live):
        patient = Lifecycle(environment.client, kept.main)
        status = await act(patient, kept, campaign_id, "submit", AUTHOR, key="once")
    assert status.stage is Stage.IN_REVIEW
    assert len(await kept.story(campaign_id)) == 1


async def test_without_temporal_the_caller_is_told_to_come_back_within_the_deadline(kept: Stores):
    nobody: Client = await connect(Temporal(address=f"127.0.0.1:{free_port()}"))
    lifecycle = Lifecycle(nobody, kept.main, deadline=timedelta(seconds=0.5))
    campaign_id = await kept.draft()
    with pytest.raises(Unavailable):
        await act(lifecycle, kept, campaign_id, "submit", AUTHOR)
    assert (await kept.campaign(campaign_id)).stage == "draft"


async def test_a_submit_given_up_leaves_no_failure_that_nobody_asked_about(
    environment: WorkflowEnvironment, kept: Stores
):
    campaign_id = await kept.draft()
    unheard: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: unheard.append(context["message"]))
    nobody: Client = await connect(Temporal(address=f"127.0.0.1:{free_port()}"))
    for client in (environment.client, nobody):
        for deadline_ms in (1, 50, 300):
            impatient = Lifecycle(client, kept.main, deadline=timedelta(milliseconds=deadline_ms))
            with pytest.raises(Unavailable):
                await act(impatient, kept, campaign_id, "submit", AUTHOR)
    gc.collect()
    await asyncio.sleep(0)
    assert unheard == []
