"""A journey's life: published, paused, resumed, completed, archived; and what is done to all its people at once."""

import asyncio
from datetime import timedelta
from typing import Final

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from domain.errors import CampaignExpressError
    from domain.journeys.blueprints.rules import allowed_actions, next_stage
    from domain.journeys.blueprints.values import EFFECT_OF, JourneyAction, PeopleInside
    from domain.journeys.timetables.rules import next_time_ms
    from domain.journeys.values import JourneyStage
    from workflows.contracts import journeys as contract
    from workflows.contracts.failures import FINAL_REFUSALS, as_refusal
    from workflows.contracts.journeys import (
        Act,
        Job,
        JobOrder,
        JourneyInput,
        JourneyRef,
        JourneyState,
        JourneyStatus,
        RecordAct,
        Recorded,
    )
    from workflows.contracts.temporal import STAGE

from workflows.clock import now_ms
from workflows.effects import Patience, perform
from workflows.shard import AGAIN, until

EVERYBODY: Final = Patience(
    timedelta(hours=2),
    RetryPolicy(
        initial_interval=timedelta(seconds=1),
        backoff_coefficient=2.0,
        maximum_interval=timedelta(minutes=1),
        maximum_attempts=30,
        non_retryable_error_types=FINAL_REFUSALS,
    ),
    heartbeat=contract.HEARTBEAT,
)
"""A page of people at a time; a try that follows another goes on where that one was."""
UNBORN: Final = timedelta(minutes=1)
"""How long a journey whose first publication was refused is kept waiting for another."""


@workflow.defn(name=contract.WORKFLOW, failure_exception_types=[CampaignExpressError])
class JourneyWorkflow:
    """One door for every action; each is on record before anybody is told of it."""

    @workflow.init
    def __init__(self, start: JourneyInput) -> None:
        self._journey = JourneyRef(tenant_id=start.tenant_id, journey_id=start.journey_id)
        self._stage = start.state.stage
        self._sequence = start.state.sequence
        self._version = start.state.version
        self._schedule = start.state.schedule
        self._jobs = list(start.state.jobs)
        self._changes = 0
        self._acting = asyncio.Lock()
        self._is_unborn = False

    @workflow.run
    async def run(self, start: JourneyInput) -> None:
        while True:
            seen = self._changes
            if self._jobs:
                await self._do(self._jobs[0])
            elif self._is_over():
                await workflow.wait_condition(workflow.all_handlers_finished)
                if self._is_over() and not self._jobs:
                    return
            else:
                await self._wait(seen)
            if workflow.info().is_continue_as_new_suggested():
                await workflow.wait_condition(workflow.all_handlers_finished)
                workflow.continue_as_new(start.model_copy(update={"state": self._state()}))

    @workflow.update(name=contract.ACT)
    async def act(self, act: Act) -> JourneyStatus:
        async with self._acting:
            next_stage(self._stage, act.action)
            order = RecordAct(journey=self._journey, sequence=self._sequence + 1, act=act, at_ms=now_ms())
            try:
                recorded = await perform(contract.RECORD_ACT, order)
            except ActivityError as error:
                raise as_refusal(error) or error from error
            self._sequence += 1
            self._adopt(act, recorded)
        return self._status(act.action)

    @act.validator
    def _check(self, act: Act) -> None:
        next_stage(self._stage, act.action)

    @workflow.query(name=contract.STATUS)
    def status(self) -> JourneyStatus:
        return self._status()

    def _adopt(self, act: Act, recorded: Recorded) -> None:
        self._stage, self._version, self._schedule = recorded.stage, recorded.version, recorded.schedule
        self._changes += 1
        match act.action:
            case JourneyAction.PUBLISH:
                if act.people_inside is not PeopleInside.FINISH:
                    kind = act.people_inside.value
                    self._jobs.append(Job(kind=kind, version=recorded.version, mapping=act.mapping))
                if recorded.enters_members:
                    self._jobs.append(Job(kind="enter_members", cause=f"published:{recorded.version}"))
            case JourneyAction.RESUME | JourneyAction.COMPLETE:
                self._jobs.append(Job(kind="wake"))
            case JourneyAction.ARCHIVE:
                self._jobs.append(Job(kind="exit"))
        workflow.upsert_search_attributes([STAGE.value_set(self._stage)])

    async def _do(self, job: Job) -> None:
        try:
            done = await perform(contract.DO_JOB, JobOrder(journey=self._journey, job=job), EVERYBODY)
        except ActivityError as error:
            refusal = as_refusal(error)
            workflow.logger.error("a journey's people could not be dealt with: %s", refusal or error.cause)
            if refusal is None or type(refusal).__name__ not in FINAL_REFUSALS:
                await workflow.sleep(AGAIN)
                return
        else:
            if done.again_at_ms is not None:
                await workflow.sleep(until(done.again_at_ms))
                return
        self._jobs.pop(0)

    async def _wait(self, seen: int) -> None:
        """For an action, or the time at which people come in by themselves."""
        pause, fires_at_ms = self._next_fire()
        if self._stage is JourneyStage.DRAFT:
            pause = UNBORN
        try:
            await workflow.wait_condition(lambda: self._changes != seen, timeout=pause)
        except TimeoutError:
            if fires_at_ms is not None and now_ms() >= fires_at_ms and self._stage is JourneyStage.ACTIVE:
                self._jobs.append(Job(kind="enter_members", cause=f"schedule:{fires_at_ms}"))
            self._is_unborn = self._stage is JourneyStage.DRAFT

    def _next_fire(self) -> tuple[timedelta | None, int | None]:
        if self._schedule is None or self._stage is not JourneyStage.ACTIVE:
            return None, None
        fires_at_ms = next_time_ms(self._schedule.cron, self._schedule.time_zone, after_ms=now_ms())
        return until(fires_at_ms), fires_at_ms

    def _is_over(self) -> bool:
        return self._stage is JourneyStage.ARCHIVED or (self._is_unborn and self._stage is JourneyStage.DRAFT)

    def _state(self) -> JourneyState:
        return JourneyState(
            stage=self._stage,
            sequence=self._sequence,
            version=self._version,
            schedule=self._schedule,
            jobs=tuple(self._jobs),
        )

    def _status(self, done: JourneyAction | None = None) -> JourneyStatus:
        return JourneyStatus(
            stage=self._stage,
            version=self._version,
            sequence=self._sequence,
            allowed=allowed_actions(self._stage),
            effect=EFFECT_OF[done] if done is not None else "",
        )
