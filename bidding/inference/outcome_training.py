"""Learning from real outcomes: recorded features of bids that were shown, and what came of each.

Time is respected: the model learns from the earlier impressions, is calibrated on later ones, and judged by the last.
It begins where another model stands, for real outcomes are few beside simulated ones.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

import numpy as np

from bidding.inference.auctions import Indices, Outcomes
from bidding.inference.evaluation import log_loss
from bidding.inference.feature_log import unpacked
from bidding.inference.layout import FEATURES, LAYOUT_VERSION, PRICE
from bidding.inference.learner import TRAINED_HEADS
from bidding.inference.model_file import write_model
from bidding.inference.network import Array, Network
from bidding.inference.plan import VERSION
from bidding.inference.training import calibrated, learn, learner_for, on_grid
from domain.errors import InvalidInput

LEARN_SHARE: Final = 0.7
CALIBRATE_SHARE: Final = 0.15
FEWEST_IMPRESSIONS: Final = 5_000
FEWEST_CLICKS: Final = 100
"""In the part that is learnt from."""
EPOCHS: Final = 4
LEARNING_RATE: Final = 0.0005
_MOST_A_BATCH: Final = 2_048
_GOAL_VALUE: Final = PRICE.stop - 1


@dataclass(frozen=True, eq=False)
class Recorded:
    """Impressions in the order they were bid for: (n, 256) features and their outcomes; a ``Lessons``."""

    matrix: Array
    outcomes: Outcomes
    from_ms: int = 0
    to_ms: int = 0

    @classmethod
    def of(cls, rows: Iterable[tuple[str, bool, bool, int]], *, from_ms: int = 0, to_ms: int = 0) -> "Recorded":
        """From packed features, clicked, converted and the conversion's worth in micros (0 where nobody said).

        Worth is learnt in goal values, which the features hold to within two per cent. A conversion implies a click.
        """
        kept = [
            (unpacked(features), clicked or converted, converted, worth) for features, clicked, converted, worth in rows
        ]
        matrix = np.stack([features for features, *_ in kept]) if kept else np.zeros((0, FEATURES), np.float32)
        clicked, converted = (np.array([row[column] for row in kept], np.float32) for column in (1, 2))
        worth = np.array([row[3] for row in kept], np.float64)
        goal = np.expm1(matrix[:, _GOAL_VALUE].astype(np.float64) * 8) * 1_000_000
        known = (worth > 0) & (goal > 0)
        log_worth = np.where(known, np.log(np.where(known, worth, 1) / np.where(known, goal, 1)), 0.0)
        return cls(matrix, Outcomes(clicked, converted, log_worth.astype(np.float32)), from_ms, to_ms)

    def __len__(self) -> int:
        return len(self.matrix)

    @property
    def occurring(self) -> Array:
        """All of them: what these impressions lack, the model that training starts from may have seen."""
        return np.ones(FEATURES, np.float32)

    def features(self, rows: Indices) -> Array:
        return self.matrix[rows]

    def part(self, start: int, stop: int) -> "Recorded":
        outcomes = self.outcomes
        return Recorded(
            self.matrix[start:stop],
            Outcomes(outcomes.clicked[start:stop], outcomes.converted[start:stop], outcomes.log_worth[start:stop]),
        )


def train_from(recorded: Recorded, start: Network, *, seed: int) -> tuple[bytes, str]:
    """A model file that learnt from these outcomes, beginning at ``start``, and its card.

    Raises ``InvalidInput`` when there is too little to learn from.
    """
    learn_until, calibrate_until = (
        int(len(recorded) * share) for share in (LEARN_SHARE, LEARN_SHARE + CALIBRATE_SHARE)
    )
    lessons = recorded.part(0, learn_until)
    clicks = int(lessons.outcomes.clicked.sum())
    if len(recorded) < FEWEST_IMPRESSIONS or clicks < FEWEST_CLICKS:
        raise InvalidInput(
            f"{len(recorded):,} recorded impressions, with {clicks:,} clicks in the earlier part, are too few to learn from",
            field="events",
            remedy=f"Record {FEWEST_IMPRESSIONS:,} impressions and {FEWEST_CLICKS:,} clicks at least: "
            "CAMPAIGN_EXPRESS__NPU__FEATURE_LOG_SHARE says which share of bids is recorded.",
        )
    chance = np.random.default_rng(seed)
    learner = learner_for(lessons, chance, start)
    batch = min(_MOST_A_BATCH, max(64, len(lessons) // 50))
    learn(learner, lessons, chance, epochs=EPOCHS, batch=batch, learning_rate=LEARNING_RATE)
    network = on_grid(learner, lessons.occurring)
    later = recorded.part(learn_until, calibrate_until)
    network = calibrated(network, network.forward(later.matrix)[:, :TRAINED_HEADS], later.outcomes)
    return _judged(network, start, recorded, calibrate_until, seed=seed)


def _judged(network: Network, start: Network, recorded: Recorded, since: int, *, seed: int) -> tuple[bytes, str]:
    last = recorded.part(since, len(recorded))
    clicked = last.outcomes.clicked
    base = float(np.clip(recorded.outcomes.clicked[:since].mean(), 1e-6, 1 - 1e-6))
    losses = {
        "this model": log_loss(_clicks(network, last.matrix), clicked),
        "the model it began at": log_loss(_clicks(start, last.matrix), clicked),
        "base rate": log_loss(np.full(len(clicked), base), clicked),
    }
    notes = {
        "version": VERSION,
        "layout": LAYOUT_VERSION,
        "seed": str(seed),
        "impressions": str(len(recorded)),
        "held_out_click_log_loss": f"{losses['this model']:.5f}",
        "held_out_base_log_loss": f"{losses['base rate']:.5f}",
    }
    model = write_model(replace(network, notes=notes))
    return model, _card(model, recorded, len(clicked), losses)


def _clicks(network: Network, matrix: Array) -> Array:
    return network.probabilities(network.forward(matrix))[0]


def _card(model: bytes, recorded: Recorded, judged: int, losses: dict[str, float]) -> str:
    days = [
        datetime.fromtimestamp(at_ms / 1_000, UTC).date().isoformat() for at_ms in (recorded.from_ms, recorded.to_ms)
    ]
    rows = "\n".join(f"| {name} | {loss:.4f} |" for name, loss in losses.items())
    outcomes = recorded.outcomes
    return f"""# CoLaNet, trained on outcomes

Written by `campaign-express train --events`. {len(model):,} bytes, SHA-256 `{sha256(model).hexdigest()}`, feature layout {LAYOUT_VERSION}.

It learnt from {len(recorded) - judged:,} impressions that were bid for between {days[0]} and {days[1]}: {int(outcomes.clicked.sum()):,} of
them were clicked, {int(outcomes.converted.sum()):,} converted. Rewards: +1 a click, +2 a redemption, -0.1 an impression ignored.

Judged by the last {judged:,} of them, which it had not seen:

| | log-loss of a click |
| --- | --- |
{rows}

These are impressions that were won, with the creatives that an earlier model chose: what it would be worth where that
model did not bid is for a shadow to tell (`campaign-express models shadow`).
"""
