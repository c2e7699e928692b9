"""Bitmaps over campaigns or kinds of creatives: which of them have a value, which admit one.

A bitmap is a Python integer, bit n standing for number n: intersecting ten thousand campaigns takes well under a
microsecond and allocates nothing but the result. A value that few have is kept as their numbers instead, so that a list of
thousands of domains costs what it is long, not what the market is wide.
"""

from collections.abc import Hashable, Iterable
from typing import Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Value = TypeVar("Value", bound=Hashable)

Bitmap = int
Numbers = NDArray[np.int32]
RowNumbers = NDArray[np.int32]
Octets = NDArray[np.uint8]

_FEW: Final = 8
"""Up to so many numbers of a value are kept as they are."""


def numbers_in(bitmap: Bitmap) -> Numbers:
    """The numbers of a bitmap, ascending."""
    octets = np.frombuffer(bitmap.to_bytes((bitmap.bit_length() + 7) // 8, "little"), np.uint8)
    return np.flatnonzero(np.unpackbits(octets, bitorder="little")).astype(np.int32)


def as_octets(bitmap: Bitmap, size: int) -> Octets:
    """A bitmap of numbers below ``size``, eight an octet, the lowest in the lowest bit."""
    return np.frombuffer(bytearray(bitmap.to_bytes((size + 7) // 8, "little")), np.uint8)


def as_bitmap(octets: Octets) -> Bitmap:
    """The inverse of ``as_octets``."""
    return int.from_bytes(octets.tobytes(), "little")


class Attribute(Generic[Value]):
    """Which numbers have which values."""

    __slots__ = ("_few", "_many", "_news")

    def __init__(self) -> None:
        self._many: dict[Value, Bitmap] = {}
        self._few: dict[Value, tuple[int, ...]] = {}
        self._news: list[Value] | None = None

    def add(self, number: int, values: Iterable[Value]) -> None:
        many, few = self._many, self._few
        for value in values:
            if value in many:
                many[value] |= 1 << number
                continue
            present = few.get(value)
            if present is None:
                few[value] = (number,)
                self._tell(value)
            elif number not in present:
                if len(present) < _FEW:
                    few[value] = (*present, number)
                else:
                    del few[value]
                    many[value] = _bitmap_of((*present, number))

    def discard(self, number: int, values: Iterable[Value]) -> None:
        """Undo ``add`` of the same number and values."""
        for value in values:
            present = self._few.get(value)
            if present is not None:
                left = tuple(other for other in present if other != number)
                if left:
                    self._few[value] = left
                else:
                    del self._few[value]
                    self._tell(value)
            elif value in self._many:
                bits = self._many[value] & ~(1 << number)
                if bits:
                    self._many[value] = bits
                else:
                    del self._many[value]
                    self._tell(value)

    def having(self, values: Iterable[Value]) -> Bitmap:
        """Numbers with any of ``values``."""
        found = 0
        many, few = self._many, self._few
        for value in values:
            bits = many.get(value)
            if bits is not None:
                found |= bits
            else:
                for number in few.get(value, ()):
                    found |= 1 << number
        return found

    def values(self) -> Iterable[Value]:
        """Every value some number has."""
        return [*self._many, *self._few]

    def watch(self) -> list[Value]:
        """A list to which every value is added from now on that becomes known, or that nobody has any more."""
        if self._news is None:
            self._news = []
        return self._news

    def _tell(self, value: Value) -> None:
        if self._news is not None:
            self._news.append(value)

    def __contains__(self, value: Value) -> bool:
        return value in self._many or value in self._few

    def __bool__(self) -> bool:
        return bool(self._many or self._few)


class AllowList(Generic[Value]):
    """Numbers that admit the values they list; one that lists none admits everything."""

    __slots__ = ("_listed", "restricted", "unrestricted")

    def __init__(self) -> None:
        self.restricted: Bitmap = 0
        self.unrestricted: Bitmap = 0
        self._listed: Attribute[Value] = Attribute()

    def add(self, number: int, values: Iterable[Value]) -> None:
        listed = tuple(values)
        if listed:
            self.restricted |= 1 << number
            self._listed.add(number, listed)
        else:
            self.unrestricted |= 1 << number

    def discard(self, number: int, values: Iterable[Value]) -> None:
        self.restricted &= ~(1 << number)
        self.unrestricted &= ~(1 << number)
        self._listed.discard(number, values)

    def admitting(self, values: Iterable[Value]) -> Bitmap:
        return self.unrestricted | self._listed.having(values) if self._listed else self.unrestricted

    def listing(self, values: Iterable[Value]) -> Bitmap:
        """Numbers that name one of ``values``."""
        return self._listed.having(values)

    def refusing(self, values: Iterable[Value]) -> Bitmap:
        """Numbers that list something, and none of ``values``."""
        return self.restricted ^ self._listed.having(values) if self.restricted else 0

    def watch(self) -> list[Value]:
        """As ``Attribute.watch``."""
        return self._listed.watch()

    def values(self) -> Iterable[Value]:
        """Every value some number names."""
        return self._listed.values()

    def __contains__(self, value: Value) -> bool:
        return value in self._listed

    def __bool__(self) -> bool:
        """Whether anybody lists anything."""
        return bool(self._listed)


def _bitmap_of(numbers: Iterable[int]) -> Bitmap:
    bits = 0
    for number in numbers:
        bits |= 1 << number
    return bits
