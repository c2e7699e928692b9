"""Whether a file holds one of some texts, in any case: its path is the one argument, the texts come in hexadecimal, a line each.

A program of its own, in which nobody has that file open: closing a file gives back every lock its process holds on it, so a
process that has a SQLite database open never reads the same file otherwise (sqlite.org/howtocorrupt.html, 2.2). It reads on
where a mapping of a file that somebody cuts short would end the process.
"""

import sys
from collections.abc import Collection
from pathlib import Path
from typing import Final

FOUND: Final = "found"
NOT_FOUND: Final = "not found"
_WINDOW_BYTES: Final = 16 * 1024 * 1024
_AROUND_BYTES: Final = 512
"""Bytes that two windows share, so that nothing is missed between them."""


def stands_in(path: Path, needles: Collection[bytes]) -> bool:
    """``needles`` are in lower case; a file that is not there holds none."""
    seen = b""
    try:
        with path.open("rb") as file:
            while window := file.read(_WINDOW_BYTES):
                seen = seen[-_AROUND_BYTES:] + window.lower()
                if any(needle in seen for needle in needles):
                    return True
    except FileNotFoundError:
        return False
    return False


if __name__ == "__main__":
    wanted = [bytes.fromhex(line) for line in sys.stdin.read().split()]
    sys.stdout.write(FOUND if stands_in(Path(sys.argv[1]), wanted) else NOT_FOUND)
