"""Tier ladders: what a loyalty programme's tiers are called, where they begin and what they are worth.

A ladder is data and belongs to a tenant. Stars are whole; multipliers and boosts are whole per cent, so that 1.7 stars a
dollar or a 15 % higher bid are exact.
"""

from itertools import pairwise
from typing import Final

from msgspec import Struct

from domain.errors import InvalidInput


class Tier(Struct, frozen=True, kw_only=True):
    """One rung. ``from_stars`` are the qualifying stars of the last twelve months that reach it."""

    name: str
    from_stars: int
    earn_pct: int
    """Stars earned for a base star, in per cent."""
    boost_pct: int
    """What a bid for a person of this tier is multiplied by, in per cent."""


class TierLadder(Struct, frozen=True, kw_only=True):
    """Tiers from the lowest, which begins at 0 stars, to the highest.

    Raises ``InvalidInput`` for a ladder that is empty, starts above 0, does not climb or names a tier twice.
    """

    tiers: tuple[Tier, ...]

    def __post_init__(self) -> None:
        thresholds = [tier.from_stars for tier in self.tiers]
        if not thresholds or thresholds[0] != 0:
            raise InvalidInput(
                "the lowest tier must begin at 0 stars",
                field="tiers",
                remedy="Add a tier with from_stars 0 at the start.",
            )
        if any(lower >= upper for lower, upper in pairwise(thresholds)):
            raise InvalidInput(
                "every tier must begin above the one before it", field="tiers", remedy="Sort the tiers by from_stars."
            )
        if len({tier.name for tier in self.tiers}) != len(self.tiers):
            raise InvalidInput("two tiers have the same name", field="tiers", remedy="Give each tier its own name.")


DEFAULT_LADDER: Final = TierLadder(
    tiers=(
        Tier(name="green", from_stars=0, earn_pct=100, boost_pct=100),
        Tier(name="gold", from_stars=500, earn_pct=120, boost_pct=115),
        Tier(name="reserve", from_stars=2_500, earn_pct=170, boost_pct=130),
    )
)

FOUR_TIER_LADDER: Final = TierLadder(
    tiers=(
        Tier(name="basic", from_stars=0, earn_pct=100, boost_pct=100),
        Tier(name="silver", from_stars=1, earn_pct=100, boost_pct=100),
        Tier(name="gold", from_stars=500, earn_pct=120, boost_pct=115),
        Tier(name="reserve", from_stars=2_500, earn_pct=170, boost_pct=130),
    )
)
"""Basic is everybody; the first star makes a silver member."""

LADDER_PRESETS: Final = {"three_tier": DEFAULT_LADDER, "four_tier": FOUR_TIER_LADDER}
