"""What a bidder does about its memory, and what it says where it can do nothing."""

import asyncio
import ctypes
import mmap
import random
from pathlib import Path

import pytest

from workers.bidder import huge_pages
from workers.bidder.huge_pages import HUGE_BYTES, HugePages

MEMORY_BYTES = 16 * HUGE_BYTES


def _memory() -> mmap.mmap:
    return mmap.mmap(-1, MEMORY_BYTES, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)


def _on_huge_pages_kib() -> int:
    rollup = Path("/proc/self/smaps_rollup").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("AnonHugePages"))


@pytest.mark.skipif(bool(huge_pages.unavailable()), reason=huge_pages.unavailable())
def test_memory_in_use_comes_to_lie_on_huge_pages_and_keeps_what_it_holds() -> None:
    memory, said = _memory(), random.Random("pages").randbytes(MEMORY_BYTES)
    memory[:] = said
    pages, before_kib = HugePages(wanted=True), _on_huge_pages_kib()
    while pages.gather(4):
        assert pages.total >= len(pages.made)
    if "not available" in pages.state:
        pytest.skip(pages.state)
    assert pages.state == f"{2 * len(pages.made)} MiB"
    assert len(pages.made) >= MEMORY_BYTES // HUGE_BYTES - 2
    assert _on_huge_pages_kib() > before_kib
    assert memory[:] == said


@pytest.mark.skipif(bool(huge_pages.unavailable()), reason=huge_pages.unavailable())
def test_memory_that_is_hardly_used_is_left_as_it_is() -> None:
    reserve = _memory()
    reserve[:: HUGE_BYTES // 4] = b"x" * (4 * MEMORY_BYTES // HUGE_BYTES)
    first = ctypes.addressof(ctypes.c_char.from_buffer(reserve))
    pages = HugePages(wanted=True)
    pages.gather()
    assert not any(first <= made <= first + MEMORY_BYTES - HUGE_BYTES for made in pages.made)


async def test_a_bidder_that_does_not_want_them_does_nothing_and_says_so() -> None:
    pages = HugePages(wanted=False)
    await asyncio.wait_for(pages.run(), timeout=5)
    assert pages.gather() == 0
    assert (pages.state, pages.total) == ("switched off", 0)


def test_other_systems_are_told_that_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huge_pages.sys, "platform", "darwin")
    assert HugePages(wanted=True).state == "not available: only Linux gives them on demand"
