"""The order of the proofs and the stacks they take place on."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from tests.system import (
    bodies,
    cast,
    dying_worker,
    ending,
    money_under_fire,
    outages,
    rolling,
    strangers,
    without_temporal,
)
from tests.system.books import Books, drained_books, expect_sound, expect_stored_once
from tests.system.cast import Cast
from tests.system.exchange import Receipts
from tests.system.proof import Court
from tests.system.scene import Scene
from workers.settings import Settings
from workers.stack.session import Stack, run_stack

BIDDERS: Final = 2
AFTERWARDS: Final = "After all of it, on a new stack over the same state, the books are sound"
AT_REST: Final = "ClickHouse's files, opened once the stack is down, hold every row once, roll-ups included"
_BETWEEN: Final = {
    "temporal": without_temporal,
    "worker": dying_worker,
    "tenants": strangers,
    "bodies": bodies,
    "rolling": rolling,
}
NAMES: Final = ("money", *_BETWEEN, "outages", "ending")
"""Of the proofs, in their order. The books are read once more after those that bill something."""


class Proceedings:
    """One run. ``wanted`` picks proofs by name; all of them when it is empty."""

    def __init__(self, directory: Path, wanted: set[str], console: Console) -> None:
        self._settings = _settings(directory / "state")
        self._wanted = wanted
        self._console = console
        self._court = Court(console)
        self._cast: Cast | None = None
        self._receipts: list[Receipts] = []
        self._books = Books()

    def hear(self) -> bool:
        """Every proof wanted; true when all held."""
        self._on_a_stack(self._while_it_is_up)
        if self._cast is not None:
            if self._wants("ending"):
                asyncio.run(self._its_end(self._cast))
            if self._receipts:
                self._on_a_stack(self._read_the_books)
                asyncio.run(self._read_the_rows())
        return self._court.conclude()

    def _on_a_stack(self, story: Callable[[Stack], Coroutine[Any, Any, int]]) -> None:
        if run_stack(self._settings, story, console=self._console, stay=False):
            self._court.refute("The stack comes up, on whatever state it finds, and can be told a story")

    async def _while_it_is_up(self, stack: Stack) -> int:
        self._console.print("seating two tenants, their people and their campaigns")
        self._cast = await cast.seat(stack.plan.addresses["API"], stack.plan.admin_token)
        scene = Scene(stack, self._cast)
        if self._wants("money"):
            async with self._court.hears(money_under_fire.SENTENCE) as hearing:
                self._receipts += await money_under_fire.prove(scene, hearing)
        for name, proof in _BETWEEN.items():
            if self._wants(name):
                async with self._court.hears(proof.SENTENCE) as hearing:
                    await proof.prove(scene, hearing)
        await self._hear_outages(scene)
        return 0

    async def _hear_outages(self, scene: Scene) -> None:
        if self._wants("outages"):
            async with self._court.hears(outages.SENTENCE) as hearing:
                self._receipts += await outages.prove(scene, hearing, list(self._receipts))

    async def _its_end(self, seated: Cast) -> None:
        async with self._court.hears(ending.SENTENCE) as hearing:
            self._receipts += await ending.prove(self._settings, seated, hearing)

    async def _read_the_books(self, stack: Stack) -> int:
        assert self._cast is not None
        async with self._court.hears(AFTERWARDS) as hearing:
            self._books = await drained_books(Scene(stack, self._cast), self._receipts)
            hearing.figure(self._books.summary)
            expect_sound(hearing, self._books, self._receipts)
        return 0

    async def _read_the_rows(self) -> None:
        async with self._court.hears(AT_REST) as hearing:
            await expect_stored_once(hearing, self._settings.state_dir / "clickhouse", self._books)

    def _wants(self, name: str) -> bool:
        return not self._wanted or name in self._wanted


def _settings(state_dir: Path) -> Settings:
    """A demo stack on ports nobody else wants."""
    settings = Settings(state_dir=state_dir, demo=True)
    settings.bidder.count = BIDDERS
    settings.api.http_port = settings.bidder.http_port = settings.bidder.grpc_port = settings.metrics.port = 0
    return settings
