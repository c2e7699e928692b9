"""Consent strings as the bits they are: six to a character, in the URL-safe base 64 alphabet (RFC 4648, section 5)."""

from binascii import Error as BadBase64
from binascii import a2b_base64
from typing import Final

LONGEST_SEGMENT: Final = 16_384
"""Characters; a segment that names every vendor there is needs a tenth of it."""
_FROM_URL_SAFE: Final = bytes.maketrans(b"-_", b"+/")
_BITS_A_CHARACTER: Final = 6
_FIBONACCI: Final = [1, 2]
while len(_FIBONACCI) < 32:
    _FIBONACCI.append(_FIBONACCI[-1] + _FIBONACCI[-2])


class Unreadable(ValueError):
    """A consent string that breaks its format. Whoever reads it must take it for a refusal."""


class Bits:
    """A segment, read from its front. Every method raises ``Unreadable`` where the bits end too soon."""

    __slots__ = ("_left", "_number")

    def __init__(self, segment: str) -> None:
        if len(segment) > LONGEST_SEGMENT:
            raise Unreadable("the segment is too long")
        try:
            text = segment.encode("ascii").translate(_FROM_URL_SAFE, b"=")
            missing = -len(text) % 4
            octets = a2b_base64(text + b"A" * missing, strict_mode=True)
        except (BadBase64, ValueError) as error:
            raise Unreadable("the segment is not base 64") from error
        self._number = int.from_bytes(octets) >> _BITS_A_CHARACTER * missing
        self._left = _BITS_A_CHARACTER * len(text)

    @property
    def left(self) -> int:
        """How many bits are still to be read."""
        return self._left

    def take(self, width: int) -> int:
        """The next ``width`` bits as an unsigned number, the most significant first."""
        self._left = left = self._left - width
        if left < 0:
            raise Unreadable("the segment ends too soon")
        return self._number >> left & (1 << width) - 1

    def ranges_list(self, member: int) -> bool:
        """Whether ``member`` is in the next list of ranges of 16 bits; reads all of it."""
        count = self.take(12)
        number, left = self._number, self._left
        found = False
        for _ in range(count):
            if left < 17:
                raise Unreadable("the segment ends too soon")
            left -= 17
            first = number >> left & 0x1FFFF
            if first & 0x10000:
                left -= 16
                if left < 0:
                    raise Unreadable("the segment ends too soon")
                found |= (first & 0xFFFF) <= member <= (number >> left & 0xFFFF)
            else:
                found |= first == member
        self._left = left
        return found

    def take_fibonacci(self) -> int:
        """The next number of 1 or more in Fibonacci coding, which two ones in a row end."""
        number = before = 0
        for term in _FIBONACCI:
            bit = self.take(1)
            if bit and before:
                return number
            number += term * bit
            before = bit
        raise Unreadable("a number is out of all proportion")
