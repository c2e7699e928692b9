"""What bidders get to see of a campaign, and what never gets there."""

import contextlib

import msgspec
import pytest
from msgspec.structs import replace
from pydantic import ValidationError

from domain.campaigns.values import Audience, CampaignContent, Caps, Channel, FlightDates, PricingTerms
from domain.clearances.values import Verdict
from domain.creatives.values import CreativeContent
from domain.errors import Conflict, InvalidInput
from domain.journeys.effects.values import bid_lists
from domain.money import MICROS
from domain.serving.rules import (
    Piece,
    check_landing,
    compile_snapshot,
    is_correction_of,
    next_correction,
    revision_of,
)
from domain.serving.values import CampaignSnapshot, CreativeFormat, Goal
from domain.targeting.values import Around
from tests.bidding.stand import TENANT, Stand, request

CONTENT = CampaignContent(
    name="Spring",
    advertiser_domain="shop.example",
    categories=("IAB22-1", "alcohol"),
    currency="EUR",
    budget_micros=500 * MICROS,
    time_zone="Europe/Berlin",
    pricing=PricingTerms(
        goal=Goal.CLICKS, base_cpm_micros=MICROS, max_cpm_micros=3 * MICROS, goal_value_micros=MICROS // 2
    ),
    targeting=Audience(
        countries=("DEU",),
        device_types=(4,),
        operating_systems=("ios",),
        languages=("de",),
        exchanges=("exc_1",),
        deals=("deal-1",),
        domains=("news.example",),
        blocked_domains=("bad.example",),
        segments_any=(1, 2),
        segments_none=(3,),
        segments={"all": [{"any": [4, 5]}, {"not": [6]}]},
        circles=(Around(latitude=52.5, longitude=13.4, metres=2_000),),
        os_versions={"ios": "16.4"},
        hours_utc=(0, 167),
    ),
    caps=Caps(per_hour=1, per_day=5),
)
BANNER = CreativeContent(
    name="Banner",
    format=CreativeFormat.BANNER,
    landing_url="https://www.shop.example/a?b=c",
    width=300,
    height=250,
    mime="image/png",
    media_url="https://cdn.example.net/b.png",
    title="Title",
    body="Body",
    attributes=(1,),
    categories=("IAB22", "alcohol"),
    language="de",
    embedding=(0.25,) * 32,
)


OPEN = CONTENT.model_copy(
    update={
        "caps": Caps(),
        "currency": "USD",
        "targeting": Audience(),
        "pricing": PricingTerms(base_cpm_micros=MICROS, max_cpm_micros=MICROS),
    }
)
PIECES = (Piece("crt_1", BANNER, Verdict(approved_on=("acme",))),)


def compiled(content: CampaignContent = CONTENT, creatives: tuple[Piece, ...] = PIECES) -> CampaignSnapshot:
    return compile_snapshot(
        tenant_id="ours",
        campaign_id="cmp_1",
        revision=7,
        seat="seat-1",
        content=content,
        flight=FlightDates(starts_at_ms=1_000),
        creatives=creatives,
        tier_boosts_pct={"gold": 115},
    )


def test_a_snapshot_says_everything_people_wrote_and_survives_the_wire():
    snapshot = compiled()
    read = msgspec.json.decode(msgspec.json.encode(snapshot), type=CampaignSnapshot)
    assert read == snapshot
    assert (read.tenant_id, read.campaign_id, read.revision, read.seat) == ("ours", "cmp_1", 7, "seat-1")
    assert (read.starts_at_ms, read.ends_at_ms, read.tier_boosts_pct) == (1_000, 0, {"gold": 115})
    assert msgspec.to_builtins(read.pricing) == CONTENT.pricing.model_dump(mode="json") | {"currency": "EUR"}
    aims = msgspec.json.decode(msgspec.json.encode(read.targeting))
    lists = bid_lists("cmp_1")
    assert aims.pop("segments_any") == [1, 2, *lists.included]
    assert aims.pop("segments_none") == [3, *lists.excluded]
    assert aims.pop("segment_clauses") == [{"inside": [4, 5, *lists.included]}, {"outside": [6]}]
    assert aims.pop("time_zone") == "Europe/Berlin"
    wishes = CONTENT.targeting.model_dump(mode="json")
    for said in ("segments", "segments_any", "segments_none"):
        del wishes[said]
    assert aims == {field: wish for field, wish in wishes.items() if wish}
    assert (read.caps.per_hour, read.caps.per_day) == (1, 5)
    served = msgspec.structs.asdict(read.creatives[0])
    assert served.pop("creative_id") == "crt_1"
    assert (served.pop("approved_on"), served.pop("refused_on")) == (("acme",), ())
    written = dict(BANNER) | {"categories": ("IAB22",)}
    assert served == {name: written[name] for name in served}


FANS, FOES = 1, 6
MEANT = Audience(segments_any=(FANS,), segments={"all": [{"any": [4, 5]}, {"not": [FOES]}]})
LISTS = bid_lists("cmp_1")
(EVERYWHERE, OF_IT), (TRIGGERED,) = LISTS.excluded, LISTS.included


@pytest.mark.parametrize(
    ("audience", "inside", "bids"),
    [
        (Audience(), (), True),
        (Audience(), (EVERYWHERE,), False),
        (Audience(), (OF_IT,), False),
        (Audience(), (TRIGGERED,), True),
        (Audience(), (TRIGGERED, OF_IT), False),
        (MEANT, (FANS, 4), True),
        (MEANT, (FANS, 4, OF_IT), False),
        (MEANT, (FANS,), False),
        (MEANT, (TRIGGERED,), True),
        (MEANT, (TRIGGERED, FOES), False),
        (MEANT, (TRIGGERED, EVERYWHERE), False),
        (MEANT, bid_lists("cmp_2").included, False),
        (Audience(), bid_lists("cmp_2").excluded[1:], True),
    ],
)
async def test_a_campaign_bids_for_whom_journeys_put_among_its_own_and_not_for_whom_they_keep_from_it(
    audience, inside, bids
):
    stand = Stand(replace(compiled(OPEN.model_copy(update={"targeting": audience})), tenant_id=TENANT))
    stand.knows("ana", segments=inside)
    assert bool(await stand.bids(request(user={"id": "ana"}))) is bids


async def test_a_stranger_is_bid_for_whatever_journeys_say_of_others():
    stand = Stand(replace(compiled(OPEN), tenant_id=TENANT))
    assert await stand.bids(request())


def test_exchanges_see_iab_categories_alone():
    assert compiled().categories == ("IAB22-1",)


@pytest.mark.parametrize("channel", [channel for channel in Channel if channel is not Channel.PAID_MEDIA])
def test_a_channel_that_exchanges_do_not_sell_is_a_tombstone(channel):
    snapshot = compiled(CONTENT.model_copy(update={"channel": channel}), ())
    assert (snapshot.tombstone, snapshot.revision, snapshot.creatives) == (True, 7, ())


def test_paid_media_without_a_creative_does_not_compile():
    with pytest.raises(InvalidInput, match="at least one creative"):
        compiled(creatives=())


LANDINGS = [
    ("https://shop.example", True),
    ("https://shop.example:8443/x", True),
    ("https://WWW.Shop.Example/x", True),
    ("https://a.b.shop.example/", True),
    ("https://example/", False),
    ("https://notshop.example/", False),
    ("https://shop.example.evil.net/", False),
    ("https://evil.net/shop.example", False),
    ("https://evil.net?shop.example", False),
    ("https://evil.net#@shop.example", False),
    ("https://evil.net\\@shop.example", False),
    ("https://evil.net\\.shop.example", False),
    ("https://shop.example\\..evil.net/", False),
    ("//shop.example/", False),
    ("http://shop.example/", False),
]


@pytest.mark.parametrize(("url", "lands"), LANDINGS)
def test_a_landing_page_is_the_advertisers_own(url, lands):
    refused = contextlib.nullcontext() if lands else pytest.raises((InvalidInput, ValidationError))
    with refused:
        written = CreativeContent.model_validate(dict(BANNER) | {"landing_url": url})
        check_landing(CONTENT, Piece("crt_1", written))


def test_corrections_are_newer_than_their_broadcast_and_older_than_the_next():
    revision, corrections = revision_of(3), 0
    with pytest.raises(Conflict, match="no correction has room"):
        while True:
            revision = next_correction(revision)
            corrections += 1
            assert revision_of(3) < revision < revision_of(4)
            assert is_correction_of(revision, revision_of(3))
    assert corrections == 1_023
    assert not is_correction_of(revision_of(4), revision_of(3))
