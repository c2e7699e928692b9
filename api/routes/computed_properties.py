"""Properties worked out from what people did, for segments, journeys and templates to look at."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import JsonValue

from api.auth import Caller, requires
from api.state import State
from domain.errors import InvalidInput
from domain.identity.values import Permission
from domain.segments.audiences import service
from domain.segments.values import ComputedProperty

router = APIRouter(prefix="/api/v1/computed-properties", tags=["segments"])

Reader = Annotated[Caller, requires(Permission.JOURNEY_READ)]
Writer = Annotated[Caller, requires(Permission.JOURNEY_WRITE)]
Name = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


@router.get("")
async def list_properties(state: State, caller: Reader) -> list[dict[str, JsonValue]]:
    async with state.journeys.reading(caller.tenant_id) as session:
        return [_written(one) for one in await service.list_properties(session)]


@router.put("/{name}")
async def put_property(name: Name, definition: ComputedProperty, state: State, caller: Writer) -> dict[str, JsonValue]:
    """Have a property computed, or computed otherwise; the segments that look at it are worked out again."""
    if definition.name != name:
        raise InvalidInput(f"the body calls it '{definition.name}'", field="name", remedy="Use one name.")
    async with state.journeys.tenant(caller.tenant_id) as session:
        await service.put_property(session, definition, actor_id=caller.user_id, now_ms=state.clock_ms())
    return _written(definition)


@router.delete("/{name}", status_code=204)
async def drop_property(name: Name, state: State, caller: Writer) -> Response:
    """Refused while a segment looks at it."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        await service.drop_property(session, name)
    return Response(status_code=204)


def _written(definition: ComputedProperty) -> dict[str, JsonValue]:
    return definition.model_dump(mode="json", by_alias=True)
