"""Keeping what was used lately, within a bound, at the price of a dictionary."""

from collections.abc import Hashable
from typing import Final, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Kept = TypeVar("Kept")

_FREED_A_PUT: Final = 4


class Generations(Generic[Key, Kept]):
    """Two generations: what is used again moves to the young one; when that is full the old one is dropped whole.

    A hit costs one look-up, or two and a move. ``most`` bounds what each generation weighs. What is dropped is not freed at
    once, which would hold up a request for many milliseconds, but by and by as others are put.
    """

    __slots__ = ("_leaving", "_most", "_old", "_weight", "_young")

    def __init__(self, most: int) -> None:
        self._most = most
        self._young: dict[Key, Kept] = {}
        self._old: dict[Key, Kept] = {}
        self._weight = 0
        self._leaving: list[dict[Key, Kept]] = []

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def weight_of(self, kept: Kept) -> int:
        """One, so that ``most`` is a number of things; another class may weigh them."""
        del kept
        return 1

    def get(self, key: Key) -> Kept | None:
        kept = self._young.get(key)
        if kept is None and self._old:
            kept = self._old.pop(key, None)
            if kept is not None:
                self.put(key, kept)
        return kept

    def put(self, key: Key, kept: Kept) -> None:
        weight = self.weight_of(kept)
        if self._weight + weight > self._most:
            self._leave(self._old)
            self._old, self._young, self._weight = self._young, {}, 0
        self._weight += weight
        self._young[key] = kept
        for generation in self._leaving[-1:]:
            for _ in range(_FREED_A_PUT):
                if generation:
                    generation.popitem()
            if not generation:
                self._leaving.pop()

    def drop(self, key: Key) -> None:
        self._young.pop(key, None)
        self._old.pop(key, None)

    def clear(self) -> None:
        self._leave(self._young)
        self._leave(self._old)
        self._young, self._old, self._weight = {}, {}, 0

    def _leave(self, generation: dict[Key, Kept]) -> None:
        if generation:
            self._leaving.append(generation)
