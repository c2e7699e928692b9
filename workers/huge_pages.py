"""Memory in pages of 2 MiB instead of 4 KiB.

What a bid touches lies all over hundreds of megabytes, in far more pages than the processor remembers the place of, and looking
up a place is slow, in a virtual machine above all. Python asks the kernel for memory in pieces that are too small for it
to use huge pages by itself, so we ask for them once the pieces lie side by side and are in use. Where an operator has turned
huge pages off, and on systems without them, nothing is done.
"""

import ctypes
import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import structlog

BLOCK_BYTES: Final = 2 << 20
LEAST_USED: Final = 3 / 4
"""Of a block's pages: what it lacks is memory that gathering it costs."""
_COLLAPSE: Final = 25
"""MADV_COLLAPSE, since Linux 6.1."""
_PAGES: Final = BLOCK_BYTES // mmap.PAGESIZE
_ENABLED: Final = Path("/sys/kernel/mm/transparent_hugepage/enabled")
_MAPS: Final = Path("/proc/self/maps")
_OURS: Final = frozenset({"", "[heap]"})

_log = structlog.get_logger(__name__)


class HugePages:
    """The memory of the process that makes it; ``gathered`` counts blocks."""

    def __init__(self) -> None:
        self.gathered = 0
        self._residents = (ctypes.c_ubyte * _PAGES)()
        self._libc = ctypes.CDLL(None) if _are_welcome() else None

    def gather(self) -> None:
        """Everything there is; a millisecond of CPU a block.

        For before anybody waits for us: the kernel waits for every processor first, which takes long where those are busy, and
        whoever asks for memory meanwhile waits as well.
        """
        for block in self._blocks():
            self._gather(block)
        _log.info("huge pages", blocks=self.gathered)

    def _blocks(self) -> list[int]:
        """Where there is a whole block of ours that is in use."""
        if self._libc is None:
            return []
        libc, there = self._libc, (range(start, stop, BLOCK_BYTES) for start, stop in _private_memory())
        return [block for blocks in there for block in blocks if self._is_in_use(libc, block)]

    def _is_in_use(self, libc: ctypes.CDLL, block: int) -> bool:
        is_unknown = libc.mincore(ctypes.c_void_p(block), ctypes.c_size_t(BLOCK_BYTES), self._residents)
        return not is_unknown and bytes(self._residents).count(1) >= LEAST_USED * _PAGES

    def _gather(self, block: int) -> None:
        """Make one page of it, unless there is no room for that."""
        libc = self._libc
        if libc is not None and not libc.madvise(ctypes.c_void_p(block), ctypes.c_size_t(BLOCK_BYTES), _COLLAPSE):
            self.gathered += 1


def _are_welcome() -> bool:
    try:
        return "[never]" not in _ENABLED.read_text(encoding="ascii")
    except OSError:
        return False


def _private_memory() -> Iterator[tuple[int, int]]:
    """Where memory that we alone write to, and that no file is behind, has room for whole blocks: from where to where."""
    for line in _MAPS.read_text(encoding="utf-8", errors="replace").splitlines():
        span, access, _, _, inode, *name = line.split(maxsplit=5)
        if access == "rw-p" and inode == "0" and "".join(name) in _OURS:
            first, last = (int(end, 16) for end in span.split("-"))
            start, stop = -(-first // BLOCK_BYTES) * BLOCK_BYTES, last // BLOCK_BYTES * BLOCK_BYTES
            if start < stop:
                yield start, stop
