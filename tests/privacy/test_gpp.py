"""GPP strings, as published with the IAB Tech Lab's own encoder and specification, and as the tests' own encoder writes them."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding.privacy.bits import Unreadable
from bidding.privacy.canada import read_canadian
from bidding.privacy.gpp import read_gpp
from bidding.privacy.us import US_SECTIONS, UsSection, read_us_section, sale_refused
from tests.privacy import writer

EVERYTHING = (
    "DBACOYs~CPSG_8APSG_8AAAAAAENAACAAAAAAAAAAAAAAAAAAAAA.QAAA.IAAA~BPSG_8APSG_8AAAAAAENAACAAAAAAAAAAAAAAAAAAA.YAAAA"
    "AAAAAA~1---~BAAAAAAAAABA.QA~BAAAAABA.QA~BAAAABA~BAAAAEA.QA~BAAAAAQA~BAAAAAEA.QA~BAAAAABA~BAAAAABA.QA~BAAAAAAB"
    "AA.QA~BAAAAAQA.QA~BAAAAAABAA.QA~BAAAAAQA.QA~BAAAAAQA.QA~BAAAAABA.QA~BAAAAAAAQA.QA~BAAAAAQA.QA~BAAAAAQA.QA"
)


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        ("DBAA", {}),
        ("DBABMA~CPSG", {2: "CPSG"}),
        ("DBABTA~1YNN", {6: "1YNN"}),
        ("DBACNYA~CPSG~1YNN", {2: "CPSG", 6: "1YNN"}),
        ("DBABjw~CPSG~1YNN", {5: "CPSG", 6: "1YNN"}),
        ("DBABLA~BAAAAAAAAABA.QA", {7: "BAAAAAAAAABA.QA"}),
    ],
)
def test_published_headers_name_their_sections(text: str, sections: dict[int, str]):
    assert read_gpp(text) == sections


def test_a_published_string_with_every_section_is_taken_apart():
    sections = read_gpp(EVERYTHING)
    assert list(sections) == [2, *range(5, 24)]
    for section_id in US_SECTIONS:
        assert read_us_section(section_id, sections[section_id]) == nothing_said()


def nothing_said(**said: bool) -> UsSection:
    answers = dict.fromkeys(UsSection.__struct_fields__, False)
    return UsSection(**(answers | said))


FULL = {
    7: "BVVVkkkkkpFY.YA",
    8: "BVWSSSVY.YA",
    9: "BVWSSVY",
    10: "BVWSSVg.YA",
    11: "BVVkklWA",
    12: "BVWSSZFg.YA",
    13: "BVWSSZlY",
    14: "BVWSSZFY.YA",
    15: "BVWSSRpFYA.YA",
    16: "BVWSSVWA.YA",
    17: "BVWSSSSVYA.YA",
    18: "BVVkklWA.YA",
    19: "BVWSSVWA.YA",
    20: "BVWSSZFY.YA",
    21: "BVWSSRklWA.YA",
    22: "BVWSSVWA.YA",
    23: "BVWSSVWA.YA",
}
"""Examples of iabgpp-java's tests: opted out of sale, a known child, some sensitive data refused, mode 2 of the MSPA."""


@pytest.mark.parametrize("section_id", sorted(FULL))
def test_a_published_section_says_who_opted_out_and_of_what(section_id: int):
    read = read_us_section(section_id, FULL[section_id])
    assert (read.opted_out, read.is_child, read.sensitive_refused, read.is_service) == (True, True, True, False)


def test_global_privacy_control_alone_is_an_opt_out():
    assert not read_us_section(7, "BAAAAAAAAABA.QA").opted_out
    assert read_us_section(7, "BAAAAAAAAABA.YA").opted_out


def test_a_national_section_from_before_its_lists_grew_is_read_by_its_own_layout():
    assert read_us_section(7, "BVQqAAAACg") == nothing_said()
    assert read_us_section(7, "BVQVAAAACg") == nothing_said(opted_out=True)


LAYOUTS = {
    7: (4, 2, 3, 16, 3, 1),
    8: (2, 1, 2, 9, 2, 1),
    12: (3, 0, 2, 8, 3, 0),
    15: (3, 0, 2, 11, 3, 1),
    21: (3, 0, 2, 10, 5, 1),
}


@pytest.mark.parametrize("section_id", sorted(LAYOUTS))
@pytest.mark.parametrize(
    ("kind", "value", "says"),
    [
        (0, 2, {"opted_out": True}),
        (0, 1, {}),
        (2, 1, {"opted_out": True}),
        (2, 2, {}),
        (3, 1, {"sensitive_refused": True}),
        (3, 2, {}),
        (4, 1, {"is_child": True}),
        (4, 2, {"is_child": True}),
        (5, 1, {"further_refused": True}),
        (5, 2, {}),
    ],
)
def test_each_answer_means_what_its_place_says(section_id: int, kind: int, value: int, says: dict[str, bool]):
    counts = LAYOUTS[section_id]
    for asked in range(counts[kind]):
        answers = [[0] * count for count in counts]
        answers[kind][asked] = value
        bits = writer.number(1, 6) + "".join(writer.number(answer, 2) for answers_ in answers for answer in answers_)
        text = writer.encoded(bits + "010000")
        assert read_us_section(section_id, text) == nothing_said(**says)


@pytest.mark.parametrize(
    ("text", "refused"), [("1YNN", False), ("1YYN", True), ("1---", False), ("1nyn", True), ("1YN-", False)]
)
def test_a_us_privacy_string_says_whether_sale_is_refused(text: str, refused: bool):
    assert sale_refused(text) == refused


@pytest.mark.parametrize("text", ["", "1", "2YNN", "1YXN", "1YNNN", "0---"])
def test_what_is_no_us_privacy_string_is_unreadable(text: str):
    with pytest.raises(Unreadable):
        sale_refused(text)


def test_a_published_canadian_section_names_purposes_and_vendors():
    text = "BPSG_8APSG_8AAyACAENGdCgf_gfgAfgfgBgABABAAABAB4AACACAAA.fHHHA4444ao"
    express = [vendor for vendor in range(1, 100) if read_canadian(text, vendor).vendor_express]
    implied = [vendor for vendor in range(1, 100) if read_canadian(text, vendor).vendor_implied]
    assert (express, implied) == ([12, 24, 48], [18, 30])


@given(st.dictionaries(st.integers(1, 60), st.text(alphabet=writer.ALPHABET + ".", max_size=20), max_size=20))
def test_whatever_sections_are_written_are_read_back(sections: dict[int, str]):
    assert read_gpp(writer.gpp(sections)) == sections


@pytest.mark.parametrize("text", ["", "z", "DBAA~1YNN", "DBABMA", "CPSG_8APSG_8A", "DBB____", "D" * 9_000])
def test_what_is_no_gpp_string_is_unreadable(text: str):
    with pytest.raises(Unreadable):
        read_gpp(text)


@given(st.text(max_size=60) | st.text(alphabet=writer.ALPHABET + ".~", max_size=200).map("DB".__add__))
def test_garbage_is_read_or_unreadable_and_nothing_else(text: str):
    for read in (read_gpp, *(lambda text, section=section: read_us_section(section, text) for section in US_SECTIONS)):
        with contextlib.suppress(Unreadable):
            read(text)
