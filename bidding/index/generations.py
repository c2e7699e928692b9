"""Keeping what was used lately, within a bound, at the price of a dictionary."""

from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Kept = TypeVar("Kept")


class Generations(Generic[Key, Kept]):
    """What is used again moves to the young generation; when that holds ``most``, the old one is dropped whole."""

    __slots__ = ("_most", "_old", "_young")

    def __init__(self, most: int) -> None:
        self._most = most
        self._young: dict[Key, Kept] = {}
        self._old: dict[Key, Kept] = {}

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def get(self, key: Key) -> Kept | None:
        kept = self._young.get(key)
        if kept is None and self._old:
            kept = self._old.pop(key, None)
            if kept is not None:
                self.put(key, kept)
        return kept

    def put(self, key: Key, kept: Kept) -> None:
        if len(self._young) >= self._most:
            self._old, self._young = self._young, {}
        self._young[key] = kept

    def drop(self, key: Key) -> None:
        self._young.pop(key, None)
        self._old.pop(key, None)
