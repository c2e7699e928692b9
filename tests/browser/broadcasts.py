"""Broadcasts at several stages, sent by what sends them; the workflows that call it are not on this stage."""

from typing import Any, Final

from activities.routes import Vendors
from domain.broadcasts import service as broadcasts
from domain.broadcasts.values import Action, message_key
from domain.messages.values import FeedbackKind
from domain.sealing import Sealer
from domain.senders.service import Accounts
from tests.api.conftest import NOW, Api
from tests.broadcasts.world import World
from tests.browser.journeys import template
from tests.messages.conftest import Vendor

MINUTE_MS: Final = 60_000
DAY_MS: Final = 86_400_000


async def put_broadcasts(api: Api, segment_id: str) -> dict[str, str]:
    """One that went out, one that is going out, one that waits for its day, and a draft; ids for the addresses."""
    plain, bold = await template(api, "Spring offers"), await template(api, "Spring is here")
    vendor = Vendor()
    world = World(
        "", api.state.journeys, vendor, Vendors(Accounts(Sealer(["a:" + "k" * 32])), lambda _: vendor), "ours"
    )
    both = [{"name": "plain", "template": plain}, {"name": "bold", "template": bold}]
    async with api.as_("ours.manager") as manager:
        user_id = (await manager.get("/api/v1/platform/me")).json()["user_id"]

        async def made(name: str, **said: Any) -> str:
            base = {"name": name, "channel": "email", "audience": {"kind": "everybody"}, "variants": both[:1]}
            answer = await manager.post("/api/v1/broadcasts", json=base | said)
            answer.raise_for_status()
            broadcast_id: str = answer.json()["id"]
            return broadcast_id

        sent = await made("Spring offers, first wave", variants=both)
        running = await made("Sunday letter", per_minute=1)
        waiting = await made("Longer evenings", local_time={"at": "18:00"})
        draft = await made("Iced, for regulars", audience={"kind": "segment", "segment": segment_id})

    async def scheduled(broadcast_id: str, starts_at_ms: int, now_ms: int) -> None:
        async with api.state.journeys.tenant("ours") as session:
            await broadcasts.act(
                session,
                broadcast_id,
                Action.SCHEDULE,
                order_id=broadcast_id,
                actor_id=user_id,
                starts_at_ms=starts_at_ms,
                now_ms=now_ms,
            )

    world.now_ms = NOW
    await scheduled(sent, NOW, NOW)
    await world.run(sent)
    got = list(await world.steps(sent))
    keys = [message_key(sent, person_id) for person_id in got]
    await world.told(FeedbackKind.OPENED, keys[:2])
    await world.told(FeedbackKind.CLICKED, keys[:1])
    await scheduled(running, NOW, NOW)
    for world.now_ms in range(NOW, NOW + 5 * MINUTE_MS, MINUTE_MS):
        await world.round(running)
    await scheduled(waiting, NOW + 3 * DAY_MS, NOW)
    return {"broadcast": sent, "broadcast_running": running, "broadcast_waiting": waiting, "broadcast_draft": draft}
