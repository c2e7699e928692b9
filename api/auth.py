"""Who calls, and whether they may.

Every route takes a ``Caller`` through ``requires(...)``, but for the few in ``OPEN_PATHS``; the app refuses to start
otherwise.
"""

import contextlib
from collections.abc import Awaitable, Callable, Iterable
from typing import Annotated, Any, Final

from fastapi import BackgroundTasks, Depends, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.access import say_on_answer
from api.quotas import QuotaExceeded
from api.state import AppState, State
from domain.acting import act_as, acting
from domain.errors import Forbidden, Unauthenticated, Unavailable
from domain.identity import service
from domain.identity.rules import permissions_of, within
from domain.identity.sessions.rules import looks_like_access_token
from domain.identity.tables import User
from domain.identity.values import PLATFORM_TENANT, ApproverGrant, Identity, Permission, Role
from workflows.contracts.campaigns import Actor

OPEN_PATHS: Final = frozenset(
    {
        "/health",
        "/live",
        "/ready",
        "/api/v1/session",
        "/api/v1/session/sign-in",
        "/api/v1/session/refresh",
        "/api/v1/session/password/forgotten",
        "/api/v1/session/password/chosen",
        "/api/v1/session/sso/providers",
        "/api/v1/session/sso/{provider_id}/start",
        "/api/v1/session/sso/{provider_id}/callback",
        "/api/v1/session/sso/{provider_id}/acs",
        "/api/v1/session/sso/{provider_id}/metadata",
        "/api/v1/session/sso/tokens",
        "/.well-known/jwks.json",
        "/v1/bid",
        "/v1/bid/{exchange_id}",
        "/v1/media/{tenant_id}/{asset_id}/{version}",
        "/v1/exchanges/{exchange_id}/creatives",
        "/v1/exchanges/{exchange_id}/creatives/{creative_id}",
        "/v1/feeds/{channel}",
        "/v1/feeds/items/{message_id}/{seen}",
        "/v1/webhooks/{vendor}/{account_id}",
        "/v1/tag.js",
        "/v1/collect",
        "/v1/pixel.gif",
        "/v1/do-not-sell",
        "/r/c/{reading}/{link}",
        "/r/o/{name}",
        "/r/u/{choosing}",
        "/r/p/{choosing}",
        "/r/p/{choosing}/record",
    }
)
"""Health says nothing about anybody's data; who signs in or out brings a password, a refresh token, a voucher or the word of an
identity provider, and keys that verify are for everybody; bids and
clearances are authenticated as exchanges are, media are what creatives show to everybody, vendors by their signatures, feeds and readers of messages by the token of
the person they are for."""

Caller = Identity
"""Tenant, user, roles, grants and permissions of whoever sent the request."""

_bearer = HTTPBearer(
    auto_error=False,
    description="An API key from POST /api/v1/platform/tokens, or an access token from POST /api/v1/session/sign-in",
)
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


async def current_caller(
    request: Request, state: State, background: BackgroundTasks, credentials: Credentials
) -> Caller:
    """Whoever the bearer token belongs to, or belonged to a moment ago.

    Raises ``Unauthenticated``, and ``TooMany`` once their key or tenant has asked for as much as it may.
    """
    if credentials is None:
        raise Unauthenticated(
            "this call needs a bearer token",
            field="authorization",
            remedy="Send the header 'Authorization: Bearer <token>'.",
        )
    secret, now_ms = credentials.credentials, state.clock_ms()
    caller = state.recent_callers.find(secret, now_ms=now_ms)
    if caller is None:
        caller = await _looked_up(state, secret, now_ms)
        if not service.is_use_noted(caller, now_ms=now_ms):
            background.add_task(_note_use, state, caller, now_ms)
    if caller.quotas:
        await _hold_to_quotas(request, state, caller, now_ms)
    return caller


async def caller_still(state: AppState, credentials: Credentials) -> Caller:
    """Whoever sent a request that is being answered for a long while, as they are known now. Raises ``Unauthenticated``."""
    secret, now_ms = credentials.credentials if credentials else "", state.clock_ms()
    return state.recent_callers.find(secret, now_ms=now_ms) or await _looked_up(state, secret, now_ms)


async def _looked_up(state: AppState, secret: str, now_ms: int) -> Caller:
    caller = await caller_of(state, secret, now_ms=now_ms)
    state.recent_callers.remember(secret, caller, now_ms=now_ms)
    return caller


async def caller_of(state: AppState, secret: str, *, now_ms: int) -> Caller:
    """Whose API key or access token this is, looked up. Raises ``Unauthenticated``."""
    if looks_like_access_token(secret):
        return await state.need_sign_in().identify(secret)
    async with state.main.platform_reading() as session:
        return await service.authenticate(session, secret, now_ms=now_ms, demo_mode=state.demo)


async def _hold_to_quotas(request: Request, state: AppState, caller: Caller, now_ms: int) -> None:
    try:
        say_on_answer(request, await state.meter.take(caller.quotas, now_ms=now_ms))
    except QuotaExceeded as exceeded:
        say_on_answer(request, exceeded.headers)
        raise


async def _note_use(state: AppState, caller: Caller, now_ms: int) -> None:
    """After the answer. What a store that is busy does not take now is noted by a later request."""
    with contextlib.suppress(Unavailable):
        async with state.main.tenant(caller.tenant_id) as session:
            await service.note_use(session, caller, now_ms=now_ms)


def requires(*permissions: Permission) -> Any:
    """A dependency that gives the ``Caller``, once they hold one of ``permissions``; none admits everybody known.

    ``caller: Annotated[Caller, requires(Permission.CAMPAIGN_READ)]``
    """

    async def permitted(caller: Annotated[Caller, Depends(current_caller)]) -> Caller:
        if permissions and not caller.permissions.intersection(permissions):
            raise not_permitted(caller, *permissions)
        act_as(caller.user_id, tenant_id=caller.tenant_id, credential_id=caller.token_id or caller.session_id)
        return caller

    return Depends(permitted)


def not_permitted(caller: Caller, *wanted: Permission, field: str | None = None) -> Forbidden:
    """The refusal of somebody who holds none of ``wanted``: by their roles, or by their key where the roles would do."""
    what = " or ".join(wanted)
    held = permissions_of(caller.roles, caller.grants, tenant_id=caller.tenant_id)
    if caller.token_id and held.intersection(wanted):
        return Forbidden(
            f"the scopes of this key do not allow {what}; the roles of its person do",
            field=field,
            remedy="Ask an administrator of your tenant for a key with this scope, or sign in and do it yourself.",
        )
    return Forbidden(
        f"your roles do not allow {what}",
        field=field,
        remedy="Ask an administrator of your tenant for a role that does.",
    )


def requires_session() -> Any:
    """A dependency that gives the ``Caller`` who signed in; a key acts for its person and is not that person."""

    async def signed_in(caller: Annotated[Caller, requires()]) -> Caller:
        return _signed_in(caller)

    return Depends(signed_in)


def knows_session() -> Any:
    """A dependency that gives the ``Caller`` who signed in, or None for whoever sends no bearer token.

    The route then asks for something else that names a session.
    """

    async def perhaps_signed_in(
        request: Request, state: State, background: BackgroundTasks, credentials: Credentials
    ) -> Caller | None:
        if credentials is None:
            return None
        caller = _signed_in(await current_caller(request, state, background, credentials))
        act_as(caller.user_id, tenant_id=caller.tenant_id, credential_id=caller.session_id)
        return caller

    return Depends(perhaps_signed_in)


def _signed_in(caller: Caller) -> Caller:
    if not caller.session_id:
        raise Forbidden(
            "an API key has no say in how its person signs in",
            field="authorization",
            remedy="Sign in, and send the access token.",
        )
    return caller


def acting_tenant(caller: Caller, wanted: str | None) -> str:
    """The tenant a call is about: the caller's own, or any for the platform's people. Raises ``Forbidden``."""
    if wanted is None or wanted == caller.tenant_id:
        return caller.tenant_id
    if caller.tenant_id == PLATFORM_TENANT and Permission.TENANT_WRITE in caller.permissions:
        return wanted
    raise Forbidden("you can act for your own tenant only", field="tenant_id", remedy="Leave tenant_id out.")


def refuse_unguarded(app: FastAPI) -> None:
    """Raise ``RuntimeError`` naming every route that would answer a stranger."""
    unguarded = [
        str(route.path)
        for route in iter_route_contexts(app.routes)
        if route.path not in OPEN_PATHS
        and not (isinstance(route.original_route, APIRoute) and is_guarded(route.original_route.dependant))
    ]
    if unguarded:
        raise RuntimeError(f"routes without a permission: {', '.join(unguarded)}")


def is_guarded(dependant: Dependant) -> bool:
    call: Callable[..., Awaitable[Any]] | Any = dependant.call
    return call is current_caller or any(is_guarded(below) for below in dependant.dependencies)


def refuse_beyond(caller: Caller, wanted: Iterable[Permission]) -> None:
    """Nobody hands out more than they hold: a key with narrow scopes makes no wider one. Raises ``Forbidden``."""
    beyond = sorted(set(wanted) - caller.permissions)
    if beyond:
        raise Forbidden(
            f"you do not hold {', '.join(beyond)} yourself", remedy="Ask somebody who does, or give fewer permissions."
        )


def refuse_unless_administrator(caller: Caller, tenant_id: str) -> None:
    """Some things are said by those alone who may do everything there, narrowed by nothing. Raises ``Forbidden``."""
    if not permissions_of((Role.ADMIN,), (), tenant_id=tenant_id) <= caller.permissions:
        raise Forbidden(
            f"that takes an administrator of {tenant_id}, whom no scopes narrow",
            remedy="Ask one, or sign in as one.",
        )


def refuse_grants_beyond(caller: Caller, tenant_id: str, wanted: Iterable[ApproverGrant]) -> None:
    """Whose voice counts in a review is up to administrators, and to those who have that voice. Raises ``Forbidden``."""
    if set(wanted) - set(caller.grants):
        refuse_unless_administrator(caller, tenant_id)


def refuse_beyond_token(caller: Caller, user: User, scopes: Iterable[str] | None) -> None:
    """Nobody who is narrowed makes a key that reaches further. Raises ``Forbidden``.

    A key without scopes reaches whatever its user may do one day, so that it takes somebody whom nothing narrows.
    """
    reach = within(service.held_by(user), scopes)
    refuse_beyond(caller, reach)
    if Permission.CAMPAIGN_APPROVE in reach:
        refuse_grants_beyond(caller, user.tenant_id, map(ApproverGrant, user.grants))
    whole = permissions_of(caller.roles, caller.grants, tenant_id=caller.tenant_id)
    if scopes is None and caller.permissions < whole:
        raise Forbidden(
            "the key would grow with its user's roles, and yours does not",
            field="scopes",
            remedy="Name the scopes, or ask somebody whose key has none.",
        )


def actor_of(caller: Caller) -> Actor:
    """The caller as a campaign's history and its workflow know them; on record is the first of their roles."""
    roles = (*caller.roles, *caller.grants)
    return Actor(
        user_id=caller.user_id,
        role=roles[0].value,
        roles=tuple(role.value for role in roles),
        request_id=acting().request_id,
    )
