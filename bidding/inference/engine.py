"""What the auction asks of a model: probabilities for candidates, in one call an impression.

Features come in three parts (``layout.py``); an engine turns each part into a *prepared* row once and keeps nothing.
Prepared rows are the engine's own business, never mixed between engines: the fused engine prepares projections onto its
hidden units, the onnxruntime one keeps the features. Their widths are attributes. Engines are for one thread.
"""

from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from bidding.inference.layout import Features
from bidding.inference.model_file import MODEL_PATH, read_model
from domain.errors import InvalidInput

Prepared = NDArray[np.float32]
"""C-contiguous and writable float32, one row or a table of rows."""
Rows = NDArray[np.int32]
Probabilities = NDArray[np.float32]

EngineKind = Literal["fused", "onnxruntime"]


class Engine(Protocol):
    """Scores candidates. Every implementation picks the same winner: ``grid.py`` says why."""

    @property
    def name(self) -> str: ...

    @property
    def candidate_width(self) -> int: ...

    @property
    def person_width(self) -> int: ...

    @property
    def context_width(self) -> int: ...

    def prepare_candidates(self, features: Features) -> Prepared:
        """(n, 64) candidate features to (n, candidate_width), at snapshot load."""
        ...

    def prepare_person(self, features: Features) -> Prepared:
        """(138,) person features to (person_width,); cache it with the profile, per tenant."""
        ...

    def prepare_context(self, features: Features) -> Prepared:
        """(30,) context features to (context_width,); cache it by its ``Context``."""
        ...

    def score(
        self, candidates: Prepared, rows: Rows, person_rows: Prepared, person_of_row: Rows, context: Prepared
    ) -> tuple[Probabilities, Probabilities]:
        """Click and conversion probability of an impression for each of k candidates, both (k,) float32.

        ``candidates`` is a table of which ``rows`` (k,) are scored; ``person_rows`` is (t, person_width) with the viewer
        as each of t tenants knows them, and ``person_of_row`` (k,) says which of those a candidate meets. A conversion
        is counted per impression: the probability that this impression is clicked and the click converts. The arrays
        must be C-contiguous; ``rows`` and ``person_of_row`` int32 within range.
        """
        ...

    def warm_up(self) -> None:
        """Compile and run once, so that no request waits for it."""
        ...


def load_engine(kind: EngineKind, source: bytes | Path = MODEL_PATH) -> Engine:
    """The engine of this kind over a model's bytes or file.

    Raises ``InvalidInput`` for a file that is not a CoLaNet model, for one the fused engine cannot compute exactly, and
    for a kind that does not exist.
    """
    from bidding.inference.fused_engine import FusedEngine
    from bidding.inference.onnx_engine import OnnxEngine

    model = source if isinstance(source, bytes) else source.read_bytes()
    network = read_model(model)
    match kind:
        case "fused":
            return FusedEngine(network)
        case "onnxruntime":
            return OnnxEngine(model, network)
    raise InvalidInput(f"no inference engine is called {kind!r}", field="kind", remedy="Use fused or onnxruntime.")
