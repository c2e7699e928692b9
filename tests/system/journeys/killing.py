"""Who is killed when: a schedule that a seed decides, carried out on a running stack."""

import asyncio
import random
import signal
import time
from collections.abc import Sequence
from typing import Final, NamedTuple

from workers.stack.child import Child

TARGETS: Final = ("worker", "ingest", "nats", "redis", "temporal")


class Killing(NamedTuple):
    after_s: float
    target: str


class Killed(NamedTuple):
    at_ms: int
    target: str


def schedule(seed: int, *, kills: int, within_s: float) -> tuple[Killing, ...]:
    """The same for the same seed. Nobody is killed a second time before everybody was once."""
    dice = random.Random(seed)
    targets: list[str] = []
    while len(targets) < kills:
        targets += dice.sample(TARGETS, len(TARGETS))
    instants = sorted(dice.uniform(1.0, within_s) for _ in range(kills))
    return tuple(map(Killing, instants, targets))


async def carry_out(killings: Sequence[Killing], children: dict[str, Child]) -> list[Killed]:
    """Kill -9, each with whatever it has started; the supervisor restarts it. Who is dead just then is waited for."""
    began_s = time.monotonic()
    killed: list[Killed] = []
    for killing in killings:
        await asyncio.sleep(max(0.0, began_s + killing.after_s - time.monotonic()))
        child = children[killing.target]
        while child.pid is None:
            await asyncio.sleep(0.05)
        child.signal(signal.SIGKILL)
        killed.append(Killed(time.time_ns() // 1_000_000, killing.target))
    return killed
