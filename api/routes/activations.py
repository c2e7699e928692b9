"""Activations: what is said on which occasion, somebody activated at a caller's word, and how each channel was found."""

from typing import Annotated

from fastapi import APIRouter, Header, Response
from pydantic import Field, JsonValue, StrictStr

from api.auth import Caller, requires
from api.state import State
from api.wire import Body, Id, Limit, ShownInstant, View, if_match
from domain.behaviour.values import ActivationKind
from domain.contacts import service as contacts
from domain.errors import NotFound
from domain.identity.values import Permission
from domain.ids import new_id
from domain.messages.activations import service
from domain.messages.activations.tables import ActivationPlanRow
from domain.messages.activations.values import Activated, ActivationPlan, Wanted

router = APIRouter(tags=["messages"])
PLANS = "/api/v1/activations/plans"

Reader = Annotated[Caller, requires(Permission.JOURNEY_READ)]
Writer = Annotated[Caller, requires(Permission.JOURNEY_WRITE)]
PeopleReader = Annotated[Caller, requires(Permission.PROFILE_READ)]


class PlanView(View):
    kind: ActivationKind
    plan: ActivationPlan
    revision: int
    updated_by: str
    updated_at: ShownInstant


class ActivateBody(Body):
    """Somebody to be activated now. Repeated with the same ``cause_id`` it activates nobody twice with the same ``kind``."""

    person_id: Annotated[StrictStr, Field(min_length=1, max_length=64)]
    kind: ActivationKind
    cause_id: Annotated[StrictStr, Field(max_length=120)] = ""
    event: dict[StrictStr, JsonValue] = Field(default_factory=dict, max_length=100)
    """What led to it, as the message reads it."""


class TriedView(View):
    step: str
    channel: str
    taken: bool
    reason: str


class ActivatedView(View):
    activation_id: str
    person_id: str
    kind: str
    cause_id: str
    channel: str
    """Empty where nothing could reach them."""
    message_key: str
    """Of its message, for the ledger; empty likewise."""
    tried: list[TriedView]
    """The steps that were tried, in order; the last one was taken, if one was."""
    at: ShownInstant


@router.get(PLANS)
async def list_activation_plans(state: State, caller: Reader) -> list[PlanView]:
    async with state.journeys.reading(caller.tenant_id) as session:
        return [_plan(row) for row in await service.rows(session)]


@router.put(PLANS + "/{kind}")
async def save_activation_plan(
    *,
    kind: ActivationKind,
    plan: ActivationPlan,
    state: State,
    caller: Writer,
    response: Response,
    match: Annotated[str | None, Header(alias="If-Match")] = None,
) -> PlanView:
    """Say this on the occasion from now on. 409 when somebody else wrote since you read it."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        row = await service.put_plan(
            session,
            kind,
            plan,
            expected_revision=if_match(match),
            actor_id=caller.user_id,
            now_ms=state.clock_ms(),
        )
        response.headers["ETag"] = f'"{row.revision}"'
        return _plan(row)


@router.post("/v1/channels/activate", status_code=202)
async def activate(body: ActivateBody, state: State, caller: Writer) -> ActivatedView:
    """Plan one message on the first channel that can reach the person, and say how that was found. 404 without a plan."""
    now_ms = state.clock_ms()
    room = state.need_channels()
    wanted = Wanted(
        person_id=body.person_id,
        kind=body.kind,
        cause_id=f"api:{body.cause_id or new_id('act')}",
        at_ms=now_ms,
        event=body.event,
    )
    async with state.journeys.tenant(caller.tenant_id) as session:
        await contacts.get(session, body.person_id)
        carried = await room.accounts.carried(session)
        done = await service.dispatch(session, [wanted], carried=carried, now_ms=now_ms)
        activated = done[0] if done else await service.of_cause(session, wanted)
    if activated is None:
        raise NotFound(
            f"there is no enabled plan for {body.kind}", field="kind", remedy="Save one: what to say on which channel."
        )
    return _activated(activated)


@router.get("/api/v1/contacts/{person_id}/activations")
async def list_activations(person_id: Id, state: State, caller: PeopleReader, limit: Limit = 50) -> list[ActivatedView]:
    """The newest first."""
    async with state.journeys.reading(caller.tenant_id) as session:
        contact = await contacts.get(session, person_id)
        return [_activated(one) for one in await service.of_person(session, contact.person_id, limit=limit)]


def _plan(row: ActivationPlanRow) -> PlanView:
    return PlanView(
        kind=ActivationKind(row.kind),
        plan=service.plan_of(row),
        revision=row.revision,
        updated_by=row.updated_by,
        updated_at=row.updated_at_ms,
    )


def _activated(one: Activated) -> ActivatedView:
    return ActivatedView(
        activation_id=one.activation_id,
        person_id=one.person_id,
        kind=one.kind,
        cause_id=one.cause_id,
        channel=one.channel,
        message_key=one.message_key,
        tried=[
            TriedView(step=each.step, channel=each.channel, taken=each.taken, reason=each.reason) for each in one.tried
        ],
        at=one.at_ms,
    )
