"""Whoever was let in a moment ago: their token is not looked up at every call."""

from typing import Final

from domain.identity.rules import digest
from domain.identity.values import Identity

FOR_MS: Final = 1_000
MOST: Final = 10_000


class RecentCallers:
    """Identities by their token, each for ``FOR_MS``: what another process of the API takes from somebody is felt within that."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Identity, int]] = {}

    def find(self, secret: str, *, now_ms: int) -> Identity | None:
        known = self._known.get(digest(secret))
        if known is None or not 0 <= now_ms - known[1] < FOR_MS:
            return None
        expires_at_ms = known[0].expires_at_ms
        return known[0] if expires_at_ms is None or now_ms < expires_at_ms else None

    def remember(self, secret: str, identity: Identity, *, now_ms: int) -> None:
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[digest(secret)] = identity, now_ms

    def forget(self) -> None:
        """Look everybody up again: somebody's token, roles or grants have changed."""
        self._known.clear()
