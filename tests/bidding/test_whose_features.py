"""What traces say of a person is what the model was told, to tenants that know them, where it may be written down."""

from itertools import product

import pytest

from bidding.accountability.sampling import Sampler, Taken
from bidding.auction.viewer import Introductions, Viewer
from bidding.people.person import Person
from bidding.privacy import Privacy
from bidding.privacy.permissions import EVERYTHING, IDENTIFY, LOCATE, MEASURE, PERMISSIONS, PERSONALISE
from domain.accountability.values import Trace
from domain.profiles.values import Profile, TenantProfile
from tests.bidding.stand import FOREVER_MS, NOW_MS, TENANT, Stand, campaign, engine, request

KNOWN = {TENANT: TenantProfile(segments=(3,), tier="gold", stars_balance=900)}
OF_A_PERSON = ("interest.", "segment.", "loyalty.", "recency")


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
