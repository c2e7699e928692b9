"""A bidder's pacer keeps the wished share of a campaign's candidates, and the best of them."""

from random import Random

import numpy as np
import pytest

from bidding.budget.pacer import PACED, Pacer
from domain.pacing.values import Pacing, Participation
from domain.serving.values import CampaignSnapshot, Goal, Pricing, Spending

KEY = {"tenant_id": "ten_1", "campaign_id": "cmp_1"}


def snapshot(pacing: Pacing = Pacing.EVEN, *, campaign_id: str = "cmp_1", goal: Goal = Goal.CLICKS) -> CampaignSnapshot:
    pricing = Pricing(currency="USD", base_cpm_micros=1, max_cpm_micros=1, goal=goal)
    return CampaignSnapshot(
        tenant_id="ten_1", campaign_id=campaign_id, revision=1, pricing=pricing, spending=Spending(pacing=pacing)
    )


def passes(pacer: Pacer, chance: float, *, row: int = 0) -> bool:
    likely = np.array([chance], np.float32)
    prices = np.array([2.0])
    pacer.screen(np.array([row], np.int32), likely, likely, prices, np.array([2.0]))
    return bool(prices[0] != PACED)


def fed(share: float, chances: list[float]) -> Pacer:
    pacer = Pacer()
    pacer.seat(range(1), snapshot())
    for chance in chances:
        passes(pacer, chance)
    pacer.told([Participation(**KEY, share=share)])
    return pacer


@pytest.mark.parametrize("share", [0.5, 0.1, 0.01])
def test_the_wished_share_goes_on_and_it_is_the_best(share: float):
    chance = Random(1)
    chances = [min(1.0, 0.01 * 2 ** chance.gauss(0, 1)) for _ in range(20_000)]
    pacer = fed(share, chances)
    chosen = [one for one in chances if passes(pacer, one)]
    assert len(chosen) / len(chances) == pytest.approx(share, rel=0.1)
    assert min(chosen) > 0.8 * sorted(chances)[-len(chosen)]


@pytest.mark.parametrize("share", [0.5, 0.1, 0.01])
def test_candidates_that_are_all_alike_are_thinned_out_evenly(share: float):
    pacer = fed(share, [0.01] * 2_000)
    went_on = [passes(pacer, 0.01) for _ in range(2_000)]
    assert sum(went_on) / 2_000 == pytest.approx(share, rel=0.1)
    assert sum(went_on[:1_000]) == pytest.approx(sum(went_on[1_000:]), abs=2)


def test_campaigns_without_a_pace_are_left_alone():
    pacer = Pacer()
    pacer.seat(range(1), snapshot(Pacing.ASAP))
    assert not pacer.active
    pacer.seat(range(1, 3), snapshot(campaign_id="cmp_2"))
    assert pacer.active
    prices, scores = np.array([5.0, 6.0]), np.array([5.0, 6.0])
    likely = np.full(2, 0.01, np.float32)
    assert pacer.screen(np.array([0, 2], np.int32), likely, likely, prices, scores) == 1
    pacer.unseat(range(1, 3))
    assert not pacer.active


def test_the_next_best_answers_where_the_best_is_held_back():
    pacer = fed(0.01, [0.01] * 1_000)
    pacer.seat(range(1, 2), snapshot(Pacing.ASAP, campaign_id="cmp_2"))
    best = set()
    for _ in range(50):
        prices, scores = np.array([9.0, 5.0]), np.array([9.0, 5.0])
        likely = np.full(2, 0.01, np.float32)
        best.add(pacer.screen(np.array([0, 1], np.int32), likely, likely, prices, scores))
    assert best == {0, 1} or best == {1}


def test_looking_counts_each_candidate_once_and_an_explanation_counts_none():
    pacer = fed(1.0, [0.01] * 10)
    likely = np.full(1, 0.01, np.float32)
    pacer.screen(np.zeros(1, np.int32), likely, likely, np.ones(1), np.ones(1), counted=False)
    seen = pacer.look(1_000)["ten_1", "cmp_1"]
    assert (seen.seen, seen.kept) == (10, 10)
    assert pacer.look(2_000) == {}


def test_hundreds_of_campaigns_come_and_go_in_the_slots_there_are():
    pacer = Pacer()
    for number in range(300):
        pacer.seat(range(number, number + 1), snapshot(campaign_id=f"cmp_{number}"))
        if number >= 40:
            pacer.unseat(range(number - 40, number - 39))
    for row in range(260, 300):
        assert passes(pacer, 0.01, row=row)
    assert {key[1] for key in pacer.look(1)} == {f"cmp_{number}" for number in range(260, 300)}
