"""Fill a stack with a tenant, its people, 10,000 profiles and 50 live campaigns, through the public REST API alone.

What has been done is kept in the state directory, so an interrupted or repeated seeding goes on where it stopped.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterable

from msgspec import Struct, json
from msgspec.structs import asdict
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from bidding.simulated_exchange.world import World
from domain.campaigns.values import Channel, Stage
from domain.profiles.values import NeutralProfileLine, Profile, TenantProfileLine
from workers.demo.cast import CAST, MARKETER, TENANT_ID, TENANT_NAME, Part, Seed
from workers.demo.rest import Json, Refused, Rest, all_pages
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
    async with Rest(base_url, admin_token) as platform:
        await _tenant_and_people(platform, seed)
        await _exchange(platform, seed)
        async with Rest(base_url, seed.tokens[MARKETER.key]) as marketer:
            with _progress(console) as progress:
                await _profiles(platform, marketer, seed, world, progress)
                await _campaigns(marketer, seed, world, progress)
    return seed


async def create_campaign(rest: Rest, content: Json, creatives: Iterable[Json], *, key: str) -> Json:
    """A campaign and its creatives, made once under ``key``; returns the campaign as it stands."""
    campaign = await rest.create("/api/v1/management/campaigns", content, key=key)
    for number, creative in enumerate(creatives):
        body = {**creative, "campaign_id": campaign["id"]}
        await rest.create("/api/v1/management/creatives", body, key=f"{key}-{number}")
    return campaign


async def _tenant_and_people(platform: Rest, seed: Seed) -> None:
    if not seed.tenant_ready:
        await _unless_there(platform.post("/api/v1/platform/tenants", {"id": TENANT_ID, "name": TENANT_NAME}))
        seed.tenant_ready = True
        seed.save()
    for part in CAST:
        if part.key not in seed.users:
            seed.users[part.key] = await _user(platform, part)
            seed.save()
        if part.key not in seed.tokens:
            token = {"tenant_id": TENANT_ID, "user_id": seed.users[part.key], "name": "demo", "demo": True}
            seed.tokens[part.key] = (await platform.post("/api/v1/platform/tokens", token))["secret"]
            seed.save()
        if part.key not in seed.passwords:
            seed.passwords[part.key] = await _password(platform, seed.users[part.key])
            seed.save()


async def _user(platform: Rest, part: Part) -> str:
    """The id of this person, made unless they are there."""
    person = {"email": part.email, "name": part.name, "roles": part.roles, "grants": part.grants}
    await _unless_there(platform.post("/api/v1/platform/users", {"tenant_id": TENANT_ID, **person}))
    users = await all_pages(platform, "/api/v1/platform/users", tenant_id=TENANT_ID)
    return next(str(user["id"]) for user in users if user["email"] == part.email)


async def _password(platform: Rest, user_id: str) -> str:
    """Invited, and chosen as people choose theirs."""
    invitation = await platform.post(f"/api/v1/platform/users/{user_id}/invitation?tenant_id={TENANT_ID}", {})
    password = secrets.token_urlsafe(12)
    await platform.post("/api/v1/session/password/chosen", {"voucher": invitation["voucher"], "password": password})
    return password


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


async def _profiles(platform: Rest, marketer: Rest, seed: Seed, world: World, progress: Progress) -> None:
    """What belongs to no tenant comes from the platform, the rest from the tenant."""
    if seed.profiles >= PROFILES:
        return
    bar = progress.add_task("profiles", total=PROFILES, completed=seed.profiles)
    for start in range(seed.profiles, PROFILES, _LINES_A_CALL):
        profiles = [world.profile(index, TENANT_ID) for index in range(start, min(start + _LINES_A_CALL, PROFILES))]
        await platform.send_lines(
            "/api/v1/profiles/import",
            _lines(
                NeutralProfileLine(person_id=each.person_id, interests=each.interests, recency=each.recency)
                for each in profiles
            ),
        )
        await marketer.send_lines("/api/v1/profiles/import", _lines(_tenant_line(each) for each in profiles))
        seed.profiles = start + len(profiles)
        seed.save()
        progress.update(bar, completed=seed.profiles)


def _tenant_line(profile: Profile) -> TenantProfileLine:
    known = asdict(profile.tenants[TENANT_ID])
    channel = known.pop("preferred_channel")
    return TenantProfileLine(
        person_id=profile.person_id, preferred_channel=Channel(channel) if channel else None, **known
    )


def _lines(lines: Iterable[Struct]) -> bytes:
    return b"\n".join(json.encode(line) for line in lines)


async def _campaigns(rest: Rest, seed: Seed, world: World, progress: Progress) -> None:
    missing = [number for number in range(CAMPAIGNS) if number not in seed.campaigns]
    if not missing:
        return
    bar = progress.add_task("live campaigns", total=CAMPAIGNS, completed=CAMPAIGNS - len(missing))

    async def bring_live(number: int) -> None:
        content, creatives = world.campaign_contents(number, budget=BUDGET)
        campaign = await create_campaign(rest, content, creatives, key=f"seed-{number}")
        if campaign["stage"] == Stage.DRAFT:
            campaign |= await rest.act(campaign["id"], "submit", "seeded")
        if campaign["stage"] == Stage.APPROVED:
            await rest.act(campaign["id"], "go_live", "seeded")
        seed.campaigns[number] = campaign["id"]
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
