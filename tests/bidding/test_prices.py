"""What is bid: expected value, boosts, maxima, floors, currencies. In integers once probabilities are out of it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding.auction.floors import floor_micros
from bidding.auction.price import exact_price
from bidding.openrtb.no_bid import NoBid
from bidding.openrtb.request import Deal, Imp
from domain.exchanges.values import Exchange
from domain.money import RATE_SCALE, convert
from domain.profiles.values import Profile, TenantProfile
from domain.rates.values import shipped_rates
from domain.serving.values import Goal
from tests.bidding.stand import EXCHANGE, TENANT, Stand, campaign, impression, request, targeting

KNOWN = {"user": {"id": "per-1"}}
BOOSTS = {"tier_boosts_pct": {"green": 100, "gold": 115, "reserve": 130}}


async def price(stand: Stand, body=None) -> float:
    [bid] = await stand.bids(body or request())
    return bid["price"]


def member(stand: Stand, tier: str, **part) -> Stand:
    stand.memory.profiles["per-1"] = Profile("per-1", tenants={TENANT: TenantProfile(tier=tier, **part)})
    return stand


@pytest.mark.parametrize(
    ("tier", "part", "asks", "expected"),
    [
        ("green", {}, KNOWN, 2.0),
        ("gold", {}, KNOWN, 2.3),
        ("reserve", {}, KNOWN, 2.6),
        ("unheard-of", {}, KNOWN, 2.0),
        ("reserve", {}, {}, 2.0),
        ("reserve", {"personalised_ads": False}, KNOWN, 2.0),
    ],
)
async def test_loyalty_lifts_a_bid_for_people_who_may_be_known(tier, part, asks, expected):
    stand = member(Stand(campaign(**BOOSTS)), tier, **part)
    assert await price(stand, request(**asks)) == expected


async def test_no_boost_lifts_a_bid_above_its_maximum():
    stand = member(Stand(campaign(max_cpm_micros=2_500_000, **BOOSTS)), "reserve")
    assert await price(stand, request(**KNOWN)) == 2.5


async def test_each_tenant_boosts_by_its_own_tiers():
    theirs = campaign("cmp_theirs", tenant_id="ten_theirs", base_cpm_micros=2_100_000)
    stand = Stand(campaign("cmp_ours", **BOOSTS), theirs)
    stand.memory.profiles["per-1"] = Profile(
        "per-1", tenants={TENANT: TenantProfile(tier="gold"), "ten_theirs": TenantProfile(tier="reserve")}
    )
    exchange = Exchange(exchange_id="exc_one", name="One", tenants=(TENANT, "ten_theirs"))
    [bid] = await stand.bids(request(**KNOWN), exchange)
    assert (bid["cid"], bid["price"]) == ("cmp_ours", 2.3)


async def test_a_goal_is_bid_for_by_its_expected_value():
    clicks = Stand(campaign(goal=Goal.CLICKS, goal_value_micros=1_000_000, max_cpm_micros=10**9))
    twice = Stand(campaign(goal=Goal.CLICKS, goal_value_micros=2_000_000, max_cpm_micros=10**9))
    conversions = Stand(campaign(goal=Goal.CONVERSIONS, goal_value_micros=1_000_000, max_cpm_micros=10**9))
    assert 0 < await price(conversions) < await price(clicks) < 1_000
    assert 0 < await price(twice) < 2_000


async def test_the_best_price_answers_and_equal_ones_take_turns():
    better = Stand(campaign("cmp_a"), campaign("cmp_b", base_cpm_micros=2_000_001), campaign("cmp_c"))
    assert {bid["cid"] for number in range(20) for bid in await better.bids(request() | {"id": f"r{number}"})} == {
        "cmp_b"
    }
    equal = Stand(campaign("cmp_a"), campaign("cmp_b"), campaign("cmp_c"))
    winners = [(await equal.bids(request() | {"id": f"r{number}"}))[0]["cid"] for number in range(60)]
    assert set(winners) == {"cmp_a", "cmp_b", "cmp_c"}
    again = Stand(campaign("cmp_c"), campaign("cmp_b"), campaign("cmp_a"))
    assert winners == [(await again.bids(request() | {"id": f"r{number}"}))[0]["cid"] for number in range(60)]


@pytest.mark.parametrize(
    ("imp", "answered"),
    [
        ({"bidfloor": 2.0}, True),
        ({"bidfloor": 2.000001}, False),
        ({"bidfloor": 2, "bidfloorcur": "USD"}, True),
        ({"bidfloor": "2.0"}, True),
        ({"bidfloor": 0}, True),
        ({"bidfloor": -1}, True),
        ({"bidfloor": 1.92, "bidfloorcur": "EUR"}, True),
        ({"bidfloor": 1.93, "bidfloorcur": "eur"}, False),
        ({"bidfloor": 313, "bidfloorcur": "JPY"}, True),
        ({"bidfloor": 314, "bidfloorcur": "JPY"}, False),
        ({"bidfloor": 1e15}, False),
        ({"bidfloor": 1e300}, False),
    ],
)
async def test_a_floor_holds_in_any_currency(imp, answered):
    reason = await Stand(campaign()).reason(request(impression(**imp)))
    assert reason == ("" if answered else NoBid.BELOW_FLOOR)


async def test_a_floor_in_an_unknown_currency_cannot_be_met():
    reason = await Stand(campaign()).reason(request(impression(bidfloor=0.01, bidfloorcur="XTS")))
    assert reason is NoBid.CURRENCY_UNKNOWN


@pytest.mark.parametrize(
    ("deal_floor", "answered"),
    [({"bidfloor": 1.5}, True), ({"bidfloor": 2.5}, False), ({}, False), ({"bidfloor": 0}, True)],
)
async def test_a_deals_floor_goes_before_the_impressions(deal_floor, answered):
    stand = Stand(campaign(targeting=targeting(deals=("deal-1",))))
    pmp = {"private_auction": 1, "deals": [{"id": "deal-1", **deal_floor}]}
    reason = await stand.reason(request(impression(bidfloor=3.0, pmp=pmp)))
    assert reason == ("" if answered else NoBid.BELOW_FLOOR)


@pytest.mark.parametrize(
    ("settles_in", "cur", "expected"),
    [
        (("USD", "EUR"), None, "USD"),
        (("EUR", "USD"), None, "EUR"),
        (("USD", "EUR"), ["EUR"], "EUR"),
        (("USD", "EUR"), ["GBP", "EUR", "USD"], "USD"),
        (("USD", "EUR"), ["eur"], "EUR"),
        (("USD", "EUR"), ["GBP"], NoBid.CURRENCY_REFUSED),
        ((), None, NoBid.CURRENCY_REFUSED),
        (("XTS",), None, NoBid.CURRENCY_UNKNOWN),
    ],
)
async def test_a_response_is_in_a_currency_that_both_sides_accept(settles_in, cur, expected):
    exchange = Exchange(exchange_id="exc_one", name="One", tenants=(TENANT,), currencies=settles_in)
    answer = await Stand(campaign()).answer(request(cur=cur), exchange)
    if isinstance(expected, NoBid):
        assert answer.reason == expected
    else:
        assert json.loads(answer.body)["cur"] == expected


@given(
    expected=st.integers(1, 10**10),
    maximum=st.integers(1, 10**10),
    pair=st.permutations(sorted(shipped_rates().per_usd_e9)).map(lambda order: order[:2]),
)
def test_a_bid_never_costs_a_campaign_more_than_its_maximum(expected, maximum, pair):
    rate_e9 = shipped_rates().rate_e9(*pair)
    assert rate_e9 is not None
    price = exact_price(expected, maximum, rate_e9)
    price_micros, cost_nanos = price.price_micros, price.cost_nanos
    assert cost_nanos <= maximum
    assert price_micros <= expected
    assert cost_nanos == convert(price_micros, rate_e9)


@given(
    micros=st.integers(1, 10**10),
    pair=st.permutations(["USD", "EUR", "GBP", "JPY", "BRL"]).map(lambda order: order[:2]),
)
def test_a_floor_holds_when_the_bid_is_converted_back(micros, pair):
    floor_currency, bid_currency = pair
    rates = shipped_rates()
    least = floor_micros(Imp("i", bidfloor=micros / 1_000_000, bidfloorcur=floor_currency), None, bid_currency, rates)
    back = rates.rate_e9(bid_currency, floor_currency)
    assert least is not None
    assert back is not None
    assert least * back >= micros * RATE_SCALE


def test_a_deal_without_a_floor_of_its_own_has_the_impressions():
    imp = Imp("i", bidfloor=1.0)
    assert floor_micros(imp, Deal("d"), "USD", shipped_rates()) == 1_000_000
    assert floor_micros(imp, Deal("d", bidfloor=0.03), "USD", shipped_rates()) == 30_000
    assert EXCHANGE.currencies[0] == "USD"
