"""What the kernel knows of processes: who descends from whom, who still lives, and how much memory they took."""

import asyncio
import os
from collections import defaultdict
from pathlib import Path

_PROC = Path("/proc")
_RESET_PEAK = "5"


def descendants(pid: int) -> set[int]:
    """Everything that process has started, at any depth, and that still lives."""
    children: defaultdict[int, list[int]] = defaultdict(list)
    for entry in _PROC.iterdir():
        if entry.name.isdigit() and (standing := _standing(int(entry.name))):
            children[standing[1]].append(int(entry.name))
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        born = children[waiting.pop()]
        found.update(born)
        waiting += born
    return found


def is_alive(pid: int) -> bool:
    """Whether it still runs; one that only waits to be buried does not."""
    standing = _standing(pid)
    return standing is not None and standing[0] != "Z"


def name_of(pid: int) -> str:
    """Its command line."""
    try:
        words = (_PROC / str(pid) / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return str(pid)
    return f"{pid} {b' '.join(words[:4]).decode(errors='replace')}".strip()


async def until_gone(pids: set[int], *, within_s: float) -> set[int]:
    """Wait until none of them lives; returns those that still do when the time is up."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within_s
    while (left := {pid for pid in pids if is_alive(pid)}) and loop.time() < deadline:
        await asyncio.sleep(0.02)
    return left


def cpu_s(pids: set[int]) -> float:
    """CPU time that those of them have used that still live."""
    ticks = 0
    for pid in pids:
        try:
            text = (_PROC / str(pid) / "stat").read_text()
        except OSError:
            continue
        user, system = text.rpartition(")")[2].split()[11:13]
        ticks += int(user) + int(system)
    return ticks / os.sysconf("SC_CLK_TCK")


class Memory:
    """How far the memory of a process rises above where it stood when this was made."""

    def __init__(self, pid: int) -> None:
        (_PROC / str(pid) / "clear_refs").write_text(_RESET_PEAK)
        self._pid = pid
        self._began_kib = self._kib("VmRSS")

    def risen_mib(self) -> float:
        return (self._kib("VmHWM") - self._began_kib) / 1_024

    def _kib(self, field: str) -> int:
        for line in (_PROC / str(self._pid) / "status").read_text().splitlines():
            if line.startswith(f"{field}:"):
                return int(line.split()[1])
        raise LookupError(f"process {self._pid} has no {field}")


def _standing(pid: int) -> tuple[str, int] | None:
    """State and parent."""
    try:
        text = (_PROC / str(pid) / "stat").read_text()
    except OSError:
        return None
    state, parent = text.rpartition(")")[2].split()[:2]
    return state, int(parent)
