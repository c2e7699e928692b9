"""The management API at 20 requests a second, beside ten thousand campaigns and a million people."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import httpx2

from benchmarks.bench import Bench
from benchmarks.figures import Figure
from benchmarks.office import DRAFTS_EVERY, SHOPS, WORDS, Office, office, serving

STORES = ("sqlite", "postgresql")
CAMPAIGNS, PEOPLE = 10_000, 1_000_000
A_SECOND = 20
MEASURED_S, WARMING_S = 120, 10
BAR_MS, AIM_MS = 500.0, 100.0
MANAGEMENT = "/api/v1/management"
CAMPAIGN: dict[str, Any] = {
    "name": "Spring sale",
    "advertiser_domain": "shop.example",
    "currency": "USD",
    "budget": "500.00",
    "pricing": {"base_cpm": "2.50", "max_cpm": "4.00"},
}
CREATIVE: dict[str, Any] = {
    "name": "Banner",
    "format": "banner",
    "width": 300,
    "height": 250,
    "mime": "image/png",
    "media_url": "https://cdn.example.net/b.png",
}
GOLD = {"kind": "attribute", "attribute": "tier", "is": "is", "value": "gold"}
JOURNEY = {
    "name": "Welcome",
    "trigger": {"kind": "api"},
    "start": "rest",
    "steps": {"rest": {"kind": "wait", "minutes": 60, "next": "end"}, "end": {"kind": "exit"}},
}


@dataclass
class Desk:
    """Somebody at work; ``made`` are the campaigns that were made meanwhile, with their revisions."""

    client: httpx2.AsyncClient
    office: Office
    chance: Random = field(default_factory=lambda: Random(7))
    made: list[str] = field(default_factory=list)
    pages: dict[str, str | None] = field(default_factory=dict)
    segments: list[str] = field(default_factory=list)
    journeys: list[str] = field(default_factory=list)
    took_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: list[str] = field(default_factory=list)

    async def get(self, path: str, **params: Any) -> Any:
        answer = await self.client.get(path, params=params)
        answer.raise_for_status()
        return answer.json()

    async def post(self, path: str, body: Any) -> Any:
        answer = await self.client.post(path, json=body)
        answer.raise_for_status()
        return answer.json()

    @property
    def a_campaign(self) -> str:
        return self.chance.choice(self.office.campaign_ids)

    @property
    def a_person(self) -> str:
        return self.chance.choice(self.office.person_ids)

    async def page(self, path: str, **params: Any) -> None:
        """The next page of a list that is being read, the first again after the tenth."""
        reading = f"{path}{sorted(params.items())}"
        cursor = self.pages.get(reading)
        said = await self.get(path, **params, **({"cursor": cursor} if cursor else {}))
        self.pages[reading] = said["next_cursor"] if self.chance.random() > 0.1 else None


async def furnish(desk: Desk) -> None:
    """What there are few of."""
    for n in range(30):
        body = {"name": f"Segment {n}", "members": {"kind": "rule", "where": GOLD} if n else {"kind": "list"}}
        desk.segments.append((await desk.post("/api/v1/segments", body))["id"])
    some = desk.office.person_ids[:1_000]
    await desk.post(f"/api/v1/segments/{desk.segments[0]}/members", {"add": some})
    for n in range(50):
        made = await desk.post("/api/v1/journeys", {"name": f"Journey {n}", "definition": JOURNEY})
        desk.journeys.append(made["id"])
    for n in range(0, 400, DRAFTS_EVERY):
        landing = f"https://shop{n % SHOPS}.example/spring"
        body = CREATIVE | {"campaign_id": desk.office.campaign_ids[n], "landing_url": landing}
        await desk.post(f"{MANAGEMENT}/creatives", body)


# What is asked for


async def create(desk: Desk) -> None:
    made = await desk.post(f"{MANAGEMENT}/campaigns", CAMPAIGN | {"name": f"New {desk.chance.random()}"})
    desk.made.append(made["id"])


async def edit(desk: Desk) -> None:
    path = f"{MANAGEMENT}/campaigns/{desk.chance.choice(desk.made)}"
    answer = await desk.client.patch(path, json={"name": f"Changed {desk.chance.random()}"})
    answer.raise_for_status()


async def calendar(desk: Desk) -> None:
    begins = datetime.now(UTC).replace(microsecond=0) + timedelta(days=desk.chance.randrange(-60, 60))
    await desk.get(
        "/api/v1/workflows/calendar", **{"from": begins.isoformat(), "to": (begins + timedelta(days=31)).isoformat()}
    )


async def flights(desk: Desk) -> None:
    begins = datetime.now(UTC).replace(microsecond=0) + timedelta(days=desk.chance.randrange(-60, 60))
    await desk.get(
        f"{MANAGEMENT}/campaigns", **{"from": begins.isoformat(), "to": (begins + timedelta(days=14)).isoformat()}
    )


def _days_ago(days: int) -> str:
    return (datetime.now(UTC).replace(microsecond=0) - timedelta(days=days)).isoformat()


Asked = Callable[[Desk], Awaitable[Any]]
MIX: dict[str, tuple[int, Asked]] = {
    "campaigns, page by page": (8, lambda desk: desk.page(f"{MANAGEMENT}/campaigns")),
    "campaigns of a stage": (
        5,
        lambda desk: desk.page(f"{MANAGEMENT}/campaigns", stage=desk.chance.choice(["live", "paused", "draft"])),
    ),
    "campaigns by their words": (5, lambda desk: desk.get(f"{MANAGEMENT}/campaigns", q=desk.chance.choice(WORDS))),
    "campaigns by words that few have": (
        3,
        lambda desk: desk.get(f"{MANAGEMENT}/campaigns", q=str(desk.chance.randrange(9_999))),
    ),
    "campaigns, last changed first": (4, lambda desk: desk.page(f"{MANAGEMENT}/campaigns", sort="-updated_at")),
    "campaigns by their flights": (3, flights),
    "one campaign": (12, lambda desk: desk.get(f"{MANAGEMENT}/campaigns/{desk.a_campaign}")),
    "a campaign's creatives": (4, lambda desk: desk.get(f"{MANAGEMENT}/creatives", campaign_id=desk.a_campaign)),
    "a campaign's history": (3, lambda desk: desk.get(f"/api/v1/workflows/campaigns/{desk.a_campaign}/transitions")),
    "a campaign is made": (4, create),
    "a campaign is changed": (5, edit),
    "a budget": (6, lambda desk: desk.get(f"{MANAGEMENT}/campaigns/{desk.a_campaign}/budget")),
    "a budget's alerts": (2, lambda desk: desk.get(f"{MANAGEMENT}/campaigns/{desk.a_campaign}/budget/alerts")),
    "the calendar": (5, calendar),
    "what waits for a decision": (3, lambda desk: desk.get("/api/v1/workflows/pending")),
    "a profile": (5, lambda desk: desk.get(f"/api/v1/profiles/p{desk.chance.randrange(len(desk.office.person_ids))}")),
    "a contact by an address": (
        6,
        lambda desk: desk.get(
            "/api/v1/contacts/lookup",
            kind="email",
            value=f"p{desk.chance.randrange(len(desk.office.person_ids))}@shop.example",
        ),
    ),
    "contacts by the beginning of a name": (
        4,
        lambda desk: desk.get("/api/v1/contacts/search", q=f"ana{desk.chance.randrange(999)}"),
    ),
    "a contact": (5, lambda desk: desk.get(f"/api/v1/contacts/{desk.a_person}")),
    "contacts, page by page": (4, lambda desk: desk.page("/api/v1/contacts")),
    "segments": (3, lambda desk: desk.get("/api/v1/segments")),
    "one segment": (3, lambda desk: desk.get(f"/api/v1/segments/{desk.chance.choice(desk.segments)}")),
    "a segment's members": (3, lambda desk: desk.get(f"/api/v1/segments/{desk.segments[0]}/members")),
    "a segment estimated": (1, lambda desk: desk.post("/api/v1/segments/estimate", {"where": GOLD})),
    "journeys": (3, lambda desk: desk.get("/api/v1/journeys")),
    "one journey": (3, lambda desk: desk.get(f"/api/v1/journeys/{desk.chance.choice(desk.journeys)}")),
    "the audit log": (2, lambda desk: desk.page("/api/v1/audit/entries")),
    "the audit log of one record": (3, lambda desk: desk.get("/api/v1/audit/entries", subject_id=desk.a_campaign)),
    "the audit log of one actor": (
        2,
        lambda desk: desk.get("/api/v1/audit/entries", actor_id=f"usr_{desk.chance.randrange(10)}"),
    ),
    "the audit log of an action": (2, lambda desk: desk.get("/api/v1/audit/entries", action="campaign.transition")),
    "the audit log of an hour": (1, lambda desk: desk.get("/api/v1/audit/entries", **{"from": _days_ago(1)})),
    "notifications": (3, lambda desk: desk.get("/api/v1/notifications")),
    "messages": (2, lambda desk: desk.get("/api/v1/messages")),
    "people of the tenant": (1, lambda desk: desk.get("/api/v1/platform/users")),
}
"""What people and their programs ask for, and how often beside the others."""


async def management(bench: Bench) -> list[Figure]:
    figures: list[Figure] = []
    for kind in STORES:

        def say(what: str, kind: str = kind) -> None:
            bench.say(f"management, {kind}: {what}")

        number, people = (1_000, 20_000) if bench.quick else (CAMPAIGNS, PEOPLE)
        async with office(kind, number=number, people=people, say=say) as filled, serving(filled) as client:
            desk = Desk(client, filled)
            await furnish(desk)
            for _ in range(3):
                await create(desk)
            say("warming")
            await work(desk, WARMING_S)
            desk.took_ms.clear()
            say("measuring")
            await work(desk, MEASURED_S // (10 if bench.quick else 1))
        figures += _figures(kind, desk)
    return figures


async def work(desk: Desk, seconds: float) -> None:
    """Ask by the clock, whether or not what was asked before is answered."""
    names = list(MIX)
    weights = [weight for weight, _ in MIX.values()]
    began_s = time.perf_counter()
    async with asyncio.TaskGroup() as asking:
        for n in range(int(seconds * A_SECOND)):
            due_s = began_s + n / A_SECOND
            await asyncio.sleep(max(0.0, due_s - time.perf_counter()))
            [name] = desk.chance.choices(names, weights)
            asking.create_task(_ask(desk, name, due_s))


async def _ask(desk: Desk, name: str, due_s: float) -> None:
    try:
        await MIX[name][1](desk)
    except httpx2.HTTPError as error:
        desk.failed.append(f"{name}: {error}")
    desk.took_ms[name].append((time.perf_counter() - due_s) * 1_000)


def _figures(kind: str, desk: Desk) -> list[Figure]:
    every = sorted(took for some in desk.took_ms.values() for took in some)
    slowest = sorted(desk.took_ms, key=lambda name: -at(0.99, sorted(desk.took_ms[name])))
    return [
        Figure(name=f"{kind}: median", value=at(0.5, every), unit="ms", note=f"{len(every):,} requests"),
        Figure(name=f"{kind}: 99th percentile", value=at(0.99, every), unit="ms", bar=BAR_MS, aim=AIM_MS),
        Figure(name=f"{kind}: longest", value=every[-1], unit="ms"),
        Figure(name=f"{kind}: failed", value=len(desk.failed), unit="", bar=0, note="; ".join(desk.failed[:3])),
        *(
            Figure(
                name=f"{kind}: {name}",
                value=at(0.99, sorted(desk.took_ms[name])),
                unit="ms",
                note=f"99th percentile of {len(desk.took_ms[name])}; median {at(0.5, sorted(desk.took_ms[name])):.0f}",
            )
            for name in slowest[:8]
        ),
    ]


def at(share: float, ordered: list[float]) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
