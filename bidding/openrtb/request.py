"""OpenRTB 2.6 bid requests: the fields we read, and nothing else.

Objects are frozen, so an impression's shape hashes and serves as a cache key. Unknown fields, ``ext`` and values of
enumerations we have never heard of pass; so does null wherever a field may be absent. Positions of OpenRTB 2.5 under
``regs.ext`` are read as well as those of 2.6. ``decode.py`` reads them.

Fields stand in the order of the specification's tables, in which most exchanges write them: the decoder looks for a key
from where it found the one before, so this is worth a fifteenth of its time.
"""

from msgspec import Struct

from domain.errors import InvalidInput

Texts = tuple[str, ...] | None
Codes = tuple[int, ...] | None


class NotABidRequest(InvalidInput):
    """The body is no JSON object, or lacks what every bid request has: an id and an impression with an id."""

    code = "invalid_request"


class Geo(Struct, frozen=True, gc=False):
    """``lat`` and ``lon`` are degrees, ``utcoffset`` minutes."""

    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    region: str | None = None
    metro: str | None = None
    city: str | None = None
    zip: str | None = None
    utcoffset: int | None = None


class RegsExt(Struct, frozen=True, gc=False):
    """Where OpenRTB 2.5 exchanges put what 2.6 moved into ``Regs``."""

    gdpr: int | None = None
    us_privacy: str | None = None
    gpp: str | None = None
    gpp_sid: Codes = None


class Regs(Struct, frozen=True, gc=False):
    coppa: int | None = None
    gdpr: int | None = None
    us_privacy: str | None = None
    gpp: str | None = None
    gpp_sid: Codes = None
    ext: RegsExt | None = None


class Uid(Struct, frozen=True, gc=False):
    id: str | None = None


class Eid(Struct, frozen=True, gc=False):
    """Ids of the person that one source has given."""

    source: str
    uids: tuple[Uid, ...] | None = None


class UserExt(Struct, frozen=True, gc=False):
    """Where OpenRTB 2.5 exchanges put what 2.6 moved into ``User``."""

    consent: str | None = None
    eids: tuple[Eid, ...] | None = None


class User(Struct, frozen=True, gc=False):
    id: str | None = None
    buyeruid: str | None = None
    geo: Geo | None = None
    consent: str | None = None
    """An IAB TCF string."""
    eids: tuple[Eid, ...] | None = None
    ext: UserExt | None = None


class Device(Struct, frozen=True, gc=False):
    geo: Geo | None = None
    dnt: int | None = None
    lmt: int | None = None
    devicetype: int | None = None
    make: str | None = None
    model: str | None = None
    os: str | None = None
    osv: str | None = None
    language: str | None = None
    carrier: str | None = None
    mccmnc: str | None = None
    connectiontype: int | None = None
    ifa: str | None = None
    """The device's own advertising id."""


class Publisher(Struct, frozen=True, gc=False):
    id: str | None = None


class Content(Struct, frozen=True, gc=False):
    """What is read, watched or listened to."""

    cattax: int | None = None
    cat: Texts = None


class Channel(Struct, frozen=True, gc=False):
    """What carries the impression: ``Site``, ``App`` or ``DOOH``."""

    domain: str | None = None
    bundle: str | None = None
    cattax: int | None = None
    cat: Texts = None
    sectioncat: Texts = None
    pagecat: Texts = None
    page: str | None = None
    publisher: Publisher | None = None
    content: Content | None = None


class DurationFloor(Struct, frozen=True, gc=False):
    """The least CPM for creatives of a range of lengths, in seconds, both ends included."""

    mindur: int | None = None
    maxdur: int | None = None
    bidfloor: float | None = None


class Deal(Struct, frozen=True, gc=False):
    id: str
    guar: int | None = None
    bidfloor: float | None = None
    bidfloorcur: str | None = None
    at: int | None = None
    """The deal's own auction type: 1 first price, 2 second price, 3 the floor is the price."""
    wseat: Texts = None
    wadomain: Texts = None
    mincpmpersec: float | None = None
    durfloors: tuple[DurationFloor, ...] | None = None


class Pmp(Struct, frozen=True, gc=False):
    private_auction: int | None = None
    deals: tuple[Deal, ...] | None = None


class Format(Struct, frozen=True, gc=False):
    """A size in pixels, or a ratio that is shown ``wmin`` pixels wide at least (a Flex Ad)."""

    w: int | None = None
    h: int | None = None
    wratio: int | None = None
    hratio: int | None = None
    wmin: int | None = None


class Banner(Struct, frozen=True, gc=False):
    format: tuple[Format, ...] | None = None
    w: int | None = None
    h: int | None = None
    btype: Codes = None
    battr: Codes = None
    pos: int | None = None
    mimes: Texts = None
    expdir: Codes = None
    api: Codes = None


class Video(Struct, frozen=True, gc=False):
    """Also ``Audio``, which has the same fields but the player's."""

    mimes: Texts = None
    minduration: int | None = None
    maxduration: int | None = None
    maxseq: int | None = None
    poddur: int | None = None
    protocols: Codes = None
    w: int | None = None
    h: int | None = None
    podid: str | None = None
    rqddurs: Codes = None
    linearity: int | None = None
    skip: int | None = None
    mincpmpersec: float | None = None
    battr: Codes = None
    pos: int | None = None
    delivery: Codes = None
    companionad: tuple[Banner, ...] | None = None
    api: Codes = None
    companiontype: Codes = None
    poddedupe: Codes = None
    durfloors: tuple[DurationFloor, ...] | None = None


class Native(Struct, frozen=True, gc=False):
    request: str | None = None
    """The Native 1.x request, JSON inside a string."""
    battr: Codes = None


class Qty(Struct, frozen=True, gc=False):
    multiplier: float | None = None
    """How many impressions one showing counts as; a fraction may be among them."""


class ImpExt(Struct, frozen=True, gc=False):
    """Where OpenRTB 2.5 exchanges say that the viewer is rewarded."""

    rwdd: int | None = None
    is_rewarded_inventory: int | None = None


class Imp(Struct, frozen=True, gc=False):
    id: str
    banner: Banner | None = None
    video: Video | None = None
    audio: Video | None = None
    native: Native | None = None
    pmp: Pmp | None = None
    instl: int | None = None
    bidfloor: float | None = None
    bidfloorcur: str | None = None
    secure: int | None = None
    rwdd: int | None = None
    exp: int | None = None
    """Seconds that may pass between the auction and the impression."""
    qty: Qty | None = None
    ext: ImpExt | None = None


class PrebidExt(Struct, frozen=True, gc=False):
    returnallbidstatus: bool | None = None


class RequestExt(Struct, frozen=True, gc=False):
    """``seatnonbid`` asks for the reasons of impressions without a bid; so does Prebid's older way of saying it."""

    seatnonbid: bool | None = None
    prebid: PrebidExt | None = None


class SupplyChainNode(Struct, frozen=True, gc=False):
    """One seller: the system it sells on, its account there, and whether money flows through it."""

    asi: str | None = None
    sid: str | None = None
    hp: int | None = None


class SupplyChain(Struct, frozen=True, gc=False):
    complete: int | None = None
    ver: str | None = None
    nodes: tuple[SupplyChainNode, ...] | None = None


class SourceExt(Struct, frozen=True, gc=False):
    """Where OpenRTB 2.5 exchanges put the chain."""

    schain: SupplyChain | None = None


class Source(Struct, frozen=True, gc=False):
    tid: str | None = None
    """The transaction that every exchange's request for this impression shares."""
    schain: SupplyChain | None = None
    ext: SourceExt | None = None


class BidRequest(Struct, frozen=True, gc=False):
    id: str
    imp: tuple[Imp, ...]
    site: Channel | None = None
    app: Channel | None = None
    dooh: Channel | None = None
    device: Device | None = None
    user: User | None = None
    test: int | None = None
    at: int | None = None
    tmax: int | None = None
    wseat: Texts = None
    bseat: Texts = None
    cur: Texts = None
    wlang: Texts = None
    wlangb: Texts = None
    acat: Texts = None
    bcat: Texts = None
    cattax: int | None = None
    badv: Texts = None
    bapp: Texts = None
    source: Source | None = None
    regs: Regs | None = None
    ext: RequestExt | None = None
