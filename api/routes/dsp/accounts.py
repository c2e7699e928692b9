"""Accounts at demand-side platforms, and the platforms there are."""

from typing import Any

from fastapi import APIRouter

from api.routes.dsp.access import Reader, Writer
from api.state import AppState, State
from api.wire import Id, View
from domain.dsp import service
from domain.dsp.tables import DspAccountRow
from domain.dsp.values import Capabilities, DspAccountChange, NewDspAccount
from domain.errors import InvalidInput

router = APIRouter()


class PlatformView(View):
    platform: str
    label: str
    parameters: list[str]
    credentials: list[str]
    match_keys: list[str]
    audience_batch: int
    documented: dict[str, str]
    """The public document that each ability follows."""
    unverified: list[str]
    """What no public document confirms."""


class AccountView(View):
    id: str
    platform: str
    name: str
    enabled: bool
    bid_url: str | None
    parameters: dict[str, str]
    timeout_ms: int
    max_concurrent: int
    revision: int


class ConnectionView(View):
    works: bool
    account: str
    """What the vendor calls it."""
    reason: str


@router.get("/platforms")
async def list_platforms(state: State, _caller: Reader) -> list[PlatformView]:
    """Every platform there is a connector for, what it needs, and which document each ability follows."""
    return [PlatformView(**_platform(one)) for one in state.need_platforms().fan_out.platforms()]


@router.post("/accounts", status_code=201)
async def create_account(new: NewDspAccount, state: State, caller: Writer) -> AccountView:
    """Connect an account. Its credentials are sealed and never shown again."""
    desk = state.need_platforms()
    async with state.main.tenant(caller.tenant_id) as session:
        row = await desk.accounts.create(
            session,
            new,
            _capabilities(state, new.platform),
            actor_id=caller.user_id,
            now_ms=state.clock_ms(),
        )
        return _account(row)


@router.get("/accounts")
async def list_accounts(state: State, caller: Reader) -> list[AccountView]:
    async with state.main.reading(caller.tenant_id) as session:
        return [_account(row) for row in await service.list_accounts(session)]


@router.patch("/accounts/{account_id}")
async def change_account(account_id: Id, change: DspAccountChange, state: State, caller: Writer) -> AccountView:
    """Change an account; what is left out stays, credentials are replaced as a whole."""
    desk = state.need_platforms()
    async with state.main.tenant(caller.tenant_id) as session:
        held = await service.existing_account(session, account_id)
        row = await desk.accounts.change(
            session, account_id, change, _capabilities(state, held.platform), now_ms=state.clock_ms()
        )
        return _account(row)


@router.post("/accounts/{account_id}/test")
async def check_connection(account_id: Id, state: State, caller: Writer) -> ConnectionView:
    """Whether the platform accepts the account's credentials; nothing is changed there."""
    desk = state.need_platforms()
    async with state.main.reading(caller.tenant_id) as session:
        account = await desk.accounts.get(session, account_id)
    return ConnectionView(**await desk.fan_out.test_connection(account))


def _capabilities(state: AppState, platform: str) -> Capabilities:
    known = {one.platform: one for one in state.need_platforms().fan_out.platforms()}
    if platform not in known:
        raise InvalidInput(
            f"there is no platform '{platform}'", field="platform", remedy=f"Choose one of {', '.join(known)}."
        )
    return known[platform]


def _platform(one: Capabilities) -> dict[str, Any]:
    return {
        "platform": one.platform,
        "label": one.label,
        "parameters": list(one.parameters),
        "credentials": list(one.credentials),
        "match_keys": [key.value for key in one.match_keys],
        "audience_batch": one.audience_batch,
        "documented": dict(one.documented),
        "unverified": list(one.unverified),
    }


def _account(row: DspAccountRow) -> AccountView:
    return AccountView(
        id=row.id,
        platform=row.platform,
        name=row.name,
        enabled=row.enabled,
        bid_url=row.bid_url or None,
        parameters=dict(row.parameters),
        timeout_ms=row.timeout_ms,
        max_concurrent=row.max_concurrent,
        revision=row.revision,
    )
