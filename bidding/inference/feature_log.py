"""A sampled bid's features on their way to a training set and back: exact, and small enough for an event."""

import zlib
from base64 import b64decode, b64encode

import numpy as np

from bidding.inference import grid
from bidding.inference.layout import FEATURES, Features
from domain.errors import InvalidInput


def packed(features: Features) -> str:
    """(256,) features as text; most are zero, so it is a few hundred characters."""
    steps = np.rint(grid.snap(features) * grid.FEATURE_STEPS).astype("<i2")
    return b64encode(zlib.compress(steps.tobytes(), 1)).decode()


def unpacked(text: str) -> Features:
    """The same (256,) features. Raises ``InvalidInput`` for anything else."""
    try:
        inflated = zlib.decompressobj().decompress(b64decode(text, validate=True), FEATURES * 2 + 1)
    except (ValueError, zlib.error) as error:
        raise InvalidInput("these are no features", field="features") from error
    if len(inflated) != FEATURES * 2:
        raise InvalidInput(f"features of {len(inflated)} bytes", field="features")
    return (np.frombuffer(inflated, "<i2") / grid.FEATURE_STEPS).astype(np.float32)
