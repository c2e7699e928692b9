"""The stacks these proofs take place on, one for each store, and how much of what takes place on them."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console

from domain.records import JOURNEYS_STORE
from storage.sql.database import Database
from tests import servers
from tests.system.journeys import promptness, records, under_fire
from tests.system.journeys.door import door
from tests.system.journeys.office import furnish
from tests.system.journeys.under_fire import Grounds, Passage
from tests.system.proof import Court, Hearing
from workers.demo.narration import Narrator
from workers.settings import Settings
from workers.stack.session import Stack, run_stack

STORES: Final = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
PROOFS: Final = ("kills", "latency")


@dataclass(frozen=True, slots=True)
class Extent:
    """How much: ``runs`` are dealt out to the stores in turn, seeds count from ``first_seed``."""

    runs: int
    people: int
    individual: int
    kills: int
    seconds: int
    """Of each measurement of ``latency``."""
    first_seed: int = 1
    stores: Sequence[str] = tuple(STORES)
    proofs: Sequence[str] = PROOFS

    def seeds(self, store: str) -> list[int]:
        place = list(self.stores).index(store)
        return [self.first_seed + run for run in range(self.runs) if run % len(self.stores) == place]


class Proceedings:
    """All of it; true when everything held."""

    def __init__(self, directory: Path, extent: Extent, console: Console) -> None:
        self._directory = directory
        self._extent = extent
        self._console = console
        self._court = Court(console)

    def hear(self) -> bool:
        for store in self._extent.stores:
            with _settings(store, self._directory / store) as settings:
                self._on_a_stack(settings, store)
        return self._court.conclude()

    def _on_a_stack(self, settings: Settings, store: str) -> None:
        async def story(stack: Stack) -> int:
            await self._take_place(stack, store)
            return 0

        if run_stack(settings, story, console=self._console, stay=False):
            self._court.refute(f"{STORES[store]}: the stack comes up, and can be told a story")

    async def _take_place(self, stack: Stack, store: str) -> None:
        extent, where = self._extent, STORES[store]
        wants_latency, seeds = "latency" in extent.proofs, extent.seeds(store) if "kills" in extent.proofs else []
        everybody = max(
            extent.people + extent.individual if seeds else 0,
            2 * promptness.RATE * extent.seconds if wants_latency else 0,
        )
        self._console.print(f"{where}: introducing {everybody:,} people")
        office = await furnish(stack.plan.addresses["API"], stack.plan.admin_token, everybody)
        journeys = Database.open(stack.plan.environment["CAMPAIGN_EXPRESS__SQL__JOURNEYS_URL"], store=JOURNEYS_STORE)
        try:
            async with door(stack.plan.nats_url) as entrance:
                grounds = Grounds(stack, office, entrance, journeys, await records.people(journeys))
                if wants_latency:
                    async with self._court.hears(promptness.sentence(where, extent.seconds)) as hearing:
                        await promptness.prove(grounds, hearing, seconds=extent.seconds, tag=store)
                if seeds:
                    await self._under_fire(grounds, seeds, where)
        finally:
            await journeys.close()

    async def _under_fire(self, grounds: Grounds, seeds: Sequence[int], where: str) -> None:
        """One passage after the other; what is still in flight at the end of one is settled during the next."""
        extent = self._extent
        passages: list[Passage] = []
        for seed in seeds:
            passage = under_fire.planned(seed, people=extent.people, individual=extent.individual, kills=extent.kills)
            say = Hearing(Narrator(self._console))
            say.narrator.chapter(f"{where}, {passage.name}")
            passages.append(passage)
            await under_fire.pass_through(passage, grounds, say)
            say.tell(
                f"{'everybody has left' if passage.has_ended else 'not everybody left'} after {passage.took_s:.0f} s"
            )
        await under_fire.reckon(passages, grounds, self._court, where)


@contextlib.contextmanager
def _settings(store: str, directory: Path) -> Iterator[Settings]:
    """A stack on ports nobody else wants, over that store."""
    settings = Settings(state_dir=directory / "state")
    settings.bidder.count = 1
    settings.api.http_port = settings.bidder.http_port = settings.bidder.grpc_port = settings.metrics.port = 0
    if store != "postgresql":
        yield settings
        return
    with servers.working_directory() as home, servers.postgres_server(home) as url:
        settings.sql.url = url
        yield settings
