"""A dry run: begun, carried on range by range until everybody was met or somebody stopped it, and kept.

How far it is stands in its record, with the counts: whoever dies leaves nothing to be done twice. It is stopped there too, and
the next page sees it.
"""

from datetime import timedelta
from typing import Final

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from domain.errors import CampaignExpressError
    from workflows.contracts import rehearsals as contract
    from workflows.contracts.failures import FINAL_REFUSALS, as_refusal
    from workflows.contracts.rehearsals import RehearsalFailed, RehearsalProgress, RehearsalRef

from workflows.effects import Patience, perform

MANY: Final = Patience(
    timedelta(minutes=30),
    RetryPolicy(
        initial_interval=timedelta(seconds=1),
        backoff_coefficient=2.0,
        maximum_interval=timedelta(minutes=1),
        maximum_attempts=20,
        non_retryable_error_types=FINAL_REFUSALS,
    ),
    heartbeat=contract.HEARTBEAT,
)


@workflow.defn(name=contract.WORKFLOW, failure_exception_types=[CampaignExpressError])
class RehearsalWorkflow:
    """A range that fails for good ends the run with the reason on record; what was counted until then stands."""

    @workflow.init
    def __init__(self, start: RehearsalRef) -> None:
        del start
        self._progress = RehearsalProgress()

    @workflow.run
    async def run(self, start: RehearsalRef) -> RehearsalProgress:
        try:
            self._progress = await perform(contract.BEGIN, start, MANY)
            while not self._progress.is_over:
                self._progress = await perform(contract.REHEARSE, start, MANY)
                if not self._progress.is_over and workflow.info().is_continue_as_new_suggested():
                    workflow.continue_as_new(start)
        except ActivityError as error:
            refusal = as_refusal(error)
            failure = refusal.message if refusal else "the rehearsal failed; see its workflow"
            failed = RehearsalFailed(tenant_id=start.tenant_id, rehearsal_id=start.rehearsal_id, failure=failure)
            await perform(contract.FAIL, failed, MANY)
        return self._progress

    @workflow.query(name=contract.PROGRESS)
    def progress(self) -> RehearsalProgress:
        return self._progress
