"""Bitmaps over candidate rows: which rows have a value, which rows admit one.

A bitmap is a Python integer, bit n standing for row n: intersecting ten thousand rows takes well under a microsecond and
allocates nothing but the result.
"""

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Value = TypeVar("Value", bound=Hashable)

Bitmap = int
RowNumbers = NDArray[np.int32]
Octets = NDArray[np.uint8]


def row_numbers(bitmap: Bitmap) -> RowNumbers:
    """The rows of a bitmap, ascending."""
    octets = np.frombuffer(bitmap.to_bytes((bitmap.bit_length() + 7) // 8, "little"), np.uint8)
    return np.flatnonzero(np.unpackbits(octets, bitorder="little")).astype(np.int32)


def as_octets(bitmap: Bitmap, size: int) -> Octets:
    """A bitmap of rows below ``size``, eight rows an octet, lowest row in the lowest bit."""
    return np.frombuffer(bytearray(bitmap.to_bytes((size + 7) // 8, "little")), np.uint8)


class Attribute(Generic[Value]):
    """Which rows have which values."""

    __slots__ = ("_rows",)

    def __init__(self) -> None:
        self._rows: dict[Value, Bitmap] = {}

    def add(self, rows: Bitmap, values: Iterable[Value]) -> None:
        for value in values:
            self._rows[value] = self._rows.get(value, 0) | rows

    def discard(self, rows: Bitmap, values: Iterable[Value]) -> None:
        """Undo ``add`` of the same rows and values."""
        for value in values:
            left = self._rows.get(value, 0) & ~rows
            if left:
                self._rows[value] = left
            else:
                self._rows.pop(value, None)

    def having(self, values: Iterable[Value]) -> Bitmap:
        """Rows with any of ``values``."""
        rows = 0
        known = self._rows
        for value in values:
            rows |= known.get(value, 0)
        return rows

    def values(self) -> Iterable[Value]:
        """Every value some row has."""
        return self._rows.keys()

    def __contains__(self, value: Value) -> bool:
        return value in self._rows


class AllowList(Generic[Value]):
    """Rows that admit the values they list; a row that lists none admits everything."""

    __slots__ = ("_listed", "_unrestricted")

    def __init__(self) -> None:
        self._unrestricted: Bitmap = 0
        self._listed: Attribute[Value] = Attribute()

    def add(self, rows: Bitmap, values: Iterable[Value]) -> None:
        listed = tuple(values)
        if listed:
            self._listed.add(rows, listed)
        else:
            self._unrestricted |= rows

    def discard(self, rows: Bitmap, values: Iterable[Value]) -> None:
        self._unrestricted &= ~rows
        self._listed.discard(rows, values)

    def admitting(self, values: Iterable[Value]) -> Bitmap:
        return self._unrestricted | self._listed.having(values)

    def listing(self, values: Iterable[Value]) -> Bitmap:
        """Rows that name one of ``values``."""
        return self._listed.having(values)

    @property
    def unrestricted(self) -> Bitmap:
        return self._unrestricted

    def values(self) -> Iterable[Value]:
        """Every value some row names."""
        return self._listed.values()

    def __contains__(self, value: Value) -> bool:
        return value in self._listed
