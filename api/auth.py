"""Who calls, and whether they may.

Every route takes a ``Caller`` through ``requires(...)``, but for the few in ``OPEN_PATHS``; the app refuses to start
otherwise.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final

from fastapi import Depends, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.state import State
from domain.acting import act_as, acting
from domain.errors import Forbidden, Unauthenticated
from domain.identity import service
from domain.identity.values import PLATFORM_TENANT, Identity, Permission
from workflows.contracts.campaigns import Actor

OPEN_PATHS: Final = frozenset(
    {
        "/health",
        "/live",
        "/ready",
        "/v1/bid",
        "/v1/bid/{exchange_id}",
        "/v1/exchanges/{exchange_id}/creatives",
        "/v1/exchanges/{exchange_id}/creatives/{creative_id}",
        "/v1/feeds/{channel}",
        "/v1/feeds/items/{message_id}/{seen}",
        "/v1/webhooks/{vendor}/{account_id}",
        "/v1/tag.js",
        "/v1/collect",
        "/v1/pixel.gif",
        "/r/c/{reading}/{link}",
        "/r/o/{name}",
        "/r/u/{choosing}",
        "/r/p/{choosing}",
    }
)
"""Health says nothing about anybody's data; bids and clearances are authenticated as exchanges are, vendors by their
signatures, feeds and readers of messages by the token of the person they are for."""

Caller = Identity
"""Tenant, user, roles, grants and permissions of whoever sent the request."""

_bearer = HTTPBearer(auto_error=False, description="A token from POST /api/v1/platform/tokens")
_Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


async def current_caller(state: State, credentials: _Credentials) -> Caller:
    """Whoever the bearer token belongs to, or belonged to a moment ago. Raises ``Unauthenticated``."""
    if credentials is None:
        raise Unauthenticated(
            "this call needs a bearer token",
            field="authorization",
            remedy="Send the header 'Authorization: Bearer <token>'.",
        )
    secret, now_ms = credentials.credentials, state.clock_ms()
    known = state.recent_callers.find(secret, now_ms=now_ms)
    if known is not None:
        return known
    async with state.main.platform_reading() as session:
        caller = await service.authenticate(session, secret, now_ms=now_ms, demo_mode=state.demo)
    state.recent_callers.remember(secret, caller, now_ms=now_ms)
    return caller


def requires(*permissions: Permission) -> Any:
    """A dependency that gives the ``Caller``, once they hold one of ``permissions``; none admits everybody known.

    ``caller: Annotated[Caller, requires(Permission.CAMPAIGN_READ)]``
    """

    async def permitted(caller: Annotated[Caller, Depends(current_caller)]) -> Caller:
        if permissions and not caller.permissions.intersection(permissions):
            wanted = " or ".join(permissions)
            raise Forbidden(
                f"your roles do not allow {wanted}", remedy="Ask an administrator of your tenant for a role that does."
            )
        act_as(caller.user_id, tenant_id=caller.tenant_id, credential_id=caller.token_id)
        return caller

    return Depends(permitted)


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


def actor_of(caller: Caller) -> Actor:
    """The caller as a campaign's history and its workflow know them; on record is the first of their roles."""
    roles = (*caller.roles, *caller.grants)
    return Actor(
        user_id=caller.user_id,
        role=roles[0].value,
        roles=tuple(role.value for role in roles),
        request_id=acting().request_id,
    )
