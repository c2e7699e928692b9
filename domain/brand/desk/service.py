"""Where creatives are held against kits: beside the event loop, a few at a time and not for long."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Protocol, TypeVar

from domain.brand.markup.rules import images_in
from domain.brand.markup.values import Still
from domain.brand.rules import judge
from domain.brand.service import images_of, piece_of
from domain.brand.values import Box, Kit, Picture, Piece, Report
from domain.creatives.values import CreativeContent
from domain.errors import InvalidInput, TooMany

_AT_ONCE: Final = 2
_MOST_WAITING: Final = 16
_MOST_OF_ONE_TENANT: Final = 4
_LONGEST_S: Final = 5.0
"""For one creative, once its turn has come."""
_MOST_INSIDE: Final = 10
"""Images of one creative's markup that are fetched."""
Outcome = TypeVar("Outcome")


class Images(Protocol):
    """Where the images of stored creatives are had."""

    async def fetch(self, tenant_id: str, address: str) -> bytes:
        """Raises ``InvalidInput`` that says why not."""
        ...


class BrandDesk:
    """One for each process. Without ``images``, those of stored creatives count as unread.

    ``is_patient`` says that everybody waits for their turn: those who ask are few, and ask again where they are refused.
    """

    def __init__(self, images: Images | None = None, *, is_patient: bool = False) -> None:
        self._images = images
        self._is_patient = is_patient
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="brand")
        self._waiting: Counter[str] = Counter()

    async def judge(self, tenant_id: str, kit: Kit, piece: Piece) -> Report:
        """Raises ``InvalidInput`` for a creative beyond our bounds, ``TooMany`` while many others wait."""
        with self._turn(tenant_id):
            return await self._beside(lambda: judge(kit, piece, _stopwatch()))

    async def piece_of(self, tenant_id: str, content: CreativeContent, logos: Mapping[str, Box]) -> Piece:
        """A stored creative with its images, ``logos`` saying where in which of them the logo is. Raises as ``judge``."""
        with self._turn(tenant_id):  # until its images are there: hosts that hang hold up their own tenant alone
            return await self._piece_of(tenant_id, content, logos)

    async def _piece_of(self, tenant_id: str, content: CreativeContent, logos: Mapping[str, Box]) -> Piece:
        addresses = images_of(content)
        if content.html:
            inside = await self._beside(lambda: images_in(content.html, _stopwatch()))
            addresses |= {address: address for address in inside[:_MOST_INSIDE]}
        if unknown := logos.keys() - addresses.keys():
            raise InvalidInput(
                f"the creative shows no image called '{min(unknown)[:80]}'",
                field="logos",
                remedy=f"It shows: {', '.join(addresses) or 'none'}.",
            )
        had = await asyncio.gather(*[self._had(tenant_id, address) for address in addresses.values()])
        pictures = {
            part: Picture(name=part, data=data, logo=logos.get(part))
            for part, data in zip(addresses, had, strict=True)
            if isinstance(data, bytes)
        }
        unread = {part: why for part, why in zip(addresses, had, strict=True) if isinstance(why, str)}
        return piece_of(content, pictures, unread)

    @contextlib.contextmanager
    def _turn(self, tenant_id: str) -> Iterator[None]:
        is_full = self._waiting.total() >= _MOST_WAITING or self._waiting[tenant_id] >= _MOST_OF_ONE_TENANT
        if is_full and not self._is_patient:
            raise TooMany("many creatives are being validated already", retry_after_s=5)
        self._waiting[tenant_id] += 1
        try:
            yield
        finally:
            self._waiting[tenant_id] -= 1
            self._waiting += Counter()  # forgets tenants that wait no more

    async def _beside(self, work: Callable[[], Outcome]) -> Outcome:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    async def _had(self, tenant_id: str, address: str) -> bytes | str:
        """The image, or why it could not be had."""
        if self._images is None:
            return "this API fetches no images"
        try:
            return await self._images.fetch(tenant_id, address)
        except InvalidInput as error:
            return error.message


def _stopwatch() -> Still:
    """Started where the work begins, not where it waits."""
    ends = time.monotonic() + _LONGEST_S

    def still() -> None:
        if time.monotonic() > ends:
            raise InvalidInput(
                f"the creative takes more than {_LONGEST_S:g} seconds to read",
                field="html",
                remedy="Make it simpler, or check its parts one by one.",
            )

    return still
