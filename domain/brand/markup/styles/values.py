"""Declarations of CSS as written, and what they amount to for one element."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.brand.markup.values import Shade

Tokens = tuple[Any, ...]
"""Component values of tinycss2."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the source: line and column count from 1."""

    offset: int
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Declared:
    """A property's value as somebody wrote it; ``spot`` is None for the browser's own."""

    tokens: Tokens
    spot: Spot | None


@dataclass(frozen=True, slots=True)
class Problem:
    """Part of a style sheet that was not read."""

    what: str
    why: str
    spot: Spot | None


@dataclass(frozen=True, slots=True)
class Style:
    """What is known of one element once the cascade has been through. Fonts, colour and variables come from its parent."""

    colour: Shade
    colour_spot: Spot | None
    families: tuple[str, ...] | None
    size_px: float | None
    size_written: str
    weight: int | None
    variables: Mapping[str, Tokens] = field(default_factory=dict)
    own: Mapping[str, Declared] = field(default_factory=dict)
    """The winning declaration of each property of the element itself, variables filled in."""
    is_hidden: bool = False
