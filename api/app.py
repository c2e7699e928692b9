"""The REST API, assembled: routes, their guard, limits, errors and the access log."""

from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import FastAPI

from api import errors
from api.access import AccessLog
from api.auth import Caller, refuse_unguarded, requires
from api.limits import BodyLimits
from api.routes import (
    accountability,
    activations,
    approval_rules,
    asset_files,
    assets,
    audit,
    behaviour,
    bid,
    brand,
    broadcast_results,
    broadcasts,
    budget_board,
    budgets,
    bulk,
    calendar,
    campaigns,
    catalogues,
    changes,
    channels_ingest,
    clearances,
    colleagues,
    comments,
    computed_properties,
    contact_files,
    contacts,
    content,
    content_blocks,
    content_drafts,
    copies,
    courses,
    creative_exports,
    creatives,
    data_requests,
    delivery,
    digests,
    do_not_sell,
    dsp,
    exchanges,
    explaining,
    feeds,
    forecasts,
    gate,
    gate_rules,
    health,
    inference,
    journeys,
    launches,
    ledger,
    media,
    messages,
    notifications,
    objectives,
    outbox,
    platform,
    platform_tokens,
    privacy_choices,
    profiles,
    rates,
    reader,
    rehearsals,
    reports,
    retention,
    saved_views,
    segments,
    senders,
    session,
    sso,
    sso_providers,
    tasks,
    templates,
    travellers,
    vendor_webhooks,
    website_tag,
    websites,
    workflows,
)
from api.site import Site
from api.state import AppState

ROUTERS: Final = (  # asked in this order, one route after another: what is called most comes first
    health.router,
    bid.router,
    channels_ingest.router,
    campaigns.router,
    budget_board.router,
    budgets.router,
    ledger.router,
    copies.router,
    explaining.router,
    comments.router,
    launches.router,
    objectives.router,
    calendar.router,
    templates.router,
    saved_views.router,
    colleagues.router,
    media.router,
    creative_exports.router,
    creatives.router,
    asset_files.router,
    assets.router,
    brand.router,
    clearances.router,
    clearances.for_exchanges,
    workflows.router,
    bulk.router,
    gate.router,
    approval_rules.router,
    gate_rules.router,
    tasks.router,
    platform.router,
    platform_tokens.router,
    session.router,
    session.for_verifiers,
    sso.router,
    sso_providers.router,
    audit.router,
    exchanges.router,
    rates.router,
    profiles.router,
    reports.router,
    courses.router,
    accountability.router,
    forecasts.router,
    inference.router,
    dsp.router,
    privacy_choices.router,
    contacts.router,
    data_requests.router,
    retention.router,
    content.router,
    content_blocks.router,
    content_drafts.router,
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
    do_not_sell.router,
    messages.router,
    messages.for_email,
    delivery.router,
    senders.router,
    outbox.router,
    feeds.router,
    vendor_webhooks.router,
    notifications.router,
    digests.router,
    changes.router,
)

_TAGS: Final = [
    {"name": "campaigns", "description": "What people write: content, budget and dates of a campaign."},
    {"name": "creatives", "description": "What a campaign shows. Changing one is a change of its campaign."},
    {"name": "brand", "description": "What every creative has to look and sound like, and whether it does."},
    {
        "name": "assets",
        "description": "The asset library: files, versions, folders, tags, rights, and where they are used.",
    },
    {"name": "workspace", "description": "From brief to live in one resource, and what makes the day's work quick."},
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
    {"name": "changes", "description": "That something has changed, as it does: look at it again."},
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
    {"name": "data requests", "description": "What people ask about themselves, and how long it is kept."},
    {"name": "events", "description": "What people did, on its way in, and what you expect of it."},
    {"name": "profiles", "description": "People, pseudonymous, as targeting and caps know them."},
    {"name": "sessions", "description": "Signing in, by password or identity provider, and where you are signed in."},
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
        403: "Your roles, or the scopes of your key, do not allow it",
        404: "There is no such thing in your tenant",
        409: "The record has moved on, or its stage does not allow it",
        422: "A value breaks a rule; the answer names field, rule and remedy",
        429: "More than your key or tenant may ask in a minute; Retry-After says when to try again",
        503: "Something behind the API is away; Retry-After says when to try again. Without it, this installation runs without what was asked for",
    }.items()
}


def create_app(state: AppState, *, pages: Path | None = None) -> FastAPI:
    """The application over services that are open already; whoever opened them closes them.

    With ``pages``, the directory of a built web application, it serves those wherever it has no route itself.
    """
    app = _assembled()
    app.state.services = state
    if pages is not None:
        app.router.default = Site(pages, otherwise=app.router.default, is_https=state.public_url.startswith("https://"))
    return app


def describe() -> dict[str, Any]:
    """The OpenAPI document, without anything behind it."""
    return _assembled().openapi()


def _assembled() -> FastAPI:
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
