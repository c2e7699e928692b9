"""Content blocks, and what templates may read and do: the variable browser."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import Field, JsonValue

from api.auth import Caller, requires
from api.routes.campaigns import IfMatch
from api.state import State
from api.wire import Body, ShownInstant, View, if_match
from domain.behaviour import service as behaviour
from domain.contacts import service as contacts
from domain.contacts.values import Contact
from domain.content import service
from domain.content.catalogues import service as catalogues
from domain.content.filters.rules import FILTERS
from domain.content.prepared.rules import person_values
from domain.content.rendering.rules import HTML
from domain.content.tables import BlockRow
from domain.content.values import ROOTS, BlockContent
from domain.identity.values import Permission
from domain.segments.audiences import service as audiences

router = APIRouter(prefix="/api/v1/content", tags=["content"])

Reader = Annotated[Caller, requires(Permission.JOURNEY_READ)]
Writer = Annotated[Caller, requires(Permission.JOURNEY_WRITE)]
BlockName = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class SavedBlock(Body):
    description: Annotated[str, Field(max_length=4_000)] = ""
    content: dict[str, Any]
    """A ``BlockContent``."""


class BlockPublication(Body):
    update_templates: bool = False
    """Give every template that has it a new version with it; none, should one of them not go with it."""


class BlockView(View):
    name: str
    description: str
    live_version: int
    has_draft: bool
    draft_revision: int
    draft_by: str
    """Whoever wrote the draft last; empty where that was not kept."""
    updated_at: ShownInstant


class BlockWhole(BlockView):
    content: dict[str, Any]
    used_by: dict[str, int]
    """Templates whose live version has it in it, and in which version of the block."""
    template_names: dict[str, str]
    """What those are called, by id."""


class PublishedBlock(BlockView):
    updated: dict[str, int]
    """Templates with their new versions."""


class VariableView(View):
    path: str
    description: str
    type: str = ""
    value: JsonValue = None
    """Of the person who was asked for."""


class Variables(View):
    roots: dict[str, str]
    variables: list[VariableView]
    filters: dict[str, str]
    tags: list[str]
    blocks: list[str]


@router.get("/blocks")
async def list_blocks(state: State, caller: Reader) -> list[BlockView]:
    async with state.journeys.reading(caller.tenant_id) as session:
        return [BlockView(**_view(row)) for row in await service.blocks(session)]


@router.get("/blocks/{name}")
async def get_block(state: State, caller: Reader, name: BlockName, response: Response) -> BlockWhole:
    async with state.journeys.reading(caller.tenant_id) as session:
        row = await service.block(session, name)
        content = await service.content_of_block(session, row)
        uses = await service.uses_of(session, name)
        templates = await service.named(session, [one.template_id for one in uses])
    response.headers["ETag"] = f'"{row.draft_revision}"'
    return BlockWhole(
        **_view(row),
        content=content.model_dump(mode="json", by_alias=True),
        used_by={one.template_id: one.version for one in uses},
        template_names={one: row.name for one, row in templates.items()},
    )


@router.put("/blocks/{name}")
async def save_block(
    *, state: State, caller: Writer, name: BlockName, body: SavedBlock, response: Response, match: IfMatch = None
) -> BlockView:
    """Write a block's draft: ``{% block 'name' %}`` puts it into templates once it is published.

    409 when somebody else wrote it since you read it, by ETag; ``If-Match: "0"`` writes one that there is not yet.
    """
    async with state.journeys.tenant(caller.tenant_id) as session:
        row = await service.save_block(
            session,
            name,
            body.content,
            description=body.description,
            actor_id=caller.user_id,
            now_ms=state.clock_ms(),
            expected_revision=if_match(match),
        )
    response.headers["ETag"] = f'"{row.draft_revision}"'
    return BlockView(**_view(row))


@router.post("/blocks/{name}/publish")
async def publish_block(state: State, caller: Writer, name: BlockName, body: BlockPublication) -> PublishedBlock:
    """Freeze the draft as the block's next version. Templates have the one they were published with until they are again."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        row, updated = await service.publish_block(
            session, name, update_templates=body.update_templates, actor_id=caller.user_id, now_ms=state.clock_ms()
        )
    return PublishedBlock(**_view(row), updated=updated)


@router.delete("/blocks/{name}", status_code=204)
async def remove_block(state: State, caller: Writer, name: BlockName) -> Response:
    async with state.journeys.tenant(caller.tenant_id) as session:
        await service.remove_block(session, name)
    return Response(status_code=204)


@router.get("/schema/block")
async def describe_block(_caller: Reader) -> dict[str, Any]:
    """The JSON schema of what authors write."""
    return BlockContent.model_json_schema(by_alias=True)


@router.get("/variables")
async def browse_variables(
    state: State, caller: Annotated[Caller, requires(Permission.PROFILE_READ)], person_id: str | None = None
) -> Variables:
    """Everything a template may read here, with this person's values; and the filters and tags it may use."""
    async with state.journeys.reading(caller.tenant_id) as session:
        contact = await contacts.get(session, person_id) if person_id else Contact(person_id="")
        own: dict[str, JsonValue] = dict(person_values(contact)) if person_id else {}
        found = [
            VariableView(path=f"person.{name}", description=said, type="text", value=own.get(name))
            for name, said in _OF_EVERYBODY.items()
        ]
        defined = await contacts.definitions(session)
        for name in sorted({*defined, *contact.attributes}):
            definition = defined.get(name)
            found.append(
                VariableView(
                    path=f"person.{name}",
                    description=definition.description if definition else "",
                    type=definition.type.value if definition else "",
                    value=contact.attributes.get(name),
                )
            )
        found += [
            VariableView(path=f"computed.{one.name}", description="A computed property.")
            for one in await audiences.list_properties(session)
        ]
        for schema in (await behaviour.schemas(session)).values():
            found += [
                VariableView(
                    path=f"event.{name}",
                    description=f"Of {schema.name}. {rule.description}".strip(),
                    type=rule.type.value,
                )
                for name, rule in schema.properties.items()
            ]
        found += [
            VariableView(path=f"items.<lookup in {row.name}>", description=row.description or f"{number} items.")
            for row, number in await catalogues.all_of(session)
        ]
        blocks = [row.name for row in await service.blocks(session) if row.live_version]
    found += [VariableView(path=path, description=said) for path, said in _OF_MESSAGES.items()]
    return Variables(
        roots=ROOTS,
        variables=found,
        filters={
            name: (FILTERS[name].__doc__ or "").split("\n")[0] if name in FILTERS else ""
            for name in sorted(HTML.filters)
        },
        tags=sorted(name for name in HTML.tags if name.isalpha()),
        blocks=blocks,
    )


_OF_EVERYBODY = {
    "id": "Our id of the person.",
    "email": "The newest e-mail address.",
    "phone": "The newest telephone number.",
    "locale": "Their language, such as de-AT.",
    "time_zone": "Such as Europe/Vienna.",
}
_OF_MESSAGES = {
    "event.name": "What led here.",
    "event.at_ms": "When.",
    "links.unsubscribe": "Where one unsubscribes.",
    "links.preferences": "Where one chooses what to get.",
    "sender.name": "Who writes.",
    "sender.address": "From which address.",
    "sender.postal_address": "Where they are.",
    "message.id": "Of this message.",
    "message.locale": "The language it is written in.",
    "message.now": "When it is made.",
}


def _view(row: BlockRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "description": row.description,
        "live_version": row.live_version,
        "has_draft": row.draft is not None,
        "draft_revision": row.draft_revision,
        "draft_by": row.draft_by,
        "updated_at": row.updated_at_ms,
    }
