"""What of a tenant's changes, told as it does, to whoever looks at it."""

from collections.abc import AsyncIterator
from time import monotonic
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from fastapi.sse import EventSourceResponse

from api.auth import Caller, Credentials, acting_tenant, caller_still, requires
from api.changes import Onlooker
from api.state import State
from api.wire import View
from domain.changes.rules import heard
from domain.changes.values import ChangeKind
from domain.errors import Unauthenticated
from domain.identity.values import TenantId

router = APIRouter(prefix="/api/v1/changes", tags=["changes"])

LONGEST_S: Final = 3_600
LOOK_AGAIN_S: Final = 15.0
"""How often it is asked whether the caller is still let in; who is locked out hears nothing for longer than that."""
SETTLES_S: Final = 1.0
"""What changes within so long of being told goes as one word."""

_Anybody = Annotated[Caller, requires()]
_TenantQuery = Annotated[TenantId | None, Query(description="For the platform's people: which tenant's")]


class Changed(View):
    """Look at these again."""

    kinds: list[ChangeKind]


async def _looking_on(state: State, caller: _Anybody, tenant_id: _TenantQuery = None) -> AsyncIterator[Onlooker]:
    with state.changes.looking_on(acting_tenant(caller, tenant_id), caller.user_id) as onlooker:
        yield onlooker


@router.get("", response_class=EventSourceResponse)
async def follow_changes(
    state: State,
    caller: _Anybody,
    credentials: Credentials,
    onlooker: Annotated[Onlooker, Depends(_looking_on)],
    *,
    for_s: Annotated[int, Query(ge=0, le=LONGEST_S, description="Seconds after which the answer ends")] = LONGEST_S,
) -> AsyncIterator[Changed]:
    """Follow what changes in your tenant, as server-sent events.

    Each names the kinds of which something has changed that you may read: ask for it again. The first names none; it says that
    you hear of everything from then on. The answer goes on until you close it, the seconds asked for are over, or you are not
    let in any more. Nothing is kept for whoever was away: look at everything after coming back, and now and then in any case.
    """
    yield Changed(kinds=[])
    ends_s = monotonic() + for_s
    while (left_s := ends_s - monotonic()) > 0 and not onlooker.is_over:
        changed = await onlooker.changed(within_s=min(left_s, LOOK_AGAIN_S))
        try:
            caller = await caller_still(state, credentials)
        except Unauthenticated:
            return
        if kinds := heard(changed, caller.permissions):
            yield Changed(kinds=kinds)
            await onlooker.rest(SETTLES_S)
