"""Words of the workflows that carry people through journeys: the journey's life, a shard of its people, one person's run."""

from datetime import timedelta
from typing import Final

from pydantic import Field

from domain.journeys.blueprints.values import JourneyAction, PeopleInside
from domain.journeys.values import JourneyStage, Mode
from workflows.contracts.temporal import Effect, Message

TASK_QUEUE: Final = "journeys"
WORKFLOW: Final = "Journey"
KIND: Final = "journey"
SHARD_WORKFLOW: Final = "JourneyShard"
SHARD_KIND: Final = "journey_shard"
TRAVELLER_WORKFLOW: Final = "Traveller"
TRAVELLER_KIND: Final = "traveller"

ACT: Final = "act"
STATUS: Final = "status"
POKE: Final = "poke"

HEARTBEAT: Final = timedelta(seconds=6)
ROUNDS_A_RUN: Final = 300
"""Of a shard: afterwards it goes on in a new run, with a short history."""
NEVER_LONGER: Final = timedelta(days=30)
"""A timer; whoever is due later is looked at once in between."""


def workflow_id(tenant_id: str, journey_id: str) -> str:
    return f"journey/{tenant_id}/{journey_id}"


def shard_workflow_id(tenant_id: str, journey_id: str, shard: int) -> str:
    return f"journey/{tenant_id}/{journey_id}/shard/{shard}"


def traveller_workflow_id(tenant_id: str, journey_id: str, run_id: str) -> str:
    return f"journey/{tenant_id}/{journey_id}/run/{run_id}"


class JourneyRef(Message):
    """Which journey."""

    tenant_id: str
    journey_id: str


class Act(Message):
    """Something somebody does to a journey. ``mode``, ``people_inside`` and ``mapping`` belong to publishing."""

    action: JourneyAction
    actor_id: str
    comment: str = ""
    draft_revision: int | None = None
    mode: Mode | None = None
    estimated_people: int = 0
    people_inside: PeopleInside = PeopleInside.FINISH
    mapping: dict[str, str | None] = Field(default_factory=dict)
    """Step of an earlier version to the step of the new one; None lets them leave. Others keep their name."""


class Schedule(Message):
    """When people come in by themselves: a cron line in a time zone."""

    cron: str
    time_zone: str


class Job(Message):
    """Something to be done to all people of a journey, a page at a time."""

    kind: str
    """``enter_members``, ``move``, ``exit`` or ``wake``."""
    version: int = 0
    cause: str = ""
    mapping: dict[str, str | None] = Field(default_factory=dict)


class JourneyState(Message):
    """Where a journey stands; carried over when its workflow goes on in a new run."""

    stage: JourneyStage = JourneyStage.DRAFT
    sequence: int = 0
    version: int = 0
    schedule: Schedule | None = None
    jobs: tuple[Job, ...] = ()


class JourneyInput(Message):
    """A journey's workflow. The first publication starts it; it ends when the journey is archived."""

    tenant_id: str
    journey_id: str
    state: JourneyState = JourneyState()


class JourneyStatus(Message):
    """What an action came to."""

    stage: JourneyStage
    version: int
    sequence: int
    allowed: tuple[str, ...]
    effect: str = ""


class RecordAct(Message):
    """An action to be put on record as the ``sequence``-th of its journey."""

    journey: JourneyRef
    sequence: int
    act: Act
    at_ms: int


class Recorded(Message):
    """What the engine goes by from now on."""

    stage: JourneyStage
    version: int
    schedule: Schedule | None = None
    enters_members: bool = False
    """Whether those who are in the trigger's segment already come in."""


class JobOrder(Message):
    """One job of one journey."""

    journey: JourneyRef
    job: Job


class JobDone(Message):
    """How many people it was."""

    people: int
    again_at_ms: int | None = None
    """When the job is to be done once more, since something of it may come back until then."""


class ShardInput(Message):
    """Which shard of which journey."""

    tenant_id: str
    journey_id: str
    shard: int


class Worked(Message):
    """What a shard found to do, and when there is more; None when nobody of it is inside."""

    people: int = 0
    steps: int = 0
    sent: int = 0
    refused: int = 0
    next_due_at_ms: int | None = None


class RunRef(Message):
    """One person's run. The person is named by its run alone."""

    tenant_id: str
    journey_id: str
    run_id: str


class StepPassed(Message):
    """For whoever reads the run's history: where they were and which way it led."""

    step: str
    kind: str
    outcome: str


class Moved(Message):
    """Where a run stands. ``next_due_at_ms`` is None while its journey is paused, and when it is over."""

    status: str
    step: str
    passed: tuple[StepPassed, ...] = ()
    next_due_at_ms: int | None = None
    is_over: bool = False
    reason: str = ""


RECORD_ACT: Final = Effect("record_journey_act", RecordAct, Recorded)
DO_JOB: Final = Effect("do_journey_job", JobOrder, JobDone)
WORK_SHARD: Final = Effect("work_shard", ShardInput, Worked)
ADVANCE_RUN: Final = Effect("advance_run", RunRef, Moved)
EFFECTS: Final = (RECORD_ACT, DO_JOB, WORK_SHARD, ADVANCE_RUN)
