"""What the pages point to is there."""

from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, anchors, code, links, name

ROOMS = ("activities", "api", "benchmarks", "bidding", "docs", "domain", "storage", "tests", "workers", "workflows")
DECISIONS = ROOT / "docs" / "decisions"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path):
    for target in links(page):
        file, _, anchor = target.partition("#")
        found = (page.parent / file).resolve() if file else page
        assert found.exists(), f"{target} leads nowhere"
        assert not anchor or anchor in anchors(found), f"{file or 'this page'} has no heading '{anchor}'"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_path_that_is_named_exists(page: Path):
    tests = {path.name for path in (ROOT / "tests").rglob("*.py")}
    for words in code(page):
        for word in words.split():
            path = word.strip("\"',;:()").partition("::")[0].rstrip("/")
            if any(wild in path for wild in "<>*$={"):
                continue
            if path.startswith(tuple(f"{room}/" for room in ROOMS)):
                assert (ROOT / path).exists(), f"there is no {path}"
            elif path.startswith("test_") and path.endswith(".py"):
                assert path in tests, f"there is no {path}"


@pytest.mark.parametrize("page", sorted(DECISIONS.glob("0*.md")), ids=name)
def test_a_decision_has_its_four_parts_and_is_listed(page: Path):
    text = page.read_text(encoding="utf-8")
    parts = ["**Context.**", "**Decision.**", "**Consequences.**", "**Check.**"]
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)
    assert text.startswith(f"# {page.name[:4]}: ")
    assert f"[{page.name[:4]}]({page.name})" in (DECISIONS / "README.md").read_text(encoding="utf-8")
