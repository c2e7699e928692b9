"""What JetStream holds of one person: messages of their tenant's in which their texts stand, and of nobody's.

Buckets and object stores are not looked at: what they hold (campaigns, exchanges, models, positions) names no person. A message is
a batch of several people's events. It is removed whole, and only once everybody who reads the stream has read it: what it said is in
the stores by then, where the others' part of it stays. The server overwrites what it removes.
"""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final, NamedTuple

import msgspec
from nats.js import JetStreamContext, api
from nats.js.errors import KeyNotFoundError, NotFoundError

from domain.errors import Unavailable
from domain.events.values import NO_TENANT
from domain.privacy.matching.rules import opened
from domain.privacy.places.values import Rows, Subject
from storage.nats.errors import translated
from storage.nats.following import Follower, Record
from storage.nats.subjects import (
    BIDS_STREAM,
    EVENT_WRITER_BUCKET,
    INGEST_STREAM,
    MESSAGES_STREAM,
    PROFILE_WANTED,
    TRACES_STREAM,
)

MOST_MESSAGES: Final = 500_000
"""Of one stream that are read through for one person. Beyond that it is left to let go of them by its age."""
_SILENCE_S: Final = 5.0
_WRITERS: Final = {BIDS_STREAM: "analytics", MESSAGES_STREAM: "messages"}


class Held(NamedTuple):
    """Messages of one stream that hold something of the person, by sequence, and how many were too many to look at."""

    stream: str
    sequences: Sequence[int]
    unread: int


class _Position(msgspec.Struct):
    done: int


class PeopleInStreams:
    """Every method raises ``Unavailable`` while JetStream is away."""

    def __init__(self, js: JetStreamContext) -> None:
        self._js = js

    async def find(self, subject: Subject) -> tuple[Counter[str], dict[str, str]]:
        """How many messages, by stream, and of streams that are too long to be read why that is left to their age."""
        found: Counter[str] = Counter()
        kept: dict[str, str] = {}
        for held in await self._held(subject):
            found[held.stream] += len(held.sequences) + held.unread
            if held.unread:
                days = await self._days(held.stream)
                kept[held.stream] = f"more than {MOST_MESSAGES:,} messages: not read; each goes {days} after it came"
        return found, kept

    async def read(self, subject: Subject) -> AsyncIterator[Rows]:
        """The items of those messages that are about the person, by stream. Sampled requests are several tenants', and are left out."""
        for held in await self._held(subject):
            if held.stream == TRACES_STREAM:
                continue
            for sequence in held.sequences:
                with translated("read a message"):
                    message = await self._js.get_msg(held.stream, sequence)
                items = subject.names.own(_listed(message.data or b""))
                yield held.stream, [{"sequence": sequence, "item": item} for item in items]

    async def erase(self, subject: Subject) -> None:
        """Remove those messages. Raises ``Unavailable`` while somebody has yet to read one of them."""
        for held in await self._held(subject):
            if not held.sequences:
                continue
            read_to = await self._read_to(held.stream)
            waiting = [sequence for sequence in held.sequences if sequence > read_to]
            with translated("remove a message"):
                for sequence in held.sequences:
                    if sequence <= read_to:
                        await self._js.delete_msg(held.stream, sequence)
            if waiting:
                raise Unavailable(f"{len(waiting)} messages of {held.stream} are still to be read", retry_after_s=1)

    async def _held(self, subject: Subject) -> list[Held]:
        with translated("list its streams"):
            streams = {str(info.config.name): info for info in await self._js.streams_info()}
        found = []
        for name, info in sorted(streams.items()):
            for filter_subject in _subjects(name, subject.tenant_id):
                held = await self._in(name, filter_subject, info.state.last_seq, subject)
                if held.sequences or held.unread:
                    found.append(held)
        return found

    async def _in(self, stream: str, filter_subject: str, last: int, subject: Subject) -> Held:
        theirs: list[int] = []
        async for record in self._messages(stream, filter_subject, last):
            if len(theirs) == 0 and record.pending > MOST_MESSAGES:
                return Held(stream, (), record.pending + 1)
            if _speaks_of(subject, stream, record):
                theirs.append(record.sequence)
        return Held(stream, theirs, 0)

    async def _messages(self, stream: str, filter_subject: str, last: int) -> AsyncIterator[Record]:
        """Those there are now."""
        follower = Follower(self._js, stream, filter_subject, after=0)
        try:
            await follower.open()
            while not follower.caught_up:
                record = await follower.next(_SILENCE_S)
                if record is None:
                    raise Unavailable(f"{stream} could not be read to its end", retry_after_s=1)
                yield record
                if record.sequence >= last:
                    return
        finally:
            await follower.close()

    async def _read_to(self, stream: str) -> int:
        """The sequence up to which everybody who reads a stream for its effects has read it."""
        with translated("ask who reads its streams"):
            info = await self._js.stream_info(stream)
            read_to = info.state.last_seq
            for consumer in await self._js.consumers_info(stream):
                if consumer.config.ack_policy is api.AckPolicy.NONE or not consumer.config.durable_name:
                    continue  # whoever only looks, as bidders do, has nothing left to do with it
                if consumer.num_pending or consumer.num_ack_pending:
                    read_to = min(read_to, consumer.ack_floor.stream_seq if consumer.ack_floor else 0)
            written = await self._written_to(stream)
        return read_to if written is None else min(read_to, written)

    async def _written_to(self, stream: str) -> int | None:
        """How far analytics has it; None where nobody ever wrote it there."""
        if stream not in _WRITERS:
            return None
        try:
            entry = await (await self._js.key_value(EVENT_WRITER_BUCKET)).get(_WRITERS[stream])
        except (KeyNotFoundError, NotFoundError):
            return None
        return msgspec.json.decode(entry.value or b"{}", type=_Position).done

    async def _days(self, stream: str) -> str:
        with translated("ask how long a stream keeps"):
            age_s = (await self._js.stream_info(stream)).config.max_age or 0
        return f"{age_s / 86_400:.0f} days"


def _subjects(name: str, tenant_id: str) -> Sequence[str]:
    """What of a stream may be the tenant's, or nobody's."""
    match name:
        case _ if name == INGEST_STREAM:
            return (f"ingest.*.{tenant_id}", f"ingest.*.{tenant_id}.>", PROFILE_WANTED)
        case _ if name == BIDS_STREAM:
            return (f"bids.events.{tenant_id}.>", f"bids.events.{NO_TENANT}.>")
        case _ if name == MESSAGES_STREAM:
            return (f"messages.*.{tenant_id}",)
        case _ if name == TRACES_STREAM:
            return ("traces.>",)
    return ()


def _speaks_of(subject: Subject, stream: str, record: Record) -> bool:
    """Senders may name somebody behind the tenant of a subject."""
    if stream == TRACES_STREAM:
        return any(_is_seen_by(subject.tenant_id, one) and subject.stand_in(one) for one in _listed(record.data))
    behind = record.subject.partition(f".{subject.tenant_id}.")[2]
    return subject.stand_in(record.data) or subject.stand_in(behind) or subject.stand_in(behind.split("."))


def _is_seen_by(tenant_id: str, sampled: Any) -> bool:
    """Whether a sampled request is the tenant's, or nobody's. One that was recorded without a trace is of those who bid."""
    if not isinstance(sampled, dict):
        return False
    bids = (sampled.get("recorded") or {}).get("bids", ())
    tenants = {one.get("tenant_id") for one in (*sampled.get("traces", ()), *bids)}
    return not tenants or not tenants.isdisjoint((tenant_id, NO_TENANT))


def _listed(body: bytes) -> list[Any]:
    """The items of a batch; a body that is none is one."""
    value = opened(body)
    return value if isinstance(value, list) else [value]
