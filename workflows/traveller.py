"""One person's run, carried by a workflow of its own: every step of it can be read in Temporal's own pages."""

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from domain.errors import CampaignExpressError
    from workflows.contracts import journeys as contract
    from workflows.contracts.journeys import Moved, RunRef

from workflows.effects import perform
from workflows.shard import AGAIN, ENGINE, until


@workflow.defn(name=contract.TRAVELLER_WORKFLOW, failure_exception_types=[CampaignExpressError])
class TravellerWorkflow:
    """Moves its person on, and then sleeps until they are due or something was heard. It ends when they leave."""

    @workflow.init
    def __init__(self, run: RunRef) -> None:
        del run
        self._poked = False
        self._stands = Moved(status="active", step="")

    @workflow.run
    async def run(self, run: RunRef) -> Moved:
        while not workflow.info().is_continue_as_new_suggested():
            self._poked = False
            try:
                self._stands = await perform(contract.ADVANCE_RUN, run, ENGINE)
            except ActivityError as error:
                workflow.logger.error("a person could not be moved: %s", error.cause)
                await self._sleep(workflow.time_ns() // 1_000_000 + int(AGAIN.total_seconds() * 1_000))
                continue
            workflow.set_current_details(f"{self._stands.status} at **{self._stands.step}** {self._stands.reason}")
            if self._stands.is_over:
                return self._stands
            await self._sleep(self._stands.next_due_at_ms)
        return workflow.continue_as_new(run)

    @workflow.signal(name=contract.POKE)
    def poke(self) -> None:
        self._poked = True

    @workflow.query(name=contract.STATUS)
    def status(self) -> Moved:
        return self._stands

    async def _sleep(self, due_at_ms: int | None) -> None:
        """A run of a journey that is paused has no time to wait for: it is poked when that goes on."""
        pause = until(due_at_ms) if due_at_ms is not None else contract.NEVER_LONGER
        try:
            await workflow.wait_condition(lambda: self._poked, timeout=pause)
        except TimeoutError:
            return
