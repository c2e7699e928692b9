"""Creatives as people write them. Every change of one is a change of its campaign's content."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi import Body as JsonBody
from pydantic import Field, JsonValue, ValidationError

from api.auth import Caller, requires
from api.errors import InvalidBody, problems_of
from api.routes.campaigns import IdempotencyKey, IfMatch, tell_workflow
from api.state import State
from api.wire import Cursor, Id, Limit, ShownInstant, View, if_match, merge_patch
from domain.creatives import service
from domain.creatives.rules import check_ports
from domain.creatives.tables import Creative
from domain.creatives.values import CreativeContent
from domain.identity.values import Permission

router = APIRouter(prefix="/api/v1/management/creatives", tags=["creatives"])

MAY_READ = requires(Permission.CREATIVE_READ)
MAY_WRITE = requires(Permission.CREATIVE_WRITE)


class CreativeBody(CreativeContent):
    """A creative's content, and the campaign it belongs to for good."""

    campaign_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]

    def content(self) -> CreativeContent:
        return CreativeContent.model_construct(**{name: getattr(self, name) for name in CreativeContent.model_fields})


class CreativeStanding(View):
    """Which creative this is."""

    id: str
    campaign_id: str
    version: int
    created_by: str
    created_at: ShownInstant
    updated_at: ShownInstant


class CreativeView(CreativeContent, CreativeStanding):
    """A creative with its newest content."""

    @classmethod
    def of(cls, creative: Creative, content: CreativeContent) -> "CreativeView":
        return cls(
            **dict(content),
            id=creative.id,
            campaign_id=creative.campaign_id,
            version=creative.version,
            created_by=creative.created_by,
            created_at=creative.created_at_ms,
            updated_at=creative.updated_at_ms,
        )


class EditedCreativeView(CreativeView):
    campaign_revision: int
    """The revision of the campaign that holds this change."""
    needs_review: bool
    """That revision runs once a review has approved it."""


class CreativePage(View):
    items: list[CreativeView]
    next_cursor: str | None


@router.post("", status_code=201)
async def create_creative(
    body: CreativeBody,
    state: State,
    response: Response,
    caller: Annotated[Caller, MAY_WRITE],
    idempotency_key: IdempotencyKey = None,
) -> EditedCreativeView:
    """Add a creative to a campaign of yours. Where it lands lies on the campaign's advertiser domain or below it."""
    check_ports(body)
    async with state.main.tenant(caller.tenant_id) as session:
        made = await service.create_creative(
            session,
            body.campaign_id,
            body.content(),
            actor_id=caller.user_id,
            now_ms=state.clock_ms(),
            creation_key=idempotency_key,
        )
    needs_review = await tell_workflow(state, caller, made.edit)
    response.headers["ETag"] = _etag(made.creative)
    response.headers["Location"] = f"{router.prefix}/{made.creative.id}"
    return _edited(made, needs_review=needs_review)


@router.get("")
async def list_creatives(
    state: State,
    caller: Annotated[Caller, MAY_READ],
    campaign_id: Annotated[str | None, Query(pattern=r"^[A-Za-z0-9_-]{1,64}$")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> CreativePage:
    """Oldest first."""
    async with state.main.reading(caller.tenant_id) as session:
        page = await service.list_creatives(session, campaign_id=campaign_id, cursor=cursor, limit=limit)
    return CreativePage(items=[CreativeView.of(*item) for item in page.items], next_cursor=page.next_cursor)


@router.get("/{creative_id}")
async def get_creative(
    creative_id: Id, state: State, response: Response, caller: Annotated[Caller, MAY_READ]
) -> CreativeView:
    async with state.main.reading(caller.tenant_id) as session:
        creative, content = await service.get_creative(session, creative_id)
    response.headers["ETag"] = _etag(creative)
    return CreativeView.of(creative, content)


@router.patch("/{creative_id}")
async def edit_creative(
    *,
    creative_id: Id,
    patch: Annotated[dict[str, JsonValue], JsonBody(examples=[{"title": "Now in spring"}])],
    state: State,
    response: Response,
    caller: Annotated[Caller, MAY_WRITE],
    read_at: IfMatch = None,
) -> EditedCreativeView:
    """Change some fields: a JSON merge patch (RFC 7396); null resets a field. Once submitted, review re-opens."""
    expected = if_match(read_at)
    async with state.main.tenant(caller.tenant_id) as session:
        _, current = await service.get_creative(session, creative_id, for_update=True)
        content = _patched(current, patch)
        check_ports(content, before=current)
        made = await service.edit_creative(
            session,
            creative_id,
            content,
            expected_version=expected,
            actor_id=caller.user_id,
            now_ms=state.clock_ms(),
        )
    needs_review = await tell_workflow(state, caller, made.edit)
    response.headers["ETag"] = _etag(made.creative)
    return _edited(made, needs_review=needs_review)


@router.delete("/{creative_id}", status_code=204)
async def remove_creative(creative_id: Id, state: State, caller: Annotated[Caller, MAY_WRITE]) -> None:
    """Take it out of its campaign; what was approved before goes on showing it until that change is approved."""
    async with state.main.tenant(caller.tenant_id) as session:
        edit = await service.remove_creative(session, creative_id, actor_id=caller.user_id, now_ms=state.clock_ms())
    await tell_workflow(state, caller, edit)


def _patched(current: CreativeContent, patch: dict[str, JsonValue]) -> CreativeContent:
    try:
        return CreativeContent.model_validate(merge_patch(current.model_dump(mode="json"), patch))
    except ValidationError as error:
        raise InvalidBody(problems_of(error.errors())) from error


def _edited(made: service.CreativeEdit, *, needs_review: bool) -> EditedCreativeView:
    view = CreativeView.of(made.creative, made.content)
    return EditedCreativeView(**dict(view), campaign_revision=made.edit.revision, needs_review=needs_review)


def _etag(creative: Creative) -> str:
    return f'"{creative.version}"'
