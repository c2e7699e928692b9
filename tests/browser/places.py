"""Where every registered page is shown, in a tenant with something in it."""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Final

from tests.api.conftest import Api, new_campaign
from tests.browser import journeys
from tests.browser.brands import furnish_brands
from tests.browser.broadcasts import put_broadcasts
from tests.browser.content import put_content
from tests.browser.customers import put_customers
from tests.browser.dates import put_dates
from tests.browser.library import furnish_library
from tests.browser.money import put_money
from tests.browser.reviews import put_under_review
from tests.browser.settings import put_settings
from workers.api import PAGES

_SOURCES: Final = PAGES.parent / "src" / "pages"
_REGISTERED: Final = re.compile(r"^\s*(?:\{ )?path: '([^']+)'", re.MULTILINE)

PLACES: Final[Mapping[str, str]] = {
    "/sign-in": "/sign-in",
    "/signed-on": "/signed-on?sso_error=not_invited",
    "/forgotten-password": "/forgotten-password",
    "/choose-password": "/choose-password",
    "/": "/",
    "/notifications": "/notifications",
    "/account": "/account",
    "/campaigns": "/campaigns",
    "/campaigns/new": "/campaigns/new?launch={launch}",
    "/campaigns/$campaignId": "/campaigns/{campaign}",
    "/campaigns/$campaignId/edit": "/campaigns/{campaign}/edit",
    "/journeys": "/journeys",
    "/journeys/$journeyId": "/journeys/{journey}",
    "/broadcasts": "/broadcasts",
    "/broadcasts/new": "/broadcasts/new?like={broadcast}",
    "/broadcasts/$broadcastId": "/broadcasts/{broadcast}?held=consent",
    "/broadcasts/$broadcastId/edit": "/broadcasts/{broadcast_draft}/edit",
    "/calendar": "/calendar?at=2027-03-01",
    "/calendar/free-days": "/calendar/free-days",
    "/approvals": "/approvals",
    "/approvals/$campaignId": "/approvals/{campaign_under_review}",
    "/people": "/people",
    "/people/$personId": "/people/{person}",
    "/people/imports": "/people/imports",
    "/people/imports/new": "/people/imports/new",
    "/people/imports/$importId": "/people/imports/{import}",
    "/segments": "/segments",
    "/segments/new": "/segments/new",
    "/segments/$segmentId": "/segments/{segment}",
    "/outbox": "/outbox",
    "/assets": "/assets",
    "/assets/$assetId": "/assets/{asset}",
    "/brand": "/brand",
    "/brand/check": "/brand/check?kit={kit}",
    "/brand/$kitId": "/brand/{kit}",
    "/creatives": "/creatives",
    "/creatives/$creativeId": "/creatives/{creative}",
    "/exports": "/exports",
    "/reports": "/reports",
    "/budgets": "/budgets",
    "/budgets/$campaignId": "/budgets/{spending}",
    "/templates": "/templates",
    "/templates/new": "/templates/new",
    "/templates/$templateId": "/templates/{template}",
    "/content-blocks": "/content-blocks",
    "/content-blocks/$name": "/content-blocks/{block}",
    "/new-content-block": "/new-content-block",
    "/catalogues": "/catalogues",
    "/catalogues/$name": "/catalogues/{catalogue}",
    "/content-sources": "/content-sources",
    "/suppressions": "/suppressions",
    "/data-requests": "/data-requests",
    "/settings/users": "/settings/users",
    "/settings/keys": "/settings/keys",
    "/settings/sign-on": "/settings/sign-on",
    "/settings/connectors": "/settings/connectors",
    "/settings/platforms": "/settings/platforms",
    "/settings/senders": "/settings/senders",
    "/settings/rules": "/settings/rules?about=delivery",
    "/settings/events": "/settings/events?about=aside",
    "/settings/websites": "/settings/websites",
    "/settings/retention": "/settings/retention",
    "/settings/webhooks": "/settings/webhooks",
    "/settings/exchanges": "/settings/exchanges",
    "/settings/audit": "/settings/audit",
}
"""Address of each page by the path it is registered with; `{campaign}` and the like are ids that `furnish` gives."""

LAUNCH: Final = {
    "brief": {
        "name": "Iced, from the first of June",
        "advertiser_domain": "shop.example",
        "objective": "Bring people who drink it hot through the summer",
    },
    "audience": {"targeting": {"countries": ["DEU", "AUT"], "device_types": [4, 5]}, "caps": {"per_day": 3}},
    "budget": {
        "total": "18000.00",
        "daily": "600.00",
        "currency": "EUR",
        "time_zone": "Europe/Berlin",
        "pacing": "even",
        "pricing": {"base_cpm": "2.50", "max_cpm": "4.00"},
    },
    "schedule": {"starts_at": "2027-06-01T00:00:00+02:00", "ends_at": "2027-07-01T00:00:00+02:00"},
}

OF_ADMINS: Final = frozenset({"/settings/audit"})
"""What a manager may not see; everything else is looked at as one."""

OF_THE_PLATFORM: Final = frozenset({"/settings/exchanges"})
"""What nobody of a tenant may see."""

OUTSIDE: Final = frozenset({"/sign-in", "/signed-on", "/forgotten-password", "/choose-password"})


_AT_ONCE: Final = 9
"""Pages that one test looks at: a process looks at these in less than a minute."""


def tours() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every page once: a name, as whom, and which; nobody in particular is ``""``."""
    by = dict.fromkeys(PLACES, "manager") | dict.fromkeys(OF_ADMINS, "admin")
    by |= dict.fromkeys(OF_THE_PLATFORM, "platform.admin") | dict.fromkeys(OUTSIDE, "")
    for role in dict.fromkeys(by.values()):
        paths = [path for path in PLACES if by[path] == role]
        parts = math.ceil(len(paths) / _AT_ONCE)
        for part in range(parts):
            yield f"{role or 'outside'}-{part + 1}", role, tuple(paths[part::parts])


def registered() -> set[str]:
    """Every path that a subject's pages.ts names."""
    return {
        path for each in _SOURCES.glob("*/pages.ts") for path in _REGISTERED.findall(each.read_text(encoding="utf-8"))
    }


async def furnish(api: Api) -> dict[str, str]:
    """Campaigns as a tenant has them; ids by name, for the addresses."""
    names = (
        ("Spring sale", "1250.00", "Europe/Berlin"),
        ("Cold brew, first warm days", "48000.00", "Europe/Berlin"),
        ("Loyalty: gold members, double stars", "9600.00", "America/New_York"),
        ("Back to the office", "22500.00", "America/Los_Angeles"),
        ("Oat milk launch", "150000.00", "Asia/Tokyo"),
        ("Sunday papers", "3200.00", "UTC"),
        ("Night owls", "780.00", "Europe/London"),
        ("Airport terminals", "64000.00", "Asia/Singapore"),
    )
    money = await put_money(api)  # the first that are made stand last in lists
    async with api.as_("ours.manager") as manager:
        made = [
            await new_campaign(
                manager,
                name=name,
                budget=budget,
                time_zone=zone,
                daily_budget="400.00" if zone == "Europe/Berlin" else None,
            )
            for name, budget, zone in names
        ]
        launch = await manager.post("/api/v1/workspace/launches", json=LAUNCH)
        launch.raise_for_status()
        view = {"name": "Drafts", "subject": "campaigns", "filters": {"stage": ["draft"]}, "is_shared": True}
        answer = await manager.post("/api/v1/workspace/views", json=view | {"sort": "-created_at", "columns": ["name"]})
        answer.raise_for_status()
    under_review = [made[1]["id"], made[3]["id"], made[7]["id"]]
    await put_under_review(api, under_review)
    journey_id = await journeys.with_people(api)
    customers = await put_customers(api)
    furnished = {
        "campaign": made[0]["id"],
        "launch": launch.json()["id"],
        "campaign_under_review": under_review[0],
        **money,
        "journey": journey_id,
        **customers,
        **await put_content(api),
        **await put_broadcasts(api, customers["segment"]),
        **await put_dates(api),
        **await furnish_library(api),
        **await furnish_brands(api, made[0]["id"]),
    }
    await put_settings(api)  # the last: what it forbids is not asked of the others
    return furnished
