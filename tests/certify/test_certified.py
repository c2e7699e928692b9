"""A small certification: every kind of request gets bids, and every bid is one its exchange may take."""

import json

import pytest

from bidding.simulated_exchange.response_schema import json_schema, schema_faults
from tests.certify.requests import make
from tests.certify.run import MUST_OCCUR, Certification

REQUESTS = 1_500
RARE = {"huge format list", "own HTML", "companion", "skip button"}
"""Kinds that so few requests need not bring out."""


async def test_every_answer_suits_its_request_and_every_kind_gets_bids():
    certification = Certification()
    await certification.generated(seed=3, count=REQUESTS)
    await certification.sample()
    assert certification.faults == []
    assert set(certification.missing) <= RARE
    assert certification.outcomes["bid"] > REQUESTS * 2 / 5


def test_a_request_of_a_seed_is_always_the_same():
    assert [make(1, 5), make(1, 6)] == [make(1, 5), make(1, 6)]
    assert make(1, 5) != make(2, 5)
    assert len(MUST_OCCUR) == len(set(MUST_OCCUR))


BID = {"id": "b", "impid": "1", "price": 1.5, "mtype": 1}


@pytest.mark.parametrize(
    ("changes", "valid"),
    [
        ({}, True),
        ({"price": 0}, False),
        ({"price": "1.5"}, False),
        ({"mtype": 5}, False),
        ({"w": 0}, False),
        ({"adomain": ["https://brand.example"]}, False),
        ({"attr": []}, False),
        ({"language": "en-GB"}, False),
        ({"langb": "en-GB"}, True),
        ({"burl": "/relative"}, False),
        ({"invented": 1}, False),
        ({"ext": {"invented": 1}}, True),
    ],
)
def test_the_schema_takes_what_the_specification_does(changes, valid):
    body = json.dumps({"id": "r", "seatbid": [{"bid": [BID | changes]}]}).encode()
    assert (schema_faults(body) == []) is valid


@pytest.mark.parametrize(
    ("response", "valid"),
    [
        ({"id": "r", "nbr": 2}, True),
        ({"id": "r"}, False),
        ({"id": "r", "seatbid": []}, False),
        ({"seatbid": [{"bid": [BID]}]}, False),
        ({"id": "r", "cur": "dollars", "seatbid": [{"bid": [BID]}]}, False),
    ],
)
def test_a_response_has_bids_or_a_reason(response, valid):
    assert (schema_faults(json.dumps(response).encode()) == []) is valid


def test_the_schema_is_there_as_a_document():
    document = json_schema()
    assert set(document["$defs"]) == {"Bid", "SeatBid", "BidResponse"}
    assert document["$defs"]["Bid"]["required"] == ["id", "impid", "price"]
