import pytest

from bidding.openrtb.markup.banner import banner_html
from bidding.openrtb.markup.links import Links
from bidding.openrtb.markup.shape import MarkupShape
from bidding.openrtb.markup.vast import vast_xml
from bidding.simulated_exchange.markup import click_url, impression_urls
from bidding.simulated_exchange.world import World
from domain.serving.values import CreativeFormat

LINKS = Links(click_url="https://track.example/click?to=a%26b", impression_url="https://track.example/shown?a=1&b=2")


def creative_of(kind):
    world = World(people=1)
    creatives = [creative for number in range(40) for creative in world.campaign(number).creatives]
    return next(creative.served for creative in creatives if creative.served.format is kind)


def test_a_banner_is_clicked_where_it_links():
    assert click_url(banner_html(creative_of(CreativeFormat.BANNER), LINKS), CreativeFormat.BANNER) == LINKS.click_url


@pytest.mark.parametrize("version", ["2.0", "3.0", "4.0", "4.2"])
@pytest.mark.parametrize("kind", [CreativeFormat.VIDEO, CreativeFormat.AUDIO])
def test_a_player_finds_click_and_impression_in_every_vast_version(kind, version):
    markup = vast_xml(creative_of(kind), MarkupShape(vast=version), LINKS)
    assert click_url(markup, kind) == LINKS.click_url
    assert impression_urls(markup, kind) == [LINKS.impression_url]


@pytest.mark.parametrize("wrapped", [True, False])
def test_a_native_link_is_found_wrapped_or_not(wrapped):
    inner = '{"ver":"1.2","link":{"url":"https://track.example/n"}}'
    markup = f'{{"native":{inner}}}' if wrapped else inner
    assert click_url(markup, CreativeFormat.NATIVE) == "https://track.example/n"


@pytest.mark.parametrize("kind", list(CreativeFormat))
@pytest.mark.parametrize("junk", ["", "<", "[1]", '{"link":3}', '{"native":[]}', "<VAST><Ad></VAST>", "null"])
def test_markup_that_cannot_be_read_leads_nowhere(kind, junk):
    assert click_url(junk, kind) == ""
    assert impression_urls(junk, kind) == []
