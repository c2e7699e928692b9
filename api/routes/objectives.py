"""What campaigns are for, in the words of those who write them."""

from typing import Annotated

from fastapi import APIRouter

from api.auth import Caller, requires
from api.state import State
from api.wire import Body, Id, IfMatchDigest
from domain.identity.values import Permission
from domain.workspace.launching import service
from domain.workspace.launching.values import Objective

router = APIRouter(prefix="/api/v1/workspace/objectives", tags=["workspace"])


class ObjectiveBody(Body):
    objective: Objective


@router.put("/{campaign_id}", status_code=204)
async def say_objective(
    campaign_id: Id,
    body: ObjectiveBody,
    state: State,
    caller: Annotated[Caller, requires(Permission.CAMPAIGN_WRITE)],
    expected: IfMatchDigest = None,
) -> None:
    """Say what a campaign is for, however it was made; `GET /api/v1/workspace/launches?campaign_id=` reads it.

    Refused from its submission on: it stays as its reviewers read it, unless they send it back. With the launch's `revision` in
    `If-Match` it is refused when somebody else has changed a section since, with `"0"` when somebody has said it already;
    repeating the same words is not.
    """
    async with state.main.tenant(caller.tenant_id) as session:
        await service.say_objective(
            session,
            campaign_id,
            body.objective,
            expected=expected,
            actor_id=caller.user_id,
            now_ms=state.clock_ms(),
        )
