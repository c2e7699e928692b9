"""Providers whose accelerator is behind a server that speaks the Open Inference Protocol."""

import time
from collections.abc import Sequence
from typing import Final

from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OPENED, OpenedState
from purgatory.service._async.circuitbreaker import AsyncCircuitBreaker

from bidding.inference.engine import Engine
from bidding.inference.layout import Features
from bidding.inference.network import Array, Network
from bidding.inference.providers.answering import answer_all
from bidding.inference.providers.deferred import DeferredEngine
from bidding.inference.providers.open_inference import OpenInferenceClient, require_colanet
from bidding.inference.providers.provider import AVAILABLE, Answer, Availability, Probe, Question
from bidding.inference.providers.targets import Specification
from domain.errors import Unavailable

FAILURES: Final = 5
"""In a row, after which nobody is sent there for a while."""
OPEN_S: Final = 5.0
ASK_TIMEOUT_S: Final = 0.05
"""An auction's own deadline is usually shorter; this one decides that the server is in trouble."""
WARM_UP_TIMEOUT_S: Final = 5.0


class RemoteProvider:
    """A target asked over the network. ``fallback`` scores on the CPU what it does not answer in time.

    ``failures`` calls in a row that fail open the circuit: for ``open_s`` seconds every call is refused at once, then one
    success closes it again.
    """

    supports_batching = True

    def __init__(
        self,
        specification: Specification,
        client: OpenInferenceClient,
        network: Network,
        fallback: Engine,
        *,
        ask_timeout_s: float = ASK_TIMEOUT_S,
        failures: int = FAILURES,
        open_s: float = OPEN_S,
    ) -> None:
        self.target = specification.target
        self.provider_name = f"{specification.target}/{client.protocol.lower()}"
        self.capabilities = specification.capabilities(f"Open Inference Protocol over {client.protocol}")
        self.max_batch = specification.max_batch
        self.engine: Engine = DeferredEngine(self, fallback)
        self._client = client
        self._network = network
        self._probe = Probe(network)
        self._ask_timeout_s = ask_timeout_s
        self._circuits = AsyncCircuitBreakerFactory(default_threshold=failures, default_ttl=open_s)
        self._breaker: AsyncCircuitBreaker | None = None
        self._open_s = open_s
        self._availability = Availability(available=False, reason=f"{client.address} was not asked yet")

    def availability(self) -> Availability:
        if self._availability.available and self._is_open:
            return Availability(
                available=False,
                reason=f"{self._client.address} failed several times running",
                remedy=f"It is tried again within {self._open_s:g} seconds; look at the server's log.",
            )
        return self._availability

    async def warm_up(self) -> None:
        self.engine.warm_up()
        try:
            await self._examine()
        except Unavailable as error:
            self._availability = Availability(available=False, reason=error.message, remedy=error.remedy or "")
            raise
        self._availability = AVAILABLE

    async def predict(self, question: Question) -> Answer:
        return (await self.predict_batch([question]))[0]

    async def predict_batch(self, questions: Sequence[Question]) -> list[Answer]:
        return await answer_all(questions, self._heads, self._network, max_batch=self.max_batch)

    async def close(self) -> None:
        await self._client.close()

    async def _examine(self) -> None:
        client = self._client
        if not await client.is_ready(within_s=WARM_UP_TIMEOUT_S):
            raise Unavailable(f"{client.address} has no such model ready", remedy="Load the model there.")
        require_colanet(await client.metadata(within_s=WARM_UP_TIMEOUT_S), client.address)
        self._probe.check(await client.infer(self._probe.matrix, within_s=WARM_UP_TIMEOUT_S), client.address)

    async def _heads(self, matrix: Features) -> Array:
        breaker = self._breaker
        if breaker is None:
            breaker = self._breaker = await self._circuits.get_breaker(self._client.address)
        try:
            async with breaker:
                return await self._client.infer(matrix, within_s=self._ask_timeout_s)
        except OpenedState as error:
            raise Unavailable(f"{self._client.address} is left alone for a while: {error}") from error

    @property
    def _is_open(self) -> bool:
        """While nobody is sent there; over when the next call may try."""
        context = self._breaker.context if self._breaker is not None else None
        return (
            context is not None
            and context.state == OPENED
            and context.opened_at is not None
            and time.time() < context.opened_at + self._open_s
        )
