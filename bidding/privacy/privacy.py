"""From a request to its person: every signal read, the strictest obeyed.

Requests without signals cost a few comparisons. Consent strings are decoded once each and kept, the most recent ones.
"""

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from bidding.openrtb.request import BidRequest, Codes, Geo, Regs
from bidding.privacy.bits import Unreadable
from bidding.privacy.canada import read_canadian
from bidding.privacy.gpp import TCF_CANADA, TCF_EUROPE, US_PRIVACY, read_gpp
from bidding.privacy.identity import DEFAULT_SOURCES, Identities
from bidding.privacy.permissions import (
    EVERY_PERMISSION,
    EVERYTHING,
    NOTHING,
    PERMISSIONS,
    PROFILE,
    SELECT_ADVERTISING,
    STORE_AND_ACCESS,
    USE_PROFILE,
    Permissions,
    under_canadian_tcf,
    under_tcf,
    under_us_privacy,
    under_us_section,
)
from bidding.privacy.tcf import read_tcf
from bidding.privacy.us import US_SECTIONS, read_us_section, sale_refused
from domain.errors import InvalidInput
from domain.exchanges.values import Exchange

MOST_STRINGS: Final = 8_192
"""Decoded strings kept of each kind."""
_CONSENT_ALONE: Final = frozenset({STORE_AND_ACCESS, PROFILE, USE_PROFILE, 5, 6})
"""Purposes for which TCF knows no legitimate interest."""
_COARSE: Final = frozenset({"country", "region", "metro", "type", "utcoffset"})
_PRECISE: Final = tuple(field for field in Geo.__struct_fields__ if field not in _COARSE)
_MOST_PURPOSE: Final = 24


class Seen(Struct, frozen=True, gc=False):
    """A request as the signals let us see it.

    ``person_id`` is empty unless the person may be looked up. Where no id may be written down, every one has been removed
    from ``request``, and of its places whatever is more precise than a metropolitan area where that may not be known.
    """

    request: BidRequest
    person_id: str
    is_alias: bool
    """Whether the id is somebody else's, and the person it stands for still to be found."""
    permissions: Permissions


class Privacy:
    """What we are allowed, given how we stand.

    ``vendor_id`` is ours on IAB Europe's vendor list; with 0 we are on none, and GDPR leaves us nothing.
    ``legitimate_interests`` are the purposes registered there on that basis; ``sources`` of ids as in ``Identities``.
    Raises ``InvalidInput`` for purposes that no vendor can be registered for in that way.
    """

    def __init__(
        self,
        *,
        vendor_id: int = 0,
        legitimate_interests: Collection[int] = (),
        sources: Sequence[str] = DEFAULT_SOURCES,
    ) -> None:
        if any(purpose in _CONSENT_ALONE or not 0 < purpose <= _MOST_PURPOSE for purpose in legitimate_interests):
            raise InvalidInput(
                "purposes 1 and 3 to 6 of TCF need consent",
                field="privacy.legitimate_interests",
                remedy=f"Give purposes like {SELECT_ADVERTISING} and 7, as on the vendor list.",
            )
        self._vendor_id = vendor_id
        self._legitimate_interests = frozenset(legitimate_interests)
        self._identify = Identities(sources).of
        self._tcf: Callable[[str], int] = lru_cache(MOST_STRINGS)(_or_nothing(self._under_tcf))
        self._gpp: Callable[[str, Codes], int] = lru_cache(MOST_STRINGS)(self._under_gpp)
        self._quiet: Callable[[Regs], int] = lru_cache(MOST_STRINGS)(lambda regs: self._under_regs(regs, ""))
        """Without a consent string, the same few objects come again and again."""
        self._us_privacy: Callable[[str], int] = lru_cache(256)(_or_nothing(_under_us_privacy))

    def see(self, request: BidRequest, exchange: Exchange) -> Seen:
        """Whom the request may be about, and what may be done with them; never raises."""
        device, user, regs = request.device, request.user, request.regs
        if device is not None and (device.lmt == 1 or device.dnt == 1):
            bits = NOTHING
        else:
            consent = None if user is None else user.consent or (user.ext and user.ext.consent)
            if consent:
                bits = self._tcf(consent) if regs is None else self._under_regs(regs, consent)
            else:
                bits = EVERYTHING if regs is None else self._quiet(regs)
        if bits == EVERYTHING:
            person_id, is_alias = self._identify(request, exchange)
            return Seen(request, person_id, is_alias, EVERY_PERMISSION)
        permissions = PERMISSIONS[bits]
        person_id, is_alias = self._identify(request, exchange) if permissions.may_identify else ("", False)
        return Seen(_reduced(request, permissions), person_id, is_alias, permissions)

    def permits(self, regs: Regs, consent: str) -> Permissions:
        """What a browser's own signals allow, outside any bid request; never raises."""
        return PERMISSIONS[self._under_regs(regs, consent)]

    def _under_regs(self, regs: Regs, consent: str) -> int:
        """The strictest of every law that may apply.

        Where nothing says whether GDPR does, a consent string says that it may. A GPP string without ``gpp_sid`` is
        obeyed in all its sections.
        """
        if regs.coppa == 1:
            return NOTHING
        ext = regs.ext
        gdpr, gpp, gpp_sid, us_privacy = regs.gdpr, regs.gpp, regs.gpp_sid, regs.us_privacy
        if ext is not None:
            gdpr = ext.gdpr if gdpr is None else gdpr
            gpp = gpp or ext.gpp
            gpp_sid = ext.gpp_sid if gpp_sid is None else gpp_sid
            us_privacy = us_privacy or ext.us_privacy
        bits = EVERYTHING
        if gpp or gpp_sid:
            bits &= self._gpp(gpp or "", gpp_sid)
        if gdpr != 0:
            if consent:
                bits &= self._tcf(consent)
            elif gdpr is not None and not _has_europe(gpp, gpp_sid):
                return NOTHING
        if us_privacy:
            bits &= self._us_privacy(us_privacy)
        return bits

    def _under_tcf(self, consent: str) -> int:
        if not self._vendor_id:
            return NOTHING
        return under_tcf(read_tcf(consent, self._vendor_id), self._legitimate_interests)

    def _under_gpp(self, gpp: str, applying: Codes) -> int:
        """Sections that apply and are missing, unreadable or unknown to us leave nothing."""
        try:
            sections = read_gpp(gpp) if gpp else {}
            wanted = sections if applying is None else [section for section in applying if section > 0]
            bits = EVERYTHING
            for section in wanted:
                bits &= self._under_section(section, sections.get(section, ""))
        except Unreadable:
            return NOTHING if applying is None or any(section > 0 for section in applying) else EVERYTHING
        return bits

    def _under_section(self, section_id: int, text: str) -> int:
        if section_id == TCF_EUROPE:
            return self._under_tcf(text)
        if section_id == TCF_CANADA:
            return under_canadian_tcf(read_canadian(text, self._vendor_id)) if self._vendor_id else NOTHING
        if section_id == US_PRIVACY:
            return _under_us_privacy(text)
        if section_id in US_SECTIONS:
            return under_us_section(read_us_section(section_id, text))
        raise Unreadable("a section we do not know")


def _or_nothing(read: Callable[[str], int]) -> Callable[[str], int]:
    """``read``, with a string that cannot be read as a refusal of everything."""

    def reading(text: str) -> int:
        try:
            return read(text)
        except Unreadable:
            return NOTHING

    return reading


def _under_us_privacy(text: str) -> int:
    return under_us_privacy(sale_refused=sale_refused(text))


def _has_europe(gpp: str | None, applying: Codes) -> bool:
    """Whether the GPP string was read with its section for Europe, in place of a consent string of its own."""
    if not gpp:
        return False
    if applying is not None:
        return TCF_EUROPE in applying
    try:
        return TCF_EUROPE in read_gpp(gpp)
    except Unreadable:
        return False


def _reduced(request: BidRequest, permissions: Permissions) -> BidRequest:
    """The request without what may not be known."""
    user, device = request.user, request.device
    if not permissions.may_log_id:
        if user is not None:
            user = replace(user, id=None, buyeruid=None, eids=None, consent=None, ext=None)
        if device is not None and device.ifa is not None:
            device = replace(device, ifa=None)
    if not permissions.may_locate and _PRECISE:
        if user is not None and user.geo is not None:
            user = replace(user, geo=_coarse(user.geo))
        if device is not None and device.geo is not None:
            device = replace(device, geo=_coarse(device.geo))
    if user is request.user and device is request.device:
        return request
    return replace(request, user=user, device=device)


def _coarse(geo: Geo) -> Geo:
    return replace(geo, **dict.fromkeys(_PRECISE))
