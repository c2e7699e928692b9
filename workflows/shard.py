"""A shard of a journey's people: looked at whenever somebody is due, or something was heard."""

from datetime import timedelta
from typing import Final

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from domain.errors import CampaignExpressError
    from workflows.contracts import journeys as contract
    from workflows.contracts.failures import FINAL_REFUSALS
    from workflows.contracts.journeys import ShardInput

from workflows.clock import now_ms
from workflows.effects import Patience, perform

ENGINE: Final = Patience(
    timedelta(minutes=5),
    RetryPolicy(
        initial_interval=timedelta(milliseconds=500),
        backoff_coefficient=2.0,
        maximum_interval=timedelta(seconds=20),
        maximum_attempts=20,
        non_retryable_error_types=FINAL_REFUSALS,
    ),
    heartbeat=contract.HEARTBEAT,
)
"""A look may take minutes while thousands are due. One whose worker died is taken up by another when its heart stops."""
AGAIN: Final = timedelta(minutes=1)
"""After a look that failed for good: somebody may have mended it."""


@workflow.defn(name=contract.SHARD_WORKFLOW, failure_exception_types=[CampaignExpressError])
class JourneyShardWorkflow:
    """Looks, and then sleeps until somebody is due or it is poked. It ends when nobody is left; a poke starts it again."""

    @workflow.init
    def __init__(self, start: ShardInput) -> None:
        del start
        self._poked = False

    @workflow.run
    async def run(self, start: ShardInput) -> None:
        for _ in range(contract.ROUNDS_A_RUN):
            self._poked = False
            try:
                worked = await perform(contract.WORK_SHARD, start, ENGINE)
            except ActivityError as error:
                workflow.logger.error("a shard could not be looked at: %s", error.cause)
                await self._sleep(AGAIN)
                continue
            if worked.next_due_at_ms is not None:
                await self._sleep(until(worked.next_due_at_ms))
            elif not self._poked:
                return
        workflow.continue_as_new(start)

    @workflow.signal(name=contract.POKE)
    def poke(self) -> None:
        self._poked = True

    async def _sleep(self, pause: timedelta) -> None:
        if pause <= timedelta():
            return
        try:
            await workflow.wait_condition(lambda: self._poked, timeout=pause)
        except TimeoutError:
            return


def until(due_at_ms: int) -> timedelta:
    """How long it is until then, as far as a timer may run."""
    return min(timedelta(milliseconds=max(0, due_at_ms - now_ms())), contract.NEVER_LONGER)
