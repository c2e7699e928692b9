"""How somebody is called, and that their name is found however much of it is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contacts.names.rules import BEYOND, LONGEST, SHORTEST, FoundBy, folded, found_by, name_of

NAMES = st.text(max_size=130).map(str.strip) | st.sampled_from(
    [
        "João",
        "Łukasz",
        "O\u2019Neill",
        "Jean-Luc",
        "Müller",
        "Straße",
        "김민수",
        "I\u015f\u0131l",
        "ΜΑΡΊΑΣ",
        "de la Cruz",
        "李明",
    ]
)


@pytest.mark.parametrize(
    ("attributes", "name", "found"),
    [
        ({}, "", FoundBy()),
        ({"city": "Porto"}, "", FoundBy()),
        ({"first_name": "Ana", "last_name": "Silva"}, "Ana Silva", FoundBy("ana silva", "silva ana")),
        ({"first_name": " Ana  Rita ", "last_name": ""}, "Ana  Rita", FoundBy("ana rita", "rita ana")),
        ({"last_name": "Silva Costa"}, "Silva Costa", FoundBy("silva costa", "costa silva")),
        ({"name": "Silva, Ana"}, "Silva, Ana", FoundBy("silva ana", "ana silva")),
        ({"full_name": "João"}, "João", FoundBy("joao", None)),
        ({"name": "Bo", "full_name": "Bo Ek", "first_name": 7}, "Bo", FoundBy("bo", None)),
        ({"first_name": "…", "last_name": "!"}, "… !", FoundBy()),
    ],
)
def test_one_rule_says_how_somebody_is_called_and_found(attributes, name, found):
    assert (name_of(attributes), found_by(attributes)) == (name, found)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("JOAO", "João"),
        ("obrien", "O'Brien"),
        ("o'brien", "O\u2019Brien"),
        ("jean luc", "Jean-Luc"),
        ("strasse", "Straße"),
        ("lukasz", "Łukasz"),
        ("isil", "IŞIL"),
        ("soren", "Søren"),
        ("нина", "НИНА"),
        ("  ana   silva ", "Ana Silva"),
    ],
)
def test_names_are_the_same_however_they_are_typed(typed, kept):
    assert folded(typed) == folded(kept)


@given(first=NAMES, last=NAMES, data=st.data())
def test_a_name_is_found_by_every_beginning_of_its_first_and_of_its_last_name(first, last, data):
    kept = [text for text in found_by({"first_name": first, "last_name": last}) if text]
    for name in filter(None, (first, last)):
        beginning = folded(name[: data.draw(st.integers(1, len(name)))])
        if len(beginning) >= SHORTEST:
            assert any(beginning <= text < beginning + BEYOND for text in kept)
    assert all(len(text) <= LONGEST for text in kept)


@given(first=NAMES.filter(folded), last=NAMES.filter(folded))
def test_a_name_is_found_by_the_whole_of_it_in_either_order(first, last):
    kept = found_by({"first_name": first, "last_name": last})
    for whole in (f"{first} {last}", f"{last} {first}"):
        assert folded(whole) in kept or len(whole) > LONGEST
