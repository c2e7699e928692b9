"""Segments: what they say, who is in them, how many that would be, and how far a look at everybody is."""

from collections.abc import AsyncIterator, Collection, Sequence
from typing import Annotated, Final

import structlog
from fastapi import APIRouter, Header, Path, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import Field, JsonValue, StrictStr
from sqlmodel.ext.asyncio.session import AsyncSession

from api.auth import Caller, requires
from api.sheets import csv_line
from api.state import AppState, State
from api.wire import Body, Id, ShownInstant, View, if_match, show_instant
from domain.behaviour import service as behaviour
from domain.behaviour.values import CustomerEvent
from domain.contacts import service as contacts
from domain.contacts.rules import refuses_sale
from domain.contacts.values import Contact
from domain.errors import Unavailable
from domain.identity.values import Permission
from domain.journeys import service as journeys
from domain.journeys.values import Poke
from domain.predicates.values import Predicate
from domain.segments import service
from domain.segments.audiences import service as audiences
from domain.segments.audiences.values import Refresh, SegmentState
from domain.segments.values import Estimate, Ruled, SegmentDefinition

router = APIRouter(prefix="/api/v1/segments", tags=["segments"])

Reader = Annotated[Caller, requires(Permission.JOURNEY_READ)]
Writer = Annotated[Caller, requires(Permission.JOURNEY_WRITE)]
PeopleReader = Annotated[Caller, requires(Permission.PROFILE_READ)]
PeopleWriter = Annotated[Caller, requires(Permission.PROFILE_WRITE)]
PersonId = Annotated[StrictStr, Field(min_length=1, max_length=64, pattern=r"^[!-~]+$")]
MAX_BY_HAND: Final = 5_000
EXPORT_PAGE: Final = 2_000
_log = structlog.get_logger(__name__)


class SegmentView(View):
    """``definition`` is what was sent, with its defaults."""

    id: str
    number: int
    """What campaigns and bidders know it by."""
    version: int
    archived: bool
    definition: dict[str, JsonValue]
    members: int
    """As counted at the end of the last refresh; of a single segment, now."""
    estimated: int | None
    """How many were expected when this version was written."""
    refreshed_at: ShownInstant | None
    """When everybody was looked at last; null before the first time."""
    created_by: str
    created_at: ShownInstant
    updated_at: ShownInstant
    model: "ModelView | None" = None
    """Of one that a model decides, once it was fitted."""


class ModelView(View):
    """How a lookalike or predictive segment was fitted."""

    fitted_at: ShownInstant
    examples: int
    positives: int
    """Members of the seed, or people who did it."""
    auc: float
    """How well people it was not fitted on were put in order: 0.5 is chance. 0 where there is nothing to order."""
    strongest: list[str]
    refusal: str
    """Why there is no model; the segment is empty then."""


class VersionView(View):
    version: int
    definition: dict[str, JsonValue]
    created_by: str
    created_at: ShownInstant


class EstimateOrder(Body):
    where: Predicate


class EstimateView(View):
    matched: int
    reachable: dict[str, int]
    """Of those, by channel: who has an address and has not refused."""
    people: int
    looked_at: int
    """All of them are counted where they are few; else the rest follows from these."""
    margin: int
    """``matched`` is right to within this many, 19 times of 20; 0 for a count."""


class RefreshView(View):
    id: str
    segments: list[str]
    people_total: int
    """As of when it began."""
    people_done: int
    entered: int
    left: int
    failure: str
    started_at: ShownInstant
    finished_at: ShownInstant | None


class MemberView(View):
    person_id: str
    since: ShownInstant


class MembersView(View):
    members: list[MemberView]
    next: str | None
    """Send it as ``after`` for those beyond; null at the end."""


class ByHand(Body):
    """People to put on a list, or to take off it."""

    add: Annotated[tuple[PersonId, ...], Field(max_length=MAX_BY_HAND)] = ()
    remove: Annotated[tuple[PersonId, ...], Field(max_length=MAX_BY_HAND)] = ()


class ByHandView(View):
    entered: int
    left: int


class StayView(View):
    segment_id: str
    since: ShownInstant
    until: ShownInstant | None


class PersonView(View):
    """Where somebody is, and where they would be if everything were worked out this instant: the same, but for a moment."""

    segments: list[str]
    matching: list[str]
    stays: list[StayView]


class StartedView(View):
    workflow_id: str


@router.post("", status_code=201)
async def create_segment(definition: SegmentDefinition, state: State, caller: Writer) -> SegmentView:
    """Say who belongs together. Everybody is looked at within the minute; from then on events and time move people."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        made = await audiences.create(session, definition, actor_id=caller.user_id, now_ms=state.clock_ms())
    await _look(state, caller.tenant_id)
    return _segment(await _estimated(state, caller.tenant_id, made))


@router.get("")
async def list_segments(state: State, caller: Reader) -> list[SegmentView]:
    """Every segment that is not archived."""
    async with state.journeys.reading(caller.tenant_id) as session:
        return [_segment(one) for one in await audiences.list_segments(session)]


@router.post("/estimate")
async def estimate(order: EstimateOrder, state: State, caller: Reader) -> EstimateView:
    """How many people a predicate means, and how many of those can be reached; nothing is kept."""
    async with state.journeys.reading(caller.tenant_id) as session:
        await audiences.refuse_unworkable(session, order.where)
        return _estimate(await service.estimate(session, order.where, now_ms=state.clock_ms()))


@router.get("/refreshes")
async def list_refreshes(
    state: State, caller: Reader, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> list[RefreshView]:
    """Looks at everybody, the newest first; one that is not finished says how far it is."""
    async with state.journeys.reading(caller.tenant_id) as session:
        return [_refresh(one) for one in await audiences.list_refreshes(session, limit=limit)]


@router.get("/people/{person_id}")
async def segments_of_person(
    person_id: Annotated[str, Path(pattern=r"^[!-~]{1,64}$")], state: State, caller: PeopleReader
) -> PersonView:
    """Every segment a person is in, and was in; and those they match at this moment."""
    async with state.journeys.reading(caller.tenant_id) as session:
        matching = await service.matching(session, person_id, now_ms=state.clock_ms())
        inside = await service.segments_of(session, [person_id])
        stays = await service.stays(session, person_id)
        return PersonView(
            segments=sorted(inside[person_id]),
            matching=sorted(matching),
            stays=[StayView(segment_id=one.segment_id, since=one.since_ms, until=one.until_ms) for one in stays],
        )


@router.get("/{segment_id}")
async def get_segment(segment_id: Id, state: State, caller: Reader, response: Response) -> SegmentView:
    async with state.journeys.reading(caller.tenant_id) as session:
        found = await audiences.get(session, segment_id)
        shown = _segment(found)
        shown.members = await service.count_members(session, segment_id)
        fitted = await audiences.report_of(session, segment_id)
    if fitted is not None:
        report, at_ms = fitted
        shown.model = ModelView(
            fitted_at=at_ms,
            examples=report.examples,
            positives=report.positives,
            auc=report.auc,
            strongest=list(report.strongest),
            refusal=report.refusal,
        )
    response.headers["ETag"] = f'"{found.segment.version}"'
    return shown


@router.put("/{segment_id}")
async def change_segment(
    segment_id: Id,
    definition: SegmentDefinition,
    state: State,
    caller: Writer,
    if_match_header: Annotated[str | None, Header(alias="If-Match")] = None,
) -> SegmentView:
    """Write another version, which holds from now on. With ``If-Match`` it is refused if there is a newer one already."""
    now_ms = state.clock_ms()
    async with state.journeys.tenant(caller.tenant_id) as session:
        held = await audiences.get(session, segment_id)
        made = await audiences.change(
            session,
            segment_id,
            definition,
            expected_version=if_match(if_match_header),
            actor_id=caller.user_id,
            now_ms=now_ms,
        )
        if held.segment.definition.for_bidding is not definition.for_bidding:
            await service.tell_bidders(session, segment_id)
    await _look(state, caller.tenant_id)
    return _segment(await _estimated(state, caller.tenant_id, made))


@router.delete("/{segment_id}", status_code=204)
async def archive_segment(segment_id: Id, state: State, caller: Writer) -> Response:
    """Let nobody be a member any more; refused while another segment refers to it."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        await audiences.archive(session, segment_id, now_ms=state.clock_ms())
    await _look(state, caller.tenant_id)
    return Response(status_code=204)


@router.get("/{segment_id}/versions")
async def list_versions(segment_id: Id, state: State, caller: Reader) -> list[VersionView]:
    """Everything it has ever said, the oldest first."""
    async with state.journeys.reading(caller.tenant_id) as session:
        return [
            VersionView(
                version=row.version,
                definition=_written(SegmentDefinition.model_validate_json(row.definition)),
                created_by=row.created_by,
                created_at=row.created_at_ms,
            )
            for row in await audiences.versions(session, segment_id)
        ]


@router.post("/{segment_id}/refresh", status_code=202)
async def refresh_segment(segment_id: Id, state: State, caller: Writer) -> StartedView:
    """Have everybody looked at now, instead of when it is time."""
    desk = state.need_segments()
    async with state.journeys.tenant(caller.tenant_id) as session:
        await audiences.want_refresh(session, segment_id, now_ms=state.clock_ms())
    return StartedView(workflow_id=await desk.look(caller.tenant_id))


@router.get("/{segment_id}/members")
async def list_members(
    segment_id: Id,
    state: State,
    caller: PeopleReader,
    after: Annotated[str, Query(max_length=64)] = "",
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
) -> MembersView:
    async with state.journeys.reading(caller.tenant_id) as session:
        await audiences.get(session, segment_id)
        rows = await service.members_since(session, segment_id, after=after, limit=limit)
    return MembersView(
        members=[MemberView(person_id=person_id, since=since_ms) for person_id, since_ms in rows],
        next=rows[-1][0] if len(rows) == limit else None,
    )


@router.post("/{segment_id}/members")
async def change_members(segment_id: Id, by_hand: ByHand, state: State, caller: PeopleWriter) -> ByHandView:
    """Put people on a list and take others off it; whoever is unknown, or there already, stays as they are."""
    now_ms = state.clock_ms()
    async with state.journeys.tenant(caller.tenant_id) as session:
        await audiences.get(session, segment_id)
        entered = await service.add_member(session, segment_id, by_hand.add, now_ms=now_ms)
        left = await service.remove_member(session, segment_id, by_hand.remove, now_ms=now_ms)
        pokes = await _tell(session, (*entered, *left), now_ms)
    state.poke(caller.tenant_id, pokes)
    mine = [one.person_id for one in entered if one.properties["segment"] == segment_id]
    gone = [one.person_id for one in left if one.properties["segment"] == segment_id]
    return ByHandView(entered=len(mine), left=len(gone))


@router.get("/{segment_id}/members.csv", response_class=StreamingResponse)
async def export_members(
    segment_id: Id,
    state: State,
    caller: PeopleReader,
    for_sharing: Annotated[bool, Query(description="Leave out who has opted out of sale and sharing")] = False,  # noqa: FBT002 -- a query
) -> StreamingResponse:
    """All members as CSV: our id, yours, since when, and whether they may be shared. It is as of while it is read, page by page.

    A file that goes to somebody else is asked for with `for_sharing=true`.
    """
    async with state.journeys.reading(caller.tenant_id) as session:
        await audiences.get(session, segment_id)
    return StreamingResponse(
        _exported(state, caller.tenant_id, segment_id, for_sharing=for_sharing),
        media_type="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{segment_id}.csv"'},
    )


async def _exported(state: AppState, tenant_id: str, segment_id: str, *, for_sharing: bool) -> AsyncIterator[str]:
    yield csv_line(("person_id", "external_id", "since", "may_be_shared"))
    after: str | None = ""
    while after is not None:
        async with state.journeys.reading(tenant_id) as session:
            rows = await service.members_since(session, segment_id, after=after, limit=EXPORT_PAGE)
            known = await contacts.load(session, [person_id for person_id, _ in rows])
        yield "".join(
            csv_line((person_id, next(iter(_external_ids(known.get(person_id))), ""), show_instant(since_ms), shared))
            for person_id, since_ms in rows
            for shared in (_may_be_shared(known.get(person_id)),)
            if shared == "yes" or not for_sharing
        )
        after = rows[-1][0] if len(rows) == EXPORT_PAGE else None


def _may_be_shared(contact: Contact | None) -> str:
    return "no" if contact is None or refuses_sale(contact) else "yes"


def _external_ids(contact: Contact | None) -> Sequence[str]:
    return contact.identities.get("external_id", ()) if contact else ()


async def _tell(session: AsyncSession, events: Sequence[CustomerEvent], now_ms: int) -> Collection[Poke]:
    """On record and before journeys, in the transaction that made them."""
    new = await behaviour.record(session, events)
    return await journeys.arrived(session, new, now_ms=now_ms)


async def _estimated(state: AppState, tenant_id: str, made: SegmentState) -> SegmentState:
    """With how many are expected, where a rule decides; worked out while nobody has to wait for the lock."""
    members = made.segment.definition.members
    if not isinstance(members, Ruled):
        return made
    async with state.journeys.reading(tenant_id) as session:
        found = await service.estimate(session, members.where, now_ms=state.clock_ms())
    async with state.journeys.tenant(tenant_id) as session:
        await audiences.note_estimate(session, made.segment.id, found.matched)
        return await audiences.get(session, made.segment.id)


async def _look(state: AppState, tenant_id: str) -> None:
    """While Temporal is away what was asked for is on record; the keeper finds it when it looks again."""
    try:
        await state.need_segments().look(tenant_id)
    except Unavailable as error:
        _log.warning("segments are not looked at yet", tenant_id=tenant_id, reason=error.message)


def _segment(held: SegmentState) -> SegmentView:
    return SegmentView(
        id=held.segment.id,
        number=held.segment.number,
        version=held.segment.version,
        archived=held.segment.is_archived,
        definition=_written(held.segment.definition),
        members=held.members,
        estimated=held.estimated,
        refreshed_at=held.refreshed_at_ms or None,
        created_by=held.created_by,
        created_at=held.created_at_ms,
        updated_at=held.updated_at_ms,
    )


def _written(definition: SegmentDefinition) -> dict[str, JsonValue]:
    return definition.model_dump(mode="json", by_alias=True)


def _estimate(found: Estimate) -> EstimateView:
    return EstimateView(
        matched=found.matched,
        reachable=found.reachable,
        people=found.people,
        looked_at=found.looked_at,
        margin=found.margin,
    )


def _refresh(one: Refresh) -> RefreshView:
    return RefreshView(
        id=one.id,
        segments=list(one.segments),
        people_total=max(one.people_total, one.people_done),
        people_done=one.people_done,
        entered=one.entered,
        left=one.left,
        failure=one.failure,
        started_at=one.started_at_ms,
        finished_at=one.finished_at_ms,
    )
