"""Trains CoLaNet on simulated auctions and writes the model file and its card: ``python -m bidding.inference.training``.

The spike is a step, whose derivative is zero wherever it exists. Backwards the step is replaced by the derivative of a
fast sigmoid around the threshold (a surrogate gradient), so weights, biases and thresholds all learn; forwards it stays a
step. Weights are then rounded to the grid that makes engines agree to the bit, and the heads calibrated on auctions that
training has not seen. Everything is drawn from the seed: on one machine the same seed gives the same file.
"""

from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
from rich.console import Console
from rich.markdown import Markdown
from rich.progress import Progress

from bidding.inference import grid
from bidding.inference.auctions import Auctions, Ground, Indices, Outcomes, observe
from bidding.inference.evaluation import OTHER_WORLD_SEED, evaluate, other_world
from bidding.inference.layout import LAYOUT_VERSION
from bidding.inference.learner import HEAD_SCALE, TRAINED_HEADS, Learner
from bidding.inference.model_card import model_card
from bidding.inference.model_file import MODEL_PATH, write_model
from bidding.inference.network import (
    CLICK,
    CONVERSION,
    HEADS,
    HIDDEN,
    VALUE,
    Array,
    Calibration,
    Network,
)
from bidding.inference.plan import VERSION, Plan
from bidding.simulated_exchange.response_curve import WORLD_VERSION, Reals

Report = Callable[[float], None]

_NEWTON_STEPS = 12
_ENOUGH = 30
"""Outcomes of a kind below which nothing is calibrated on them."""
_REACH = 0.95 * grid.POTENTIAL_BOUND
"""Leaves room for rounding 256 weights below the bound itself."""


class Lessons(Protocol):
    """Impressions to learn from: features (n, 256) row by row, and what came of them."""

    @property
    def outcomes(self) -> Outcomes: ...

    @property
    def occurring(self) -> Array:
        """(256,) of 1 and 0: which features are ever anything but zero."""
        ...

    def features(self, rows: Indices) -> Array: ...


@dataclass(frozen=True, eq=False)
class Simulated:
    """Lessons from auctions drawn on a ground."""

    ground: Ground
    auctions: Auctions
    outcomes: Outcomes

    @property
    def occurring(self) -> Array:
        return self.ground.occurring

    def features(self, rows: Indices) -> Array:
        return self.ground.features(self.auctions, rows)


def train(plan: Plan, *, report: Report | None = None) -> Network:
    """A network on its grid, with calibrated heads; ``report`` hears how far training is, from 0 to 1."""
    chance = np.random.default_rng(plan.seed)
    ground = Ground.of_training(plan)
    auctions = ground.draw(chance, plan.auctions)
    lessons = Simulated(ground, auctions, observe(auctions, chance))
    learner = learner_for(lessons, chance)
    learn(
        learner, lessons, chance, epochs=plan.epochs, batch=plan.batch, learning_rate=plan.learning_rate, report=report
    )
    unseen = ground.draw(chance, plan.auctions // 2)
    network = on_grid(learner, lessons.occurring)
    return calibrated(network, ground.heads(network, unseen), observe(unseen, chance))


def learner_for(lessons: Lessons, chance: np.random.Generator, start: Network | None = None) -> Learner:
    """One that expects what these lessons bring on average, from scratch or beginning where a network stands."""
    outcomes = lessons.outcomes
    return Learner(
        chance,
        click_rate=float(np.average(outcomes.clicked, weights=np.abs(outcomes.rewards))),
        conversion_rate=float(outcomes.converted.sum() / outcomes.clicked.sum()),
        start=start,
    )


def learn(
    learner: Learner,
    lessons: Lessons,
    chance: np.random.Generator,
    *,
    epochs: int,
    batch: int,
    learning_rate: float,
    report: Report | None = None,
) -> None:
    """Every lesson ``epochs`` times in random order, with a rate that falls along a cosine."""
    seen, rewards = lessons.outcomes, lessons.outcomes.rewards
    batches = len(rewards) // batch
    for epoch in range(epochs):
        order = chance.permutation(len(rewards))
        for number in range(batches):
            rows: Indices = order[number * batch : (number + 1) * batch]
            progress = (epoch + number / batches) / epochs
            if report is not None:
                report(progress)
            learner.step(
                lessons.features(rows),
                seen.clicked[rows],
                seen.converted[rows],
                seen.log_worth[rows],
                rewards[rows],
                rate=learning_rate * 0.5 * float(1 + np.cos(np.pi * progress)),
            )


def on_grid(learner: Learner, occurring: Array) -> Network:
    """The learner's parameters on their grid, untrained heads and weights of features that never occurred at zero.

    A unit fires at the same inputs when its weights, bias and threshold are all multiplied by one positive number; units
    that have grown past the grid's bound are brought back by that.
    """
    weights = learner.parameters
    w1 = weights["w1"] * occurring[:, None]
    reach = np.abs(w1).sum(axis=0) + np.abs(weights["b1"]) + np.abs(weights["threshold"])
    shrink = np.minimum(1.0, _REACH / reach)
    w2, b2 = np.zeros((HIDDEN, HEADS), np.float32), np.zeros(HEADS, np.float32)
    w2[:, :TRAINED_HEADS], b2[:TRAINED_HEADS] = weights["w2"], weights["b2"]
    click, conversion, value = (float(offset) for offset in learner.offsets)
    return Network(
        w1=grid.round_to(w1 * shrink, grid.WEIGHT_STEPS),
        b1=grid.round_to(weights["b1"] * shrink, grid.POTENTIAL_STEPS),
        threshold=grid.round_to(weights["threshold"] * shrink, grid.POTENTIAL_STEPS),
        w2=grid.round_to(w2, grid.DRIVE_STEPS),
        b2=grid.round_to(b2, grid.DRIVE_STEPS),
        calibrations={
            CLICK: Calibration(HEAD_SCALE, click),
            CONVERSION: Calibration(HEAD_SCALE, conversion),
            VALUE: Calibration(HEAD_SCALE, value, link="exp"),
        },
    )


def calibrated(network: Network, trained_heads: Array, outcomes: Outcomes) -> Network:
    """The network with heads calibrated on outcomes it has not learnt from; (n, 3) are its trained heads for them.

    A head keeps the calibration it has where too few outcomes speak of it.
    """
    heads = trained_heads.astype(np.float64)
    clicked, converted = outcomes.clicked > 0, outcomes.converted > 0
    fitted = dict(network.calibrations)
    if clicked.sum() >= _ENOUGH:
        fitted[CLICK] = _fitted(heads[:, 0], outcomes.clicked, network.calibrations[CLICK])
    if converted.sum() >= _ENOUGH:
        fitted[CONVERSION] = _fitted(heads[clicked, 1], outcomes.converted[clicked], network.calibrations[CONVERSION])
        slope, intercept = np.polyfit(heads[converted, 2], outcomes.log_worth[converted], 1)
        fitted[VALUE] = Calibration(float(slope), float(intercept), link="exp")
    return replace(network, calibrations=fitted)


def _fitted(heads: Reals, outcomes: Array, start: Calibration) -> Calibration:
    """Scale and bias of greatest likelihood, by Newton's method."""
    design = np.stack([heads, np.ones_like(heads)], axis=1)
    fitted = np.array([start.scale, start.bias])
    for _ in range(_NEWTON_STEPS):
        probability = 1 / (1 + np.exp(-(design @ fitted)))
        curvature = design.T @ (design * (probability * (1 - probability))[:, None])
        fitted += np.linalg.solve(curvature, design.T @ (outcomes - probability))
    return Calibration(float(fitted[0]), float(fitted[1]))


def trained_model(plan: Plan, *, report: Report | None = None) -> tuple[bytes, str]:
    """A model file trained by ``plan``, and its card with the figures of the held-out week and of another world."""
    network = train(plan, report=report)
    week = evaluate(network, Ground.held_out(plan), seed=plan.seed)
    elsewhere = evaluate(network, other_world(), seed=OTHER_WORLD_SEED)
    notes = {
        "version": VERSION,
        "layout": LAYOUT_VERSION,
        "world": WORLD_VERSION,
        "seed": str(plan.seed),
        "auctions": str(plan.auctions),
        "held_out_click_log_loss": f"{week.click_log_loss:.5f}",
        "held_out_base_log_loss": f"{week.click_base_log_loss:.5f}",
        "held_out_ctr_lift": f"{week.everybody.lift:.3f}",
        "held_out_share_of_oracle_lift": f"{week.everybody.share_of_oracle_lift:.3f}",
    }
    model = write_model(replace(network, notes=notes))
    return model, model_card(plan, week, elsewhere, model)


def main() -> None:
    """Trains, judges and writes ``colanet.onnx`` with ``colanet.md`` beside it."""
    parser = ArgumentParser(description="Train CoLaNet on simulated auctions with a known truth.")
    parser.add_argument("--seed", type=int, default=Plan.seed)
    parser.add_argument("--output", type=Path, default=MODEL_PATH, help="the ONNX file; its card is written beside it")
    arguments = parser.parse_args()
    with Progress() as progress:
        task = progress.add_task("Training CoLaNet", total=1.0)
        model, card = trained_model(
            Plan(seed=arguments.seed), report=lambda share: progress.update(task, completed=share)
        )
        progress.update(task, completed=1.0)
    arguments.output.write_bytes(model)
    arguments.output.with_suffix(".md").write_text(card)
    Console().print(Markdown(card))


if __name__ == "__main__":
    main()
