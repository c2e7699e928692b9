import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidInput
from domain.loyalty.rules import loyalty_features, progress, tier_boosts_pct, tier_for
from domain.loyalty.values import DEFAULT_LADDER, FOUR_TIER_LADDER, LADDER_PRESETS, Tier, TierLadder
from domain.profiles.values import TenantProfile


@pytest.mark.parametrize(
    ("ladder", "stars", "tier"),
    [
        (DEFAULT_LADDER, 0, "green"),
        (DEFAULT_LADDER, 499, "green"),
        (DEFAULT_LADDER, 500, "gold"),
        (DEFAULT_LADDER, 2_499, "gold"),
        (DEFAULT_LADDER, 2_500, "reserve"),
        (DEFAULT_LADDER, 1_000_000, "reserve"),
        (FOUR_TIER_LADDER, 0, "basic"),
        (FOUR_TIER_LADDER, 1, "silver"),
        (FOUR_TIER_LADDER, 500, "gold"),
        (FOUR_TIER_LADDER, 2_500, "reserve"),
    ],
)
def test_qualifying_stars_reach_their_tier(ladder, stars, tier):
    assert tier_for(ladder, stars) == tier


def test_higher_tiers_are_worth_higher_bids():
    assert tier_boosts_pct(DEFAULT_LADDER) == {"green": 100, "gold": 115, "reserve": 130}
    assert [tier.earn_pct for tier in DEFAULT_LADDER.tiers] == [100, 120, 170]


@pytest.mark.parametrize(
    ("tiers", "rule"),
    [
        ([], "begin at 0"),
        ([("gold", 500)], "begin at 0"),
        ([("green", 0), ("gold", 500), ("silver", 500)], "above the one before"),
        ([("green", 0), ("green", 500)], "same name"),
    ],
)
def test_a_ladder_that_does_not_climb_is_refused(tiers, rule):
    with pytest.raises(InvalidInput, match=rule):
        TierLadder(tiers=tuple(Tier(name=name, from_stars=stars, earn_pct=100, boost_pct=100) for name, stars in tiers))


def test_features_of_a_gold_member_are_the_documented_ones():
    member = TenantProfile(
        tier="gold",
        stars_balance=1_250,
        qualifying_stars=1_500,
        lifetime_stars=10_000,
        days_since_redeem=30,
        birthday_month=5,
        preferred_channel="paid_media",
    )
    assert loyalty_features(member, DEFAULT_LADDER, month=5) == pytest.approx(
        (0.5, 0.25, 0.5, 0.6, 0.5, 1.0, 1 / 11, 0.2)
    )


def test_nobody_in_particular_is_a_green_member_without_history():
    assert loyalty_features(TenantProfile(), DEFAULT_LADDER, month=1) == (0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0)


def test_a_tier_of_another_ladder_counts_as_the_lowest():
    assert loyalty_features(TenantProfile(tier="platinum"), DEFAULT_LADDER, month=1)[0] == 0.0
    assert progress(DEFAULT_LADDER, "platinum", 250) == 0.5


whole = st.integers(-10, 10**9)


@given(
    preset=st.sampled_from(sorted(LADDER_PRESETS)),
    tier=st.sampled_from(["green", "gold", "reserve", "silver", "", "platinum"]),
    balance=whole,
    qualifying=whole,
    lifetime=whole,
    days=st.integers(-1, 10_000),
    month=st.integers(1, 12),
)
def test_every_member_has_eight_features_between_zero_and_one(preset, tier, balance, qualifying, lifetime, days, month):
    member = TenantProfile(
        tier=tier,
        stars_balance=balance,
        qualifying_stars=qualifying,
        lifetime_stars=lifetime,
        days_since_redeem=days,
        birthday_month=month,
    )
    features = loyalty_features(member, LADDER_PRESETS[preset], month=month)
    assert len(features) == 8
    assert all(0 <= feature <= 1 for feature in features)
