"""Who one works with, by name: what histories, comments and reviews call people by."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AfterValidator

from api.auth import Caller, requires
from api.state import State
from api.wire import Limit, View
from domain.campaigns.values import printable
from domain.identity import service as identity
from domain.identity.values import Permission

router = APIRouter(prefix="/api/v1/workspace/colleagues", tags=["workspace"])

UserId = Annotated[str, Query(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class ColleagueView(View):
    id: str
    name: str
    is_active: bool
    """They may still sign in."""


class ColleagueList(View):
    items: list[ColleagueView]


@router.get("")
async def list_colleagues(
    *,
    state: State,
    caller: Annotated[Caller, requires(Permission.CAMPAIGN_READ)],
    id_: Annotated[list[UserId] | None, Query(alias="id", max_length=200, description="These people")] = None,
    q: Annotated[str, Query(max_length=100, description="In the name"), AfterValidator(printable)] = "",
    limit: Limit = 50,
) -> ColleagueList:
    """People of your tenant by id, whoever of them there is; or those whose names say so, by name."""
    async with state.main.reading(caller.tenant_id) as session:
        if id_ is not None:
            found = await identity.users_by_id(session, id_)
        else:
            found = await identity.users_named(session, q, limit=limit)
    return ColleagueList(
        items=[ColleagueView(id=one.id, name=one.name, is_active=one.disabled_at_ms is None) for one in found]
    )
