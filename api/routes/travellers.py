"""People inside journeys: letting them in, where everybody went, and the path of one person."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from pydantic import Field, JsonValue, StrictStr

from api.auth import Caller, requires
from api.state import State
from api.wire import Body, Id, Limit, ShownInstant, View
from domain.contacts import service as contacts
from domain.identity.values import Permission
from domain.ids import new_id
from domain.journeys import service as journeys
from domain.journeys.blueprints import service as blueprints
from domain.journeys.effects.service import source_of
from domain.journeys.travellers import service
from domain.journeys.travellers.values import Conservation, Entrant, PersonRun
from domain.journeys.values import Status
from domain.messages import service as messages

router = APIRouter(prefix="/api/v1/journeys", tags=["journeys"])

Reader = Annotated[Caller, requires(Permission.JOURNEY_READ)]
PeopleReader = Annotated[Caller, requires(Permission.PROFILE_READ)]
Writer = Annotated[Caller, requires(Permission.JOURNEY_WRITE)]
PersonId = Annotated[StrictStr, Field(min_length=1, max_length=128, pattern=r"^[!-~]+$")]


class Entry(Body):
    """Whom to let in. ``context`` is what their messages may say of what brought them, as ``event``."""

    people: Annotated[tuple[PersonId, ...], Field(min_length=1, max_length=1_000)]
    context: Annotated[dict[StrictStr, JsonValue], Field(default_factory=dict, max_length=50)]


class AdmissionView(View):
    person_id: str
    run_id: str
    """Empty for who did not come in."""
    reason: str
    """Why not."""


class AdmissionsView(View):
    entered: int
    admissions: list[AdmissionView]


class StepView(View):
    step: str
    standing: int
    passed: dict[str, int]
    """By what was found there."""


class MessagesView(View):
    entered: int
    sent: int
    refused: dict[str, int]
    failed: int
    unknown: int
    in_progress: int


class CountsView(View):
    """Where everybody went: entered = held out + left, by reason + in progress; and what became of each message."""

    entered: int
    held_out: int
    left: dict[str, int]
    in_progress: int
    refused: dict[str, int]
    """At the door, by reason."""
    goals: dict[str, int]
    held_out_goals: dict[str, int]
    steps: list[StepView]
    messages: MessagesView


class RunView(View):
    run_id: str
    person_id: str
    version: int
    entry: int
    status: Status
    step: str
    entered_at: ShownInstant
    due_at: ShownInstant | None
    ended_at: ShownInstant | None
    reason: str
    held_out: bool
    goals: tuple[str, ...]
    cause: str


class PassedView(View):
    step: str
    kind: str
    outcome: str
    at: ShownInstant


class RunsView(View):
    runs: list[RunView]
    next: str | None
    """Send it as ``after`` for those beyond; null at the end."""


class PathView(RunView):
    path: list[PassedView]


@router.post("/{journey_id}/people")
async def enter_journey(
    *,
    journey_id: Id,
    entry: Entry,
    state: State,
    caller: Writer,
    idempotency_key: Annotated[str | None, Header(max_length=100)] = None,
) -> AdmissionsView:
    """Let people in, as far as entry, re-entry and holdout have it. The same Idempotency-Key brings nobody in twice."""
    now_ms = state.clock_ms()
    cause = f"call:{idempotency_key or new_id('cal')}"
    async with state.journeys.tenant(caller.tenant_id) as session:
        known = await contacts.load(session, entry.people)
        people = dict.fromkeys(known[one].person_id for one in entry.people if one in known)
        entrants = [Entrant(person_id=one, cause=cause, at_ms=now_ms, context=entry.context) for one in people]
        entered = await journeys.enter(session, journey_id, entrants, now_ms=now_ms)
    state.poke(caller.tenant_id, entered.pokes)
    strangers = [one for one in dict.fromkeys(entry.people) if one not in known]
    return AdmissionsView(
        entered=sum(bool(one.run_id) for one in entered.admissions),
        admissions=[
            AdmissionView(person_id=one.person_id, run_id=one.run_id, reason=one.reason) for one in entered.admissions
        ]
        + [AdmissionView(person_id=one, run_id="", reason="nobody is known by this id") for one in strangers],
    )


@router.get("/{journey_id}/counts")
async def count_journey(
    journey_id: Id, state: State, caller: Reader, version: Annotated[int | None, Query(ge=1)] = None
) -> CountsView:
    """Where everybody went, to the person; of one version, or of all. Messages are those of all versions."""
    async with state.journeys.reading(caller.tenant_id) as session:
        await blueprints.existing(session, journey_id)
        found = await service.conservation(session, journey_id, version=version)
        counted = await messages.counted(session, source_of(journey_id))
    return _counts(
        found,
        MessagesView(
            entered=counted.entered,
            sent=counted.sent,
            refused=counted.refused,
            failed=counted.failed,
            unknown=counted.unknown,
            in_progress=counted.in_progress,
        ),
    )


@router.get("/{journey_id}/people")
async def journey_people(
    *,
    journey_id: Id,
    state: State,
    caller: PeopleReader,
    step: Annotated[str | None, Query(max_length=40)] = None,
    inside: Annotated[bool, Query(description="Only those who have not left")] = False,
    person_id: Annotated[str | None, Query(max_length=128)] = None,
    after: Annotated[str, Query(max_length=40)] = "",
    limit: Limit = 100,
) -> RunsView:
    """Runs in the order in which they began."""
    async with state.journeys.reading(caller.tenant_id) as session:
        await blueprints.existing(session, journey_id)
        found = await service.people(
            session,
            journey_id,
            step=step,
            inside_only=inside,
            person_id=person_id,
            after=after,
            limit=limit + 1,
        )
    return RunsView(
        runs=[_run(one) for one in found[:limit]], next=found[limit - 1].run_id if len(found) > limit else None
    )


@router.get("/{journey_id}/people/{person_id}/path")
async def journey_paths(journey_id: Id, person_id: PersonId, state: State, caller: PeopleReader) -> list[PathView]:
    """Every run of one person, with each step they passed: when, what was found there, and which way it led."""
    async with state.journeys.reading(caller.tenant_id) as session:
        await blueprints.existing(session, journey_id)
        runs = await service.people(session, journey_id, person_id=person_id, limit=100)
        return [
            PathView(
                **_fields(run),
                path=[
                    PassedView(step=one.step, kind=one.kind, outcome=one.outcome, at=one.at_ms)
                    for one in await service.path(session, run.run_id)
                ],
            )
            for run in runs
        ]


def _run(run: PersonRun) -> RunView:
    return RunView(**_fields(run))


def _fields(run: PersonRun) -> dict[str, Any]:
    return {
        "run_id": run.run_id,
        "person_id": run.person_id,
        "version": run.version,
        "entry": run.entry,
        "status": run.status,
        "step": run.step,
        "entered_at": run.entered_at_ms,
        "due_at": run.due_at_ms,
        "ended_at": run.ended_at_ms,
        "reason": run.reason,
        "held_out": run.held_out,
        "goals": run.goals,
        "cause": run.cause,
    }


def _counts(found: Conservation, counted: MessagesView) -> CountsView:
    return CountsView(
        entered=found.entered,
        held_out=found.held_out,
        left=found.left,
        in_progress=found.in_progress,
        refused=found.refused,
        goals=found.goals,
        held_out_goals=found.held_out_goals,
        steps=[StepView(step=one.step, standing=one.standing, passed=one.passed) for one in found.steps],
        messages=counted,
    )
