"""What a model is worth where it has not been: in a later period of its world, and in a world it has never met.

The oracle it is held against knows the response curve exactly, and of each auction what a bidder can know: it averages
over the tastes of strangers and over creatives without a description (``Ground.foreseeable``). The omniscient choice
knows those too, as no policy could; it is printed beside it.
"""

from dataclasses import dataclass

import numpy as np

from bidding.inference.auctions import Ground, Indices, observe
from bidding.inference.network import CLICK, CONVERSION, VALUE, Array, Network
from bidding.simulated_exchange.response_curve import Reals

OTHER_WORLD_SEED = 1_000_003
IMPRESSIONS = 400_000
AUCTIONS = 4_000
CANDIDATES = 64


@dataclass(frozen=True)
class Choice:
    """Click-through rates of choosing one of the candidates: at random, by the model, by the oracle, by the truth."""

    auctions: int
    ctr_random: float
    ctr_model: float
    ctr_oracle: float
    ctr_omniscient: float

    @property
    def lift(self) -> float:
        """Over choosing at random: 0.25 is a quarter more clicks."""
        return self.ctr_model / self.ctr_random - 1

    @property
    def share_of_oracle_lift(self) -> float:
        """Of the lift that the oracle reaches, how much the model does."""
        return (self.ctr_model - self.ctr_random) / (self.ctr_oracle - self.ctr_random)

    @property
    def share_of_omniscient_lift(self) -> float:
        return (self.ctr_model - self.ctr_random) / (self.ctr_omniscient - self.ctr_random)


@dataclass(frozen=True)
class HeldOut:
    """Log-losses are nats an impression (click) or a click (conversion); the rest are shares and rates in [0, 1]."""

    impressions: int
    click_rate: float
    click_log_loss: float
    click_base_log_loss: float
    click_truth_log_loss: float
    conversion_log_loss: float
    conversion_base_log_loss: float
    mean_predicted_click: float
    worth_correlation: float
    everybody: Choice
    known: Choice
    """Auctions for people we recognise."""


def other_world(seed: int = OTHER_WORLD_SEED) -> Ground:
    """Other people and other creatives than any that training meets."""
    return Ground(seed, people=20_000, campaigns=600, contexts=2_000)


def evaluate(
    network: Network, ground: Ground, *, seed: int, impressions: int = IMPRESSIONS, auctions: int = AUCTIONS
) -> HeldOut:
    """Judges a network on a ground: logged impressions for the losses, auctions of 64 for the choice."""
    chance = np.random.default_rng(seed)
    logged = ground.draw(chance, impressions)
    seen = observe(logged, chance)
    clicked = seen.clicked > 0
    heads = ground.heads(network, logged)
    click = _quantity(network, CLICK, heads[:, 0])
    conversion = _quantity(network, CONVERSION, heads[:, 1])
    worth = _quantity(network, VALUE, heads[:, 2])
    choices = ground.choices(chance, auctions, CANDIDATES)
    chosen = ground.heads(network, choices)[:, 0].reshape(auctions, CANDIDATES).argmax(axis=1)
    foreseen = ground.foreseeable(chance, choices).argmax(axis=1)
    recognised = choices.persons[:, 0] < ground.people
    return HeldOut(
        impressions=impressions,
        click_rate=float(clicked.mean()),
        click_log_loss=log_loss(click, seen.clicked),
        click_base_log_loss=log_loss(np.full(impressions, clicked.mean()), seen.clicked),
        click_truth_log_loss=log_loss(logged.click, seen.clicked),
        conversion_log_loss=log_loss(conversion[clicked], seen.converted[clicked]),
        conversion_base_log_loss=log_loss(
            np.full(int(clicked.sum()), seen.converted[clicked].mean()), seen.converted[clicked]
        ),
        mean_predicted_click=float(click.mean()),
        worth_correlation=float(np.corrcoef(worth, logged.worth)[0, 1]),
        everybody=_choice(choices.click, chosen, foreseen),
        known=_choice(choices.click[recognised], chosen[recognised], foreseen[recognised]),
    )


def _choice(click: Reals, chosen: Indices, foreseen: Indices) -> Choice:
    """``click`` is (auctions, candidates); the others say which candidate model and oracle take in each."""
    auction = np.arange(len(click))
    return Choice(
        auctions=len(click),
        ctr_random=float(click.mean()),
        ctr_model=float(click[auction, chosen].mean()),
        ctr_oracle=float(click[auction, foreseen].mean()),
        ctr_omniscient=float(click.max(axis=1).mean()),
    )


def _quantity(network: Network, head: str, heads: Array) -> Reals:
    calibration = network.calibrations[head]
    linear = calibration.scale * heads.astype(np.float64) + calibration.bias
    return np.exp(linear) if calibration.link == "exp" else 1 / (1 + np.exp(-linear))


def log_loss(probability: Reals | Array, happened: Array) -> float:
    """Nats an event, of probabilities (n,) and what happened as 0 or 1 (n,)."""
    return float(-np.where(happened > 0, np.log(probability), np.log1p(-probability)).mean())
