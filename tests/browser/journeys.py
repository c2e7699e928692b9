"""Journeys with people in them, moved by the engine itself, or by the workflows that call it where a test has days to pass."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from temporalio.testing import WorkflowEnvironment

from api.journeys import JourneyDesk
from api.rehearsals import RehearsalDesk
from domain.contacts import service as contacts
from domain.contacts.values import ContactChange
from tests.api.conftest import NOW, Api
from tests.journeys.definitions import decision, email, journey, split, wait, wait_for
from tests.journeys.rehearsing import staged
from tests.journeys.temporal import server_time_ms
from tests.journeys.world import DAY, World
from workers.journeys import carrying

NAMES: Final = ("Ana Ruiz", "Ben Okafor", "Chloe Martin", "Dario Conti", "Emi Sato", "Femke Jansen", "Goran Ilic")


async def with_people(api: Api) -> str:
    """A welcome that is live, people at several of its steps, and a draft of its next version with a finding."""
    hello, reminder = await template(api, "Welcome to the club"), await template(api, "Your first cup is on us")
    steps = {
        "hello": email("look") | {"template": hello, "note": "Wording agreed with legal in March."},
        "look": wait_for("first_purchase", 3 * 1_440, "thanks", "tier"),
        "thanks": {"kind": "update_profile", "set": {"is_customer": True}, "next": "end"},
        "tier": decision("tier", "gold", "patience", "arms"),
        "arms": split(("Reminder", 50, "reminder"), ("Nothing", 50, "patience")),
        "reminder": email("patience") | {"template": reminder},
        "patience": wait(7 * 1_440, "end"),
    }
    definition = journey(steps, goals=[{"name": "First cup", "event": {"event": "first_purchase"}}])
    world = World(api.state.journeys, "ours", NOW - 5 * DAY)
    live = await world.publish(definition)
    people = await named(world, NAMES)
    await world.enter(live.journey_id, people[:4])
    for world.now_ms in range(NOW - 5 * DAY, NOW, DAY):
        await world.advance(live)
    world.now_ms = NOW
    await world.enter(live.journey_id, people[4:])
    await world.advance(live)
    changed = definition.model_dump(mode="json", by_alias=True)
    changed["steps"]["hello"]["next"] = "pause"
    changed["steps"]["pause"] = {"kind": "wait_until", "at": "09:00", "next": "text"}
    changed["steps"]["text"] = {"kind": "send_sms", "template": "", "next": "look"}
    async with api.as_("ours.manager") as manager:
        answer = await manager.put(f"/api/v1/journeys/{live.journey_id}/draft", json=changed)
        answer.raise_for_status()
    return live.journey_id


@dataclass
class Days:
    """People who may be written to, and a server on which days pass at once."""

    people: dict[str, str]
    """Ids by name."""
    world: World
    environment: WorkflowEnvironment

    async def passed(self, days: int) -> None:
        await self.environment.sleep(timedelta(days=days, minutes=1))
        await self.catch_up()

    async def catch_up(self) -> None:
        """What the API takes for now is what the server does."""
        self.world.now_ms = int((await self.environment.get_current_time()).timestamp() * 1_000)


@contextlib.asynccontextmanager
async def carried_out(api: Api, environment: WorkflowEnvironment) -> AsyncIterator[Days]:
    """While journeys can be rehearsed and published, and carry their people to the local outbox."""
    days = Days({}, World(api.state.journeys, "ours"), environment)
    await days.catch_up()
    api.state.clock_ms = lambda: days.world.now_ms
    no_rehearsals_of_audiences: Any = None
    async with (
        staged(days.world) as there,
        carrying(
            environment.client, api.state.journeys, there.deliverer.deliver, now_ms=server_time_ms, linger_s=0
        ) as poker,
    ):
        api.state.rehearsals = RehearsalDesk(no_rehearsals_of_audiences, there.rehearsals)
        api.state.journey_desk = JourneyDesk(environment.client, api.state.journeys, poker.poke)
        for name in NAMES:
            first, last = name.split()
            days.people[name] = await there.person(
                identities=(("email", f"{first.lower()}@example.com"),),
                attributes={"first_name": first, "last_name": last},
            )
        yield days


async def named(world: World, names: tuple[str, ...]) -> list[str]:
    people = []
    async with world.database.tenant(world.tenant_id) as session:
        for name in names:
            first, last = name.split()
            change = ContactChange(
                identities=(("email", f"{first.lower()}@example.com"),),
                attributes={"first_name": first, "last_name": last, "tier": "gold" if first == "Ana" else "basic"},
            )
            people.append((await contacts.create(session, change, now_ms=world.now_ms))[0])
    return people


async def template(api: Api, name: str) -> str:
    content: dict[str, Any] = {
        "wordings": {"en": {"subject": name, "html": f"<h1>{name}</h1><p>Good to have you.</p>"}}
    }
    async with api.as_("ours.manager") as manager:
        made = await manager.post(
            "/api/v1/content/templates", json={"name": name, "channel": "email", "content": content}
        )
        made.raise_for_status()
        template_id: str = made.json()["id"]
        (await manager.post(f"/api/v1/content/templates/{template_id}/publish", json={})).raise_for_status()
    return template_id


@contextlib.asynccontextmanager
async def rehearsed(api: Api) -> AsyncIterator[None]:
    """While somebody can be taken through a journey; dry runs of whole audiences cannot be begun."""
    no_temporal: Any = None
    async with staged(World(api.state.journeys, "ours", NOW)) as there:
        api.state.rehearsals = RehearsalDesk(no_temporal, there.rehearsals)
        yield
