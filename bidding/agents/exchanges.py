"""Which exchange is asking: credentials from the ``exchanges`` bucket, checked without waiting."""

from hashlib import sha256
from hmac import compare_digest
from typing import Final

from domain.exchanges.values import Exchange

_BEARER: Final = b"bearer "
_MOST_ACCEPTED: Final = 4_096


class ExchangeDirectory:
    """Every exchange we answer, by id.

    ``default_exchange`` is who asks when a request names nobody; empty refuses those. ``demo`` honours exchanges without
    a secret. An accepted pair of id and ``Authorization`` header is remembered until any exchange changes, so that
    hashing is paid once; refused ones are not remembered.
    """

    def __init__(self, *, default_exchange: str = "", demo: bool = False) -> None:
        self._default_exchange = default_exchange
        self._demo = demo
        self._exchanges: dict[str, Exchange] = {}
        self._accepted: dict[tuple[str, bytes], Exchange] = {}

    def __len__(self) -> int:
        return len(self._exchanges)

    def apply(self, exchange: Exchange) -> None:
        """Take in an exchange as published; an older revision than the one we hold is ignored."""
        held = self._exchanges.get(exchange.exchange_id)
        if held is None or held.revision <= exchange.revision:
            self._exchanges[exchange.exchange_id] = exchange
            self._accepted.clear()

    def trusted(self, exchange_id: str) -> Exchange | None:
        """Return the exchange somebody we trust has authenticated; the default one for an empty id."""
        exchange = self._exchanges.get(exchange_id or self._default_exchange)
        return None if exchange is None or exchange.revoked else exchange

    def authenticated(self, exchange_id: str, authorization: bytes) -> Exchange | None:
        """Return the exchange if ``authorization`` (``Bearer <secret>``) is its own."""
        key = (exchange_id, authorization)
        accepted = self._accepted.get(key)
        if accepted is None:
            accepted = self.trusted(exchange_id)
            if accepted is None or not self._proves(authorization, accepted):
                return None
            if len(self._accepted) >= _MOST_ACCEPTED:
                self._accepted.clear()
            self._accepted[key] = accepted
        return accepted

    def _proves(self, authorization: bytes, exchange: Exchange) -> bool:
        if not exchange.secret_sha256:
            return self._demo
        if authorization[: len(_BEARER)].lower() != _BEARER:
            return False
        digest = sha256(authorization[len(_BEARER) :].strip()).hexdigest()
        return compare_digest(digest, exchange.secret_sha256)
