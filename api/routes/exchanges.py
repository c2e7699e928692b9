"""The exchanges that may ask for bids. They belong to the platform, whose people alone may see and change them."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Query

from api.auth import Caller, requires
from api.state import AppState, State
from api.wire import Id, Limit, ShownInstant, View
from domain.errors import CampaignExpressError, InvalidInput
from domain.exchanges import service
from domain.exchanges.values import Exchange, ExchangeChange, NewExchange, PriceEncryption, SecretRotation
from domain.identity.values import Permission
from storage.nats.exchanges import Exchanges

router = APIRouter(prefix="/api/v1/platform/exchanges", tags=["platform"])

Reader = Annotated[Caller, requires(Permission.EXCHANGE_READ)]
Writer = Annotated[Caller, requires(Permission.EXCHANGE_WRITE)]
After = Annotated[str, Query(max_length=40, description="next_cursor of the page before")]

_log = structlog.get_logger(__name__)


class ExchangeView(View):
    id: str
    name: str
    tenants: list[str]
    seats: list[str]
    currencies: list[str]
    qps_limit: int
    """0 means unlimited."""
    open: bool
    """Takes requests without a secret; in demo mode only."""
    network_margin_ms: int | None
    """What of ``tmax`` is left to the network; null where the bidders measure it."""
    gzip_responses: bool
    requires_creative_approval: bool
    require_schain: bool
    match_users: bool
    sync_url: str
    price_encryption: PriceEncryption
    no_bid_body: bool
    old_secret_until: ShownInstant | None
    """Until when the secret before the present one is good as well."""
    revision: int
    revoked: bool


class ChangedExchangeView(ExchangeView):
    published: bool
    """Whether every door has been told; if not, ingest tells them within a minute."""


class IssuedExchangeView(ChangedExchangeView):
    secret: str
    """Shown this once: we keep its digest alone. Empty for an open exchange."""


class ExchangePage(View):
    items: list[ExchangeView]
    next_cursor: str | None


@router.post("", status_code=201)
async def create_exchange(new: NewExchange, state: State, caller: Writer) -> IssuedExchangeView:
    """A new exchange and its secret."""
    if new.open and not state.demo:
        raise InvalidInput(
            "an exchange without a secret exists in demo mode only", field="open", remedy="Leave it out or send false."
        )
    async with state.main.platform() as session:
        exchange, secret = await service.create_exchange(session, new, actor_id=caller.user_id, now_ms=state.clock_ms())
    return IssuedExchangeView(**_shown(exchange), published=await _publish(state, exchange), secret=secret)


@router.get("")
async def list_exchanges(state: State, _caller: Reader, cursor: After = "", limit: Limit = 50) -> ExchangePage:
    """Every exchange, revoked ones included, in the order they were made."""
    async with state.main.platform_reading() as session:
        found = await service.list_exchanges(session, after=cursor, limit=limit + 1)
    page = found[:limit]
    return ExchangePage(
        items=[ExchangeView(**_shown(exchange)) for exchange in page],
        next_cursor=page[-1].exchange_id if len(found) > limit else None,
    )


@router.get("/{exchange_id}")
async def get_exchange(exchange_id: Id, state: State, _caller: Reader) -> ExchangeView:
    async with state.main.platform_reading() as session:
        return ExchangeView(**_shown(await service.get_exchange(session, exchange_id)))


@router.patch("/{exchange_id}")
async def change_exchange(
    exchange_id: Id, change: ExchangeChange, state: State, _caller: Writer
) -> ChangedExchangeView:
    """Change what an exchange may reach; what is left out stays as it is."""
    async with state.main.platform() as session:
        exchange = await service.change_exchange(session, exchange_id, change, now_ms=state.clock_ms())
    return ChangedExchangeView(**_shown(exchange), published=await _publish(state, exchange))


@router.post("/{exchange_id}/secret")
async def rotate_secret(
    exchange_id: Id, state: State, _caller: Writer, rotation: SecretRotation | None = None
) -> IssuedExchangeView:
    """A new secret. The old one stays good beside it for a day, or as long as the body says."""
    async with state.main.platform() as session:
        exchange, secret = await service.rotate_secret(
            session, exchange_id, rotation or SecretRotation(), now_ms=state.clock_ms()
        )
    return IssuedExchangeView(**_shown(exchange), published=await _publish(state, exchange), secret=secret)


@router.delete("/{exchange_id}")
async def revoke_exchange(exchange_id: Id, state: State, _caller: Writer) -> ChangedExchangeView:
    """Turn an exchange away for good. It stays on record."""
    async with state.main.platform() as session:
        exchange = await service.revoke_exchange(session, exchange_id, now_ms=state.clock_ms())
    return ChangedExchangeView(**_shown(exchange), published=await _publish(state, exchange))


async def _publish(state: AppState, exchange: Exchange) -> bool:
    """Tell the doors. A failure must not hide the answer, which may hold a secret shown once; ingest makes up for it."""
    try:
        await Exchanges(state.need_nats().jetstream()).publish(exchange)
    except CampaignExpressError as error:
        _log.warning("exchange not published yet", exchange_id=exchange.exchange_id, error=error.message)
        return False
    return True


def _shown(exchange: Exchange) -> dict[str, object]:
    return {
        "id": exchange.exchange_id,
        "name": exchange.name,
        "tenants": list(exchange.tenants),
        "seats": list(exchange.seats),
        "currencies": list(exchange.currencies),
        "qps_limit": exchange.qps_limit,
        "open": not exchange.secret_sha256,
        "network_margin_ms": exchange.network_margin_ms,
        "gzip_responses": exchange.gzip_responses,
        "requires_creative_approval": exchange.requires_creative_approval,
        "require_schain": exchange.require_schain,
        "match_users": exchange.match_users,
        "sync_url": exchange.sync_url,
        "price_encryption": exchange.price_encryption,
        "no_bid_body": exchange.no_bid_body,
        "old_secret_until": exchange.previous_until_ms or None,
        "revision": exchange.revision,
        "revoked": exchange.revoked,
    }
