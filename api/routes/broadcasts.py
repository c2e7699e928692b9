"""Broadcasts: drafts, previews, actions, progress and results."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Query, Response
from pydantic import Field, JsonValue, StrictStr

from api.auth import Caller, requires
from api.state import State
from api.wire import Body, Cursor, Id, Instant, Limit, ShownInstant, View, if_match
from domain.broadcasts import rules, service
from domain.broadcasts.comparisons.rules import share
from domain.broadcasts.comparisons.values import Share, Verdict
from domain.broadcasts.previews import service as previews
from domain.broadcasts.previews.values import Expected
from domain.broadcasts.recipients import service as recipients
from domain.broadcasts.recipients.values import Standing
from domain.broadcasts.tables import BroadcastRow
from domain.broadcasts.values import (
    ALL_VARIANTS,
    BY_ITSELF,
    EFFECT_OF,
    Action,
    BroadcastDefinition,
    Stage,
    message_key,
    source_of,
    step_of,
)
from domain.errors import InvalidInput, NotFound
from domain.identity.values import Permission
from domain.messages import service as ledger
from domain.messages.tallies import service as tallies
from domain.messages.tallies.rules import figures
from workflows.contracts.broadcasts import Act

router = APIRouter(prefix="/api/v1/broadcasts", tags=["broadcasts"])

Reader = Annotated[Caller, requires(Permission.JOURNEY_READ)]
Writer = Annotated[Caller, requires(Permission.JOURNEY_WRITE)]
PeopleReader = Annotated[Caller, requires(Permission.CDP_READ)]
Definition = dict[str, JsonValue]
SCHEMA: Final = BroadcastDefinition.model_json_schema(by_alias=True)
_PARTS: Final = ("test", "all")


class BroadcastView(View):
    id: str
    name: str
    stage: Stage
    allowed: tuple[str, ...]
    reason: str
    """Why it is paused, or what it waits for."""
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


class BroadcastDone(View):
    stage: Stage
    allowed: tuple[str, ...]
    effect: str


class BroadcastProgress(View):
    """entered = sent + refused + failed + unknown + in_progress, to the person."""

    stage: Stage
    reason: str
    entered: int
    sent: int
    refused: dict[str, int]
    failed: int
    unknown: int
    in_progress: int
    is_balanced: bool
    is_audience_complete: bool
    parts: dict[str, int]


class ShareView(View):
    """So many of those it was sent to, with Wilson's interval at 95 %."""

    people: int
    rate: float
    low: float
    high: float


class LeadView(View):
    over: str
    difference: float
    low: float
    high: float
    p_value: float
    """Corrected for all pairs."""


class VariantResult(View):
    variant: str
    part: str
    """``test``, or ``all`` for everybody else."""
    sent: int
    opens: ShareView
    """Without machines, each person once; likewise below."""
    clicks: ShareView
    unsubscribed: ShareView
    bounced: ShareView
    complained: ShareView
    bot_opens: int


class TestResult(View):
    decided_at: ShownInstant | None
    winner: str
    decision: str
    is_beyond_chance: bool
    leader: str
    measured: dict[str, ShareView]
    leads: list[LeadView]


class BroadcastResults(View):
    variants: list[VariantResult]
    test: TestResult | None
    """What the decision was made by; before it, how it would be made now."""


class BroadcastTransition(View):
    sequence: int
    from_stage: str
    action: str
    to_stage: str
    actor_id: str
    comment: str
    at: ShownInstant


class PersonPlace(View):
    """Whether somebody is in the audience, and what became of their message."""

    is_in_audience: bool
    part: str
    in_words: str
    message_id: str
    status: str


@router.get("/schema", name="broadcast_schema")
async def schema(_: Reader) -> dict[str, Any]:
    """The JSON Schema of broadcasts."""
    return SCHEMA


@router.post("/preview", name="preview_broadcast")
async def preview(definition: Definition, state: State, caller: Reader) -> PreviewedView:
    """What a definition would come to if it began now: how many it means, and what each gate would say."""
    return await _preview(state, caller, "", rules.read(definition))


@router.post("", status_code=201, name="create_broadcast")
async def create(definition: Definition, state: State, caller: Writer) -> BroadcastView:
    async with state.journeys.tenant(caller.tenant_id) as session:
        row = await service.create(session, definition, actor_id=caller.user_id, now_ms=state.clock_ms())
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


@router.get("/{broadcast_id}/progress", name="broadcast_progress")
async def progress(broadcast_id: Id, state: State, caller: Reader) -> BroadcastProgress:
    """How everybody stands."""
    async with state.journeys.reading(caller.tenant_id) as session:
        row = await service.existing(session, broadcast_id)
        standing = await recipients.standing(session, broadcast_id)
        parts = await recipients.parts(session, broadcast_id)
    return _progress(row, standing, parts)


@router.get("/{broadcast_id}/results", name="broadcast_results")
async def results(broadcast_id: Id, state: State, caller: Reader) -> BroadcastResults:
    """What came back, variant by variant, with intervals; and the test, with whether its lead is more than chance."""
    async with state.journeys.reading(caller.tenant_id) as session:
        row = await service.existing(session, broadcast_id)
        definition = service.definition_of(row)
        counts = await tallies.of(session, source_of(broadcast_id))
        verdict = service.verdict_of(row)
        if verdict is None and row.began_at_ms and len(definition.variants) > 1:
            verdict = await recipients.outcome(session, broadcast_id, now_ms=state.clock_ms())
    shown = []
    for variant in definition.variants:
        for part in _PARTS:
            found = [tally for tally in counts if tally.step == step_of(variant.name, part)]
            if found:
                shown.append(_result(variant.name, part, found))
    return BroadcastResults(variants=shown, test=_test(row, verdict) if verdict is not None else None)


@router.get("/{broadcast_id}/people/{person_id}", name="broadcast_person")
async def person(broadcast_id: Id, person_id: Id, state: State, caller: PeopleReader) -> PersonPlace:
    """Why somebody did or did not get it. ``/api/v1/messages/{id}`` says it gate by gate."""
    async with state.journeys.reading(caller.tenant_id) as session:
        row = await service.existing(session, broadcast_id)
        place = await recipients.place_of(session, broadcast_id, person_id)
        try:
            [told] = await ledger.explain(session, key=message_key(broadcast_id, person_id))
        except NotFound:
            return PersonPlace(
                is_in_audience=place is not None,
                part=place.part.value if place else "",
                in_words=_without_message(row, is_in=place is not None),
                message_id="",
                status="",
            )
    return PersonPlace(
        is_in_audience=place is not None,
        part=place.part.value if place else "",
        in_words=told.in_words,
        message_id=told.message_id,
        status=told.status.value,
    )


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


def _without_message(row: BroadcastRow, *, is_in: bool) -> str:
    if row.began_at_ms is None:
        return "The broadcast has not begun: who gets it is settled then."
    if not is_in and not row.is_written_down:
        return "Their range of people is not written down yet."
    if not is_in:
        return "They were not in the audience when the broadcast began. Whoever joins later does not get it."
    if row.stage == Stage.CANCELLED:
        return "The broadcast was cancelled before it reached them."
    if row.stage == Stage.PAUSED:
        return f"They have not had their turn: the broadcast is paused ({row.reason or 'by somebody'})."
    return "They are in the audience and have not had their turn."


def _expected(one: Expected) -> ExpectedView:
    return ExpectedView(people=one.people, margin=one.margin)


def _share(one: Share) -> ShareView:
    return ShareView(people=one.successes, rate=round(one.rate, 6), low=round(one.low, 6), high=round(one.high, 6))


def _result(variant: str, part: str, found: list[Any]) -> VariantResult:
    told = figures(found)

    def of_sent(number: int) -> ShareView:
        return _share(share(min(number, told.sent), told.sent))

    return VariantResult(
        variant=variant,
        part=part,
        sent=told.sent,
        opens=of_sent(told.unique_opens),
        clicks=of_sent(told.unique_clicks),
        unsubscribed=of_sent(told.unsubscribed),
        bounced=of_sent(told.bounced),
        complained=of_sent(told.complained),
        bot_opens=told.bot_opens,
    )


def _test(row: BroadcastRow, verdict: Verdict) -> TestResult:
    return TestResult(
        decided_at=row.decide_at_ms if row.verdict else None,
        winner="all variants" if row.winner == ALL_VARIANTS else row.winner,
        decision=row.decision or verdict.in_words,
        is_beyond_chance=verdict.is_beyond_chance,
        leader=verdict.leader,
        measured={name: _share(one) for name, one in verdict.shares.items()},
        leads=[
            LeadView(
                over=lead.over,
                difference=round(lead.difference, 6),
                low=round(lead.low, 6),
                high=round(lead.high, 6),
                p_value=lead.p_value,
            )
            for lead in verdict.leads
        ],
    )


def _progress(row: BroadcastRow, standing: Standing, parts: dict[str, int]) -> BroadcastProgress:
    return BroadcastProgress(
        stage=Stage(row.stage),
        reason=row.reason,
        entered=standing.entered,
        sent=standing.sent,
        refused=standing.refused,
        failed=standing.failed,
        unknown=standing.unknown,
        in_progress=standing.in_progress,
        is_balanced=standing.is_balanced,
        is_audience_complete=row.is_written_down,
        parts=parts,
    )


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
