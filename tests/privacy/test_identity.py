"""By which id a request's person is known."""

import json

import pytest

from bidding.openrtb.decode import decode_request
from bidding.privacy import Privacy
from domain.errors import InvalidInput
from domain.exchanges.values import Exchange
from tests.bidding.stand import EXCHANGE, request

ZEROS = "00000000-0000-0000-0000-000000000000"
DEVICE = "AEBE52E7-03EE-455A-B3C4-E57283966239"
MATCHED = Exchange(exchange_id="exc_two", name="Two", tenants=(), match_users=True)


def eid(source, *ids):
    return {"source": source, "uids": [{"id": each, "atype": 3} for each in ids]}


def known_as(signals, *sources, exchange=EXCHANGE):
    privacy = Privacy(sources=sources) if sources else Privacy()
    return privacy.see(decode_request(json.dumps(request(**signals)).encode()), exchange).person_id


CASES = [
    ("our own id before the exchange's", {"user": {"id": "x-1", "buyeruid": "per-1"}}, "per-1"),
    ("the exchange's where it has none of ours", {"user": {"id": "x-1"}}, "x-1"),
    ("the exchange's where ours is empty", {"user": {"id": "x-1", "buyeruid": ""}}, "x-1"),
    ("the device's where there is nothing else", {"device": {"ifa": DEVICE}}, f"ifa:{DEVICE.lower()}"),
    ("a number for an id", {"user": {"id": 42}}, "42"),
    ("no user", {}, ""),
    ("no id", {"user": {}}, ""),
    ("an id too long to be stored", {"user": {"id": "x" * 129}}, ""),
    ("an id no database keeps", {"user": {"id": "per\0-1"}}, ""),
    ("an id that is several words", {"user": {"id": "x-1", "buyeruid": "ana maria"}}, "x-1"),
    ("an id with white space around it", {"user": {"id": " per-1\n"}}, "per-1"),
    ("a device's id that is several words", {"device": {"ifa": "a b"}}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("signals", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_person_is_known_by_the_first_id_there_is(signals, expected):
    assert known_as(signals) == expected


@pytest.mark.parametrize(
    "placeholder",
    [
        ZEROS,
        "0",
        "----",
        "{00000000-0000-0000-0000-000000000000}",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "xxxxxxxx",
        "null",
        "Undefined",
        "Anonymous",
        "OPTOUT",
        "n/a",
        "-1",
        "${USER_ID}",
        "[IDFA]",
        "%%GOOGLE_USER_ID%%",
        "{{idfa}}",
        "__IDFA__",
        "<gaid>",
        "9f89c84a559f573636a47ff8daed0d33",  # MD5 of the zeroed id
        "b602d594afd2b0b327e07a06f36ca6a7e42546d0",  # SHA-1 of it
        "12b9377cbe7e5c94e8a70d9d23929523d14afa954793130f8a3959c7b849aca8",  # SHA-256 of it
        "d41d8cd98f00b204e9800998ecf8427e",  # MD5 of nothing
    ],
)
def test_a_placeholder_is_nobody(placeholder: str):
    nobody = {"user": {"id": placeholder, "buyeruid": placeholder}, "device": {"ifa": placeholder}}
    assert known_as(nobody) == ""
    assert known_as({"user": {"eids": [eid("a.example", placeholder)]}}, "a.example") == ""


@pytest.mark.parametrize("real", ["a", "7", "12345678", "per_1", "_x1", "aaaaaaa1", "$tella"])
def test_an_odd_id_is_still_one(real: str):
    assert known_as({"user": {"id": real}}) == real


EIDS = {"eids": [eid("b.example", "b-1"), eid("A.example", ZEROS, "a-1"), {"source": "c.example"}]}


@pytest.mark.parametrize(
    ("user", "sources", "expected"),
    [
        (EIDS, ("a.example", "b.example"), "a.example:a-1"),
        (EIDS, ("b.example", "a.example"), "b.example:b-1"),
        (EIDS, ("c.example", "d.example"), ""),
        (EIDS, (), ""),
        ({"ext": EIDS}, ("a.example",), "a.example:a-1"),
        (EIDS | {"buyeruid": "per-1"}, ("buyeruid", "a.example"), "per-1"),
        (EIDS | {"buyeruid": ZEROS}, ("buyeruid", "a.example"), "a.example:a-1"),
        (EIDS | {"id": "x-1"}, ("a.example", "user.id"), "a.example:a-1"),
    ],
)
def test_ids_of_others_count_in_the_order_we_accept_them(user, sources, expected):
    assert known_as({"user": user}, *sources) == expected


def test_an_id_of_others_that_is_too_long_to_keep_stands_as_its_digest():
    one, other = (known_as({"user": {"eids": [eid("a.example", "x" * 300 + end)]}}, "a.example") for end in "12")
    assert one.startswith("a.example:~")
    assert len(one) < 128
    assert one != other


def test_an_exchange_whose_ids_are_matched_shares_none_with_another():
    assert known_as({"user": {"id": "x-1"}}, exchange=MATCHED) == "exc_two:x-1"
    assert known_as({"user": {"id": "x-1", "buyeruid": "per-1"}}, exchange=MATCHED) == "per-1"


@pytest.mark.parametrize("source", ["", "A.example", "two words", "x" * 80])
def test_what_can_be_no_source_is_refused_at_the_start(source: str):
    with pytest.raises(InvalidInput):
        Privacy(sources=["buyeruid", source])
