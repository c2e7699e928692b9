"""What a broadcast would come to."""

from msgspec import Struct


class Expected(Struct, frozen=True):
    """So many, give or take ``margin``, 19 times of 20."""

    people: int
    margin: int


class Preview(Struct, frozen=True, kw_only=True):
    """If it began now: who would get it, who not and by which gate, and whom a gate would put off."""

    audience: Expected
    looked_at: int
    go: Expected
    refused: dict[str, Expected]
    deferred: dict[str, Expected]
    parts: dict[str, int]
    """Of those looked at, by part: all, or test and rest, and whom the hour would skip."""
