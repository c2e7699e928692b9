"""Broadcasts: drafts, previews, actions, progress and results."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Query, Response
from pydantic import Field, JsonValue, StrictInt, StrictStr

from api.auth import Caller, requires
from api.routes.campaigns import IdempotencyKey
from api.state import State
from api.wire import Body, Cursor, Id, Instant, Limit, ShownInstant, View, if_match
from domain.broadcasts import rules, service
from domain.broadcasts.previews import service as previews
from domain.broadcasts.previews.values import Expected
from domain.broadcasts.tables import BroadcastRow
from domain.broadcasts.values import (
    BY_ITSELF,
    EFFECT_OF,
    Action,
    BroadcastDefinition,
    Stage,
)
from domain.errors import InvalidInput
from domain.identity.values import Permission
from workflows.contracts.broadcasts import Act

router = APIRouter(prefix="/api/v1/broadcasts", tags=["broadcasts"])

Reader = Annotated[Caller, requires(Permission.JOURNEY_READ)]
Writer = Annotated[Caller, requires(Permission.JOURNEY_WRITE)]
Definition = dict[str, JsonValue]
SCHEMA: Final = BroadcastDefinition.model_json_schema(by_alias=True)


class BroadcastView(View):
    id: str
    name: str
    stage: Stage
    allowed: tuple[str, ...]
    reason: str
    """Why it is paused, what it waits for, or why it is a draft again."""
    audience: int
    """People written down, once it began."""
    winner: str
    """Of its test: what the rest gets; ``*`` is all variants."""
    starts_at: ShownInstant | None
    began_at: ShownInstant | None
    decides_at: ShownInstant | None
    ended_at: ShownInstant | None
    revision: int
    created_by: str
    created_at: ShownInstant
    updated_at: ShownInstant


class WholeBroadcastView(BroadcastView):
    definition: Definition


class BroadcastsView(View):
    broadcasts: list[BroadcastView]
    next_cursor: str | None


class BroadcastFaultView(View):
    field: str
    rule: str
    remedy: str


class ExpectedView(View):
    people: int
    margin: int
    """Right to within so many, 19 times of 20."""


class PreviewedView(View):
    """What it would come to if it began now. Nothing is written and nothing leaves."""

    can_be_sent: bool
    faults: list[BroadcastFaultView]
    audience: ExpectedView
    looked_at: int
    """People drawn by chance that the rest follows from."""
    go: ExpectedView
    refused: dict[str, ExpectedView]
    """By gate."""
    deferred: dict[str, ExpectedView]
    parts: dict[str, int]


class BroadcastAction(Body):
    """What comes with an action; all of it may be left out."""

    comment: Annotated[StrictStr, Field(max_length=4_000, pattern=r"^[^\x00]*$")] = ""
    starts_at: Instant | None = None
    """Of scheduling; at once where it is left out."""
    variant: Annotated[StrictStr, Field(max_length=20)] = ""
    """Of choosing: what the rest gets."""
    revision: Annotated[StrictInt, Field(ge=1, le=2**31 - 1)] | None = None
    """The one you have read; refused when the broadcast says something else by now."""


class BroadcastDone(View):
    stage: Stage
    allowed: tuple[str, ...]
    effect: str


class BroadcastTransition(View):
    sequence: int
    from_stage: str
    action: str
    to_stage: str
    actor_id: str
    comment: str
    at: ShownInstant


@router.get("/schema", name="broadcast_schema")
async def schema(_: Reader) -> dict[str, Any]:
    """The JSON Schema of broadcasts."""
    return SCHEMA


@router.post("/preview", name="preview_broadcast")
async def preview(definition: Definition, state: State, caller: Reader) -> PreviewedView:
    """What a definition would come to if it began now: how many it means, and what each gate would say."""
    return await _preview(state, caller, "", rules.read(definition))


@router.post("", status_code=201, name="create_broadcast")
async def create(
    definition: Definition, state: State, caller: Writer, idempotency_key: IdempotencyKey = None
) -> BroadcastView:
    async with state.journeys.tenant(caller.tenant_id) as session:
        row = await service.create(
            session,
            definition,
            actor_id=caller.user_id,
            now_ms=state.clock_ms(),
            creation_key=idempotency_key,
        )
        return _broadcast(row)


@router.get("", name="list_broadcasts")
async def list_broadcasts(
    *,
    state: State,
    caller: Reader,
    stage: Annotated[list[Stage] | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> BroadcastsView:
    """The newest first."""
    async with state.journeys.reading(caller.tenant_id) as session:
        rows = await service.page(session, stages=stage or (), before=cursor, limit=limit + 1)
        shown = [_broadcast(row) for row in rows[:limit]]
    return BroadcastsView(broadcasts=shown, next_cursor=shown[-1].id if len(rows) > limit else None)


@router.get("/{broadcast_id}", name="read_broadcast")
async def read(broadcast_id: Id, state: State, caller: Reader, response: Response) -> WholeBroadcastView:
    """The ETag is the draft's revision."""
    async with state.journeys.reading(caller.tenant_id) as session:
        row = await service.existing(session, broadcast_id)
    response.headers["ETag"] = f'"{row.revision}"'
    definition = service.definition_of(row).model_dump(mode="json", by_alias=True)
    return WholeBroadcastView(**_fields(row), definition=definition)


@router.put("/{broadcast_id}", name="edit_broadcast")
async def edit(
    *,
    broadcast_id: Id,
    definition: Definition,
    state: State,
    caller: Writer,
    response: Response,
    match: Annotated[str | None, Header(alias="If-Match")] = None,
) -> BroadcastView:
    """Replace a draft. 409 when it is none any more, or somebody else changed it since you read it."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        row = await service.edit(
            session, broadcast_id, definition, expected_revision=if_match(match), now_ms=state.clock_ms()
        )
        response.headers["ETag"] = f'"{row.revision}"'
        return _broadcast(row)


@router.get("/{broadcast_id}/preview", name="preview_saved_broadcast")
async def preview_saved(broadcast_id: Id, state: State, caller: Reader) -> PreviewedView:
    """The same of a broadcast that is kept, with its own parts and holdout."""
    async with state.journeys.reading(caller.tenant_id) as session:
        definition = service.definition_of(await service.existing(session, broadcast_id))
    return await _preview(state, caller, broadcast_id, definition)


@router.post("/{broadcast_id}/actions/{action}", name="act_on_broadcast")
async def act(
    *,
    broadcast_id: Id,
    action: Action,
    state: State,
    caller: Writer,
    body: BroadcastAction | None = None,
    idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
) -> BroadcastDone:
    """Schedule, unschedule, pause, resume, cancel, or choose what the rest gets.

    409 with what is allowed when the stage does not allow it; 422 naming the variant when its template cannot be sent.
    """
    body = body or BroadcastAction()
    if action in BY_ITSELF:
        raise InvalidInput(f"'{action}' happens by itself", field="action", remedy="Schedule the broadcast.")
    order = Act(
        action=action,
        actor_id=caller.user_id,
        comment=body.comment,
        starts_at_ms=body.starts_at,
        variant=body.variant,
        revision=body.revision,
    )
    status = await state.need_broadcast_desk().act(caller.tenant_id, broadcast_id, order, key=idempotency_key)
    return BroadcastDone(stage=status.stage, allowed=status.allowed, effect=EFFECT_OF[action])


@router.get("/{broadcast_id}/transitions", name="broadcast_transitions")
async def transitions(broadcast_id: Id, state: State, caller: Reader) -> list[BroadcastTransition]:
    async with state.journeys.reading(caller.tenant_id) as session:
        await service.existing(session, broadcast_id)
        return [
            BroadcastTransition(
                sequence=row.sequence,
                from_stage=row.from_stage,
                action=row.action,
                to_stage=row.to_stage,
                actor_id=row.actor_id,
                comment=row.comment,
                at=row.at_ms,
            )
            for row in await service.transitions(session, broadcast_id)
        ]


async def _preview(state: State, caller: Caller, broadcast_id: str, definition: BroadcastDefinition) -> PreviewedView:
    async with state.journeys.reading(caller.tenant_id) as session:
        faults = await service.faults(session, definition)
        found = await previews.preview(session, broadcast_id, definition, now_ms=state.clock_ms())
    return PreviewedView(
        can_be_sent=not faults,
        faults=[
            BroadcastFaultView(field=fault.field or "", rule=fault.message, remedy=fault.remedy or "")
            for fault in faults
        ],
        audience=_expected(found.audience),
        looked_at=found.looked_at,
        go=_expected(found.go),
        refused={gate: _expected(one) for gate, one in found.refused.items()},
        deferred={gate: _expected(one) for gate, one in found.deferred.items()},
        parts=found.parts,
    )


def _expected(one: Expected) -> ExpectedView:
    return ExpectedView(people=one.people, margin=one.margin)


def _broadcast(row: BroadcastRow) -> BroadcastView:
    return BroadcastView(**_fields(row))


def _fields(row: BroadcastRow) -> dict[str, Any]:
    stage = Stage(row.stage)
    return {
        "id": row.id,
        "name": row.name,
        "stage": stage,
        "allowed": rules.allowed_actions(stage),
        "reason": row.reason,
        "audience": row.audience,
        "winner": row.winner,
        "starts_at": row.starts_at_ms,
        "began_at": row.began_at_ms,
        "decides_at": row.decide_at_ms,
        "ended_at": row.ended_at_ms,
        "revision": row.revision,
        "created_by": row.created_by,
        "created_at": row.created_at_ms,
        "updated_at": row.updated_at_ms,
    }
