"""People by the ids that others gave them: whose an id is, as this process knows it right now."""

import asyncio
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final, Protocol

from bidding.people.coalesced import CoalescedReader
from domain.errors import Unavailable

KNOWN_LIFE_MS: Final = 1_800_000
UNKNOWN_LIFE_MS: Final = 60_000
AWAY_LIFE_MS: Final = 1_000
READ_DEADLINE_S: Final = 0.5
MOST_ALIASES: Final = 200_000
_FORGOTTEN_AT_ONCE: Final = 64


class AliasStore(Protocol):
    """Whose ids are, by key; one that is nobody's is absent. Raises ``Unavailable``."""

    async def get_many(self, keys: Sequence[str]) -> Mapping[str, str]: ...


class Aliases:
    """Remembers whose ids are, at most 200,000, those met first forgotten first.

    An id that nobody has claimed stands for a person of its own, and is asked about again after a minute.
    """

    def __init__(self, store: AliasStore) -> None:
        self._people = CoalescedReader(store.get_many, store="identity", deadline_s=READ_DEADLINE_S)
        self._met: dict[str, tuple[str, int]] = {}

    def __len__(self) -> int:
        return len(self._met)

    def known(self, key: str, now_ms: int) -> str:
        """The person's id without waiting; empty when ``fetch`` must be awaited."""
        met = self._met.get(key)
        return met[0] if met is not None and met[1] > now_ms else ""

    async def fetch(self, key: str, now_ms: int) -> str:
        """Read whose id it is; never raises for a store that is away, which makes it nobody's for a second."""
        try:
            person_id = await asyncio.shield(self._people.ask(key))
        except Unavailable:
            return self._remember(key, key, now_ms + AWAY_LIFE_MS)
        if person_id is None:
            return self._remember(key, key, now_ms + UNKNOWN_LIFE_MS)
        return self._remember(key, person_id, now_ms + KNOWN_LIFE_MS)

    def tell(self, key: str, person_id: str, now_ms: int) -> None:
        """Somebody has just claimed the id, here."""
        self._remember(key, person_id, now_ms + KNOWN_LIFE_MS)

    def _remember(self, key: str, person_id: str, until_ms: int) -> str:
        met = self._met
        met.pop(key, None)
        met[key] = (person_id, until_ms)
        if len(met) > MOST_ALIASES:
            for oldest in list(islice(met, _FORGOTTEN_AT_ONCE)):
                del met[oldest]
        return person_id
