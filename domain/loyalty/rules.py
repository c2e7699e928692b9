"""What a tier ladder says about one person: the tier, the bid boost, and the eight numbers a model sees.

Pure. A tier name the ladder does not have counts as its lowest tier: a profile written before the ladder changed must
not stop a bid.
"""

from typing import Final

from domain.campaigns.values import Channel
from domain.loyalty.values import TierLadder
from domain.profiles.values import TenantProfile

BALANCE_SCALE: Final = 5_000
LIFETIME_SCALE: Final = 50_000
EARN_PCT_SCALE: Final = 200
REDEEM_HALF_LIFE_DAYS: Final = 30

_CHANNELS: Final = {channel.value: (index + 1) / len(Channel) for index, channel in enumerate(Channel)}


def rank_of(ladder: TierLadder, tier_name: str) -> int:
    """Position of the tier on its ladder, 0 for the lowest and for a name the ladder does not know."""
    for rank, tier in enumerate(ladder.tiers):
        if tier.name == tier_name:
            return rank
    return 0


def tier_for(ladder: TierLadder, qualifying_stars: int) -> str:
    """Name of the highest tier that this many qualifying stars reach."""
    reached = ladder.tiers[0].name
    for tier in ladder.tiers:
        if tier.from_stars <= qualifying_stars:
            reached = tier.name
    return reached


def progress(ladder: TierLadder, tier_name: str, qualifying_stars: int) -> float:
    """How far from this tier to the next, in [0, 1]; 1 on the highest."""
    rank = rank_of(ladder, tier_name)
    if rank == len(ladder.tiers) - 1:
        return 1.0
    start, end = ladder.tiers[rank].from_stars, ladder.tiers[rank + 1].from_stars
    return min(1.0, max(0.0, (qualifying_stars - start) / (end - start)))


def tier_boosts_pct(ladder: TierLadder) -> dict[str, int]:
    """Bid multiplier of every tier, in per cent, as a campaign's snapshot carries it."""
    return {tier.name: tier.boost_pct for tier in ladder.tiers}


def loyalty_features(member: TenantProfile, ladder: TierLadder, *, month: int) -> tuple[float, ...]:
    """Eight numbers in [0, 1], features 128 to 135 of the model's layout.

    Tier (0 lowest, 1 highest), stars balance (of 5,000), progress to the next tier, earn rate (of 2.0), recency of the
    last redemption (1 today, 1/2 after 30 days, 0 never), birthday in ``month`` (1 to 12), preferred channel, lifetime
    stars (of 50,000).
    """
    rank = rank_of(ladder, member.tier)
    highest = len(ladder.tiers) - 1
    redeemed = member.days_since_redeem >= 0
    return (
        rank / highest if highest else 0.0,
        _share(member.stars_balance, BALANCE_SCALE),
        progress(ladder, member.tier, member.qualifying_stars),
        _share(ladder.tiers[rank].earn_pct, EARN_PCT_SCALE),
        1 / (1 + member.days_since_redeem / REDEEM_HALF_LIFE_DAYS) if redeemed else 0.0,
        1.0 if member.birthday_month == month else 0.0,
        _CHANNELS.get(member.preferred_channel, 0.0),
        _share(member.lifetime_stars, LIFETIME_SCALE),
    )


def _share(amount: int, whole: int) -> float:
    return min(1.0, max(0.0, amount / whole))
