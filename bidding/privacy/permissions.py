"""What may be done with a request's person, and what each law's signals leave of it.

The table that people read is in the integrators' guide; this is the same table. Permissions are computed as bits and
handed out as one of sixteen values made beforehand.
"""

from collections.abc import Collection
from typing import Final

from msgspec import Struct

from bidding.privacy.canada import CanadianString
from bidding.privacy.tcf import NOT_ALLOWED, REQUIRE_CONSENT, REQUIRE_LEGITIMATE_INTEREST, TcfString
from bidding.privacy.us import UsSection

IDENTIFY: Final = 1
PERSONALISE: Final = 2
MEASURE: Final = 4
LOCATE: Final = 8
EVERYTHING: Final = IDENTIFY | PERSONALISE | MEASURE | LOCATE
NOTHING: Final = 0

STORE_AND_ACCESS: Final = 1
SELECT_ADVERTISING: Final = 2
PROFILE: Final = 3
USE_PROFILE: Final = 4
MEASURE_ADVERTISING: Final = 7
_PRECISE_LOCATION: Final = 1
"""TCF's special feature."""


class Permissions(Struct, frozen=True, gc=False):
    """What a request's signals allow, taken together. None of them outlives the request."""

    may_identify: bool
    """The person may be looked up at all; without it there is no id anywhere."""
    may_personalise: bool
    """Their profile may decide: segments, tier, features."""
    may_cap: bool
    """Their impressions may be counted and compared with caps."""
    may_log_id: bool
    """Their id may stand in events and in notices' tokens. Caps count events, so this goes with ``may_cap``."""
    may_locate: bool
    """Their place may be known more precisely than country, region and metropolitan area."""


def _permissions(bits: int) -> Permissions:
    identify = bool(bits & IDENTIFY)
    personalise, measure = identify and bool(bits & PERSONALISE), identify and bool(bits & MEASURE)
    return Permissions(personalise or measure, personalise, measure, measure, bool(bits & LOCATE))


PERMISSIONS: Final = tuple(_permissions(bits) for bits in range(EVERYTHING + 1))
"""By bits."""
EVERY_PERMISSION: Final = PERMISSIONS[EVERYTHING]


def bits_of(permissions: Permissions) -> int:
    """Bits that these permissions come from: ``PERMISSIONS[bits_of(permissions)] == permissions``."""
    return PERMISSIONS.index(permissions)


def under_tcf(said: TcfString, legitimate_interests: Collection[int]) -> int:
    """The bits that a TC string leaves us; ``legitimate_interests`` are the purposes we are registered for on that basis.

    A string that is not service specific is invalid since TCF 2.2. A vendor that was not disclosed has no basis at all.
    """
    if not said.is_service_specific or said.is_disclosed is False:
        return NOTHING
    restrictions = dict.fromkeys(said.restrictions) if said.restrictions else ()

    def allows(purpose: int) -> bool:
        if (purpose, NOT_ALLOWED) in restrictions:
            return False
        if purpose in legitimate_interests:
            return said.is_legitimate(purpose) and (purpose, REQUIRE_CONSENT) not in restrictions
        return said.consents_to(purpose) and (purpose, REQUIRE_LEGITIMATE_INTEREST) not in restrictions

    bits = LOCATE if said.vendor_consent and said.special_features >> _PRECISE_LOCATION - 1 & 1 else NOTHING
    if not (allows(STORE_AND_ACCESS) and allows(SELECT_ADVERTISING)):
        return bits
    bits |= IDENTIFY
    if allows(PROFILE) and allows(USE_PROFILE):
        bits |= PERSONALISE
    if allows(MEASURE_ADVERTISING):
        bits |= MEASURE
    return bits


def under_canadian_tcf(said: CanadianString) -> int:
    """The same purposes on the basis of express or implied consent."""
    allows = said.consents_to
    is_ours = said.vendor_express or said.vendor_implied
    bits = LOCATE if is_ours and said.special_features >> _PRECISE_LOCATION - 1 & 1 else NOTHING
    if not (allows(STORE_AND_ACCESS) and allows(SELECT_ADVERTISING)):
        return bits
    bits |= IDENTIFY
    if allows(PROFILE) and allows(USE_PROFILE):
        bits |= PERSONALISE
    if allows(MEASURE_ADVERTISING):
        bits |= MEASURE
    return bits


def under_us_section(said: UsSection) -> int:
    """An opt-out leaves no id; a child nothing; refused sensitive data takes the profile and the place along."""
    if said.is_child:
        return NOTHING
    if said.opted_out:
        return LOCATE if not said.sensitive_refused else NOTHING
    bits = EVERYTHING
    if said.sensitive_refused:
        bits &= ~(PERSONALISE | LOCATE)
    if said.further_refused or said.is_service:
        bits &= ~PERSONALISE
    return bits


def under_us_privacy(*, sale_refused: bool) -> int:
    return LOCATE if sale_refused else EVERYTHING
