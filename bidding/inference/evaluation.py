"""What a model is worth on people, creatives and auctions it has never met."""

from dataclasses import dataclass

import numpy as np

from bidding.inference.auctions import Ground, Indices, observe
from bidding.inference.network import CLICK, CONVERSION, VALUE, Array, Network
from bidding.simulated_exchange.response_curve import Reals

HELD_OUT_SEED = 1_000_003
IMPRESSIONS = 400_000
AUCTIONS = 4_000
CANDIDATES = 64


@dataclass(frozen=True)
class Choice:
    """Click-through rates of choosing one of the candidates: at random, by the model, by the truth itself."""

    auctions: int
    ctr_random: float
    ctr_model: float
    ctr_oracle: float

    @property
    def lift(self) -> float:
        """Over choosing at random: 0.25 is a quarter more clicks."""
        return self.ctr_model / self.ctr_random - 1

    @property
    def share_of_oracle(self) -> float:
        return self.ctr_model / self.ctr_oracle


@dataclass(frozen=True)
class HeldOut:
    """Log-losses are nats an impression (click) or a click (conversion); the rest are shares and rates in [0, 1]."""

    click_rate: float
    click_log_loss: float
    click_base_log_loss: float
    click_oracle_log_loss: float
    conversion_log_loss: float
    conversion_base_log_loss: float
    mean_predicted_click: float
    worth_correlation: float
    everybody: Choice
    known: Choice
    """Auctions for people we recognise; of strangers the oracle knows tastes that nobody could."""


def evaluate(
    network: Network, *, seed: int = HELD_OUT_SEED, impressions: int = IMPRESSIONS, auctions: int = AUCTIONS
) -> HeldOut:
    """Judges a network in a world of its own seed: logged impressions for the losses, auctions of 64 for the choice."""
    ground = Ground(seed, people=20_000, campaigns=600, contexts=2_000)
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
    recognised = choices.persons[:, 0] < ground.people
    return HeldOut(
        click_rate=float(clicked.mean()),
        click_log_loss=_log_loss(click, seen.clicked),
        click_base_log_loss=_log_loss(np.full(impressions, clicked.mean()), seen.clicked),
        click_oracle_log_loss=_log_loss(logged.click, seen.clicked),
        conversion_log_loss=_log_loss(conversion[clicked], seen.converted[clicked]),
        conversion_base_log_loss=_log_loss(
            np.full(int(clicked.sum()), seen.converted[clicked].mean()), seen.converted[clicked]
        ),
        mean_predicted_click=float(click.mean()),
        worth_correlation=float(np.corrcoef(worth, logged.worth)[0, 1]),
        everybody=_choice(choices.click, chosen),
        known=_choice(choices.click[recognised], chosen[recognised]),
    )


def _choice(click: Reals, chosen: Indices) -> Choice:
    """``click`` is (auctions, candidates), ``chosen`` the candidate the model takes in each."""
    return Choice(
        auctions=len(click),
        ctr_random=float(click.mean()),
        ctr_model=float(click[np.arange(len(click)), chosen].mean()),
        ctr_oracle=float(click.max(axis=1).mean()),
    )


def _quantity(network: Network, head: str, heads: Array) -> Reals:
    calibration = network.calibrations[head]
    linear = calibration.scale * heads.astype(np.float64) + calibration.bias
    return np.exp(linear) if calibration.link == "exp" else 1 / (1 + np.exp(-linear))


def _log_loss(probability: Reals, happened: Array) -> float:
    return float(-np.where(happened > 0, np.log(probability), np.log1p(-probability)).mean())
