"""Campaigns come, change and go while requests are answered."""

import json
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bidding.index.live.flights import Flights
from bidding.index.names import advertised_app, covering_domains, domain_of, language, operating_system
from bidding.index.plans.draw import MOST_CANDIDATES
from bidding.index.plans.horizon import AT_ONCE, TOGETHER_MS
from bidding.index.plans.plan_cache import PlanCache
from bidding.index.postings import as_bitmap, as_octets, numbers_in
from bidding.openrtb.no_bid import NoBid
from domain.events.values import Entry
from domain.serving.values import CampaignSnapshot
from tests.bidding.stand import EXCHANGE, NOW_MS, TENANT, Stand, campaign, creative, new_index, request, targeting


def tombstone(revision: int, campaign_id: str = "cmp_one") -> CampaignSnapshot:
    return CampaignSnapshot(tenant_id=TENANT, campaign_id=campaign_id, revision=revision, tombstone=True)


async def test_a_change_is_seen_by_the_next_request():
    stand = Stand(campaign())
    assert await stand.reason(request()) == ""
    assert stand.index.apply(campaign(revision=2, targeting=targeting(countries=("FRA",))))
    assert await stand.reason(request()) is NoBid.COUNTRY_NOT_TARGETED
    assert stand.index.apply(tombstone(3))
    assert await stand.reason(request()) is NoBid.NO_CAMPAIGN
    assert len(stand.index) == 0


@pytest.mark.parametrize("older", [tombstone(1), campaign(revision=2, targeting=targeting(hours_utc=(0,)))])
async def test_an_older_revision_changes_nothing(older):
    stand = Stand(campaign(revision=2))
    assert not stand.index.apply(older)
    assert await stand.reason(request()) == ""


async def test_a_campaign_that_ended_is_not_brought_back_by_what_came_before():
    stand = Stand(campaign(revision=1))
    stand.index.apply(tombstone(5))
    assert not stand.index.apply(campaign(revision=4))
    assert await stand.reason(request()) is NoBid.NO_CAMPAIGN


@pytest.mark.parametrize("broken", [CampaignSnapshot(tenant_id=TENANT, campaign_id="cmp_one", revision=2)])
async def test_a_snapshot_that_cannot_be_priced_leaves_the_campaign_as_it_was(broken):
    stand = Stand(campaign())
    with pytest.raises(ValueError, match="pricing"):
        stand.index.apply(broken)
    assert await stand.reason(request()) == ""


async def test_an_initial_load_leaves_nothing_else_behind():
    stand = Stand(campaign("cmp_old"))
    stand.index.replace_all([campaign("cmp_new")])
    assert [live.snapshot.campaign_id for live in stand.index.campaigns()] == ["cmp_new"]
    assert [bid["cid"] for bid in await stand.bids(request())] == []
    assert await stand.reason(request()) is NoBid.BUDGET_EMPTY


snapshots = st.builds(
    lambda number, revision, gone, country, hour, width, currency: (
        tombstone(revision, f"cmp_{number}")
        if gone
        else campaign(
            f"cmp_{number}",
            revision=revision,
            currency=currency,
            targeting=targeting(countries=country, hours_utc=hour),
            creatives=tuple(creative(creative_id=f"crt_{number}_{side}", width=side) for side in width),
        )
    ),
    st.integers(0, 5),
    st.integers(1, 8),
    st.booleans(),
    st.sampled_from([(), ("DEU",), ("DEU", "FRA")]),
    st.sampled_from([(), (14,), (15,)]),
    st.sets(st.sampled_from([300, 320, 728]), min_size=1),
    st.sampled_from(["USD", "EUR"]),
)
ASKS = [request(device={"geo": {"country": country}}) for country in ("DEU", "FRA", "USA")]


@settings(max_examples=60, deadline=None)
@given(st.lists(snapshots, max_size=30))
def test_however_it_came_about_an_index_answers_like_one_built_afresh(history):
    grown = new_index()
    latest: dict[str, CampaignSnapshot] = {}
    for snapshot in history:
        if grown.apply(snapshot):
            latest[snapshot.campaign_id] = snapshot
    fresh = new_index(*reversed(latest.values()))
    for ask in ASKS:
        answers = []
        for index in (grown, fresh):
            stand = Stand(*latest.values(), index=index)
            answer = stand.processor.answer(json.dumps(ask).encode(), EXCHANGE, Entry.REST)
            answers.append((answer.status, answer.reason, answer.body))
        assert answers[0] == answers[1]


async def test_of_more_than_64_candidates_every_one_gets_its_share():
    campaigns = [campaign(f"cmp_{number:03d}") for number in range(150)]
    stand = Stand(*campaigns)
    wins: Counter[str] = Counter()
    for number in range(3_000):
        [bid] = await stand.bids(request() | {"id": f"req-{number}"})
        wins[bid["cid"]] += 1
    assert len(wins) == len(campaigns)
    assert max(wins.values()) < 60


async def test_a_draw_holds_at_most_64_rows_and_depends_on_the_request_alone():
    stand = Stand(*(campaign(f"cmp_{number:03d}") for number in range(100)))
    first = await stand.bids(request())
    assert [bid["cid"] for bid in first] == [bid["cid"] for bid in await stand.bids(request())]
    assert MOST_CANDIDATES == 64


async def test_rows_of_retired_campaigns_are_used_again():
    stand = Stand(campaign())
    for revision in range(2, 300):
        stand.index.apply(campaign(revision=revision))
    assert stand.index.table.used == 4
    assert await stand.reason(request()) == ""


async def test_the_index_grows_beyond_its_first_arrays():
    campaigns = [campaign(f"cmp_{number:03d}", tier_boosts_pct={f"tier-{number % 3}": 110}) for number in range(200)]
    stand = Stand(*campaigns, index=new_index(*campaigns, reserve=64))
    assert stand.index.table.capacity == 1_024
    assert await stand.reason(request()) == ""


@given(st.sets(st.integers(0, 300)))
def test_a_bitmap_and_its_rows_are_the_same_thing(numbers):
    bitmap = sum(1 << number for number in numbers)
    assert numbers_in(bitmap).tolist() == sorted(numbers)
    assert np.flatnonzero(np.unpackbits(as_octets(bitmap, 400), bitorder="little")).tolist() == sorted(numbers)
    assert as_bitmap(as_octets(bitmap, 400)) == bitmap


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=8),
    st.lists(st.integers(0, 25), min_size=1, max_size=12),
)
def test_flights_follow_any_clock(dates, clock):
    flights = Flights()
    for number, (starts, ends) in enumerate(dates):
        flights.schedule(f"cmp_{number}", number, starts, ends)
    for now_ms in clock:
        flights.advance(now_ms)
        expected = {number for number, (starts, ends) in enumerate(dates) if starts <= now_ms < (ends or 99)}
        assert set(numbers_in(flights.flying).tolist()) == expected
        upcoming = [date for flight in dates for date in flight if date > now_ms]
        assert flights.until_ms <= min(upcoming, default=1 << 62)


def test_a_plan_that_is_used_survives_and_one_that_is_not_goes():
    stand = Stand(campaign())
    cache = PlanCache(most_cells=1_100 * 10)
    asked = [request() | {"site": {"domain": f"d{number}.example"}} for number in range(40)]
    stand.processor.answer(json.dumps(asked[0]).encode(), EXCHANGE, Entry.REST)
    [plan] = stand.index.planner.plans._young.values()
    for number in range(40):
        cache.put((number,), plan)
        cache.get((0,))
    assert cache.get((0,)) is plan
    assert cache.get((5,)) is None
    assert len(cache) <= 22


@pytest.mark.parametrize(
    ("domain", "page", "expected"),
    [
        ("News.Example.com", None, "news.example.com"),
        ("https://example.com/path", None, "example.com"),
        ("", "https://user.example:8080/p?q#f", "user.example"),
        (None, "example.com/p", "example.com"),
        (None, None, ""),
    ],
)
def test_a_host_is_found_where_the_request_hides_it(domain, page, expected):
    assert domain_of(domain, page) == expected


def test_names_widen_the_way_people_mean_them():
    assert list(covering_domains("a.b.example")) == ["a.b.example", "b.example", "example"]
    assert advertised_app("https://play.google.com/store/apps/details?id=com.a.b") == "com.a.b"
    assert advertised_app("https://apps.apple.com/de/app/name/id123?mt=8") == "123"
    assert advertised_app("http://[broken") == advertised_app("https://acme.example/?id=1") == ""
    assert (language("pt_BR"), language(None), operating_system(" iPadOS ")) == ("pt", "", "ios")
    assert NOW_MS % 3_600_000


async def test_where_many_change_edits_are_seen_within_half_a_second_and_pauses_at_once():
    stand = Stand(campaign(), campaign("cmp_two", targeting=targeting(countries=("DEU",))))
    german = request(device={"geo": {"country": "DEU"}})
    for revision in range(2, 100):
        stand.index.apply(
            campaign(revision=revision, targeting=targeting(countries=("DEU", "FRA")[: 1 + revision % 2]))
        )
        assert (await stand.answer(german)).status == 200
    assert stand.index.planner.made + stand.index.planner.patched <= AT_ONCE + 2
    stand.index.apply(campaign(revision=100, targeting=targeting(countries=("FRA",))))
    stand.now_ms += TOGETHER_MS
    assert {bid["cid"] for bid in await stand.bids(german)} == {"cmp_two"}
    stand.index.apply(tombstone(2, "cmp_two"))
    assert await stand.reason(german) is NoBid.NO_CAMPAIGN
    stand.now_ms += TOGETHER_MS
    assert await stand.reason(german) is NoBid.COUNTRY_NOT_TARGETED


async def test_where_many_change_what_changes_its_price_does_not_bid_until_plans_know_it():
    stand = Stand(campaign(), campaign("cmp_two"))
    for revision in range(2, 100):
        stand.index.apply(campaign(revision=revision, targeting=targeting(deals=("one", "two")[: 1 + revision % 2])))
        assert (await stand.answer(request())).status == 200
    stand.index.apply(campaign("cmp_two", revision=2, base_cpm_micros=3_000_000))
    assert await stand.reason(request()) is NoBid.NO_CAMPAIGN
    stand.now_ms += TOGETHER_MS
    assert [bid["price"] for bid in await stand.bids(request())] == [3.0]


def test_of_campaigns_that_left_the_last_ones_are_remembered(monkeypatch):
    monkeypatch.setattr("bidding.index.index.MOST_GONE", 3)
    index = new_index(campaign("cmp_live", revision=7))
    for number in range(10):
        index.apply(campaign(f"cmp_{number}", revision=1))
        index.apply(tombstone(2, f"cmp_{number}"))
    assert set(index._revisions) == {"cmp_live", "cmp_7", "cmp_8", "cmp_9"}
    index.apply(campaign("cmp_7", revision=3))
    index.apply(campaign("cmp_a", revision=1))
    index.apply(tombstone(2, "cmp_a"))
    assert set(index._revisions) == {"cmp_live", "cmp_7", "cmp_8", "cmp_9", "cmp_a"}
    index.replace_all([campaign("cmp_live", revision=8)])
    assert len(index._revisions) == 1 + 3
    assert not index.is_news(campaign("cmp_live", revision=8))
