"""Whether a request's person may be known to us, and by which id.

Where any signal of the request forbids or merely may forbid it, there is no person at all: no profile, no caps, no id in
an event or a token. Consent strings cannot be verified yet, so wherever GDPR or a GPP section applies nobody is known.
"""

from re import compile as pattern
from typing import Final

from bidding.openrtb.request import BidRequest, Regs, User
from domain.profiles.values import PERSON_ID_PATTERN

_STORABLE: Final = pattern(PERSON_ID_PATTERN)
_NO_IDS: Final = frozenset({"", "null", "none", "undefined", "unknown", "anonymous"})
_OPT_OUT_OF_SALE: Final = 2
"""Position in the four characters of a US Privacy string."""


def person_id(request: BidRequest) -> str:
    """The exchange's id of the person, pseudonymous; empty when there is none that we may use or could keep."""
    user = request.user
    if user is None or _forbidden(request):
        return ""
    return _usable(user)


def _forbidden(request: BidRequest) -> bool:
    device = request.device
    if device is not None and (device.lmt == 1 or device.dnt == 1):
        return True
    regs = request.regs
    return regs is not None and _restricts(regs)


def _restricts(regs: Regs) -> bool:
    ext = regs.ext
    gdpr = regs.gdpr if regs.gdpr is not None or ext is None else ext.gdpr
    us_privacy = regs.us_privacy or (ext.us_privacy if ext is not None else None) or ""
    gpp_sections = regs.gpp_sid or (ext.gpp_sid if ext is not None else None) or ()
    return (
        regs.coppa == 1
        or gdpr == 1
        or us_privacy[_OPT_OUT_OF_SALE : _OPT_OUT_OF_SALE + 1] in {"Y", "y"}
        or any(section > 0 for section in gpp_sections)
    )


def _usable(user: User) -> str:
    for candidate in (user.id, user.buyeruid):
        trimmed = (candidate or "").strip()
        if trimmed.strip("0-{}") and trimmed.lower() not in _NO_IDS and _STORABLE.fullmatch(trimmed):
            return trimmed
    return ""
