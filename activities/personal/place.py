"""What every place that keeps something of people can do for a request of one of them."""

from collections.abc import AsyncIterator
from typing import Protocol

from domain.privacy.places.values import Found, Rows, Subject


class Place(Protocol):
    """One kind of store. Every method may run again after it has had its effect, and raises ``Unavailable``."""

    name: str

    async def find(self, subject: Subject) -> Found:
        """What is there of the person, in use or not; asked before anything is erased, and again afterwards."""
        ...

    def read(self, subject: Subject) -> AsyncIterator[Rows]:
        """What may be handed to them, some rows at a time: there may be more of it than fits into memory."""
        ...

    async def erase(self, subject: Subject) -> None:
        """Leave nothing of them but what ``find`` says is kept. Raises ``Unavailable`` while something is still under way."""
        ...


async def nothing() -> AsyncIterator[Rows]:
    """Of places that hold nothing a person could read."""
    return
    yield
