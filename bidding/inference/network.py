"""CoLaNet 256-64-64 as plain arrays: what the ONNX file holds, and the arithmetic it stands for.

    potential = features @ w1 + b1        256 -> 64
    spike     = 1 where potential >= threshold, else 0
    drive     = clip(spike @ w2 + b2, -3, 3)          64 -> 64
    head      = tanh(drive)

A trained head becomes a probability by ``sigmoid(scale * head + bias)``. The heads are named: ``click``; ``conversion``,
which is the probability that a click is followed by a conversion; ``value``, the worth of a conversion in units of the
campaign's goal value, as ``exp(scale * head + bias)``; and 61 heads for the variants of a dynamic creative.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bidding.inference import grid
from bidding.inference.layout import FEATURES
from domain.errors import InvalidInput

HIDDEN: Final = 64
HEADS: Final = 64
CLICK: Final = "click"
CONVERSION: Final = "conversion"
VALUE: Final = "value"
HEAD_NAMES: Final = (CLICK, CONVERSION, VALUE, *(f"variant_{index:02d}" for index in range(HEADS - 3)))

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Calibration:
    """How a head's tanh becomes a quantity: ``sigmoid`` or ``exp`` of ``scale * head + bias``."""

    scale: float
    bias: float
    link: str = "sigmoid"

    def table(self) -> Array:
        """The quantity at every drive step from -3 to 3, 6,145 float32; index 3,072 is a drive of zero."""
        steps = np.arange(-grid.DRIVE_LIMIT_STEPS, grid.DRIVE_LIMIT_STEPS + 1, dtype=np.float64)
        logits = self.scale * np.tanh(steps / grid.DRIVE_STEPS) + self.bias
        quantity = np.exp(logits) if self.link == "exp" else 1 / (1 + np.exp(-logits))
        return quantity.astype(np.float32)


@dataclass(frozen=True, eq=False)
class Network:
    """The weights, all float32, and the calibration of every trained head.

    ``w1`` is (256, 64), ``b1`` and ``threshold`` (64,), ``w2`` (64, 64) with a column a head, ``b2`` (64,). A head
    without calibration is untrained.
    """

    w1: Array
    b1: Array
    threshold: Array
    w2: Array
    b2: Array
    calibrations: dict[str, Calibration]
    notes: dict[str, str] = field(default_factory=dict)
    """What the file says about itself: version, seed, held-out figures."""

    def __post_init__(self) -> None:
        shapes = {
            "w1": (FEATURES, HIDDEN),
            "b1": (HIDDEN,),
            "threshold": (HIDDEN,),
            "w2": (HIDDEN, HEADS),
            "b2": (HEADS,),
        }
        for name, shape in shapes.items():
            if getattr(self, name).shape != shape:
                raise InvalidInput(
                    f"{name} of a CoLaNet model is {getattr(self, name).shape}, not {shape}",
                    field=name,
                    remedy="Use a model written by the training script of this release.",
                )
        missing = {CLICK, CONVERSION} - self.calibrations.keys()
        if missing or not self.calibrations.keys() <= set(HEAD_NAMES):
            raise InvalidInput(
                "a CoLaNet model must calibrate its click and conversion heads, and only heads it has",
                field="calibrations",
                remedy=f"Known heads: {', '.join(HEAD_NAMES[:4])} ...",
            )

    @property
    def trained_heads(self) -> list[int]:
        """Indices of the heads that an auction asks for: click, conversion."""
        return [head_index(CLICK), head_index(CONVERSION)]

    def probabilities(self, heads: Array) -> tuple[Array, Array]:
        """Click and conversion of an impression, both (k,), from (k, 64) heads of whichever runtime computed them."""
        steps = grid.drive_steps(heads[:, self.trained_heads]) + grid.DRIVE_LIMIT_STEPS
        click = self._tables[0][steps[:, 0]]
        return click, click * self._tables[1][steps[:, 1]]

    @cached_property
    def _tables(self) -> tuple[Array, Array]:
        return self.calibrations[CLICK].table(), self.calibrations[CONVERSION].table()

    def is_exact(self) -> bool:
        """Whether every sum is exact in float32 whatever its order, as ``grid.py`` lays out."""
        on_grid = (
            grid.on_grid(self.w1, grid.WEIGHT_STEPS)
            and grid.on_grid(self.b1, grid.POTENTIAL_STEPS)
            and grid.on_grid(self.threshold, grid.POTENTIAL_STEPS)
            and grid.on_grid(self.w2, grid.DRIVE_STEPS)
            and grid.on_grid(self.b2, grid.DRIVE_STEPS)
        )
        potentials = np.abs(self.w1).sum(axis=0) + np.abs(self.b1) + np.abs(self.threshold)
        drives = np.abs(self.w2).sum(axis=0) + np.abs(self.b2)
        return bool(on_grid and potentials.max() < grid.POTENTIAL_BOUND and drives.max() < grid.DRIVE_BOUND)

    def spikes(self, features: Array) -> Array:
        """(k, 64) of 0 and 1 for (k, 256) features."""
        potential = grid.snap(features) @ self.w1 + self.b1
        return (potential >= self.threshold).astype(np.float32)

    def forward(self, features: Array) -> Array:
        """(k, 64) heads in (-1, 1) for (k, 256) features: the reference every engine is held against."""
        drive = self.spikes(features) @ self.w2 + self.b2
        heads: Array = np.tanh(np.clip(drive, -grid.DRIVE_LIMIT, grid.DRIVE_LIMIT)).astype(np.float32)
        return heads


def head_index(name: str) -> int:
    return HEAD_NAMES.index(name)
