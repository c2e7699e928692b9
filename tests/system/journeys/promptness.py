"""How long it takes from an event at the door to its message at the connector, at a steady rate."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final

import aiohttp
import numpy as np
from sqlalchemy import text

from domain.journeys.values import Mode
from tests.system.journeys import records
from tests.system.journeys.door import Door
from tests.system.journeys.office import Office
from tests.system.journeys.people import Kind, id_of, kind_of
from tests.system.journeys.under_fire import Grounds
from tests.system.processes import cpu_s, descendants
from tests.system.proof import Hearing
from tests.system.scene import until
from workers.demo.rest import Json

RATE: Final = 200
BAR_S: Final = 1.0
_ARRIVES_WITHIN_S: Final = 120.0
_WORTH_TELLING_MS: Final = 0.1

Tell = Callable[[Json], Coroutine[Any, Any, bool]]


def sentence(where: str, seconds: int) -> str:
    return (
        f"{where}: {RATE} events a second for {seconds} s, through the API and over NATS: each leads to a message at the "
        f"connector, and so does an event that was waited for, p99 under {BAR_S:.0f} s"
    )


async def prove(grounds: Grounds, hearing: Hearing, *, seconds: int, tag: str) -> None:
    """Four times: what starts a journey and what one waits for, by either way in."""
    number = RATE * seconds
    numbers = [one for one in sorted(grounds.number_of.values()) if kind_of(one) is Kind.ORDINARY][:number]
    office = grounds.office
    headers = {"Authorization": f"Bearer {office.token}"}
    async with aiohttp.ClientSession(office.base_url, headers=headers) as client:
        ways: dict[str, Tell] = {
            "over NATS": lambda event: _over_nats(grounds.door, event),
            "through the API": lambda event: _through_the_api(client, event),
        }
        for way, tell in ways.items():
            suffix = f"{tag}_{'nats' if way == 'over NATS' else 'api'}"
            asked, came, awaited = (f"{what}_{suffix}" for what in ("asked", "came", "awaited"))
            journey_id = await office.publish(f"Asked {suffix}", office.at_once(asked), Mode.COHORT)
            await _measure(grounds, hearing, journey_id, asked, numbers, tell, f"an event {way}")
            await office.close(journey_id)
            journey_id = await _who_wait(grounds, office, came, awaited, numbers)
            await _measure(grounds, hearing, journey_id, awaited, numbers, tell, f"a waited-for event {way}")
            await office.close(journey_id)


async def _who_wait(grounds: Grounds, office: Office, came: str, awaited: str, numbers: Sequence[int]) -> str:
    """A journey in which all of them wait to be heard."""
    journey_id = await office.publish(f"Heard {awaited}", office.once_heard(came, awaited), Mode.COHORT)
    await grounds.door.tell([_did(came, number) for number in numbers])

    async def all_wait() -> bool:
        return len(await records.waiting_at(grounds.journeys, [journey_id], "listens")) == len(numbers)

    if not await until(all_wait, within_s=_ARRIVES_WITHIN_S):
        raise TimeoutError("not everybody came to wait")
    return journey_id


async def _measure(
    grounds: Grounds,
    hearing: Hearing,
    journey_id: str,
    event: str,
    numbers: Sequence[int],
    tell: Tell,
    what: str,
) -> None:
    before_s = _cpu_s(grounds)
    due_ms, refused = await _at_a_steady_rate(event, numbers, tell)
    hearing.expect(f"{what}: all {len(numbers):,} are taken", held=not refused, found=refused)

    async def all_lie_there() -> bool:
        return len(await _letters(grounds, journey_id)) >= len(numbers)

    arrived = await until(all_lie_there, within_s=_ARRIVES_WITHIN_S)
    letters = await _letters(grounds, journey_id)
    cpu_ms = {name: (used_s - before_s[name]) * 1_000 / len(numbers) for name, used_s in _cpu_s(grounds).items()}
    hearing.expect(
        f"{what}: each has led to one message", held=arrived and len(letters) == len(numbers), found=len(letters)
    )
    took_ms = np.array([at_ms - due_ms[grounds.number_of[person_id]] for person_id, at_ms in letters])
    p50, p99, worst = np.percentile(took_ms, [50, 99, 100])
    hearing.figure(
        f"{what}: p50 {p50:.0f} ms, p99 {p99:.0f} ms, the slowest {worst:.0f} ms; "
        f"CPU an event {', '.join(f'{name} {used:.1f}' for name, used in cpu_ms.items() if used >= _WORTH_TELLING_MS)} ms"
    )
    hearing.expect(f"{what}: p99 under {BAR_S:.0f} s", held=bool(p99 < BAR_S * 1_000), found=f"{p99:.0f} ms")


def _cpu_s(grounds: Grounds) -> dict[str, float]:
    """What each process has used so far."""
    children = grounds.stack.supervisor.children
    return {name: cpu_s({child.pid, *descendants(child.pid)}) for name, child in children.items() if child.pid}


async def _at_a_steady_rate(event: str, numbers: Sequence[int], tell: Tell) -> tuple[dict[int, int], int]:
    """When each event was due, in Unix milliseconds, whenever it could be told; and how many were not taken."""
    loop = asyncio.get_running_loop()
    began_s, began_ms = loop.time(), time.time_ns() // 1_000_000
    due_ms: dict[int, int] = {}
    telling: list[asyncio.Task[bool]] = []
    for place, number in enumerate(numbers):
        due_s = place / RATE
        await asyncio.sleep(max(0.0, began_s + due_s - loop.time()))
        due_ms[number] = began_ms + int(due_s * 1_000)
        telling.append(asyncio.create_task(tell(_did(event, number))))
    taken = await asyncio.gather(*telling)
    return due_ms, taken.count(False)


async def _over_nats(door: Door, event: Json) -> bool:
    await door.tell([event])
    return True


async def _through_the_api(client: aiohttp.ClientSession, event: Json) -> bool:
    async with client.post("/v1/channels/ingest", json=event) as answer:
        await answer.read()
        return answer.status == 202


async def _letters(grounds: Grounds, journey_id: str) -> list[tuple[str, int]]:
    """(person id, when it was handed to the connector) of each message."""
    asked = text("SELECT person_id, at_ms FROM outbox_letters WHERE source = :source")
    async with grounds.journeys.platform_reading() as session:
        rows = (await session.execute(asked, {"source": f"journey:{journey_id}"})).all()
    return [(person_id, at_ms) for person_id, at_ms in rows]


def _did(event: str, number: int) -> Json:
    return {"event": event, "event_id": f"{event}-{number}", "person": {"external_id": id_of(number)}}
