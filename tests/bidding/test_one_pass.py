"""One compiled pass over a lot finds what its four steps find one after another, to the bit."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bidding.inference.engine import FusibleEngine
from domain.pacing.values import Pacing, Participation
from domain.profiles.values import Profile, TenantProfile
from domain.serving.values import Goal, Spending
from domain.shading.values import BUCKETS, QUANTILES, Landscape, Market
from tests.bidding.stand import (
    EXCHANGE,
    TENANT,
    Stand,
    campaign,
    caps,
    creative,
    engine,
    impression,
    new_index,
    request,
    targeting,
)

SIZES = ((300, 250), (728, 90), (320, 50))


def _campaign(number):
    chance = Random(f"one pass {number}")
    wanted = chance.sample(SIZES, chance.randrange(1, 4))
    return campaign(
        f"cmp_{number}",
        goal=chance.choice(tuple(Goal)),
        currency=chance.choice(("USD", "EUR", "JPY")),
        base_cpm_micros=chance.choice((2_000_000, 2_000_001, 2_500_000, 0)),
        goal_value_micros=chance.randrange(100_000, 3_000_000),
        max_cpm_micros=chance.choice((2_400_000, 4_000_000, 400_000_000)),
        spending=Spending(pacing=chance.choice((Pacing.ASAP, Pacing.ASAP, Pacing.EVEN))),
        targeting=targeting(segments_none=(1,) if chance.random() < 0.3 else ()),
        caps=caps(per_day=3) if chance.random() < 0.1 else caps(),
        tier_boosts_pct={"gold": 115, "reserve": 130} if chance.random() < 0.5 else {},
        creatives=tuple(
            creative(
                creative_id=f"crt_{number}_{place}",
                width=width,
                height=height,
                embedding=tuple(round(chance.uniform(-1, 1), 3) for _ in range(32)),
            )
            for place, (width, height) in enumerate(wanted * chance.randrange(1, 3))
        ),
    )


CAMPAIGNS = [_campaign(number) for number in range(110)]
FUNDS = {f"cmp_{number}": Random(f"funds {number}").choice((0, 3_000_000, 10**15)) for number in range(110)}
REQUESTS = st.builds(
    lambda number, size, floor, at, cur, person, imps: request(
        [
            impression(id=str(place), banner={"w": size[0], "h": size[1]}, bidfloor=floor, bidfloorcur="USD")
            for place in range(imps)
        ],
        id=f"request-{number}",
        at=at,
        cur=[cur],
        user={"buyeruid": person} if person else {},
    ),
    st.integers(0, 10**6),
    st.sampled_from(SIZES),
    st.sampled_from((0, 0.01, 2.0, 2.3, 40)),
    st.sampled_from((1, 2)),
    st.sampled_from(("USD", "EUR", "JPY")),
    st.sampled_from(("", "per-0", "per-1", "per-2", "per-3")),
    st.integers(1, 3),
)


class Plain:
    """The fused engine, without what lets it be a part of something larger."""

    def __init__(self, whole):
        self.name = whole.name
        self.candidate_width, self.person_width, self.context_width = (
            whole.candidate_width,
            whole.person_width,
            whole.context_width,
        )
        self.prepare_candidates = whole.prepare_candidates
        self.prepare_person = whole.prepare_person
        self.prepare_context = whole.prepare_context
        self.score = whole.score
        self.warm_up = whole.warm_up


async def market_stand(campaigns, funds, other=None):
    stand = Stand(*campaigns, funds=funds)
    stand.shading.apply(
        Landscape(
            exchange_id=EXCHANGE.exchange_id,
            learned_at_ms=1,
            markets={"USD": Market(1_000, (1,) * QUANTILES, tuple(6_000 + 30 * place for place in range(BUCKETS)))},
        )
    )
    for number in range(4):
        part = TenantProfile(segments=(number,), tier=("gold", "reserve", "green")[number % 3])
        stand.memory.profiles[f"per-{number}"] = Profile(f"per-{number}", tenants={TENANT: part})
    pacer = stand.index.pacer
    shares = (0.9, 0.3, 0.6)
    slots = [one for one in campaigns if one.spending.pacing is not Pacing.ASAP]
    for place, one in enumerate(slots):
        pacer._histograms[pacer._slots[one.tenant_id, one.campaign_id], 80 + place % 60 : 170] = 5.0
        pacer.told([Participation(tenant_id=one.tenant_id, campaign_id=one.campaign_id, share=shares[place % 3])])
    if other is not None:
        await stand.processor.reengine(other)
    return stand


@settings(max_examples=12, deadline=None)
@given(asked=st.lists(REQUESTS, min_size=1, max_size=30))
async def test_winners_prices_holds_and_what_the_pacer_learned_are_the_same(asked):
    whole = await market_stand(CAMPAIGNS, FUNDS)
    steps = await market_stand(CAMPAIGNS, FUNDS, Plain(engine()))
    assert whole.processor._auctioneer._one_pass is not None
    assert steps.processor._auctioneer._one_pass is None
    for one in asked:
        assert await whole.answer(one) == await steps.answer(one)
    assert list(whole.events) == list(steps.events)
    assert whole.processor.candidates_scored == steps.processor.candidates_scored
    for mine, other in zip(whole.index.pacer.arrays(), steps.index.pacer.arrays(), strict=True):
        np.testing.assert_array_equal(mine, other)


async def test_what_grows_or_changes_its_place_between_two_requests_is_found_where_it_is():
    whole, steps = (Stand(*CAMPAIGNS, index=new_index(model=model, reserve=4)) for model in (engine(), Plain(engine())))
    await steps.processor.reengine(Plain(engine()))
    for number in range(4):
        for stand in (whole, steps):
            stand.knows(f"per-{number}", tier=("gold", "reserve", "green")[number % 3])
    for number, one in enumerate([*CAMPAIGNS, *(_campaign(number) for number in range(110, 1_100))]):
        for stand in (whole, steps):
            stand.index.apply(one)
        if number < 110 or number % 50 == 0:
            asked = request(id=f"request-{number}", at=1, user={"buyeruid": f"per-{number % 4}"})
            assert await whole.answer(asked) == await steps.answer(asked)
    assert any(event.type == "bid" for event in whole.events)
    held, table = whole.processor._auctioneer._one_pass._held, whole.index.table
    for array in (table.first_row, table.kind, table.prepared, table.boosts, *whole.index.pacer.arrays()):
        assert any(one is array for one in held)


async def test_the_market_of_this_test_is_one_where_pacing_shading_and_money_matter():
    stand = await market_stand(CAMPAIGNS, FUNDS)
    for number in range(200):
        await stand.answer(request(id=f"request-{number}", at=1, imp=impression(bidfloor=0.5)))
    counts = stand.index.pacer.arrays()[-1]
    assert 0 < counts[:, 1].sum() < counts[:, 0].sum()
    assert stand.wallet.missed
    assert {event.shading for event in stand.events if event.shading} == {"shaded", "holdout", "explored"}


async def test_without_paced_campaigns_and_with_another_runtime_the_winners_are_the_same():
    unpaced = [one for one in CAMPAIGNS if one.spending.pacing is Pacing.ASAP]
    whole = await market_stand(unpaced, {})
    other = await market_stand(unpaced, {}, engine("onnxruntime"))
    for number in range(60):
        one = request(id=f"request-{number}", at=1 + number % 2, user={"buyeruid": f"per-{number % 4}"})
        assert await whole.answer(one) == await other.answer(one)


@pytest.mark.parametrize(("kind", "fusible"), [("fused", True), ("onnxruntime", False)])
def test_only_an_engine_whose_rows_are_potentials_is_a_part_of_the_pass(kind, fusible):
    assert isinstance(engine(kind), FusibleEngine) is fusible
