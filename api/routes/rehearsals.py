"""Rehearsals: a whole audience through a journey in a dry run, and one person through it with a clock to scrub."""

from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Query
from pydantic import Field, JsonValue, StrictBool, StrictStr

from api.auth import Caller, requires
from api.simulated_views import SimulatedView, shown
from api.state import State
from api.wire import Body, Cursor, Id, Instant, Limit, ShownInstant, View
from domain.campaigns.values import Channel
from domain.contacts.rules import check_attributes, known_time_zone, normal_identity, normal_locale
from domain.contacts.service import definitions
from domain.contacts.values import Consent, ContactChange, Device, DevicePlatform
from domain.delivery.values import ConsentState, Purpose
from domain.errors import InvalidInput, NotFound
from domain.identity.values import Permission
from domain.journeys.blueprints import service as blueprints
from domain.journeys.blueprints.rules import read as read_definition
from domain.journeys.rehearsals import service
from domain.journeys.rehearsals.tables import RehearsalRow
from domain.journeys.rehearsals.values import LONGEST_DAYS, DryRun, Problem, Simulation, Stage
from domain.journeys.values import JourneyDefinition
from domain.journeys.walks.values import Happens
from domain.predicates.values import EventName, SegmentId

router = APIRouter(prefix="/api/v1/journeys/{journey_id}", tags=["journeys"])

Reader = Annotated[Caller, requires(Permission.JOURNEY_READ)]
Writer = Annotated[Caller, requires(Permission.JOURNEY_WRITE)]
PeopleReader = Annotated[Caller, requires(Permission.PROFILE_READ)]
DAY_MS: Final = 86_400_000
Version = Annotated[int | None, Query(ge=0, description="0 is the draft; left out, what is live, else the draft")]


class DryRunBody(Body):
    """A dry run. Whoever is meant by the trigger comes to the door at one instant; nothing leaves, nobody is changed."""

    segment: SegmentId | None = None
    """Its members instead of those whom the trigger means."""
    sample: Annotated[int, Field(ge=100, le=1_000_000)] | None = 5_000
    """About so many, drawn by chance; null takes everybody."""
    starts_at: Instant | None = None
    days: Annotated[int, Field(ge=1, le=LONGEST_DAYS)] = 30
    event: dict[str, JsonValue] = Field(default_factory=dict, max_length=100)
    """Properties of the event that brings them in, as messages read them."""
    as_if_new: StrictBool = False
    """Nobody was in this journey before."""
    prices: dict[Channel, Annotated[StrictStr, Field(max_length=2_000)]] = Field(default_factory=dict)
    """``USD *=0.0004`` by channel, where the accounts name no prices."""


class ProblemView(View):
    step: str
    """Empty for the whole."""
    kind: str
    problem: str
    remedy: str


class EstimateView(View):
    value: int
    low: int
    high: int


class LineView(View):
    """One count: ``entered``, ``turned_away``, ``held_out``, ``passed``, ``sent``, ``refused``, ``put_off``, ``cost_nanos``..."""

    what: str
    of: list[str]
    """By step, channel, day, gate and reason, as far as ``what`` has them."""
    people: EstimateView
    examples: list[str]
    """Ids of a few of whom it is true, for the simulator."""


class RehearsalView(View):
    id: str
    journey_id: str
    version: int
    stage: Stage
    failure: str
    starts_at: ShownInstant
    audience: int
    """As it was estimated before anybody was looked at."""
    people: int
    """Of the audience, met so far."""
    looked_at: int
    """Of those, taken through the journey."""
    problems: list[ProblemView]
    created_by: str
    created_at: ShownInstant
    ended_at: ShownInstant | None


class WholeRehearsalView(RehearsalView):
    request: dict[str, JsonValue]
    lines: list[LineView]
    """For everybody met so far; between low and high 19 times of 20 where only some were taken through."""


class RehearsalsView(View):
    rehearsals: list[RehearsalView]
    next_cursor: str | None


class DeviceBody(Body):
    platform: DevicePlatform
    token: Annotated[StrictStr, Field(min_length=1, max_length=4_096)]
    app: Annotated[StrictStr, Field(max_length=200)] = ""


class Said(Body):
    """What is taken to be true of a person. Null removes an attribute."""

    attributes: dict[StrictStr, JsonValue] = Field(default_factory=dict, max_length=300)
    consents: dict[StrictStr, ConsentState] = Field(default_factory=dict, max_length=30)
    """``email/marketing`` to ``granted``, ``denied`` or ``unknown``."""
    time_zone: StrictStr | None = None
    locale: StrictStr | None = None
    preferred_channel: Channel | None = None


class WhatIf(Said):
    """Something that happens at an instant: an event, a change of the person, or both."""

    at: Instant
    event: EventName | None = None
    properties: dict[StrictStr, JsonValue] = Field(default_factory=dict, max_length=200)


class SimulationBody(Said):
    """One person, real by ``person_id`` or invented. What is said here holds instead of what is known."""

    person_id: Annotated[StrictStr, Field(max_length=64)] = ""
    definition: dict[str, JsonValue] | None = None
    """A definition that was not saved, in place of a version."""
    starts_at: Instant | None = None
    until: Instant | None = None
    """Where the clock stands: nothing later is told. Thirty days after the start where it is left out."""
    identities: dict[StrictStr, list[StrictStr]] | None = Field(default=None, max_length=6)
    devices: Annotated[list[DeviceBody], Field(max_length=50)] | None = None
    segments: Annotated[list[SegmentId], Field(max_length=200)] = Field(default_factory=list)
    """In these as well."""
    enters: StrictBool = True
    """At the start; otherwise when something happens that the trigger names."""
    event: dict[str, JsonValue] = Field(default_factory=dict, max_length=100)
    """What brought them in, as messages read it."""
    happening: Annotated[list[WhatIf], Field(max_length=200)] = Field(default_factory=list)
    as_if_new: StrictBool = False
    prices: dict[Channel, Annotated[StrictStr, Field(max_length=2_000)]] = Field(default_factory=dict)


@router.post("/rehearsals", status_code=202)
async def start_rehearsal(
    journey_id: Id, body: DryRunBody, state: State, caller: Writer, version: Version = None
) -> RehearsalView:
    """Begin a dry run; read it for its progress and, at the end, its result."""
    desk = state.need_rehearsals()
    asked = DryRun(
        segment=body.segment,
        sample=body.sample,
        starts_at_ms=body.starts_at,
        days=body.days,
        event=body.event,
        as_if_new=body.as_if_new,
        prices=body.prices,
    )
    async with state.journeys.tenant(caller.tenant_id) as session:
        number, definition = await _definition(session, journey_id, version)
        row = await service.begin(
            session, journey_id, number, definition, asked, actor_id=caller.user_id, now_ms=state.clock_ms()
        )
    await desk.carry_out(caller.tenant_id, row.id)
    return RehearsalView(**_fields(row))


@router.get("/rehearsals")
async def list_rehearsals(
    journey_id: Id, state: State, caller: Reader, cursor: Cursor = None, limit: Limit = 50
) -> RehearsalsView:
    """The newest first."""
    async with state.journeys.reading(caller.tenant_id) as session:
        await blueprints.existing(session, journey_id)
        rows = await service.of_journey(session, journey_id, before=cursor, limit=limit + 1)
    following = rows[limit - 1].id if len(rows) > limit else None
    return RehearsalsView(rehearsals=[RehearsalView(**_fields(row)) for row in rows[:limit]], next_cursor=following)


@router.get("/rehearsals/{rehearsal_id}")
async def read_rehearsal(journey_id: Id, rehearsal_id: Id, state: State, caller: Reader) -> WholeRehearsalView:
    """How far it is, and everything that was counted so far."""
    async with state.journeys.reading(caller.tenant_id) as session:
        row = await _existing(session, journey_id, rehearsal_id)
    lines = [
        LineView(
            what=line.what,
            of=list(line.of),
            people=EstimateView(value=line.people.value, low=line.people.low, high=line.people.high),
            examples=list(line.examples),
        )
        for line in service.counted(row)
    ]
    request: dict[str, JsonValue] = service.request_of(row).model_dump(mode="json")
    return WholeRehearsalView(**_fields(row), request=request, lines=lines)


@router.post("/rehearsals/{rehearsal_id}/cancel")
async def cancel_rehearsal(journey_id: Id, rehearsal_id: Id, state: State, caller: Writer) -> RehearsalView:
    """Stop it where it is; what was counted stays."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        await _existing(session, journey_id, rehearsal_id)
        row = await service.end(session, rehearsal_id, Stage.CANCELLED, now_ms=state.clock_ms())
    return RehearsalView(**_fields(row))


@router.post("/simulate")
async def simulate(
    journey_id: Id, body: SimulationBody, state: State, caller: PeopleReader, version: Version = None
) -> SimulatedView:
    """Everything that would happen to one person up to ``until``, in order, each message as its reader would see it.

    Ask again with another ``until`` to move the clock: what was told before it stays the same.
    """
    desk = state.need_rehearsals()
    now_ms = state.clock_ms()
    async with state.journeys.reading(caller.tenant_id) as session:
        if body.definition is not None:
            await blueprints.existing(session, journey_id)
            number, definition = 0, _readable(body.definition)
        else:
            number, definition = await _definition(session, journey_id, version)
        types = await definitions(session)
    for said in (body, *body.happening):
        for fault in check_attributes(said.attributes, types):
            raise fault
    starts_at_ms = max(now_ms, body.starts_at or now_ms)
    until_ms = body.until or starts_at_ms + 30 * DAY_MS
    if not starts_at_ms <= until_ms <= starts_at_ms + LONGEST_DAYS * DAY_MS:
        raise InvalidInput(
            f"is before the start, or more than {LONGEST_DAYS} days after it", field="until", remedy="Choose another."
        )
    asked = Simulation(
        journey_id=journey_id,
        version=number,
        definition=definition,
        starts_at_ms=starts_at_ms,
        until_ms=until_ms,
        person_id=body.person_id,
        change=_change(body, starts_at_ms),
        identities=_identities(body),
        devices=None
        if body.devices is None
        else tuple(Device(each.platform, each.token, each.app, seen_at_ms=starts_at_ms) for each in body.devices),
        consents={_consent_key(key): consent for key, consent in body.consents.items()},
        segments=frozenset(body.segments),
        enters=body.enters,
        event=body.event,
        happening=tuple(_happens(one, starts_at_ms) for one in body.happening),
        as_if_new=body.as_if_new,
        prices=body.prices,
    )
    return shown(await desk.simulator.simulate(caller.tenant_id, asked), asked)


def _happens(one: WhatIf, starts_at_ms: int) -> Happens:
    if one.at < starts_at_ms:
        raise InvalidInput("lies before the start", field="happening.at", remedy="Choose a later instant.")
    change = _change(one, one.at)
    return Happens(
        at_ms=one.at,
        event=one.event or "",
        properties=one.properties,
        change=change if change != ContactChange() else None,
    )


def _change(said: Said, at_ms: int) -> ContactChange:
    return ContactChange(
        attributes=said.attributes,
        consents=tuple(
            Consent(Channel(channel), Purpose(purpose), consent, at_ms, "rehearsal")
            for key, consent in said.consents.items()
            for channel, purpose in [_consent_key(key).split("/")]
        )
        if isinstance(said, WhatIf)
        else (),
        time_zone=known_time_zone(said.time_zone) if said.time_zone else msgspec.UNSET,
        locale=normal_locale(said.locale) if said.locale else msgspec.UNSET,
        preferred_channel=said.preferred_channel.value if said.preferred_channel else msgspec.UNSET,
    )


def _consent_key(key: str) -> str:
    channel, _, purpose = key.partition("/")
    if channel not in set(Channel) or purpose not in set(Purpose):
        raise InvalidInput(f"'{key[:60]}' is no consent", field="consents", remedy="Send one like email/marketing.")
    return key


def _identities(body: SimulationBody) -> dict[str, tuple[str, ...]] | None:
    if body.identities is None:
        return None
    return {kind: tuple(normal_identity(kind, one)[1] for one in values) for kind, values in body.identities.items()}


async def _definition(session: Any, journey_id: str, version: int | None) -> tuple[int, JourneyDefinition]:
    row = await blueprints.existing(session, journey_id)
    number = row.live_version if version is None else version
    if number == 0:
        return 0, blueprints.publishable(row)
    return number, await blueprints.definition(session, journey_id, number)


def _readable(body: dict[str, JsonValue]) -> JourneyDefinition:
    checked = read_definition(body)
    if checked.definition is None or checked.faults:
        fault = checked.faults[0]
        raise InvalidInput(
            f"cannot run: {fault.rule}",
            field=f"definition.steps.{fault.step}" if fault.step else "definition",
            remedy=fault.remedy,
        )
    return checked.definition


async def _existing(session: Any, journey_id: str, rehearsal_id: str) -> RehearsalRow:
    row = await service.existing(session, rehearsal_id)
    if row.journey_id != journey_id:
        raise NotFound(f"this journey has no rehearsal '{rehearsal_id}'", field="rehearsal_id")
    return row


def _fields(row: RehearsalRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "journey_id": row.journey_id,
        "version": row.version,
        "stage": row.stage,
        "failure": row.failure,
        "starts_at": row.starts_at_ms,
        "audience": row.audience,
        "people": row.people,
        "looked_at": row.looked_at,
        "problems": [problem_view(one) for one in service.problems_of(row)],
        "created_by": row.created_by,
        "created_at": row.created_at_ms,
        "ended_at": row.ended_at_ms,
    }


def problem_view(one: Problem) -> ProblemView:
    return ProblemView(step=one.step, kind=one.kind, problem=one.problem, remedy=one.remedy)
