"""Telling a campaign's workflow that its budget is used up, or that there is money again: once, however long Temporal is away."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

import structlog
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from domain.budgets.service import exhaustions_untold, mark_exhaustion_told
from domain.budgets.tables import BudgetAccount
from domain.errors import Unavailable
from domain.money import show
from storage.sql.database import Database
from workflows.contracts.campaigns import BUDGET_EXHAUSTED, BUDGET_REFUNDED, BudgetExhausted, workflow_id

AT_ONCE: Final = 100
CALL_DEADLINE: Final = timedelta(seconds=5)

_log = structlog.get_logger("banker")


class ExhaustionToWorkflows:
    """Signals ``budget_exhausted`` and ``budget_refunded``. A campaign without a running workflow has nobody to tell, and counts as told."""

    def __init__(self, temporal: Client, database: Database, *, epoch: int, clock_ms: Callable[[], int]) -> None:
        self._temporal = temporal
        self._database = database
        self._epoch = epoch
        self._clock_ms = clock_ms

    async def step(self) -> bool:
        """Tell every workflow that was not told yet. Raises ``Unavailable`` once all were tried, if any failed."""
        async with self._database.platform_reading() as session:
            untold = await exhaustions_untold(session, limit=AT_ONCE)
        failures = [failure for account in untold if (failure := await self._tell(account))]
        if failures:
            raise Unavailable(f"{len(failures)} campaigns could not be told: {failures[0].message}") from failures[0]
        return len(untold) == AT_ONCE

    async def _tell(self, account: BudgetAccount) -> Unavailable | None:
        workflow = self._temporal.get_workflow_handle(workflow_id(account.tenant_id, account.campaign_id))
        try:
            if account.exhausted_at_ms is None:
                await workflow.signal(BUDGET_REFUNDED, rpc_timeout=CALL_DEADLINE)
            else:
                await workflow.signal(BUDGET_EXHAUSTED, _news_of(account), rpc_timeout=CALL_DEADLINE)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                return Unavailable(f"Temporal did not take the signal: {error.message}")
            _log.warning("no workflow to tell of its budget", campaign=account.campaign_id)
        async with self._database.platform() as session:
            await mark_exhaustion_told(session, account, epoch=self._epoch, now_ms=self._clock_ms())
        return None


def _news_of(account: BudgetAccount) -> BudgetExhausted:
    reason = f"budget used up: {show(account.spent_nanos, account.currency)} of {show(account.budget_nanos, account.currency)}"
    if account.spent_nanos < account.budget_nanos:
        reason += "; what is left funds no bid"
    return BudgetExhausted(reason=reason, budget_micros=account.budget_nanos // 1_000)
