"""A CoLaNet model as one ONNX file that carries everything: weights, thresholds, calibration and what was measured.

The graph takes ``features`` (k, 256), rounds them to their grid itself, and answers ``heads`` (k, 64), so any ONNX
runtime computes what the fused kernel computes. The metadata names the heads and their calibration.
"""

import json
from pathlib import Path
from typing import Final

import numpy as np
import onnx
from google.protobuf.message import DecodeError
from onnx import TensorProto, helper, numpy_helper

from bidding.inference import grid
from bidding.inference.layout import FEATURES, LAYOUT_VERSION
from bidding.inference.network import HEAD_NAMES, HEADS, Array, Calibration, Network
from domain.errors import InvalidInput

IR_VERSION: Final = 10
OPSET: Final = 20
MODEL_PATH: Final = Path(__file__).parent / "models" / "colanet.onnx"
"""The model that ships with this release."""

_PREFIX: Final = "colanet."
_WEIGHTS: Final = ("w1", "b1", "threshold", "w2", "b2")


def write_model(network: Network) -> bytes:
    """The ONNX file; the same network always gives the same bytes."""
    weights = {name: getattr(network, name) for name in _WEIGHTS}
    constants = {
        "feature_steps": np.array(grid.FEATURE_STEPS, np.float32),
        "lowest_feature": np.array(-1, np.float32),
        "highest_feature": np.array(1, np.float32),
        "lowest_drive": np.array(-grid.DRIVE_LIMIT, np.float32),
        "highest_drive": np.array(grid.DRIVE_LIMIT, np.float32),
    }
    nodes = [
        helper.make_node("Clip", ["features", "lowest_feature", "highest_feature"], ["clipped"]),
        helper.make_node("Mul", ["clipped", "feature_steps"], ["scaled"]),
        helper.make_node("Round", ["scaled"], ["rounded"]),
        helper.make_node("Div", ["rounded", "feature_steps"], ["snapped"]),
        helper.make_node("Gemm", ["snapped", "w1", "b1"], ["potential"]),
        helper.make_node("GreaterOrEqual", ["potential", "threshold"], ["fires"]),
        helper.make_node("Cast", ["fires"], ["spikes"], to=TensorProto.FLOAT),
        helper.make_node("Gemm", ["spikes", "w2", "b2"], ["unbounded_drive"]),
        helper.make_node("Clip", ["unbounded_drive", "lowest_drive", "highest_drive"], ["drive"]),
        helper.make_node("Tanh", ["drive"], ["heads"]),
    ]
    graph = helper.make_graph(
        nodes,
        "CoLaNet",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["candidates", FEATURES])],
        [helper.make_tensor_value_info("heads", TensorProto.FLOAT, ["candidates", HEADS])],
        [numpy_helper.from_array(array, name) for name, array in (weights | constants).items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    calibrations = {
        name: {"link": calibration.link, "scale": calibration.scale, "bias": calibration.bias}
        for name, calibration in network.calibrations.items()
    }
    metadata = {
        "heads": json.dumps(HEAD_NAMES),
        "calibrations": json.dumps(calibrations, sort_keys=True),
        **network.notes,
    }
    helper.set_model_props(model, {_PREFIX + key: text for key, text in sorted(metadata.items())})
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString(deterministic=True))


def read_model(model: bytes) -> Network:
    """The network inside an ONNX file. Raises ``InvalidInput`` for a file that is not a CoLaNet model of this layout."""
    try:
        parsed = onnx.load_model_from_string(model)
        arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in parsed.graph.initializer}
        metadata = {entry.key.removeprefix(_PREFIX): entry.value for entry in parsed.metadata_props}
        heads = tuple(json.loads(metadata.pop("heads")))
        calibrations = {name: Calibration(**given) for name, given in json.loads(metadata.pop("calibrations")).items()}
        weights: dict[str, Array] = {name: np.ascontiguousarray(arrays[name], np.float32) for name in _WEIGHTS}
    except (DecodeError, KeyError, ValueError, TypeError) as error:
        raise InvalidInput(
            "this file is not a CoLaNet model", field="model", remedy="Train one: make train."
        ) from error
    if heads != HEAD_NAMES or metadata.get("layout", LAYOUT_VERSION) != LAYOUT_VERSION:
        raise InvalidInput(
            "the model's heads or features are not those of this release",
            field="model",
            remedy="Train the model again.",
        )
    return Network(**weights, calibrations=calibrations, notes=metadata)
