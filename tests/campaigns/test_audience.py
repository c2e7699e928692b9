"""Whom and where a campaign may say it wants to be shown, and what becomes of it for bidders."""

from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.campaigns.values import Audience
from domain.targeting.rules import MOST_CLAUSES, checked, clauses_of


@pytest.mark.parametrize(
    ("aims", "complaint"),
    [
        ({"regions": ["California"]}, "'California' is no region; send ISO 3166-2 like US-CA or DE-BY"),
        ({"cities": ["Berlin"]}, "'Berlin' is no city; send it with its country or region"),
        ({"postal_codes": ["94103"]}, "'94103' is no postal code; send it with its country, like USA/94103"),
        ({"postal_codes": ["GBR/*"]}, "'GBR/*' is no postal code"),
        ({"circles": [{"latitude": 91, "longitude": 0, "metres": 100}]}, "less than or equal to 90"),
        ({"circles": [{"latitude": 9, "longitude": 0, "metres": 10}]}, "greater than or equal to 50"),
        ({"circles": [{"latitude": float("nan"), "longitude": 0, "metres": 100}]}, "finite"),
        ({"os_versions": {"ios": "sixteen"}}, "'sixteen' is no version; send up to four numbers, like 16.4"),
        ({"carriers": ["  "]}, "is no name; send up to 100 visible characters"),
        ({"inventory": ["billboard"]}, "'site', 'app' or 'dooh'"),
        (
            {"page_categories": ["IAB1"], "blocked_page_categories": ["IAB1"]},
            "IAB1 is in page_categories and in blocked",
        ),
        ({"hours_viewer": [168]}, "less than or equal to 167"),
        ({"segments": "7"}, 'segments: is neither a segment nor one of all, any, not; send 7 or {"any": [7, 8]}'),
        ({"segments": {"any": [7], "all": [8]}}, "segments: is neither a segment nor one of all, any, not"),
        ({"segments": {"all": [1, {"any": []}]}}, "segments.all[1].any: is not a list of at least one"),
        ({"segments": {"not": [True]}}, "segments.not[0]: is neither"),
        ({"segments": {"not": [-1]}}, "segments.not[0]: -1 is no segment; send a number from 0 to 9007199254740991"),
        (
            {"segments": {"all": [{"all": [{"all": [{"all": [{"all": [{"all": [1]}]}]}]}]}]}},
            "segments.all[0].all[0].all[0].all[0].all[0]: is nested more than 5 deep",
        ),
        ({"segments": {"any": list(range(501))}}, "segments: 501 segments, and 500 is the most"),
        (
            {"segments": {"any": [{"all": [1, 2, 3]}, {"all": [4, 5, 6]}, {"all": [7, 8, 9]}, {"all": [10, 11, 12]}]}},
            "segments: means 81 conditions that must all hold, and 64 is the most; put 'all' outside",
        ),
    ],
)
def test_what_cannot_be_served_is_refused_with_the_place_the_rule_and_the_remedy(aims, complaint):
    with pytest.raises(ValidationError) as refusal:
        Audience.model_validate(aims)
    assert complaint in str(refusal.value)


def test_what_people_write_is_kept_in_one_spelling():
    kept = Audience.model_validate(
        {
            "regions": ["us-ca"],
            "cities": ["DEU/ Berlin "],
            "postal_codes": ["gbr/sw1a 1*", "USA/94103"],
            "circles": [{"latitude": 52.5, "longitude": 13.4, "metres": 500}],
            "segments": {"all": [{"any": [1, 2]}, {"not": [3]}]},
        }
    )
    assert (kept.regions, kept.cities, kept.postal_codes) == (("US-CA",), ("DEU/Berlin",), ("GBR/SW1A1*", "USA/94103"))
    assert Audience.model_validate(kept.model_dump(mode="json")) == kept


SEGMENTS = range(5)
expressions = st.recursive(
    st.sampled_from(SEGMENTS),
    lambda inner: st.dictionaries(
        st.sampled_from(["all", "any", "not"]), st.lists(inner, min_size=1, max_size=3), min_size=1, max_size=1
    ),
    max_leaves=8,
)


def holds(expression, membership) -> bool:
    if isinstance(expression, int):
        return expression in membership
    [(key, parts)] = expression.items()
    said = [holds(part, membership) for part in parts]
    return {"all": all(said), "any": any(said), "not": not any(said)}[key]


@settings(max_examples=200)
@given(expressions)
def test_clauses_mean_what_the_expression_means_for_everybody(expression):
    try:
        clauses = clauses_of(checked(expression))
    except ValueError as refusal:
        assert "most" in str(refusal) or "deep" in str(refusal)
        return
    assert len(clauses) <= MOST_CLAUSES
    for membership in chain.from_iterable(combinations(SEGMENTS, size) for size in range(len(SEGMENTS) + 1)):
        held = set(membership)
        kept = all(held & set(one.inside) or set(one.outside) - held for one in clauses)
        assert kept == holds(expression, held)
