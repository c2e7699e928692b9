"""What is seen in an image: its colours with their shares, and what lies around its logo."""

from dataclasses import dataclass
from typing import Final

from domain.brand.colours.values import Rgb
from domain.brand.values import Box
from domain.errors import InvalidInput

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_PIXELS: Final = 16_000_000
FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF")


class Unreadable(InvalidInput):
    """An image that is too large, broken, or of a kind we do not read."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One colour of an image, the shades next to it included."""

    colour: Rgb
    share: float
    """Of all visible pixels."""
    share_outside: float
    """Likewise, only those that no colour of the palette is near to."""
    box: Box
    """Everything of it lies in here."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is around a logo."""

    background: Rgb
    clear_px: float
    """The least free room on any side, up to what was asked for."""
    tightest: str
    """The side that has it: ``top``, ``right``, ``bottom`` or ``left``."""
