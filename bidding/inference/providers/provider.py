"""``CoLaNetProvider``: what runs a model, wherever it runs.

A provider holds one model. It answers questions of one impression each, alone or several to a call, says what it can do
and whether it is there, and offers the auction an ``Engine``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

import numpy as np

from bidding.inference import grid, layout
from bidding.inference.engine import Engine, Probabilities, Rows
from bidding.inference.layout import Features
from bidding.inference.network import HEADS, Array, Network
from domain.errors import Unavailable
from domain.inference.values import ProviderStatus, Target

Answer = tuple[Probabilities, Probabilities]
"""Click and conversion probability of an impression for each candidate, both (k,) float32, as ``Engine.score`` has it."""

PROBE_ROWS: Final = 32
_PROBE_SEED: Final = 256


@dataclass(frozen=True, eq=False)
class Question:
    """The candidates of one impression, as features on their grid.

    ``persons`` (t, 138) is the viewer as each of t tenants knows them and ``person_of_row`` (k,) int32 which of those a
    candidate meets; ``candidates`` is (k, 64), ``context`` (30,).
    """

    persons: Features
    person_of_row: Rows
    candidates: Features
    context: Features

    def __len__(self) -> int:
        return len(self.candidates)

    def matrix(self) -> Features:
        """(k, 256), the input of the model file."""
        return layout.assemble(self.persons[self.person_of_row], self.candidates, self.context)


class Availability(NamedTuple):
    """Whether a provider can be used now; if not, why, and what to do about it."""

    available: bool
    reason: str = ""
    remedy: str = ""


AVAILABLE: Final = Availability(available=True)


class Capabilities(NamedTuple):
    """What a provider can do.

    ``runtime`` is what computes. ``max_batch`` is the most questions that go into one call; 1 means that batching gains
    nothing. ``deferred`` tells whether an auction has to wait for the answer.
    """

    runtime: str
    max_batch: int
    deferred: bool


class CoLaNetProvider(Protocol):
    """One model on one target. Providers belong to one event loop."""

    @property
    def target(self) -> Target: ...

    @property
    def provider_name(self) -> str: ...

    @property
    def capabilities(self) -> Capabilities: ...

    @property
    def supports_batching(self) -> bool: ...

    @property
    def max_batch(self) -> int: ...

    @property
    def engine(self) -> Engine:
        """What the auction calls; a ``DeferredEngine`` where ``capabilities.deferred``."""
        ...

    def availability(self) -> Availability:
        """As last found out; asks nobody."""
        ...

    async def warm_up(self) -> None:
        """Load, compile and ask once, and make sure that the answers are this model's.

        Raises ``Unavailable`` when the target cannot be used; ``availability`` says so as well from then on.
        """
        ...

    async def predict(self, question: Question) -> Answer:
        """Raises ``Unavailable``."""
        ...

    async def predict_batch(self, questions: Sequence[Question]) -> list[Answer]:
        """The same answers as one by one, in at most ``ceil(n / max_batch)`` calls. Raises ``Unavailable``."""
        ...

    async def close(self) -> None: ...


def status_of(provider: CoLaNetProvider) -> ProviderStatus:
    available, reason, remedy = provider.availability()
    return ProviderStatus(
        target=provider.target,
        provider=provider.provider_name,
        runtime=provider.capabilities.runtime,
        available=available,
        reason=reason,
        remedy=remedy,
        supports_batching=provider.supports_batching,
        max_batch=provider.max_batch,
    )


class Probe:
    """Questions whose answers are known: what a target computes is compared with the arithmetic of the network itself.

    The grid makes the comparison exact, so a server that holds another model, and an accelerator that rounds spikes
    away, are both found out before a single bid depends on them.
    """

    def __init__(self, network: Network) -> None:
        chance = np.random.default_rng(_PROBE_SEED)
        self.matrix: Features = grid.snap(chance.uniform(-1, 1, (PROBE_ROWS, layout.FEATURES)).astype(np.float32))
        self._trained = network.trained_heads
        self._steps = grid.drive_steps(network.forward(self.matrix)[:, self._trained])

    def check(self, heads: Array, where: str) -> None:
        """Raises ``Unavailable`` unless ``heads``, (32, 64) for ``matrix``, are the network's."""
        if heads.shape != (PROBE_ROWS, HEADS):
            raise Unavailable(
                f"{where} answers with heads of shape {heads.shape}",
                remedy="Load a CoLaNet model of this release there.",
            )
        wrong = np.count_nonzero((grid.drive_steps(heads[:, self._trained]) != self._steps).any(axis=1))
        if wrong:
            raise Unavailable(
                f"{where} computes something else: {wrong} of {PROBE_ROWS} probes differ from this model",
                remedy="Load the same model version there, in float32 without quantisation.",
            )
