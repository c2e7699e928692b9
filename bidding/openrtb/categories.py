"""Advertiser categories in the taxonomies that requests block and allow them in (AdCOM list Category Taxonomies).

A campaign states its categories as codes of Content Taxonomy 1.0 (``IAB8-5``), or of another family with its name in
front (``content2/211``, ``content3/211``, ``product2/1002``). Versions of one family share their ids. What is stated in
1.0 is understood in the others through the IAB's own mappings, as far as these are exact; where they are not, the answer
is that we do not know, and a request that blocks categories then gets no bid.
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

CONTENT_1: Final = "content1"
CONTENT_1_TAXONOMY: Final = 1
"""``cattax`` of IAB Content Category Taxonomy 1.0, which a request that names no taxonomy speaks."""

_FAMILIES: Final = {
    CONTENT_1_TAXONOMY: CONTENT_1,
    2: "content2",
    3: "product1",
    5: "content2",
    6: "content2",
    7: "content3",
    8: "product2",
    9: "content3",
}


class _Taxonomies(msgspec.Struct, frozen=True):
    """``parents`` are by family and id, several apart by spaces; ``of_content1`` says what a 1.0 code is elsewhere."""

    parents: dict[str, dict[str, str]]
    of_content1: dict[str, dict[str, str]]


class Stated(NamedTuple):
    """One category of a campaign: its family, and its id there."""

    family: str
    id: str


def family_of(taxonomy: int) -> str | None:
    """The family of a ``cattax``; None for one that we cannot read."""
    return _FAMILIES.get(taxonomy)


def stated(category: str) -> Stated:
    """Read a campaign's category."""
    family, slash, code = category.strip().partition("/")
    return Stated(family.lower(), code) if slash else Stated(CONTENT_1, family.upper())


@lru_cache(maxsize=65_536)
def covering(category: Stated, family: str) -> frozenset[str] | None:
    """The id of ``category`` in ``family`` with all that are above it there; None when we cannot tell."""
    own = _ids_in(category, family)
    return frozenset(wider for code in own for wider in _upwards(code, family)) if own else None


def codes_in(categories: Iterable[str], taxonomy: int) -> list[str] | None:
    """What a bid says of ``categories`` in a taxonomy: ids, each once; None when one of them cannot be said there.

    Where a campaign states categories of that family itself, these are the answer.
    """
    family = family_of(taxonomy)
    if family is None:
        return None
    known = [stated(category) for category in categories]
    own = [category.id for category in known if category.family == family]
    if own or not known:
        return list(dict.fromkeys(own))
    found: list[str] = []
    for category in known:
        ids = _ids_in(category, family)
        if not ids:
            return None
        found += ids
    return list(dict.fromkeys(found))


def _ids_in(category: Stated, family: str) -> tuple[str, ...]:
    if category.family == family:
        return (category.id,)
    maps = _taxonomies().of_content1
    if category.family == CONTENT_1:
        found = maps.get(family, {}).get(category.id)
        return (found,) if found else ()
    return _backwards(category.family).get(category.id, ()) if family == CONTENT_1 else ()


def _upwards(code: str, family: str) -> Iterable[str]:
    """``code`` and every category above it, as far as we know them."""
    yield code
    if family == CONTENT_1:
        first_level = code.partition("-")[0]
        if first_level != code:
            yield first_level
        return
    for parent in _taxonomies().parents.get(family, {}).get(code, "").split():
        yield from _upwards(parent, family)


@cache
def _backwards(family: str) -> dict[str, tuple[str, ...]]:
    """The 1.0 codes that each id of ``family`` stands for."""
    back: dict[str, tuple[str, ...]] = {}
    for code, found in _taxonomies().of_content1.get(family, {}).items():
        back[found] = (*back.get(found, ()), code)
    return back


@cache
def _taxonomies() -> _Taxonomies:
    return msgspec.json.decode(Path(__file__).with_name("taxonomies.json").read_bytes(), type=_Taxonomies)
