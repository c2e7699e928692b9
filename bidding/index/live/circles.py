"""Circles on the map: which campaigns have one that holds a point.

Where somebody is differs with every request, so circles are no part of a plan: whoever competes and has circles is asked
about the point of each request. They are found by a grid of cells per size of circle: level n halves the globe n times. A
circle lies in the cells of the finest level whose cells are no smaller than its bounding box, so at most four of them; a point
is looked up once a level in use.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from math import cos, floor, pi, radians, sin
from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

from bidding.index.postings import Bitmap, Numbers, Octets, as_bitmap
from bidding.openrtb.request import BidRequest
from domain.serving.values import Circle

EARTH_METRES: Final = 6_371_008.8
_FINEST: Final = 20
_LINES: Final = 1 << _FINEST
_BUCKETS: Final = 1 << 16
_ROOM: Final = 1 << 10
_DEGREE_METRES: Final = EARTH_METRES * pi / 180


_Kernel = Callable[[float, float, float, int, int, int, Numbers, Numbers, NDArray[np.float64], Octets], None]
_LOOK: Final = (
    "void(float64, float64, float64, int64, int64, int64, int32[::1], int32[:, ::1], float64[:, ::1], uint8[::1])"
)
_UNLINK: Final = "int64(int64, int64, int32[::1], int32[:, ::1])"


def _bucket_of(level: int, row: int, column: int) -> int:
    """Cells that meet in a bucket do no harm: every circle found there is looked at."""
    return ((row * 73_856_093) ^ (column * 19_349_663) ^ (level * 83_492_791)) & (_BUCKETS - 1)


_bucket: Callable[[int, int, int], int] = numba.njit("int64(int64, int64, int64)", cache=True)(_bucket_of)


def _look(  # noqa: PLR0917 - a compiled kernel takes its arrays by position
    x: float,
    y: float,
    z: float,
    row: int,
    column: int,
    levels: int,
    first: Numbers,
    links: Numbers,
    circles: NDArray[np.float64],
    found: Octets,
) -> None:
    found[:] = 0
    for level in range(_FINEST + 1):
        if (levels >> level) & 1 == 0:
            continue
        link = first[_bucket(level, row >> (_FINEST - level), column >> (_FINEST - level))]
        while link >= 0:
            circle = circles[links[link, 1]]
            link = links[link, 0]
            off_x, off_y, off_z = x - circle[0], y - circle[1], z - circle[2]
            if off_x * off_x + off_y * off_y + off_z * off_z <= circle[3]:
                number = int(circle[4])
                found[number >> 3] |= np.uint8(1 << (number & 7))


def _unlink(bucket: int, circle: int, first: Numbers, links: Numbers) -> int:
    """Take a circle out of a bucket, and return the link that held it; -1 when it is not there."""
    before = -1
    link = first[bucket]
    while link >= 0 and links[link, 1] != circle:
        before = link
        link = links[link, 0]
    if link >= 0:
        if before < 0:
            first[bucket] = links[link, 0]
        else:
            links[before, 0] = links[link, 0]
    return int(link)


@cache
def compiled() -> tuple[_Kernel, Callable[[int, int, Numbers, Numbers], int]]:
    """Looking a point up, and taking a circle out; call it once before serving.

    ``first`` (buckets,) is a bucket's first link, ``links`` (n, 2) its next one and a circle, ``circles`` (m, 5) a centre,
    how far it reaches squared, and the number of its campaign.
    """
    return numba.njit(_LOOK, cache=True)(_look), numba.njit(_UNLINK, cache=True)(_unlink)


class Circles:
    """The circles of live campaigns. ``drawing`` is who has any."""

    def __init__(self) -> None:
        self.drawing: Bitmap = 0
        self._look, self._unlink = compiled()
        self._drawn: dict[int, list[int]] = {}
        self._first: Numbers = np.full(_BUCKETS, -1, np.int32)
        self._links: Numbers = np.zeros((_ROOM, 2), np.int32)
        self._circles: NDArray[np.float64] = np.zeros((_ROOM, 5), np.float64)
        self._found: Octets = np.zeros(_ROOM, np.uint8)
        self._free_links = list(range(_ROOM))
        self._free_circles = list(range(_ROOM))
        self._circles_at: Counter[int] = Counter()
        self._levels = 0

    def add(self, number: int, circles: Iterable[Circle]) -> None:
        """Draw the circles of the campaign with this number."""
        drawn = []
        for circle in circles:
            place = self._place_for_a_circle()
            self._circles[place] = (*_on_sphere(circle.latitude, circle.longitude), _chord(circle.metres), number)
            level, cells = _cells_of(circle)
            for row, column in cells:
                link = self._free_links.pop() if self._free_links else self._more_links()
                bucket = _bucket(level, row, column)
                self._links[link] = (self._first[bucket], place)
                self._first[bucket] = link
            self._circles_at[level] += 1
            self._levels |= 1 << level
            drawn.append(place)
        if drawn:
            self._drawn[number] = drawn
            self.drawing |= 1 << number
            while number >> 3 >= len(self._found):
                self._found = np.zeros(2 * len(self._found), np.uint8)

    def discard(self, number: int, circles: Iterable[Circle]) -> None:
        """Undo ``add`` of the same number and circles."""
        for circle, place in zip(circles, self._drawn.pop(number, ()), strict=True):
            level, cells = _cells_of(circle)
            for row, column in cells:
                self._free_links.append(self._unlink(_bucket(level, row, column), place, self._first, self._links))
            self._free_circles.append(place)
            self._circles_at[level] -= 1
            if not self._circles_at[level]:
                self._levels &= ~(1 << level)
        self.drawing &= ~(1 << number)

    def outside(self, request: BidRequest) -> Bitmap:
        """Campaigns with circles in none of which the device is; all of them where it does not say where it is.

        Where somebody lives says nothing about that; and nobody is at 0, 0, which stands for a place that is not known.
        """
        geo = request.device and request.device.geo
        if not geo or geo.lat is None or geo.lon is None or (not geo.lat and not geo.lon):
            return self.drawing
        return self.drawing ^ self.around(geo.lat, geo.lon)

    def around(self, latitude: float, longitude: float) -> Bitmap:
        """Campaigns with a circle that holds a point; none for one that is not on the globe."""
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            return 0
        x, y, z = _on_sphere(latitude, longitude)
        row, column = _row(latitude), _column(longitude)
        self._look(x, y, z, row, column, self._levels, self._first, self._links, self._circles, self._found)
        return as_bitmap(self._found)

    def _place_for_a_circle(self) -> int:
        if not self._free_circles:
            used = len(self._circles)
            self._circles = np.concatenate([self._circles, np.zeros_like(self._circles)])
            self._free_circles = list(range(used, 2 * used))
        return self._free_circles.pop()

    def _more_links(self) -> int:
        used = len(self._links)
        self._links = np.concatenate([self._links, np.zeros_like(self._links)])
        self._free_links = list(range(used, 2 * used))
        return self._free_links.pop()


def _on_sphere(latitude: float, longitude: float) -> tuple[float, float, float]:
    """The point of a sphere of radius one."""
    up, around = radians(latitude), radians(longitude)
    flat = cos(up)
    return flat * cos(around), flat * sin(around), sin(up)


def _chord(metres: int) -> float:
    """The square of the straight line between points of that sphere which are so far apart on a round earth."""
    return (2 * sin(min(metres / EARTH_METRES, pi) / 2)) ** 2


def _row(latitude: float) -> int:
    """Of the finest level, from the south pole."""
    return min(int((latitude + 90) / 180 * _LINES), _LINES - 1)


def _column(longitude: float) -> int:
    """Of the finest level, from the antimeridian; it comes round again."""
    return floor((longitude + 180) / 360 * _LINES) % _LINES


def _cells_of(circle: Circle) -> tuple[int, set[tuple[int, int]]]:
    tall = circle.metres / _DEGREE_METRES * 1.001 + 1e-9
    south, north = max(circle.latitude - tall, -90.0), min(circle.latitude + tall, 90.0)
    narrowest = cos(radians(max(abs(circle.latitude - tall), abs(circle.latitude + tall))))
    reaches_a_pole = circle.latitude - tall <= -90 or circle.latitude + tall >= 90 or narrowest * 180 <= tall
    wide = 180.0 if reaches_a_pole else tall / narrowest
    level = 0
    while level < _FINEST and 2 * wide <= 180 / (1 << level) and 2 * tall <= 90 / (1 << level):
        level += 1
    coarser = _FINEST - level
    cells = {
        (_row(latitude) >> coarser, _column(_wrapped(longitude)) >> coarser)
        for latitude in (south, circle.latitude, north)
        for longitude in (circle.longitude - wide, circle.longitude, circle.longitude + wide)
    }
    return level, cells


def _wrapped(longitude: float) -> float:
    return (longitude + 180) % 360 - 180
