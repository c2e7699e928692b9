"""Which words are said, whatever they look like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.brand.wording.rules import fold, occurrences

WIDE = "".join(chr(ord(letter) + 0xFEE0) for letter in "cheap")
CURLED = "don\N{RIGHT SINGLE QUOTATION MARK}t"
SAID = [
    ("a cheap thing", "cheap", ["cheap"]),
    ("CHEAP, Cheap", "cheap", ["CHEAP", "Cheap"]),
    ("cheaper and archcheap", "cheap", []),
    ("cheaper cheapest", "cheap*", ["cheaper", "cheapest"]),
    ("che\u00adap che\u200bap", "cheap", ["che\u00adap", "che\u200bap"]),
    (WIDE, "cheap", [WIDE]),
    (
        "risk free, risk-free, risk\u2011free, risk \n free",
        "risk-free",
        ["risk free", "risk-free", "risk\u2011free", "risk \n free"],
    ),
    ("Straße", "strasse", ["Straße"]),
    ("cafe\u0301", "café", ["cafe\u0301"]),
    (CURLED, "don't", [CURLED]),
    ("最便宜的", "便宜", ["便宜"]),
    ("no.1 №1", "no.1", ["no.1"]),
    ("", "cheap", []),
]


@pytest.mark.parametrize(("text", "term", "said"), SAID)
def test_a_term_is_found_as_a_reader_would(text, term, said):
    assert [text[begin:end] for begin, end in occurrences(fold(text), term)] == said


@given(st.text(max_size=60))
def test_folding_keeps_its_places_in_order(text):
    folded = fold(text)
    assert len(folded.text) == len(folded.spans)
    assert all(0 <= begin < end <= len(text) for begin, end in folded.spans)
    assert [span.begin for span in folded.spans] == sorted(span.begin for span in folded.spans)


@given(st.text("abc -", max_size=12), st.text("abc -", max_size=12))
def test_a_word_put_between_two_texts_is_found(before, after):
    text = f"{before} cheap {after}"
    assert "cheap" in [text[begin:end] for begin, end in occurrences(fold(text), "cheap")]


def test_a_letter_under_thousands_of_accents_is_folded_a_few_at_a_time():
    folded = fold("e" + "\u0301\u0323" * 2_000 + " cheap")
    assert max(end - begin for begin, end in folded.spans) <= 32
    assert len(list(occurrences(folded, "cheap"))) == 1
