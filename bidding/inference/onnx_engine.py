"""The reference engine: assembles the whole k x 256 matrix and lets onnxruntime run the file as it is."""

import numpy as np
import onnxruntime as ort

from bidding.inference import grid, layout
from bidding.inference.engine import Prepared, Probabilities, Rows
from bidding.inference.network import Array, Network


class OnnxEngine:
    """One onnxruntime session on one thread. Prepared rows are the features themselves, on their grid.

    ``execution_provider`` is where onnxruntime runs it; what that one cannot run stays on the CPU. Raises whatever
    onnxruntime does for a model or a provider that it cannot load.
    """

    name = "onnxruntime"
    candidate_width = layout.CANDIDATE_FEATURES
    person_width = layout.PERSON_FEATURES
    context_width = layout.CONTEXT_FEATURES

    def __init__(self, model: bytes, network: Network, execution_provider: str = "CPUExecutionProvider") -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = ort.InferenceSession(model, options, providers=[execution_provider])
        self._network = network

    def prepare_candidates(self, features: layout.Features) -> Prepared:
        return grid.snap(features)

    def prepare_person(self, features: layout.Features) -> Prepared:
        return grid.snap(features)

    def prepare_context(self, features: layout.Features) -> Prepared:
        return grid.snap(features)

    def score(
        self, candidates: Prepared, rows: Rows, person_rows: Prepared, person_of_row: Rows, context: Prepared
    ) -> tuple[Probabilities, Probabilities]:
        return self._network.probabilities(
            self.heads(layout.assemble(person_rows[person_of_row], candidates[rows], context))
        )

    def heads(self, matrix: layout.Features) -> Array:
        """(k, 64) heads for (k, 256) features."""
        heads: Array = self._session.run(["heads"], {"features": matrix})[0]
        return heads

    def warm_up(self) -> None:
        self.heads(np.zeros((1, layout.FEATURES), np.float32))
