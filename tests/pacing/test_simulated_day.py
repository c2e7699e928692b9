"""Pacing lands on its plan, or on what supply permits, over simulated days; ``make pacing`` shows more weathers."""

from itertools import pairwise

import pytest

from tests.pacing.weather import WEATHERS, Verdict

pytestmark = pytest.mark.xdist_group("pacing")  # each day is simulated once
BY_NAME = {weather.name: weather for weather in WEATHERS}
_judged: dict[str, Verdict] = {}


def judged(name: str) -> Verdict:
    if name not in _judged:
        _judged[name] = BY_NAME[name].judge(always_compare=False)
    return _judged[name]


@pytest.mark.parametrize("name", ["1x even", "0.3x even", "3x even"])
def test_a_day_lands_within_five_per_cent_of_plan_or_of_what_supply_permits(name: str):
    verdict = judged(name)
    assert abs(verdict.off) <= 0.05


def test_with_supply_to_spare_no_hour_strays_far_from_the_plan():
    assert abs(judged("3x even").worst_hour) < 0.05


def test_with_supply_to_spare_the_best_of_it_is_bought():
    assert judged("3x even").quality > 1.5
    assert judged("0.3x even").quality == pytest.approx(1.0, abs=0.05)


def test_the_share_moves_by_small_steps_and_never_slams_shut():
    shares = judged("3x even").paced.shares[1:]
    assert all(later > 0.0 and 1 / 8 < later / earlier < 8 for earlier, later in pairwise(shares))


def test_a_budget_of_twenty_impressions_is_spread_over_the_day_in_single_bids():
    verdict = judged("20 impressions a day")
    assert verdict.held
    by_hour = [after - before for before, after in pairwise([0, *verdict.paced.spend])]
    assert max(by_hour) <= verdict.plan_nanos / 6
    assert sum(hour > 0 for hour in by_hour) >= 8
