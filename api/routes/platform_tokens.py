"""API keys: tokens that programs carry in the name of one person."""

from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import Field

from api.auth import Caller, acting_tenant, refuse_beyond, refuse_beyond_token, requires
from api.routes.platform import TenantQuery, after, next_cursor
from api.state import State
from api.wire import Body, Cursor, Id, Instant, Limit, ShownInstant, View
from domain.errors import Forbidden
from domain.identity import service
from domain.identity.rules import within
from domain.identity.tables import ApiToken
from domain.identity.values import Label, Permission, RequestsPerMinute, Scopes, TenantId

router = APIRouter(prefix="/api/v1/platform", tags=["platform"])

_DAY_S: Final = 86_400


class NewToken(Body):
    """A token for one person. A ``demo`` one works in demo mode only."""

    tenant_id: TenantId | None = None
    user_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    name: Label
    expires_at: Instant | None = None
    demo: bool = False
    scopes: Scopes | None = None
    """Left out, everything its user may do; otherwise of that only these."""
    requests_per_minute: RequestsPerMinute | None = None
    """Left out, as much as the tenant may ask; made with a key that has a quota, as much as that."""


class Rotation(Body):
    overlap_s: Annotated[int, Field(ge=0, le=30 * _DAY_S)] = _DAY_S
    """How long the old key stays good beside the new one."""


class TokenView(View):
    id: str
    tenant_id: str
    user_id: str
    name: str
    demo: bool
    scopes: list[str] | None
    """None narrow nothing: the key may do whatever its user may."""
    requests_per_minute: int | None
    created_at: ShownInstant
    expires_at: ShownInstant | None
    last_used_at: ShownInstant | None
    """To the minute."""
    revoked: bool

    @classmethod
    def of(cls, token: ApiToken) -> "TokenView":
        return cls(
            id=token.id,
            tenant_id=token.tenant_id,
            user_id=token.user_id,
            name=token.name,
            demo=token.demo,
            scopes=token.scopes,
            requests_per_minute=token.requests_per_minute,
            created_at=token.created_at_ms,
            expires_at=token.expires_at_ms,
            last_used_at=token.last_used_at_ms,
            revoked=token.revoked_at_ms is not None,
        )


class IssuedTokenView(TokenView):
    secret: str = ""
    """Shown this once: we keep its digest alone."""

    @classmethod
    def issued(cls, issued: service.IssuedToken) -> "IssuedTokenView":
        return cls(**TokenView.of(issued.token).__dict__, secret=issued.secret)


class TokenPage(View):
    items: list[TokenView]
    next_cursor: str | None


@router.post("/tokens", status_code=201)
async def create_token(
    body: NewToken, state: State, caller: Annotated[Caller, requires(Permission.USER_WRITE)]
) -> IssuedTokenView:
    """A new token; its ``secret`` is in this answer and nowhere else."""
    async with state.main.tenant(acting_tenant(caller, body.tenant_id)) as session:
        user = await service.get_user(session, body.user_id)
        refuse_beyond_token(caller, user, body.scopes)
        _refuse_outliving(caller, body.expires_at)
        most = _most_per_minute(caller)
        requests_per_minute = most if body.requests_per_minute is None else body.requests_per_minute
        _refuse_outrunning(caller, requests_per_minute)
        issued = await service.create_token(
            session,
            body.user_id,
            name=body.name,
            now_ms=state.clock_ms(),
            expires_at_ms=body.expires_at,
            demo=body.demo or caller.is_demo,
            scopes=body.scopes,
            requests_per_minute=requests_per_minute,
        )
    return IssuedTokenView.issued(issued)


@router.post("/tokens/{token_id}/rotate", status_code=201)
async def rotate_token(
    token_id: Id,
    state: State,
    caller: Annotated[Caller, requires(Permission.USER_WRITE)],
    body: Rotation | None = None,
    tenant_id: TenantQuery = None,
) -> IssuedTokenView:
    """A key in place of this one, like it but for its ``secret``. The old one ends after the overlap."""
    overlap_s = (body or Rotation()).overlap_s
    async with state.main.tenant(acting_tenant(caller, tenant_id)) as session:
        issued = await service.rotate_token(session, token_id, overlap_ms=overlap_s * 1_000, now_ms=state.clock_ms())
        user = await service.get_user(session, issued.token.user_id)
        refuse_beyond_token(caller, user, issued.token.scopes)
        _refuse_outliving(caller, issued.token.expires_at_ms)
        _refuse_outrunning(caller, issued.token.requests_per_minute)
        if caller.is_demo and not issued.token.demo:
            raise Forbidden("your key works in demo mode only, and this one does not", field="token_id")
    state.forget_callers()
    return IssuedTokenView.issued(issued)


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
        rows = await service.list_tokens(session, user_id=user_id, after=after(cursor), limit=limit + 1)
    return TokenPage(items=[TokenView.of(row) for row in rows[:limit]], next_cursor=next_cursor(rows, limit))


@router.delete("/tokens/{token_id}", status_code=204)
async def revoke_token(
    token_id: Id,
    state: State,
    caller: Annotated[Caller, requires(Permission.USER_WRITE)],
    tenant_id: TenantQuery = None,
) -> None:
    """From now on the token opens nothing; another process of the API may take a second to notice."""
    async with state.main.tenant(acting_tenant(caller, tenant_id)) as session:
        token = await service.revoke_token(session, token_id, now_ms=state.clock_ms())
        user = await service.get_user(session, token.user_id)
        refuse_beyond(caller, within(service.held_by(user), token.scopes))
    state.forget_callers()


def _most_per_minute(caller: Caller) -> int | None:
    """The quota of the caller's own key."""
    return next((quota.per_minute for quota in caller.quotas if quota.subject == caller.token_id), None)


def _refuse_outrunning(caller: Caller, requests_per_minute: int | None) -> None:
    """A key with a quota makes none that may ask more often. Raises ``Forbidden``."""
    most = _most_per_minute(caller)
    if most is not None and (requests_per_minute is None or requests_per_minute > most):
        raise Forbidden(
            "the key could ask more often than yours",
            field="requests_per_minute",
            remedy=f"Give it {most} a minute at most, or sign in to make it.",
        )


def _refuse_outliving(caller: Caller, expires_at_ms: int | None) -> None:
    """A key that expires makes none that stays on after it. Raises ``Forbidden``."""
    ends_at_ms = caller.expires_at_ms if caller.token_id else None
    if ends_at_ms is not None and (expires_at_ms is None or expires_at_ms > ends_at_ms):
        raise Forbidden(
            "the key would outlive yours",
            field="expires_at",
            remedy="Let it expire no later than yours, or sign in to make it.",
        )
