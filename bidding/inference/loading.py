"""From a model's bytes to the engine that runs it."""

from pathlib import Path

from bidding.inference.engine import Engine, EngineKind
from bidding.inference.fused_engine import FusedEngine
from bidding.inference.model_file import MODEL_PATH, read_model
from bidding.inference.onnx_engine import OnnxEngine
from domain.errors import InvalidInput


def load_engine(kind: EngineKind, source: bytes | Path = MODEL_PATH) -> Engine:
    """The engine of this kind over a model's bytes or file.

    Raises ``InvalidInput`` for a file that is not a CoLaNet model, for one the fused engine cannot compute exactly, and
    for a kind that does not exist.
    """
    model = source if isinstance(source, bytes) else source.read_bytes()
    network = read_model(model)
    match kind:
        case "fused":
            return FusedEngine(network)
        case "onnxruntime":
            return OnnxEngine(model, network)
    raise InvalidInput(f"no inference engine is called {kind!r}", field="kind", remedy="Use fused or onnxruntime.")
