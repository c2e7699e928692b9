"""The truth of the simulated world: how likely a person is to click, and then to buy.

    logit P(click)              = -5.3 + 3.5 match + appeal + surroundings + 0.3 rank - 1.2 fatigue
    logit P(conversion | click) = -2.0 + 2.0 match + 0.9 rank + offer

``match`` is the person's affinity for the topics the creative is about, in [0, 1]; ``appeal`` and ``offer`` are the
creative's own, about -1 to 1; ``rank`` is the loyalty tier, 0 lowest and 1 highest; ``fatigue`` how tired of
advertisements the person is, in [0, 1]. A conversion is worth ``0.6 + 0.8 rank + match`` times the campaign's goal
value. Everything broadcasts, so one pair and a million auctions are the same call.
"""

from math import cos, pi
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bidding.inference.layout import Context
from domain.serving.values import CreativeFormat

Reals = NDArray[np.float64]

WORLD_VERSION: Final = "1"
"""Of the truth: this curve, the people, the catalogue. A model's figures hold for the version it was judged by."""

TOPICS: Final = ("food", "travel", "sport", "technology", "fashion", "home", "games", "music")
TOPIC_CATEGORIES: Final = ("IAB8", "IAB20", "IAB17", "IAB19", "IAB18", "IAB10", "IAB9", "IAB1")

_FORMAT_EFFECT: Final = {
    CreativeFormat.BANNER: 0.0,
    CreativeFormat.VIDEO: 0.35,
    CreativeFormat.AUDIO: -0.8,
    CreativeFormat.NATIVE: 0.5,
}
_POSITION_EFFECT: Final = {1: 0.35, 3: -0.45, 7: 0.5}


def match(affinity: Reals, topics: Reals) -> Reals:
    """Affinity for a creative's topics, summed over the last axis: both are (..., 8), topics add up to 1."""
    return np.asarray((affinity * topics).sum(axis=-1), np.float64)


def surroundings(context: Context, shown: CreativeFormat) -> float:
    """What an impression's surroundings add to the logit of a click: the format shown, its position and the hour."""
    evening = cos((context.hour_of_week % 24 - 20) * pi / 12)
    return (
        _FORMAT_EFFECT[shown]
        + _POSITION_EFFECT.get(context.position, 0.0)
        + 0.25 * evening
        + (0.15 if context.in_app else 0.0)
        + (0.3 if context.rewarded else 0.0)
    )


def click_probability(matches: Reals, appeal: Reals, around: Reals, rank: Reals, fatigue: Reals) -> Reals:
    return _sigmoid(-5.3 + 3.5 * matches + appeal + around + 0.3 * rank - 1.2 * fatigue)


def conversion_probability(matches: Reals, offer: Reals, rank: Reals) -> Reals:
    """Of a conversion once the advertisement was clicked."""
    return _sigmoid(-2.0 + 2.0 * matches + 0.9 * rank + offer)


def conversion_worth(matches: Reals, rank: Reals) -> Reals:
    """Mean worth of a conversion in units of the campaign's goal value."""
    return 0.6 + 0.8 * rank + matches


def _sigmoid(logit: Reals) -> Reals:
    return np.asarray(1 / (1 + np.exp(-logit)), np.float64)
