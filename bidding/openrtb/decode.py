"""From the bytes of a body to a typed bid request, as tolerantly as that can honestly be done."""

from typing import Final

import msgspec

from bidding.openrtb.lenient import read_as
from bidding.openrtb.request import BidRequest, NotABidRequest

_decode: Final = msgspec.json.Decoder(BidRequest, strict=False).decode
_decode_anything: Final = msgspec.json.Decoder().decode


def decode_request(body: bytes | bytearray | memoryview) -> BidRequest:
    """The bid request in ``body``; one with a value of a wrong type is read again, losing only what makes no sense.

    Raises ``NotABidRequest`` when the body is no JSON object, or has no id or no impression with an id.
    """
    try:
        request: BidRequest | None = _decode(body)
    except msgspec.ValidationError:
        request = _reread(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise NotABidRequest("the body is not JSON", remedy="Send one OpenRTB 2.6 bid request.") from error
    if request is None or not request.id or not request.imp:
        raise NotABidRequest("a bid request is an object with an id and at least one impression", field="imp")
    return request


def _reread(body: bytes | bytearray | memoryview) -> BidRequest | None:
    try:
        return read_as(BidRequest, _decode_anything(body))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise NotABidRequest("the body is not JSON", remedy="Send one OpenRTB 2.6 bid request.") from error
