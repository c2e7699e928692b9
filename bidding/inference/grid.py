"""Why two engines that add in different orders agree to the last bit.

A hidden unit fires when its potential reaches its threshold: a step. Two engines that sum 256 products in different
orders differ by a few ulps, and a potential that close to the threshold fires in one and not in the other. Instead of
tolerating such flips, the network makes them impossible: features, weights, biases and thresholds are multiples of
powers of two, small enough that every partial sum, in whatever order and with or without fused multiply-add, is a whole
number of steps below 2^24 and hence exact in float32.

============================  ========================  =================================================
quantity                      step                      bound
============================  ========================  =================================================
feature                       2^-8                      [-1, 1]
first-layer weight            2^-10                     per unit: sum of |weights| + |bias| + |threshold|
bias, threshold, potential    2^-18                     stays below 2^24 * 2^-18 = 64
second-layer weight, bias     2^-10                     per head: sum of |weights| + |bias| below 2^14
============================  ========================  =================================================

A head's *drive* (what its tanh is applied to) is clipped to [-3, 3], where one step of 2^-10 moves tanh by at least
9.6e-6: some eighty times the error of a float32 tanh. So the step can be read back from any runtime's tanh without
doubt, and every engine turns the same step into the same probability through one table.
"""

from math import isnan
from typing import Final

import numpy as np
from numpy.typing import NDArray

FEATURE_STEPS: Final = 256
WEIGHT_STEPS: Final = 1_024
POTENTIAL_STEPS: Final = FEATURE_STEPS * WEIGHT_STEPS
DRIVE_STEPS: Final = 1_024
DRIVE_LIMIT: Final = 3
DRIVE_LIMIT_STEPS: Final = DRIVE_LIMIT * DRIVE_STEPS
POTENTIAL_BOUND: Final = 2**24 / POTENTIAL_STEPS
DRIVE_BOUND: Final = 2**24 / DRIVE_STEPS


def snap(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Features clipped to [-1, 1] and rounded, half to even, to 1/256; not-a-number becomes 0. Idempotent."""
    steps = np.maximum(features, -1.0, dtype=np.float32)
    np.minimum(steps, 1.0, out=steps)
    steps *= FEATURE_STEPS
    np.rint(steps, out=steps)
    if isnan(np.vdot(steps, steps)):
        steps[np.isnan(steps)] = 0.0
    steps /= FEATURE_STEPS
    return steps


def round_to(values: NDArray[np.floating], steps: int) -> NDArray[np.float32]:
    """Values rounded to multiples of ``1 / steps``."""
    rounded: NDArray[np.float32] = (np.rint(values * steps) / steps).astype(np.float32)
    return rounded


def on_grid(values: NDArray[np.floating], steps: int) -> bool:
    """Whether every value is a multiple of ``1 / steps``."""
    scaled = np.asarray(values, np.float64) * steps
    return bool(np.all(scaled == np.rint(scaled)))


def drive_steps(heads: NDArray[np.float32]) -> NDArray[np.int32]:
    """The whole number of drive steps behind tanh outputs, whichever runtime computed them."""
    steps = np.rint(np.arctanh(heads.astype(np.float64)) * DRIVE_STEPS)
    bounded: NDArray[np.int32] = np.clip(steps, -DRIVE_LIMIT_STEPS, DRIVE_LIMIT_STEPS).astype(np.int32)
    return bounded
