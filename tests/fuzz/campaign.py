"""A run: so many inputs through the three entries of one bidder process, and what became of it."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

import httpx2
import msgspec
from nats.aio.client import Client

from tests.fuzz.entries import CLOSED, HUNG, Entry, GrpcEntry, HttpEntry, NatsEntry
from tests.fuzz.inputs import Bodies
from tests.system.processes import is_alive

MOST_GROWTH_MIB: Final = 96.0
"""From a quarter of the way on: by then what a bidder keeps, in bounds, is mostly there."""
LANES: Final = 24
_FINE: Final = frozenset({200, 204, 302, 400, 401, 403, 404, 405, 408, 413, 415, 417, 431})
_GRPC_FINE: Final = frozenset({"RESOURCE_EXHAUSTED", "INVALID_ARGUMENT"})
"""A message over the limit; metadata that HTTP/2 does not allow."""


@dataclass
class Findings:
    """``answers`` are by entry and status; ``memory_mib`` is the bidder's, at the start, each quarter, and the end."""

    inputs: int = 0
    answers: dict[str, Counter[str]] = field(default_factory=dict)
    memory_mib: list[float] = field(default_factory=list)
    died: bool = False
    faults: int = 0
    """Requests that ended in a fault of ours."""
    still_bids: bool = False
    seconds: float = 0.0

    @property
    def growth_mib(self) -> float:
        return self.memory_mib[-1] - self.memory_mib[1]

    def wrong(self) -> list[str]:
        """What should not have been, in words; nothing when all held."""
        said = []
        for entry, statuses in self.answers.items():
            said += [
                f"{entry}: {total} x {status}" for status, total in statuses.items() if not _is_fine(entry, status)
            ]
        if self.died:
            said.append("the bidder died")
        if self.faults:
            said.append(f"{self.faults} requests ended in a fault of ours")
        if not self.still_bids:
            said.append("a good request got no bid afterwards")
        if self.growth_mib > MOST_GROWTH_MIB:
            said.append(f"memory grew by {self.growth_mib:.0f} MiB")
        return said


def _is_fine(entry: str, status: str) -> bool:
    if status == CLOSED:
        return entry == "HTTP"  # what breaks off, or never was a message, gets none
    return status != HUNG and (status in _GRPC_FINE or (status.isdigit() and int(status) in _FINE))


async def fuzz(
    inputs: int,
    *,
    seed: int,
    pool: int,
    pid: int,
    http_port: int,
    grpc_port: int,
    connection: Client,
    good: bytes,
    progress: Callable[[Findings], None] = lambda _: None,
) -> Findings:
    """Send that many inputs, a third through each entry; ``good`` is a request that gets a bid."""
    chance = Random(seed)
    bodies = Bodies(chance, pool=pool)
    entries: list[Entry] = [
        HttpEntry(http_port, bodies, chance),
        GrpcEntry(grpc_port, bodies, chance),
        NatsEntry(connection, bodies, chance),
    ]
    findings = Findings(answers={entry.name: Counter() for entry in entries})
    url = f"http://127.0.0.1:{http_port}"
    began = time.monotonic()
    findings.memory_mib.append(_resident_mib(pid))
    for quarter in range(4):
        until = inputs * (quarter + 1) // 4

        async def lane(entry: Entry, until: int = until) -> None:
            while findings.inputs < until and not findings.died:
                findings.inputs += 1
                findings.answers[entry.name].update(await entry.send())
                progress(findings)

        await asyncio.gather(*(lane(entry) for entry in entries for _ in range(LANES // len(entries))))
        await _settled(lambda: _reaches(url))
        findings.died = not is_alive(pid)
        if findings.died:
            break
        findings.memory_mib.append(_resident_mib(pid))
    for entry in entries:
        await entry.close()
    if findings.died:
        findings.memory_mib += [0.0, 0.0]
    else:
        findings.still_bids = await _settled(lambda: _bids(url, good))
        findings.faults = await _faults(url)
    findings.seconds = time.monotonic() - began
    return findings


async def _settled(holds: Callable[[], Awaitable[bool]]) -> bool:
    """Whether it comes to hold within a while."""
    deadline = time.monotonic() + 20
    while not await holds():
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.1)
    return True


async def _reaches(url: str) -> bool:
    try:
        async with httpx2.AsyncClient() as client:
            return (await client.get(f"{url}/live", timeout=5)).status_code == 200
    except httpx2.HTTPError:
        return False


async def _bids(url: str, good: bytes) -> bool:
    async with httpx2.AsyncClient() as client:
        return (await client.post(f"{url}/v1/bid", content=good, timeout=20)).status_code == 200


async def _faults(url: str) -> int:
    async with httpx2.AsyncClient() as client:
        told = msgspec.json.decode((await client.get(f"{url}/health", timeout=20)).content)
    return int(told["outcomes"].get("internal_error", 0))


def _resident_mib(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1_024
    raise LookupError(f"process {pid} has no VmRSS")
