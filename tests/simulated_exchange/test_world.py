import numpy as np
import pytest
from msgspec import to_builtins

from api.routes.campaigns import CampaignBody
from bidding.inference.layout import Context
from bidding.simulated_exchange.catalogue import address_in
from bidding.simulated_exchange.people import People
from bidding.simulated_exchange.world import World
from domain.creatives.values import CreativeContent
from domain.serving.values import CreativeFormat

PRICES = ("base_cpm_micros", "max_cpm_micros", "goal_value_micros")
SOMEWHERE = Context(formats=(CreativeFormat.BANNER,))


@pytest.fixture(scope="module")
def world():
    return World(people=300)


def shown(world, creative):
    return world.shown(
        markup=f'<img src="{creative.served.media_url}">',
        categories=(),
        creative_id="crt_whatever",
        kind=creative.served.format,
    )


def test_a_person_is_the_same_in_a_small_world_and_in_a_large_one():
    small, large = People(7, 10), People(7, 1_000)
    assert [small.profile(index, ("t",)) for index in range(10)] == [
        large.profile(index, ("t",)) for index in range(10)
    ]
    assert People(8, 10).profile(0, ("t",)) != small.profile(0, ("t",))


def test_profiles_hint_at_what_people_care_for(world):
    interests = np.array([world.profile(index, "t").interests for index in range(300)])
    by_topic = interests.reshape(300, 8, 8).mean(axis=2)
    correlation = np.corrcoef(by_topic.ravel(), world.people.affinities.ravel())[0, 1]
    assert correlation > 0.9
    assert interests.min() >= 0
    assert interests.max() <= 1


def test_all_tiers_occur(world):
    tiers = {world.profile(index, "t").tenants["t"].tier for index in range(300)}
    assert tiers == {"green", "gold", "reserve"}


def test_the_exchange_recognises_a_creative_by_its_address_whatever_its_id(world):
    creative = world.campaign(17).creatives[1]
    assert address_in(creative.served.media_url) == (17, 2)
    seen = shown(world, creative)
    assert (seen.topics, seen.appeal, seen.offer) == (creative.topics, creative.appeal, creative.offer)


def test_a_stranger_to_the_world_is_judged_by_its_category(world):
    food = world.shown(markup="<b>new</b>", categories=("IAB8-5",), creative_id="x", kind=CreativeFormat.NATIVE)
    assert food.topics == (1.0, 0, 0, 0, 0, 0, 0, 0)
    anything = world.shown(markup="", categories=(), creative_id="x", kind=CreativeFormat.NATIVE)
    assert sum(anything.topics) == pytest.approx(1)


def test_people_click_what_they_care_for(world):
    creative = world.campaign(3).creatives[0]
    topic = int(np.argmax(creative.topics))
    ranked = np.argsort(world.people.affinities[:, topic])
    cold, warm = (world.people.person_id(int(index)) for index in (ranked[0], ranked[-1]))
    to_cold, to_warm = (world.respond(person, shown(world, creative), SOMEWHERE) for person in (cold, warm))
    assert to_warm.click > 3 * to_cold.click
    assert to_warm.conversion_after_click > to_cold.conversion_after_click
    assert world.respond(warm, shown(world, creative), SOMEWHERE, fatigue=1.0).click < to_warm.click


def test_a_viewer_nobody_knows_has_tastes_all_the_same(world):
    creative = shown(world, world.campaign(3).creatives[0])
    first, again, other = (
        world.respond(viewer, creative, SOMEWHERE).click for viewer in ("visitor-1", "visitor-1", "visitor-2")
    )
    assert first == again != other


def test_campaigns_can_be_created_over_the_api_as_they_are(world):
    for index in range(60):
        content, creatives = world.campaign_contents(index, budget="250.00")
        accepted_campaign = CampaignBody.model_validate(content).content()
        snapshot = world.campaign(index).snapshot
        assert accepted_campaign.budget_micros == 250_000_000
        assert accepted_campaign.pricing.model_dump() == to_builtins(
            {name: getattr(snapshot.pricing, name) for name in ("goal", *PRICES)}
        )
        assert accepted_campaign.targeting.deals == snapshot.targeting.deals
        assert len(creatives) == 3
        for creative, truth in zip(creatives, world.campaign(index).creatives, strict=True):
            accepted = CreativeContent.model_validate(creative)
            assert accepted.embedding == truth.served.embedding
