"""What the author of journeys does while people are inside: a pause, a resumption, a new version that everybody moves to."""

import asyncio
import random
import time
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from tests.system.journeys.office import Office
from workers.demo.rest import Json

LAST_S: Final = 60.0
"""From the last entry: by then the first ones have left."""
_PAUSES_S: Final = (3.0, 8.0)

Action = Literal["pause", "resume", "publish"]


class Doing(NamedTuple):
    after_s: float
    action: Action


def agenda(seed: int) -> tuple[Doing, ...]:
    """The same for the same seed: one pause, and a new version before, within or after it."""
    dice = random.Random(f"author {seed}")
    paused_s = dice.uniform(0.0, LAST_S - _PAUSES_S[1])
    return tuple(
        sorted(
            (
                Doing(paused_s, "pause"),
                Doing(paused_s + dice.uniform(*_PAUSES_S), "resume"),
                Doing(dice.uniform(0.0, LAST_S), "publish"),
            )
        )
    )


async def work(doings: Sequence[Doing], office: Office, definitions: dict[str, Json]) -> None:
    """Do it all, with the journeys of ``definitions``; everybody inside is moved to the step of the same name."""
    began_s = time.monotonic()
    for doing in doings:
        await asyncio.sleep(max(0.0, began_s + doing.after_s - time.monotonic()))
        for journey_id, definition in definitions.items():
            if doing.action == "publish":
                await office.publish_again(journey_id, definition)
            else:
                await office.act(journey_id, doing.action)
