"""GPP section 5: the Canadian TCF, as far as one vendor is concerned.

Vendors are read where they are a field of bits. Lists of ranges of this section exist in two encodings, fixed and
Fibonacci, that nothing in the string tells apart: a vendor in such a list is taken for one who was not given consent.
"""

from typing import Final

from msgspec import Struct

from bidding.privacy.bits import Bits, Unreadable
from bidding.privacy.tcf import PURPOSES, SPECIAL_FEATURES, VERSION, low_first

_VERSIONS: Final = frozenset({1, VERSION})


class CanadianString(Struct, frozen=True, kw_only=True, gc=False):
    """Sets are integers in which purpose 1 is bit 0."""

    special_features: int
    express_purposes: int
    implied_purposes: int
    vendor_express: bool
    vendor_implied: bool

    def consents_to(self, purpose: int) -> bool:
        """Whether the vendor has express or implied consent for ``purpose``."""
        place = purpose - 1
        return (self.vendor_express and bool(self.express_purposes >> place & 1)) or (
            self.vendor_implied and bool(self.implied_purposes >> place & 1)
        )


def read_canadian(text: str, vendor_id: int) -> CanadianString:
    """Read a tcfcav1 section for the vendor. Raises ``Unreadable``."""
    bits = Bits(text.partition(".")[0])
    take = bits.take
    if take(6) not in _VERSIONS:
        raise Unreadable("this is no Canadian TCF section")
    take(36 + 36)  # created, last updated
    take(12 + 12 + 6 + 12 + 12)  # platform, its version, screen, language, vendor list
    take(6 + 1)  # policy version, the platform's own wording
    special_features = low_first(take(SPECIAL_FEATURES), SPECIAL_FEATURES)
    express, implied = low_first(take(PURPOSES), PURPOSES), low_first(take(PURPOSES), PURPOSES)
    vendor_express, ended = _in_field(bits, vendor_id)
    vendor_implied = False
    if not ended:
        vendor_implied, _ = _in_field(bits, vendor_id)
    return CanadianString(
        special_features=special_features,
        express_purposes=express,
        implied_purposes=implied,
        vendor_express=vendor_express,
        vendor_implied=vendor_implied,
    )


def _in_field(bits: Bits, vendor_id: int) -> tuple[bool, bool]:
    """Whether the vendor is in the next field of bits, and whether reading ends here, at a list of ranges."""
    highest = bits.take(16)
    if bits.take(1):
        return False, True
    field = bits.take(highest)
    return 0 < vendor_id <= highest and bool(field >> highest - vendor_id & 1), False
