"""The parent is asked to end, then is killed: either way nothing it has started stays behind."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.system.cast import Cast
from tests.system.exchange import Exchange, Receipts
from tests.system.processes import descendants, is_alive, name_of, until_gone
from tests.system.proof import Hearing
from workers.settings import Settings

SENTENCE = (
    "SIGTERM to the parent ends every child within ten seconds, traffic or not; kill -9 of the parent leaves no process"
)
ENDS_WITHIN_S: Final = 10.0
RATE: Final = 30.0
_STARTS_WITHIN_S: Final = 180.0
_FAREWELL_S: Final = 2.0
_PROCESSES: Final = {"api", "banker", "bidder", "ingest", "worker"}


async def prove(settings: Settings, cast: Cast, hearing: Hearing) -> list[Receipts]:
    """Both ends, each in the middle of traffic; returns what the exchange was promised meanwhile."""
    promised = []
    async with _parent(settings) as parent:
        receipts = await _in_the_middle_of_traffic(parent, cast, seed=11, hearing=hearing, ends=signal.SIGTERM)
        hearing.expect("its own status says that all was well", held=parent.status in (0, 130), found=parent.status)
        promised.append(receipts)
    async with _parent(settings) as parent:
        promised.append(await _in_the_middle_of_traffic(parent, cast, seed=12, hearing=hearing, ends=signal.SIGKILL))
    return promised


@dataclass(slots=True)
class Parent:
    """``campaign-express up`` in a process of its own, as an operator starts it."""

    process: asyncio.subprocess.Process
    addresses: dict[str, str]

    @property
    def status(self) -> int | None:
        return self.process.returncode


async def _in_the_middle_of_traffic(
    parent: Parent, cast: Cast, *, seed: int, hearing: Hearing, ends: signal.Signals
) -> Receipts:
    exchange = Exchange(cast.home, parent.addresses, bidders=2)
    stop = asyncio.Event()
    trading = asyncio.create_task(exchange.trade(seconds=60, rate=RATE, seed=seed, stop=stop))
    await asyncio.sleep(4)
    born = descendants(parent.process.pid)
    roles = {word for pid in born for word in name_of(pid).split()} & _PROCESSES
    hearing.expect(f"{len(born)} processes run", held=roles == _PROCESSES, found=[name_of(pid) for pid in born])

    began = time.monotonic()
    parent.process.send_signal(ends)
    left = await until_gone(born | {parent.process.pid}, within_s=ENDS_WITHIN_S)
    took_s = time.monotonic() - began
    what = f"{ends.name} in the middle of traffic: {len(born)} children and their parent gone after {took_s:.1f} s"
    hearing.figure(what)
    hearing.expect(
        f"{ends.name}: nothing is left within {ENDS_WITHIN_S:.0f} s",
        held=not left,
        found=[name_of(pid) for pid in left],
    )
    await parent.process.wait()
    stop.set()
    exchange.give_up()
    await asyncio.wait({trading}, timeout=_FAREWELL_S)
    trading.cancel()
    await asyncio.gather(trading, return_exceptions=True)  # whatever it still wanted to say, nobody listens
    acknowledged = len(exchange.receipts.acknowledged)
    hearing.expect(f"{acknowledged} bills were acknowledged until then", held=acknowledged > 0)
    return exchange.receipts


@asynccontextmanager
async def _parent(settings: Settings) -> AsyncIterator[Parent]:
    """Up, on the state others left, until the block ends."""
    environment = os.environ | {
        "CAMPAIGN_EXPRESS__API__HTTP_PORT": "0",
        "CAMPAIGN_EXPRESS__BIDDER__HTTP_PORT": "0",
        "CAMPAIGN_EXPRESS__BIDDER__GRPC_PORT": "0",
        "CAMPAIGN_EXPRESS__METRICS__PORT": "0",
    }
    output = settings.state_dir / "parent.log"
    with output.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "workers.cli", "up", "--no-seed",
            "--state-dir", str(settings.state_dir), "--bidders", str(settings.bidder.count),
            env=environment, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        yield Parent(process, await _addresses(process, settings.state_dir, output))
    finally:
        if is_alive(process.pid):
            process.send_signal(signal.SIGKILL)
        await process.wait()


async def _addresses(process: asyncio.subprocess.Process, state_dir: Path, output: Path) -> dict[str, str]:
    file = state_dir / "addresses.json"
    file.unlink(missing_ok=True)
    deadline = time.monotonic() + _STARTS_WITHIN_S
    while not file.exists():
        if process.returncode is not None or time.monotonic() > deadline:
            said = output.read_text(encoding="utf-8")  # noqa: ASYNC240 - nothing else goes on
            raise RuntimeError(f"the stack did not come up:\n{said[-4_000:]}")
        await asyncio.sleep(0.1)
    addresses: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return addresses
