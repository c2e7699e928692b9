"""A tenant as it is after years: ten thousand campaigns, a million people, and the API process that serves it."""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import httpx2

from domain.acting import act_as
from domain.campaigns import service as campaigns
from domain.campaigns.values import Action, CampaignContent, Stage
from domain.contacts import service as contacts
from domain.contacts.values import ContactChange, Identity
from domain.identity import service as identity
from domain.identity.values import NewTenant, NewUser, Role
from domain.profiles import service as profiles
from domain.records import JOURNEYS_STORE, MAIN_STORE, MONEY_STORE, STORES
from storage.sql.database import Database
from tests import servers

Item = TypeVar("Item")
TENANT = "ten_office"
START_WITHIN_S = 120.0
CAMPAIGNS_AT_ONCE = 250
PEOPLE_AT_ONCE = 5_000
DAY_MS = 86_400_000
WORDS = (
    "Spring",
    "Summer",
    "Autumn",
    "Winter",
    "Sale",
    "Launch",
    "Loyalty",
    "Brand",
    "Retarget",
    "Gift",
    "News",
    "Reach",
)
LIVED = (
    (),
    ((Stage.APPROVED, Action.GO_LIVE, Stage.LIVE),),
    ((Stage.APPROVED, Action.GO_LIVE, Stage.LIVE), (Stage.LIVE, Action.PAUSE, Stage.PAUSED)),
    ((Stage.APPROVED, Action.GO_LIVE, Stage.LIVE), (Stage.LIVE, Action.COMPLETE, Stage.COMPLETED)),
)
"""What campaigns have been through, one after the other."""
DRAFTS_EVERY = len(LIVED)
SHOPS = 200


@dataclass
class Office:
    """Stores that are filled, and what can be asked for by id."""

    urls: Mapping[str, str]
    token: str = ""
    user_id: str = ""
    campaign_ids: list[str] = field(default_factory=list)
    person_ids: list[str] = field(default_factory=list)
    """Some of the people's."""


@contextlib.asynccontextmanager
async def office(kind: str, *, number: int, people: int, say: Callable[[str], None]) -> AsyncIterator[Office]:
    """On empty ``sqlite`` or ``postgresql`` stores, as they are set up for production."""
    with contextlib.ExitStack() as stack:
        directory = stack.enter_context(servers.working_directory())
        made = Office(await _urls(kind, directory, stack))
        stores = {store: Database.open(url, store=store) for store, url in made.urls.items()}
        try:
            for database in stores.values():
                await database.migrate()
            await _people_of_the_tenant(stores[MAIN_STORE], made)
            await _campaigns(stores[MAIN_STORE], made, number, say)
            await _profiles(stores[MAIN_STORE], people, say)
            await _contacts(stores[JOURNEYS_STORE], made, people, say)
        finally:
            for database in stores.values():
                await database.close()
        yield made


async def _urls(kind: str, directory: Path, stack: contextlib.ExitStack) -> Mapping[str, str]:
    if kind == "sqlite":
        return {store: f"sqlite+aiosqlite:///{directory / store}.db" for store in STORES}
    server = stack.enter_context(servers.postgres_server(directory, "autovacuum_naptime=5s"))
    one = await servers.new_postgres_database(server)
    return dict.fromkeys(STORES, one)


async def _people_of_the_tenant(main: Database, office: Office) -> None:
    now_ms = clock_ms()
    async with main.platform() as session:
        await identity.create_tenant(session, NewTenant(id=TENANT, name="Office"), now_ms=now_ms)
        for n in range(50):
            new = NewUser(email=f"u{n}@office.example", name=f"U{n}", roles=(Role.ADMIN if n == 0 else Role.MANAGER,))
            user = await identity.create_user(session, new, tenant_id=TENANT, now_ms=now_ms)
            if n == 0:
                _, office.token = await identity.create_token(session, user.id, name="bench", now_ms=now_ms, demo=False)
                office.user_id = user.id


async def _campaigns(main: Database, office: Office, number: int, say: Callable[[str], None]) -> None:
    """Of all stages and dates, each with its history, made by ten people."""
    for some in _parts(range(number), CAMPAIGNS_AT_ONCE):
        say(f"campaigns: {some[0]:,} of {number:,}")
        act_as(f"usr_{some[0] % 10}", tenant_id=TENANT)
        async with main.tenant(TENANT) as session:
            for n in some:
                now_ms = clock_ms()
                row = await campaigns.create_campaign(
                    session, _content(n, now_ms), actor_id=f"usr_{n % 10}", now_ms=now_ms
                )
                office.campaign_ids.append(row.id)
                for sequence, (before, action, after) in enumerate(LIVED[n % len(LIVED)], start=1):
                    await campaigns.record_transition(
                        session,
                        campaign_id=row.id,
                        sequence=sequence,
                        from_stage=before,
                        action=action,
                        to_stage=after,
                        actor_id=f"usr_{n % 10}",
                        actor_role="manager",
                        comment="as planned",
                        at_ms=now_ms,
                    )


def _content(n: int, now_ms: int) -> CampaignContent:
    starts_ms = now_ms + (n % 700 - 350) * DAY_MS
    return CampaignContent.model_validate(
        {
            "name": f"{WORDS[n % len(WORDS)]} {WORDS[n * 7 % 11]} {n}",
            "advertiser_domain": f"shop{n % SHOPS}.example",
            "currency": "USD",
            "budget_micros": (1 + n % 90) * 100_000_000,
            "starts_at_ms": starts_ms,
            "ends_at_ms": max(starts_ms, now_ms) + (7 + n % 60) * DAY_MS,
            "pricing": {"base_cpm_micros": 2_000_000, "max_cpm_micros": 4_000_000},
            "targeting": {"countries": ["DEU", "FRA", "ITA"][: 1 + n % 3]},
        }
    )


async def _profiles(main: Database, people: int, say: Callable[[str], None]) -> None:
    """Whom campaigns address, by the door for bulk."""
    for some in _parts(range(people), PEOPLE_AT_ONCE):
        say(f"profiles: {some[0]:,} of {people:,}")
        lines = [
            json.dumps({"person_id": f"p{n}", "tier": "gold" if n % 5 else "green", "segments": [n % 90]}) for n in some
        ]
        async with main.tenant(TENANT) as session:
            await profiles.import_profiles(session, "\n".join(lines).encode(), now_ms=clock_ms())


async def _contacts(journeys: Database, office: Office, people: int, say: Callable[[str], None]) -> None:
    """Whom the tenant may write to."""
    for some in _parts(range(people), PEOPLE_AT_ONCE):
        say(f"contacts: {some[0]:,} of {people:,}")
        claims: list[Identity] = [("email", f"p{n}@shop.example") for n in some]
        async with journeys.tenant(TENANT) as session:
            roster = await contacts.roster_of(session, claims)
            made = [
                roster.change("", _contact(n, claim), now_ms=clock_ms()) for n, claim in zip(some, claims, strict=True)
            ]
            await contacts.write(session, roster, now_ms=clock_ms())
        office.person_ids += made[::100]


def _contact(n: int, claim: Identity) -> ContactChange:
    tier = "gold" if n % 5 else "green"
    return ContactChange(identities=(claim,), attributes={"first_name": f"Ana{n}", "city": WORDS[n % 12], "tier": tier})


def _parts(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    return (items[at : at + size] for at in range(0, len(items), size))


def clock_ms() -> int:
    return time.time_ns() // 1_000_000


@contextlib.asynccontextmanager
async def serving(office: Office) -> AsyncIterator[httpx2.AsyncClient]:
    """The API process of production over these stores, with NATS and Redis of its own; Temporal is away."""
    with contextlib.ExitStack() as stack:
        directory = stack.enter_context(servers.working_directory())
        redis = stack.enter_context(servers.redis_server(directory))
        port, ready = servers.free_port(), directory / "ready"
        settings = {
            "STATE_DIR": directory,
            "READY_FILE": ready,
            "NATS__URL": stack.enter_context(servers.nats_server(directory)),
            "REDIS__PROFILES_URL": redis,
            "REDIS__COUNTERS_URL": redis,
            "SQL__URL": office.urls[MAIN_STORE],
            "SQL__MONEY_URL": office.urls[MONEY_STORE],
            "SQL__JOURNEYS_URL": office.urls[JOURNEYS_STORE],
            "SECRETS__KEYS": json.dumps(["k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="]),
            "TEMPORAL__ADDRESS": f"127.0.0.1:{servers.free_port()}",
            "API__HTTP_PORT": port,
        }
        environment = os.environ | {f"CAMPAIGN_EXPRESS__{name}": str(value) for name, value in settings.items()}
        log = directory / "api.log"
        with log.open("wb") as written:
            argv = [sys.executable, "-m", "workers.cli", "api"]
            process = subprocess.Popen(argv, env=environment, stdout=written, stderr=written)  # noqa: ASYNC220 -- brief
        try:
            await _until_ready(process, ready, log)
            headers = {"Authorization": f"Bearer {office.token}"}
            limits = httpx2.Limits(max_connections=200, max_keepalive_connections=200)
            async with httpx2.AsyncClient(
                base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=30, limits=limits
            ) as client:
                yield client
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait)


async def _until_ready(process: subprocess.Popen[bytes], ready: Path, log: Path) -> None:
    deadline_s = time.monotonic() + START_WITHIN_S
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > deadline_s:
            raise RuntimeError(f"the API did not start:\n{log.read_text(errors='replace')[-3_000:]}")
        await asyncio.sleep(0.05)
