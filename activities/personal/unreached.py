"""A place that this installation does not say where to find."""

from collections.abc import AsyncIterator

from domain.errors import Unavailable
from domain.privacy.places.values import Found, Rows, Subject


class UnreachedPlace:
    """Whether it holds anything of anybody is not known, so a request says what is missing and goes on when it is there."""

    def __init__(self, name: str, *, setting: str) -> None:
        self.name = name
        self._setting = setting

    async def find(self, subject: Subject) -> Found:
        del subject
        raise self._missing()

    def read(self, subject: Subject) -> AsyncIterator[Rows]:
        del subject
        raise self._missing()

    async def erase(self, subject: Subject) -> None:
        del subject
        raise self._missing()

    def _missing(self) -> Unavailable:
        return Unavailable(f"nobody said where the {self.name} are", remedy=f"Set {self._setting} for the worker.")
