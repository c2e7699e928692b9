"""Many single reads of one event-loop turn, made as one call to a store that answers many at once."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from itertools import islice
from typing import Any, Final, Generic, NamedTuple, TypeVar

import structlog

from domain.errors import CampaignExpressError

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

MOST_KEYS: Final = 512
MOST_CALLS: Final = 4
AFTER_A_FAILURE_S: Final = 0.25

_log = structlog.get_logger(__name__)


class Read(NamedTuple, Generic[Value]):
    """What a store said of one key; ``value`` is None when it holds nothing, and when it ``is_away``."""

    value: Value | None
    is_away: bool = False


Tell = Callable[[Read[Value]], None]

NOTHING: Final[Read[Any]] = Read(None)
AWAY: Final[Read[Any]] = Read(None, is_away=True)


class _Call(Generic[Key, Value]):
    __slots__ = ("asked", "due_s")

    def __init__(self, asked: dict[Key, list[Tell[Value]]], due_s: float) -> None:
        self.asked = asked
        self.due_s = due_s


class CoalescedReader(Generic[Key, Value]):
    """Reads single keys through ``read_many``, which is handed all keys asked for in one turn of the event loop.

    A key asked for again while its read is under way shares that read. At most four calls are under way; what is asked
    for meanwhile waits for the next one, so a slow store is asked larger questions, not more of them. A failed or late
    call (``deadline_s``, noticed within twice that) is ``AWAY`` to those who asked, as is the following quarter of a
    second without trying, so a store that is away costs next to nothing; afterwards it is tried again.

    Nothing is awaited and no task is made for a key: whoever asks is told, and all who asked in one turn in a row.
    """

    def __init__(
        self, read_many: Callable[[Sequence[Key]], Awaitable[Mapping[Key, Value]]], *, store: str, deadline_s: float
    ) -> None:
        self._read_many = read_many
        self._store = store
        self._deadline_s = deadline_s
        self._asked: dict[Key, list[Tell[Value]]] = {}
        self._reading: dict[Key, list[Tell[Value]]] = {}
        self._calls: dict[asyncio.Future[Mapping[Key, Value]], _Call[Key, Value]] = {}
        self._away_until_s = 0.0
        self._is_due = False
        self._watch: asyncio.TimerHandle | None = None

    def ask(self, key: Key, tell: Tell[Value]) -> None:
        """Ask for ``key`` in this turn's call; ``tell`` is called with what was read, never before this returns."""
        waiting = self._reading.get(key) or self._asked.get(key)
        if waiting is not None:
            waiting.append(tell)
            return
        loop = asyncio.get_running_loop()
        if loop.time() < self._away_until_s:
            loop.call_soon(tell, AWAY)
            return
        self._asked[key] = [tell]
        if not self._is_due:
            self._is_due = True
            loop.call_soon(self._call)

    def outdate(self, key: Key, tell: Tell[Value]) -> None:
        """Let nobody who asks from now on share a read of ``key`` that is under way.

        Where there is one, ``tell`` is called with what was read after all who asked before.
        """
        waiting = self._reading.pop(key, None)
        if waiting is not None:
            waiting.append(tell)

    def _call(self) -> None:
        self._is_due = False
        loop = asyncio.get_running_loop()
        while self._asked and len(self._calls) < MOST_CALLS:
            asked = dict(islice(self._asked.items(), MOST_KEYS))
            for key in asked:
                del self._asked[key]
            self._reading |= asked
            call = asyncio.ensure_future(self._read_many(tuple(asked)))
            self._calls[call] = _Call(asked, loop.time() + self._deadline_s)
            call.add_done_callback(self._called)
            if self._watch is None:
                self._watch = loop.call_later(self._deadline_s, self._look)

    def _called(self, call: asyncio.Future[Mapping[Key, Value]]) -> None:
        ours = self._calls.pop(call, None)
        if ours is None:
            return  # it was late and nobody waits for it any more
        error = None if call.cancelled() else call.exception()
        if call.cancelled() or error is not None:
            self._failed(ours, error)
        else:
            found = call.result()
            for key, waiting in ours.asked.items():
                self._end(key, waiting)
                value = found.get(key)
                self._tell(waiting, NOTHING if value is None else Read(value))
        self._call()

    def _failed(self, call: _Call[Key, Value], error: BaseException | None) -> None:
        if error is None or isinstance(error, CampaignExpressError):
            said = str(error) if error else "late or cancelled"
            _log.warning("store away", store=self._store, keys=len(call.asked), error=said)
        else:
            _log.error("store cannot be read", store=self._store, keys=len(call.asked), exc_info=error)
        self._away_until_s = asyncio.get_running_loop().time() + AFTER_A_FAILURE_S
        for key, waiting in call.asked.items():
            self._end(key, waiting)
            self._tell(waiting, AWAY)

    def _end(self, key: Key, waiting: list[Tell[Value]]) -> None:
        """One read of ``key`` is over; another, begun since it was outdated, is not."""
        if self._reading.get(key) is waiting:
            del self._reading[key]

    def _tell(self, waiting: list[Tell[Value]], read: Read[Value]) -> None:
        for tell in waiting:
            try:
                tell(read)
            except Exception:  # noqa: BLE001 - one who fails to make use of an answer must not keep it from the others
                _log.exception("an answer was of no use", store=self._store)

    def _look(self) -> None:
        """Stop waiting for calls that are late, and look again while there are others."""
        self._watch = None
        loop = asyncio.get_running_loop()
        now_s = loop.time()
        for call, ours in list(self._calls.items()):
            if ours.due_s <= now_s:
                del self._calls[call]
                call.cancel()
                self._failed(ours, None)
        if self._calls:
            next_s = min(call.due_s for call in self._calls.values())
            self._watch = loop.call_later(max(next_s - now_s, 0.001), self._look)
        self._call()
