"""What people did, on its way in: ``ingest.{source}.{tenant}`` on the INGEST stream.

Our own doors publish what they have read (``OBSERVED_HEADER``). Others may publish any of the shapes the API takes, on
``ingest.{source}.{tenant}`` or below; what cannot be read is told apart here from what can.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import count
from typing import Final

import msgspec
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import Header

from domain.behaviour.ingestion.rules import read_body
from domain.behaviour.values import MAX_ITEMS, Observed, Refusal, Source
from domain.errors import InvalidInput, Unavailable
from storage.nats.errors import translated
from storage.nats.shared_reading import SharedReading
from storage.nats.subjects import INGEST_STREAM, OBSERVED_HEADER, ingest_subject

DURABLE: Final = "behaviour"
_LARGEST: Final = 512 * 1024
_OBSERVED: Final = "observed"

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(list[Observed]).decode


class BehaviourPublisher:
    """Puts what was read on the stream. What comes while a publication is under way goes with the next one."""

    def __init__(self, js: JetStreamContext) -> None:
        self._js = js
        self._waiting: defaultdict[str, deque[_Waiting]] = defaultdict(deque)
        self._sending: dict[str, asyncio.Task[None]] = {}

    async def publish(self, tenant_id: str, items: Sequence[Observed]) -> None:
        """Return once JetStream has acknowledged all of them.

        Raises ``Unavailable`` when no acknowledgement came: they may or may not be stored, so send them again.
        """
        by_door: defaultdict[str, list[bytes]] = defaultdict(list)
        for item in items:
            by_door[ingest_subject(item.source, tenant_id)].append(_encode(item))
        loop = asyncio.get_running_loop()
        told = []
        for subject, encoded in by_door.items():
            told.append(loop.create_future())
            self._waiting[subject].append(_Waiting(encoded, told[-1]))
            if subject not in self._sending:
                self._sending[subject] = loop.create_task(self._send(subject))
        for outcome in await asyncio.gather(*told, return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome

    async def publish_again(self, subject: str, payload: bytes, *, is_read: bool) -> None:
        """Put a message that was set aside back where it came from. Raises ``Unavailable``."""
        with translated("store events"):
            headers = {OBSERVED_HEADER: _OBSERVED} if is_read else None
            await self._js.publish(subject, payload, stream=INGEST_STREAM, headers=headers)

    async def _send(self, subject: str) -> None:
        waiting = self._waiting[subject]
        try:
            while waiting:
                together, payloads = _together(waiting)
                try:
                    with translated("store events"):
                        for payload in payloads:
                            await self._js.publish(
                                subject,
                                payload,
                                stream=INGEST_STREAM,
                                headers={Header.MSG_ID.value: _digest(payload), OBSERVED_HEADER: _OBSERVED},
                            )
                except (Unavailable, InvalidInput) as error:
                    for one in together:
                        one.fail(error)
                else:
                    for one in together:
                        one.done()
        finally:
            del self._sending[subject]
            for one in waiting:
                one.fail(Unavailable("NATS could not store events: the process is ending"))
            del self._waiting[subject]


@dataclass(slots=True)
class _Waiting:
    """Items of one caller, and the word they wait for."""

    items: list[bytes]
    told: "asyncio.Future[None]"

    def done(self) -> None:
        if not self.told.done():
            self.told.set_result(None)

    def fail(self, error: Exception) -> None:
        if not self.told.done():
            self.told.set_exception(error)


def _together(waiting: "deque[_Waiting]") -> tuple[list[_Waiting], list[bytes]]:
    """Callers whose items go now, and the messages they go in, none beyond half a mebibyte or 500 items."""
    together: list[_Waiting] = []
    items: list[bytes] = []
    while waiting and len(items) < MAX_ITEMS:
        together.append(waiting.popleft())
        items += together[-1].items
    payloads: list[bytes] = []
    message: list[bytes] = []
    size = 0
    for item in items:
        if message and (size + len(item) > _LARGEST or len(message) >= MAX_ITEMS):
            payloads.append(b"[" + b",".join(message) + b"]")
            message, size = [], 0
        message.append(item)
        size += len(item)
    payloads.append(b"[" + b",".join(message) + b"]")
    return together, payloads


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message: the items it holds, and what of it cannot be taken in."""

    message: Msg
    tenant_id: str
    items: tuple[Observed, ...] = ()
    refused: tuple[Refusal, ...] = ()
    unreadable: str = ""
    """Why nothing of it can be read at all."""

    @property
    def key(self) -> str:
        """The same whenever the message is delivered."""
        return f"{_stored_at_ms(self.message):013}-{self.message.metadata.sequence.stream:07}"

    @property
    def deliveries(self) -> int:
        return int(self.message.metadata.num_delivered or 1)


class BehaviourFeed:
    """The durable reading of all sources; several processes may share it. Due again until acknowledged."""

    def __init__(self, js: JetStreamContext) -> None:
        subjects = [f"ingest.{source}.>" for source in Source]
        self._reading = SharedReading(
            js, stream=INGEST_STREAM, durable=DURABLE, subjects=subjects, about="what people did"
        )

    async def fetch(self, limit: int, *, within_s: float) -> list[Incoming]:
        """The messages there are, up to ``limit``; none if none came in time. Raises ``Unavailable``."""
        return [_read(message) for message in await self._reading.fetch(limit, within_s=within_s)]

    async def acknowledge(self, incoming: Sequence[Incoming]) -> None:
        """They have been dealt with. Raises ``Unavailable``."""
        await self._reading.acknowledge(one.message for one in incoming)

    async def hold(self, incoming: Sequence[Incoming]) -> None:
        """They could not be dealt with yet, and are still ours. Raises ``Unavailable``."""
        await self._reading.hold(one.message for one in incoming)

    async def close(self) -> None:
        """Stop reading; the place is kept."""
        await self._reading.close()


def _read(message: Msg) -> Incoming:
    """The same however often it is delivered: it came in when the stream took it, and its items are named after that."""
    _, source, tenant_id, *_ = message.subject.split(".")
    headers = {name.lower(): value for name, value in (message.headers or {}).items()}
    stored_at_ms = _stored_at_ms(message)
    names = (f"{stored_at_ms}-{message.metadata.sequence.stream}-{item}" for item in count())
    try:
        if headers.get(OBSERVED_HEADER.lower()) == _OBSERVED:
            return Incoming(message, tenant_id, tuple(_decode(message.data)))
        read = read_body(
            message.data, headers=headers, door=source, now_ms=stored_at_ms, new_id=lambda: f"evt_{next(names)}"
        )
    except (InvalidInput, msgspec.MsgspecError) as error:
        return Incoming(message, tenant_id, unreadable=str(error))
    return Incoming(message, tenant_id, read.items, read.refused)


def _stored_at_ms(message: Msg) -> int:
    return int(message.metadata.timestamp.timestamp() * 1_000)


def _digest(payload: bytes) -> str:
    return blake2b(payload, digest_size=16).hexdigest()
