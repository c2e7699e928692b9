"""What a reader of markup sees: runs of text with how they are set, what is painted, images, and where all of it stands."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from domain.brand.colours.values import Rgb
from domain.brand.values import Place

MAX_HTML: Final = 200_000
MAX_ELEMENTS: Final = 2_000
MAX_DEPTH: Final = 64
MAX_SIBLINGS: Final = 500
MAX_SELECTORS: Final = 500

Still = Callable[[], None]
"""Asked again and again while work goes on; raises once it has taken too long."""


@dataclass(frozen=True, slots=True)
class Shade:
    """A colour somewhere. ``rgb`` is None where it cannot be told from the markup; ``written`` is how it stands there."""

    rgb: Rgb | None
    written: str
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Painted:
    """A colour of an element's box or text, and the property that brings it; the property is empty for a browser's own."""

    shade: Shade
    property: str
    place: Place


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one element, and the font it is set in."""

    use: str
    families: tuple[str, ...] | None
    """As a browser tries them; None when nobody names one."""
    size_px: float | None
    """None where it depends on the screen."""
    size_written: str
    weight: int | None
    place: Place


@dataclass(frozen=True, slots=True)
class Passage:
    """Text read in one go, as a paragraph or an attribute, with the way from a spot in it to its place."""

    text: str
    locate: Callable[[int, int], Place]


@dataclass(frozen=True, slots=True)
class Shown:
    """An image that markup shows."""

    address: str
    is_logo: bool
    width_px: float | None
    height_px: float | None
    clear_px: float | None
    """The least of its four margins, paddings included; None where it cannot be told."""
    background: Shade | None
    """What it stands on; None for an image or a gradient."""
    place: Place


@dataclass(frozen=True, slots=True)
class Unread:
    """What may show something and could not be read, and why."""

    what: str
    why: str
    place: Place


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was seen in one piece of markup."""

    painted: tuple[Painted, ...]
    runs: tuple[Run, ...]
    passages: tuple[Passage, ...]
    shown: tuple[Shown, ...]
    unread: tuple[Unread, ...]
