"""Circles on the map, found by a grid: which of the live campaigns' circles hold a point.

A grid of cells per size of circle: level n halves the globe n times. A circle lies in the cells of the finest level whose
cells are no smaller than its bounding box, so at most four of them; a point is looked up once a level in use.
"""

from collections import Counter
from collections.abc import Iterable
from math import cos, floor, pi, radians, sin
from typing import Final

from domain.serving.values import Circle

EARTH_METRES: Final = 6_371_008.8
_FINEST: Final = 20
_DEGREE_METRES: Final = EARTH_METRES * pi / 180

_Cell = tuple[int, int, int]
_Drawn = tuple[int, float, float, float, float]
"""A circle's number, its centre on a sphere of radius one, and how far it reaches there, squared."""


class Circles:
    """Numbers for circles, shared by all campaigns that draw the same one; a number is never given to another circle."""

    def __init__(self) -> None:
        self._numbers: dict[Circle, int] = {}
        self._users: Counter[Circle] = Counter()
        self._cells: dict[_Cell, list[_Drawn]] = {}
        self._levels: Counter[int] = Counter()
        self._next = 0

    def __bool__(self) -> bool:
        return bool(self._numbers)

    def draw(self, circles: Iterable[Circle]) -> None:
        """Add the circles of one campaign."""
        for circle in circles:
            self._users[circle] += 1
            if circle in self._numbers:
                continue
            number = self._numbers[circle] = self._next
            self._next += 1
            level, cells = _cells_of(circle)
            reach = _chord(circle.metres)
            self._levels[level] += 1
            for cell in cells:
                self._cells.setdefault(cell, []).append((number, *_on_sphere(circle.latitude, circle.longitude), reach))

    def erase(self, circles: Iterable[Circle]) -> None:
        """Undo ``draw`` of the same circles."""
        for circle in circles:
            self._users[circle] -= 1
            if self._users[circle]:
                continue
            del self._users[circle]
            number = self._numbers.pop(circle)
            level, cells = _cells_of(circle)
            self._levels[level] -= 1
            if not self._levels[level]:
                del self._levels[level]
            for cell in cells:
                left = [one for one in self._cells[cell] if one[0] != number]
                if left:
                    self._cells[cell] = left
                else:
                    del self._cells[cell]

    def numbers(self, circles: Iterable[Circle]) -> list[int]:
        """Of circles that are drawn."""
        return [self._numbers[circle] for circle in circles]

    def around(self, latitude: float, longitude: float) -> tuple[int, ...]:
        """The circles that hold a point, ascending; none for one that is not on the globe."""
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            return ()
        x, y, z = _on_sphere(latitude, longitude)
        found = [
            number
            for level in self._levels
            for number, to_x, to_y, to_z, reach in self._cells.get(_cell(level, latitude, longitude), ())
            if (x - to_x) ** 2 + (y - to_y) ** 2 + (z - to_z) ** 2 <= reach
        ]
        return tuple(sorted(found))


def _on_sphere(latitude: float, longitude: float) -> tuple[float, float, float]:
    """The point of a sphere of radius one."""
    up, around = radians(latitude), radians(longitude)
    return cos(up) * cos(around), cos(up) * sin(around), sin(up)


def _chord(metres: int) -> float:
    """The square of the straight line between points of that sphere which are so far apart on a round earth."""
    return (2 * sin(metres / EARTH_METRES / 2)) ** 2


def _cell(level: int, latitude: float, longitude: float) -> _Cell:
    rows = 1 << level
    row = min(int((latitude + 90) / 180 * rows), rows - 1)
    column = floor((longitude + 180) / 360 * rows) % rows
    return level, row, column


def _cells_of(circle: Circle) -> tuple[int, set[_Cell]]:
    tall = circle.metres / _DEGREE_METRES * 1.001 + 1e-9
    south, north = max(circle.latitude - tall, -90.0), min(circle.latitude + tall, 90.0)
    narrowest = cos(radians(max(abs(circle.latitude - tall), abs(circle.latitude + tall))))
    reaches_a_pole = circle.latitude - tall <= -90 or circle.latitude + tall >= 90 or narrowest * 180 <= tall
    wide = 180.0 if reaches_a_pole else tall / narrowest
    level = 0
    while level < _FINEST and 2 * wide <= 180 / (1 << level) and 2 * tall <= 90 / (1 << level):
        level += 1
    corners = {
        _cell(level, latitude, _wrapped(longitude))
        for latitude in (south, circle.latitude, north)
        for longitude in (circle.longitude - wide, circle.longitude, circle.longitude + wide)
    }
    return level, corners


def _wrapped(longitude: float) -> float:
    return (longitude + 180) % 360 - 180
