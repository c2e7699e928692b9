"""Whether something is a person's: whole, or not at all."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.privacy.matching.rules import BLOTTED, Names

ANN = Names(["ann@x.example", "100001", "per_Ann1", "7"])


@pytest.mark.parametrize(
    ("why", "value"),
    {
        "a field that is the address": "ann@x.example",
        "an address in other letters": "ANN@X.example",
        "an address at the end of a sentence": "We wrote to ann@x.example.",
        "an address in brackets": "Ann <ann@x.example>",
        "the name of a file of hers": "ann@x.example.csv",
        "the name of a file of hers in a sentence": "could not read ann@x.example.csv today",
        "an entry of a document": {"person": {"external_id": "100001"}},
        "the name of an entry": {"per_Ann1": 1},
        "a document in a text": '{"to":"ann@x.example"}',
        "a document in bytes": b'[{"said":"line\\nann@x.example"}]',
        "a packed document": msgspec.msgpack.encode({"to": ["ann@x.example"]}),
        "a line of a log": b'{"a": 1}\n{"event": "no\\nann@x.example"}\n',
        "bytes that are nothing we know": b"\xc1raw ann@x.example\x00",
    }.items(),
)
def test_it_is_hers(why, value):
    assert ANN.stand_in(value), why
    assert not ANN.stand_in(ANN.blotted(value))


@pytest.mark.parametrize(
    ("why", "value"),
    {
        "an address that ends as hers does": "joann@x.example",
        "an address that goes on": "ann@x.example.org",
        "another box of the same letters": "jo.ann@x.example",
        "a tagged address": "write to jo+ann@x.example now",
        "a longer number": "1000012",
        "a telephone": "+14151000017",
        "a field with a dot behind": "100001.",
        "an id in other letters": "per_ANN1",
        "a number, not an id": {"cents": 100001},
        "what is too short to be looked for": "customer 7",
        "a packed neighbour": msgspec.msgpack.encode({"to": ["joann@x.example"]}),
        "letters of other alphabets": "éann@x.example",
    }.items(),
)
def test_it_is_somebody_elses(why, value):
    assert not ANN.stand_in(value), why
    assert ANN.blotted(value) == value


WORD = st.text("abcXYZ019._%+@-é", min_size=6, max_size=20)


@given(WORD, WORD)
def test_one_word_is_another_persons_unless_it_is_the_same(theirs, mine):
    names, value = Names([mine]), {"k": theirs}
    same = theirs.lower() == mine.lower() if "@" in mine else theirs == mine
    assert names.stand_in(value) == same
    assert names.stand_in(json.dumps([theirs, f"x{mine}", f"{mine}x"])) == same
    assert names.blotted(value) == ({"k": BLOTTED} if same else value)


@given(WORD, st.text(max_size=20), st.text(max_size=20))
def test_nothing_is_left_of_whom_is_blotted_out_and_nothing_else_goes(mine, before, behind):
    text = f"{before} {mine} {behind}"
    left = Names([mine]).blotted(text)
    assert mine not in left.split(" ")
    assert BLOTTED in left


def test_of_what_is_several_peoples_she_is_given_her_own_items():
    errors = "row,email\r\n1,joann@x.example\r\n2,ann@x.example\r\n"
    assert ANN.own(errors) == "2,ann@x.example"
    assert ANN.own(b'["per_Bob12","per_Ann1"]') == ["per_Ann1"]
    assert ANN.own('{"examples":{"end":["per_Ann1","per_Bob12"],"left":["per_Bob12"]}}') == {
        "examples": {"end": ["per_Ann1"]}
    }


def test_of_a_batch_her_events_go_and_others_lose_nothing_but_what_speaks_of_her():
    hers = {"person": {"email": "ann@x.example"}, "properties": {"size": "small"}}
    told = {"person": {"email": "joann@x.example"}, "properties": {"told": "ann@x.example", "size": "big"}}
    batch = msgspec.json.encode([hers, told])
    assert ANN.own(batch) == [hers, {"properties": {"told": "ann@x.example"}}]
    [left] = json.loads(ANN.without_own(batch))
    assert left == {"person": {"email": "joann@x.example"}, "properties": {"told": BLOTTED, "size": "big"}}
    assert ANN.without_own(msgspec.json.encode([hers])) is None
    assert ANN.without_own(b"ann@x.example,\xff") == b"xxxxxxxxxxxxx,\xff"
    errors = "row,email\r\n1,joann@x.example\r\n2,ann@x.example\r\n"
    assert ANN.without_own(errors) == "row,email\r\n1,joann@x.example\r\n"
