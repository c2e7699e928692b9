"""Memory that a bid looks at, on pages of 2 MiB.

A bid touches some hundred places anywhere in a few hundred megabytes: more pages of 4 KiB than a core keeps translations
of, and a virtual machine translates twice. On huge pages a bid takes up to 5 % less time.

Linux (6.1 or newer) puts memory on a huge page when asked to, and copies it there: some 8 ms for each 2 MiB, hence before
the doors open. What is remembered later follows little by little, in a thread; requests meanwhile wait for a fraction
of a millisecond at most. Only where three quarters of the 2 MiB are in use already, so that memory grows by a third of
the rest at worst. Everywhere else nothing happens, and ``state`` says why.
"""

import asyncio
import ctypes
import errno
import mmap
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

HUGE_BYTES: Final = 2 << 20
EVERY_S: Final = 5.0
MOST_AT_ONCE: Final = 16
"""Huge pages made every ``EVERY_S`` once the doors are open: some 3 % of a core while there is something to do."""
_MADV_COLLAPSE: Final = 25
_PAGES: Final = HUGE_BYTES // mmap.PAGESIZE
_ENOUGH: Final = _PAGES * 3 // 4
_SIZES: Final = Path("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size")
_FIELDS_OF_NAMELESS: Final = 5


def unavailable() -> str:
    """Why this machine has no huge pages for us; empty when it has."""
    if sys.platform != "linux":
        return "not available: only Linux gives them on demand"
    try:
        size = int(_SIZES.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return "not available: this kernel was built without transparent huge pages"
    if size != HUGE_BYTES:
        return f"not available: this machine's have {size // 1024} KiB"
    return ""


class HugePages:
    """Of this process. ``made`` are the addresses that lie on huge pages by our doing."""

    def __init__(self, *, wanted: bool) -> None:
        self._refusal = unavailable() if wanted else "switched off"
        self.made: set[int] = set()
        self.total = 0
        """Made since the start, also of memory that was given back since."""
        if not self._refusal:
            libc = ctypes.CDLL(None, use_errno=True)
            self._madvise = libc.madvise
            self._madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
            self._mincore = libc.mincore
            self._mincore.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p)
            self._resident = ctypes.create_string_buffer(_PAGES)

    @property
    def state(self) -> str:
        """In words."""
        return self._refusal or f"{len(self.made) * (HUGE_BYTES >> 20)} MiB"

    def gather(self, most: int | None = None) -> int:
        """Put memory on huge pages, ``most`` of them at a time, and return how many there are more; blocks."""
        if self._refusal:
            return 0
        try:
            mapped = set(_own_memory())
        except OSError as error:
            self._refusal = f"not available: {error}"
            return 0
        self.made &= mapped
        before, code = len(self.made), 0
        for address in sorted(mapped - self.made):
            if code == errno.ENOMEM or (most is not None and len(self.made) - before >= most):
                break
            if self._is_in_use(address):
                code = self._collapse(address)
        if code == errno.EINVAL and not self.made:
            self._refusal = "not available: this kernel does not make them when asked (Linux 6.1 or newer does)"
        return len(self.made) - before

    async def run(self) -> None:
        """Go on with what is remembered later."""
        while not self._refusal:
            await asyncio.sleep(EVERY_S)
            await asyncio.to_thread(self.gather, MOST_AT_ONCE)

    def _is_in_use(self, address: int) -> bool:
        resident = self._resident
        return not self._mincore(address, HUGE_BYTES, resident) and _PAGES - resident.raw.count(0) >= _ENOUGH

    def _collapse(self, address: int) -> int:
        """Make it one huge page; what kept the kernel from it, if so (errno)."""
        if self._madvise(address, HUGE_BYTES, _MADV_COLLAPSE):
            return ctypes.get_errno()
        self.made.add(address)
        self.total += 1
        return 0


def _own_memory() -> Iterator[int]:
    """Every 2 MiB that are ours alone: stacks, heaps, arrays; by address."""
    for line in Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines():
        span, access, _, _, _, *name = line.split(maxsplit=_FIELDS_OF_NAMELESS)
        if access.startswith("rw-p") and (not name or name[0] == "[heap]"):
            first, _, end = span.partition("-")
            start = -(-int(first, 16) // HUGE_BYTES) * HUGE_BYTES
            yield from range(start, int(end, 16) - HUGE_BYTES + 1, HUGE_BYTES)
