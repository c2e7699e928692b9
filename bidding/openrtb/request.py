"""OpenRTB 2.6 bid requests: the fields we read, and nothing else.

Objects are frozen, so an impression's shape hashes and serves as a cache key. Unknown fields, ``ext`` and values of
enumerations we have never heard of pass; so does null wherever a field may be absent. Positions of OpenRTB 2.5 under
``regs.ext`` are read as well as those of 2.6. ``decode.py`` reads them.
"""

from msgspec import Struct

from domain.errors import InvalidInput

Texts = tuple[str, ...] | None
Codes = tuple[int, ...] | None


class NotABidRequest(InvalidInput):
    """The body is no JSON object, or lacks what every bid request has: an id and an impression with an id."""

    code = "invalid_request"


class Geo(Struct, frozen=True, gc=False):
    country: str | None = None


class RegsExt(Struct, frozen=True, gc=False):
    """Where OpenRTB 2.5 exchanges put what 2.6 moved into ``Regs``."""

    gdpr: int | None = None
    us_privacy: str | None = None
    gpp_sid: Codes = None


class Regs(Struct, frozen=True, gc=False):
    coppa: int | None = None
    gdpr: int | None = None
    us_privacy: str | None = None
    gpp_sid: Codes = None
    ext: RegsExt | None = None


class User(Struct, frozen=True, gc=False):
    id: str | None = None
    buyeruid: str | None = None
    geo: Geo | None = None


class Device(Struct, frozen=True, gc=False):
    devicetype: int | None = None
    os: str | None = None
    language: str | None = None
    dnt: int | None = None
    lmt: int | None = None
    geo: Geo | None = None


class Channel(Struct, frozen=True, gc=False):
    """What carries the impression: ``Site``, ``App`` or ``DOOH``."""

    domain: str | None = None
    page: str | None = None
    bundle: str | None = None


class Deal(Struct, frozen=True, gc=False):
    id: str
    bidfloor: float | None = None
    bidfloorcur: str | None = None
    wseat: Texts = None
    wadomain: Texts = None


class Pmp(Struct, frozen=True, gc=False):
    private_auction: int | None = None
    deals: tuple[Deal, ...] | None = None


class Format(Struct, frozen=True, gc=False):
    w: int | None = None
    h: int | None = None


class Banner(Struct, frozen=True, gc=False):
    w: int | None = None
    h: int | None = None
    format: tuple[Format, ...] | None = None
    mimes: Texts = None
    btype: Codes = None
    battr: Codes = None
    pos: int | None = None


class Video(Struct, frozen=True, gc=False):
    """Also ``Audio``, which has the same fields but the player's."""

    mimes: Texts = None
    minduration: int | None = None
    maxduration: int | None = None
    rqddurs: Codes = None
    protocols: Codes = None
    linearity: int | None = None
    w: int | None = None
    h: int | None = None
    battr: Codes = None
    pos: int | None = None


class Native(Struct, frozen=True, gc=False):
    request: str | None = None
    """The Native 1.x request, JSON inside a string."""
    battr: Codes = None


class Imp(Struct, frozen=True, gc=False):
    id: str
    banner: Banner | None = None
    video: Video | None = None
    audio: Video | None = None
    native: Native | None = None
    pmp: Pmp | None = None
    bidfloor: float | None = None
    bidfloorcur: str | None = None
    secure: int | None = None
    instl: int | None = None
    rwdd: int | None = None
    exp: int | None = None
    """Seconds that may pass between the auction and the impression."""


class BidRequest(Struct, frozen=True, gc=False):
    id: str
    imp: tuple[Imp, ...]
    site: Channel | None = None
    app: Channel | None = None
    dooh: Channel | None = None
    device: Device | None = None
    user: User | None = None
    regs: Regs | None = None
    tmax: int | None = None
    test: int | None = None
    cur: Texts = None
    bcat: Texts = None
    cattax: int | None = None
    acat: Texts = None
    badv: Texts = None
    bapp: Texts = None
    wseat: Texts = None
    bseat: Texts = None
    wlang: Texts = None
