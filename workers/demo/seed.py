"""Fill a stack with a tenant, its people, 10,000 profiles and 50 live campaigns, through the public REST API alone.

What has been done is kept in the state directory, so an interrupted or repeated seeding goes on where it stopped.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable

from msgspec import to_builtins
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from bidding.simulated_exchange.world import World
from workers.demo.cast import CAST, MARKETER, TENANT_ID, TENANT_NAME, Seed
from workers.demo.rest import Json, Refused, Rest
from workers.settings import DEMO_EXCHANGE

PROFILES = 10_000
CAMPAIGNS = 50
BUDGET = "500.00"

_LINES_A_CALL = 1_000
_AT_ONCE = 4
_CONFLICT = 409


async def seed_stack(base_url: str, admin_token: str, seed: Seed, console: Console) -> Seed:
    """Bring ``seed`` to completion and return it. Raises ``Refused`` when the API does not accept what we send."""
    world = World(people=PROFILES)
    async with Rest(base_url, admin_token, who="bootstrap") as platform:
        await _tenant_and_people(platform, seed)
        await _exchange(platform, seed)
    async with Rest(base_url, seed.tokens[MARKETER.key], who=MARKETER.name) as marketer:
        with _progress(console) as progress:
            await _profiles(marketer, seed, world, progress)
            await _campaigns(marketer, seed, world, progress)
    return seed


async def create_campaign(rest: Rest, content: Json, creatives: Iterable[Json]) -> str:
    """A draft with its creatives; returns its id."""
    campaign_id: str = (await rest.post("/api/v1/management/campaigns", content))["id"]
    for creative in creatives:
        await rest.post("/api/v1/management/creatives", {**creative, "campaign_id": campaign_id})
    return campaign_id


async def _tenant_and_people(platform: Rest, seed: Seed) -> None:
    if not seed.tenant_ready:
        await _unless_there(platform.post("/api/v1/platform/tenants", {"id": TENANT_ID, "name": TENANT_NAME}))
        seed.tenant_ready = True
        seed.save()
    for part in CAST:
        if part.key not in seed.users:
            user = await platform.post(
                "/api/v1/platform/users",
                {
                    "tenant_id": TENANT_ID,
                    "email": part.email,
                    "name": part.name,
                    "roles": part.roles,
                    "grants": part.grants,
                },
            )
            seed.users[part.key] = user["id"]
            seed.save()
        if part.key not in seed.tokens:
            token = await platform.post(
                "/api/v1/platform/tokens",
                {"tenant_id": TENANT_ID, "user_id": seed.users[part.key], "name": "demo", "demo": True},
            )
            seed.tokens[part.key] = token["secret"]
            seed.save()


async def _exchange(platform: Rest, seed: Seed) -> None:
    if seed.exchange_ready:
        return
    exchange = {
        "id": DEMO_EXCHANGE,
        "name": "Demo exchange",
        "tenants": [TENANT_ID],
        "currencies": ["USD", "EUR"],
        "open": True,
    }
    await _unless_there(platform.post("/api/v1/platform/exchanges", exchange))
    seed.exchange_ready = True
    seed.save()


async def _profiles(rest: Rest, seed: Seed, world: World, progress: Progress) -> None:
    if seed.profiles >= PROFILES:
        return
    bar = progress.add_task("profiles", total=PROFILES, completed=seed.profiles)
    for start in range(seed.profiles, PROFILES, _LINES_A_CALL):
        lines = b"\n".join(_profile_line(world, index) for index in range(start, min(start + _LINES_A_CALL, PROFILES)))
        await rest.post_lines("/api/v1/profiles/import", lines)
        seed.profiles = min(start + _LINES_A_CALL, PROFILES)
        seed.save()
        progress.update(bar, completed=seed.profiles)


def _profile_line(world: World, index: int) -> bytes:
    profile = world.profile(index, TENANT_ID)
    return json.dumps(
        {
            "person_id": profile.person_id,
            "interests": profile.interests,
            "recency": profile.recency,
            **to_builtins(profile.tenants[TENANT_ID]),
        }
    ).encode()


async def _campaigns(rest: Rest, seed: Seed, world: World, progress: Progress) -> None:
    missing = [number for number in range(CAMPAIGNS) if number not in seed.campaigns]
    if not missing:
        return
    bar = progress.add_task("live campaigns", total=CAMPAIGNS, completed=CAMPAIGNS - len(missing))

    async def bring_live(number: int) -> None:
        content, creatives = world.campaign_contents(number, budget=BUDGET)
        campaign_id = await create_campaign(rest, content, creatives)
        await rest.act(campaign_id, "submit", "seeded")
        await rest.act(campaign_id, "go_live", "seeded")
        seed.campaigns[number] = campaign_id
        seed.save()
        progress.advance(bar)

    await _a_few_at_once(bring_live, missing)


async def _a_few_at_once(work: Callable[[int], Awaitable[None]], numbers: Iterable[int]) -> None:
    """Polite concurrency: a few at a time, the first failure ends all."""
    turn = asyncio.Semaphore(_AT_ONCE)

    async def in_turn(number: int) -> None:
        async with turn:
            await work(number)

    async with asyncio.TaskGroup() as group:
        for number in numbers:
            group.create_task(in_turn(number))


async def _unless_there(call: Awaitable[Json]) -> None:
    try:
        await call
    except Refused as refused:
        if refused.status != _CONFLICT:
            raise


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("seeding {task.description:<16}"),
        BarColumn(),
        MofNCompleteColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=console,
    )
