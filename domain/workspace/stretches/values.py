"""Periods, cut at the edges of hours or days."""

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct


class Grain(StrEnum):
    """How long a stretch is."""

    HOUR = "hour"
    DAY = "day"


class Stretches(Struct, frozen=True):
    """``starts_ms`` begin a stretch each; the last one ends with the period, be it whole or not."""

    starts_ms: tuple[int, ...]
    to_ms: int

    @property
    def from_ms(self) -> int:
        return self.starts_ms[0]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Beginning and end of each, in order."""
        return zip(self.starts_ms, (*self.starts_ms[1:], self.to_ms), strict=True)
