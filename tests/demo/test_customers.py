"""The customers' story can be told at any hour: its journeys can run, and somewhere it is night."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.content.values import TemplateContent
from domain.delivery.rules import quiet_until_ms
from domain.delivery.values import DeliveryPolicy
from domain.journeys.rules import check
from domain.journeys.values import JourneyDefinition
from workers.demo.customers import wording
from workers.demo.customers.crowd import Crowd

TEMPLATES = dict.fromkeys(
    ("welcome", "brewing", "loyalty", "ten_percent", "the_farm"), "tpl_01m7yk62bx94ypcbmjpekz075r"
)
SEGMENT = "seg_01m7yk62bx94ypcbmjpekz075r"
HOURS = [datetime(2026, month, 15, tzinfo=UTC) + timedelta(hours=hour) for month in (1, 7) for hour in range(24)]


@pytest.mark.parametrize("now", HOURS, ids=lambda now: now.strftime("%b %H"))
def test_at_any_hour_some_are_asleep_and_the_others_stay_awake_for_the_story(now: datetime):
    [quiet] = DeliveryPolicy.model_validate(wording.POLICY).quiet_hours
    crowd = Crowd(1, now)
    for minutes in (0, 15):
        at_ms = int((now + timedelta(minutes=minutes)).timestamp() * 1_000)
        assert quiet_until_ms(quiet, crowd.night_zone, now_ms=at_ms), now.astimezone(ZoneInfo(crowd.night_zone))
        assert quiet_until_ms(quiet, crowd.day_zone, now_ms=at_ms) is None, now.astimezone(ZoneInfo(crowd.day_zone))


@pytest.mark.parametrize(
    "definition",
    [
        wording.welcome_journey("Welcome", SEGMENT, TEMPLATES),
        wording.brewing_journey("Brewing", "Coffee fair 1", TEMPLATES),
    ],
    ids=["welcome", "brewing"],
)
def test_journeys_of_the_story_can_run(definition):
    assert check(JourneyDefinition.model_validate(definition)) == ()


@pytest.mark.parametrize("key", ["WELCOME", "BREWING", "LOYALTY", "TEN_PERCENT", "THE_FARM"])
def test_templates_of_the_story_say_how_to_unsubscribe_and_who_writes(key):
    content = TemplateContent.model_validate(getattr(wording, key))
    for written in content.wordings.values():
        assert "links.unsubscribe" in written.html
        assert "sender.postal_address" in written.html
