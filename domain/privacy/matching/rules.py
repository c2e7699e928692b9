"""The one rule by which people are looked for: what tells of them stands somewhere whole, or it does not stand there. Pure.

In documents a field is theirs when it is their text, or has it between boundaries: `ann@x.example` is not in `joann@x.example`, nor
`100001` in `+14151000017`. Addresses are compared in any case, ids as they are.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

import msgspec

SHORTEST_TEXT: Final = 6
"""An identity shorter than this stands in too many texts that are about somebody else; it is only looked for where identities are kept."""
BLOTTED: Final = "(erased)"
_INSIDE: Final = r"[\w.%+@-]"
_BEFORE: Final = rf"(?:(?<!{_INSIDE})|(?<=\\[nrt]))"
_FILE: Final = rf"\.(?:csv|tsv|txt|json|xlsx)(?!{_INSIDE})"
"""What ends the name of a file, and no address."""
_AFTER: Final = rf"(?=(?![\w%+@-]|\.{_INSIDE})|{_FILE})"
_WHOM: Final = ("person", "person_id", "identities", "was")
"""How an item of a list says whom it is about."""
_ONE_WORD: Final = re.compile(rf"{_INSIDE}+")


class Names:
    """The texts that tell of somebody."""

    def __init__(self, texts: Collection[str]) -> None:
        self.texts = tuple(dict.fromkeys(text for text in texts if len(text) >= SHORTEST_TEXT))
        spelt = sorted({one for text in self.texts for one in _spelt(text)}, key=len, reverse=True)
        theirs = "|".join(f"(?i:{re.escape(one)})" if "@" in one else re.escape(one) for one in spelt) or r"(?!)"
        self._somewhere = re.compile(f"{_BEFORE}(?:{theirs}){_AFTER}")
        self._in_bytes = re.compile(self._somewhere.pattern.encode())
        self._alone = re.compile(rf"\A(?:{theirs})(?={_FILE}|\Z)")

    def stand_in(self, value: Any) -> bool:
        """Whether one of them stands in a value, whatever it is packed in."""
        match value:
            case str():
                opened = _opened_text(value)
                return self._in(value) if opened is None else self.stand_in(opened)
            case bytes():
                return self.stand_in(_opened(value)[0])
            case Mapping():
                return any(self.stand_in(name) or self.stand_in(each) for name, each in value.items())
            case list() | tuple():
                return any(map(self.stand_in, value))
        return False

    def spans_in(self, raw: bytes) -> Iterator[tuple[int, int]]:
        """Where they stand in text that goes on before and behind, from and to."""
        lowered = raw.lower()
        if any(one.lower().encode() in lowered for text in self.texts for one in _spelt(text)):
            yield from (found.span() for found in self._in_bytes.finditer(raw))

    def blotted(self, value: Any) -> Any:
        """A value without them, packed as it was. Bytes that are nothing we know stay as long as they were."""
        if not self.stand_in(value):
            return value
        match value:
            case str():
                opened = _opened_text(value)
                if opened is not None:
                    return msgspec.json.encode(self.blotted(opened)).decode()
                return self._pattern(value).sub(BLOTTED, value)
            case bytes():
                opened, pack = _opened(value)
                if pack is not None:
                    return pack(self.blotted(opened))
                return self._pattern(opened).sub(_crossed_out, opened).encode("utf-8", "surrogateescape")
            case Mapping():
                return {self.blotted(name): self.blotted(each) for name, each in value.items()}
        return [self.blotted(each) for each in value]

    def own(self, value: Any) -> Any:
        """Of what is several people's, the items that are about this one, and of other items no more than what speaks of them."""
        match value:
            case str():
                opened = _opened_text(value)
                if opened is not None:
                    return self.own(opened)
                return "\n".join(line for line in value.splitlines() if self._in(line))
            case bytes():
                return self.own(_opened(value)[0])
            case Mapping() if not self._are_whom_it_is_about(value):
                return {name: self.own(each) for name, each in value.items() if self.stand_in(each)}
            case list() | tuple():
                return [self.own(each) for each in value if self.stand_in(each)]
        return value

    def without_own(self, value: Any) -> Any:
        """What is several people's without the items of this one, and with them blotted out of the others; None if nothing is left."""
        match value:
            case str():
                opened = _opened_text(value)
                if opened is not None:
                    left = self.without_own(opened)
                    return None if left is None else msgspec.json.encode(left).decode()
                return "".join(line for line in value.splitlines(keepends=True) if not self._in(line))
            case bytes():
                opened, pack = _opened(value)
                left = self.blotted(value) if pack is None else self.without_own(opened)
                return left if left is None or pack is None else pack(left)
            case Mapping() if self._are_whom_it_is_about(value):
                return None
            case list() | tuple():
                others = (each for each in value if not (isinstance(each, str) and self.stand_in(each)))
                return [left for each in others if (left := self._rest(each)) is not None] or None
            case Mapping():
                return {name: left for name, each in value.items() if (left := self._rest(each)) is not None} or None
        return self.blotted(value)

    def _rest(self, value: Any) -> Any:
        """Of an entry or a member, which may have been empty before."""
        return self.without_own(value) if self.stand_in(value) and not isinstance(value, str) else self.blotted(value)

    def _are_whom_it_is_about(self, item: Mapping[Any, Any]) -> bool:
        return any(self.stand_in(item[name]) for name in _WHOM if name in item)

    def _in(self, text: str) -> bool:
        return self._pattern(text).search(text) is not None

    def _pattern(self, text: str) -> re.Pattern[str]:
        """A field of one word is compared as one; in free text a full stop ends a sentence."""
        return self._alone if _ONE_WORD.fullmatch(text) else self._somewhere


@lru_cache(maxsize=64)
def names_of(texts: tuple[str, ...]) -> Names:
    return Names(texts)


def _spelt(text: str) -> tuple[str, str]:
    """Plain, and as JSON writes it that could not be opened."""
    return text, json.dumps(text)[1:-1]


def _opened_text(text: str) -> Any | None:
    if text[:1] not in ("{", "["):
        return None
    try:
        return msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeError):
        return None


def _opened(raw: bytes) -> tuple[Any, Any]:
    """(value, how it was packed); text, packed as nothing, where it is neither JSON nor MessagePack."""
    for begins, decode, pack in (
        (raw[:1] in (b"{", b"[", b'"'), msgspec.json.decode, msgspec.json.encode),
        (raw[:1] >= b"\x80", msgspec.msgpack.decode, msgspec.msgpack.encode),
    ):
        if begins:
            try:
                return decode(raw), pack
            except (msgspec.MsgspecError, UnicodeError):
                continue
    return raw.decode("utf-8", "surrogateescape"), None


def _crossed_out(found: re.Match[str]) -> str:
    return "x" * len(found[0].encode("utf-8", "surrogateescape"))


def opened(raw: bytes) -> Any:
    """What was packed as JSON or MessagePack; else the text."""
    return _opened(raw)[0]
