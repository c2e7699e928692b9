"""The effects of a round of review: decisions on record, rounds closed, reminders noted."""

from collections.abc import Callable, Sequence
from typing import Any

import structlog
from temporalio import activity

from activities.asked_to_review import ask_for_review, ask_no_more
from domain.acting import act_as
from domain.approvals import service
from storage.sql.database import Database
from workflows.contracts import approvals as contract
from workflows.contracts.approvals import CloseRound, DecisionRecord, Reminder

_log = structlog.get_logger(__name__)


class ApprovalActivities:
    """Each may run again after it has had its effect."""

    def __init__(self, main: Database, *, clock_ms: Callable[[], int]) -> None:
        self._main = main
        self._clock_ms = clock_ms

    @property
    def all(self) -> Sequence[Callable[..., Any]]:
        return [self.record_decision, self.close_round, self.remind_approvers]

    @activity.defn(name=contract.RECORD_DECISION.name)
    async def record_decision(self, order: DecisionRecord) -> None:
        held = order.round
        act_as(order.decision.approver_id, tenant_id=held.tenant_id)
        async with self._main.tenant(held.tenant_id) as session:
            decided = await service.record_decision(
                session, campaign_id=held.campaign_id, number=held.number, decision=order.decision
            )
            await ask_no_more(session, decided, approver_id=order.decision.approver_id)

    @activity.defn(name=contract.CLOSE_ROUND.name)
    async def close_round(self, order: CloseRound) -> None:
        held = order.round
        async with self._main.tenant(held.tenant_id) as session:
            closed = await service.close_round(
                session, campaign_id=held.campaign_id, number=held.number, closed_as=order.outcome, at_ms=order.at_ms
            )
            await ask_no_more(session, closed)

    @activity.defn(name=contract.REMIND_APPROVERS.name)
    async def remind_approvers(self, order: Reminder) -> None:
        """Note the reminder on the round, where its approvers' lists show it, and tell those who have not decided."""
        held = order.round
        async with self._main.tenant(held.tenant_id) as session:
            noted = await service.note_reminder(
                session, campaign_id=held.campaign_id, number=held.number, reminder=order.reminder
            )
            await ask_for_review(session, noted, now_ms=self._clock_ms())
        _log.info("review waits", campaign=held.campaign_id, reminder=order.reminder, standing=noted.summary)
