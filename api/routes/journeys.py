"""Journeys as their authors see them: drafts, versions, checks, publication, and the life of what was published."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Query, Response
from pydantic import Field, JsonValue, StrictStr
from sqlmodel.ext.asyncio.session import AsyncSession

from api.auth import Caller, requires
from api.routes.campaigns import IdempotencyKey
from api.state import State
from api.wire import Body, Cursor, Id, Limit, ShownInstant, View, if_match
from domain.errors import InvalidInput
from domain.identity.values import Permission
from domain.journeys import service as journeys
from domain.journeys.blueprints import rules, service
from domain.journeys.blueprints.tables import JourneyRow
from domain.journeys.blueprints.values import EFFECT_OF, Checked, JourneyAction, PeopleInside, StepMove
from domain.journeys.references import service as references
from domain.journeys.rules import difference
from domain.journeys.travellers import service as travellers
from domain.journeys.values import Fault, JourneyDefinition, JourneyStage, Mode, StepChange
from workflows.contracts.journeys import Act

router = APIRouter(prefix="/api/v1/journeys", tags=["journeys"])

Reader = Annotated[Caller, requires(Permission.JOURNEY_READ)]
Writer = Annotated[Caller, requires(Permission.JOURNEY_WRITE)]
Name = Annotated[StrictStr, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]+$")]
Definition = dict[str, JsonValue]
SCHEMA: Final = JourneyDefinition.model_json_schema(by_alias=True)


class NewJourney(Body):
    """A journey begins as a draft, which may have faults until it is published."""

    name: Name
    definition: Definition | None = None


class FaultView(View):
    step: str
    """Empty for the whole."""
    rule: str
    remedy: str


class CheckedView(View):
    can_run: bool
    faults: list[FaultView]


class JourneyView(View):
    id: str
    name: str
    stage: JourneyStage
    allowed: tuple[str, ...]
    mode: str
    """``individual`` or ``cohort``; empty before the first publication."""
    live_version: int
    """0 before the first publication."""
    trigger: str
    has_draft: bool
    draft_revision: int
    draft_by: str
    """Whoever changed the draft last, publishing it among that; empty where that was not kept."""
    estimated_people: int
    created_by: str
    created_at: ShownInstant
    updated_at: ShownInstant


class WholeJourneyView(JourneyView):
    draft: Definition | None
    live: Definition | None
    faults: list[FaultView]
    """Of the draft."""


class JourneysView(View):
    journeys: list[JourneyView]
    next_cursor: str | None


class VersionView(View):
    version: int
    definition: Definition
    published_by: str
    published_at: ShownInstant


class DifferenceView(View):
    before: int
    after: int
    steps: dict[str, StepChange]


class TransitionView(View):
    sequence: int
    from_stage: str
    action: str
    to_stage: str
    actor_id: str
    comment: str
    version: int
    at: ShownInstant


class EstimateView(View):
    people: int
    """Who may come in at most, as far as we can tell."""
    mode: Mode
    """How they would be carried, unless you say otherwise."""


class Mapping(Body):
    """Step of an earlier version to the step of the next one; null lets them leave. Steps left out keep their name."""

    mapping: dict[StrictStr, StrictStr | None] = Field(default_factory=dict, max_length=500)


class StepMoveView(View):
    version: int
    step: str
    people: int
    to_step: str | None
    keeps_wait: bool


class PreviewView(View):
    people: int
    leaving: int
    moves: list[StepMoveView]


class ActionBody(Mapping):
    """What comes with an action; all of it may be left out. Everything but the comment belongs to publishing."""

    comment: Annotated[StrictStr, Field(max_length=4_000, pattern=r"^[^\x00]*$")] = ""
    draft_revision: int | None = None
    """The draft you have read; refused when it is another by now."""
    mode: Mode | None = None
    """Of the first publication; left out, it is chosen from the estimated audience."""
    people_inside: PeopleInside = PeopleInside.FINISH


class DoneView(View):
    stage: JourneyStage
    version: int
    allowed: tuple[str, ...]
    effect: str
    """What it does to people."""


@router.get("/schema")
async def journey_schema(_: Reader) -> dict[str, Any]:
    """The JSON Schema of definitions."""
    return SCHEMA


@router.post("/check")
async def check_journey(definition: Definition, state: State, caller: Reader) -> CheckedView:
    """Whether a definition could run, and every fault with its step; nothing is kept."""
    async with state.journeys.reading(caller.tenant_id) as session:
        return _checked(await references.looked_up(session, rules.read(definition)))


@router.post("", status_code=201)
async def create_journey(
    new: NewJourney, state: State, caller: Writer, idempotency_key: IdempotencyKey = None
) -> WholeJourneyView:
    """With every fault of its draft."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        row = await service.create(
            session,
            new.name,
            new.definition,
            actor_id=caller.user_id,
            now_ms=state.clock_ms(),
            creation_key=idempotency_key,
        )
        return await _whole(session, row)


@router.get("")
async def list_journeys(
    *,
    state: State,
    caller: Reader,
    stage: Annotated[list[JourneyStage] | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> JourneysView:
    """The newest first."""
    async with state.journeys.reading(caller.tenant_id) as session:
        rows = await service.page(session, stages=stage or (), before=cursor, limit=limit + 1)
        shown = [_journey(row) for row in rows[:limit]]
    return JourneysView(journeys=shown, next_cursor=shown[-1].id if len(rows) > limit else None)


@router.get("/{journey_id}")
async def read_journey(journey_id: Id, state: State, caller: Reader, response: Response) -> WholeJourneyView:
    """With its draft, the draft's faults, and what is live. The ETag is the draft's revision."""
    async with state.journeys.reading(caller.tenant_id) as session:
        row = await service.existing(session, journey_id)
        response.headers["ETag"] = f'"{row.draft_revision}"'
        return await _whole(session, row)


@router.put("/{journey_id}/draft")
async def save_journey_draft(
    *,
    journey_id: Id,
    definition: Definition,
    state: State,
    caller: Writer,
    response: Response,
    match: Annotated[str | None, Header(alias="If-Match")] = None,
) -> CheckedView:
    """Replace the draft, with faults or without; what is live goes on. 409 when somebody else did since you read it."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        row = await service.edit_draft(
            session,
            journey_id,
            definition,
            expected_revision=if_match(match),
            actor_id=caller.user_id,
            now_ms=state.clock_ms(),
        )
        response.headers["ETag"] = f'"{row.draft_revision}"'
        return _checked(await _looked_through(session, row))


@router.delete("/{journey_id}/draft", status_code=204)
async def discard_journey_draft(journey_id: Id, state: State, caller: Writer) -> Response:
    """Forget the next version; a journey that was never published goes with it."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        await service.discard_draft(session, journey_id, actor_id=caller.user_id, now_ms=state.clock_ms())
    return Response(status_code=204)


@router.get("/{journey_id}/estimate")
async def estimate_journey(journey_id: Id, state: State, caller: Reader) -> EstimateView:
    """Who may come in by the draft, and how they would be carried."""
    async with state.journeys.reading(caller.tenant_id) as session:
        definition = service.publishable(await service.existing(session, journey_id))
        people = await journeys.audience(session, definition, now_ms=state.clock_ms())
    return EstimateView(people=people, mode=rules.mode_for(people, None))


@router.post("/{journey_id}/actions/{action}")
async def act_on_journey(
    *,
    journey_id: Id,
    action: JourneyAction,
    state: State,
    caller: Writer,
    body: ActionBody | None = None,
    idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
) -> DoneView:
    """Publish, pause, resume, complete or archive. Publishing freezes the draft as the next version.

    409 with what is allowed when the stage does not allow it; 422 naming the step when the draft cannot run.
    """
    body = body or ActionBody()
    publishes = action is JourneyAction.PUBLISH
    if not publishes and (body.mode or body.mapping or body.people_inside is not PeopleInside.FINISH):
        raise InvalidInput("only publishing takes mode, people_inside and mapping", field="action")
    people = 0
    if publishes:
        async with state.journeys.reading(caller.tenant_id) as session:
            row = await service.existing(session, journey_id)
            # A draft that is gone may be published already, and this a repetition.
            if row.draft is not None or idempotency_key is None:
                await service.check_mapping(session, row, body.mapping, service.publishable(row))
                definition = service.runnable(await _looked_through(session, row))
                people = await journeys.audience(session, definition, now_ms=state.clock_ms())
    status = await state.need_journey_desk().act(
        caller.tenant_id,
        journey_id,
        Act(
            action=action,
            actor_id=caller.user_id,
            comment=body.comment,
            draft_revision=body.draft_revision,
            mode=body.mode,
            estimated_people=people,
            people_inside=body.people_inside,
            mapping=body.mapping,
        ),
        key=idempotency_key,
    )
    return DoneView(stage=status.stage, version=status.version, allowed=status.allowed, effect=EFFECT_OF[action])


@router.get("/{journey_id}/transitions")
async def journey_transitions(journey_id: Id, state: State, caller: Reader) -> list[TransitionView]:
    async with state.journeys.reading(caller.tenant_id) as session:
        await service.existing(session, journey_id)
        return [
            TransitionView(
                sequence=row.sequence,
                from_stage=row.from_stage,
                action=row.action,
                to_stage=row.to_stage,
                actor_id=row.actor_id,
                comment=row.comment,
                version=int(row.details.get("version", 0)),
                at=row.at_ms,
            )
            for row in await service.transitions(session, journey_id)
        ]


@router.get("/{journey_id}/versions")
async def journey_versions(journey_id: Id, state: State, caller: Reader) -> list[VersionView]:
    """The newest first. A published version never changes."""
    async with state.journeys.reading(caller.tenant_id) as session:
        await service.existing(session, journey_id)
        return [
            VersionView(
                version=row.version,
                definition=_body(await service.definition(session, journey_id, row.version)),
                published_by=row.published_by,
                published_at=row.published_at_ms,
            )
            for row in await service.versions(session, journey_id)
        ]


@router.get("/{journey_id}/difference")
async def journey_difference(
    *,
    journey_id: Id,
    state: State,
    caller: Reader,
    before: Annotated[int, Query(ge=1)],
    after: Annotated[int, Query(ge=0, description="0 is the draft")] = 0,
) -> DifferenceView:
    """What became of every step between two versions, or between one and the draft."""
    async with state.journeys.reading(caller.tenant_id) as session:
        row = await service.existing(session, journey_id)
        old = await service.definition(session, journey_id, before)
        new = await service.definition(session, journey_id, after) if after else service.publishable(row)
    return DifferenceView(before=before, after=after, steps=dict(difference(old, new)))


@router.post("/{journey_id}/moves/preview")
async def preview_journey_moves(journey_id: Id, body: Mapping, state: State, caller: Reader) -> PreviewView:
    """Where everybody inside would be put if the draft were published with this mapping; nobody is."""
    async with state.journeys.reading(caller.tenant_id) as session:
        row = await service.existing(session, journey_id)
        definition = service.publishable(row)
        await service.check_mapping(session, row, body.mapping, definition)
        moves = rules.preview(await travellers.standing(session, journey_id), body.mapping, definition)
    return PreviewView(
        people=sum(one.people for one in moves),
        leaving=sum(one.people for one in moves if one.to_step is None),
        moves=[_move(one) for one in moves],
    )


def _move(move: StepMove) -> StepMoveView:
    return StepMoveView(
        version=move.version, step=move.step, people=move.people, to_step=move.to_step, keeps_wait=move.keeps_wait
    )


async def _whole(session: AsyncSession, row: JourneyRow) -> WholeJourneyView:
    live = await service.definition(session, row.id, row.live_version) if row.live_version else None
    draft = service.draft_of(row)
    checked = await _looked_through(session, row)
    return WholeJourneyView(
        **_fields(row),
        draft=draft,
        live=_body(live) if live is not None else None,
        faults=_faults(checked.faults) if draft is not None else [],
    )


async def _looked_through(session: AsyncSession, row: JourneyRow) -> Checked:
    """The draft with all its faults, those of what it refers to among them."""
    return await references.looked_up(session, service.check_draft(row))


def _journey(row: JourneyRow) -> JourneyView:
    return JourneyView(**_fields(row))


def _fields(row: JourneyRow) -> dict[str, Any]:
    stage = JourneyStage(row.stage)
    return {
        "id": row.id,
        "name": row.name,
        "stage": stage,
        "allowed": rules.allowed_actions(stage),
        "mode": row.mode,
        "live_version": row.live_version,
        "trigger": row.trigger_kind,
        "has_draft": row.draft is not None,
        "draft_revision": row.draft_revision,
        "draft_by": row.draft_by,
        "estimated_people": row.estimated_people,
        "created_by": row.created_by,
        "created_at": row.created_at_ms,
        "updated_at": row.updated_at_ms,
    }


def _checked(checked: Checked) -> CheckedView:
    return CheckedView(can_run=checked.definition is not None and not checked.faults, faults=_faults(checked.faults))


def _faults(faults: tuple[Fault, ...]) -> list[FaultView]:
    return [FaultView(step=fault.step, rule=fault.rule, remedy=fault.remedy) for fault in faults]


def _body(definition: JourneyDefinition) -> Definition:
    body: Definition = definition.model_dump(mode="json", by_alias=True)
    return body
