"""Colours as numbers: 8-bit sRGB as screens show them, and CIE L*a*b* (D65) as eyes compare them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]


class Rgb(NamedTuple):
    red: int
    green: int
    blue: int

    @property
    def hex(self) -> str:
        return f"#{self.red:02X}{self.green:02X}{self.blue:02X}"

    @classmethod
    def of(cls, hex_: str) -> "Rgb":
        """From ``#RRGGBB``."""
        return cls(int(hex_[1:3], 16), int(hex_[3:5], 16), int(hex_[5:7], 16))


class Nearest(NamedTuple):
    """The colour of a palette that a colour is closest to."""

    at: int
    difference: float
