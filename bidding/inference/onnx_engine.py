"""The reference engine: assembles the whole k x 256 matrix and lets onnxruntime run the file as it is."""

import numpy as np
import onnxruntime as ort

from bidding.inference import grid, layout
from bidding.inference.engine import Prepared, Probabilities, Rows
from bidding.inference.network import CLICK, CONVERSION, Network, head_index


class OnnxEngine:
    """One onnxruntime session on one thread. Prepared rows are the features themselves, on their grid."""

    name = "onnxruntime"
    candidate_width = layout.CANDIDATE_FEATURES
    person_width = layout.PERSON_FEATURES
    context_width = layout.CONTEXT_FEATURES

    def __init__(self, model: bytes, network: Network) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._trained = [head_index(CLICK), head_index(CONVERSION)]
        self._click = network.calibrations[CLICK].table()
        self._conversion = network.calibrations[CONVERSION].table()

    def prepare_candidates(self, features: layout.Features) -> Prepared:
        return grid.snap(features)

    def prepare_person(self, features: layout.Features) -> Prepared:
        return grid.snap(features)

    def prepare_context(self, features: layout.Features) -> Prepared:
        return grid.snap(features)

    def score(
        self, candidates: Prepared, rows: Rows, person_rows: Prepared, person_of_row: Rows, context: Prepared
    ) -> tuple[Probabilities, Probabilities]:
        matrix = layout.assemble(person_rows[person_of_row], candidates[rows], context)
        heads = self._session.run(["heads"], {"features": matrix})[0]
        steps = grid.drive_steps(heads[:, self._trained]) + grid.DRIVE_LIMIT_STEPS
        click = self._click[steps[:, 0]]
        return click, click * self._conversion[steps[:, 1]]

    def warm_up(self) -> None:
        self._session.run(["heads"], {"features": np.zeros((1, layout.FEATURES), np.float32)})
