"""Requests that ask for more than anybody may: answered like any other, at no other's expense."""

import json

import pytest

from bidding.index.asking.lot import MOST_LOTS
from bidding.index.names import domain_of
from bidding.index.plans.plan_cache import PlanCache
from domain.events.rules import MOST_FOREIGN_CHARACTERS
from domain.events.values import EventType
from tests.bidding.stand import Stand, campaign, impression, request, targeting
from tests.bidding.test_markup import token_in


async def test_an_endless_list_of_impressions_takes_a_bounded_share_of_the_money():
    stand = Stand(campaign())
    bids = await stand.bids(request([impression(id=f"imp-{number}") for number in range(MOST_LOTS + 50)]))
    assert [bid["impid"] for bid in bids] == [f"imp-{number}" for number in range(MOST_LOTS)]


async def test_an_endless_list_of_deals_counts_as_much():
    ids = [f"d{number}" for number in range(MOST_LOTS + 50)]
    stand = Stand(campaign(targeting=targeting(deals=tuple(ids))))
    deals = [{"id": one} for one in ids]
    assert len(await stand.bids(request(impression(pmp={"deals": deals})))) == MOST_LOTS - 1


@pytest.mark.parametrize(
    "place", [{"domain": "a." * 4_000}, {"page": "https://" + "a." * 4_000}, {"bundle": "b" * 900}]
)
async def test_a_name_that_no_site_can_have_is_neither_widened_nor_remembered(place):
    stand = Stand(campaign(targeting=targeting(blocked_domains=("news.example",))))
    assert (await stand.answer(request(site=place))).status == 200
    assert stand.index._facets.remembered in ([], [("", None)])


def test_the_longest_host_name_is_still_one():
    longest = f"{'a' * 245}.example"
    assert domain_of(longest, None) == longest
    assert domain_of(f"a{longest}", None) == ""


@pytest.mark.parametrize("letter", ["r", "\u00e9", "\U0001f600"])
async def test_ids_of_any_length_come_back_whole_and_their_notices_verify(letter):
    request_id, impression_id = letter * 5_000, letter * 4_000
    stand = Stand(campaign())
    answer = await stand.answer(request(impression(id=impression_id), id=request_id, user={"id": "p" * 128}))
    response = json.loads(answer.body)
    [bid] = response["seatbid"][0]["bid"]
    assert (response["id"], bid["impid"]) == (request_id, impression_id)
    billed = stand.signer.verify(EventType.BILL, token_in(bid["burl"]))
    [event] = stand.events
    assert (billed.request_id, billed.impression_id) == (event.request_id, event.impression_id)
    assert billed.request_id == letter * MOST_FOREIGN_CHARACTERS


async def test_a_no_bid_records_no_more_of_a_long_id():
    stand = Stand()
    await stand.answer(request(id="r\0" * 5_000))
    [event] = stand.events
    assert event.request_id == "r" * MOST_FOREIGN_CHARACTERS
    assert len(event.event_id) < 2 * MOST_FOREIGN_CHARACTERS


@pytest.mark.parametrize(
    "long",
    [
        {"bcat": [f"IAB{number}" for number in range(2_000)]},
        {"badv": ["a" * 20_000]},
        {"imp": [impression(native={"request": "x" * 20_000})]},
    ],
)
async def test_the_longer_the_lists_of_a_request_the_fewer_plans_are_kept(long):
    stand = Stand(campaign())
    stand.index.planner.plans = PlanCache(most_cells=10_000)
    for number in range(50):
        assert (await stand.answer(request(**({"cattax": number + 1} | long)))).status in {200, 204}
        assert (await stand.answer(request(cattax=number + 1))).status == 200
    assert 1 <= len(stand.index.planner.plans) <= 16
