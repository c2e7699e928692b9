"""Removing what has been kept for long enough: one kind after another, on a schedule."""

from typing import Final

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from domain.errors import CampaignExpressError
    from domain.privacy.retention.rules import ANALYTICS, JOURNEYS, MAIN
    from workflows.contracts import retention as contract
    from workflows.contracts.failures import as_refusal
    from workflows.contracts.retention import Kept, KindOf, Night, RemovedRows, StoreOf

from workflows.data_request import STORES
from workflows.effects import perform

BEFORE_NIGHTS_ASKED: Final = Kept(
    kinds=(
        *(
            StoreOf(kind=kind, store=JOURNEYS)
            for kind in (
                "events", "events_set_aside", "letters", "feed_items", "feedback_words", "import_files", "journey_effects", "journey_inbox",
            )
        ),
        StoreOf(kind="notifications", store=MAIN),
        StoreOf(kind="analytics_events", store=ANALYTICS),
        StoreOf(kind="traces", store=ANALYTICS),
    )
)  # fmt: skip
"""What nights went through whose history does not say it. It stays as it is."""


@workflow.defn(name=contract.WORKFLOW, failure_exception_types=[CampaignExpressError])
class RetentionWorkflow:
    """One day's run. A kind that cannot be removed today is removed tomorrow, and keeps no other one."""

    @workflow.run
    async def run(self) -> list[RemovedRows]:
        removed: list[RemovedRows] = []
        kept = await self._kept()
        for kind, store in ((each.kind, each.store) for each in kept.kinds):
            of_analytics = store == ANALYTICS
            effect = contract.REMOVE_OLD_ANALYTICS if of_analytics else contract.REMOVE_OLD
            queue = contract.QUEUES[ANALYTICS] if of_analytics else None
            try:
                removed.append(await perform(effect, KindOf(kind=kind), STORES, task_queue=queue))
            except ActivityError as error:
                workflow.logger.error("%s were not removed: %s", kind, as_refusal(error) or error)
        return removed

    async def _kept(self) -> Kept:
        """What the history says is kept: a kind that a release adds concerns the nights after it."""
        if workflow.patched("asks-what-is-kept"):
            return await perform(contract.LIST_KEPT, Night(), STORES)
        return BEFORE_NIGHTS_ASKED
