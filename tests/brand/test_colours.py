"""Colours: how different they look, and what a CSS colour is on a screen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.brand.colours.rules import ciede2000, css_colour, lab_of, nearest
from domain.brand.colours.values import Rgb

SHARMA = """
50.0000 2.6772 -79.7751 50.0000 0.0000 -82.7485 2.0425
50.0000 3.1571 -77.2803 50.0000 0.0000 -82.7485 2.8615
50.0000 2.8361 -74.0200 50.0000 0.0000 -82.7485 3.4412
50.0000 -1.3802 -84.2814 50.0000 0.0000 -82.7485 1.0000
50.0000 -1.1848 -84.8006 50.0000 0.0000 -82.7485 1.0000
50.0000 -0.9009 -85.5211 50.0000 0.0000 -82.7485 1.0000
50.0000 0.0000 0.0000 50.0000 -1.0000 2.0000 2.3669
50.0000 -1.0000 2.0000 50.0000 0.0000 0.0000 2.3669
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0009 7.1792
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0010 7.1792
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0011 7.2195
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0012 7.2195
50.0000 -0.0010 2.4900 50.0000 0.0009 -2.4900 4.8045
50.0000 -0.0010 2.4900 50.0000 0.0011 -2.4900 4.7461
50.0000 2.5000 0.0000 50.0000 0.0000 -2.5000 4.3065
50.0000 2.5000 0.0000 73.0000 25.0000 -18.0000 27.1492
50.0000 2.5000 0.0000 61.0000 -5.0000 29.0000 22.8977
50.0000 2.5000 0.0000 56.0000 -27.0000 -3.0000 31.9030
50.0000 2.5000 0.0000 58.0000 24.0000 15.0000 19.4535
50.0000 2.5000 0.0000 50.0000 3.1736 0.5854 1.0000
50.0000 2.5000 0.0000 50.0000 3.2972 0.0000 1.0000
50.0000 2.5000 0.0000 50.0000 1.8634 0.5757 1.0000
50.0000 2.5000 0.0000 50.0000 3.2592 0.3350 1.0000
60.2574 -34.0099 36.2677 60.4626 -34.1751 39.4387 1.2644
63.0109 -31.0961 -5.8663 62.8187 -29.7946 -4.0864 1.2630
61.2901 3.7196 -5.3901 61.4292 2.2480 -4.9620 1.8731
35.0831 -44.1164 3.7933 35.0232 -40.0716 1.5901 1.8645
22.7233 20.0904 -46.6940 23.0331 14.9730 -42.5619 2.0373
36.4612 47.8580 18.3852 36.2715 50.5065 21.2231 1.4146
90.8027 -2.0831 1.4410 91.1528 -1.6435 0.0447 1.4441
90.9257 -0.5406 -0.9208 88.6381 -0.8985 -0.7239 1.5381
6.7747 -0.2908 -2.4247 5.8714 -0.0985 -2.2286 0.6377
2.0776 0.0795 -1.1350 0.9033 -0.0636 -0.5514 0.9082
"""
"""Sharma, Wu and Dalal (2005), table 1, but for the pair whose hues lie exactly opposite, where rounding decides."""

CHANNEL = st.integers(0, 255)
COLOUR = st.builds(Rgb, CHANNEL, CHANNEL, CHANNEL)


def difference(one: Rgb, other: Rgb) -> float:
    return float(ciede2000(lab_of([one]), lab_of([other]))[0])


@pytest.mark.parametrize("row", SHARMA.strip().splitlines())
def test_differences_are_those_of_the_paper(row):
    *labs, expected = (float(number) for number in row.split())
    found = ciede2000(np.array([labs[:3]]), np.array([labs[3:]]))
    assert found[0] == pytest.approx(expected, abs=1e-4)


@given(COLOUR, COLOUR)
def test_it_does_not_matter_which_colour_comes_first(one, other):
    assert difference(one, other) == pytest.approx(difference(other, one), abs=1e-9)


@given(COLOUR, COLOUR)
def test_only_the_same_colour_differs_by_nothing(one, other):
    assert (difference(one, other) == 0) == (one == other)


def test_black_and_white_are_a_hundred_apart():
    assert difference(Rgb(0, 0, 0), Rgb(255, 255, 255)) == pytest.approx(100, abs=1e-4)


@given(COLOUR, st.lists(COLOUR, min_size=1, max_size=8))
def test_no_colour_of_a_palette_is_nearer_than_the_nearest(colour, palette):
    found = nearest(colour, palette)
    assert found.difference == pytest.approx(min(difference(colour, one) for one in palette), abs=1e-9)
    assert difference(colour, palette[found.at]) == pytest.approx(found.difference, abs=1e-9)


@given(COLOUR)
def test_a_colour_survives_being_written_as_css(colour):
    assert css_colour(colour.hex) == (colour, 1.0)
    assert css_colour(f"rgb({colour.red} {colour.green} {colour.blue})") == (colour, 1.0)
    assert Rgb.of(colour.hex) == colour


@pytest.mark.parametrize(
    ("css", "shown"),
    [
        ("rebeccapurple", "#663399"),
        ("#f00", "#FF0000"),
        ("hsl(120deg 100% 50%)", "#00FF00"),
        ("hwb(240 0% 0%)", "#0000FF"),
        ("lab(100 0 0)", "#FFFFFF"),
        ("lch(0 0 0)", "#000000"),
        ("oklch(62.8% 0.25768 29.23)", "#FF0000"),
        ("oklab(1 0 0)", "#FFFFFF"),
        ("color(display-p3 1 1 1)", "#FFFFFF"),
        ("color(srgb-linear 1 0 0)", "#FF0000"),
    ],
)
def test_every_way_of_writing_a_colour_is_read(css, shown):
    found = css_colour(css)
    assert found is not None
    assert difference(found[0], Rgb.of(shown)) < 0.5


@pytest.mark.parametrize(
    "css", ["", "color()", "rgb(1,2)", "var(--x)", "color(rec2020 1 0 0)", "currentcolor", "bl ue"]
)
def test_what_is_no_colour_we_know_is_none(css):
    assert css_colour(css) is None
