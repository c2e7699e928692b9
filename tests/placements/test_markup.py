"""What markup loads by itself, however it is written."""

import pytest

from domain.placements.markup.rules import loaded_by

AT = "https://a.example/"


def names(html: str) -> list[str]:
    """Requests in their order, each with the names of its choices."""
    return [" ".join(one.removeprefix(AT) for one in choice) for choice in loaded_by(html)]


WRITTEN = [
    (f'<img alt="a > b" src="{AT}1">', ["1"]),
    (f"<IMG/SRC={AT}1>", ["1"]),
    (f"<img src='{AT}1?a=1&amp;b=2&#0000065;'>", ["1?a=1&b=2A"]),
    (f'<img alt=it\'s src={AT}1><b title="">', ["1"]),
    (f'<img src="{AT}1"><a href="{AT}shop"><img src="{AT}1"></a>', ["1"]),
    ('<img src="data:image/png;base64,AA"><use href="#a"/><a href="${CLICK_URL}">', []),
    (f'<img src="{AT}1" srcset="{AT}2, {AT}3 2x,{AT}4,5 3x">', ["1 2 3 4,5"]),
    (f'<picture><source srcset="{AT}1 1x"><img src="{AT}2"></picture><img src="{AT}3">', ["1 2", "3"]),
    (f'<video poster="{AT}1"><source src="{AT}2"><source src="{AT}3"></video>', ["2 3", "1"]),
    (f'<audio src="{AT}1"></audio><embed src="{AT}2"><track src="{AT}3"><input type=image src="{AT}4">', [*"1234"]),
    (f'<object data="{AT}1"></object><body background="{AT}2">', ["1", "2"]),
    (f'<svg><image href="{AT}1"/><image xlink:href="{AT}2"/><use href="{AT}3#a"/></svg>', ["1", "2", "3#a"]),
    (f'<link rel=stylesheet href="{AT}1"><link rel=preload imagesrcset="{AT}2 1x, {AT}3 2x">', ["1", "2 3"]),
    (f"<style>@import '{AT}1'; b{{background:url( \"{AT}2\" )}}</style>", ["1", "2"]),
    (f'<b style="background:url(&quot;{AT}1&quot;)"><rect fill="url({AT}2)"/>', ["1", "2"]),
    (f'<!-- <img src="{AT}1"> --!><img src="{AT}2">', ["2"]),
    (f'<script>if(a<b)c="</script><img src="{AT}1">', ["1"]),
    (f"<script>document.write('<img src={AT}1>')</script><script src={AT}2></script>", ["1", "2"]),
    (f'<iframe srcdoc="<img src=&quot;{AT}1&quot;>"></iframe>', ["1"]),
    (f"<svg><title><img src={AT}1></title></svg>", ["1"]),
    (f'<img src="{AT}1', ["1"]),
]


@pytest.mark.parametrize(("html", "requests"), WRITTEN)
def test_it_is_read_as_browsers_read_it(html, requests):
    assert names(html) == requests


HOSTILE = ("<img ", "<link ", '<img "', "<script>", "<style>", "<!--", "<iframe/srcdoc=", "<picture>", "url( ", "<")
"""Each begins something that never ends: whoever looked for its end anew every time would look for minutes."""


@pytest.mark.parametrize("again", [*HOSTILE, "<p title='&#" + "0" * 5_000, "<p title='&#" + "9" * 5_000])
def test_markup_that_never_ends_is_read_to_its_end(again):
    assert loaded_by(again * (400_000 // len(again))) == ()
