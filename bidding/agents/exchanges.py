"""Which exchange is asking: credentials from the ``exchanges`` bucket, checked without waiting."""

import time
from collections.abc import Callable
from typing import Final

from domain.exchanges.rules import EXCHANGE_ID, admits, is_rotating
from domain.exchanges.values import Exchange, PriceEncryption

_MOST_ACCEPTED: Final = 4_096


class ExchangeDirectory:
    """Every exchange we answer, by id.

    ``default_exchange`` is who asks when a request names nobody; empty refuses those. ``demo`` honours exchanges without
    a secret. An accepted pair of id and ``Authorization`` header is remembered until any exchange changes or an old
    secret ends, so that hashing is paid once; refused ones are not remembered.
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
        self._accepted: dict[tuple[str, bytes], Exchange] = {}
        self._next_end_ms = 0
        self.edition = 0
        """Another number when somebody who was let in might be so no longer."""

    def __len__(self) -> int:
        return len(self._exchanges)

    def apply(self, exchange: Exchange) -> None:
        """Take in an exchange as published; an older revision than the one we hold is ignored."""
        held = self._exchanges.get(exchange.exchange_id)
        if held is None or held.revision <= exchange.revision:
            self._exchanges[exchange.exchange_id] = exchange
            self._forget_accepted()

    def trusted(self, exchange_id: str) -> Exchange | None:
        """Return the exchange somebody we trust has authenticated; the default one for an empty id."""
        exchange = self._exchanges.get(exchange_id or self._default_exchange)
        return None if exchange is None or exchange.revoked else exchange

    def encryption_of(self, exchange_id: str) -> PriceEncryption | None:
        """How the exchange hides prices in its notices, None for no exchange of ours; a revoked one's bills are still read."""
        exchange = self._exchanges.get(exchange_id)
        return None if exchange is None else exchange.price_encryption

    def authenticated(self, exchange_id: str, authorization: bytes) -> Exchange | None:
        """Return the exchange if ``authorization`` (``Bearer <secret>``) is its own."""
        key = (exchange_id, authorization)
        accepted = self._accepted.get(key)
        if accepted is None:
            accepted = self.trusted(exchange_id)
            if accepted is None or not admits(accepted, authorization, now_ms=self._clock_ms(), demo=self._demo):
                return None
            if len(self._accepted) >= _MOST_ACCEPTED:
                self._accepted.clear()
            self._accepted[key] = accepted
        return accepted

    def limits(self) -> dict[str, int]:
        """Requests a second, by exchange, of those that have a limit."""
        return {each.exchange_id: each.qps_limit for each in self._exchanges.values() if each.qps_limit}

    def end_old_secrets(self) -> None:
        """Call it every second or so: a secret whose time is over is accepted no longer."""
        if self._next_end_ms and self._clock_ms() >= self._next_end_ms:
            self._forget_accepted()

    @staticmethod
    def is_well_formed(exchange_id: str) -> bool:
        """Whether an exchange could have this id; the empty one stands for the default exchange."""
        return not exchange_id or EXCHANGE_ID.fullmatch(exchange_id) is not None

    def _forget_accepted(self) -> None:
        self._accepted.clear()
        self.edition += 1
        now_ms = self._clock_ms()
        ends = [each.previous_until_ms for each in self._exchanges.values() if is_rotating(each, now_ms)]
        self._next_end_ms = min(ends, default=0)
