"""IAB Global Privacy Platform strings: a header that names sections, and the sections.

Specification "Consent String Specification" 1.1. The header's ids are a range in Fibonacci coding, each relative to the
one before it.
"""

from typing import Final

from bidding.privacy.bits import Bits, Unreadable

TCF_EUROPE: Final = 2
TCF_CANADA: Final = 5
US_PRIVACY: Final = 6
_HEADER: Final = 3
_VERSION: Final = 1
_MOST_SECTIONS: Final = 64


def read_gpp(text: str) -> dict[int, str]:
    """The sections of a GPP string by id, each still encoded. Raises ``Unreadable``."""
    header, *sections = text.split("~")
    ids = _section_ids(Bits(header))
    if len(ids) != len(sections):
        raise Unreadable("the header names other sections than there are")
    return dict(zip(ids, sections, strict=True))


def _section_ids(bits: Bits) -> list[int]:
    if bits.take(6) != _HEADER or bits.take(6) != _VERSION:
        raise Unreadable("this is no GPP string")
    ids: list[int] = []
    last = 0
    for _ in range(bits.take(12)):
        is_range = bits.take(1)
        first = last + bits.take_fibonacci()
        last = first + bits.take_fibonacci() if is_range else first
        if last - first + len(ids) >= _MOST_SECTIONS:
            raise Unreadable("the header names more sections than there are laws")
        ids.extend(range(first, last + 1))
    return ids
