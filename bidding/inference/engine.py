"""What the auction asks of a model: probabilities for candidates, in one call an impression.

Features come in three parts (``layout.py``); an engine turns each part into a *prepared* row once and keeps nothing.
Prepared rows are the engine's own business, never mixed between engines: the fused engine prepares projections onto its
hidden units, the onnxruntime one keeps the features. Their widths are attributes. Engines are for one thread.
"""

from typing import Literal, NamedTuple, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from bidding.inference.layout import Features

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
        """(138,) person features to (person_width,), or (t, 138) to (t, person_width); cache them with the profile."""
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


class Heads(NamedTuple):
    """What turns spikes into probabilities: ``weights`` (2, 65) int32 in drive steps, ``tables`` (2, 6145)."""

    weights: Rows
    tables: Prepared


@runtime_checkable
class FusibleEngine(Engine, Protocol):
    """One whose prepared rows are potentials, so that a larger kernel may do what ``score`` does, to the bit."""

    @property
    def fusible_heads(self) -> Heads: ...


@runtime_checkable
class LaterEngine(Engine, Protocol):
    """One that had better be awaited: ``score`` is the CPU's answer, ``score_later`` the same bits from elsewhere."""

    async def score_later(
        self,
        candidates: Prepared,
        rows: Rows,
        person_rows: Prepared,
        person_of_row: Rows,
        context: Prepared,
        *,
        within_s: float,
    ) -> tuple[Probabilities, Probabilities]:
        """``score``, after at most ``within_s`` seconds."""
        ...
