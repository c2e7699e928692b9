"""Taking back what a source planned and nobody handed over. Functions take a tenant's session."""

from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.messages import repository as ledger_rows
from domain.messages import service as ledger
from domain.messages.holds import service as holds
from domain.messages.rules import CLAIMED_TURN, UNKNOWN_TURN
from domain.messages.values import Cause, Look, Looked, MessageStatus
from domain.messages.withdrawals.values import Withdrawn

LOOK_AGAIN_MS: Final = 15_000
"""While something is on its way to its vendor."""
_ALWAYS_MS: Final = 2**62


async def withdraw(session: AsyncSession, source: str, *, note: str, now_ms: int, limit: int) -> Withdrawn:
    """Refuse as ``cancelled`` what is open of a held source, ``limit`` at most; the hold ends when nothing can come back.

    Nothing more may be planned of ``source``. ``note`` says in each message's own record why it was taken back.
    """
    ids = [one for _, one in await ledger.due(session, source=source, now_ms=_ALWAYS_MS, limit=limit)]
    refused = [
        Looked(message, MessageStatus.REFUSED, Look(now_ms, (), note), reason=Cause.CANCELLED.value)
        for message in await ledger.take(session, ids)
    ]
    await ledger.record(session, refused, worker_id="", now_ms=now_ms)
    again_at_ms: int | None = now_ms + LOOK_AGAIN_MS
    if not await _is_open(session, source):
        again_at_ms = await _comes_back_ms(session, source, now_ms)
    if again_at_ms is None:
        await holds.release(session, source)
    return Withdrawn(messages=len(refused), again_at_ms=again_at_ms)


async def next_ms(session: AsyncSession, source: str, *, now_ms: int) -> int | None:
    """When to withdraw: ``now_ms`` while something is open, or only the hold is left. None once there is nothing to do."""
    if await _is_open(session, source):
        return now_ms
    comes_back_ms = await _comes_back_ms(session, source, now_ms)
    return now_ms if comes_back_ms is None and await holds.is_held(session, source) else comes_back_ms


async def _is_open(session: AsyncSession, source: str) -> bool:
    return await ledger_rows.count_in_progress(session, source, below=CLAIMED_TURN) > 0


async def _comes_back_ms(session: AsyncSession, source: str, now_ms: int) -> int | None:
    """When to see what became of what is at a vendor, or may be; None when there is nothing."""
    if await ledger_rows.count_in_progress(session, source, below=CLAIMED_TURN + 1):
        return now_ms + LOOK_AGAIN_MS
    looked_up_ms = await ledger_rows.next_due_at_ms(session, source, UNKNOWN_TURN)
    return max(looked_up_ms, now_ms + LOOK_AGAIN_MS) if looked_up_ms is not None else None
