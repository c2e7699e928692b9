"""IAB TCF v2 consent strings (TC strings), as far as one vendor is concerned.

The core segment and, of the others, the disclosed vendors'; specification "Consent string and vendor list formats v2",
TCF 2.3. Sets of purposes are integers in which purpose 1 is bit 0.
"""

from typing import Final

from msgspec import Struct

from bidding.privacy.bits import Bits, Unreadable

VERSION: Final = 2
PURPOSES: Final = 24
SPECIAL_FEATURES: Final = 12
NOT_ALLOWED: Final = 0
REQUIRE_CONSENT: Final = 1
REQUIRE_LEGITIMATE_INTEREST: Final = 2
_DISCLOSED_VENDORS: Final = 1
_FIXED: Final = 213
"""Bits before the vendors: version 6, created 36, updated 36, platform 12, its version 12, screen 6, language 12, vendor
list 12, policy 6, service specific 1, own wording 1, special features 12, purposes 24 and 24, purpose one 1, country 12."""
_REVERSED: Final = [int(f"{bits:012b}"[::-1], 2) for bits in range(1 << SPECIAL_FEATURES)]


class TcfString(Struct, frozen=True, kw_only=True, gc=False):
    """What a TC string says to one vendor.

    ``restrictions`` are the publisher's upon this vendor: (purpose, type), the type one of the constants above.
    ``is_disclosed`` is None where the string has no segment of disclosed vendors.
    """

    created_ds: int
    """Deciseconds since 1970."""
    cmp_id: int
    cmp_version: int
    language: str
    vendor_list_version: int
    policy_version: int
    is_service_specific: bool
    special_features: int
    consented_purposes: int
    legitimate_purposes: int
    purpose_one_undisclosed: bool
    publisher_country: str
    vendor_consent: bool
    vendor_legitimate_interest: bool
    restrictions: tuple[tuple[int, int], ...]
    is_disclosed: bool | None

    def consents_to(self, purpose: int) -> bool:
        """Whether the vendor may process for ``purpose`` on the basis of consent, were there no restrictions."""
        return self.vendor_consent and bool(self.consented_purposes >> purpose - 1 & 1)

    def is_legitimate(self, purpose: int) -> bool:
        """Likewise on the basis of legitimate interest, which was disclosed and not objected to."""
        return self.vendor_legitimate_interest and bool(self.legitimate_purposes >> purpose - 1 & 1)


def read_tcf(text: str, vendor_id: int) -> TcfString:
    """Read a TC string for the vendor. Raises ``Unreadable`` for whatever is none, segments we do not know excepted."""
    core, *others = text.split(".")
    bits = Bits(core)
    fixed = bits.take(_FIXED)
    if fixed >> _FIXED - 6 != VERSION:
        raise Unreadable("this is no TC string of version 2")
    return TcfString(
        created_ds=fixed >> 171 & 0xFFFFFFFFF,
        cmp_id=fixed >> 123 & 0xFFF,
        cmp_version=fixed >> 111 & 0xFFF,
        language=letters(fixed >> 93 & 0xFFF),
        vendor_list_version=fixed >> 81 & 0xFFF,
        policy_version=fixed >> 75 & 63,
        is_service_specific=fixed >> 74 & 1 == 1,
        special_features=low_first(fixed >> 61 & 0xFFF, SPECIAL_FEATURES),
        consented_purposes=low_first(fixed >> 37 & 0xFFFFFF, PURPOSES),
        legitimate_purposes=low_first(fixed >> 13 & 0xFFFFFF, PURPOSES),
        purpose_one_undisclosed=fixed >> 12 & 1 == 1,
        publisher_country=letters(fixed & 0xFFF),
        vendor_consent=_lists(bits, vendor_id),
        vendor_legitimate_interest=_lists(bits, vendor_id),
        restrictions=_restrictions(bits, vendor_id),
        is_disclosed=_disclosed(others, vendor_id),
    )


def letters(pair: int) -> str:
    """Two letters of six bits each."""
    return chr(65 + (pair >> 6)) + chr(65 + (pair & 63))


def low_first(bits: int, width: int) -> int:
    """``bits`` (12 or 24), whose first one is the most significant, with the first as the least significant."""
    if width == SPECIAL_FEATURES:
        return _REVERSED[bits]
    return _REVERSED[bits & 0xFFF] << SPECIAL_FEATURES | _REVERSED[bits >> SPECIAL_FEATURES]


def _lists(bits: Bits, vendor_id: int) -> bool:
    """Whether the vendor is in the next set of vendors, a field of bits or a list of ranges."""
    highest = bits.take(16)
    if bits.take(1):
        return bits.ranges_list(vendor_id)
    field = bits.take(highest)
    return 0 < vendor_id <= highest and bool(field >> highest - vendor_id & 1)


def _restrictions(bits: Bits, vendor_id: int) -> tuple[tuple[int, int], ...]:
    count = bits.take(12)
    if not count:
        return ()
    found = []
    for _ in range(count):
        purpose, kind = bits.take(6), bits.take(2)
        if bits.ranges_list(vendor_id):
            found.append((purpose, kind))
    return tuple(found)


def _disclosed(segments: list[str], vendor_id: int) -> bool | None:
    for segment in segments:
        bits = Bits(segment)
        if bits.take(3) == _DISCLOSED_VENDORS:
            return _lists(bits, vendor_id)
    return None
