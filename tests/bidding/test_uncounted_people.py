"""Somebody who may not be measured is not counted: no counter is read for them, and no bid is remembered as theirs."""

import pytest

from bidding.privacy.permissions import EVERYTHING, MEASURE
from domain.frequency.values import ALL_CAMPAIGNS
from tests.bidding.stand import TENANT, Stand, campaign, caps, request, seen
from tests.bidding.test_whose_features import Allowing


@pytest.mark.parametrize("bits", [EVERYTHING, EVERYTHING & ~MEASURE])
async def test_counters_are_read_and_bids_remembered_of_those_alone_who_may_be_counted(bits):
    together = campaign("cmp_capped", caps=caps(per_day=5, tenant_per_day=9), base_cpm_micros=1_000_000)
    stand = Stand(campaign("cmp_free", base_cpm_micros=3_000_000), together, privacy=Allowing(bits))
    stand.memory.seen[TENANT, "per-1"] = {"cmp_capped": seen(1), ALL_CAMPAIGNS: seen(1)}
    for _ in range(2):
        assert len(await stand.bids(request(user={"id": "per-1"}))) == 1
    person = stand.people.known("per-1", stand.now_ms)
    may_count = bool(bits & MEASURE)
    assert bool(person.seen) == may_count
    assert person.counted_for == ((TENANT,) if may_count else ())
    assert stand.people.bids_in_flight == (2 if may_count else 0)


async def test_caps_of_somebody_who_was_counted_earlier_are_not_compared_once_they_may_not_be():
    stand = Stand(campaign(caps=caps(per_day=1)), privacy=Allowing(EVERYTHING))
    stand.memory.seen[TENANT, "per-1"] = {"cmp_one": seen(1), ALL_CAMPAIGNS: seen(1)}
    assert await stand.reason(request(user={"id": "per-1"})) == "frequency_capped"
    stand.processor._reader._see = Allowing(EVERYTHING & ~MEASURE).see
    assert await stand.reason(request(user={"id": "per-1"})) == "caps_unknown"
