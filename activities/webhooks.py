"""Making webhook calls that are due, and telling the ledger what came of them."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import structlog
from msgspec import Struct

from connectors.channels import webhook
from connectors.channels.protocol import Dependencies
from domain.campaigns.values import Channel
from domain.errors import CampaignExpressError, InvalidInput, NotFound, Unopenable
from domain.messages.values import Feedback, FeedbackKind
from domain.outbox import service
from domain.outbox.tables import WebhookCallRow
from domain.outbox.values import Attempt, CallState, WebhookCall
from domain.senders.service import Accounts
from storage.sql import Database

MOST_AT_ONCE: Final = 50
PAUSE_S: Final = 0.5
"""Between looks that found nothing due."""
KEEP_MS: Final = 30 * 86_400_000
"""How long letters, answered calls and what feeds no longer show are kept."""
_TIDY_EVERY_MS: Final = 3_600_000

Tell = Callable[[str, Sequence[Feedback]], Awaitable[None]]
"""Feedback on its way to the ledger, by tenant."""

_log = structlog.get_logger(__name__)


class Made(Struct, frozen=True, kw_only=True):
    """What one look at the due calls came to."""

    delivered: int = 0
    waiting: int = 0
    dead: int = 0

    @property
    def calls(self) -> int:
        return self.delivered + self.waiting + self.dead


class WebhookCaller:
    """Makes due calls of every tenant. Any number may run beside each other: a call is leased to one of them.

    One that dies after its receiver answered has the call made again, under the same id.
    """

    def __init__(self, journeys: Database, accounts: Accounts, dependencies: Dependencies, tell: Tell) -> None:
        self._journeys = journeys
        self._accounts = accounts
        self._dependencies = dependencies
        self._tell = tell
        self._tidied_at_ms = 0

    async def run(self) -> None:
        """Until cancelled; what goes wrong is logged, and tried again after a pause."""
        while True:
            made = Made()
            try:
                made = await self.make_due()
                await self._tidy()
            except CampaignExpressError as error:
                _log.warning("webhook calls have to wait", error=error.message)
            except Exception:  # noqa: BLE001 -- whatever it was, other tenants' calls are due
                _log.exception("webhook calls have to wait")
            if made.calls < MOST_AT_ONCE:
                await asyncio.sleep(PAUSE_S)

    async def make_due(self) -> Made:
        """Make those that are due now, at most ``MOST_AT_ONCE``. Raises ``Unavailable`` when a store does not answer."""
        now_ms = self._dependencies.clock_ms()
        async with self._journeys.platform() as session:
            rows = await service.claim_due_calls(session, now_ms=now_ms, limit=MOST_AT_ONCE)
        states = await asyncio.gather(*(self._make(row) for row in rows))
        return Made(
            delivered=states.count(CallState.DELIVERED),
            waiting=states.count(CallState.WAITING),
            dead=states.count(CallState.DEAD),
        )

    async def _make(self, row: WebhookCallRow) -> CallState | None:
        """One attempt, written down; told to the ledger first, which takes note of a thing once however often it is told."""
        attempt = await self._attempt(row)
        now_ms = self._dependencies.clock_ms()
        state, due_at_ms = service.standing_after(row, attempt, now_ms=now_ms, spread=random.random())  # noqa: S311 -- a pause
        if state is not CallState.WAITING:
            await self._tell(row.tenant_id, [_feedback(row, attempt, state, now_ms)])
        async with self._journeys.platform() as session:
            written = await service.settle_call(session, row, attempt, state, due_at_ms, now_ms=now_ms)
        return state if written else None

    async def _attempt(self, row: WebhookCallRow) -> Attempt:
        try:
            async with self._journeys.reading(row.tenant_id) as session:
                account = await self._accounts.get(session, row.account_id)
        except (NotFound, Unopenable) as error:
            return Attempt(delivered=False, error=f"its account cannot be used: {error.message}")
        call = WebhookCall(
            message_id=row.message_id,
            account_id=row.account_id,
            person_id=row.person_id,
            at_ms=row.at_ms,
            url=account.parameters.get("url", row.url),
            body=row.body,
            headers=row.headers,
            source=row.source,
        )
        dependencies = self._dependencies
        try:
            return await webhook.make(
                dependencies.session,
                account,
                call,
                now_ms=dependencies.clock_ms(),
                allow_private=dependencies.allow_private,
            )
        except InvalidInput as error:
            return Attempt(delivered=False, error=error.message)
        except Exception as error:  # noqa: BLE001 -- whatever it was, it is this call's, and held against it alone
            _log.exception("a webhook call could not be made", tenant=row.tenant_id, message=row.message_id)
            return Attempt(delivered=False, error=f"the call could not be made: {type(error).__name__}")

    async def _tidy(self) -> None:
        now_ms = self._dependencies.clock_ms()
        if now_ms - self._tidied_at_ms < _TIDY_EVERY_MS:
            return
        self._tidied_at_ms = now_ms
        async with self._journeys.platform() as session:
            await service.forget(session, before_ms=now_ms - KEEP_MS)


def _feedback(row: WebhookCallRow, attempt: Attempt, state: CallState, now_ms: int) -> Feedback:
    """``failed`` for a dead letter, which a later ``delivered`` may follow when somebody sends it again."""
    return Feedback(
        event_id=f"webhook:{row.message_id}:{state}:{row.replays}"[:200],
        kind=FeedbackKind.DELIVERED if state is CallState.DELIVERED else FeedbackKind.FAILED,
        channel=Channel.WEBHOOK,
        at_ms=now_ms,
        message_key=row.message_id,
        is_permanent=False,
        reason=attempt.error[:500],
    )
