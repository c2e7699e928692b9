"""Two tenants, their people, their exchanges and a few campaigns: less than the demonstration has, through the same doors."""

import asyncio
from dataclasses import dataclass, field
from typing import Final
from uuid import uuid4

from msgspec import json
from msgspec.structs import asdict

from bidding.simulated_exchange.world import World
from domain.campaigns.values import Channel
from domain.profiles.values import NeutralProfileLine, TenantProfileLine
from workers.demo.rest import Json, Rest
from workers.demo.seed import create_campaign
from workers.settings import DEMO_EXCHANGE

PEOPLE: Final = 300
WORLD: Final = World(people=PEOPLE)

_EAGER: Final[Json] = {
    "pricing": {"goal": "reach", "base_cpm": "12.00", "max_cpm": "20.00", "goal_value": "0.00"},
    "targeting": {},
}
"""Bids high, for everybody: it wins often."""
_FIRST_OF_A_PROOF: Final = 10_000
"""Numbers of the simulated world's campaigns that proofs make for themselves."""


@dataclass(slots=True)
class House:
    """A tenant as a proof deals with it: two people who may do everything, an exchange of its own, live campaigns."""

    tenant_id: str
    exchange_id: str
    secret: str = field(default="", repr=False)
    author: str = field(default="", repr=False)
    """Token of who writes and submits."""
    reviewer: str = field(default="", repr=False)
    """Token of who decides."""
    reviewer_id: str = ""
    campaigns: list[str] = field(default_factory=list)
    """Ids of those that went live."""
    creatives: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Cast:
    """Everybody there is. ``arena`` is the exchange of ``home``; the open demo exchange leads to ``home`` as well."""

    home: House
    rival: House

    @property
    def houses(self) -> tuple[House, House]:
        return self.home, self.rival

    def house_of(self, campaign_id: str) -> House | None:
        return next((house for house in self.houses if campaign_id in house.campaigns), None)


async def seat(base_url: str, admin_token: str) -> Cast:
    """Make all of it on an empty stack, through the public REST API."""
    cast = Cast(home=House("aurora", "arena"), rival=House("borealis", "rivalry"))
    async with Rest(base_url, admin_token) as platform:
        for house in cast.houses:
            await _found(platform, house)
        await platform.post("/api/v1/platform/exchanges", _exchange(DEMO_EXCHANGE, cast.home) | {"open": True})
        for house in cast.houses:
            async with Rest(base_url, house.author) as author:
                await _introduce_people(platform, author, house)
                await asyncio.gather(*(_bring_live(author, house, *budgeted) for budgeted in _BUDGETS[house.tenant_id]))
    return cast


_BUDGETS: Final = {
    "aurora": ((1, "0.12"), (2, "0.30"), (5, "500.00"), (6, "500.00"), (7, "500.00"), (9, "900.00")),
    "borealis": ((101, "0.20"), (102, "500.00"), (103, "500.00")),
}
"""By tenant: number in the world and budget. The cents run out while the proofs go on."""


async def draft(author: Rest, *, budget: str, number: int = 0) -> Json:
    """A campaign of the author's that nobody has submitted yet."""
    content, creatives = WORLD.campaign_contents(_FIRST_OF_A_PROOF + number, budget=budget)
    return await create_campaign(author, content | _EAGER, creatives, key=uuid4().hex)


async def live(author: Rest, house: House, *, budget: str = "300.00", number: int = 0) -> str:
    """The id of a campaign of that house that has just gone live."""
    campaign = await draft(author, budget=budget, number=number)
    house.campaigns.append(campaign["id"])
    await author.act(campaign["id"], "submit")
    await author.act(campaign["id"], "go_live")
    return str(campaign["id"])


async def _found(platform: Rest, house: House) -> None:
    await platform.post("/api/v1/platform/tenants", {"id": house.tenant_id, "name": house.tenant_id.capitalize()})
    house.author, _ = await _person(platform, house, "author")
    house.reviewer, house.reviewer_id = await _person(platform, house, "reviewer")
    made = await platform.post("/api/v1/platform/exchanges", _exchange(house.exchange_id, house))
    house.secret = made["secret"]


def _exchange(exchange_id: str, house: House) -> Json:
    return {"id": exchange_id, "name": exchange_id, "tenants": [house.tenant_id], "currencies": ["USD", "EUR"]}


async def _person(platform: Rest, house: House, name: str) -> tuple[str, str]:
    """(token, user id) of somebody with every right of the tenant."""
    person = {
        "tenant_id": house.tenant_id,
        "email": f"{name}@{house.tenant_id}.example",
        "name": name.capitalize(),
        "roles": ["admin", "manager", "analyst"],
        "grants": ["director"],
    }
    user = await platform.post("/api/v1/platform/users", person)
    token = {"tenant_id": house.tenant_id, "user_id": user["id"], "name": "proofs"}
    return (await platform.post("/api/v1/platform/tokens", token))["secret"], user["id"]


async def _introduce_people(platform: Rest, author: Rest, house: House) -> None:
    profiles = [WORLD.profile(index, house.tenant_id) for index in range(PEOPLE)]
    neutral = [
        NeutralProfileLine(person_id=each.person_id, interests=each.interests, recency=each.recency)
        for each in profiles
    ]
    known = []
    for each in profiles:
        part = asdict(each.tenants[house.tenant_id])
        channel = part.pop("preferred_channel")
        line = TenantProfileLine(
            person_id=each.person_id, preferred_channel=Channel(channel) if channel else None, **part
        )
        known.append(line)
    await platform.send_lines("/api/v1/profiles/import", b"\n".join(map(json.encode, neutral)))
    await author.send_lines("/api/v1/profiles/import", b"\n".join(map(json.encode, known)))


async def _bring_live(author: Rest, house: House, number: int, budget: str) -> None:
    content, creatives = WORLD.campaign_contents(number, budget=budget)
    campaign = await create_campaign(author, content | _EAGER, creatives, key=f"seed-{number}")
    await author.act(campaign["id"], "submit", "seeded")
    await author.act(campaign["id"], "go_live", "seeded")
    made = await author.get("/api/v1/management/creatives", campaign_id=campaign["id"])
    house.creatives += [creative["id"] for creative in made["items"]]
    house.campaigns.append(campaign["id"])
