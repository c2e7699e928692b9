"""What every demand-side platform promises, held against a stand-in that enforces its documented API."""

import pytest
from msgspec.structs import replace

from connectors.dsp import reports
from connectors.dsp.registry import PLATFORMS, capabilities, connect
from connectors.dsp.web import VendorWeb
from domain.dsp.rules import usable_keys
from domain.dsp.values import AudienceChange, CampaignPlan, Member, PerformanceRow
from domain.errors import InvalidInput, Unavailable
from tests.connectors.dsp.conftest import NOW_MS
from tests.connectors.dsp.vendors import CASES, PEOPLE

PLAN = CampaignPlan(
    campaign_id="cmp_1",
    name="Spring sale",
    currency="USD",
    budget_micros=900_000_000,
    daily_budget_micros=30_000_000,
    starts_at_ms=NOW_MS,
    ends_at_ms=NOW_MS + 30 * 86_400_000,
)


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(reports, "FIRST_WAIT_S", 0.001)


def members(platform, *names: str) -> tuple[Member, ...]:
    accepted = platform.capabilities().match_keys
    return tuple(Member(name, usable_keys(PEOPLE[name], accepted)) for name in names)


def test_every_platform_there_is_has_a_stand_in():
    assert {case.key for case in CASES} == set(PLATFORMS)


def test_every_platform_says_which_document_each_ability_follows():
    for key in PLATFORMS:
        assert set(capabilities(key).documented) == {"bids", "audiences", "campaigns", "performance"}
        assert capabilities(key).unverified


async def test_good_credentials_find_the_account(platform):
    assert await platform.check() == "Shop"


async def test_stale_credentials_are_refused_with_what_to_do(case, internet):
    stale = connect(case.account(case.wrong), VendorWeb(internet, case.key), lambda: NOW_MS)
    with pytest.raises(InvalidInput) as refused:
        await stale.check()
    assert refused.value.remedy


async def test_who_joins_is_in_the_audience_and_who_leaves_is_not(platform, vendor):
    audience = await platform.create_audience("Cart leavers", external_id="aud_1")
    both = members(platform, "ana", "bo")
    receipt = await platform.change_audience(audience, AudienceChange(joining=both))
    assert (receipt.received, receipt.refused) == (2, 0)
    known = vendor.audiences[audience]
    assert all(known & set(member.keys.values()) for member in both)
    await platform.change_audience(audience, AudienceChange(leaving=both[:1]))
    assert not known & set(both[0].keys.values())
    assert known & set(both[1].keys.values())


async def test_a_change_sent_twice_leaves_the_audience_as_one_did(platform, vendor):
    audience = await platform.create_audience("Cart leavers", external_id="aud_1")
    change = AudienceChange(joining=members(platform, "ana"))
    await platform.change_audience(audience, change)
    once = set(vendor.audiences[audience])
    await platform.change_audience(audience, change)
    assert vendor.audiences[audience] == once


async def test_an_audience_s_size_is_told_or_said_to_be_unknown(platform, case):
    audience = await platform.create_audience("Cart leavers", external_id="aud_1")
    assert (await platform.audience_size(audience)).matched == (1200 if case.tells_size else None)


async def test_a_campaign_is_created_once_and_changed_afterwards(platform, vendor):
    made = await platform.put_campaign(PLAN)
    assert made == "c1"
    await platform.put_campaign(replace(PLAN, platform_campaign_id=made, name="Summer sale", paused=True))
    assert list(vendor.campaigns) == ["c1"]
    assert "Summer sale" in str(vendor.campaigns["c1"])


async def test_performance_is_read_to_the_micro(platform):
    [row] = await platform.performance(["c1"], from_day="2026-11-20", to_day="2026-11-20")
    assert row == PerformanceRow(
        day="2026-11-20",
        platform_campaign_id="c1",
        impressions=1_000,
        clicks=10,
        conversions=1,
        spend_micros=12_345_678,
        currency="USD",
    )


async def test_a_vendor_that_fails_once_is_asked_again(platform, vendor):
    vendor.failures = [503]
    assert await platform.check() == "Shop"


@pytest.mark.parametrize(("told", "pause_s"), [("7", 7), ("86400", 3_600), ("²", 30), ("9" * 4_301, 30), ("soon", 30)])
async def test_a_vendor_that_throttles_for_long_says_when_to_come_back(case, internet, vendor, told, pause_s):
    vendor.failures, vendor.retry_after = [429] * 10, told
    hurried = connect(case.account(), VendorWeb(internet, case.key, attempts=1), lambda: NOW_MS)
    with pytest.raises(Unavailable) as away:
        await hurried.check()
    assert away.value.retry_after_s == pause_s
