"""Messages of which nobody knows what became of them: asking their vendors, a bounded number of times.

A claim whose lease is over was being handed over when its worker died. The vendor is asked where it can be; where it cannot,
or does not know, the message becomes ``unknown`` and is asked about again, until ``rules.MAX_LOOKED_UP``. It goes out
again only where a second handover under the same id is no second message: where the vendor is certain that it never got
it and recognises our id, or keeps a message once by our id whatever happens.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

import structlog
from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from activities.routes import Route, Vendors
from domain.delivery import service as delivery
from domain.errors import CampaignExpressError
from domain.messages import rules
from domain.messages import service as ledger
from domain.messages.values import ASKING_MS, Cause, Handover, MessageStatus, Overdue
from domain.senders.values import Accepted, Idempotency, Unknown
from storage.sql.database import Database

LIMIT: Final = 500
AT_ONCE: Final = 8
"""Questions to one account."""
PATIENCE_S: Final = 10.0
_ASKING_S: Final = ASKING_MS / 1_000 / 2
"""Less than they are nobody else's: what was answered has to be written down as well."""

_log = structlog.get_logger(__name__)


class Reconciled(Struct, frozen=True, kw_only=True):
    """What became of messages that were looked up."""

    sent: int = 0
    again: int = 0
    """Certainly not out, and due again."""
    failed: int = 0
    unknown: int = 0


class Reconciler:
    """Any number may run beside each other: they ask about different messages, and settling one twice changes nothing.

    ``patience_s`` is how long one answer is waited for.
    """

    def __init__(self, journeys: Database, vendors: Vendors, *, patience_s: float = PATIENCE_S) -> None:
        self._journeys = journeys
        self._vendors = vendors
        self._patience_s = patience_s

    async def reconcile(self, tenant_id: str, *, now_ms: int, limit: int = LIMIT) -> Reconciled:
        """Look up what is overdue. Raises ``Unavailable`` when the store does not answer."""
        async with self._journeys.reading(tenant_id) as session:
            ids = await ledger.overdue(session, now_ms=now_ms, limit=limit)
        if not ids:
            return Reconciled()
        async with self._journeys.tenant(tenant_id) as session:
            taken = await ledger.take_overdue(session, ids, now_ms=now_ms)
            routes = {each.account_id: await self._route(session, each.account_id) for each in taken}
        asked = await self._ask(taken, routes, now_ms)
        outcomes = [outcome for _, outcome in asked]
        open_questions = [each for each, outcome in asked if outcome.status is MessageStatus.UNKNOWN]
        async with self._journeys.tenant(tenant_id) as session:
            await ledger.settle(session, outcomes, now_ms=now_ms)
            await ledger.look_up_later(session, open_questions, now_ms=now_ms)
        return _reconciled(outcomes)

    async def tidy(self, tenant_id: str, *, now_ms: int) -> int:
        """Let go of suppressions that hold no longer; how many."""
        async with self._journeys.tenant(tenant_id) as session:
            return await delivery.forget_expired(session, now_ms=now_ms)

    async def _ask(
        self, taken: Sequence[Overdue], routes: Mapping[str, Route | None], now_ms: int
    ) -> list[tuple[Overdue, Handover]]:
        """What came of those whose turn came in time; the others' comes again once nobody else is at them."""
        lines: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_ONCE))

        async def ask(message: Overdue) -> Handover:
            async with lines[message.account_id]:
                return await _asked(message, routes[message.account_id], now_ms, patience_s=self._patience_s)

        asking = {asyncio.create_task(ask(each)): each for each in taken}
        try:
            if asking:
                await asyncio.wait(asking, timeout=_ASKING_S)
        finally:
            for late in asking:
                late.cancel()
        return [(message, task.result()) for task, message in asking.items() if task.done() and not task.cancelled()]

    async def _route(self, session: AsyncSession, account_id: str) -> Route | None:
        try:
            return await self._vendors.route_by(session, account_id)
        except CampaignExpressError as error:
            _log.warning("a message's account cannot be asked", account_id=account_id, error=error.message)
            return None


async def _asked(message: Overdue, route: Route | None, now_ms: int, *, patience_s: float) -> Handover:
    """What to make of one of them."""
    if route is None:
        return _unknown(message, "its account is gone")
    can = route.capabilities
    if not can.can_look_up:
        if can.idempotency is Idempotency.NATIVE:
            return _again(message, "handed over again: the vendor keeps it once by its id", now_ms)
        return _unknown(message, f"{can.vendor} cannot be asked")
    try:
        async with asyncio.timeout(patience_s):
            answer = await route.connector.look_up(message.id)
    except TimeoutError:
        return _unknown(message, f"{can.vendor} did not answer in time")
    except Exception as error:  # noqa: BLE001 -- whatever a connector does, nothing is known
        _log.exception("a connector failed", vendor=can.vendor)
        return _unknown(message, f"{can.vendor} could not be asked: {type(error).__name__}")
    match answer:
        case Accepted():
            return Handover(
                message_id=message.id,
                attempt=message.attempts,
                status=MessageStatus.SENT,
                provider=route.account.vendor,
                provider_message_id=answer.provider_message_id,
                segments=answer.segments,
                cost_nanos=answer.cost_nanos,
                currency=answer.currency,
            )
        case Unknown():
            return _unknown(message, answer.reason or f"{can.vendor} does not know")
        case None if can.idempotency is not Idempotency.NONE:
            return _again(message, f"{can.vendor} never got it", now_ms)
        case None if message.looked_up + 1 >= rules.MAX_LOOKED_UP:
            return Handover(
                message_id=message.id,
                attempt=message.attempts,
                status=MessageStatus.FAILED,
                reason=Cause.UNAVAILABLE.value,
                note=f"{can.vendor} never got it",
            )
    return _unknown(message, f"{can.vendor} does not have it yet")


def _again(message: Overdue, note: str, now_ms: int) -> Handover:
    return Handover(
        message_id=message.id, attempt=message.attempts, status=MessageStatus.DEFERRED, note=note, retry_at_ms=now_ms
    )


def _unknown(message: Overdue, note: str) -> Handover:
    return Handover(message_id=message.id, attempt=message.attempts, status=MessageStatus.UNKNOWN, note=note)


def _reconciled(outcomes: Sequence[Handover]) -> Reconciled:
    def number(status: MessageStatus) -> int:
        return sum(outcome.status is status for outcome in outcomes)

    return Reconciled(
        sent=number(MessageStatus.SENT),
        again=number(MessageStatus.DEFERRED),
        failed=number(MessageStatus.FAILED),
        unknown=number(MessageStatus.UNKNOWN),
    )
