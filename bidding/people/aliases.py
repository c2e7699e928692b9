"""People by the ids that others gave them: whose an id is, as this process knows it right now."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import islice
from typing import Final, Protocol

from bidding.people.coalesced import CoalescedReader, Read

KNOWN_LIFE_MS: Final = 1_800_000
UNKNOWN_LIFE_MS: Final = 60_000
AWAY_LIFE_MS: Final = 1_000
READ_DEADLINE_S: Final = 0.5
MOST_ALIASES: Final = 200_000
_FORGOTTEN_AT_ONCE: Final = 64


class AliasStore(Protocol):
    """Whose ids are, by key; one that is nobody's is absent. Raises ``Unavailable``."""

    def get_many(self, keys: Sequence[str]) -> Awaitable[Mapping[str, str]]: ...


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
        """The person's id without waiting; empty when ``find`` must be asked."""
        met = self._met.get(key)
        return met[0] if met is not None and met[1] > now_ms else ""

    def find(self, key: str, now_ms: int, found: Callable[[str], None]) -> None:
        """Read whose id it is, and say so later; while the store is away it is nobody's, for a second."""

        def take(read: Read[str]) -> None:
            person_id, is_away = read
            if person_id is not None:
                found(self._remember(key, person_id, now_ms + KNOWN_LIFE_MS))
            else:
                found(self._remember(key, key, now_ms + (AWAY_LIFE_MS if is_away else UNKNOWN_LIFE_MS)))

        self._people.ask(key, take)

    def forget(self, key: str) -> None:
        """Something has just been said of the id: look again."""
        self._met.pop(key, None)

    def _remember(self, key: str, person_id: str, until_ms: int) -> str:
        met = self._met
        met.pop(key, None)
        met[key] = (person_id, until_ms)
        if len(met) > MOST_ALIASES:
            for oldest in list(islice(met, _FORGOTTEN_AT_ONCE)):
                del met[oldest]
        return person_id
