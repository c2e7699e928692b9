"""One gradient step of CoLaNet: forwards through the step function, backwards through its surrogate, then Adam."""

from typing import Final

import numpy as np

from bidding.inference.layout import FEATURES, Features
from bidding.inference.network import HIDDEN, Array, Network

TRAINED_HEADS: Final = 3
"""Click, conversion and value: the first columns of the second layer."""
HEAD_SCALE: Final = 6.0
"""What a head's tanh is multiplied by while training; calibration fits the final scale afterwards."""

_SHARPNESS: Final = 4.0
_CONVERSION_WEIGHT: Final = 4.0
_WORTH_WEIGHT: Final = 0.5
_DECAY_OF_MEAN: Final = 0.9
_DECAY_OF_SQUARE: Final = 0.999


class Learner:
    """Parameters under training, all float32, random or those of ``start``.

    The rates are the base rates of clicks and of conversions after a click.
    """

    def __init__(
        self, chance: np.random.Generator, *, click_rate: float, conversion_rate: float, start: Network | None = None
    ) -> None:
        def normal(scale: float, *shape: int) -> Array:
            return chance.normal(0, scale, shape).astype(np.float32)

        self.parameters: dict[str, Array] = {
            "w1": normal(0.15, FEATURES, HIDDEN),
            "b1": np.zeros(HIDDEN, np.float32),
            "threshold": normal(0.5, HIDDEN),
            "w2": normal(0.05, HIDDEN, TRAINED_HEADS),
            "b2": np.zeros(TRAINED_HEADS, np.float32),
        }
        if start is not None:
            for name, array in self.parameters.items():
                array[:] = getattr(start, name)[..., : array.shape[-1]]
        self.offsets = np.array([_logit(click_rate), _logit(conversion_rate), 0.0], np.float32)
        self._means = {name: np.zeros_like(array) for name, array in self.parameters.items()}
        self._squares = {name: np.zeros_like(array) for name, array in self.parameters.items()}
        self._steps = 0

    def step(
        self, features: Features, clicked: Array, converted: Array, log_worth: Array, rewards: Array, *, rate: float
    ) -> None:
        """Learns from one batch: (k, 256) features, (k,) outcomes and their rewards, at this learning rate.

        The sign of a reward says which way an outcome pulls, its size how hard: an impression that was ignored weighs a
        tenth of a click, and a redemption two. Calibration undoes what that does to the probabilities.
        """
        weights = self.parameters
        distance = features @ weights["w1"] + (weights["b1"] - weights["threshold"])
        spikes = (distance >= 0).astype(np.float32)
        heads = np.tanh(spikes @ weights["w2"] + weights["b2"])
        estimates = HEAD_SCALE * heads + self.offsets
        error = np.empty_like(estimates)
        error[:, 0] = np.abs(rewards) * (_sigmoid(estimates[:, 0]) - clicked)
        error[:, 1] = _CONVERSION_WEIGHT * clicked * (_sigmoid(estimates[:, 1]) - converted)
        error[:, 2] = _WORTH_WEIGHT * converted * (estimates[:, 2] - log_worth)
        drive = error * (HEAD_SCALE / len(features)) * (1 - heads * heads)
        potential = (drive @ weights["w2"].T) / np.square(1 + _SHARPNESS * np.abs(distance))
        moved = potential.sum(axis=0)
        self._descend(
            {
                "w1": features.T @ potential,
                "b1": moved,
                "threshold": -moved,
                "w2": spikes.T @ drive,
                "b2": drive.sum(axis=0),
            },
            rate,
        )

    def _descend(self, gradients: dict[str, Array], rate: float) -> None:
        self._steps += 1
        rate *= (1 - _DECAY_OF_SQUARE**self._steps) ** 0.5 / (1 - _DECAY_OF_MEAN**self._steps)
        for name, gradient in gradients.items():
            mean, square = self._means[name], self._squares[name]
            mean += (1 - _DECAY_OF_MEAN) * (gradient - mean)
            square += (1 - _DECAY_OF_SQUARE) * (gradient * gradient - square)
            self.parameters[name] -= rate * mean / (np.sqrt(square) + 1e-8)


def _sigmoid(logit: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-logit)), np.float32)


def _logit(rate: float) -> float:
    return float(np.log(rate / (1 - rate)))
