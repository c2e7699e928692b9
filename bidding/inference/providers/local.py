"""Providers whose accelerator is in this machine: the CPU's engines, and onnxruntime's execution providers."""

import asyncio
from collections.abc import Sequence
from typing import Final

import numpy as np
import structlog
from onnxruntime.capi import onnxruntime_pybind11_state as runtime

from bidding.inference.engine import Engine, EngineKind
from bidding.inference.fused_engine import FusedEngine
from bidding.inference.layout import Features
from bidding.inference.network import Array, Network
from bidding.inference.onnx_engine import OnnxEngine
from bidding.inference.providers.answering import answer_all
from bidding.inference.providers.deferred import DeferredEngine
from bidding.inference.providers.provider import AVAILABLE, Answer, Availability, Capabilities, Probe, Question
from bidding.inference.providers.targets import CPU_EXECUTION, SPECIFICATIONS, Machine, Specification
from domain.errors import Unavailable
from domain.inference.values import Target

_RUNTIME_FAILURES: Final = (
    runtime.EPFail,
    runtime.Fail,
    runtime.InvalidGraph,
    runtime.NotImplemented,
    runtime.RuntimeException,
)

_log = structlog.get_logger(__name__)


class CpuProvider:
    """The CPU: the fused kernel, one compiled pass over projections, or onnxruntime.

    A call of the kernel costs what its questions cost, so it does not batch; onnxruntime does.
    """

    target: Final = Target.CPU

    def __init__(self, model: bytes, network: Network, kind: EngineKind) -> None:
        batches = SPECIFICATIONS[Target.CPU].max_batch
        self.provider_name = f"cpu/{kind}"
        self.max_batch = 1 if kind == "fused" else batches
        self.supports_batching = kind != "fused"
        self.capabilities = Capabilities(
            runtime="numba" if kind == "fused" else CPU_EXECUTION, max_batch=self.max_batch, deferred=False
        )
        self._network = network
        self._session = None if kind == "fused" else OnnxEngine(model, network)
        self.engine: Engine = self._session or FusedEngine(network)

    def availability(self) -> Availability:
        return AVAILABLE

    async def warm_up(self) -> None:
        self.engine.warm_up()
        if self._session is not None:
            probe = Probe(self._network)
            probe.check(self._session.heads(probe.matrix), self.capabilities.runtime)

    async def predict(self, question: Question) -> Answer:
        engine = self.engine
        return engine.score(
            engine.prepare_candidates(question.candidates),
            np.arange(len(question), dtype=np.int32),
            engine.prepare_person(question.persons),
            question.person_of_row,
            engine.prepare_context(question.context),
        )

    async def predict_batch(self, questions: Sequence[Question]) -> list[Answer]:
        if self._session is None:
            return [await self.predict(question) for question in questions]
        return await answer_all(questions, self._heads, self._network, max_batch=self.max_batch)

    async def close(self) -> None:
        """Hold nothing."""

    async def _heads(self, matrix: Features) -> Array:
        assert self._session is not None
        return self._session.heads(matrix)


class ExecutionProvider:
    """A target that onnxruntime reaches through one of its execution providers.

    One that defers runs in a thread, where onnxruntime lets go of the interpreter, so the event loop goes on.
    """

    def __init__(self, specification: Specification, machine: Machine, model: bytes, network: Network) -> None:
        self.target = specification.target
        self.provider_name = f"{specification.target}/onnxruntime"
        execution = specification.execution_provider or CPU_EXECUTION
        self.capabilities = specification.capabilities(execution)
        self.supports_batching = specification.max_batch > 1
        self.max_batch = specification.max_batch
        self._network = network
        self._probe = Probe(network)
        self._availability = specification.missing(machine)
        self._session: OnnxEngine | None = None
        if self._availability.available:
            self._load(model, execution, specification.remedy)
        self.engine = self._engine(model)

    def availability(self) -> Availability:
        return self._availability

    async def warm_up(self) -> None:
        self.engine.warm_up()
        if not self._availability.available:
            raise Unavailable(self._availability.reason, remedy=self._availability.remedy)
        try:
            self._probe.check(await self._heads(self._probe.matrix), self.capabilities.runtime)
        except Unavailable as error:
            self._availability = Availability(available=False, reason=error.message, remedy=error.remedy or "")
            raise

    async def predict(self, question: Question) -> Answer:
        return (await self.predict_batch([question]))[0]

    async def predict_batch(self, questions: Sequence[Question]) -> list[Answer]:
        return await answer_all(questions, self._heads, self._network, max_batch=self.max_batch)

    async def close(self) -> None:
        self._session = None

    def _load(self, model: bytes, execution: str, remedy: str) -> None:
        try:
            self._session = OnnxEngine(model, self._network, execution)
        except _RUNTIME_FAILURES as error:
            _log.warning("an execution provider cannot load the model", provider=execution, error=str(error))
            self._availability = Availability(
                available=False, reason=f"{execution} cannot load the model: {error}", remedy=remedy
            )

    def _engine(self, model: bytes) -> Engine:
        if self._session is not None and not self.capabilities.deferred:
            return self._session
        fallback = cpu_engine(model, self._network)
        return DeferredEngine(self, fallback) if self.capabilities.deferred else fallback

    async def _heads(self, matrix: Features) -> Array:
        session = self._session
        if session is None:
            raise Unavailable(self._availability.reason, remedy=self._availability.remedy)
        try:
            if self.capabilities.deferred:
                return await asyncio.to_thread(session.heads, matrix)
            return session.heads(matrix)
        except _RUNTIME_FAILURES as error:
            raise Unavailable(f"{self.capabilities.runtime} failed: {error}") from error


def cpu_engine(model: bytes, network: Network, kind: EngineKind = "fused") -> Engine:
    """The CPU's engine over a network: fused where its sums are exact, onnxruntime where they are not or as asked."""
    return FusedEngine(network) if kind == "fused" and network.is_exact() else OnnxEngine(model, network)
