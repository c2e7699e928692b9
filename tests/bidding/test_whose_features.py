"""What traces say of a person is what the model was told, to tenants that know them, where it may be written down."""

import json
from itertools import product

import pytest

from bidding.accountability.features import _NAMES
from bidding.accountability.sampling import Sampler, Taken
from bidding.auction.viewer import Introductions, Viewer
from bidding.inference import layout
from bidding.people.person import Person
from bidding.privacy import Privacy
from bidding.privacy.permissions import EVERYTHING, IDENTIFY, LOCATE, MEASURE, PERMISSIONS, PERSONALISE
from domain.accountability.rules import OF_A_PERSON, without_person
from domain.accountability.values import Trace
from domain.events.values import Entry
from domain.frequency.values import ALL_CAMPAIGNS
from domain.profiles.values import Profile, TenantProfile
from tests.bidding.stand import (
    EXCHANGE,
    FOREVER_MS,
    NOW_MS,
    TENANT,
    Stand,
    campaign,
    caps,
    engine,
    request,
    seen,
    targeting,
)

KNOWN = {TENANT: TenantProfile(segments=(3,), tier="gold", stars_balance=900)}


class Allowing(Privacy):
    """Takes every request's signals to leave these bits."""

    def __init__(self, bits: int) -> None:
        super().__init__()
        self._permissions = PERMISSIONS[bits]

    def see(self, request, exchange):
        seen = super().see(request, exchange)
        person_id = seen.person_id if self._permissions.may_identify else ""
        return type(seen)(seen.request, person_id, False, self._permissions)


async def traced(bits: int, tenants: dict[str, TenantProfile]) -> Trace:
    """What is kept of a request whose person is well known and whose signals allow ``bits``."""
    sampler = Sampler(trace_every=1)
    stand = Stand(campaign(), sampler=sampler, privacy=Allowing(bits))
    stand.memory.profiles["per-1"] = Profile("per-1", interests=(0.5,) * 64, recency=0.75, tenants=tenants)
    stand.processor.accountant.scored_by = lambda: "here"
    found: list[Taken] = []
    sampler.take = lambda *taken: found.append(Taken(*taken, traced=True, recorded=False))
    assert (await stand.answer(request(user={"id": "per-1"}))).status == 200
    [taken] = found
    [trace] = stand.processor.accountant.account(taken.call, taken.viewer, taken.wins)
    return trace


def of_the_person(trace: Trace) -> set[str]:
    [candidate] = trace.lots[0].candidates
    assert candidate.features
    return {name for name in candidate.features if name.startswith(OF_A_PERSON)}


@pytest.mark.parametrize("bits", range(EVERYTHING + 1))
async def test_a_trace_holds_of_a_person_no_more_than_signals_allow(bits):
    trace = await traced(bits, KNOWN)
    may_know, may_write = all(bits & bit for bit in (IDENTIFY, PERSONALISE)), bits & MEASURE
    assert trace.person_known == may_know
    assert bool(of_the_person(trace)) == bool(may_know and may_write)


@pytest.mark.parametrize(
    "tenants", [{}, {"ten_theirs": KNOWN[TENANT]}, {TENANT: TenantProfile(personalised_ads=False)}]
)
async def test_a_tenant_learns_nothing_of_people_it_does_not_know(tenants):
    trace = await traced(EVERYTHING, tenants)
    assert not trace.person_known
    assert not of_the_person(trace)


def test_what_traces_show_of_a_person_is_what_the_model_was_told():
    model = engine()
    introductions = Introductions(model)
    profile = Profile("per-1", interests=(0.5,) * 64, recency=0.75, tenants=KNOWN)
    tenants = (TENANT, "ten_theirs")
    people = (None, Person("per-1", profile, FOREVER_MS), Person("per-1", None, FOREVER_MS))
    for person, bits in product(people, (EVERYTHING, EVERYTHING & ~PERSONALISE, LOCATE)):
        viewer = Viewer(person, NOW_MS, PERMISSIONS[bits])
        told = introductions.of(viewer, tenants).projections
        for row, features in zip(told, viewer.features_for(tenants), strict=True):
            assert row.tolist() == model.prepare_person(features).tolist()


def test_the_names_of_a_persons_features_begin_as_rules_say():
    told = {name for name in _NAMES[layout.PERSON] if not name.startswith("reserved.")}
    assert {name for name in _NAMES if name.startswith(OF_A_PERSON)} == told


async def test_a_trace_without_its_person_says_nothing_of_them():
    trace = await traced(EVERYTHING, KNOWN)
    assert trace.person_known
    assert of_the_person(trace)
    bare = without_person(trace)
    assert not bare.person_known
    assert not of_the_person(bare)
    assert bare.campaigns == trace.campaigns


@pytest.mark.parametrize(
    ("may_read_profiles", "knows_them", "is_shown"),
    [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
)
async def test_who_makes_a_request_up_learns_only_of_their_own_people(may_read_profiles, knows_them, is_shown):
    tenants = KNOWN if knows_them else {"ten_theirs": KNOWN[TENANT]}
    body = json.dumps(request(user={"id": "per-1"})).encode()

    async def explained(stand: Stand) -> Trace:
        return await stand.processor.accountant.trace(
            body, EXCHANGE, Entry.NATS, TENANT, may_read_profiles=may_read_profiles
        )

    live = (
        campaign(),
        campaign("cmp_theirs", targeting=targeting(segments_any=(3,))),
        campaign("cmp_capped", caps=caps(per_day=1)),
    )
    unknown = await explained(Stand(*live))
    stand = Stand(*live)
    stand.memory.profiles["per-1"] = Profile("per-1", interests=(0.5,) * 64, recency=0.75, tenants=tenants)
    stand.memory.seen[TENANT, "per-1"] = {"cmp_capped": seen(1), ALL_CAMPAIGNS: seen(1)}
    found = await explained(stand)
    assert found.person_known == is_shown
    if is_shown:
        assert found.campaigns["cmp_capped"] == "frequency_capped"
        assert found.campaigns["cmp_theirs"] in {"bid", "outbid"}
    else:
        assert (found.campaigns, found.lots) == (unknown.campaigns, unknown.lots)
