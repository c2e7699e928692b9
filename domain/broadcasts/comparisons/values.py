"""Shares, and what became of holding them against each other."""

from msgspec import Struct


class Share(Struct, frozen=True):
    """So many of so many, and where the true share lies, 19 times of 20."""

    successes: int
    trials: int
    low: float
    high: float

    @property
    def rate(self) -> float:
        return self.successes / self.trials if self.trials else 0.0


class Lead(Struct, frozen=True, kw_only=True):
    """The leader held against one other: by how much its share is larger, and how likely chance alone does that."""

    over: str
    difference: float
    low: float
    high: float
    p_value: float
    """Corrected for every pair that could have been looked at."""


class Verdict(Struct, frozen=True, kw_only=True):
    """Who is ahead, and whether that is more than chance."""

    leader: str
    """Empty when nobody has been tried."""
    is_beyond_chance: bool
    shares: dict[str, Share]
    leads: tuple[Lead, ...]
    in_words: str
