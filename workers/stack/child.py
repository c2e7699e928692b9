"""One supervised program: started, watched, restarted with back-off, ended on request."""

import asyncio
import contextlib
import os
import random
import signal
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Protocol

from domain.errors import CampaignExpressError
from workers.stack.bond import Bond
from workers.stack.probes import NotReady, Probe

_FIRST_DELAY_S = 0.25
_LONGEST_DELAY_S = 15.0
_STEADY_AFTER_S = 30.0
"""A child that lived this long has recovered: its next death is a first one."""
_KEEPS_DYING = 3
_PROBE_EVERY_S = 0.1
_TAIL_LINES = 12
_TAIL_BYTES = 8_192


class Wave(IntEnum):
    """Who leaves first: whoever stops taking work, and last the servers that the others still need."""

    EDGE = 0
    PROCESSES = 1
    SERVERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What to run. ``environment`` is added to the parent's; without ``ready`` a started program is ready."""

    name: str
    title: str
    argv: tuple[str, ...]
    wave: Wave
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    directory: Path | None = None
    ready: Probe | None = None
    ready_file: Path | None = None
    """Written by the program once it is ready; removed before each start."""
    ready_within_s: float = 60.0
    inherits: tuple[int, ...] = ()
    """Our open files that it gets under the same numbers."""


class Voice(Protocol):
    """Who tells the person at the terminal."""

    def starting(self, program: Program) -> None: ...

    def ready(self, program: Program, after_s: float) -> None: ...

    def died(self, program: Program, how: str, restart_in_s: float, log: Path, log_tail: str) -> None:
        """``log_tail``, the end of ``log``, is empty while a restart may still help."""

    def back(self, program: Program) -> None: ...

    def stopping(self) -> None: ...

    def killed(self, program: Program) -> None:
        """It did not leave in time and was killed."""


class StartFailed(CampaignExpressError):
    """A program does not come up; the message ends with the last lines of its log."""

    code = "start_failed"


def restart_delay_s(deaths: int, chance: float) -> float:
    """Seconds to wait after so many deaths in a row: doubling, capped, and spread by ``chance`` in [0, 1)."""
    ceiling = min(_LONGEST_DELAY_S, _FIRST_DELAY_S * 2.0 ** (deaths - 1))
    return ceiling * (0.5 + chance / 2)


class Child:
    """Keeps one program running until ``stop``. ``pid`` is that of the current incarnation."""

    def __init__(self, program: Program, log: Path, bond: Bond, voice: Voice) -> None:
        self.program = program
        self.log = log
        self.restarts = 0
        self.is_ready = False
        self._bond = bond
        self._voice = voice
        self._process: asyncio.subprocess.Process | None = None
        self._deaths_in_a_row = 0
        self._keeping: asyncio.Task[None] | None = None
        self._stopping = False
        self._ready_once = asyncio.Event()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.returncode is None else None

    def start(self) -> None:
        self._voice.starting(self.program)
        self._keeping = asyncio.create_task(self._keep(), name=f"keep {self.program.name}")

    async def until_ready(self) -> None:
        """Return once it has answered. Raises ``StartFailed`` when it keeps dying or its time is up."""
        if self._keeping is None:
            raise RuntimeError(f"{self.program.name} has not been started")
        answered = asyncio.create_task(self._ready_once.wait())
        try:
            await asyncio.wait(
                {answered, self._keeping},
                timeout=self.program.ready_within_s,
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            answered.cancel()
        if self._ready_once.is_set():
            return
        if self._keeping.done():
            self._keeping.result()
        raise StartFailed(
            f"{self.program.title} did not get ready in {self.program.ready_within_s:.0f} s; its log {self.log} ends:\n"
            f"{self.log_tail()}"
        )

    async def wait(self) -> int:
        """For a program that is meant to end: its exit status, without a restart."""
        self._stopping = True
        process = await self._spawn()
        status = await process.wait()
        self._bond.release(process.pid)
        return status

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the child and whatever it has started. A dead child is left alone."""
        if pid := self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, number)

    async def stop(self, grace_s: float) -> None:
        """TERM, then KILL after ``grace_s`` seconds; the child is gone when this returns."""
        self._stopping = True
        self.signal(signal.SIGTERM)
        if not await self._gone(grace_s):
            self._voice.killed(self.program)
            self.signal(signal.SIGKILL)
            await self._gone(grace_s)
        if self._process:
            self._end_descendants(self._process.pid)
        if self._keeping:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)

    def log_tail(self) -> str:
        """The last lines it wrote."""
        try:
            with self.log.open("rb") as file:
                file.seek(0, os.SEEK_END)
                file.seek(max(0, file.tell() - _TAIL_BYTES))
                lines = file.read().decode(errors="replace").splitlines()
        except FileNotFoundError:
            return "(it wrote nothing)"
        return "\n".join(lines[-_TAIL_LINES:]) or "(it wrote nothing)"

    async def _keep(self) -> None:
        loop = asyncio.get_running_loop()
        while not self._stopping:
            born = loop.time()
            process = await self._spawn()
            watching = asyncio.create_task(self._watch_readiness(born))
            try:
                status = await process.wait()
            finally:
                watching.cancel()
                self.is_ready = False
            self._end_descendants(process.pid)
            self._bond.release(process.pid)
            if self._stopping:
                return
            self._deaths_in_a_row = 1 if loop.time() - born > _STEADY_AFTER_S else self._deaths_in_a_row + 1
            how = describe_exit(status)
            keeps_dying = self._deaths_in_a_row >= _KEEPS_DYING
            if keeps_dying and not self._ready_once.is_set():
                raise StartFailed(
                    f"{self.program.title} does not start: it {how}; its log {self.log} ends:\n{self.log_tail()}"
                )
            delay_s = restart_delay_s(self._deaths_in_a_row, random.random())  # noqa: S311 - jitter, not a secret
            self._voice.died(self.program, how, delay_s, self.log, self.log_tail() if keeps_dying else "")
            await asyncio.sleep(delay_s)
            self.restarts += 1

    async def _spawn(self) -> asyncio.subprocess.Process:
        if self.program.ready_file:
            self.program.ready_file.unlink(missing_ok=True)
        with self.log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *self._bond.command(self.program.argv),
                cwd=self.program.directory,
                env={**os.environ, **self.program.environment},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
                pass_fds=self.program.inherits,
            )
        self._bond.hold(process.pid)
        self._process = process
        return process

    async def _watch_readiness(self, born: float) -> None:
        while self.program.ready:
            try:
                await self.program.ready()
                break
            except NotReady:
                await asyncio.sleep(_PROBE_EVERY_S)
        self.is_ready = True
        if self._ready_once.is_set():
            self._voice.back(self.program)
        else:
            self._ready_once.set()
            self._voice.ready(self.program, asyncio.get_running_loop().time() - born)

    def _end_descendants(self, group: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)

    async def _gone(self, within_s: float) -> bool:
        process = self._process
        if process is None:
            return True
        try:
            await asyncio.wait_for(process.wait(), within_s)
        except TimeoutError:
            return False
        return True


def describe_exit(status: int) -> str:
    """What an exit status means, for a sentence whose subject is the program."""
    if status < 0:
        return f"was killed by {signal.Signals(-status).name}"
    return f"ended with status {status}"
