"""Replacing the bidders of a running stack from outside it: a signal asks, a file answers."""

import asyncio
import json
import os
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Final, Protocol

from domain.errors import CampaignExpressError, Unavailable
from workers.stack.state import State

ASK: Final = signal.SIGUSR1
_WITHIN_S: Final = 300.0
_LOOK_EVERY_S: Final = 0.1


class Teller(Protocol):
    def rolling(self, error: str | None) -> None:
        """A replacement ended: without an error, or with what went wrong."""


@contextmanager
def rolling_on_request(roll: Callable[[], Awaitable[None]], state: State, voice: Teller) -> Iterator[None]:
    """While inside, ``SIGUSR1`` to this process rolls. One replacement at a time; who asks meanwhile gets its outcome."""
    loop = asyncio.get_running_loop()
    under_way: set[asyncio.Task[None]] = set()

    async def answer() -> None:
        error: str | None = None
        try:
            await roll()
        except CampaignExpressError as failure:
            error = failure.message
        voice.rolling(error)
        state.rolled_file.write_text(json.dumps({"error": error}), encoding="utf-8")

    def asked() -> None:
        if not under_way:
            state.rolled_file.unlink(missing_ok=True)
            task = loop.create_task(answer())
            under_way.add(task)
            task.add_done_callback(under_way.discard)

    loop.add_signal_handler(ASK, asked)
    try:
        yield
    finally:
        loop.remove_signal_handler(ASK)
        for task in under_way:
            task.cancel()


def ask_to_roll(state: State, *, within_s: float = _WITHIN_S) -> None:
    """Have the stack on ``state`` replace its bidders, and wait until it has.

    Raises ``Unavailable`` when no stack runs there, when a new bidder does not come up or when it takes too long.
    """
    owner = state.owner()
    if owner is None:
        raise Unavailable(f"no stack runs on {state.root}", remedy="Start one: campaign-express up.")
    state.rolled_file.unlink(missing_ok=True)
    os.kill(owner, ASK)
    deadline = time.monotonic() + within_s
    while not state.rolled_file.exists():
        if state.owner() is None or time.monotonic() > deadline:
            raise Unavailable("the stack did not replace its bidders", remedy="Look at what it prints, and its logs.")
        time.sleep(_LOOK_EVERY_S)
    error = json.loads(state.rolled_file.read_text(encoding="utf-8"))["error"]
    if error:
        raise Unavailable(f"a new bidder did not come up: {error}", remedy="The bidders before it go on.")
