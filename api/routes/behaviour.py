"""What a tenant expects of events and attributes, which sources are open, and what could not be taken in."""

import base64
from typing import Annotated

import msgspec
from fastapi import APIRouter, Path
from pydantic import Field, StrictBool, StrictFloat, StrictInt, StrictStr

from api.auth import Caller, requires
from api.state import AppState, State
from api.wire import Body, Cursor, Limit, ShownInstant, View
from domain.behaviour import service
from domain.behaviour.tables import SetAside
from domain.behaviour.values import EventSchema, PropertyRule, PropertyType, Source
from domain.contacts import service as contacts
from domain.contacts.values import AttributeDefinition, AttributeType
from domain.identity.values import Permission
from domain.paging import Position, read_cursor, write_cursor

router = APIRouter(prefix="/api/v1/behaviour", tags=["events"])

Reader = Annotated[Caller, requires(Permission.PROFILE_READ)]
Writer = Annotated[Caller, requires(Permission.PROFILE_WRITE)]
Name = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
PropertyName = Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
ItemId = Annotated[str, Path(pattern=r"^asd_[A-Za-z0-9:_-]{1,60}$")]
_BY_ID = "id"


class PropertyBody(Body):
    """What a property must be. Texts may be held to a list, numbers to a range (both ends included)."""

    type: PropertyType
    required: StrictBool = False
    one_of: Annotated[tuple[Annotated[StrictStr, Field(max_length=200)], ...], Field(max_length=200)] = ()
    least: StrictInt | StrictFloat | None = None
    most: StrictInt | StrictFloat | None = None
    description: Annotated[StrictStr, Field(max_length=500)] = ""


class SchemaBody(Body):
    properties: Annotated[dict[PropertyName, PropertyBody], Field(default_factory=dict, max_length=200)]
    others: StrictBool = True
    """Let properties through that are not named here."""
    enforced: StrictBool = True
    """Refuse events that do not fit; otherwise the schema only says what is expected."""
    description: Annotated[StrictStr, Field(max_length=2_000)] = ""


class SchemaView(SchemaBody):
    name: str


class AttributeBody(Body):
    type: AttributeType
    description: Annotated[StrictStr, Field(max_length=500)] = ""
    is_personal: StrictBool = False
    """Says something about a person that erasure and exports must treat as such."""


class AttributeView(AttributeBody):
    name: str


class SourceBody(Body):
    enabled: StrictBool


class SourceView(View):
    source: Source
    enabled: bool


class SetAsideView(View):
    """Something that came in and could not be taken in. It is kept for thirty days."""

    id: str
    subject: str
    """Where it came in: the source, and whatever its sender put behind."""
    field: str
    message: str
    at: ShownInstant
    payload: str
    """As it came; in base64 where it is not text."""


class SetAsidePage(View):
    items: list[SetAsideView]
    next_cursor: str | None


@router.get("/schemas")
async def list_event_schemas(state: State, caller: Reader) -> list[SchemaView]:
    """What you expect of events, by their name."""
    async with state.journeys.reading(caller.tenant_id) as session:
        found = await service.schemas(session)
    return [_schema_view(schema) for schema in found.values()]


@router.put("/schemas/{name}")
async def set_event_schema(name: Name, body: SchemaBody, state: State, caller: Writer) -> SchemaView:
    """Expect this of every event of that name, from now on."""
    rules = {each: PropertyRule(**rule.model_dump()) for each, rule in body.properties.items()}
    schema = EventSchema(
        name=name, properties=rules, others=body.others, description=body.description, enforced=body.enforced
    )
    async with state.journeys.tenant(caller.tenant_id) as session:
        await service.set_schema(session, schema, now_ms=state.clock_ms())
    _expect_anew(state, caller.tenant_id)
    return _schema_view(schema)


@router.delete("/schemas/{name}", status_code=204)
async def drop_event_schema(name: Name, state: State, caller: Writer) -> None:
    """Expect nothing of them any longer."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        await service.drop_schema(session, name)
    _expect_anew(state, caller.tenant_id)


@router.get("/attributes")
async def list_attributes(state: State, caller: Reader) -> list[AttributeView]:
    """Which attributes of people are held to a type; all others are free."""
    async with state.journeys.reading(caller.tenant_id) as session:
        found = await contacts.definitions(session)
    return [_attribute_view(each) for each in found.values()]


@router.put("/attributes/{name}")
async def define_attribute(name: Name, body: AttributeBody, state: State, caller: Writer) -> AttributeView:
    """Hold an attribute to a type, from now on; values that are there already stay as they are."""
    definition = AttributeDefinition(
        name=name, type=body.type, description=body.description, is_personal=body.is_personal
    )
    async with state.journeys.tenant(caller.tenant_id) as session:
        await contacts.define(session, definition)
    _expect_anew(state, caller.tenant_id)
    return _attribute_view(definition)


@router.delete("/attributes/{name}", status_code=204)
async def undefine_attribute(name: Name, state: State, caller: Writer) -> None:
    """Hold it to nothing any longer."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        await contacts.undefine(session, name)
    _expect_anew(state, caller.tenant_id)


@router.get("/sources")
async def list_event_sources(state: State, caller: Reader) -> list[SourceView]:
    """The seven doors, and which of them are open."""
    async with state.journeys.reading(caller.tenant_id) as session:
        found = await service.sources(session)
    return [SourceView(source=source, enabled=enabled) for source, enabled in found.items()]


@router.put("/sources/{source}")
async def set_event_source(source: Source, body: SourceBody, state: State, caller: Writer) -> SourceView:
    """Open or close a source; what comes in by a closed one is refused."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        await service.set_source(session, source, enabled=body.enabled, now_ms=state.clock_ms())
    _expect_anew(state, caller.tenant_id)
    return SourceView(source=source, enabled=body.enabled)


@router.get("/set-aside")
async def list_set_aside(state: State, caller: Reader, cursor: Cursor = None, limit: Limit = 50) -> SetAsidePage:
    """What could not be taken in, the oldest first."""
    position = read_cursor(_BY_ID, cursor)
    async with state.journeys.reading(caller.tenant_id) as session:
        rows = await service.all_set_aside(session, after=position.id if position else "", limit=limit)
    last = rows[-1].id if len(rows) == limit else None
    return SetAsidePage(
        items=[_set_aside_view(row) for row in rows],
        next_cursor=write_cursor(_BY_ID, Position(last, last)) if last else None,
    )


@router.post("/set-aside/{item_id}/send-again", status_code=204)
async def send_set_aside_again(item_id: ItemId, state: State, caller: Writer) -> None:
    """Let it come in once more, now that whatever was wrong is put right."""
    async with state.journeys.reading(caller.tenant_id) as session:
        row = await service.one_set_aside(session, item_id)
    await state.need_behaviour().publish_again(row.subject, row.payload, is_read=row.is_read)
    async with state.journeys.tenant(caller.tenant_id) as session:
        await service.let_go(session, item_id)


@router.delete("/set-aside/{item_id}", status_code=204)
async def let_set_aside_go(item_id: ItemId, state: State, caller: Writer) -> None:
    """Throw it away."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        await service.one_set_aside(session, item_id)
        await service.let_go(session, item_id)


def _expect_anew(state: AppState, tenant_id: str) -> None:
    if state.ingest_door is not None:
        state.ingest_door.forget(tenant_id)


def _schema_view(schema: EventSchema) -> SchemaView:
    return SchemaView.model_validate(msgspec.structs.asdict(schema) | {"properties": _plain(schema)})


def _plain(schema: EventSchema) -> dict[str, dict[str, object]]:
    return {name: msgspec.structs.asdict(rule) for name, rule in schema.properties.items()}


def _attribute_view(definition: AttributeDefinition) -> AttributeView:
    return AttributeView.model_validate(msgspec.structs.asdict(definition))


def _set_aside_view(row: SetAside) -> SetAsideView:
    try:
        payload = row.payload.decode()
    except UnicodeDecodeError:
        payload = base64.b64encode(row.payload).decode()
    return SetAsideView(
        id=row.id, subject=row.subject, field=row.field, message=row.message, at=row.at_ms, payload=payload
    )
