"""Which exchange a bid request on the API's own port comes from."""

import time
from collections.abc import Callable

from domain.exchanges.rules import admits
from domain.exchanges.values import Exchange


class ExchangeDoor:
    """The exchanges we answer, as the ``exchanges`` bucket published them.

    ``default_exchange`` is who asks when a request names nobody; empty refuses those. An exchange without a secret is
    honoured in demo mode alone.
    """

    def __init__(
        self,
        *,
        default_exchange: str = "",
        demo: bool = False,
        clock_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        self._default_exchange = default_exchange
        self._demo = demo
        self._clock_ms = clock_ms
        self._exchanges: dict[str, Exchange] = {}

    def apply(self, exchange: Exchange) -> None:
        """Take in an exchange as published; an older revision than the one held is ignored."""
        held = self._exchanges.get(exchange.exchange_id)
        if held is None or held.revision <= exchange.revision:
            self._exchanges[exchange.exchange_id] = exchange

    def admit(self, exchange_id: str, authorization: str) -> Exchange | None:
        """The exchange, if it is known, in force and ``authorization`` (``Bearer <secret>``) is its own."""
        exchange = self._exchanges.get(exchange_id or self._default_exchange)
        if exchange is None:
            return None
        proof = authorization.encode("latin-1", "replace")
        return exchange if admits(exchange, proof, now_ms=self._clock_ms(), demo=self._demo) else None
