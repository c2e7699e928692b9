"""United States: the US Privacy string, and the sections that GPP has for the nation and its states.

A section of GPP is a row of two-bit answers after its version. Which question each answers differs from state to state,
and is written below as kinds with counts.
"""

from re import compile as pattern
from typing import Final

from msgspec import Struct

from bidding.privacy.bits import Bits, Unreadable

NATIONAL: Final = 7
_LEGACY_NATIONAL: Final = 66
"""National sections of up to this many bits have the shorter lists of before 2024."""
_VERSIONS: Final = frozenset({1, 2})
_GPC_SEGMENT: Final = 1
_LOW_BITS: Final = 0x55555555
"""The lower bit of sixteen answers."""

NOTICE: Final = "notice"
"""Of processing, sale, sharing or targeted advertising; 2 says that it was not given."""
SENSITIVE_NOTICE: Final = "sensitive notice"
OPT_OUT: Final = "opt-out"
"""Of sale, sharing or targeted advertising; 1 says opted out."""
SENSITIVE: Final = "sensitive"
"""By category of sensitive data; 1 says no consent, or opted out."""
CHILD: Final = "child"
"""By age: anything but 0 says that the person is known to be a child."""
FURTHER: Final = "further"
"""Processing beyond what was announced; 1 says no consent."""

Layout = tuple[tuple[str, int], ...]


def _layout(*counts: int) -> Layout:
    return tuple(zip((NOTICE, SENSITIVE_NOTICE, OPT_OUT, SENSITIVE, CHILD, FURTHER), counts, strict=True))


_OLD_NATIONAL: Final = _layout(4, 2, 3, 12, 2, 1)
_LAYOUTS: Final[dict[int, Layout]] = {
    NATIONAL: _layout(4, 2, 3, 16, 3, 1),
    8: _layout(2, 1, 2, 9, 2, 1),  # California
    9: _layout(3, 0, 2, 8, 1, 0),  # Virginia
    10: _layout(3, 0, 2, 7, 1, 0),  # Colorado
    11: _layout(3, 1, 2, 8, 1, 0),  # Utah
    12: _layout(3, 0, 2, 8, 3, 0),  # Connecticut
    13: _layout(3, 0, 2, 8, 3, 1),  # Florida
    14: _layout(3, 0, 2, 8, 3, 1),  # Montana
    15: _layout(3, 0, 2, 11, 3, 1),  # Oregon
    16: _layout(3, 0, 2, 8, 1, 1),  # Texas
    17: _layout(3, 0, 2, 9, 5, 1),  # Delaware
    18: _layout(3, 1, 2, 8, 1, 0),  # Iowa
    19: _layout(3, 0, 2, 8, 1, 1),  # Nebraska
    20: _layout(3, 0, 2, 8, 3, 1),  # New Hampshire
    21: _layout(3, 0, 2, 10, 5, 1),  # New Jersey
    22: _layout(3, 0, 2, 8, 1, 1),  # Tennessee
    23: _layout(3, 0, 2, 8, 1, 1),  # Minnesota
}
US_SECTIONS: Final = frozenset(_LAYOUTS)
_US_PRIVACY: Final = pattern(r"1[YNyn-]{3}")
_OPT_OUT_OF_SALE: Final = 2
"""Position in the four characters of a US Privacy string."""


class UsSection(Struct, frozen=True, kw_only=True, gc=False):
    """One section's answers, as far as they decide anything here."""

    opted_out: bool
    """Of sale, sharing or targeted advertising, by choice, by Global Privacy Control, or for want of a notice."""
    is_child: bool
    sensitive_refused: bool
    further_refused: bool
    is_service: bool
    """The publisher serves under its own name alone (MSPA service provider mode)."""


def read_us_section(section_id: int, text: str) -> UsSection:
    """Read the section, one of ``US_SECTIONS``. Raises ``Unreadable``."""
    core, *others = text.split(".")
    bits = Bits(core)
    layout = _LAYOUTS[section_id]
    if section_id == NATIONAL and bits.left <= _LEGACY_NATIONAL:
        layout = _OLD_NATIONAL
    if bits.take(6) not in _VERSIONS:
        raise Unreadable("the section has a version we do not know")
    answers = {kind: bits.take(2 * count) for kind, count in layout}
    bits.take(4)  # whether the MSPA covers it, and its opt-out option mode
    service_provider_mode = bits.take(2)
    return UsSection(
        opted_out=_has(1, answers[OPT_OUT]) or _has(2, answers[NOTICE]) or any(map(_is_gpc, others)),
        is_child=answers[CHILD] != 0,
        sensitive_refused=_has(1, answers[SENSITIVE]),
        further_refused=_has(1, answers[FURTHER]),
        is_service=service_provider_mode == 1,
    )


def sale_refused(us_privacy: str) -> bool:
    """Whether a US Privacy string says that its person opted out of sale. Raises ``Unreadable``."""
    if not _US_PRIVACY.fullmatch(us_privacy):
        raise Unreadable("this is no US Privacy string")
    return us_privacy[_OPT_OUT_OF_SALE] in "Yy"


def _has(answer: int, row: int) -> bool:
    """Whether a row of two-bit answers has a 1, or a 2."""
    low, high = row & _LOW_BITS, row >> 1 & _LOW_BITS
    return (low & ~high if answer == 1 else high & ~low) != 0


def _is_gpc(segment: str) -> bool:
    bits = Bits(segment)
    return bits.take(2) == _GPC_SEGMENT and bits.take(1) == 1
