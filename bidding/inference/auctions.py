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
from bidding.inference.plan import HOURS_A_WEEK, Plan
from bidding.simulated_exchange import response_curve
from bidding.simulated_exchange.requests import RequestGenerator, context_of, hour_of_week
from bidding.simulated_exchange.response_curve import Reals
from bidding.simulated_exchange.world import World
from domain.inference.rules import REWARDS
from domain.inference.values import Signal
from domain.serving.values import CreativeFormat

Indices = NDArray[np.int64]

UNKNOWN_SHARE = 0.3
"""Of auctions in which the viewer is a stranger to us, or may not be recognised."""
TIRED_SHARE = 0.2
UNDESCRIBED_EVERY = 20
"""One creative in so many has no embedding, as happens to those of real advertisers."""
IMAGINED = 64
"""Draws over which the oracle averages what it cannot see."""
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

    @property
    def rewards(self) -> Array:
        """(n,) what each impression's strongest signal is worth: +1 a click, +2 a redemption, -0.1 neither."""
        ignored, clicked, redeemed = (REWARDS[signal] for signal in (Signal.IGNORED, Signal.CLICKED, Signal.REDEEMED))
        return np.where(self.converted > 0, redeemed, np.where(self.clicked > 0, clicked, ignored)).astype(np.float32)


def observe(auctions: Auctions, chance: np.random.Generator) -> Outcomes:
    """Outcomes drawn from the truth. Only they are learnt from, never the probabilities behind them."""
    clicked = chance.random(auctions.click.shape) < auctions.click
    converted = clicked & (chance.random(auctions.click.shape) < auctions.conversion_after_click)
    log_worth = np.where(converted, np.log(auctions.worth) + chance.normal(0, 0.3, auctions.click.shape), 0.0)
    return Outcomes(clicked.astype(np.float32), converted.astype(np.float32), log_worth.astype(np.float32))


class Ground:
    """A world's people, creatives and impressions as feature tables, from which auctions are drawn.

    ``first_person``, ``first_campaign`` and ``first_hour`` choose which part of the world, and when: a later period has
    some people and campaigns of the one before it and some that are new. Person rows hold each person twice: as we know
    them, and (``people`` further down) as a stranger. Some are tired of advertisements, which no feature tells.
    """

    def __init__(
        self,
        seed: int,
        *,
        people: int,
        campaigns: int,
        contexts: int,
        first_person: int = 0,
        first_campaign: int = 0,
        first_hour: int = 0,
    ) -> None:
        world = World(seed, first_person + people)
        chance = np.random.default_rng([seed, 100, first_hour])
        self.people = people
        self._world = world
        self._affinities = world.people.affinities[first_person:]
        self._ranks = world.people.ranks[first_person:]
        tired = chance.random(people) < TIRED_SHARE
        self._fatigue = np.where(tired, chance.random(people), 0.0)
        stranger = layout.person_features(None, None, month=1)
        known = [
            layout.person_features(
                (profile := world.profile(index, _TENANT)), profile.tenants[_TENANT], month=1 + index % 12
            )
            for index in range(first_person, first_person + people)
        ]
        self.person_features = np.stack([*known, *[stranger] * people])
        self._advertise(range(first_campaign, first_campaign + campaigns))
        self._look_around(seed, range(first_hour, first_hour + contexts))

    def _advertise(self, campaigns: range) -> None:
        campaigns_made = [self._world.campaign(index) for index in campaigns]
        shown = [(campaign.snapshot, creative) for campaign in campaigns_made for creative in campaign.creatives]
        self.candidate_features = np.stack(
            [layout.candidate_features(snapshot, creative.served) for snapshot, creative in shown]
        )
        self.described = np.arange(len(shown)) % UNDESCRIBED_EVERY != 0
        self.candidate_features[~self.described, _EMBEDDING] = 0.0
        self._topics = np.array([creative.topics for _, creative in shown])
        self._appeal = np.array([creative.appeal for _, creative in shown])
        self._offer = np.array([creative.offer for _, creative in shown])
        formats = np.array([_FORMATS[creative.served.format] for _, creative in shown])
        self._of_format = [np.flatnonzero(formats == number) for number in range(len(CreativeFormat))]

    def _look_around(self, seed: int, hours: range) -> None:
        generator = RequestGenerator(self._world, seed)
        features, formats, effects = [], [], []
        for index in hours:
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

    @classmethod
    def of_training(cls, plan: Plan) -> "Ground":
        """Everybody and everything of the weeks before the held-out one."""
        earlier = plan.weeks - 1
        return cls(
            plan.seed,
            people=plan.people + earlier * plan.new_people,
            campaigns=plan.campaigns + earlier * plan.new_campaigns,
            contexts=plan.weeks * HOURS_A_WEEK,
        )

    @classmethod
    def held_out(cls, plan: Plan) -> "Ground":
        """The week after training: most people and campaigns stayed, the newest nobody has met."""
        return cls(
            plan.seed,
            people=plan.people,
            campaigns=plan.campaigns,
            contexts=HOURS_A_WEEK,
            first_person=plan.weeks * plan.new_people,
            first_campaign=plan.weeks * plan.new_campaigns,
            first_hour=plan.weeks * HOURS_A_WEEK,
        )

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

    def foreseeable(self, chance: np.random.Generator, auctions: Auctions) -> Reals:
        """The click probability of each auction as the best policy could know it at bid time, shaped like the auctions'.

        What nobody can see is averaged over ``IMAGINED`` draws from the world: a stranger's tastes over its people, the
        topics and appeal of a creative without embedding over creatives of its topic. The rest is the truth itself.
        """
        flat = [of.reshape(-1) for of in (auctions.persons, auctions.creatives, auctions.contexts)]
        truth = np.array(auctions.click, np.float64).reshape(-1)
        unseen = np.flatnonzero((flat[0] >= self.people) | ~self.described[flat[1]])
        for start in range(0, len(unseen), _CHUNK):
            rows = unseen[start : start + _CHUNK]
            persons, creatives, contexts = (of[rows, None] for of in flat)
            strangers = persons >= self.people
            shape = (len(rows), IMAGINED)
            viewers = np.where(strangers, chance.integers(0, self.people, shape), persons % self.people)
            alike = np.where(self.described[creatives], creatives, self._alike(chance, creatives[:, 0]))
            truth[rows] = response_curve.click_probability(
                response_curve.match(self._affinities[viewers], self._topics[alike]),
                self._appeal[alike],
                self._surroundings[contexts],
                np.where(strangers, 0.0, self._ranks[viewers]),
                np.where(strangers, 0.0, self._fatigue[viewers]),
            ).mean(axis=1)
        return truth.reshape(auctions.click.shape)

    def _alike(self, chance: np.random.Generator, creatives: Indices) -> Indices:
        """(k, IMAGINED) described creatives that share their main topic, which their category tells, with these (k,)."""
        alike = np.empty((len(creatives), IMAGINED), np.int64)
        main = self._topics.argmax(axis=1)
        for topic in np.unique(main[creatives]):
            here = main[creatives] == topic
            pool = np.flatnonzero((main == topic) & self.described)
            alike[here] = chance.choice(pool, (int(here.sum()), IMAGINED))
        return alike

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
        matches = response_curve.match(self._affinities[viewers], self._topics[creatives])
        ranks = np.where(persons < self.people, self._ranks[viewers], 0.0)
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
