"""Compiled templates give what the library gives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from liquid import Environment

from domain.content.liquid.rules import Meter
from domain.content.liquid.values import DEFAULT_LIMITS, ContentRefused
from domain.content.rendering.rules import Compiled

ROOTS = ("a", "b", "c", "d", "n")
VALUES = {
    "a": "text & <b>",
    "b": {"x": 3, "y": "why", "list": [1, 2, 3], "none": None, "deep": {"z": "zed"}, "yes": True},
    "c": ["one", "two", {"x": "in a list"}],
    "d": "",
    "n": 7,
}
PATHS = [
    "a",
    "b.x",
    "b.y",
    "b.deep.z",
    "b.none",
    "b.missing",
    "c",
    "c[0]",
    "c.size",
    "c.first",
    "b.list",
    "d",
    "n",
    "b['y']",
    "i",
    "q",
]
LITERALS = ["'s'", "3", "true", "nil", "empty", "blank", "2.5", "'<i>'"]
FILTERS = [
    "",
    " | upcase",
    " | default: 'none'",
    " | size",
    " | append: b.y",
    " | join: ', '",
    " | first",
    " | plus: 1",
    " | truncate: 3",
    " | escape",
]

path = st.sampled_from(PATHS)
value = st.one_of(path, st.sampled_from(LITERALS))
output = st.builds(lambda p, f, g: "{{ " + p + f + g + " }}", value, st.sampled_from(FILTERS), st.sampled_from(FILTERS))
text = st.sampled_from(["", " ", "\n", "plain ", "<p>", "&amp;"])
condition = st.builds(
    lambda one, how, other, join, more: f"{one} {how} {other}{join}{more}" if join else f"{one} {how} {other}",
    value,
    st.sampled_from(["==", "!=", "<", ">=", "contains"]),
    value,
    st.sampled_from(["", " and ", " or "]),
    path,
)


def blocks(inner):
    return st.one_of(
        st.builds(lambda c, x, y: "{% if " + c + " %}" + x + "{% else %}" + y + "{% endif %}", condition, inner, inner),
        st.builds(
            lambda c, d, x, y: "{% if " + c + " %}" + x + "{% elsif " + d + " %}" + y + "{% endif %}",
            path,
            condition,
            inner,
            inner,
        ),
        st.builds(lambda c, x: "{% unless " + c + " %}" + x + "{% endunless %}", condition, inner),
        st.builds(
            lambda p, o, x: "{% for i in " + p + o + " %}" + x + "{% else %}nothing{% endfor %}",
            path,
            st.sampled_from(["", " limit: 2", " reversed", " offset: 1"]),
            inner,
        ),
        st.builds(
            lambda x: "{% for i in c %}" + x + "{{ forloop.index }}{% if forloop.last %}.{% endif %}{% endfor %}", inner
        ),
        st.builds(
            lambda p, f, x: "{% assign q = " + p + f + " %}" + x + "{{ q }}", path, st.sampled_from(FILTERS), inner
        ),
        st.builds(lambda x: "{% capture q %}" + x + "{% endcapture %}{{ q }}", inner),
        st.builds(
            lambda x: (
                "{% for i in b.list %}"
                + x
                + "{% if i == 2 %}{% continue %}{% endif %}{% if i == 3 %}{% break %}{% endif %}-{% endfor %}"
            ),
            inner,
        ),
        st.builds(lambda p, x: "{% case " + p + " %}{% when 3 %}" + x + "{% else %}other{% endcase %}", path, inner),
        st.builds(lambda x: "{% cycle 'a', 'b' %}" + x + "{% increment n %}{{ n }}", inner),
    )


template = st.recursive(
    st.one_of(output, text),
    lambda inner: st.one_of(blocks(inner), st.lists(inner, max_size=4).map("".join)),
    max_leaves=12,
)


def by_the_library(source: str, *, html: bool) -> str | None:
    try:
        return Environment(autoescape=html).from_string(source).render(**VALUES)
    except Exception:  # noqa: BLE001 -- whatever the library does not render
        return None


@settings(max_examples=400)
@given(template, st.booleans())
def test_every_template_is_rendered_as_the_library_renders_it(source: str, html: bool):
    wanted = by_the_library(source, html=html)
    try:
        given_ = Compiled(source, "html", html=html, roots=(*ROOTS, "i", "q")).render(
            dict(VALUES), Meter(DEFAULT_LIMITS)
        )
    except ContentRefused:
        assert wanted is None
    else:
        assert given_ == wanted


def test_values_are_escaped_in_html_and_nowhere_else():
    assert (
        Compiled("{{ a }}", "html", html=True, roots=ROOTS).render(dict(VALUES), Meter(DEFAULT_LIMITS))
        == "text &amp; &lt;b&gt;"
    )
    assert (
        Compiled("{{ a }}", "text", html=False, roots=ROOTS).render(dict(VALUES), Meter(DEFAULT_LIMITS)) == "text & <b>"
    )


def test_what_was_shown_and_not_there_is_named_unless_it_has_a_default():
    meter = Meter(DEFAULT_LIMITS)
    source = "{{ b.missing }} {{ b.gone | default: 'x' }} {% if b.absent %}{{ b.absent }}{% endif %} {{ b.none | upcase }}{{ b.none }}"
    Compiled(source, "html", html=True, roots=ROOTS).render(dict(VALUES), meter)
    assert meter.missing == ["b.missing", "b.none"]


def test_a_text_that_is_one_value_keeps_its_type():
    meter = Meter(DEFAULT_LIMITS)
    assert Compiled("{{ b.x }}", "data", html=False, roots=ROOTS).value(dict(VALUES), meter) == 3
    assert Compiled("{{ b.list }}", "data", html=False, roots=ROOTS).value(dict(VALUES), meter) == [1, 2, 3]
    assert Compiled("{{ b.x }} points", "data", html=False, roots=ROOTS).value(dict(VALUES), meter) == "3 points"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ 'now' | date: '%Y-%m-%d %H:%M' }}", "2027-01-15 09:00"),
        ("{{ '2027-03-01T10:00:00Z' | date: '%H:%M' }}", "11:00"),
        ("{{ '2027-03-01' | date: '%d.%m.' }}", "01.03."),
        ("{{ 1800000000000 | date: '%Y' }}", "2027"),
        ("{{ 1800000000 | date: '%Y' }}", "2027"),
        ("{{ 'no date' | date: '%Y' }}", "no date"),
        ("{{ '2027-03-01T10:00:00Z' | datetime: 'medium' }}", "01.03.2027, 11:00:00"),
        ("{{ '2027-03-01' | day: 'long' }}", "1. März 2027"),
        ("{{ 1234.5 | money: 'EUR' }}", "€\u00a01.234,50"),
        ("{{ 1234567 | number }}", "1.234.567"),
        (
            "{{ '<b style=\"color:red;position:fixed\" onclick=x>hi</b><script>x</script>' | sanitize }}",
            '<b style="color:red">hi</b>',
        ),
    ],
)
def test_our_own_filters_speak_the_receivers_language_and_time(source: str, shown: str):
    meter = Meter(DEFAULT_LIMITS, now_ms=1_800_000_000_000, locale="de-AT", time_zone="Europe/Vienna")
    assert Compiled(source, "html", html=True, roots=ROOTS).render({}, meter) == shown
