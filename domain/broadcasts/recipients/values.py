"""Who gets a broadcast: pages of people, and how they stand."""

from msgspec import Struct

from domain.broadcasts.values import Part, Stage


class Written(Struct, frozen=True, kw_only=True):
    """How far the audience is written down."""

    people: int
    is_through: bool


class Page(Struct, frozen=True, kw_only=True):
    """Some people who get it together."""

    number: int
    part: Part
    people: tuple[str, ...]
    is_planned: bool


class Todo(Struct, frozen=True, kw_only=True):
    """What a broadcast wants done now. With nothing to do, it is asked again at ``next_at_ms`` (None: when somebody acts)."""

    stage: Stage
    begins: bool = False
    writes_down: bool = False
    ranges: tuple[tuple[int, int], ...] = ()
    """Numbers of pages that are due, first and last."""
    delivers_deferred: bool = False
    """Messages that a gate or a vendor put off are due by now."""
    decides: bool = False
    withdraws: bool = False
    finishes: bool = False
    next_at_ms: int | None = None


class Standing(Struct, frozen=True, kw_only=True):
    """How a broadcast stands, to the person: entered = sent + refused by reason + failed + unknown + in progress."""

    entered: int
    sent: int
    refused: dict[str, int]
    """By gate or cause; ``merged`` is who turned out to be somebody else in the audience."""
    failed: int
    unknown: int
    in_progress: int

    @property
    def is_balanced(self) -> bool:
        return self.entered == (
            self.sent + sum(self.refused.values()) + self.failed + self.unknown + self.in_progress
        ) and (self.in_progress >= 0)
