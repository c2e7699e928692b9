"""The bid response of OpenRTB 2.6 (section 4.2), as strictly as an exchange may read it.

Types, ranges and required fields, and no field that the specification does not name. ``json_schema`` is the same as a JSON
Schema document.
"""

from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta, Struct

Text = Annotated[str, Meta(min_length=1)]
Texts = Annotated[list[Text], Meta(min_length=1)]
Flag = Annotated[int, Meta(ge=0, le=1)]
Positive = Annotated[int, Meta(ge=1)]
Codes = Annotated[list[Positive], Meta(min_length=1)]
Url = Annotated[str, Meta(pattern=r"^https?://[^\s]+$")]
Domain = Annotated[str, Meta(pattern=r"^[a-z0-9.-]+$")]
Extension = dict[str, Any]


class Bid(Struct, frozen=True, forbid_unknown_fields=True):
    """Section 4.2.3."""

    id: Text
    impid: str
    price: Annotated[float, Meta(gt=0)]
    nurl: Url | None = None
    burl: Url | None = None
    lurl: Url | None = None
    adm: Text | None = None
    adid: Text | None = None
    adomain: Annotated[list[Domain], Meta(min_length=1)] | None = None
    bundle: Text | None = None
    iurl: Url | None = None
    cid: Text | None = None
    crid: Text | None = None
    tactic: Text | None = None
    cattax: Annotated[int, Meta(ge=1)] = 1
    cat: Texts | None = None
    attr: Codes | None = None
    apis: Codes | None = None
    api: Positive | None = None
    protocol: Annotated[int, Meta(ge=1, le=16)] | None = None
    qagmediarating: Annotated[int, Meta(ge=1, le=3)] | None = None
    language: Annotated[str, Meta(pattern="^[a-z]{2}$")] | None = None
    langb: Annotated[str, Meta(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] | None = None
    dealid: Text | None = None
    w: Positive | None = None
    h: Positive | None = None
    wratio: Positive | None = None
    hratio: Positive | None = None
    exp: Positive | None = None
    dur: Positive | None = None
    mtype: Annotated[int, Meta(ge=1, le=4)] | None = None
    slotinpod: Annotated[int, Meta(ge=-1, le=2)] | None = None
    ext: Extension | None = None


class SeatBid(Struct, frozen=True, forbid_unknown_fields=True):
    """Section 4.2.2."""

    bid: Annotated[list[Bid], Meta(min_length=1)]
    seat: Text | None = None
    group: Flag = 0
    ext: Extension | None = None


class BidResponse(Struct, frozen=True, forbid_unknown_fields=True):
    """Section 4.2.1. One without a seatbid says why in ``nbr``."""

    id: Text
    seatbid: Annotated[list[SeatBid], Meta(min_length=1)] | None = None
    bidid: Text | None = None
    cur: Annotated[str, Meta(pattern="^[A-Z]{3}$")] = "USD"
    customdata: str | None = None
    nbr: Annotated[int, Meta(ge=0)] | None = None
    ext: Extension | None = None


_decoder: Final = msgspec.json.Decoder(BidResponse)


def schema_faults(body: bytes) -> list[str]:
    """What a response's bytes break of the specification; one sentence at most, since reading stops there."""
    try:
        response = _decoder.decode(body)
    except msgspec.MsgspecError as error:
        return [f"breaks the response schema: {error}"]
    if response.seatbid is None and response.nbr is None:
        return ["has neither a seatbid nor a reason"]
    return []


def json_schema() -> dict[str, Any]:
    """The same as JSON Schema, draft 2020-12."""
    return msgspec.json.schema(BidResponse)
