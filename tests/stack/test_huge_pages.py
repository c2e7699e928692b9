"""What a process holds for long lies in huge pages, if the system has them and its operator wants them."""

import ctypes
import mmap
from pathlib import Path

import pytest

from workers import huge_pages
from workers.huge_pages import BLOCK_BYTES, HugePages

MADV_COLLAPSE = 25


def _kib(what: str) -> int:
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith(f"{what}:"))


def _can_gather() -> bool:
    """Whether this kernel makes a huge page of a block when it is told to."""
    memory = mmap.mmap(-1, 2 * BLOCK_BYTES, mmap.MAP_PRIVATE)
    memory[:] = b"7" * len(memory)
    block = -(-ctypes.addressof(ctypes.c_char.from_buffer(memory)) // BLOCK_BYTES) * BLOCK_BYTES
    return not ctypes.CDLL(None).madvise(ctypes.c_void_p(block), ctypes.c_size_t(BLOCK_BYTES), MADV_COLLAPSE)


@pytest.mark.skipif(not huge_pages._are_welcome(), reason="no huge pages here, or they are turned off")
@pytest.mark.skipif(not _can_gather(), reason="this kernel gathers nothing on demand, or has no huge page left")
def test_what_is_in_use_is_gathered_once_and_nothing_is_taken_that_is_not():
    used, idle = mmap.mmap(-1, 9 * BLOCK_BYTES, mmap.MAP_PRIVATE), mmap.mmap(-1, 9 * BLOCK_BYTES, mmap.MAP_PRIVATE)
    for page in range(0, len(used), mmap.PAGESIZE):
        used[page] = 7
    resident_kib, huge_kib = _kib("Rss"), _kib("AnonHugePages")
    pages = HugePages()
    pages.gather()
    assert pages.gathered
    assert _kib("AnonHugePages") > huge_kib
    grown_kib = _kib("Rss") - resident_kib
    assert grown_kib <= pages.gathered * (1 - huge_pages.LEAST_USED) * BLOCK_BYTES / 1024 + 4_096
    assert all(used[page] == 7 for page in range(0, len(used), mmap.PAGESIZE))
    assert idle[:] == bytes(len(idle))


def test_where_an_operator_turned_them_off_nothing_is_done(monkeypatch, tmp_path):
    enabled = tmp_path / "enabled"
    enabled.write_text("always madvise [never]\n")
    for place in (enabled, tmp_path / "absent"):
        monkeypatch.setattr(huge_pages, "_ENABLED", place)
        pages = HugePages()
        pages.gather()
        assert not pages.gathered
