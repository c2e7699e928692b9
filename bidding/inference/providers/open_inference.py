"""What the Open Inference Protocol says, whichever transport carries it: names, metadata, and what a model must look like."""

from typing import Final, Protocol

import numpy as np
from msgspec import Struct

from bidding.inference.layout import FEATURES, Features
from bidding.inference.network import HEADS, Array
from domain.errors import Unavailable

INPUT: Final = "features"
OUTPUT: Final = "heads"
FP32: Final = "FP32"
LITTLE_ENDIAN: Final = np.dtype("<f4")


class TensorMetadata(Struct, frozen=True):
    """``shape`` has -1 where any size goes."""

    name: str
    datatype: str
    shape: tuple[int, ...]


class ModelMetadata(Struct, frozen=True, kw_only=True):
    name: str
    platform: str = ""
    versions: tuple[str, ...] = ()
    inputs: tuple[TensorMetadata, ...] = ()
    outputs: tuple[TensorMetadata, ...] = ()


class OpenInferenceClient(Protocol):
    """One model on one server. Every call raises ``Unavailable`` when the server does not do as the protocol says."""

    @property
    def address(self) -> str: ...

    @property
    def protocol(self) -> str: ...

    async def is_ready(self, *, within_s: float) -> bool:
        """Whether the server is up and the model loaded."""
        ...

    async def metadata(self, *, within_s: float) -> ModelMetadata: ...

    async def infer(self, matrix: Features, *, within_s: float) -> Array:
        """(n, 64) heads for (n, 256) features."""
        ...

    async def close(self) -> None: ...


def require_colanet(metadata: ModelMetadata, address: str) -> None:
    """Raises ``Unavailable`` unless the model takes our features and gives our heads."""
    wanted = (("input", INPUT, FEATURES, metadata.inputs), ("output", OUTPUT, HEADS, metadata.outputs))
    for side, name, width, tensors in wanted:
        tensor = next((tensor for tensor in tensors if tensor.name == name), None)
        if tensor is None or tensor.datatype != FP32 or tensor.shape[-1:] not in {(width,), (-1,)}:
            raise Unavailable(
                f"model {metadata.name} on {address} has no {side} {name!r} of {FP32} with {width} columns",
                remedy="Load a CoLaNet model of this release there.",
            )


def heads_of(raw: bytes, shape: tuple[int, ...], rows: int, address: str) -> Array:
    """Raw little-endian floats as (rows, 64). Raises ``Unavailable`` when they are something else."""
    if shape != (rows, HEADS) or len(raw) != rows * HEADS * LITTLE_ENDIAN.itemsize:
        raise Unavailable(f"{address} answered {len(raw)} bytes as {list(shape)} instead of {[rows, HEADS]}")
    return np.frombuffer(raw, LITTLE_ENDIAN).reshape(shape).astype(np.float32, copy=False)
