"""Simulated auctions with a known truth, as arrays to learn from and to be judged by.

Features come from ``layout.py``'s own functions over a world's profiles, snapshots and requests, so a model is trained
on exactly what a bidder will compute. A world of another seed holds other people and other creatives: that is the
held-out set.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bidding.inference import layout
from bidding.inference.learner import TRAINED_HEADS
from bidding.inference.network import Array, Network
from bidding.simulated_exchange import response_curve
from bidding.simulated_exchange.requests import RequestGenerator, context_of, hour_of_week
from bidding.simulated_exchange.response_curve import Reals
from bidding.simulated_exchange.world import World
from domain.serving.values import CreativeFormat

Indices = NDArray[np.int64]

UNKNOWN_SHARE = 0.3
"""Of auctions in which the viewer is a stranger to us, or may not be recognised."""
TIRED_SHARE = 0.2
UNDESCRIBED_EVERY = 20
"""One creative in so many has no embedding, as happens to those of real advertisers."""
_CHUNK = 16_384
_TENANT = "tnt_simulated"
_EXCHANGES = ("exchange-a", "exchange-b", "exchange-c")
_EMBEDDING = slice(layout.EMBEDDING.start - layout.CANDIDATE.start, layout.EMBEDDING.stop - layout.CANDIDATE.start)
_FORMATS = {kind: index for index, kind in enumerate(CreativeFormat)}


@dataclass(frozen=True, eq=False)
class Auctions:
    """``n`` impressions, each with one creative shown: who saw what where, and what is true of it.

    ``persons``, ``creatives`` and ``contexts`` are (n,) rows of the ground's feature tables; ``click``,
    ``conversion_after_click`` and ``worth`` are (n,) true probabilities and mean worth.
    """

    persons: Indices
    creatives: Indices
    contexts: Indices
    click: Reals
    conversion_after_click: Reals
    worth: Reals


@dataclass(frozen=True, eq=False)
class Outcomes:
    """What happened in each of n auctions, all (n,): clicks and conversions as 0 or 1, and the log of what one was worth."""

    clicked: Array
    converted: Array
    log_worth: Array


def observe(auctions: Auctions, chance: np.random.Generator) -> Outcomes:
    """Outcomes drawn from the truth. Only they are learnt from, never the probabilities behind them."""
    clicked = chance.random(auctions.click.shape) < auctions.click
    converted = clicked & (chance.random(auctions.click.shape) < auctions.conversion_after_click)
    log_worth = np.where(converted, np.log(auctions.worth) + chance.normal(0, 0.3, auctions.click.shape), 0.0)
    return Outcomes(clicked.astype(np.float32), converted.astype(np.float32), log_worth.astype(np.float32))


class Ground:
    """A world's people, creatives and impressions as feature tables, from which auctions are drawn.

    Person rows hold each person twice: as we know them, and (``people`` further down) as a stranger.
    """

    def __init__(self, seed: int, *, people: int, campaigns: int, contexts: int) -> None:
        world = World(seed, people)
        chance = np.random.default_rng([seed, 100])
        self.people = people
        self._world = world
        tired = chance.random(people) < TIRED_SHARE
        self._fatigue = np.where(tired, chance.random(people), 0.0)
        stranger = layout.person_features(None, None, month=1)
        known = [
            layout.person_features(
                (profile := world.profile(index, _TENANT)),
                profile.tenants[_TENANT],
                month=1 + index % 12,
                frequency_utilisation=float(self._fatigue[index]),
            )
            for index in range(people)
        ]
        self.person_features = np.stack([*known, *[stranger] * people])
        self._advertise(campaigns)
        self._look_around(seed, contexts)

    def _advertise(self, campaigns: int) -> None:
        campaigns_made = [self._world.campaign(index) for index in range(campaigns)]
        shown = [(campaign.snapshot, creative) for campaign in campaigns_made for creative in campaign.creatives]
        self.candidate_features = np.stack(
            [layout.candidate_features(snapshot, creative.served) for snapshot, creative in shown]
        )
        self.candidate_features[::UNDESCRIBED_EVERY, _EMBEDDING] = 0.0
        self._topics = np.array([creative.topics for _, creative in shown])
        self._appeal = np.array([creative.appeal for _, creative in shown])
        self._offer = np.array([creative.offer for _, creative in shown])
        formats = np.array([_FORMATS[creative.served.format] for _, creative in shown])
        self._of_format = [np.flatnonzero(formats == number) for number in range(len(CreativeFormat))]

    def _look_around(self, seed: int, contexts: int) -> None:
        generator = RequestGenerator(self._world, seed)
        features, formats, effects = [], [], []
        for index in range(contexts):
            request = generator.make(index).request
            context = context_of(
                request,
                request["imp"][0],
                exchange_id=_EXCHANGES[index % 3],
                hour_of_week=hour_of_week(index * 3_600_000),
            )
            shown = context.formats[index % len(context.formats)]
            features.append(layout.context_features(context))
            formats.append(_FORMATS[shown])
            effects.append(response_curve.surroundings(context, shown))
        self.context_features = np.stack(features)
        self._context_format = np.array(formats)
        self._surroundings = np.array(effects)

    @property
    def occurring(self) -> layout.Features:
        """(256,) of 1 and 0: which features are ever anything but zero here."""
        near, far = layout.CONTEXT
        split = near.stop - near.start
        occurring = np.zeros(layout.FEATURES, np.float32)
        contexts = np.asarray(self.context_features.any(axis=0))
        occurring[layout.PERSON] = self.person_features.any(axis=0)
        occurring[layout.CANDIDATE] = self.candidate_features.any(axis=0)
        occurring[near], occurring[far] = contexts[:split], contexts[split:]
        return occurring

    def draw(self, chance: np.random.Generator, count: int) -> Auctions:
        """``count`` impressions, each showing a creative of the right format chosen at random."""
        contexts = chance.integers(0, len(self.context_features), count)
        creatives = np.empty(count, np.int64)
        for number, pool in enumerate(self._of_format):
            here = self._context_format[contexts] == number
            creatives[here] = chance.choice(pool, int(here.sum()))
        return self._judge(self._viewers(chance, count), creatives, contexts)

    def choices(self, chance: np.random.Generator, count: int, candidates: int) -> Auctions:
        """``count`` auctions with ``candidates`` creatives to choose from; arrays are (count, candidates)."""
        contexts = chance.integers(0, len(self.context_features), count)
        creatives = np.empty((count, candidates), np.int64)
        for auction in range(count):
            pool = self._of_format[self._context_format[contexts[auction]]]
            creatives[auction] = chance.choice(pool, candidates, replace=len(pool) < candidates)
        viewers = self._viewers(chance, count)
        shape = (count, candidates)
        return self._judge(
            np.broadcast_to(viewers[:, None], shape), creatives, np.broadcast_to(contexts[:, None], shape)
        )

    def features(self, auctions: Auctions, rows: slice | Indices) -> layout.Features:
        """The k x 256 matrix of these rows of the auctions, flattened."""
        near, far = layout.CONTEXT
        split = near.stop - near.start
        contexts = self.context_features[auctions.contexts.reshape(-1)[rows]]
        matrix = np.zeros((len(contexts), layout.FEATURES), np.float32)
        matrix[:, layout.PERSON] = self.person_features[auctions.persons.reshape(-1)[rows]]
        matrix[:, layout.CANDIDATE] = self.candidate_features[auctions.creatives.reshape(-1)[rows]]
        matrix[:, near] = contexts[:, :split]
        matrix[:, far] = contexts[:, split:]
        return matrix

    def heads(self, network: Network, auctions: Auctions) -> Array:
        """(n, 3) trained heads for the auctions, flattened."""
        parts = [
            network.forward(self.features(auctions, slice(start, start + _CHUNK)))[:, :TRAINED_HEADS]
            for start in range(0, auctions.persons.size, _CHUNK)
        ]
        return np.concatenate(parts)

    def _viewers(self, chance: np.random.Generator, count: int) -> Indices:
        strangers = chance.random(count) < UNKNOWN_SHARE
        return chance.integers(0, self.people, count) + strangers * self.people

    def _judge(self, persons: Indices, creatives: Indices, contexts: Indices) -> Auctions:
        viewers = persons % self.people
        matches = response_curve.match(self._world.people.affinities[viewers], self._topics[creatives])
        ranks = np.where(persons < self.people, self._world.people.ranks[viewers], 0.0)
        fatigue = np.where(persons < self.people, self._fatigue[viewers], 0.0)
        return Auctions(
            persons=persons,
            creatives=creatives,
            contexts=contexts,
            click=response_curve.click_probability(
                matches, self._appeal[creatives], self._surroundings[contexts], ranks, fatigue
            ),
            conversion_after_click=response_curve.conversion_probability(matches, self._offer[creatives], ranks),
            worth=response_curve.conversion_worth(matches, ranks),
        )
