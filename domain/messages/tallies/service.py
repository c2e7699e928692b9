"""Counting messages, and telling analytics of them, in the transaction of what is counted and told."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.events.values import Event
from domain.ids import IdSource
from domain.messages.tallies import repository
from domain.messages.tallies.tables import MessageEvents, MessageTally
from domain.records import tenant_of

EVENTS_A_MESSAGE: Final = 1_000
"""Keeps a published array below JetStream's limit of one megabyte."""

Counting = tuple[str, str, str, str]
"""(source, step, channel, what)."""

_new_id: Final = IdSource()
_encoder: Final = msgspec.json.Encoder()


async def of(session: AsyncSession, source: str | None = None, *, prefix: str = "") -> Sequence[MessageTally]:
    """Counts by source, step, channel and outcome or kind of feedback."""
    return await repository.tallies(session, source, prefix=prefix)


async def add(session: AsyncSession, counts: Mapping[Counting, int]) -> None:
    """Add to the counts. Everybody adds in the same order, last in their transaction."""
    tenant_id = tenant_of(session)
    await repository.add_tallies(
        session,
        [
            {"tenant_id": tenant_id, "source": source, "step": step, "channel": channel, "what": what, "count": count}
            for (source, step, channel, what), count in sorted(counts.items())
            if count
        ],
    )


async def tell(session: AsyncSession, events: Sequence[Event]) -> None:
    """Have events published once this transaction is committed."""
    tenant_id = tenant_of(session)
    await repository.add_events(
        session,
        [
            {
                "tenant_id": tenant_id,
                "id": _new_id("mev"),
                "payload": _encoder.encode(events[at : at + EVENTS_A_MESSAGE]),
            }
            for at in range(0, len(events), EVENTS_A_MESSAGE)
        ],
    )


async def untold(session: AsyncSession, *, limit: int) -> Sequence[MessageEvents]:
    """Of all tenants, on a platform session: arrays of events that are not published yet, the oldest first."""
    return await repository.events(session, limit=limit)


async def told(session: AsyncSession, ids: Collection[str]) -> None:
    """JetStream has these."""
    await repository.forget_events(session, ids)
