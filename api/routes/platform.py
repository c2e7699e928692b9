"""Tenants and their people: roles, invitations, sessions.

People of the tenant ``platform`` may do this for every tenant by naming it; everybody else for their own.
"""

from collections.abc import Sequence
from typing import Annotated, TypeVar

from fastapi import APIRouter, Query
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from api.auth import Caller, acting_tenant, refuse_beyond, refuse_grants_beyond, requires
from api.routes.session import SessionView, mail_voucher
from api.state import State
from api.wire import Body, Cursor, Id, Limit, ShownInstant, View
from domain.errors import Forbidden, NotFound
from domain.identity import service
from domain.identity.rules import permissions_of
from domain.identity.second_factors import service as second_factors
from domain.identity.sessions import service as sessions
from domain.identity.sessions.values import Ending
from domain.identity.tables import ApiToken, Tenant, User
from domain.identity.values import ApproverGrant, NewTenant, NewUser, Permission, RequestsPerMinute, Role, TenantId
from domain.identity.vouchers import service as vouchers
from domain.identity.vouchers.values import Purpose
from domain.paging import Position, read_cursor, write_cursor

router = APIRouter(prefix="/api/v1/platform", tags=["platform"])

TenantQuery = Annotated[TenantId | None, Query(description="For the platform's people: which tenant's")]
Row = TypeVar("Row", Tenant, User, ApiToken)
_SORT = "id"


class TenantView(View):
    id: str
    name: str
    seat: str
    requests_per_minute: int | None
    created_at: ShownInstant

    @classmethod
    def of(cls, tenant: Tenant) -> "TenantView":
        return cls(
            id=tenant.id,
            name=tenant.name,
            seat=tenant.seat,
            requests_per_minute=tenant.requests_per_minute,
            created_at=tenant.created_at_ms,
        )


class TenantChange(Body):
    requests_per_minute: RequestsPerMinute | None
    """What all its people and keys together may ask of the API; null for as much as they like."""


class TenantPage(View):
    items: list[TenantView]
    next_cursor: str | None


class NewUserBody(NewUser):
    """A person to be; grants come on top of roles."""

    tenant_id: TenantId | None = None


class UserChange(Body):
    """What is left out stays as it is."""

    roles: Annotated[tuple[Role, ...] | None, Field(min_length=1, max_length=5)] = None
    grants: Annotated[tuple[ApproverGrant, ...] | None, Field(max_length=len(ApproverGrant))] = None
    disabled: bool | None = None


class UserView(View):
    id: str
    tenant_id: str
    email: str
    name: str
    roles: list[Role]
    grants: list[ApproverGrant]
    disabled: bool
    created_at: ShownInstant

    @classmethod
    def of(cls, user: User) -> "UserView":
        return cls(
            id=user.id,
            tenant_id=user.tenant_id,
            email=user.email,
            name=user.name,
            roles=[Role(role) for role in user.roles],
            grants=[ApproverGrant(grant) for grant in user.grants],
            disabled=user.disabled_at_ms is not None,
            created_at=user.created_at_ms,
        )


class UserPage(View):
    items: list[UserView]
    next_cursor: str | None


class InvitationView(View):
    user_id: str
    voucher: str | None
    """Shown this once: we keep its digest alone. Null when it was mailed."""
    expires_at: ShownInstant


class CallerView(View):
    """Who you are to us, and what you may do."""

    tenant_id: str
    tenant_name: str
    user_id: str
    name: str
    email: str
    roles: list[Role]
    grants: list[ApproverGrant]
    permissions: list[Permission]


@router.get("/me")
async def me(state: State, caller: Annotated[Caller, requires()]) -> CallerView:
    """Whose token this is."""
    async with state.main.reading(caller.tenant_id) as session:
        user = await service.get_user(session, caller.user_id)
        tenant = await service.get_tenant(session, caller.tenant_id)
    return CallerView(
        tenant_id=caller.tenant_id,
        tenant_name=tenant.name,
        user_id=caller.user_id,
        name=user.name,
        email=user.email,
        roles=list(caller.roles),
        grants=list(caller.grants),
        permissions=sorted(caller.permissions),
    )


@router.post("/tenants", status_code=201)
async def create_tenant(
    body: NewTenant, state: State, _caller: Annotated[Caller, requires(Permission.TENANT_WRITE)]
) -> TenantView:
    async with state.main.platform() as session:
        return TenantView.of(await service.create_tenant(session, body, now_ms=state.clock_ms()))


@router.get("/tenants")
async def list_tenants(
    state: State,
    _caller: Annotated[Caller, requires(Permission.TENANT_WRITE)],
    cursor: Cursor = None,
    limit: Limit = 50,
) -> TenantPage:
    """Every tenant."""
    async with state.main.platform_reading() as session:
        rows = await service.list_tenants(session, after=after(cursor), limit=limit + 1)
    return TenantPage(items=[TenantView.of(row) for row in rows[:limit]], next_cursor=next_cursor(rows, limit))


@router.get("/tenants/{tenant_id}")
async def get_tenant(
    tenant_id: Id, state: State, caller: Annotated[Caller, requires(Permission.TENANT_READ)]
) -> TenantView:
    """The own tenant; for the platform's people, any."""
    if tenant_id != caller.tenant_id and Permission.TENANT_WRITE not in caller.permissions:
        raise NotFound(f"there is no tenant '{tenant_id}'", field="tenant_id")
    async with state.main.reading(tenant_id) as session:
        return TenantView.of(await service.get_tenant(session, tenant_id))


@router.patch("/tenants/{tenant_id}")
async def change_tenant(
    tenant_id: Id, body: TenantChange, state: State, _caller: Annotated[Caller, requires(Permission.TENANT_WRITE)]
) -> TenantView:
    """Limit what a tenant may ask. Keys feel it within a second, those signed in when they next refresh."""
    async with state.main.platform() as session:
        tenant = TenantView.of(await service.limit_tenant(session, tenant_id, body.requests_per_minute))
    state.forget_callers()
    return tenant


@router.post("/users", status_code=201)
async def create_user(
    body: NewUserBody, state: State, caller: Annotated[Caller, requires(Permission.USER_WRITE)]
) -> UserView:
    tenant_id = acting_tenant(caller, body.tenant_id)
    refuse_beyond(caller, permissions_of(body.roles, body.grants, tenant_id=tenant_id))
    refuse_grants_beyond(caller, tenant_id, body.grants)
    async with state.main.tenant(tenant_id) as session:
        return UserView.of(await service.create_user(session, body, tenant_id=tenant_id, now_ms=state.clock_ms()))


@router.get("/users")
async def list_users(
    state: State,
    caller: Annotated[Caller, requires(Permission.USER_READ)],
    tenant_id: TenantQuery = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> UserPage:
    async with state.main.reading(acting_tenant(caller, tenant_id)) as session:
        rows = await service.list_users(session, after=after(cursor), limit=limit + 1)
    return UserPage(items=[UserView.of(row) for row in rows[:limit]], next_cursor=next_cursor(rows, limit))


@router.get("/users/{user_id}")
async def get_user(
    user_id: Id,
    state: State,
    caller: Annotated[Caller, requires(Permission.USER_READ)],
    tenant_id: TenantQuery = None,
) -> UserView:
    async with state.main.reading(acting_tenant(caller, tenant_id)) as session:
        return UserView.of(await service.get_user(session, user_id))


@router.patch("/users/{user_id}")
async def change_user(
    user_id: Id,
    body: UserChange,
    state: State,
    caller: Annotated[Caller, requires(Permission.USER_WRITE)],
    tenant_id: TenantQuery = None,
) -> UserView:
    """Give somebody other roles or grants, lock them out or let them in again. Nobody does that to themselves.

    Locking somebody out ends their sessions, keys and vouchers for good. It takes somebody who may do all that they may.
    """
    if user_id == caller.user_id:
        raise Forbidden("you cannot change your own roles", field="user_id", remedy="Ask another administrator.")
    acting_for = acting_tenant(caller, tenant_id)
    async with state.main.tenant(acting_for) as session:
        user = await someone_within_reach(session, caller, user_id, to_change=True)
        refuse_grants_beyond(caller, acting_for, set(body.grants or ()) - set(map(ApproverGrant, user.grants)))
        changed = await service.change_user(
            session, user_id, roles=body.roles, grants=body.grants, disabled=body.disabled, now_ms=state.clock_ms()
        )
        refuse_beyond(caller, service.held_by(changed))
        view = UserView.of(changed)
    state.forget_callers()
    return view


@router.post("/users/{user_id}/invitation", status_code=201)
async def invite_user(
    user_id: Id,
    state: State,
    caller: Annotated[Caller, requires(Permission.USER_WRITE)],
    tenant_id: TenantQuery = None,
    by_mail: Annotated[bool, Query(description="Mail it to them instead of showing it to you")] = False,  # noqa: FBT002 -- a query
) -> InvitationView:
    """A voucher with which this person chooses a password, once, within a week; earlier ones are good no more."""
    async with state.main.tenant(acting_tenant(caller, tenant_id)) as session:
        user = await someone_within_reach(session, caller, user_id)
        issued = await vouchers.issue(session, user, Purpose.INVITATION, now_ms=state.clock_ms())
    if by_mail:
        await mail_voucher(state, user, Purpose.INVITATION, issued.secret)
    voucher = None if by_mail else issued.secret
    return InvitationView(user_id=user_id, voucher=voucher, expires_at=issued.expires_at_ms)


@router.get("/users/{user_id}/sessions")
async def list_sessions_of_user(
    user_id: Id,
    state: State,
    caller: Annotated[Caller, requires(Permission.USER_READ)],
    tenant_id: TenantQuery = None,
) -> list[SessionView]:
    """Where this person is signed in, newest first."""
    async with state.main.reading(acting_tenant(caller, tenant_id)) as session:
        user = await service.get_user(session, user_id)
        rows = await sessions.open_ones(session, user.id, now_ms=state.clock_ms())
    return [SessionView.of(row, current=caller.session_id) for row in rows]


@router.delete("/users/{user_id}/sessions", status_code=204)
async def end_sessions_of_user(
    user_id: Id,
    state: State,
    caller: Annotated[Caller, requires(Permission.USER_WRITE)],
    tenant_id: TenantQuery = None,
) -> None:
    """Sign this person out everywhere."""
    async with state.main.tenant(acting_tenant(caller, tenant_id)) as session:
        user = await someone_within_reach(session, caller, user_id)
        await sessions.end_all(session, user.id, why=Ending.REVOKED, now_ms=state.clock_ms())
    state.forget_callers()


@router.delete("/users/{user_id}/second-factor", status_code=204)
async def take_second_factor_away(
    user_id: Id,
    state: State,
    caller: Annotated[Caller, requires(Permission.USER_WRITE)],
    tenant_id: TenantQuery = None,
) -> None:
    """For somebody who lost their authenticator and their recovery codes; their password alone lets them in again."""
    async with state.main.tenant(acting_tenant(caller, tenant_id)) as session:
        user = await someone_within_reach(session, caller, user_id)
        await second_factors.remove(session, user.id)


async def someone_within_reach(session: AsyncSession, caller: Caller, user_id: str, *, to_change: bool = False) -> User:
    """A person who may do nothing that the caller may not. Raises ``NotFound``, and ``Forbidden`` for anybody else."""
    user = await service.get_user(session, user_id, to_change=to_change)
    refuse_beyond(caller, service.held_by(user))
    return user


def after(cursor: str | None) -> str:
    position = read_cursor(_SORT, cursor)
    return position.id if position else ""


def next_cursor(rows: Sequence[Row], limit: int) -> str | None:
    if len(rows) <= limit:
        return None
    last = rows[limit - 1].id
    return write_cursor(_SORT, Position(last, last))
