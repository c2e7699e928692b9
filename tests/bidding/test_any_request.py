"""No request crashes the bidder, and no answer breaks the terms of its request."""

import asyncio
import copy
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.exchanges.values import Exchange
from domain.profiles.values import Profile, TenantProfile
from domain.rates.values import shipped_rates
from domain.serving.values import CreativeFormat, Goal
from tests.bidding.promise import check_response
from tests.bidding.stand import EXCHANGE, TENANT, Stand, campaign, caps, creative, targeting, video

NATIVE = json.dumps({"ver": "1.2", "assets": [{"id": 1, "required": 1, "title": {"len": 90}}]})
BANNERS = tuple(
    creative(creative_id=f"crt_{width}", width=width, height=height, attributes=(width % 7,), language=tongue)
    for width, height, tongue in ((300, 250, "en"), (728, 90, ""), (320, 50, "de"))
)
CAMPAIGNS = (
    campaign("cmp_banners", creatives=BANNERS, tier_boosts_pct={"gold": 115}),
    campaign("cmp_clicks", goal=Goal.CLICKS, goal_value_micros=3_000_000, currency="EUR", creatives=BANNERS[:1]),
    campaign(
        "cmp_video", creatives=(video(), video(creative_id="crt_30", duration_s=30)), advertiser_domain="b.example"
    ),
    campaign("cmp_native", creatives=(creative(format=CreativeFormat.NATIVE),), categories=("IAB25-2",)),
    campaign("cmp_audio", creatives=(creative(format=CreativeFormat.AUDIO, mime="audio/mpeg", duration_s=20),)),
    campaign("cmp_deal", targeting=targeting(deals=("d1",)), creatives=BANNERS, seat="us"),
    campaign("cmp_capped", caps=caps(per_day=3), currency="GBP"),
    campaign("cmp_segment", targeting=targeting(segments_any=(1, 2)), base_cpm_micros=3_900_000),
    campaign(
        "cmp_picky", targeting=targeting(countries=("DEU",), domains=("news.example",)), base_cpm_micros=3_950_000
    ),
)


def make_stand() -> Stand:
    stand = Stand(*CAMPAIGNS)
    for number in range(4):
        part = TenantProfile(segments=(number,), tier=("green", "gold")[number % 2], personalised_ads=number != 3)
        stand.memory.profiles[f"per-{number}"] = Profile(f"per-{number}", tenants={TENANT: part})
    return stand


def optional(**fields: st.SearchStrategy) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


sizes = st.sampled_from([(300, 250), (728, 90), (320, 50), (1, 1)])
size_objects = sizes.map(lambda size: {"w": size[0], "h": size[1]})
floors = st.sampled_from([0, 0.01, 1.5, 2, 3.999, 40])
currencies = st.sampled_from(["USD", "EUR", "GBP", "JPY"])
attributes = st.lists(st.integers(0, 7), max_size=3)
banners = st.builds(
    lambda size, rest: {**size, **rest},
    size_objects,
    optional(format=st.lists(size_objects, max_size=3), battr=attributes, pos=st.integers(0, 9)),
)
players = optional(
    mimes=st.lists(st.sampled_from(["video/mp4", "audio/mpeg", "video/webm"]), max_size=2),
    minduration=st.integers(0, 25),
    maxduration=st.integers(5, 60),
    protocols=st.lists(st.integers(1, 16), max_size=4),
    battr=attributes,
)
natives = optional(request=st.sampled_from([NATIVE, "{}", "x"]), battr=attributes)
deals = st.builds(
    lambda deal_id, rest: {"id": deal_id, **rest},
    st.sampled_from(["d1", "d2"]),
    optional(bidfloor=floors, bidfloorcur=currencies, wseat=st.lists(st.sampled_from(["us", "them"]), max_size=2)),
)
impressions = optional(
    banner=banners,
    video=players,
    audio=players,
    native=natives,
    bidfloor=floors,
    bidfloorcur=currencies,
    secure=st.integers(0, 1),
    pmp=optional(
        private_auction=st.integers(0, 1), deals=st.lists(deals, max_size=2, unique_by=lambda deal: deal["id"])
    ),
)
requests = st.builds(
    lambda imps, rest: {
        "id": "req-1",
        "imp": [{**imp, "id": f"imp-{number}"} for number, imp in enumerate(imps)],
        **rest,
    },
    st.lists(impressions, min_size=1, max_size=4),
    optional(
        cur=st.lists(currencies | st.just("BRL"), max_size=2),
        bcat=st.lists(st.sampled_from(["IAB8", "IAB25", "IAB8-9", "IAB1"]), max_size=2),
        badv=st.lists(st.sampled_from(["acme.example", "b.example", "c.example"]), max_size=1),
        wlang=st.lists(st.sampled_from(["en", "de"]), max_size=1),
        user=optional(id=st.sampled_from(["per-0", "per-1", "per-2", "per-3", "new"])),
        device=optional(geo=optional(country=st.sampled_from(["DEU", "USA"])), devicetype=st.integers(0, 8)),
        site=optional(domain=st.sampled_from(["news.example", "a.news.example", "x.example"])),
        test=st.integers(0, 1),
        tmax=st.sampled_from([0, 10, 200]),
    ),
)
exchanges = st.builds(
    lambda order: Exchange(exchange_id=EXCHANGE.exchange_id, name="", tenants=(TENANT,), currencies=tuple(order)),
    st.lists(currencies, min_size=1, max_size=3, unique=True),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(asked=requests, exchange=exchanges)
def test_an_answer_satisfies_its_request(asked, exchange):
    answer = asyncio.run(make_stand().answer(asked, exchange))
    assert answer.status in {200, 204}
    assert answer.reason != "internal_error"
    if answer.status == 200:
        check_response(answer.body, asked, exchange.currencies, shipped_rates())
    else:
        assert answer.reason


def _places(node: Any, path: tuple = ()) -> list[tuple]:
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(place for key, child in children for place in _places(child, (*path, key)))]


@settings(max_examples=150, deadline=None)
@given(asked=requests, data=st.data())
def test_a_request_with_anything_anywhere_is_answered(asked, data):
    broken = copy.deepcopy(asked)
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from([place for place in _places(broken) if place]))
        holder = broken
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = data.draw(json_values)
    answer = asyncio.run(make_stand().answer(broken))
    assert answer.status in {200, 204, 400}
    assert answer.reason != "internal_error"


@settings(max_examples=150, deadline=None)
@given(asked=requests, data=st.data())
def test_bytes_that_were_damaged_on_the_way_are_answered(asked, data):
    body = bytearray(json.dumps(asked).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    answer = asyncio.run(make_stand().answer(bytes(body)))
    assert answer.status in {200, 204, 400}
    assert answer.reason != "internal_error"
