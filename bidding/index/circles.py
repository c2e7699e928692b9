"""Circles on the map: which campaigns have one that holds a point.

Where somebody is differs with every request, so circles are no part of a plan: whoever competes and has circles is asked
about the point of each request. They are found by a grid of cells per size of circle: level n halves the globe n times. A
circle lies in the cells of the finest level whose cells are no smaller than its bounding box, so at most four of them; a point
is looked up once a level in use.
"""

from collections import Counter
from collections.abc import Iterable
from math import cos, floor, pi, radians, sin
from typing import Final

from bidding.index.postings import Bitmap
from bidding.openrtb.request import BidRequest
from domain.serving.values import Circle

EARTH_METRES: Final = 6_371_008.8
_FINEST: Final = 20
_LINES: Final = 1 << _FINEST
_DEGREE_METRES: Final = EARTH_METRES * pi / 180


class _Drawn:
    """A circle's centre on a sphere of radius one, how far it reaches there, squared, and the numbers of its campaigns."""

    __slots__ = ("campaigns", "reach", "x", "y", "z")

    def __init__(self, circle: Circle) -> None:
        self.x, self.y, self.z = _on_sphere(circle.latitude, circle.longitude)
        self.reach = _chord(circle.metres)
        self.campaigns: tuple[int, ...] = ()


class Circles:
    """The circles of live campaigns; those who draw the same one share it. ``drawing`` is who has any."""

    def __init__(self) -> None:
        self.drawing: Bitmap = 0
        self._drawn: dict[Circle, _Drawn] = {}
        self._cells: dict[int, dict[int, list[_Drawn]]] = {}
        self._circles_at: Counter[int] = Counter()

    def add(self, number: int, circles: Iterable[Circle]) -> None:
        """Draw the circles of the campaign with this number."""
        for circle in frozenset(circles):
            self.drawing |= 1 << number
            drawn = self._drawn.get(circle)
            if drawn is None:
                drawn = self._drawn[circle] = _Drawn(circle)
                level, cells = _cells_of(circle)
                self._circles_at[level] += 1
                of_level = self._cells.setdefault(level, {})
                for cell in cells:
                    of_level.setdefault(cell, []).append(drawn)
            drawn.campaigns = (*drawn.campaigns, number)

    def discard(self, number: int, circles: Iterable[Circle]) -> None:
        """Undo ``add`` of the same number and circles."""
        for circle in frozenset(circles):
            self.drawing &= ~(1 << number)
            drawn = self._drawn[circle]
            drawn.campaigns = tuple([other for other in drawn.campaigns if other != number])
            if drawn.campaigns:
                continue
            del self._drawn[circle]
            level, cells = _cells_of(circle)
            of_level = self._cells[level]
            for cell in cells:
                of_level[cell].remove(drawn)
                if not of_level[cell]:
                    del of_level[cell]
            self._circles_at[level] -= 1
            if not self._circles_at[level]:
                del self._circles_at[level], self._cells[level]

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
        row, column = _line(latitude), _column(longitude)
        found = 0
        for level, cells in self._cells.items():
            coarser = _FINEST - level
            for drawn in cells.get((row >> coarser) * _LINES + (column >> coarser), ()):
                off_x, off_y, off_z = x - drawn.x, y - drawn.y, z - drawn.z
                if off_x * off_x + off_y * off_y + off_z * off_z <= drawn.reach:
                    for number in drawn.campaigns:
                        found |= 1 << number
        return found


def _on_sphere(latitude: float, longitude: float) -> tuple[float, float, float]:
    """The point of a sphere of radius one."""
    up, around = radians(latitude), radians(longitude)
    flat = cos(up)
    return flat * cos(around), flat * sin(around), sin(up)


def _chord(metres: int) -> float:
    """The square of the straight line between points of that sphere which are so far apart on a round earth."""
    return (2 * sin(min(metres / EARTH_METRES, pi) / 2)) ** 2


def _line(latitude: float) -> int:
    """Of the finest level, from the south pole."""
    return min(int((latitude + 90) / 180 * _LINES), _LINES - 1)


def _column(longitude: float) -> int:
    """Of the finest level, from the antimeridian; it comes round again."""
    return floor((longitude + 180) / 360 * _LINES) % _LINES


def _cells_of(circle: Circle) -> tuple[int, set[int]]:
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
        (_line(latitude) >> coarser) * _LINES + (_column(_wrapped(longitude)) >> coarser)
        for latitude in (south, circle.latitude, north)
        for longitude in (circle.longitude - wide, circle.longitude, circle.longitude + wide)
    }
    return level, cells


def _wrapped(longitude: float) -> float:
    return (longitude + 180) % 360 - 180
