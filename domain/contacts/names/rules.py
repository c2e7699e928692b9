"""How somebody is called, and by which texts their name is found. Pure."""

import unicodedata
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

FIRST, LAST = "first_name", "last_name"
WHOLE: Final = ("name", "full_name")
NAMING: Final = frozenset((FIRST, LAST, *WHOLE))
"""Attributes that say how somebody is called."""
SHORTEST: Final = 2
"""Of what a name is searched for by, in letters."""
LONGEST: Final = 100
"""Of what is kept to search in: the rest of a longer name is not looked at."""
BEYOND: Final = "\U0010ffff"
"""After every letter: whatever begins with a text lies between that and that with this behind it."""
_APOSTROPHES: Final = "'`\u00b4\u02b9\u02bb\u02bc\u02bd\u2018\u2019\uff07"
_LETTERS: Final = str.maketrans(
    dict.fromkeys(_APOSTROPHES, "")
    | dict.fromkeys(map(chr, range(0x300, 0x370)), "")
    | {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ŧ": "t", "\u0131": "i"}
)
"""Most accents, which leave no gap, and letters whose stroke is none, as somebody types them who has no key for them."""
_PLAIN: Final = str.maketrans(
    {chr(code): "" if chr(code) in _APOSTROPHES else " " for code in range(128) if not chr(code).isalnum()}
)


class FoundBy(NamedTuple):
    """What a name is found by the beginning of. None where there is no such text, or it is the same as the other."""

    by_first_name: str | None = None
    by_last_name: str | None = None


def name_of(attributes: Mapping[str, Any]) -> str:
    """Their name as it is written; empty where nothing says it."""
    said = " ".join(filter(None, (_said(attributes, FIRST), _said(attributes, LAST))))
    return said or next(filter(None, (_said(attributes, key) for key in WHOLE)), "")


def found_by(attributes: Mapping[str, Any]) -> FoundBy:
    """Their first name before their last, and their last before their first. Of a name in one, the last word is the last name."""
    if attributes.keys().isdisjoint(NAMING):
        return FoundBy()
    first, last = folded(_said(attributes, FIRST)), folded(_said(attributes, LAST))
    if not first or not last:
        *others, last = folded(name_of(attributes)).split() or [""]
        first = " ".join(others)
    forward, backward = _joined(first, last), _joined(last, first)
    return FoundBy(forward or None, backward if backward != forward else None)


def folded(text: str) -> str:
    """As texts are compared: in small letters without accents, words with one space between them and no apostrophe."""
    text = text[: 2 * LONGEST]
    if text.isascii():
        letters = text.lower()
        if not letters.isalnum():
            letters = letters.translate(_PLAIN)
    else:
        letters = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
        if not letters.isalnum():
            letters = "".join(map(_between, letters))
    return letters[:LONGEST] if letters.isalnum() else _joined(*letters.split())


def _joined(*words: str) -> str:
    return " ".join(filter(None, words))[:LONGEST].rstrip()


def _between(sign: str) -> str:
    """A letter as it is, and what becomes of any other sign: accents and what has no width leave no gap."""
    if sign.isalnum():
        return sign
    category = unicodedata.category(sign)
    return "" if category[0] == "M" or category == "Cf" else " "


def _said(attributes: Mapping[str, Any], key: str) -> str:
    value = attributes.get(key)
    return value.strip() if isinstance(value, str) else ""
