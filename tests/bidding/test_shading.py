"""First-price bids: shaded where the winner pays its bid, nowhere else, and held as they were sent."""

import pytest

from bidding.auction.shading import Shading, arm_of
from domain.events.values import EventType
from domain.shading.values import BUCKETS, WHOLE, Arm, Landscape, Market
from tests.bidding.stand import EXCHANGE, Stand, campaign, impression, request, targeting

HALF = Landscape(
    exchange_id=EXCHANGE.exchange_id,
    learned_at_ms=1,
    markets={"USD": Market(1_000, (1_000_000,) * 32, (WHOLE // 2,) * BUCKETS)},
)


def stand_of(arm: Arm, *campaigns, **given) -> tuple[Stand, str]:
    """A bidder that knows to bid half, and the id of a request that is treated as ``arm``."""
    from zlib import crc32

    stand = Stand(*campaigns, **given)
    stand.shading.apply(HALF)
    return stand, next(f"req-{n}" for n in range(1_000) if arm_of(crc32(f"req-{n}".encode())) is arm)


async def test_a_first_price_bid_is_lowered_and_only_that_much_is_held():
    stand, request_id = stand_of(Arm.SHADED, campaign())
    [bid] = await stand.bids(request(at=1) | {"id": request_id})
    assert bid["price"] == 1.0
    [event] = [event for event in stand.events if event.type is EventType.BID]
    assert (event.price_nanos, event.unshaded_micros, event.bid_micros) == (1_000_000, 2_000_000, 1_000_000)
    assert (event.shading, event.market) == ("shaded", "USD/open/banner/300x250/-")


@pytest.mark.parametrize("terms", [{}, {"at": 2}, {"at": 3}])
async def test_other_auctions_are_bid_at_value(terms):
    stand, request_id = stand_of(Arm.SHADED, campaign())
    [bid] = await stand.bids(request(**terms) | {"id": request_id})
    assert bid["price"] == 2.0
    assert not stand.events[0].market


@pytest.mark.parametrize(("of_deal", "price"), [(1, 1.0), (2, 2.0), (3, 2.0), (None, 1.0)])
async def test_a_deals_own_terms_come_first(of_deal, price):
    stand, request_id = stand_of(Arm.SHADED, campaign(targeting=targeting(deals=("deal-1",))))
    imp = impression(pmp={"private_auction": 1, "deals": [{"id": "deal-1", "at": of_deal}]})
    [bid] = await stand.bids(request(imp, at=1) | {"id": request_id})
    assert bid["price"] == price


async def test_the_holdout_is_left_alone_and_says_so():
    stand, request_id = stand_of(Arm.HOLDOUT, campaign())
    [bid] = await stand.bids(request(at=1) | {"id": request_id})
    assert bid["price"] == 2.0
    assert (stand.events[0].shading, stand.events[0].unshaded_micros) == ("holdout", 2_000_000)


async def test_shading_stops_at_the_floor():
    stand, request_id = stand_of(Arm.SHADED, campaign())
    [bid] = await stand.bids(request(impression(bidfloor=1.7), at=1) | {"id": request_id})
    assert bid["price"] == 1.7


async def test_a_lower_price_fits_a_budget_that_the_value_would_not():
    stand, request_id = stand_of(Arm.SHADED, campaign(), funds={"cmp_one": 1_200_000})
    assert [bid["price"] for bid in await stand.bids(request(at=1) | {"id": request_id})] == [1.0]


def test_one_request_in_twenty_is_held_out_and_a_few_explore():
    from zlib import crc32

    arms = [arm_of(crc32(f"request-{n}".encode())) for n in range(20_000)]
    assert arms.count(Arm.HOLDOUT) / len(arms) == pytest.approx(0.05, abs=0.005)
    assert arms.count(Arm.EXPLORED) / len(arms) == pytest.approx(0.03, abs=0.005)


def test_exploring_stays_within_half_of_the_value_and_repeats_itself():
    shading = Shading()
    bids = {shading.bid("exc", "USD", seed, 4_000_000, 0) for seed in range(200_000) if arm_of(seed) is Arm.EXPLORED}
    assert all(2_000_000 <= bid.price_micros < 4_000_000 for bid in bids)
    assert len({bid.price_micros for bid in bids}) > 1_000


def test_an_older_landscape_does_not_replace_a_newer_one():
    shading = Shading()
    shading.apply(HALF)
    shading.apply(Landscape(exchange_id=EXCHANGE.exchange_id, learned_at_ms=0, markets={}))
    seed = next(n for n in range(1_000) if arm_of(n) is Arm.SHADED)
    assert shading.bid(EXCHANGE.exchange_id, "USD/open", seed, 2_000_000, 0).price_micros == 1_000_000
