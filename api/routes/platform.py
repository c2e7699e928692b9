"""Tenants, their people, and the tokens these carry.

People of the tenant ``platform`` may do this for every tenant by naming it; everybody else for their own.
"""

from collections.abc import Sequence
from typing import Annotated, TypeVar

from fastapi import APIRouter, Query
from pydantic import Field

from api.auth import Caller, acting_tenant, requires
from api.state import State
from api.wire import Body, Cursor, Id, Instant, Limit, ShownInstant, View
from domain.errors import Forbidden, NotFound
from domain.identity import service
from domain.identity.tables import ApiToken, Tenant, User
from domain.identity.values import ApproverGrant, Label, NewTenant, NewUser, Permission, Role, TenantId
from domain.paging import Position, read_cursor, write_cursor

router = APIRouter(prefix="/api/v1/platform", tags=["platform"])

TenantQuery = Annotated[TenantId | None, Query(description="For the platform's people: which tenant's")]
Row = TypeVar("Row", Tenant, User, ApiToken)
_SORT = "id"


class TenantView(View):
    id: str
    name: str
    seat: str
    created_at: ShownInstant

    @classmethod
    def of(cls, tenant: Tenant) -> "TenantView":
        return cls(id=tenant.id, name=tenant.name, seat=tenant.seat, created_at=tenant.created_at_ms)


class TenantPage(View):
    items: list[TenantView]
    next_cursor: str | None


class NewUserBody(NewUser):
    """A person to be; grants come on top of roles."""

    tenant_id: TenantId | None = None


class UserChange(Body):
    """What is left out stays as it is."""

    roles: Annotated[tuple[Role, ...] | None, Field(min_length=1, max_length=5)] = None
    grants: Annotated[tuple[ApproverGrant, ...] | None, Field(max_length=2)] = None
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


class NewToken(Body):
    """A token for one person. A ``demo`` one works in demo mode only."""

    tenant_id: TenantId | None = None
    user_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    name: Label
    expires_at: Instant | None = None
    demo: bool = False


class TokenView(View):
    id: str
    tenant_id: str
    user_id: str
    name: str
    demo: bool
    created_at: ShownInstant
    expires_at: ShownInstant | None
    revoked: bool

    @classmethod
    def of(cls, token: ApiToken) -> "TokenView":
        return cls(
            id=token.id,
            tenant_id=token.tenant_id,
            user_id=token.user_id,
            name=token.name,
            demo=token.demo,
            created_at=token.created_at_ms,
            expires_at=token.expires_at_ms,
            revoked=token.revoked_at_ms is not None,
        )


class IssuedTokenView(TokenView):
    secret: str = ""
    """Shown this once: we keep its digest alone."""


class TokenPage(View):
    items: list[TokenView]
    next_cursor: str | None


class CallerView(View):
    """Who you are to us, and what you may do."""

    tenant_id: str
    user_id: str
    roles: list[Role]
    grants: list[ApproverGrant]
    permissions: list[Permission]


@router.get("/me")
async def me(caller: Annotated[Caller, requires()]) -> CallerView:
    """Whose token this is."""
    return CallerView(
        tenant_id=caller.tenant_id,
        user_id=caller.user_id,
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
        rows = await service.list_tenants(session, after=_after(cursor), limit=limit + 1)
    return TenantPage(items=[TenantView.of(row) for row in rows[:limit]], next_cursor=_next(rows, limit))


@router.get("/tenants/{tenant_id}")
async def get_tenant(
    tenant_id: Id, state: State, caller: Annotated[Caller, requires(Permission.TENANT_READ)]
) -> TenantView:
    """The own tenant; for the platform's people, any."""
    if tenant_id != caller.tenant_id and Permission.TENANT_WRITE not in caller.permissions:
        raise NotFound(f"there is no tenant '{tenant_id}'", field="tenant_id")
    async with state.main.reading(tenant_id) as session:
        return TenantView.of(await service.get_tenant(session, tenant_id))


@router.post("/users", status_code=201)
async def create_user(
    body: NewUserBody, state: State, caller: Annotated[Caller, requires(Permission.USER_WRITE)]
) -> UserView:
    tenant_id = acting_tenant(caller, body.tenant_id)
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
        rows = await service.list_users(session, after=_after(cursor), limit=limit + 1)
    return UserPage(items=[UserView.of(row) for row in rows[:limit]], next_cursor=_next(rows, limit))


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
    """Give somebody other roles or grants, lock them out or let them in again. Nobody does that to themselves."""
    if user_id == caller.user_id:
        raise Forbidden("you cannot change your own roles", field="user_id", remedy="Ask another administrator.")
    async with state.main.tenant(acting_tenant(caller, tenant_id)) as session:
        user = UserView.of(
            await service.change_user(
                session,
                user_id,
                roles=body.roles,
                grants=body.grants,
                disabled=body.disabled,
                now_ms=state.clock_ms(),
            )
        )
    state.recent_callers.forget()
    return user


@router.post("/tokens", status_code=201)
async def create_token(
    body: NewToken, state: State, caller: Annotated[Caller, requires(Permission.USER_WRITE)]
) -> IssuedTokenView:
    """A new token; its ``secret`` is in this answer and nowhere else."""
    async with state.main.tenant(acting_tenant(caller, body.tenant_id)) as session:
        token, secret = await service.create_token(
            session,
            body.user_id,
            name=body.name,
            now_ms=state.clock_ms(),
            expires_at_ms=body.expires_at,
            demo=body.demo,
        )
        return IssuedTokenView(**TokenView.of(token).__dict__, secret=secret)


@router.get("/tokens")
async def list_tokens(
    *,
    state: State,
    caller: Annotated[Caller, requires(Permission.USER_READ)],
    tenant_id: TenantQuery = None,
    user_id: Annotated[str | None, Query(pattern=r"^[A-Za-z0-9_-]{1,64}$")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> TokenPage:
    async with state.main.reading(acting_tenant(caller, tenant_id)) as session:
        rows = await service.list_tokens(session, user_id=user_id, after=_after(cursor), limit=limit + 1)
    return TokenPage(items=[TokenView.of(row) for row in rows[:limit]], next_cursor=_next(rows, limit))


@router.delete("/tokens/{token_id}", status_code=204)
async def revoke_token(
    token_id: Id,
    state: State,
    caller: Annotated[Caller, requires(Permission.USER_WRITE)],
    tenant_id: TenantQuery = None,
) -> None:
    """From now on the token opens nothing; another process of the API may take a second to notice."""
    async with state.main.tenant(acting_tenant(caller, tenant_id)) as session:
        await service.revoke_token(session, token_id, now_ms=state.clock_ms())
    state.recent_callers.forget()


def _after(cursor: str | None) -> str:
    position = read_cursor(_SORT, cursor)
    return position.id if position else ""


def _next(rows: Sequence[Row], limit: int) -> str | None:
    if len(rows) <= limit:
        return None
    last = rows[limit - 1].id
    return write_cursor(_SORT, Position(last, last))
