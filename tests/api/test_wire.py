"""Amounts and instants as text: exact both ways."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from api.routes.workflows import ActionBody
from api.wire import Instant, Money, merge_patch, show_instant, show_micros, show_nanos

MONEY, INSTANT = TypeAdapter(Money), TypeAdapter(Instant)


@given(st.integers(0, 10**15))
def test_an_amount_shown_reads_back_as_itself(micros):
    shown = show_micros(micros)
    assert MONEY.validate_python(shown) == micros
    assert len(shown.partition(".")[2]) >= 2


@given(st.integers(0, 10**18))
def test_nanos_are_shown_exactly(nanos):
    assert Decimal(show_nanos(nanos)) * 10**9 == nanos


@pytest.mark.parametrize(
    ("micros", "shown"),
    [(0, "0.00"), (500_000_000, "500.00"), (12_345_600, "12.3456"), (1, "0.000001"), (10**15, "1000000000.00")],
)
def test_an_amount_has_the_decimals_it_needs(micros, shown):
    assert show_micros(micros) == shown


@pytest.mark.parametrize(
    "wrong",
    [
        1,
        1.5,
        True,
        None,
        "",
        "1.",
        ".5",
        "1,5",
        "+1",
        "-1",
        "1e3",
        "NaN",
        "Infinity",
        " 1",
        "1 ",
        "\u0661",
        "1.0000001",
    ],
)
def test_what_is_no_amount_is_refused(wrong):
    with pytest.raises(ValidationError):
        MONEY.validate_python(wrong)


@given(st.integers(0, 4_102_444_800_000))
def test_an_instant_shown_reads_back_as_itself(at_ms):
    assert INSTANT.validate_python(show_instant(at_ms)) == at_ms


@pytest.mark.parametrize(
    ("text", "at_ms"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T02:00:00+02:00", 0),
        ("1970-01-01T00:00:00.0019Z", 1),
        ("1970-01-02", None),
        ("soon", None),
        (0, None),
        ("2100-01-01T00:00:00Z", 4_102_444_800_000),
        ("2100-01-01T00:00:00.001Z", None),
        ("1969-12-31T23:59:59.999Z", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_an_instant_says_its_zone(text, at_ms):
    if at_ms is None:
        with pytest.raises(ValidationError):
            INSTANT.validate_python(text)
    else:
        assert INSTANT.validate_python(text) == at_ms


# The examples of RFC 7396, appendix A, whose target and patch are objects.
PATCHES = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]


@pytest.mark.parametrize(("target", "patch", "result"), PATCHES)
def test_a_merge_patch_does_what_the_rfc_says(target, patch, result):
    assert merge_patch(target, patch) == result


def test_a_comment_is_any_text_that_every_database_can_keep():
    assert ActionBody(comment="fine \U0001f389\nand by the rules").comment.endswith("rules")
    with pytest.raises(ValidationError, match="contains a NUL character"):
        ActionBody(comment="fine\x00")
