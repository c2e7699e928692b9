"""The drawing of the house shows every room there is."""

import re

import pytest

from tests.docs.pages import ROOT

DRAWING = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PACKAGES = sorted(
    path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name not in ("tests", "benchmarks")
)
INSIDE = sorted(path.parent.name for room in ("domain", "bidding") for path in ROOT.glob(f"{room}/*/__init__.py"))


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_is_a_room_with_its_arrows(package: str):
    assert re.search(rf"^\| `{package}/` \|", DRAWING, re.MULTILINE)


@pytest.mark.parametrize("room", INSIDE)
def test_every_context_and_every_part_of_the_bid_plane_is_drawn(room: str):
    assert f"`{room}`" in DRAWING
