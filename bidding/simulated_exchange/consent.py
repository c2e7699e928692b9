"""Consent strings as a consent platform would write them: the core segment of IAB TCF v2.2.

Only what a simulated exchange needs: purposes and vendors granted or refused by consent, no legitimate interest, no
publisher restrictions.
"""

from base64 import urlsafe_b64encode
from collections.abc import Collection
from typing import Final

PURPOSES: Final = 24
ADVERTISING_PURPOSES: Final = (1, 2, 3, 4, 7, 9, 10)
_POLICY_VERSION: Final = 4
_VENDOR_LIST_VERSION: Final = 250


def tcf_string(*, at_ms: int, purposes: Collection[int], vendors: Collection[int]) -> str:
    """Core segment for consent to these purposes (1 to 24) and vendors (1 or above), given at ``at_ms``."""
    deciseconds = at_ms // 100
    highest_vendor = max(vendors, default=0)
    fields = [
        (2, 6),  # version
        (deciseconds, 36),  # created
        (deciseconds, 36),  # last updated
        (31, 12),  # consent platform
        (1, 12),  # its version
        (1, 6),  # screen
        *((ord(letter) - ord("A"), 6) for letter in "EN"),
        (_VENDOR_LIST_VERSION, 12),
        (_POLICY_VERSION, 6),
        (1, 1),  # service specific, as all have been since TCF 2.2
        (0, 1),  # standard texts
        (0, 12),  # special features
        *((int(purpose in purposes), 1) for purpose in range(1, PURPOSES + 1)),
        (0, PURPOSES),  # legitimate interests
        (0, 1),  # purpose one disclosed
        *((ord(letter) - ord("A"), 6) for letter in "DE"),
        (highest_vendor, 16),
        (0, 1),  # vendors as a bit field
        *((int(vendor in vendors), 1) for vendor in range(1, highest_vendor + 1)),
        (0, 16),  # vendors' legitimate interests
        (0, 1),
        (0, 12),  # publisher restrictions
    ]
    bits = "".join(f"{value:0{width}b}" for value, width in fields)
    padded = bits + "0" * (-len(bits) % 8)
    return urlsafe_b64encode(int(padded, 2).to_bytes(len(padded) // 8)).rstrip(b"=").decode()
