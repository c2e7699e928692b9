"""Files that processes write down what they do to."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from activities.personal.place import nothing
from domain.privacy.places.values import Found, Rows, Subject

_WINDOW_BYTES: Final = 16 * 1024 * 1024
_AROUND_BYTES: Final = 512
"""Longer than any text that is looked for: none is missed between two pieces of a log."""


class LogsPlace:
    """What processes of this machine wrote down, below its state directory."""

    name = "logs"

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def find(self, subject: Subject) -> Found:
        number = await asyncio.to_thread(self._mentions, subject, blot=False)
        return Found(counts={"mentions": number} if number else {})

    def read(self, subject: Subject) -> AsyncIterator[Rows]:
        """Nothing a person could read."""
        del subject
        return nothing()

    async def erase(self, subject: Subject) -> None:
        """In place: whoever is writing to a log goes on behind it."""
        await asyncio.to_thread(self._mentions, subject, blot=True)

    def _mentions(self, subject: Subject, *, blot: bool) -> int:
        number = 0
        for path in sorted(self._directory.rglob("*")) if self._directory.is_dir() else ():
            with contextlib.suppress(FileNotFoundError):  # it was rotated away
                if path.is_file():
                    number += _mentions_in(path, subject, blot=blot)
        return number


def _mentions_in(path: Path, subject: Subject, *, blot: bool) -> int:
    """Read in pieces: a mapping of a log that is cut short by whoever rotates it would end the process."""
    number = 0
    with path.open("r+b" if blot else "rb", buffering=0) as file:
        for start in itertools.count(0, _WINDOW_BYTES):
            before = min(start, _AROUND_BYTES)
            file.seek(start - before)
            window = file.read(before + _WINDOW_BYTES + _AROUND_BYTES)
            for begin, end in subject.names.spans_in(window):
                if before <= begin < before + _WINDOW_BYTES:
                    number += 1
                    if blot:
                        file.seek(start - before + begin)
                        file.write(b"x" * (end - begin))
            if len(window) <= before + _WINDOW_BYTES:
                break
    return number
