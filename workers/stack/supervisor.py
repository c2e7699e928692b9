"""One parent for every child: starts them in order, watches them, and ends all of them in time."""

import asyncio
import signal
from collections.abc import Iterable, Sequence
from pathlib import Path

from workers.stack.bond import Bond
from workers.stack.child import Child, Program, StartFailed, Voice, Wave, describe_exit

GRACE_S = {Wave.EDGE: 3.5, Wave.PROCESSES: 3.0, Wave.SERVERS: 2.5}
"""How long each wave may take to leave before it is killed: nine seconds for all of them."""

ROLL_GRACE_S = 12.0
"""How long one that was replaced may take to leave: nobody waits for it."""


class Supervisor:
    """Owns the children. Nothing it started outlives ``stop``, nor a kill of this process."""

    def __init__(self, *, logs: Path, bond: Bond, voice: Voice) -> None:
        self.children: dict[str, Child] = {}
        self._logs = logs
        self._bond = bond
        self._voice = voice
        self._hurry = asyncio.Event()
        self._leaving: list[Child] = []

    async def start(self, programs: Sequence[Program]) -> None:
        """Start these at once and return when all of them are ready. Raises ``StartFailed`` when one is not."""
        started = [self._adopt(program) for program in programs]
        for child in started:
            child.start()
        waiting = [asyncio.create_task(child.until_ready()) for child in started]
        try:
            await asyncio.gather(*waiting)
        finally:
            for task in waiting:
                task.cancel()

    async def run(self, program: Program) -> None:
        """Run a program that is meant to end. Raises ``StartFailed`` unless its status is 0."""
        child = self._adopt(program)
        loop = asyncio.get_running_loop()
        began = loop.time()
        self._voice.starting(program)
        status = await child.wait()
        del self.children[program.name]
        if status:
            raise StartFailed(f"{program.title} {describe_exit(status)}; its log {child.log} ends:\n{child.log_tail()}")
        self._voice.ready(program, loop.time() - began)

    async def roll(self, names: Sequence[str]) -> None:
        """Replace these one after the other: the new one is ready before the old one is asked to leave.

        Raises ``StartFailed`` when a new one does not come up; the old one goes on then.
        """
        for name in names:
            old = self.children[name]
            new = Child(old.program, old.log, self._bond, self._voice)
            new.start()
            self._leaving.append(new)
            try:
                await new.until_ready()
            except StartFailed:
                await new.stop(GRACE_S[Wave.EDGE])
                raise
            finally:
                self._leaving.remove(new)
            self.children[name] = new
            self._leaving.append(old)
            try:
                await old.stop(ROLL_GRACE_S)
            finally:
                self._leaving.remove(old)

    def hurry(self) -> None:
        """Kill whoever is left at once: somebody pressed Ctrl-C twice."""
        self._hurry.set()

    async def stop(self) -> None:
        """End every child, wave by wave, in less than ten seconds."""
        self._voice.stopping()
        hurrying = asyncio.create_task(self._kill_when_hurried())
        try:
            for wave in Wave:
                await self._end(wave)
        finally:
            hurrying.cancel()
            self._bond.close()

    async def _end(self, wave: Wave) -> None:
        everybody = (*self.children.values(), *self._leaving)
        leaving = [child for child in everybody if child.program.wave is wave]
        await asyncio.gather(*(child.stop(GRACE_S[wave]) for child in leaving))

    async def _kill_when_hurried(self) -> None:
        await self._hurry.wait()
        kill_all((*self.children.values(), *self._leaving))

    def _adopt(self, program: Program) -> Child:
        if program.name in self.children:
            raise ValueError(f"there is already a child called {program.name}")
        self._logs.mkdir(parents=True, exist_ok=True)
        log = self._logs / f"{program.name}.log"
        if log.exists():
            log.replace(log.with_suffix(".previous.log"))
        child = Child(program, log, self._bond, self._voice)
        self.children[program.name] = child
        return child


def kill_all(children: Iterable[Child]) -> None:
    for child in children:
        child.signal(signal.SIGKILL)
