"""Catalogues that messages speak of, and the hosts that connected content may come from."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field, JsonValue

from api.auth import Caller, requires
from api.state import State
from api.wire import Body, Limit, ShownInstant, View
from domain.content.catalogues import service
from domain.content.catalogues.values import MAX_ITEMS_A_CALL, CatalogueName, NewItem
from domain.content.connected import service as connected
from domain.content.connected.tables import ContentSourceRow
from domain.content.connected.values import NewSource
from domain.identity.values import Permission

router = APIRouter(prefix="/api/v1/content", tags=["content"])

Reader = Annotated[Caller, requires(Permission.JOURNEY_READ)]
Writer = Annotated[Caller, requires(Permission.JOURNEY_WRITE)]
Administrator = Annotated[Caller, requires(Permission.USER_WRITE)]
InPath = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Host = Annotated[str, Path(max_length=253)]


class NewCatalogue(Body):
    name: CatalogueName
    description: Annotated[str, Field(max_length=4_000)] = ""


class CatalogueView(View):
    name: str
    description: str
    items: int
    created_at: ShownInstant
    updated_at: ShownInstant


class ItemView(View):
    id: str
    fields: dict[str, JsonValue]
    updated_at: ShownInstant


class ItemPage(View):
    items: list[ItemView]
    next_cursor: str | None


class Items(Body):
    items: Annotated[list[NewItem], Field(min_length=1, max_length=MAX_ITEMS_A_CALL)]


class ItemIds(Body):
    ids: Annotated[list[Annotated[str, Field(max_length=100)]], Field(min_length=1, max_length=MAX_ITEMS_A_CALL)]


class Taken(View):
    items: int


class SourceView(View):
    host: str
    path_prefix: str
    description: str
    headers: list[str]
    """Their names; what they say is shown to nobody."""
    updated_at: ShownInstant


@router.get("/catalogues")
async def list_catalogues(state: State, caller: Reader) -> list[CatalogueView]:
    async with state.journeys.reading(caller.tenant_id) as session:
        found = await service.all_of(session)
    return [
        CatalogueView(
            name=row.name,
            description=row.description,
            items=number,
            created_at=row.created_at_ms,
            updated_at=row.updated_at_ms,
        )
        for row, number in found
    ]


@router.post("/catalogues", status_code=201)
async def create_catalogue(state: State, caller: Writer, body: NewCatalogue) -> CatalogueView:
    """Make a catalogue; items are put in afterwards."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        row = await service.create(session, body.name, description=body.description, now_ms=state.clock_ms())
    return CatalogueView(
        name=row.name, description=row.description, items=0, created_at=row.created_at_ms, updated_at=row.updated_at_ms
    )


@router.delete("/catalogues/{name}", status_code=204)
async def remove_catalogue(state: State, caller: Writer, name: InPath) -> Response:
    """Forget a catalogue and its items; templates that look into it find nothing there."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        await service.remove(session, name)
    return Response(status_code=204)


@router.get("/catalogues/{name}/items")
async def list_items(
    state: State,
    caller: Reader,
    name: InPath,
    cursor: Annotated[str, Query(max_length=100)] = "",
    limit: Limit = 50,
) -> ItemPage:
    async with state.journeys.reading(caller.tenant_id) as session:
        found = await service.page_of_items(session, name, after=cursor, limit=limit)
    return ItemPage(
        items=[ItemView(id=one.id, fields=one.fields, updated_at=one.updated_at_ms) for one in found],
        next_cursor=found[-1].id if len(found) == limit else None,
    )


@router.put("/catalogues/{name}/items")
async def put_items(state: State, caller: Writer, name: InPath, body: Items) -> Taken:
    """Put items in, each in place of the one with its id; the last one wins within a call."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        await service.put_items(session, name, body.items, now_ms=state.clock_ms())
    return Taken(items=len({one.id for one in body.items}))


@router.post("/catalogues/{name}/items/remove", status_code=204)
async def remove_items(state: State, caller: Writer, name: InPath, body: ItemIds) -> Response:
    async with state.journeys.tenant(caller.tenant_id) as session:
        await service.remove_items(session, name, body.ids)
    return Response(status_code=204)


@router.get("/sources")
async def list_sources(state: State, caller: Reader) -> list[SourceView]:
    """The hosts that templates may fetch from."""
    async with state.journeys.reading(caller.tenant_id) as session:
        return [_source(row) for row in await connected.all_of(session)]


@router.put("/sources/{host}")
async def put_source(state: State, caller: Administrator, host: Host, body: NewSource) -> SourceView:
    """Let templates fetch from a host, over https, below a path, with these headers."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        row = await connected.put(
            session, host, body, state.need_content().sealer, actor_id=caller.user_id, now_ms=state.clock_ms()
        )
    return _source(row)


@router.delete("/sources/{host}", status_code=204)
async def remove_source(state: State, caller: Administrator, host: Host) -> Response:
    async with state.journeys.tenant(caller.tenant_id) as session:
        await connected.remove(session, host)
    return Response(status_code=204)


def _source(row: ContentSourceRow) -> SourceView:
    return SourceView(
        host=row.host,
        path_prefix=row.path_prefix,
        description=row.description,
        headers=[name for name in row.header_names.split(",") if name],
        updated_at=row.updated_at_ms,
    )
