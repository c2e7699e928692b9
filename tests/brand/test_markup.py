"""Markup against a kit: what is found, and exactly where."""

import base64
import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from justhtml.dom import Element

from domain.brand.markup.rules import images_in
from domain.brand.markup.values import MAX_ELEMENTS
from domain.brand.values import SEED, FontRule, Kit, LogoRules, Palette, Picture, Severity, Tone
from domain.errors import InvalidInput
from tests.brand.drawing import held, png, told

COLOURS = Kit(palette=SEED.palette)
FONTS = Kit(fonts=SEED.fonts)
TONE = Kit(tone=SEED.tone)
LOGO = Kit(logo=SEED.logo)
SET = "font-family: Inter; color: #1A1A2E"


def places(html: str, kit: Kit, rule: str) -> list[tuple[str, str]]:
    """The selector of each place a rule was broken, and what the source says there."""
    found = [one for one in held(kit, html=html).findings if one.rule == rule]
    return [
        (place.selector, re.split(r"[<;}\"]", html[place.offset :], maxsplit=1)[0])
        for one in found
        for place in one.places
    ]


COLOUR_CASES = {
    "text inline": (f'<p style="{SET}; color: red">Hi</p>', [("p", "Hi")]),
    "text by a sheet": ("<style>p { color: red }</style><p>Hi</p>", [("p", "Hi")]),
    "text by its parent": ('<div style="color: red"><p>Hi</p></div>', [("div > p", "Hi")]),
    "the stronger rule wins": ("<style>#a { color: #1A1A2E } p { color: red }</style><p id=a>Hi</p>", []),
    "important wins over inline": (
        '<style>p { color: red !important }</style><p style="color: #fff">Hi</p>',
        [("p", "Hi")],
    ),
    "a variable is filled in": ("<style>:root { --c: red } p { color: var(--c) }</style><p>Hi</p>", [("p", "Hi")]),
    "what nobody has set falls back": ("<p style='color: var(--c, red)'>Hi</p>", [("p", "Hi")]),
    "a background": ("<style>\ndiv { background: #fefefe url(x) }</style><div></div>", []),
    "a background far off": (
        "<style>\ndiv { background: lime }</style><div></div>",
        [("div", "background: lime ")],
    ),
    "a border that is one": ('<div style="border: 1px solid lime"></div>', [("div", "")]),
    "a border that is none": ('<div style="border: 0 solid lime"></div>', []),
    "a gradient": (
        "<style>div { background-image: linear-gradient(#1B4FDB, lime) }</style><div></div>",
        [("div", "background-image: linear-gradient(#1B4FDB, lime) ")],
    ),
    "on a phone only": (
        f"<style>p {{ {SET} }} @media (max-width: 400px) {{ p {{ color: red }} }}</style><p>Hi</p>",
        [("p", "Hi")],
    ),
    "on paper only": (f"<style>p {{ {SET} }} @media print {{ p {{ color: red }} }}</style><p>Hi</p>", []),
    "a state it is never in": (f"<style>p {{ {SET} }} p:hover {{ color: red }}</style><p>Hi</p>", []),
    "what nobody sees": ('<p style="color: red; display: none">Hi</p><p hidden style="color: red">Hi</p>', []),
    "what is transparent": ('<div style="background: rgba(255, 0, 0, 0)"></div>', []),
    "a link nobody styled": (f'<p style="{SET}">See <a href="x">this</a></p>', [("p > a", "this")]),
    "text nobody styled": ("<p>Hi</p>", [("p", "Hi")]),
    "attributes of old": ('<table bgcolor="lime"><tr><td></table>', [("table", "")]),
    "an svg's fill": ('<svg><rect fill="lime"/><text fill="#1B4FDB">x</text></svg>', [("svg > rect", "")]),
    "a colour near enough": ('<p style="color: #1B4FDC">Hi</p>', []),
}


@pytest.mark.parametrize(("html", "expected"), COLOUR_CASES.values(), ids=COLOUR_CASES)
def test_colours_are_those_of_the_palette(html, expected):
    found = places(html, COLOURS, "colour.palette")
    assert [selector for selector, _ in found] == [selector for selector, _ in expected]
    for (_, source), (_, wanted) in zip(found, expected, strict=True):
        assert not wanted or source == wanted


def test_a_finding_says_what_where_why_and_what_to_do():
    html = '<div>\n  <p style="color: #FF0000">Buy &amp; save</p>\n</div>'
    (found,) = held(COLOURS, html=html).findings
    assert found.severity is Severity.ERROR
    assert "#FF0000" in found.message
    assert "CIEDE2000" in found.why
    assert "#FF6B35 (Secondary)" in found.remedy
    (place,) = found.places
    assert (place.part, place.selector, place.line, place.column) == ("html", "div > p", 2, 29)
    assert html[place.offset :].startswith("Buy &amp;")


def test_a_colour_that_cannot_be_told_is_a_warning():
    (found,) = held(COLOURS, html='<p style="color: color-mix(in srgb, red, blue)">Hi</p>').findings
    assert (found.rule, found.severity) == ("colour.unknown", Severity.WARNING)


FONT_CASES = {
    "what a rule allows": ("<p style='font: 16px Inter'>Hi</p>", []),
    "too small": ("<p style='font: 13px Inter'>Hi</p>", ["font.rules"]),
    "the smallest": ("<p style='font: 14px Inter'>Hi</p>", []),
    "another family": ("<p style='font: 16px Arial'>Hi</p>", ["font.rules"]),
    "another family behind it": ("<p style='font: 16px Inter, Arial'>Hi</p>", []),
    "its family second": ("<p style='font: 16px Arial, Inter'>Hi</p>", ["font.rules"]),
    "in quotes and capitals": ("<p style='font-family: \"INTER\"'>Hi</p>", []),
    "a heading as large as body may not be": ("<h1 style='font: 72px Inter'>Hi</h1>", []),
    "a heading too large": ("<h1 style='font: 73px Inter'>Hi</h1>", ["font.rules"]),
    "body as large as a heading": ("<p style='font: 40px Inter'>Hi</p>", ["font.rules"]),
    "a heading by its role": ("<p role=heading style='font: 40px Inter'>Hi</p>", []),
    "a heading because somebody says so": ("<p data-brand-use=heading style='font: 40px Inter'>Hi</p>", []),
    "code in its own font": ("<code style='font: 12px Roboto Mono'>Hi</code>", []),
    "code in the body's": ("<code style='font: 14px Inter'>Hi</code>", ["font.rules"]),
    "a use without a rule is body": ("<button style='font: 16px Inter'>Hi</button>", []),
    "parts of the parent's size": ("<div style='font: 20px Inter'><p style='font-size: .8em'>Hi</p></div>", []),
    "points": ("<p style='font: 12pt Inter'>Hi</p>", []),
    "of the root's size": ("<html style='font-size: 10px'><p style='font: 1.5rem Inter'>Hi</p></html>", []),
    "on how wide a screen is": ("<p style='font: 2vw Inter'>Hi</p>", ["font.unknown"]),
    "nobody says": ("<p>Hi</p>", ["font.missing"]),
    "no text": ("<p style='font: 3px Arial'> </p>", []),
}


@pytest.mark.parametrize(("html", "expected"), FONT_CASES.values(), ids=FONT_CASES)
def test_text_is_set_as_any_one_rule_allows(html, expected):
    assert [one.rule for one in held(FONTS, html=html).findings] == expected


def test_a_font_passes_when_any_rule_allows_the_whole_combination_and_not_when_two_allow_half_of_it():
    rules = (
        FontRule(use="body", family="Inter", least_px=14, most_px=20, weights=(400,)),
        FontRule(use="body", family="Lora", least_px=18, most_px=30),
    )
    kit = Kit(fonts=rules)
    assert held(kit, html="<p style='font: 30px Lora'>Hi</p>").passes
    assert held(kit, html="<p style='font: 14px Inter'>Hi</p>").passes
    assert not held(kit, html="<p style='font: 30px Inter'>Hi</p>").passes
    assert not held(kit, html="<p style='font: 14px Lora'>Hi</p>").passes
    assert not held(kit, html="<p style='font: bold 14px Inter'>Hi</p>").passes


TONE_CASES = {
    "in a paragraph": ("<p>So cheap!</p>", [("p", "cheap!")]),
    "across elements": ("<p>Gua<b>rant</b>eed</p>", [("p", "Gua")]),
    "across blocks it is no word": ("<p>che</p><p>ap</p>", []),
    "behind entities": ("<p>A &amp; B &amp;\r\n che&shy;ap</p>", [("p", "che&shy")]),
    "in an alternative text": ('<img alt="cheap">', [("img", "")]),
    "in a script nobody reads": ("<script>cheap</script><style>.cheap {}</style><title>cheap</title>", []),
    "in text that is folded away": ("<p hidden>cheap</p>", [("p", "cheap")]),
    "a phrase over two lines": ("<p>act\nnow</p>", [("p", "act\nnow")]),
    "in a template": ("<template><p>cheap</p></template>", []),
}


@pytest.mark.parametrize(("html", "expected"), TONE_CASES.values(), ids=TONE_CASES)
def test_forbidden_terms_are_found_where_they_are_said(html, expected):
    found = places(html, TONE, "tone.forbidden")
    assert [selector for selector, _ in found] == [selector for selector, _ in expected]
    for (_, source), (_, wanted) in zip(found, expected, strict=True):
        assert not wanted or source == wanted


def test_a_text_without_a_word_the_brand_likes_is_worth_a_note():
    report = held(TONE, texts={"title": "Shoes"})
    assert [(one.rule, one.severity) for one in report.findings] == [("tone.approved", Severity.NOTE)]
    assert report.passes
    assert not held(TONE, texts={"title": "Effortless shoes"}).findings


LOGO_CASES = {
    "as it should be": ('<img class="logo" src="#l" width=120 height=40 style="margin: 10px">', []),
    "too small": ('<img class="logo" src="#l" width=60 height=20 style="margin: 10px">', ["logo.size", "logo.size"]),
    "too small by a sheet": (
        "<style>img { width: 40px; height: 30px; margin: 9px }</style><img alt='Our logo' src='#l'>",
        ["logo.size"],
    ),
    "nothing around it": ('<img id="logo" src="#l" width=120 height=40>', ["logo.clear_space"]),
    "on a colour it may not stand on": (
        '<div style="background: #FF6B35"><img data-brand-logo src="#l" width=120 height=40 style="margin: 10px"></div>',
        ["logo.background"],
    ),
    "on a picture": (
        '<div style="background: url(x)"><img data-brand-logo src="#l" width=120 height=40 style="margin: 10px"></div>',
        ["logo.unknown", "creative.unread"],
    ),
    "another image": ('<img src="#l" alt="catalogo" width=1 height=1>', []),
}


@pytest.mark.parametrize(("html", "expected"), LOGO_CASES.values(), ids=LOGO_CASES)
def test_a_logo_is_shown_large_enough_and_free_and_on_its_backgrounds(html, expected):
    assert [one.rule for one in held(LOGO, html=html).findings] == expected


def test_each_part_of_a_kit_works_without_the_others():
    html = '<p style="color: red; font: 9px Arial">cheap</p><img class=logo src="#l" width=1 height=40 style="margin: 99px">'
    for kit, expected in (
        (COLOURS, {"colour.palette"}),
        (FONTS, {"font.rules"}),
        (Kit(tone=Tone(forbidden=SEED.tone.forbidden)), {"tone.forbidden"}),
        (Kit(logo=LogoRules(least_width_px=80)), {"logo.size"}),
        (Kit(), set()),
    ):
        assert told(held(kit, html=html)) == expected


def test_what_was_not_looked_at_is_said():
    html = '<link rel=stylesheet href=x><style>@import "y"; p:: {}</style><script>1</script><iframe></iframe><img src="https://x/y.png">'
    report = held(COLOURS, html=html)
    assert {one.rule for one in report.findings} == {"creative.unread"}
    assert len(report.findings) == 6
    assert report.passes


def test_a_word_said_very_often_is_counted_and_shown_twenty_times():
    (found,) = held(Kit(tone=Tone(forbidden=SEED.tone.forbidden)), html="cheap <b>cheap</b> " * 500).findings
    assert (found.times, len(found.places)) == (1_000, 20)


@pytest.mark.parametrize(
    "style", ["background: url(https://x/y.png)", "background-image: image-set('https://x/y.png' 1x)"]
)
def test_a_picture_behind_an_element_is_a_picture_too(style):
    html = f'<style>@media (min-width: 1px) {{ p {{ margin: 0 }} }}</style><div style="{style}"></div>'
    (found,) = held(COLOURS, html=html).findings
    assert (found.rule, found.times) == ("creative.unread", 1)
    hero = Picture(name="https://x/y.png", data=png(background="#FF00FF"))
    assert told(held(COLOURS, html=html, pictures=(hero,))) == {"colour.image"}


def test_an_image_that_markup_carries_is_looked_at():
    data = base64.b64encode(png(background="#FF00FF")).decode()
    report = held(COLOURS, html=f'<img src="data:image/png;base64,{data}">')
    assert told(report) == {"colour.image"}
    assert told(held(COLOURS, html='<img src="data:image/png;base64,AAAA">')) == {"creative.unread"}


HOSTILE = {
    "many elements": "<p>x</p>" * (MAX_ELEMENTS + 1),
    "deep nesting": "<div>" * 5_000,
    "many siblings": "<div>" + "<i></i>" * 600 + "</div>",
    "too long": "x" * 200_001,
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_markup_beyond_our_bounds_is_refused(html):
    with pytest.raises(InvalidInput):
        held(SEED, html=html)


UNCLOSED = "".join(f"<b a={number}>" for number in range(60))
REOPENED = {
    "in every paragraph": "<p>" + UNCLOSED + "<p>x" * 60,
    "seemingly closed": "<p>" + "".join(f"<b a={number}><object></b></object>" for number in range(60)) + "<p>x" * 60,
}


@pytest.mark.parametrize("html", REOPENED.values(), ids=REOPENED)
def test_formatting_that_every_block_opens_again_stops_at_the_first_element_too_many(html, monkeypatch):
    made = []

    class Counted(Element):
        def __init__(self, *told, **options):
            made.append(self)
            super().__init__(*told, **options)

    monkeypatch.setattr("justhtml.parser.engine.Element", Counted)
    for read in (lambda: held(SEED, html=html), lambda: images_in(html, lambda: None)):
        made.clear()
        with pytest.raises(InvalidInput, match="elements"):
            read()
        assert 100 < len(made) <= MAX_ELEMENTS + 3  # html, head and body come by themselves


SLOW = {
    "variables that multiply": "<style>:root {"
    + "".join(f"--v{i}: var(--v{i + 1}) var(--v{i + 1}) var(--v{i + 1});" for i in range(30))
    + "} p { color: var(--v0) }</style><p>x</p>",
    "variables in a circle": "<style>:root { --a: var(--b); --b: var(--a) } p { color: var(--a) }</style><p>x</p>",
    "selectors that try every ancestor": "<style>i " + "div " * 30 + "p { color: red }</style>" + "<div>" * 50 + "<p>x",
    "selectors inside each other": "<style>" + ":not(" * 300 + "p" + ")" * 300 + "{}</style><p>x",
    "selectors that look through everything": "<style>"
    + ":has(x y z) { color: red }" * 300
    + "</style>"
    + "<p>x" * 400,
    "a gradient of everything": f"<p style='background: linear-gradient({','.join(['red'] * 30_000)})'>x",
    "brackets without an end": "<style>" + "{" * 50_000 + "</style><p>x",
    "functions inside each other": '<p style="color: ' + "rgb(" * 20_000 + '">x',
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("html", SLOW.values(), ids=SLOW)
def test_markup_made_to_be_slow_or_deep_is_read_or_refused_in_time(html):
    with contextlib.suppress(InvalidInput):
        held(SEED, html=html)


PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div",
        "style='color:",
        "red",
        "'>",
        "<style>",
        "</style>",
        "{",
        "}",
        "cheap",
        "&amp;",
        "&",
        "<b>",
        "<table>",
        "<svg>",
        "</svg>",
        "<template>",
        "<!--",
        "-->",
        "\x00",
        "é",
        "@media(x){",
        "<select>",
        "<math>",
        "<img>",
        "font:1px/2(x;",
        "<br>",
        "<frameset>",
        "<plaintext>",
        "</body>",
        "<html>",
        "\r\n",
        " ",
        "<a href=x style='font:",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_markup_is_read_and_every_place_lies_in_it(html):
    for finding in held(SEED, html=html).findings:
        for place in finding.places:
            assert 0 <= place.offset <= len(html)
            assert place.line <= html.count("\n") + html.count("\r") + html.count("\f") + 1


def test_every_use_of_one_wrong_colour_is_one_finding():
    report = held(COLOURS, html='<p style="color: red">Hi</p>' * 30)
    (found,) = report.findings
    assert found.times == 30
    assert len(found.places) == 20
    assert [place.selector for place in found.places[:2]] == ["p:nth-of-type(1)", "p:nth-of-type(2)"]


def test_the_tolerance_of_a_palette_is_the_tenants_own():
    html = '<p style="color: #2B5FEB">Hi</p>'
    assert SEED.palette is not None
    assert not held(COLOURS, html=html).passes
    assert held(Kit(palette=Palette(colours=SEED.palette.colours, tolerance=10)), html=html).passes
