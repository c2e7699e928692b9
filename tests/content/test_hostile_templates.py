"""Templates that mean harm: stopped with the field, the rule and the remedy, before they cost anything much."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.content.liquid.rules import Meter, tags_in
from domain.content.liquid.values import DEFAULT_LIMITS, ContentRefused
from domain.content.markup.rules import text_of, to_html
from domain.content.rendering.rules import HTML, Compiled

ROOTS = ("person", "event")
LOOP = "{% for a in (1..1000) %}{% for b in (1..1000) %}{% for c in (1..1000) %}x{% endfor %}{% endfor %}{% endfor %}"
GROW = "{% assign s = 'xxxxxxxxxx' %}"


def render(source: str, *, html: bool = True, **values) -> str:
    compiled = Compiled(source, "html", html=html, roots=ROOTS)
    return compiled.render({"person": {}, "event": {}} | values, Meter(DEFAULT_LIMITS))


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        pytest.param(LOOP, "go round more than", id="loops in loops"),
        pytest.param("{% for a in (1..100000000000) %}x{% endfor %}", "go round more than", id="a loop without an end"),
        pytest.param(
            "{% for a in (1..1000000000000000000000000000000) %}x{% endfor %}",
            "limit reached",
            id="a range beyond numbers",
        ),
        pytest.param(
            "{% tablerow a in (1..1000000) %}x{% endtablerow %}", "go round more than", id="a table without an end"
        ),
        pytest.param("{% for a in (1..9000) %}{% endfor %}" * 3, "go round more than", id="one loop after another"),
        pytest.param(
            GROW + "{% for a in (1..60) %}{% assign s = s | append: s %}{% endfor %}",
            "characters",
            id="doubling a text",
        ),
        pytest.param(
            GROW + "{% for a in (1..60) %}{% capture s %}{{ s }}{{ s }}{% endcapture %}{% endfor %}",
            "",
            id="doubling a capture",
        ),
        pytest.param(
            "{% for a in (1..9000) %}" + "x" * 1_000 + "{% endfor %}", "writes more than", id="a gigabyte of output"
        ),
        pytest.param(
            "{{ person.long | replace: 'x', person.long }}", "characters", id="replacing each letter by a book"
        ),
        pytest.param("{{ person.long | replace: '', person.long }}", "characters", id="replacing nothing by a book"),
        pytest.param("{{ (1..1000000000) | join: 'x' }}", "items", id="joining a billion"),
        pytest.param("{{ person.many | join: person.long }}", "characters", id="joining with a book"),
        pytest.param(
            "{% assign n = 9 %}{% for a in (1..99) %}{% assign n = n | times: n %}{% endfor %}",
            "too large",
            id="squaring a number",
        ),
        pytest.param("{{ '1e999999999' | plus: 1 }}", "exponent", id="a number with an exponent"),
        pytest.param("{{ '1e999999999' | money: 'EUR' }}", "exponent", id="money with an exponent"),
        pytest.param("{{ 'now' | date: '%1000000000d' }}", "no format", id="a date as wide as memory"),
        pytest.param("{% include 'x' %}", "unexpected tag", id="including"),
        pytest.param("{% render 'x' %}", "unexpected tag", id="rendering itself"),
        pytest.param("{{ person.__class__ }}", "underscore", id="a class"),
        pytest.param("{{ person['__class__']['__mro__'] }}", "underscore", id="a class in brackets"),
        pytest.param("{{ settings.secrets }}", "no variable 'settings'", id="what was not given"),
        pytest.param("{{ person.name | system }}", "filter", id="a filter there is not"),
        pytest.param("{{ person.name | safe }}", "filter", id="no escaping"),
        pytest.param("{% if person.a %}" * 100 + "{% endif %}" * 100, "nest", id="tags in tags"),
        pytest.param("{{ person" + "[person" * 400 + "]" * 400 + " }}", "nested", id="brackets in brackets"),
        pytest.param("{{" * 100_000, "not closed", id="tags that never close"),
        pytest.param("{% raw %}" * 40_000, "not closed", id="raw that never ends"),
        pytest.param("{{ person.a" + " " * 300_000 + "}}", "blank", id="a tag of blanks"),
        pytest.param("{{ person.a }}" * 20_000, "tags", id="too many tags"),
        pytest.param("x" * 500_000, "characters", id="too much source"),
        pytest.param("{% break %}", "outside of a loop", id="leaving no loop"),
    ],
)
def test_a_hostile_template_is_refused_with_its_field_rule_and_remedy(source: str, rule: str):
    with pytest.raises(ContentRefused) as refused:
        render(source, person={"long": "x" * 150_000, "many": ["x"] * 1_500, "name": "Ana"})
    error = refused.value
    assert error.field == "html"
    assert rule in error.rule
    assert error.remedy


def test_a_refusal_says_on_which_line():
    with pytest.raises(ContentRefused) as refused:
        render("<p>\n</p>\n{{ person.name | nothing }}")
    assert "html, line 3" in refused.value.message


@pytest.mark.parametrize(
    "source", ["{{ person.at }}", "{{ person.at.append }}", "{{ person.at['items'] }}", "{{ person.list.sort }}"]
)
def test_nothing_is_read_by_attribute(source: str):
    shown = render(source, person={"at": {"a": 1}, "list": [2, 1]})
    assert "built-in" not in shown
    assert "method" not in shown


@pytest.mark.parametrize("name", sorted(HTML.filters))
def test_no_filter_lets_a_persons_markup_through(name: str):
    """A name is data, whatever is done to it; ``sanitize`` alone gives HTML, without what could run."""
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    for value in (
        evil,
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
        "&lt;script&gt;",
        [evil],
    ):
        for arguments in ("", ": 'a'", ": person.evil", ": 'a', person.evil", ": 3"):
            try:
                shown = render("{{ person.value | " + name + arguments + " }}", person={"value": value, "evil": evil})
            except ContentRefused:
                continue
            assert "<script" not in shown.lower(), (value, arguments)
            assert "onerror=alert" not in shown.lower().replace("&lt;img src=x onerror=alert", "")


@given(st.text(alphabet="{}%'\" <>/abif|endforw-x\n", max_size=300))
def test_whatever_somebody_writes_is_rendered_or_refused(source: str):
    try:
        list(tags_in(source, "html"))
        render(source)
    except ContentRefused as error:
        assert error.remedy


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        ("<div>" * 100_000, "nested"),
        ("<mjml><mj-body>" + "<mj-wrapper>" * 5_000, "nested"),
        ("<mjml><mj-body><mj-include path='file:///etc/passwd'/></mj-body></mjml>", "mj-include"),
        ("<script>alert(1)</script>", "<script>"),
        ("<p>" * 130_000, "elements"),
        ("<style>" + "p{color:red}" * 9_000 + "</style>" + "<p>x</p>" * 9_000, "rules"),
        ("<iframe src='https://x.example'>", "<iframe>"),
    ],
)
def test_markup_that_would_harm_a_parser_or_a_reader_is_refused(source: str, rule: str):
    with pytest.raises(ContentRefused) as refused:
        to_html(source, is_mjml=source.startswith("<mjml"))
    assert rule in refused.value.rule


@pytest.mark.parametrize(
    "source",
    [
        "<a " * 100_000,
        '<a href="' * 40_000,
        "<!--" * 90_000,
        "<style>" * 50_000,
        "<" * 390_000,
        "<p>" * 130_000,
        "<title>" * 50_000,
    ],
)
def test_unfinished_markup_takes_no_longer_than_other_markup(source: str):
    """Quadratic reading of any of these would take minutes; the test's own time limit says so."""
    try:
        text_of(to_html(source, is_mjml=False))
    except ContentRefused as error:
        assert error.remedy


def test_no_style_sheet_is_loaded():
    html = to_html(
        '<html><head><link rel="stylesheet" href="file:///etc/passwd"><style>p{color:red}</style></head><body><p>x</p></body></html>',
        is_mjml=False,
    )
    assert "root:" not in html
    assert 'style="color: red;"' in html
