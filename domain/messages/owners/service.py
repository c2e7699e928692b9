"""Messages of people who turned out to be somebody else, or who are to be forgotten. Functions take a tenant's session."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, Final

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.messages import repository as ledger_rows
from domain.messages import service as ledger
from domain.messages.owners import repository
from domain.messages.rules import CLAIMED_TURN, OPEN, Detail, read_detail
from domain.messages.values import Cause, Look, Looked, MessageStatus

_ON_ITS_WAY: Final = frozenset({MessageStatus.CLAIMED, MessageStatus.UNKNOWN, MessageStatus.SENT})
_encode: Final = msgspec.msgpack.Encoder().encode


async def hand_on(session: AsyncSession, person_id: str, to: str) -> None:
    """Whatever was or will be sent to ``person_id`` counts as sent to ``to``, for caps as for everything else."""
    await repository.hand_on(session, person_id, to)


async def keep_one(session: AsyncSession, person_id: str, sources: str, *, reason: str, note: str, now_ms: int) -> None:
    """Of each source whose name begins with ``sources``, leave ``person_id`` one message: whatever else is open is refused.

    What is on its way already is the one, or else the first; one that was refused or failed for itself counts for nothing.
    """
    by_source: dict[str, list[tuple[str, MessageStatus]]] = defaultdict(list)
    for message_id, source, status in await repository.of_open_sources(session, person_id, sources):
        by_source[source].append((message_id, MessageStatus(status)))
    surplus: list[str] = []
    for rows in by_source.values():
        still_open = [message_id for message_id, status in rows if status in OPEN]
        is_on_its_way = any(status in _ON_ITS_WAY for _, status in rows)
        surplus += still_open if is_on_its_way else still_open[1:]
    await _refuse(session, surplus, reason=reason, note=note, now_ms=now_ms)


async def being_handed_over(session: AsyncSession, person_ids: Collection[str]) -> int:
    """How many messages to these people a worker has claimed and not settled."""
    return await repository.being_handed_over(session, person_ids) if person_ids else 0


async def erase(session: AsyncSession, names: Mapping[str, str], *, now_ms: int) -> None:
    """Refuse what has not gone yet, and keep of the rest only what counts are made of.

    ``names`` say under what everything about each of these people goes on, which says nothing of them. A message that is
    being handed over right now is settled like any other.
    """
    for person_id, name in names.items():
        rows = await repository.locked(session, person_id)
        still_open = [message_id for message_id, _, turn, _ in rows if _is_open(turn)]
        await _refuse(session, still_open, reason=Cause.ERASED.value, now_ms=now_ms)
        changed: list[dict[str, Any]] = [
            {
                "id": message_id,
                "key": _nameless(key, names),
                "person_id": name,
                "intent": _kept(intent) if turn is not None and not _is_open(turn) else b"",
                "trace": b"",
                "provider_message_id": "",
            }
            for message_id, key, turn, intent in rows
        ]
        await ledger_rows.write(session, changed)
        await repository.blank_feedback(session, [row[0] for row in rows])
    await repository.forget_locks(session, names.keys())
    await _rename_waiting(session, names)


def _nameless(key: str, names: Mapping[str, str]) -> str:
    """Keys name who a message was planned for, who may have been somebody else by the time it went."""
    for person_id, name in names.items():
        key = key.replace(person_id, name)
    return key


def _is_open(turn: int | None) -> bool:
    return turn is not None and turn < CLAIMED_TURN


async def _refuse(session: AsyncSession, ids: list[str], *, reason: str, note: str = "", now_ms: int) -> None:
    refused = [
        Looked(message, MessageStatus.REFUSED, Look(now_ms, (), note), reason=reason)
        for message in await ledger.take(session, ids)
    ]
    await ledger.record(session, refused, worker_id="", now_ms=now_ms)


def _kept(intent: bytes) -> bytes:
    """What settling asks for, without what was to be said."""
    detail = read_detail(intent)
    return _encode(Detail(purpose=detail.purpose, priority=detail.priority))


async def _rename_waiting(session: AsyncSession, names: Mapping[str, str]) -> None:
    for row in await repository.waiting_events(session):
        events = msgspec.json.decode(row.payload)
        concerned = [event for event in events if event.get("person_id") in names]
        for event in concerned:
            event["person_id"] = names[event["person_id"]]
        if concerned:
            row.payload = msgspec.json.encode(events)
            session.add(row)
