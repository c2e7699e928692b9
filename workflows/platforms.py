"""Keeping demand-side platforms up to date: a segment as an audience there, an approved campaign, and pulled reports."""

import asyncio
import contextlib
from datetime import timedelta
from typing import Final

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from domain.errors import CampaignExpressError
    from workflows.contracts import platforms as contract
    from workflows.contracts.failures import FINAL_REFUSALS, as_refusal
    from workflows.contracts.platforms import (
        AudienceSyncInput,
        CampaignAt,
        CampaignKept,
        PeopleRange,
        ReportOrder,
        ReportPulled,
        SyncClosed,
        SyncTotals,
    )

from workflows.effects import Patience, perform

VENDOR: Final = Patience(
    timedelta(minutes=15),
    RetryPolicy(
        initial_interval=timedelta(seconds=5),
        backoff_coefficient=2.0,
        maximum_interval=timedelta(minutes=5),
        maximum_attempts=8,
        non_retryable_error_types=FINAL_REFUSALS,
    ),
    heartbeat=contract.HEARTBEAT,
)
"""A vendor that is away or throttles is waited for, for about twenty minutes; what it refuses is not sent again."""


@workflow.defn(name=contract.AUDIENCE_WORKFLOW, failure_exception_types=[CampaignExpressError])
class AudienceSyncWorkflow:
    """One audience: what changed is sent at once, and then every so often until it is told to stop.

    A sync that fails is on record with its reason, and the next one starts where the platform stands: only what it has
    taken is remembered.
    """

    @workflow.init
    def __init__(self, start: AudienceSyncInput) -> None:
        del start
        self._asked = False
        self._stopped = False

    @workflow.run
    async def run(self, start: AudienceSyncInput) -> SyncTotals:
        while True:
            self._asked = False
            totals = await self._sync(start)
            if not start.every_minutes:
                return totals
            await self._next_time(timedelta(minutes=start.every_minutes))
            if self._stopped:
                return totals
            start = start.model_copy(update={"after": "", "totals": None})
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(start)

    @workflow.signal(name=contract.SYNC_NOW)
    def sync_now(self) -> None:
        self._asked = True

    @workflow.signal(name=contract.STOP)
    def stop(self) -> None:
        self._stopped = True

    async def _sync(self, start: AudienceSyncInput) -> SyncTotals:
        """One pass over the tenant's people. A long one goes on in a new run, from where it is."""
        totals, failure = start.totals or SyncTotals(), ""
        try:
            await perform(contract.OPEN_AUDIENCE, start.audience, VENDOR)
            after: str | None = start.after
            while after is not None:
                done = await perform(contract.SYNC_RANGE, PeopleRange(audience=start.audience, after=after), VENDOR)
                totals = totals.plus(done)
                after = done.after
                if after is not None and workflow.info().is_continue_as_new_suggested():
                    workflow.continue_as_new(start.model_copy(update={"after": after, "totals": totals}))
        except ActivityError as error:
            refusal = as_refusal(error)
            failure = refusal.message if refusal else "the sync failed; see its workflow"
        await perform(contract.CLOSE_SYNC, SyncClosed(audience=start.audience, totals=totals, failure=failure))
        return totals

    async def _next_time(self, pause: timedelta) -> None:
        try:
            await workflow.wait_condition(lambda: self._asked or self._stopped, timeout=pause)
        except TimeoutError:
            return


@workflow.defn(name=contract.CAMPAIGN_WORKFLOW, failure_exception_types=[CampaignExpressError])
class PlatformCampaignWorkflow:
    """One campaign at one account, made what ours says every few minutes until it is over.

    What the platform refuses is kept as the last word and tried again at the next look: somebody may have mended it.
    """

    @workflow.init
    def __init__(self, campaign: CampaignAt) -> None:
        del campaign
        self._asked = False
        self._last = CampaignKept(summary="not sent yet")

    @workflow.run
    async def run(self, campaign: CampaignAt) -> CampaignKept:
        while True:
            self._asked = False
            try:
                self._last = await perform(contract.KEEP_CAMPAIGN, campaign, VENDOR)
            except ActivityError as error:
                refusal = as_refusal(error)
                self._last = CampaignKept(summary=refusal.message if refusal else "failed; see its workflow")
            if self._last.is_over:
                return self._last
            with contextlib.suppress(asyncio.TimeoutError):
                await workflow.wait_condition(lambda: self._asked, timeout=contract.LOOK_EVERY)
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(campaign)

    @workflow.signal(name=contract.SYNC_NOW)
    def sync_now(self) -> None:
        self._asked = True

    @workflow.query(name=contract.LAST_SAID)
    def last_said(self) -> CampaignKept:
        return self._last


@workflow.defn(name=contract.REPORT_WORKFLOW, failure_exception_types=[CampaignExpressError])
class PlatformReportWorkflow:
    """One report of an account, waited for until it is there or refused."""

    @workflow.run
    async def run(self, order: ReportOrder) -> ReportPulled:
        return await perform(contract.PULL_REPORT, order, VENDOR)
