"""The generator as a process: built from its sources, told what to do a window at a time, watched while it does it."""

import asyncio
import contextlib
import shutil
import struct
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path
from typing import Self

import msgspec

from benchmarks.cpu import cpu_ns
from benchmarks.load.tally import Tally

SOURCES = Path(__file__).parent / "native"
COMPILERS = ("cc", "gcc", "clang")
_LINE_LIMIT = 1 << 20

_decode = msgspec.json.Decoder(Tally).decode


class Stamp(msgspec.Struct, frozen=True, kw_only=True):
    """``digits`` behind the text ``after`` become a number, of every ``every``-th request another one from ``first`` on."""

    after: str
    digits: int
    every: int = 1
    first: int = 0

    def __str__(self) -> str:
        return f"{self.after},{self.digits},{self.every},{self.first}"


def build(directory: Path) -> Path:
    """Compile the generator into ``directory``, with this machine's compiler or the one that comes as a wheel."""
    binary = directory / "load"
    compiler = next(filter(None, map(shutil.which, COMPILERS)), None)
    command = [compiler] if compiler else [sys.executable, "-m", "ziglang", "cc"]
    sources = sorted(map(str, SOURCES.glob("*.c")))
    done = subprocess.run(
        [*command, "-O2", "-o", str(binary), *sources, "-lm"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"the load generator cannot be built with {' '.join(command)}:\n{done.stderr}")
    return binary


def write_bodies(path: Path, bodies: Iterable[bytes]) -> Path:
    """Keep ``bodies`` as the generator reads them."""
    with path.open("wb") as file:
        for body in bodies:
            file.write(struct.pack("<I", len(body)) + body)
    return path


class Generator:
    """Connections that stay open from one window to the next."""

    def __init__(self, process: asyncio.subprocess.Process, watched: Sequence[int]) -> None:
        self._process = process
        self._watched = watched

    @classmethod
    @contextlib.asynccontextmanager
    async def opened(cls, binary: Path, arguments: Sequence[str], watched: Sequence[int] = ()) -> AsyncIterator[Self]:
        """Connect. ``watched`` are processes whose CPU time the windows tell."""
        process = await asyncio.create_subprocess_exec(
            str(binary), *arguments, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=_LINE_LIMIT
        )
        generator = cls(process, watched)
        try:
            await generator._hear()
            yield generator
        finally:
            assert process.stdin is not None
            process.stdin.close()
            try:
                await asyncio.wait_for(process.wait(), 5)
            except TimeoutError:
                process.kill()
                await process.wait()

    async def saturate(self, seconds: float) -> Tally:
        """Keep as many requests under way as there is room for."""
        return await self._do(f"saturate {seconds}")

    async def offer(self, rate: float, seconds: float, *, window_s: float = 0) -> Tally:
        """Send at a Poisson ``rate`` a second, late or not: an open loop. ``window_s`` splits the latencies."""
        return await self._do(f"offer {rate} {seconds} {window_s}")

    async def _do(self, command: str) -> Tally:
        before_ns = [cpu_ns(pid) for pid in self._watched]
        assert self._process.stdin is not None
        self._process.stdin.write(f"{command}\n".encode())
        tally = await self._hear()
        tally.watched_cpu_ns = [cpu_ns(pid) - before for pid, before in zip(self._watched, before_ns, strict=True)]
        return tally

    async def _hear(self) -> Tally:
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the load generator ended with {await self._process.wait()}")
        return _decode(line)
