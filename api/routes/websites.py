"""Websites that may send what people do, and what to put into their pages."""

from typing import Annotated

from fastapi import APIRouter, Request

from api.auth import Caller, requires
from api.state import State
from api.wire import Id, ShownInstant, View
from domain.behaviour.websites import service
from domain.behaviour.websites.values import NewWebsite, SiteConsent, Website
from domain.identity.values import Permission

router = APIRouter(prefix="/api/v1/websites", tags=["websites"])

Reader = Annotated[Caller, requires(Permission.PROFILE_READ)]
Writer = Annotated[Caller, requires(Permission.PROFILE_WRITE)]


class WebsiteView(View):
    id: str
    name: str
    write_key: str
    """Public: it lets events in and nothing out."""
    origins: list[str]
    consent: SiteConsent
    enabled: bool
    created_at: ShownInstant
    snippet: str
    """To put into the head of every page."""
    pixel: str
    """To put where somebody has converted, with the tag's anonymous id and your order's number."""


@router.post("", status_code=201)
async def create_website(new: NewWebsite, request: Request, state: State, caller: Writer) -> WebsiteView:
    async with state.journeys.tenant(caller.tenant_id) as session:
        made = await service.create(session, new, actor_id=caller.user_id, now_ms=state.clock_ms())
    return _website(made, request)


@router.get("")
async def list_websites(request: Request, state: State, caller: Reader) -> list[WebsiteView]:
    async with state.journeys.reading(caller.tenant_id) as session:
        return [_website(one, request) for one in await service.list_websites(session)]


@router.put("/{website_id}")
async def change_website(
    website_id: Id, new: NewWebsite, request: Request, state: State, caller: Writer
) -> WebsiteView:
    """Change a website; one that is not enabled lets nothing in."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        return _website(await service.change(session, website_id, new), request)


@router.post("/{website_id}/key")
async def replace_write_key(website_id: Id, request: Request, state: State, caller: Writer) -> WebsiteView:
    """Give it another write key. Pages with the old one send nothing from now on."""
    async with state.journeys.tenant(caller.tenant_id) as session:
        return _website(await service.replace_key(session, website_id), request)


def _website(one: Website, request: Request) -> WebsiteView:
    base = str(request.base_url).rstrip("/")
    assumed = ' data-consent="assumed"' if one.consent is SiteConsent.ASSUMED else ""
    granted = "" if assumed else "&consent=granted"
    return WebsiteView(
        id=one.id,
        name=one.name,
        write_key=one.write_key,
        origins=list(one.origins),
        consent=one.consent,
        enabled=one.enabled,
        created_at=one.created_at_ms,
        snippet=f'<script async src="{base}/v1/tag.js" data-key="{one.write_key}"{assumed}></script>',
        pixel=f"{base}/v1/pixel.gif?key={one.write_key}&a=ANONYMOUS_ID&id=ORDER_ID&v=0.00&c=USD{granted}",
    )
