"""What exchanges say of creatives: told by the exchange itself, or by the people it told."""

from typing import Annotated, Final

import structlog
from fastapi import APIRouter, Header, Query

from api.auth import Caller, requires
from api.state import AppState, State
from api.wire import Id, Limit, ShownInstant, View
from domain.clearances import repository, service
from domain.clearances.tables import Clearance
from domain.clearances.values import ClearanceState, NewClearance
from domain.errors import CampaignExpressError, NotFound, Unauthenticated
from domain.exchanges.service import exchanges_of, get_exchange
from domain.exchanges.values import Exchange
from domain.identity.values import Permission
from domain.serving.service import tell_clearances
from storage.nats.live_campaigns import LiveCampaigns

router = APIRouter(tags=["creatives"])
for_exchanges = APIRouter(prefix="/v1/exchanges/{exchange_id}/creatives", tags=["bidding"])

_OF_TENANT: Final = "/api/v1/management/exchanges"
_OF_CREATIVE: Final = "/api/v1/management/creatives/{creative_id}/clearances"
_AsExchange = Annotated[str, Header(alias="Authorization", description="Bearer and the exchange's secret")]

_log = structlog.get_logger(__name__)


class ClearanceView(View):
    """What one exchange said last of one creative."""

    creative_id: str
    exchange_id: str
    state: ClearanceState
    version: int
    """Of the creative; a newer one has to be cleared anew."""
    reason: str
    exchange_creative_id: str
    said_by: str
    updated_at: ShownInstant

    @classmethod
    def of(cls, row: Clearance) -> "ClearanceView":
        return cls(
            creative_id=row.creative_id,
            exchange_id=row.exchange_id,
            state=ClearanceState(row.state),
            version=row.version,
            reason=row.reason,
            exchange_creative_id=row.exchange_creative_id,
            said_by=row.said_by,
            updated_at=row.updated_at_ms,
        )


class ChangedClearanceView(ClearanceView):
    published: bool
    """Whether the bidders know; if not, ingest tells them within a minute."""


class ClearancePage(View):
    items: list[ClearanceView]
    next_cursor: str | None


class ReachingExchangeView(View):
    """An exchange that sells to your campaigns."""

    id: str
    name: str
    requires_creative_approval: bool
    """It is bid on with creatives it has cleared alone; else with every one that it has not rejected."""


@router.get(_OF_TENANT)
async def list_reaching_exchanges(
    state: State, caller: Annotated[Caller, requires(Permission.CREATIVE_READ)]
) -> list[ReachingExchangeView]:
    """The exchanges that reach your campaigns, by name."""
    async with state.main.platform_reading() as session:
        found = await exchanges_of(session, caller.tenant_id)
    return [
        ReachingExchangeView(
            id=one.exchange_id, name=one.name, requires_creative_approval=one.requires_creative_approval
        )
        for one in found
    ]


@router.get(_OF_CREATIVE)
async def list_clearances(
    creative_id: Id, state: State, caller: Annotated[Caller, requires(Permission.CREATIVE_READ)]
) -> list[ClearanceView]:
    """What every exchange says of a creative, by exchange."""
    async with state.main.reading(caller.tenant_id) as session:
        return [ClearanceView.of(row) for row in await service.clearances_of(session, creative_id)]


@router.put(_OF_CREATIVE + "/{exchange_id}")
async def set_clearance(
    creative_id: Id,
    exchange_id: Id,
    said: NewClearance,
    state: State,
    caller: Annotated[Caller, requires(Permission.CREATIVE_WRITE)],
) -> ChangedClearanceView:
    """Put on record what an exchange told you of a creative, or that it was asked (``pending``)."""
    async with state.main.platform_reading() as session:
        exchange = await get_exchange(session, exchange_id)
    if caller.tenant_id not in exchange.tenants or exchange.revoked:
        raise NotFound(f"there is no exchange '{exchange_id}'", field="exchange_id")
    return await _clear(state, caller.tenant_id, creative_id, exchange, said, said_by=caller.user_id)


@for_exchanges.get("")
async def list_for_exchange(  # noqa: PLR0917 - FastAPI reads parameters by name
    exchange_id: str,
    state: State,
    authorization: _AsExchange = "",
    review: Annotated[ClearanceState | None, Query(alias="state")] = None,
    cursor: Annotated[str, Query(max_length=40)] = "",
    limit: Limit = 50,
) -> ClearancePage:
    """What was said, or is asked, of creatives that the exchange may see."""
    exchange = _proven(state, exchange_id, authorization)
    async with state.main.platform_reading() as session:
        rows = await repository.of_exchange(
            session,
            exchange.exchange_id,
            tenants=exchange.tenants,
            state=review.value if review else None,
            after=cursor,
            limit=limit + 1,
        )
    page = rows[:limit]
    return ClearancePage(
        items=[ClearanceView.of(row) for row in page],
        next_cursor=page[-1].creative_id if len(rows) > limit else None,
    )


@for_exchanges.put("/{creative_id}")
async def clear(
    exchange_id: str, creative_id: Id, said: NewClearance, state: State, authorization: _AsExchange = ""
) -> ChangedClearanceView:
    """The exchange's own word on a creative (``crid`` of our bids), with its bidding credential."""
    exchange = _proven(state, exchange_id, authorization)
    async with state.main.platform_reading() as session:
        tenant_id = await repository.tenant_of_creative(session, creative_id)
    if tenant_id is None or tenant_id not in exchange.tenants:
        raise NotFound(f"there is no creative '{creative_id}'", field="creative_id")
    return await _clear(state, tenant_id, creative_id, exchange, said, said_by=exchange.exchange_id)


def _proven(state: AppState, exchange_id: str, authorization: str) -> Exchange:
    exchange = state.exchange_door.admit(exchange_id, authorization)
    if exchange is None:
        raise Unauthenticated(
            "this call needs the exchange's secret",
            field="authorization",
            remedy="Send the header 'Authorization: Bearer <secret>' that your bid requests carry.",
        )
    return exchange


async def _clear(
    state: AppState, tenant_id: str, creative_id: str, exchange: Exchange, said: NewClearance, *, said_by: str
) -> ChangedClearanceView:
    now_ms = state.clock_ms()
    async with state.main.tenant(tenant_id) as session:
        row = await service.clear_creative(
            session, creative_id, exchange.exchange_id, said, said_by=said_by, now_ms=now_ms
        )
        view, campaign_id, is_told = ClearanceView.of(row), row.campaign_id, row.is_told
        at_ms = row.updated_at_ms
    published = is_told or await _publish(state, tenant_id, campaign_id, at_ms)
    return ChangedClearanceView(**dict(view), published=published)


async def _publish(state: AppState, tenant_id: str, campaign_id: str, at_ms: int) -> bool:
    try:
        live = LiveCampaigns(state.need_nats().jetstream())
        await tell_clearances(state.main, live, tenant_id, campaign_id, now_ms=at_ms)
    except CampaignExpressError as error:
        _log.warning("clearance not published yet", campaign_id=campaign_id, error=error.message)
        return False
    return True
