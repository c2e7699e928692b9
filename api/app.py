"""The REST API, assembled: routes, their guard, limits, errors and the access log."""

from typing import Annotated, Any, Final

from fastapi import FastAPI

from api import errors
from api.access import AccessLog
from api.auth import Caller, refuse_unguarded, requires
from api.limits import BodyLimits
from api.routes import (
    accountability,
    activations,
    asset_files,
    assets,
    audit,
    behaviour,
    bid,
    brand,
    broadcast_results,
    broadcasts,
    budgets,
    bulk,
    campaigns,
    catalogues,
    channels_ingest,
    clearances,
    computed_properties,
    contact_files,
    contacts,
    content,
    content_blocks,
    copies,
    creatives,
    delivery,
    dsp,
    exchanges,
    feeds,
    forecasts,
    health,
    inference,
    journeys,
    messages,
    notifications,
    outbox,
    platform,
    platform_tokens,
    profiles,
    rates,
    reader,
    rehearsals,
    reports,
    segments,
    senders,
    session,
    travellers,
    vendor_webhooks,
    website_tag,
    websites,
    workflows,
)
from api.state import AppState

ROUTERS: Final = (  # asked in this order, one route after another: what is called most comes first
    health.router,
    bid.router,
    channels_ingest.router,
    campaigns.router,
    budgets.router,
    copies.router,
    creatives.router,
    asset_files.router,
    assets.router,
    brand.router,
    clearances.router,
    clearances.for_exchanges,
    workflows.router,
    bulk.router,
    platform.router,
    platform_tokens.router,
    session.router,
    audit.router,
    exchanges.router,
    rates.router,
    profiles.router,
    reports.router,
    accountability.router,
    forecasts.router,
    inference.router,
    dsp.router,
    contacts.router,
    content.router,
    content_blocks.router,
    catalogues.router,
    reader.router,
    contact_files.router,
    behaviour.router,
    segments.router,
    journeys.router,
    travellers.router,
    rehearsals.router,
    activations.router,
    broadcasts.router,
    broadcast_results.router,
    computed_properties.router,
    websites.router,
    website_tag.router,
    messages.router,
    messages.for_email,
    delivery.router,
    senders.router,
    outbox.router,
    feeds.router,
    vendor_webhooks.router,
    notifications.router,
)

_TAGS: Final = [
    {"name": "campaigns", "description": "What people write: content, budget and dates of a campaign."},
    {"name": "creatives", "description": "What a campaign shows. Changing one is a change of its campaign."},
    {"name": "brand", "description": "What every creative has to look and sound like, and whether it does."},
    {
        "name": "assets",
        "description": "The asset library: files, versions, folders, tags, rights, and where they are used.",
    },
    {"name": "workflows", "description": "A campaign's life: the ten actions, reviews, the calendar."},
    {"name": "reports", "description": "What happened, from analytics."},
    {
        "name": "platforms",
        "description": "Demand-side platforms: bids routed there, audiences, campaigns, performance.",
    },
    {
        "name": "accountability",
        "description": "Why a bid request was answered as it was, and what a campaign would get.",
    },
    {
        "name": "segments",
        "description": "Who belongs together: by rule, by list, by likeness, by what they will likely do.",
    },
    {
        "name": "journeys",
        "description": "What people go through: drafts, versions, who is inside, and where everybody went.",
    },
    {
        "name": "broadcasts",
        "description": "One message to many: previews, schedules, speed, tests of content, and how everybody stands.",
    },
    {"name": "notifications", "description": "What you are told inside the product, and what of it you have read."},
    {"name": "messages", "description": "What became of each message, why, and what came back."},
    {"name": "delivery", "description": "Caps, quiet hours, consent, holdouts, throttles; who must not be written to."},
    {
        "name": "content",
        "description": "Templates, blocks, catalogues and connected content: written, checked, previewed, published.",
    },
    {"name": "reader", "description": "What receivers of messages reach: links, unsubscribing, preferences."},
    {
        "name": "channels",
        "description": "Accounts at those who carry messages, senders, the local outbox, feeds and webhooks.",
    },
    {"name": "websites", "description": "The tag and the pixel, and the websites that may use them."},
    {"name": "contacts", "description": "People you may write to: what is known of them, and what they consented to."},
    {"name": "events", "description": "What people did, on its way in, and what you expect of it."},
    {"name": "profiles", "description": "People, pseudonymous, as targeting and caps know them."},
    {"name": "sessions", "description": "Signing in with a password, and where you are signed in."},
    {"name": "platform", "description": "Tenants, their people and tokens, and the exchanges that may ask for bids."},
    {"name": "audit", "description": "Who did what, when, and what was there before and after."},
    {"name": "inference", "description": "What bids are scored with: targets, models, and how a shadow compares."},
    {"name": "bidding", "description": "OpenRTB 2.6 for exchanges that cannot reach the bidders' own port."},
    {"name": "health", "description": "For load balancers and supervisors."},
]
_ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    status: {"model": errors.ErrorBody, "description": meaning}
    for status, meaning in {
        401: "No valid token",
        403: "Your roles do not allow it",
        404: "There is no such thing in your tenant",
        409: "The record has moved on, or its stage does not allow it",
        422: "A value breaks a rule; the answer names field, rule and remedy",
        429: "More than your key or tenant may ask in a minute; Retry-After says when to try again",
        503: "Something behind the API is away; Retry-After says when to try again",
    }.items()
}


def create_app(state: AppState) -> FastAPI:
    """The application over services that are open already; whoever opened them closes them."""
    app = FastAPI(
        title="Campaign Express",
        summary="Plan, approve, launch and explain campaigns.",
        version="1",
        openapi_tags=_TAGS,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.services = state
    for router in ROUTERS:
        app.include_router(router, responses=_ERRORS if router not in (health.router, bid.router) else None)

    @app.get("/api/v1/openapi.json", include_in_schema=False)
    async def openapi(_caller: Annotated[Caller, requires()]) -> dict[str, Any]:
        """Describe this API as an OpenAPI 3.1 document."""
        return app.openapi()

    errors.install(app)
    refuse_unguarded(app)
    app.add_middleware(BodyLimits)
    app.add_middleware(AccessLog)
    return app
