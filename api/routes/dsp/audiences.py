"""Segments of ours as audiences at demand-side platforms."""

from fastapi import APIRouter, Response

from api.routes.dsp.access import Reader, Writer
from api.state import State
from api.wire import Id, View
from domain.dsp import service
from domain.dsp.tables import DspAudience
from domain.dsp.values import AudienceState, NewAudience
from domain.errors import Unavailable
from workflows.contracts.platforms import AudienceRef

router = APIRouter()


class AudienceView(View):
    id: str
    account_id: str
    segment: int
    name: str
    every_minutes: int
    """0: only when somebody syncs it. Until then whoever opts out of sale and sharing stays at the platform."""
    state: str
    failure: str
    platform_audience_id: str
    members: int
    """People the platform was told of."""
    unreachable: int
    """Members of the segment with no key the platform takes."""
    expected_matches: int
    """Our estimate of how many it recognises."""
    matched: int | None
    """What it says itself; null where it says nothing."""
    match_rate: float | None
    """Of the people sent: by its own count, else by our estimate."""


class StartedView(View):
    workflow_id: str


@router.post("/audiences", status_code=201)
async def create_audience(new: NewAudience, state: State, caller: Writer) -> AudienceView:
    """Let an account have a segment as an audience; it is sent at once, and its changes every so often.

    While Temporal is away the audience is on record and says so; sync it when that is back.
    """
    desk = state.need_platforms()
    async with state.main.tenant(caller.tenant_id) as session:
        row = await service.create_audience(session, new, actor_id=caller.user_id, now_ms=state.clock_ms())
        shown = _audience(row)
    try:
        await desk.sync(AudienceRef(tenant_id=caller.tenant_id, audience_id=shown.id), every_minutes=new.every_minutes)
    except Unavailable as error:
        shown.failure = f"{error.message}; sync it when that is back"
        async with state.main.tenant(caller.tenant_id) as session:
            await service.note_sync(
                session, shown.id, state=AudienceState.PENDING, now_ms=state.clock_ms(), failure=shown.failure
            )
    return shown


@router.get("/audiences")
async def list_audiences(state: State, caller: Reader) -> list[AudienceView]:
    async with state.main.reading(caller.tenant_id) as session:
        return [_audience(row) for row in await service.list_audiences(session)]


@router.post("/audiences/{audience_id}/sync", status_code=202)
async def sync_audience(audience_id: Id, state: State, caller: Writer) -> StartedView:
    """Send what changed now, instead of waiting for the next time."""
    async with state.main.reading(caller.tenant_id) as session:
        every_minutes = (await service.existing_audience(session, audience_id)).every_minutes
    ref = AudienceRef(tenant_id=caller.tenant_id, audience_id=audience_id)
    return StartedView(workflow_id=await state.need_platforms().sync(ref, every_minutes=every_minutes))


@router.post("/audiences/{audience_id}/stop", status_code=204)
async def stop_audience(audience_id: Id, state: State, caller: Writer) -> Response:
    """Send no more changes. The platform keeps the audience as it stands."""
    async with state.main.reading(caller.tenant_id) as session:
        await service.existing_audience(session, audience_id)
    await state.need_platforms().stop(AudienceRef(tenant_id=caller.tenant_id, audience_id=audience_id))
    return Response(status_code=204)


def _audience(row: DspAudience) -> AudienceView:
    recognised = row.matched if row.matched is not None else row.expected_matches
    return AudienceView(
        id=row.id,
        account_id=row.account_id,
        segment=row.segment,
        name=row.name,
        every_minutes=row.every_minutes,
        state=row.state,
        failure=row.failure,
        platform_audience_id=row.platform_audience_id,
        members=row.members,
        unreachable=row.unreachable,
        expected_matches=row.expected_matches,
        matched=row.matched,
        match_rate=round(min(1.0, recognised / row.members), 3) if row.members else None,
    )
