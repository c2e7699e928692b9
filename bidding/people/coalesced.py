"""Many single reads of one event-loop turn, made as one call to a store that answers many at once."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Final, Generic, TypeVar

import structlog

from domain.errors import CampaignExpressError, Unavailable

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

MOST_KEYS: Final = 512
MOST_CALLS: Final = 4
AFTER_A_FAILURE_S: Final = 0.25

_log = structlog.get_logger(__name__)


class CoalescedReader(Generic[Key, Value]):
    """Reads single keys through ``read_many``, which is handed all keys asked for in one turn of the event loop.

    A key asked for again while its read is under way shares that read. At most four calls are under way; what is asked
    for meanwhile waits for the next one, so a slow store is asked larger questions, not more of them. A failed or late
    call (``deadline_s``) fails its keys with ``Unavailable`` and those of the following quarter of a second without
    trying, so a store that is away costs next to nothing; afterwards it is tried again.
    """

    def __init__(
        self, read_many: Callable[[Sequence[Key]], Awaitable[Mapping[Key, Value]]], *, store: str, deadline_s: float
    ) -> None:
        self._read_many = read_many
        self._store = store
        self._deadline_s = deadline_s
        self._asked: dict[Key, asyncio.Future[Value | None]] = {}
        self._reading: dict[Key, asyncio.Future[Value | None]] = {}
        self._calls: set[asyncio.Task[None]] = set()
        self._away_until_s = 0.0
        self._due = False

    def ask(self, key: Key) -> asyncio.Future[Value | None]:
        """Ask for ``key`` in this turn's call. ``None`` is the answer when the store holds nothing.

        The answer is shared: await it through ``asyncio.shield``. It fails with ``Unavailable`` when the store is away.
        """
        answer = self._reading.get(key) or self._asked.get(key)
        if answer is None:
            loop = asyncio.get_running_loop()
            answer = loop.create_future()
            if loop.time() < self._away_until_s:
                _fail(answer, self._store)
                return answer
            self._asked[key] = answer
            if not self._due:
                self._due = True
                loop.call_soon(self._call)
        return answer

    def _call(self) -> None:
        self._due = False
        while self._asked and len(self._calls) < MOST_CALLS:
            keys = list(self._asked)[:MOST_KEYS]
            answers = {key: self._asked.pop(key) for key in keys}
            self._reading.update(answers)
            call = asyncio.get_running_loop().create_task(self._answer(answers))
            self._calls.add(call)
            call.add_done_callback(self._called)

    def _called(self, call: asyncio.Task[None]) -> None:
        self._calls.discard(call)
        self._call()

    async def _answer(self, answers: dict[Key, asyncio.Future[Value | None]]) -> None:
        try:
            async with asyncio.timeout(self._deadline_s):
                found = await self._read_many(list(answers))
        except (CampaignExpressError, TimeoutError) as error:
            _log.warning("store away", store=self._store, keys=len(answers), error=str(error) or type(error).__name__)
            self._away(answers)
        except Exception:  # noqa: BLE001 - whoever asked is told so, whatever it was
            _log.exception("store cannot be read", store=self._store, keys=len(answers))
            self._away(answers)
        else:
            for key, answer in answers.items():
                answer.set_result(found.get(key))
        finally:
            for key, answer in answers.items():
                del self._reading[key]
                if not answer.done():
                    answer.cancel()

    def _away(self, answers: dict[Key, asyncio.Future[Value | None]]) -> None:
        self._away_until_s = asyncio.get_running_loop().time() + AFTER_A_FAILURE_S
        for answer in answers.values():
            _fail(answer, self._store)


def _fail(answer: asyncio.Future[Value | None], store: str) -> None:
    answer.set_exception(Unavailable(f"the {store} store is away"))
    answer.exception()  # read once here, so that an answer nobody waits for any more raises no warning
