from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding.simulated_exchange.market import LossReason, clearing_micros, hold_auctions
from bidding.simulated_exchange.validity import bid_faults, floor_micros, price_micros, response_faults
from domain.rates.values import shipped_rates

RATES = shipped_rates()
BANNER = '<a href="https://track.example/click">now</a>'


def banner_request(**changes):
    request = {
        "id": "r",
        "at": 1,
        "imp": [{"id": "1", "secure": 1, "bidfloor": 0.5, "banner": {"format": [{"w": 300, "h": 250}]}}],
    }
    return request | changes


SPOT = (
    "<VAST><Impression>https://track.example/seen</Impression><ClickThrough>https://track.example/</ClickThrough>"
    '<MediaFile type="video/mp4">https://cdn.example/spot.mp4</MediaFile></VAST>'
)


def bid(**changes):
    made = {
        "id": "b",
        "impid": "1",
        "price": 2.0,
        "crid": "c",
        "cid": "k",
        "adomain": ["brand.example"],
        "cat": ["IAB8"],
        "mtype": 1,
        "w": 300,
        "h": 250,
        "adm": BANNER,
    }
    return {name: value for name, value in (made | changes).items() if value is not None}


def response(*bids, **changes):
    return {"id": "r", "cur": "USD", "seatbid": [{"seat": "s", "bid": list(bids)}]} | changes


def test_a_valid_response_has_no_fault():
    assert response_faults(banner_request(), response(bid()), RATES) == []


@pytest.mark.parametrize(
    ("request_changes", "answer", "fault"),
    [
        ({}, response(bid(), id="other"), "answers request"),
        ({"cur": ["EUR"]}, response(bid()), "not allowed"),
        ({}, response(), "no bid"),
        ({}, response(bid(impid="9")), "not offered"),
        ({}, response(bid(price=0.49)), "below its floor"),
        ({}, response(bid(price=0)), "price is 0"),
        ({}, response(bid(w=728, h=90)), "size 728x90"),
        ({}, response(bid(mtype=2)), "video where none"),
        ({}, response(bid(mtype=None)), "mtype"),
        ({}, response(bid(adm="<b>hi</b>")), "leads anywhere"),
        ({}, response(bid(adm='<a href="http://track.example/">now</a>')), "not secure"),
        ({}, response(bid(crid=None)), "no crid"),
        ({}, response(bid(dealid="d")), "deal 'd'"),
        ({"bcat": ["IAB8"]}, response(bid(cat=["IAB8-5"])), "category IAB8-5"),
        ({"badv": ["brand.example"]}, response(bid()), "advertiser brand.example"),
        ({"wseat": ["t"]}, response(bid()), "not invited"),
        ({"bseat": ["s"]}, response(bid()), "blocked"),
    ],
)
def test_each_fault_of_a_response_is_named(request_changes, answer, fault):
    faults = response_faults(banner_request(**request_changes), answer, RATES)
    assert len(faults) == 1
    assert fault in faults[0]


@pytest.mark.parametrize(
    ("described", "seconds", "valid"),
    [
        ({"minduration": 5, "maxduration": 30}, 15, True),
        ({"minduration": 5, "maxduration": 10}, 15, False),
        ({"minduration": 20}, 15, False),
        ({"minduration": 1, "maxduration": 0}, 15, True),
        ({"rqddurs": [10, 20]}, 15, False),
        ({"rqddurs": [15]}, 15, True),
    ],
)
def test_a_spot_lasts_as_long_as_was_asked_for(described, seconds, valid):
    request = banner_request()
    request["imp"][0]["video"] = described
    spot = bid(mtype=2, dur=seconds, adm=SPOT)
    assert (bid_faults(request, "s", spot, "USD", RATES) == []) == valid


@pytest.mark.parametrize(
    ("banner", "valid"), [({}, True), ({"w": 300}, True), ({"w": 300, "h": 250}, True), ({"w": 300, "h": 600}, False)]
)
def test_a_size_binds_as_far_as_it_is_given(banner, valid):
    request = banner_request()
    request["imp"][0]["banner"] = banner | {"pos": 1}
    assert (bid_faults(request, "s", bid(), "USD", RATES) == []) == valid


def test_an_open_bid_has_no_place_in_a_private_auction():
    request = banner_request()
    request["imp"][0]["pmp"] = {"private_auction": 1, "deals": [{"id": "d", "bidfloor": 1.0}]}
    assert "private" in bid_faults(request, "s", bid(), "USD", RATES)[0]
    assert bid_faults(request, "s", bid(dealid="d"), "USD", RATES) == []
    assert "below" in bid_faults(request, "s", bid(dealid="d", price=0.9), "USD", RATES)[0]


def test_a_floor_in_another_currency_is_converted_up():
    request = banner_request(cur=["EUR"])
    request["imp"][0]["bidfloorcur"] = "JPY"
    floor = floor_micros(request["imp"][0], bid(), "EUR", RATES)
    assert floor == -(-500_000 * RATES.rate_e9("JPY", "EUR") // 10**9)
    assert floor_micros(request["imp"][0] | {"bidfloorcur": "XXX"}, bid(), "EUR", RATES) is None


@given(
    own=st.integers(1, 10**9), rival=st.integers(0, 10**9), floor=st.integers(0, 10**9), kind=st.sampled_from([1, 2, 3])
)
def test_nobody_pays_more_than_they_bid(own, rival, floor, kind):
    assert clearing_micros(own, rival, floor, kind) <= own


@given(seed=st.integers(0, 10**6), price=st.floats(0.5, 40), at=st.sampled_from([1, 2]))
def test_a_winner_pays_at_least_the_floor_and_at_most_its_bid(seed, price, at):
    offer = bid(price=round(price, 6))
    (outcome,) = hold_auctions(banner_request(at=at), response(offer), RATES, Random(seed))
    own = price_micros(offer["price"])
    if outcome.won:
        assert 500_000 <= outcome.price_micros <= own
        if at == 1:
            assert outcome.price_micros == own
    else:
        assert outcome.reason is LossReason.OUTBID
        assert outcome.price_micros >= own


def test_the_market_repeats_itself_by_its_seed():
    answer = response(bid())
    first, again = (
        [hold_auctions(banner_request(), answer, RATES, Random(seed)) for seed in range(50)] for _ in range(2)
    )
    assert first == again
    assert {outcome.won for (outcome,) in first} == {True, False}


def test_only_one_of_our_bids_wins_an_impression_and_each_hears_how_it_ended():
    request = banner_request()
    request["imp"].append(request["imp"][0] | {"id": "2"})
    bids = [
        bid(id="a", price=50.0),
        bid(id="b", price=40.0),
        bid(id="c", impid="2", price=45.0),
        bid(id="d", price=0.1),
    ]
    outcomes = {
        outcome.bid["id"]: outcome.reason for outcome in hold_auctions(request, response(*bids), RATES, Random(1))
    }
    assert outcomes == {
        "a": LossReason.WON,
        "b": LossReason.OUTBID,
        "c": LossReason.WON,
        "d": LossReason.INVALID_RESPONSE,
    }


def test_a_deal_goes_before_the_open_auction_at_its_fixed_price():
    request = banner_request()
    request["imp"][0]["pmp"] = {"deals": [{"id": "d", "bidfloor": 1.25, "at": 3}]}
    outcomes = hold_auctions(
        request, response(bid(id="open", price=40.0), bid(id="deal", dealid="d", price=1.25)), RATES, Random(1)
    )
    assert [(outcome.bid["id"], outcome.won) for outcome in outcomes] == [("deal", True), ("open", False)]
    assert outcomes[0].price_micros == 1_250_000
