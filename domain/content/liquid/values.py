"""Liquid as everybody else may import it: what a template may cost, and how one is refused."""

from typing import Final

from msgspec import Struct

from domain.errors import InvalidInput


class ContentRefused(InvalidInput):
    """A template that breaks a rule, or does for one person: ``field`` names its part, ``rule`` what it breaks."""

    code = "content_refused"

    def __init__(self, field: str, rule: str, remedy: str, *, line: int = 0) -> None:
        place = f"{field}, line {line}" if line else field
        super().__init__(f"{place}: {rule}", field=field, remedy=remedy)
        self.rule = rule
        self.line = line


class Limits(Struct, frozen=True, kw_only=True):
    """What one part of a template may cost. All of them are counted, none is timed: a template is refused everywhere or nowhere."""

    source_chars: int = 400_000
    tags: int = 10_000
    depth: int = 30
    """Of tags inside tags."""
    iterations: int = 10_000
    """Of all loops together."""
    work: int = 100_000
    """Units: looking up a value, running a filter over a kilobyte, going through a loop once."""
    variables_bytes: int = 256_000
    """Of everything a template assigns."""
    output_bytes: int = 1_000_000
    text_chars: int = 200_000
    """Of one value that a filter takes or makes."""
    list_items: int = 2_000
    """Of one list that a filter takes or makes."""


DEFAULT_LIMITS: Final = Limits()
LARGEST_NUMBER: Final = 10**18
"""Beyond, a template is not counting anything a person reads."""
