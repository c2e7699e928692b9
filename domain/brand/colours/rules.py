"""How different two colours look (CIEDE2000), and what a CSS colour is on a screen."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
from tinycss2.color4 import Color, parse_color

from domain.brand.colours.values import Bytes, Floats, Nearest, Rgb

_TO_XYZ: Final = np.array(
    [
        [0.4123907992659595, 0.357584339383878, 0.1804807884018343],
        [0.21263900587151027, 0.715168678767756, 0.07219231536073371],
        [0.01933081871559182, 0.11919477979462598, 0.9505321522496607],
    ]
)
"""Linear sRGB to XYZ under D65, as CSS Color 4 gives it."""
_FROM_XYZ: Final = np.linalg.inv(_TO_XYZ)
_P3_TO_XYZ: Final = np.array(
    [
        [0.4865709486482162, 0.26566769316909306, 0.1982172852343625],
        [0.2289745640697488, 0.6917385218365064, 0.079286914093745],
        [0.0, 0.04511338185890264, 1.043944368900976],
    ]
)
_D50_TO_D65: Final = np.array(
    [
        [0.955473421488075, -0.02309845494876471, 0.06325924320057072],
        [-0.0283697093338637, 1.0099953980813041, 0.021041441191917323],
        [0.012314014864481998, -0.020507649298898964, 1.330365926242124],
    ]
)
"""Bradford adaptation, as CSS Color 4 gives it."""
_WHITE: Final = _TO_XYZ.sum(axis=1)
_EPSILON: Final = 216 / 24_389
_KAPPA: Final = 24_389 / 27
_25_TO_7: Final = 25.0**7


def lab_of(rgb: Bytes | Sequence[Rgb]) -> Floats:
    """L*a*b* of 8-bit colours, one a row."""
    encoded = np.asarray(rgb, dtype=np.float64).reshape(-1, 3) / 255
    xyz = _linear(encoded) @ _TO_XYZ.T / _WHITE
    root = np.where(xyz > _EPSILON, np.cbrt(xyz), (_KAPPA * xyz + 16) / 116)
    x, y, z = root[:, 0], root[:, 1], root[:, 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=1)


def ciede2000(one: Floats, other: Floats) -> Floats:
    """The difference of colours in L*a*b*, broadcast; formula and names as Sharma, Wu and Dalal (2005) write them."""
    l1, a1, b1 = one[..., 0], one[..., 1], one[..., 2]
    l2, a2, b2 = other[..., 0], other[..., 1], other[..., 2]
    chroma = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(chroma**7 / (chroma**7 + _25_TO_7)))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    grey = c1 * c2 == 0

    turn = h2 - h1
    turn = np.where(turn > 180, turn - 360, np.where(turn < -180, turn + 360, turn))
    turn = np.where(grey, 0.0, turn)
    d_l, d_c = l2 - l1, c2 - c1
    d_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))

    l_mean, c_mean, h_sum = (l1 + l2) / 2, (c1 + c2) / 2, h1 + h2
    wrapped = np.where(h_sum < 360, h_sum + 360, h_sum - 360)
    h_mean = np.where(np.abs(h1 - h2) <= 180, h_sum, wrapped) / 2
    h_mean = np.where(grey, h_sum, h_mean)

    t = (
        1
        - 0.17 * np.cos(np.radians(h_mean - 30))
        + 0.24 * np.cos(np.radians(2 * h_mean))
        + 0.32 * np.cos(np.radians(3 * h_mean + 6))
        - 0.20 * np.cos(np.radians(4 * h_mean - 63))
    )
    s_l = 1 + 0.015 * (l_mean - 50) ** 2 / np.sqrt(20 + (l_mean - 50) ** 2)
    s_c, s_h = 1 + 0.045 * c_mean, 1 + 0.015 * c_mean * t
    r_c = 2 * np.sqrt(c_mean**7 / (c_mean**7 + _25_TO_7))
    r_t = -np.sin(np.radians(60 * np.exp(-(((h_mean - 275) / 25) ** 2)))) * r_c
    lightness, colourfulness, hue = d_l / s_l, d_c / s_c, d_h / s_h
    squared = lightness**2 + colourfulness**2 + hue**2 + r_t * colourfulness * hue
    difference: Floats = np.sqrt(np.maximum(squared, 0))
    return difference


def differences(colours: Bytes | Sequence[Rgb], palette: Sequence[Rgb]) -> Floats:
    """A row for each colour, a column for each colour of the palette."""
    return ciede2000(lab_of(colours)[:, None, :], lab_of(palette)[None, :, :])


def nearest(colour: Rgb, palette: Sequence[Rgb]) -> Nearest:
    return _nearest(colour, tuple(palette))


@lru_cache(maxsize=4_096)
def _nearest(colour: Rgb, palette: tuple[Rgb, ...]) -> Nearest:
    row = differences([colour], palette)[0]
    at = int(row.argmin())
    return Nearest(at, float(row[at]))


def css_colour(value: Any) -> tuple[Rgb, float] | None:
    """A CSS colour (text or a component value) on an sRGB screen, and how opaque it is. None for what we cannot tell.

    Colours beyond sRGB are clipped to it. ``currentcolor`` is for the caller to know.
    """
    colour = _parsed(value)
    if not isinstance(colour, Color):
        return None
    encoded = _encoded(colour)
    if encoded is None or not np.all(np.isfinite(encoded)):
        return None
    red, green, blue = (int(part) for part in np.rint(np.clip(encoded, 0, 1) * 255))
    return Rgb(red, green, blue), colour.alpha


def _parsed(value: Any) -> Any:
    try:
        return parse_color(value)
    except (ValueError, TypeError, IndexError, AttributeError, AssertionError):  # malformed arguments of a function
        return None


def _encoded(colour: Color) -> Floats | None:
    if colour.space in ("hsl", "hwb", "srgb"):
        return np.array(colour.to("srgb").coordinates)
    parts = np.array([part or 0.0 for part in colour.coordinates])
    if colour.space == "srgb-linear":
        return _gamma(parts)
    if colour.space == "display-p3":
        return _gamma(_FROM_XYZ @ _P3_TO_XYZ @ _linear(parts))
    if colour.space in ("lab", "lch"):
        return _gamma(_FROM_XYZ @ _D50_TO_D65 @ np.array(colour.to("xyz-d50").coordinates))
    if colour.space in ("oklab", "oklch"):
        return _gamma(_FROM_XYZ @ np.array(colour.to("xyz-d65").coordinates))
    return None


def _linear(encoded: Floats) -> Floats:
    size = np.abs(encoded)
    linear: Floats = np.where(size <= 0.04045, encoded / 12.92, np.sign(encoded) * ((size + 0.055) / 1.055) ** 2.4)
    return linear


def _gamma(linear: Floats) -> Floats:
    size = np.abs(linear)
    encoded: Floats = np.where(size <= 0.0031308, linear * 12.92, np.sign(linear) * (1.055 * size ** (1 / 2.4) - 0.055))
    return encoded
