"""From bytes to a bid request: what is understood, what is overlooked, what is none."""

import json

import pytest

from bidding.openrtb.decode import decode_request
from bidding.openrtb.request import Banner, BidRequest, Format, NotABidRequest
from tests.bidding.stand import Stand, campaign, request


def read(given: object) -> BidRequest:
    return decode_request(json.dumps(given).encode())


def banner(given: object) -> Banner | None:
    return read({"id": "r", "imp": [{"id": "i", "banner": given}]}).imp[0].banner


NONE_AT_ALL = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"1",
    b'"id"',
    b"\xff\xfe",
    b"{}",
    b'{"id":"r"}',
    b'{"imp":[{"id":"i"}]}',
    b'{"id":"","imp":[{"id":"i"}]}',
    b'{"id":"r","imp":[]}',
    b'{"id":"r","imp":null}',
    b'{"id":"r","imp":[{}]}',
    b'{"id":"r","imp":["i"]}',
    b'{"id":null,"imp":[{"id":"i"}]}',
    b'{"id":"r","imp":[{"id":"i"}]',
    b'{"id":"r","imp":[{"id":"i"}],"tmax":NaN}',
    b"[" * 200_000,
    b'{"id":"r","imp":[{"id":"i"}],"ext":' + b"[" * 200_000,
]


@pytest.mark.parametrize("body", NONE_AT_ALL, ids=lambda body: repr(body[:40]))
async def test_what_is_not_a_bid_request_is_answered_400_with_an_empty_body(body):
    with pytest.raises(NotABidRequest):
        decode_request(body)
    answer = await Stand(campaign()).answer(body)
    assert (answer.status, answer.body, answer.reason) == (400, b"", "invalid_request")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"w": "300", "h": 250.0}, Banner(w=300, h=250)),
        ({"w": 300.7, "h": "250.2"}, Banner(w=300, h=250)),
        ({"w": [], "h": {}}, Banner()),
        ({"w": None, "h": None, "format": None, "battr": None}, Banner()),
        ({"format": {"w": 300, "h": 250}}, Banner(format=(Format(300, 250),))),
        ({"format": [None, 3, {"w": 300}]}, Banner(format=(Format(300),))),
        ({"battr": [1, "2", "x", None]}, Banner(battr=(1, 2))),
        ({"battr": 3, "mimes": "image/png"}, Banner(battr=(3,), mimes=("image/png",))),
        ({"mimes": [1, None, "image/png"]}, Banner(mimes=("1", "image/png"))),
        ({"w": 1e300, "h": "inf"}, Banner(w=int(1e300))),
        ([], None),
        ("banner", None),
        ({"unheard-of": {"of": [1]}, "ext": {"w": 3}}, Banner()),
    ],
)
def test_a_value_of_an_unexpected_type_is_understood_or_overlooked(given, expected):
    assert banner(given) == expected


def test_an_impression_that_cannot_be_answered_does_not_spoil_the_others():
    request_read = read({"id": 7, "imp": [{"banner": {}}, {"id": 8, "bidfloor": "0.5"}, 3]})
    assert (request_read.id, [(imp.id, imp.bidfloor) for imp in request_read.imp]) == ("7", [("8", 0.5)])


async def test_unknown_values_of_enumerations_and_ext_objects_change_nothing():
    odd = {"at": 99, "device": {"devicetype": 77, "ext": {"a": [1]}}, "ext": {"b": 1}, "source": {"schain": 3}}
    answer = await Stand(campaign()).answer(request(**odd))
    assert answer.status == 200
