"""Text messages in segments, and what they cost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidInput
from domain.senders.rules import read_prices, segments


@pytest.mark.parametrize(
    ("text", "encoding", "units", "count"),
    [
        ("", "gsm-7", 0, 1),
        ("a" * 160, "gsm-7", 160, 1),
        ("a" * 161, "gsm-7", 161, 2),
        ("a" * 306, "gsm-7", 306, 2),
        ("a" * 307, "gsm-7", 307, 3),
        ("€" * 80, "gsm-7", 160, 1),
        ("€" * 81, "gsm-7", 162, 2),
        ("a" * 152 + "€" + "a" * 153, "gsm-7", 307, 3),
        ("é" * 160, "gsm-7", 160, 1),
        ("ê" * 70, "ucs-2", 70, 1),
        ("ê" * 71, "ucs-2", 71, 2),
        ("ê" * 134, "ucs-2", 134, 2),
        ("ê" * 135, "ucs-2", 135, 3),
        ("😀" * 35, "ucs-2", 70, 1),
        ("😀" * 36, "ucs-2", 72, 2),
        ("a" * 66 + "😀" + "a" * 66, "ucs-2", 134, 3),
        ("“Hello”", "ucs-2", 7, 1),
    ],
)
def test_a_text_is_counted_as_networks_carry_it(text, encoding, units, count):
    found = segments(text)
    assert (found.encoding, found.units, found.count) == (encoding, units, count)


def test_the_letters_that_cost_the_short_alphabet_are_named():
    assert segments("“Hello” … ça va?").not_gsm == "“”…ç"


@given(st.text(max_size=400))
def test_no_text_fits_into_fewer_segments_than_it_is_counted_as_or_leaves_less_than_nothing(text):
    found = segments(text)
    alone, joined = (160, 153) if found.encoding == "gsm-7" else (70, 67)
    assert found.left >= 0
    assert found.units + found.left <= (alone if found.count == 1 else found.count * joined)
    assert found.count == 1 or found.units > alone


def test_the_longest_prefix_says_the_price():
    prices = read_prices("USD +1=0.0083 +1787=0.05 *=0.1")
    assert [prices.of(number) for number in ("+15551230001", "+17875550001", "+4930123456")] == [
        8_300_000,
        50_000_000,
        100_000_000,
    ]
    assert read_prices("EUR +49=0.085").of("+15551230001") == 0


@pytest.mark.parametrize("text", ["", "usd +1=1", "USD +1", "USD 1=2", "USD +1=-1", "USD +1=1e3"])
def test_what_is_no_list_of_prices_is_refused_with_how_to_write_one(text):
    with pytest.raises(InvalidInput) as refused:
        read_prices(text)
    assert refused.value.field == "parameters.prices"
    assert refused.value.remedy
