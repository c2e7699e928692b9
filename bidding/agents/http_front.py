"""What all HTTP connections of a bidder share."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol

from msgspec import Struct

from bidding.agents.desk import MOST_IN_A_ROW, Answer, BidDesk
from bidding.agents.exchanges import ExchangeDirectory
from bidding.agents.round_trips import Connection
from bidding.agents.syncs import UserSyncs
from bidding.notices.handling import Notices
from bidding.question import Question
from domain.exchanges.values import Exchange

MOST_KNOWN_HEADS: Final = 4_096
"""Their bytes are those of an exchange that was let in, with one of its bodies' lengths each."""


class Request(Struct, frozen=True, gc=False):
    """What a head says."""

    method: bytes
    path: bytes
    query: bytes
    exchange: Exchange | None
    """Set on bid requests alone."""
    is_gzip: bool
    keep_alive: bool
    version: bytes
    """Of OpenRTB, for the response."""
    wants_gzip: bool
    browser: dict[bytes, bytes] | None


class KnownHead(Struct, frozen=True):
    """A head that was parsed once: whatever comes with the same bytes is the same request but for its body."""

    request: Request
    body_bytes: int
    exchange: Exchange
    edition: int
    """Of the exchanges: its sender was let in as of this one."""


class HttpClient(Connection, Protocol):
    """One who is connected, as the rest of the door sees it."""

    def next_bid(self) -> Question | None:
        """The next bid request, once whatever came before it is answered; None when there is none, or something to wait for."""

    def take(self, answer: Answer | Awaitable[Answer]) -> None:
        """The answer to that request."""

    def flush(self) -> None:
        """Write what is ready."""

    def tick(self) -> None:
        """Another second has passed."""

    def close_if_idle(self) -> None: ...
    def hang_up(self) -> None: ...


class HttpFront:
    """What all connections share: who may bid, who answers, and whether we are open.

    ``health`` renders the JSON body of ``/health`` and ``/ready``; ``is_ready`` decides the status of ``/ready``.
    """

    def __init__(
        self,
        desk: BidDesk,
        exchanges: ExchangeDirectory,
        notices: Notices,
        *,
        is_ready: Callable[[], bool],
        health: Callable[[], bytes],
        syncs: UserSyncs | None = None,
    ) -> None:
        self.desk = desk
        self.exchanges = exchanges
        self.notices = notices
        self.syncs = syncs
        self.is_ready = is_ready
        self.health = health
        self.draining = False
        self.connections: set[HttpClient] = set()
        self.known_heads: dict[bytes, KnownHead] = {}
        self.answering: set[asyncio.Future[None] | asyncio.Future[Answer]] = set()
        self.refusals: Counter[int] = Counter()
        """Messages refused at the door, by status."""
        self.turn_ns = 0
        """When the first of the messages due was read."""
        self._clock_ns = desk.gate.pulse.clock_ns
        self._due: list[HttpClient] = []

    def arrived_ns(self) -> int:
        """When a message that is read now was, at the latest, in our hands."""
        if not self._due:
            self.turn_ns = self._clock_ns()
        return self.turn_ns

    def serve_soon(self, connection: HttpClient) -> None:
        """Serve ``connection`` once everything that has arrived by now, anywhere, is read.

        Reading, serving and writing each in a row, instead of all three for every request, keeps their code in the
        caches and wakes clients up together: under load, a bid costs a third less.
        """
        if not self._due:
            asyncio.get_running_loop().call_soon(self._serve_due)
        self._due.append(connection)

    def _serve_due(self) -> None:
        due, self._due = self._due, []
        for first in range(0, len(due), MOST_IN_A_ROW):
            self.serve(due[first : first + MOST_IN_A_ROW])

    def serve(self, row: Sequence[HttpClient]) -> None:
        """Answer what ``row`` has read, as far as it can be done without waiting: a bid request of each, and again."""
        asking = row
        while asking:
            asked: list[HttpClient] = []
            questions: list[Question] = []
            for connection in asking:
                question = connection.next_bid()
                if question is not None:
                    asked.append(connection)
                    questions.append(question)
            if questions:
                for connection, answer in zip(asked, self.desk.answer_all(questions), strict=True):
                    connection.take(answer)
            asking = asked
        for connection in row:
            connection.flush()
