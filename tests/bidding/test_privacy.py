"""Whose id may be used. Nothing of a person who may not be known reaches an event, a token or the caches."""

import json

import pytest

from bidding.openrtb.decode import decode_request
from bidding.privacy import person_id
from domain.events.values import EventType
from tests.bidding.stand import Stand, campaign, request
from tests.bidding.test_markup import token_in

ID = {"id": "per-1", "buyeruid": "buy-1"}

CASES = [
    ("an id", {"user": ID}, "per-1"),
    ("the buyer's id where the exchange has none", {"user": {"buyeruid": "buy-1"}}, "buy-1"),
    ("the buyer's id where the exchange's is empty", {"user": {"id": "", "buyeruid": "buy-1"}}, "buy-1"),
    ("a number for an id", {"user": {"id": 42}}, "42"),
    ("no user", {}, ""),
    ("no id", {"user": {}}, ""),
    ("an id of zeros", {"user": {"id": "00000000-0000-0000-0000-000000000000"}}, ""),
    ("a word for no id", {"user": {"id": "Anonymous", "buyeruid": "null"}}, ""),
    ("an id too long to be stored", {"user": {"id": "x" * 129}}, ""),
    ("an id no database keeps", {"user": {"id": "per\0-1"}}, ""),
    ("an id that is several words", {"user": {"id": "ana maria", "buyeruid": "buy-1"}}, "buy-1"),
    ("an id with white space around it", {"user": {"id": " per-1\n"}}, "per-1"),
    ("GDPR", {"user": ID, "regs": {"gdpr": 1}}, ""),
    ("GDPR where 2.5 put it", {"user": ID, "regs": {"ext": {"gdpr": 1}}}, ""),
    ("GDPR with a consent nobody verified", {"user": ID | {"consent": "CP"}, "regs": {"gdpr": 1}}, ""),
    ("no GDPR", {"user": ID, "regs": {"gdpr": 0, "ext": {"gdpr": 1}}}, "per-1"),
    ("a child", {"user": ID, "regs": {"coppa": 1}}, ""),
    ("limited tracking", {"user": ID, "device": {"lmt": 1}}, ""),
    ("do not track", {"user": ID, "device": {"dnt": 1}}, ""),
    ("neither", {"user": ID, "device": {"dnt": 0, "lmt": 0}}, "per-1"),
    ("no sale", {"user": ID, "regs": {"us_privacy": "1YYN"}}, ""),
    ("no sale where 2.5 put it", {"user": ID, "regs": {"ext": {"us_privacy": "1NYN"}}}, ""),
    ("sale allowed", {"user": ID, "regs": {"us_privacy": "1YN-"}}, "per-1"),
    ("a GPP section", {"user": ID, "regs": {"gpp_sid": [7]}}, ""),
    ("no GPP section", {"user": ID, "regs": {"gpp_sid": [-1]}}, "per-1"),
]


@pytest.mark.parametrize(("signals", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_person_is_known_only_where_every_signal_allows_it(signals, expected):
    assert person_id(decode_request(json.dumps(request(**signals)).encode())) == expected


async def test_a_person_who_may_not_be_known_leaves_no_trace():
    stand = Stand(campaign())
    [bid] = await stand.bids(request(user=ID, regs={"coppa": 1}))
    assert stand.signer.verify(EventType.WIN, token_in(bid["nurl"])).person_id == ""
    assert [event.person_id for event in stand.events] == [""]
    assert len(stand.people) == 0
    assert b"per-1" not in (await stand.answer(request(user=ID, regs={"coppa": 1}))).body
