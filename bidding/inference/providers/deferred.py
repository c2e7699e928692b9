"""An engine whose answers take a while: the auction awaits them within its deadline, or is scored on the CPU.

``score_later`` asks the target, ``score`` the CPU's engine of the same model. By the grid both give the same bits, so
falling back changes how long an answer took and nothing else. Prepared rows hold both: the features, which the target
is sent, and what the CPU's engine makes of them.
"""

import asyncio
from typing import Final

import numpy as np

from bidding.inference import grid, layout
from bidding.inference.engine import Engine, Prepared, Probabilities, Rows
from bidding.inference.providers.batcher import Batcher
from bidding.inference.providers.provider import Availability, CoLaNetProvider, Question
from domain.errors import Unavailable

_PERSON: Final = layout.PERSON_FEATURES
_CANDIDATE: Final = layout.CANDIDATE_FEATURES
_CONTEXT: Final = layout.CONTEXT_FEATURES


class DeferredEngine:
    """Asks ``provider`` through a batcher and keeps ``fallback`` at hand. ``fallbacks`` counts how often it was needed."""

    def __init__(self, provider: CoLaNetProvider, fallback: Engine) -> None:
        self.name = f"{provider.provider_name}, else {fallback.name}"
        self.candidate_width = _CANDIDATE + fallback.candidate_width
        self.person_width = _PERSON + fallback.person_width
        self.context_width = _CONTEXT + fallback.context_width
        self.fallbacks = 0
        self._provider = provider
        self.fallback = fallback
        self.batcher = Batcher(provider.predict_batch)

    def prepare_candidates(self, features: layout.Features) -> Prepared:
        return np.concatenate([grid.snap(features), self.fallback.prepare_candidates(features)], axis=1)

    def prepare_person(self, features: layout.Features) -> Prepared:
        return np.concatenate([grid.snap(features), self.fallback.prepare_person(features)], axis=-1)

    def prepare_context(self, features: layout.Features) -> Prepared:
        return np.concatenate([grid.snap(features), self.fallback.prepare_context(features)])

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
        """``score``, by the target if it answers ``within_s`` seconds."""
        if within_s > 0 and self._available.available:
            question = Question(
                persons=person_rows[:, :_PERSON],
                person_of_row=person_of_row,
                candidates=candidates[rows, :_CANDIDATE],
                context=context[:_CONTEXT],
            )
            try:
                async with asyncio.timeout(within_s):
                    return await self.batcher.ask(question)
            except (TimeoutError, Unavailable):
                pass
        self.fallbacks += 1
        return self.score(candidates, rows, person_rows, person_of_row, context)

    def score(
        self, candidates: Prepared, rows: Rows, person_rows: Prepared, person_of_row: Rows, context: Prepared
    ) -> tuple[Probabilities, Probabilities]:
        return self.fallback.score(
            candidates[rows, _CANDIDATE:],
            np.arange(len(rows), dtype=np.int32),
            np.ascontiguousarray(person_rows[:, _PERSON:]),
            person_of_row,
            context[_CONTEXT:],
        )

    def warm_up(self) -> None:
        self.fallback.warm_up()

    @property
    def _available(self) -> Availability:
        return self._provider.availability()
