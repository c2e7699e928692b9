"""A small world for workflows under test: every effect happens in memory, as its contract promises, and is kept to look at.

The activities here are the seam. What SQL and the bidders' bucket make of the same effects is tested where those are real
(``test_activities.py``); here the stories are.
"""

import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cache
from typing import Any

from temporalio import activity
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.common import SearchAttributePair, TypedSearchAttributes
from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.deciding import Deciding
from domain.approvals.rules import requirements_for
from domain.approvals.values import DEFAULT_RULES, ApprovalFacts, Decision, Outcome
from domain.campaigns.rules import dates_within
from domain.campaigns.values import Action, Channel, Stage
from domain.errors import CampaignExpressError, Conflict
from domain.money import MICROS
from tests.servers import beside_python
from workers.worker import SANDBOX, WORKFLOWS
from workflows.contracts import approvals, campaigns
from workflows.contracts.campaigns import (
    Act,
    Actor,
    Adopted,
    AdoptRevision,
    ApproveRevision,
    BudgetExhausted,
    CampaignInput,
    CampaignState,
    CampaignStatus,
    CloseAccount,
    Flight,
    OpenedReview,
    OpenReview,
    PutOnAir,
    Revised,
    RevisionFacts,
    TakeOffAir,
    Transition,
)
from workflows.contracts.failures import as_refusal
from workflows.contracts.temporal import DATA_CONVERTER, KIND, SEARCH_ATTRIBUTES, STAGE, TENANT_ID

TENANT = "ten_test"
DAY_MS = 86_400_000
AUTHOR = Actor(user_id="usr_author", role="manager", roles=("manager",))
MANAGER = Actor(user_id="usr_manager", role="manager", roles=("manager",))
OTHER_MANAGER = Actor(user_id="usr_other", role="manager", roles=("manager",))
DIRECTORS = tuple(Actor(user_id=f"usr_director_{n}", role="manager", roles=("manager", "director")) for n in range(3))

_numbers = itertools.count(1)


class World:
    """The effects of campaigns and approvals, remembered. ``broken`` names effects that fail for now.

    ``mended_at`` names the attempt at which one of them works again by itself.
    """

    def __init__(self, client: Client) -> None:
        self._deciding = Deciding(client)
        self.revisions: dict[int, RevisionFacts] = {}
        self.transitions: list[Transition] = []
        self.rounds: dict[int, Outcome] = {}
        self.decisions: list[Decision] = []
        self.reminders: list[int] = []
        self.approved: list[int] = []
        self.bucket: list[PutOnAir | TakeOffAir] = []
        self.closed_accounts = 0
        self.broken: dict[str, CampaignExpressError] = {}
        self.mended_at: dict[str, int] = {}

    def write(
        self, revision: int, *, dollars: int = 5_000, flight: Flight | None = None, content: str = "same"
    ) -> None:
        """An edit in SQL: ``revision`` now says this."""
        self.revisions[revision] = RevisionFacts(
            revision=revision,
            budget_micros=dollars * MICROS,
            currency="USD",
            channel=Channel.PAID_MEDIA,
            flight=flight or Flight(),
            content_hash=content,
            revision_hash=f"{revision:064}",
        )

    @property
    def on_air(self) -> PutOnAir | None:
        """What bidders serve now."""
        newest = max(self.bucket, key=lambda said: said.snapshot_revision, default=None)
        return newest if isinstance(newest, PutOnAir) else None

    @property
    def story(self) -> list[tuple[str, str]]:
        """Each transition's action and who did it."""
        return [(moved.action.value, moved.actor.user_id) for moved in self.transitions]

    def _fail_if_broken(self) -> None:
        asked = activity.info()
        if self.mended_at.get(asked.activity_type) == asked.attempt:
            del self.broken[asked.activity_type]
        if error := self.broken.get(asked.activity_type):
            raise error

    @activity.defn(name=campaigns.RECORD_TRANSITION.name)
    async def record_transition(self, moved: Transition) -> None:
        self._fail_if_broken()
        if all(known.sequence != moved.sequence for known in self.transitions):
            self.transitions.append(moved)

    @activity.defn(name=campaigns.OPEN_REVIEW.name)
    async def open_review(self, order: OpenReview) -> OpenedReview:
        self._fail_if_broken()
        if order.revision != max(self.revisions):
            raise Conflict(f"revision {order.revision} is not the newest", field="revision")
        for number, outcome in self.rounds.items():
            if outcome is Outcome.PENDING:
                self.rounds[number] = Outcome.VOIDED
        self.rounds[order.number] = Outcome.PENDING
        facts = self.revisions[order.revision]
        if order.transition:
            await self.record_transition(order.transition)
        seen = ApprovalFacts(budget_usd_micros=facts.budget_micros, channel=facts.channel, categories=facts.categories)
        return OpenedReview(
            facts=facts, requirements=requirements_for(seen, DEFAULT_RULES), submitter_ids=order.submitter_ids
        )

    @activity.defn(name=campaigns.APPROVE_REVISION.name)
    async def approve_revision(self, order: ApproveRevision) -> None:
        self._fail_if_broken()
        self.approved.append(order.revision)
        await self.record_transition(order.transition)

    @activity.defn(name=campaigns.ADOPT_REVISION.name)
    async def adopt_revision(self, order: AdoptRevision) -> Adopted:
        self._fail_if_broken()
        wanted, approved = self.revisions[order.revision], self.revisions[max(self.approved)]
        inside = (
            wanted.content_hash == approved.content_hash
            and wanted.budget_micros <= approved.budget_micros
            and dates_within(
                wanted.flight.starts_at_ms,
                wanted.flight.ends_at_ms,
                approved_starts_at_ms=approved.flight.starts_at_ms,
                approved_ends_at_ms=approved.flight.ends_at_ms,
            )
        )
        return Adopted(facts=wanted if inside else None)

    @activity.defn(name=campaigns.DECIDE_ON_REVIEW.name)
    async def decide_on_review(self, order: campaigns.DecideOnReview) -> approvals.Standing:
        self._fail_if_broken()
        return await self._deciding.decide_on_review(order)

    @activity.defn(name=campaigns.PUT_ON_AIR.name)
    async def put_on_air(self, order: PutOnAir) -> None:
        self._fail_if_broken()
        if order.revision not in self.approved and order.revision > max(self.approved, default=0):
            assert self.revisions[order.revision].content_hash == self.revisions[max(self.approved)].content_hash
        self.bucket.append(order)

    @activity.defn(name=campaigns.TAKE_OFF_AIR.name)
    async def take_off_air(self, order: TakeOffAir) -> None:
        self._fail_if_broken()
        self.bucket.append(order)

    @activity.defn(name=campaigns.CLOSE_ACCOUNT.name)
    async def close_account(self, order: CloseAccount) -> None:
        self._fail_if_broken()
        self.closed_accounts += 1

    @activity.defn(name=approvals.RECORD_DECISION.name)
    async def record_decision(self, order: approvals.DecisionRecord) -> None:
        self._fail_if_broken()
        self.decisions.append(order.decision)

    @activity.defn(name=approvals.CLOSE_ROUND.name)
    async def close_round(self, order: approvals.CloseRound) -> None:
        self._fail_if_broken()
        self.rounds[order.round.number] = order.outcome

    @activity.defn(name=approvals.REMIND_APPROVERS.name)
    async def remind_approvers(self, order: approvals.Reminder) -> None:
        self._fail_if_broken()
        self.reminders.append(order.reminder)

    @property
    def activities(self) -> Sequence[Any]:
        return [
            self.record_transition,
            self.open_review,
            self.approve_revision,
            self.adopt_revision,
            self.decide_on_review,
            self.put_on_air,
            self.take_off_air,
            self.close_account,
            self.record_decision,
            self.close_round,
            self.remind_approvers,
        ]


class Life:
    """One campaign in a world of its own, with a worker of its own."""

    def __init__(self, environment: WorkflowEnvironment, world: World, campaign_id: str, queue: str) -> None:
        self.environment = environment
        self.world = world
        self.campaign_id = campaign_id
        self.unhurried = False
        """Nothing is done before the review last opened has settled down to wait, so that a story has one order only."""
        self._queue = queue

    @property
    def handle(self) -> WorkflowHandle[Any, Any]:
        return self.environment.client.get_workflow_handle(campaigns.workflow_id(TENANT, self.campaign_id))

    def review(self, number: int) -> WorkflowHandle[Any, Any]:
        return self.environment.client.get_workflow_handle(approvals.workflow_id(TENANT, self.campaign_id, number))

    async def begin(self, state: CampaignState | None = None) -> None:
        state = state or CampaignState()
        await self.environment.client.start_workflow(
            campaigns.WORKFLOW,
            CampaignInput(tenant_id=TENANT, campaign_id=self.campaign_id, state=state),
            id=campaigns.workflow_id(TENANT, self.campaign_id),
            task_queue=self._queue,
            search_attributes=TypedSearchAttributes(
                [
                    SearchAttributePair(TENANT_ID, TENANT),
                    SearchAttributePair(KIND, campaigns.KIND),
                    SearchAttributePair(STAGE, state.stage.value),
                ]
            ),
        )

    async def act(self, action: str, actor: Actor = MANAGER, **more: Any) -> CampaignStatus:
        """Do ``action``; a refusal is raised as itself."""
        return await self._update(campaigns.ACT, Act(action=Action(action), actor=actor, **more))

    async def edit(self, revision: int, actor: Actor = AUTHOR, **written: Any) -> CampaignStatus:
        self.world.write(revision, **written)
        return await self._update(campaigns.REVISED, Revised(revision=revision, actor=actor))

    async def _update(self, name: str, argument: Act | Revised) -> CampaignStatus:
        try:
            status: CampaignStatus = await self.handle.execute_update(
                name, argument, result_type=CampaignStatus, rpc_timeout=timedelta(seconds=20)
            )
        except WorkflowUpdateFailedError as error:
            raise as_refusal(error) or error from error
        if self.unhurried and status.review_round:
            await self.review(status.review_round).query(approvals.STANDING)
        return status

    async def status(self) -> CampaignStatus:
        return await self.handle.query(campaigns.STATUS, result_type=CampaignStatus)

    async def exhaust(self, *, dollars: int, reason: str = "its 5,000.00 USD are spent") -> None:
        news = BudgetExhausted(reason=reason, budget_micros=dollars * MICROS)
        await self.handle.signal(campaigns.BUDGET_EXHAUSTED, news)

    async def pass_days(self, days: float) -> None:
        await self.environment.sleep(timedelta(days=days))

    async def now_ms(self) -> int:
        return int((await self.environment.get_current_time()).timestamp() * 1_000)

    async def live(self, *, flight: Flight | None = None, dollars: int = 5_000) -> None:
        """From draft to live: submitted, approved by a manager, sent on air."""
        self.world.write(1, flight=flight, dollars=dollars)
        await self.begin()
        await self.act("submit", AUTHOR, revision=1)
        await self.act("approve", MANAGER)
        assert (await self.act("go_live")).stage is Stage.LIVE


@asynccontextmanager
async def living(environment: WorkflowEnvironment) -> AsyncIterator[Life]:
    """A campaign not yet begun, whose world nobody else sees."""
    number = next(_numbers)
    queue = f"campaigns-{number}"
    world = World(environment.client)
    worker = Worker(
        environment.client,
        task_queue=queue,
        workflows=WORKFLOWS,
        workflow_runner=SANDBOX,
        activities=world.activities,
        graceful_shutdown_timeout=timedelta(0),
    )
    async with worker:
        yield Life(environment, world, f"cmp_{number}", queue)


async def time_skipping(*, identity: str = "") -> WorkflowEnvironment:
    """A Temporal server in which days pass in milliseconds."""
    environment = await WorkflowEnvironment.start_time_skipping(
        runtime=_quiet_runtime(),
        identity=identity or None,
        data_converter=DATA_CONVERTER,
        test_server_existing_path=beside_python("temporal-test-server"),
    )
    keyword = IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
    await environment.client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(search_attributes={key.name: keyword for key in SEARCH_ATTRIBUTES})
    )
    return environment


@cache
def _quiet_runtime() -> Runtime:
    """The SDK's core says only what is wrong; the test server is older than some of its advice."""
    errors = LoggingConfig(filter=TelemetryFilter(core_level="ERROR", other_level="ERROR"))
    return Runtime(telemetry=TelemetryConfig(logging=errors))
