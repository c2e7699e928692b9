"""Somebody who signs in comes to every page by clicking: one that nothing leads to is written for nobody."""

import re
from functools import cache
from pathlib import Path
from typing import Final

from tests.architecture.test_the_pages import PAGES, SOURCES, reached_for
from tests.browser.places import PLACES

FROM_OUTSIDE: Final = {"/choose-password": "domain/identity/vouchers/rules.py"}
"""What a letter leads to, and where that letter is written."""

_PAGE: Final = re.compile(r"\bpath: '(?P<path>[^']+)'")
_COMPONENT: Final = re.compile(r"\bload: \(\) => import\('([^']+)'\)|\bload\b")
_SHARED: Final = re.compile(r"\bconst load = \(\) => import\('([^']+)'\)")
_ADDRESS: Final = re.compile(r"(?P<before>\S*)\s*['\"`](?P<address>/(?:\$\{[^}]*\}|[^'\"`\s{}?#])*)")
_NO_WAY: Final = re.compile(r"(?:\bisPage\(|\bpath:|\bwithin:)$")
"""What stands before an address that nobody is led to there."""


def test_a_way_leads_to_every_page():
    ways = _ways_on_from(SOURCES / "main.tsx").union(*map(_ways_of_a_subject, PAGES.glob("*/pages.ts")))
    components = {path: file for subject in PAGES.glob("*/pages.ts") for path, file in _components(subject).items()}
    assert set(components) == set(PLACES)
    reached = set(FROM_OUTSIDE)
    while found := {path for path in PLACES if path not in reached and any(_is_one_of(way, path) for way in ways)}:
        reached |= found
        ways = ways.union(*(_ways_on_from(components[path]) for path in found))
    orphans = set(PLACES) - reached
    assert not orphans, f"nothing leads to {sorted(orphans)}: give it a place in the navigation, or a link on a page"


def test_letters_lead_to_what_only_they_lead_to():
    for path, letter in FROM_OUTSIDE.items():
        assert path in (SOURCES.parents[1] / letter).read_text(encoding="utf-8")


def _ways_of_a_subject(file: Path) -> set[str]:
    """Where a subject's entries of the navigation, its actions and what the palette finds of it lead."""
    shown = {path for path, said in _said_of_pages(file).items() if "nav:" in said}
    return shown.union(*map(_ways_in, _made_of(file)))


def _components(file: Path) -> dict[str, Path]:
    text = file.read_text(encoding="utf-8")
    found = {}
    for path, said in _said_of_pages(file).items():
        own = _COMPONENT.search(said)
        name = (own and own[1]) or _SHARED.findall(text)[0]
        found[path] = _module((file.parent / name).resolve())
    return {path: component for path, component in found.items() if component}


def _said_of_pages(file: Path) -> dict[str, str]:
    """What is said of each page after its path."""
    pages, _, _ = file.read_text(encoding="utf-8").partition("export const pages")[2].partition("\n];")
    starts = list(_PAGE.finditer(pages))
    ends = [one.start() for one in starts[1:]] + [len(pages)]
    return {one["path"]: pages[one.end() : end] for one, end in zip(starts, ends, strict=True)}


def _ways_on_from(file: Path) -> set[str]:
    return set().union(*map(_ways_in, _made_of(file)))


@cache
def _ways_in(file: Path) -> frozenset[str]:
    text = file.read_text(encoding="utf-8")
    return frozenset(one["address"] for one in _ADDRESS.finditer(text) if not _NO_WAY.search(one["before"]))


@cache
def _made_of(file: Path) -> frozenset[Path]:
    """The file, and all of ours that it imports; a page is imported when somebody goes there, and not before."""
    found: set[Path] = set()
    left = [file]
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += [module for stem in reached_for(one) if (module := _module(stem)) and not _is_page(one, module)]
    return frozenset(found)


def _is_page(importing: Path, module: Path) -> bool:
    return importing.name == "pages.ts" and module.name.endswith(".tsx")


def _module(stem: Path) -> Path | None:
    return next((file for end in (".tsx", ".ts") if (file := stem.with_name(stem.name + end)).is_file()), None)


def _is_one_of(way: str, path: str) -> bool:
    """Whether an address as it is written, `/people/${id}`, is of the page registered with a path."""
    own, wanted = way.split("/"), path.split("/")
    return len(own) == len(wanted) and all(
        part == name or (name.startswith("$") and "$" in part) for part, name in zip(own, wanted, strict=True)
    )
