"""The API's side of journeys: actions as updates of a journey's workflow, and pokes for whoever brings its people work."""

from collections.abc import Callable, Collection
from typing import Final

from temporalio.client import Client

from api.workflow_calls import Beginning, answered_before, begin_and_update
from domain.errors import ActionRefused, InvalidInput
from domain.ids import new_id
from domain.journeys.blueprints import service as blueprints
from domain.journeys.blueprints.rules import next_stage
from domain.journeys.blueprints.values import JourneyAction
from domain.journeys.values import JourneyStage, Poke, ScheduleTrigger
from storage.sql.database import Database
from workflows.contracts import journeys as contract
from workflows.contracts.journeys import Act, JourneyInput, JourneyState, JourneyStatus, Schedule

_READ_AGAIN: Final = "Read the journey again, or repeat the request with the same Idempotency-Key."


class JourneyDesk:
    """``client`` may be lazy and Temporal away; ``poke`` is ``activities.poking.Poker.poke``."""

    def __init__(self, client: Client, journeys: Database, poke: Callable[[str, Collection[Poke]], None]) -> None:
        self._client = client
        self._journeys = journeys
        self.poke = poke

    async def act(self, tenant_id: str, journey_id: str, act: Act, *, key: str | None) -> JourneyStatus:
        """Do it. Repeated with the same ``key`` by the same person it answers what it answered the first time.

        Raises ``ActionRefused``, ``Conflict``, ``InvalidInput``, ``NotFound`` as the rules have it, and ``Unavailable`` when
        Temporal gives no answer within the deadline; the action may then still happen.
        """
        workflow_id = contract.workflow_id(tenant_id, journey_id)
        update_id = f"{act.actor_id}/{act.action}/{key or new_id('act')}"
        trigger, refusal = None, None
        async with self._journeys.reading(tenant_id) as session:
            row = await blueprints.existing(session, journey_id)
            stage = JourneyStage(row.stage)
            try:
                next_stage(stage, act.action)
                if act.action is JourneyAction.PUBLISH:
                    blueprints.publishable(row)
            except (ActionRefused, InvalidInput) as error:
                refusal = error
            if row.live_version:
                trigger = (await blueprints.definition(session, journey_id, row.live_version)).trigger
        if refusal is not None:
            # What was done changed the stage, or took the draft: whoever lost the answer to it asks for the same again.
            told = None
            if key and row.live_version:
                told = await answered_before(self._client, workflow_id, update_id, JourneyStatus, remedy=_READ_AGAIN)
            if told is None:
                raise refusal
            return told
        schedule = (
            Schedule(cron=trigger.cron, time_zone=trigger.time_zone) if isinstance(trigger, ScheduleTrigger) else None
        )
        state = JourneyState(stage=stage, sequence=row.last_sequence, version=row.live_version, schedule=schedule)
        beginning = Beginning(
            workflow=contract.WORKFLOW,
            workflow_id=workflow_id,
            task_queue=contract.TASK_QUEUE,
            tenant_id=tenant_id,
            kind=contract.KIND,
            stage=stage.value,
            first=JourneyInput(tenant_id=tenant_id, journey_id=journey_id, state=state),
        )
        return await begin_and_update(
            self._client, beginning, contract.ACT, act, update_id=update_id, answer=JourneyStatus, remedy=_READ_AGAIN
        )
