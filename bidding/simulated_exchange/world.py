"""A small world whose truth is known: its people, its advertisers, and how the ones answer the others.

The training script learns from it, the simulated exchange clicks and buys by it, and the demonstration seeds its
campaigns and profiles from it. So what a campaign really earned can be held against what the model expected.
"""

from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any, Final

import numpy as np

from bidding.inference.layout import Context
from bidding.simulated_exchange import catalogue, response_curve
from bidding.simulated_exchange.catalogue import Creative, SimulatedCampaign
from bidding.simulated_exchange.people import People
from bidding.simulated_exchange.response_curve import TOPIC_CATEGORIES, TOPICS, Reals
from domain.profiles.values import Profile
from domain.serving.values import CreativeFormat

DEFAULT_SEED: Final = 2_026
DEFAULT_PEOPLE: Final = 10_000
STRANGER_GOAL_VALUE_MICROS: Final = 5_000_000
"""What a conversion is worth where the advertiser has not said."""


@dataclass(frozen=True)
class Shown:
    """What a viewer was shown, as far as the exchange can tell from a bid."""

    topics: tuple[float, ...]
    appeal: float
    offer: float
    format: CreativeFormat
    goal_value_micros: int


@dataclass(frozen=True)
class Response:
    """How likely a click is, how likely a purchase after it, and what that is worth in goal values."""

    click: float
    conversion_after_click: float
    worth: float


class World:
    """People and campaigns of one seed."""

    def __init__(self, seed: int = DEFAULT_SEED, people: int = DEFAULT_PEOPLE) -> None:
        self.seed = seed
        self.people = People(seed, people)
        self._campaign = lru_cache(maxsize=2_048)(self._make_campaign)

    def profile(self, index: int, *tenant_ids: str) -> Profile:
        """Person ``index`` as each of these tenants knows them."""
        return self.people.profile(index, tenant_ids)

    def campaign(self, index: int) -> SimulatedCampaign:
        """Campaign ``index`` with its creatives and their truth."""
        return self._campaign(index)

    def campaign_contents(self, index: int, *, budget: str = "500.00") -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The REST bodies of campaign ``index`` and of its creatives."""
        campaign = self.campaign(index)
        return campaign.content(budget=budget), campaign.creative_contents()

    def shown(self, *, markup: str, categories: tuple[str, ...], creative_id: str, kind: CreativeFormat) -> Shown:
        """What a bid's markup shows; a stranger's creative is about its category and of an appeal all its own."""
        address = catalogue.address_in(markup)
        if address is not None:
            found = self._creative(*address)
            if found is not None:
                pricing = self.campaign(found.campaign).snapshot.pricing
                worth = pricing.goal_value_micros if pricing is not None else 0
                return Shown(
                    found.topics, found.appeal, found.offer, found.served.format, worth or STRANGER_GOAL_VALUE_MICROS
                )
        about = [
            TOPIC_CATEGORIES.index(name)
            for name in (entry.partition("-")[0] for entry in categories)
            if name in TOPIC_CATEGORIES
        ]
        topics = [0.0] * len(TOPICS)
        for topic in about or range(len(TOPICS)):
            topics[topic] += 1 / len(about or TOPICS)
        chance = Random(f"{self.seed}/stranger/{creative_id}")
        return Shown(tuple(topics), chance.gauss(0, 0.5), chance.gauss(0, 0.5), kind, STRANGER_GOAL_VALUE_MICROS)

    def respond(self, viewer_id: str, shown: Shown, context: Context, *, fatigue: float = 0.0) -> Response:
        """The truth about one impression. An id that is not of this world is a stranger of average tastes."""
        affinity, rank = self._viewer(viewer_id)
        match = response_curve.match(affinity, np.array(shown.topics))
        ranks = np.array(rank)
        return Response(
            click=float(
                response_curve.click_probability(
                    match,
                    np.array(shown.appeal),
                    np.array(response_curve.surroundings(context, shown.format)),
                    ranks,
                    np.array(fatigue),
                )
            ),
            conversion_after_click=float(response_curve.conversion_probability(match, np.array(shown.offer), ranks)),
            worth=float(response_curve.conversion_worth(match, ranks)),
        )

    def _viewer(self, viewer_id: str) -> tuple[Reals, float]:
        index = self.people.index_of(viewer_id)
        if index is not None:
            return self.people.affinities[index], float(self.people.ranks[index])
        chance = Random(f"{self.seed}/viewer/{viewer_id}")
        return np.array([chance.random() ** 3 for _ in TOPICS]), 0.0

    def _creative(self, campaign: int, number: int) -> Creative | None:
        for creative in self.campaign(campaign).creatives:
            if creative.index == number:
                return creative
        return None

    def _make_campaign(self, index: int) -> SimulatedCampaign:
        return catalogue.campaign(self.seed, index)
