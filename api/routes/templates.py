"""Campaigns kept to begin others from."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field, ValidationError

from api.auth import Caller, requires
from api.errors import InvalidBody, problems_of
from api.routes.campaigns import CampaignView, ContentView, IdempotencyKey, content_view
from api.routes.copies import Beginning
from api.state import State
from api.wire import Body, Id, ShownInstant, View
from domain.campaigns import service as campaigns
from domain.campaigns.values import CampaignContent, Name
from domain.identity.values import Permission
from domain.workspace.templates import service
from domain.workspace.templates.tables import CampaignTemplate

router = APIRouter(prefix="/api/v1/workspace/templates", tags=["workspace"])

MAY_READ = requires(Permission.CAMPAIGN_READ)
MAY_WRITE = requires(Permission.CAMPAIGN_WRITE)


class SaveBody(Body):
    campaign_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    name: Name
    """A template of that name says this from now on."""
    description: Annotated[str, Field(max_length=2_000, pattern=r"^[^\x00]*$")] = ""


class MakeBody(Beginning):
    """What the template does not say."""

    name: Name


class TemplateView(View):
    id: str
    name: str
    description: str
    content: ContentView
    """Without dates."""
    creatives: list[str]
    """By name."""
    made_from: str
    """The campaign it was saved of, and its revision."""
    revision: int
    created_by: str
    updated_at: ShownInstant

    @classmethod
    def of(cls, row: CampaignTemplate) -> "TemplateView":
        return cls(
            id=row.id,
            name=row.name,
            description=row.description,
            content=ContentView(**content_view(CampaignContent.model_validate(row.content))),
            creatives=[str(one["name"]) for one in row.creatives],
            made_from=row.made_from,
            revision=row.revision,
            created_by=row.created_by,
            updated_at=row.updated_at_ms,
        )


@router.post("", status_code=201)
async def save_template(body: SaveBody, state: State, caller: Annotated[Caller, MAY_WRITE]) -> TemplateView:
    """Keep a campaign of yours as a template: its newest content without dates, and its creatives."""
    async with state.main.tenant(caller.tenant_id) as session:
        row = await service.save(
            session,
            body.campaign_id,
            body.name,
            description=body.description,
            actor_id=caller.user_id,
            now_ms=state.clock_ms(),
        )
        return TemplateView.of(row)


@router.get("")
async def list_campaign_templates(state: State, caller: Annotated[Caller, MAY_READ]) -> list[TemplateView]:
    """By name."""
    async with state.main.reading(caller.tenant_id) as session:
        return [TemplateView.of(row) for row in await service.list_templates(session)]


@router.get("/{template_id}")
async def get_campaign_template(template_id: Id, state: State, caller: Annotated[Caller, MAY_READ]) -> TemplateView:
    async with state.main.reading(caller.tenant_id) as session:
        return TemplateView.of(await service.get_template(session, template_id))


@router.post("/{template_id}/campaigns", status_code=201)
async def make_campaign(
    template_id: Id,
    body: MakeBody,
    *,
    state: State,
    response: Response,
    caller: Annotated[Caller, MAY_WRITE],
    idempotency_key: IdempotencyKey = None,
) -> CampaignView:
    """A new draft of a template."""
    body.refuse_unless_written_by(caller)
    async with state.main.tenant(caller.tenant_id) as session:
        try:
            made = await service.make(
                session,
                template_id,
                name=body.name,
                flight=body.flight,
                with_creatives=body.with_creatives,
                actor_id=caller.user_id,
                now_ms=state.clock_ms(),
                creation_key=idempotency_key,
            )
        except ValidationError as error:
            raise InvalidBody(problems_of(error.errors())) from error
        campaign, newest = await campaigns.read_campaign(session, made.id)
    response.headers["Location"] = f"/api/v1/management/campaigns/{campaign.id}"
    return CampaignView.of(campaign, newest)


@router.delete("/{template_id}", status_code=204)
async def remove_template(template_id: Id, state: State, caller: Annotated[Caller, MAY_WRITE]) -> None:
    """What was made of it stays."""
    async with state.main.tenant(caller.tenant_id) as session:
        await service.remove(session, template_id)
