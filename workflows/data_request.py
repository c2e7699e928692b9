"""What somebody asks of a tenant about themselves: waited for until it is checked who asks, then carried out, then certified."""

from datetime import timedelta
from typing import Final, TypeVar

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from domain.errors import CampaignExpressError
    from workflows.contracts import data_requests as contract
    from workflows.contracts.data_requests import Certify, Gathered, Pack, PlaceOf, RequestRef, Standing, Trouble
    from workflows.contracts.failures import FINAL_REFUSALS, as_refusal
    from workflows.contracts.temporal import Effect, Message

from workflows.clock import now_ms
from workflows.effects import RECORD, Patience, perform

Given = TypeVar("Given", bound=Message | None)

STORES: Final = Patience(
    timedelta(hours=2),
    RetryPolicy(
        initial_interval=timedelta(seconds=1),
        backoff_coefficient=2.0,
        maximum_interval=timedelta(minutes=1),
        maximum_attempts=15,
        non_retryable_error_types=FINAL_REFUSALS,
    ),
    heartbeat=contract.HEARTBEAT,
)
"""A look through a large store takes its time; what is still under way there is waited for, about ten minutes a round."""
BETWEEN_ROUNDS: Final = (timedelta(seconds=2), timedelta(seconds=30), timedelta(minutes=10), timedelta(hours=1))
"""After the last one it stays at that: whoever runs the product sees why on the request."""
SEARCHED_AGAIN: Final = timedelta(days=30)
"""The longest sleep."""


@workflow.defn(name=contract.WORKFLOW, failure_exception_types=[CampaignExpressError])
class DataRequestWorkflow:
    """One request. SQL says where it stands; whoever is killed in between goes on there, and every step may be done twice."""

    @workflow.init
    def __init__(self, ref: RequestRef) -> None:
        del ref
        self._asked = False
        self._doing = "waiting for the check of who asks"
        self._rounds = 0
        self._places: tuple[str, ...] = ()

    @workflow.run
    async def run(self, ref: RequestRef) -> Standing:
        while True:
            self._asked = False
            stands = await self._look(ref)
            if stands.ends:
                return stands
            if stands.archive_until_ms is not None and now_ms() >= stands.archive_until_ms:
                await perform(contract.REMOVE_ARCHIVE, ref, STORES)
                continue
            if stands.state in ("verified", "running"):
                await self._carry_out(ref, stands)
            else:
                await self._sleep(stands)
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(ref)

    @workflow.signal(name=contract.LOOK_NOW)
    def look_now(self) -> None:
        self._asked = True

    @workflow.query(name=contract.PROGRESS)
    def progress(self) -> str:
        return self._doing

    async def _look(self, ref: RequestRef) -> Standing:
        """However long SQL is away: nobody else keeps the due date in mind."""
        while True:
            try:
                return await perform(contract.LOOK, ref, RECORD)
            except ActivityError as error:
                workflow.logger.warning("a data request was not looked at: %s", as_refusal(error) or error)
                await workflow.sleep(BETWEEN_ROUNDS[1])

    async def _carry_out(self, ref: RequestRef, stands: Standing) -> None:
        try:
            if stands.kind == "export":
                await self._export(ref)
                return
            if stands.is_certified or await self._erase(ref):
                self._doing = "certifying"
                clean = Certify(tenant_id=ref.tenant_id, request_id=ref.request_id, places=self._places)
                await perform(contract.CERTIFY, clean, STORES)
                return
            why = "something was found at the second look; it is erased again"
        except ActivityError as error:
            refusal = as_refusal(error)
            why = refusal.message if refusal else f"{self._doing} failed; see the workflow"
        await perform(
            contract.NOTE_TROUBLE, Trouble(tenant_id=ref.tenant_id, request_id=ref.request_id, why=why), STORES
        )
        self._rounds += 1
        if workflow.patched("rests-after-a-round-that-failed"):
            self._asked = False  # whoever asked meanwhile has had this round
        await self._next_time(BETWEEN_ROUNDS[min(self._rounds, len(BETWEEN_ROUNDS)) - 1])

    async def _erase(self, ref: RequestRef) -> bool:
        """One round over all places, and the second look; whether nothing is left."""
        await self._gather(ref)
        for place in self._places:
            await self._at(ref, place, "looking", contract.FIND)
            await self._at(ref, place, "erasing", contract.ERASE)
        left = [(await self._at(ref, place, "looking again", contract.LOOK_AGAIN)).left for place in self._places]
        return not any(left)

    async def _gather(self, ref: RequestRef) -> None:
        """Whom it is about, and the places that are gone through for them: what those are, the history says."""
        gathered: Gathered | None = await perform(contract.GATHER, ref, STORES)
        self._places = (gathered or Gathered()).places

    async def _export(self, ref: RequestRef) -> None:
        await self._gather(ref)
        parts = [await self._at(ref, place, "reading", contract.READ) for place in self._places]
        self._doing = "packing the archive"
        some = tuple(part for part in parts if part.sha256)
        await perform(contract.PACK, Pack(tenant_id=ref.tenant_id, request_id=ref.request_id, parts=some), STORES)

    async def _at(self, ref: RequestRef, place: str, doing: str, effect: Effect[PlaceOf, Given]) -> Given:
        self._doing = f"{doing}: {place}"
        workflow.set_current_details(self._doing)
        where = PlaceOf(tenant_id=ref.tenant_id, request_id=ref.request_id, place=place)
        queue = contract.REPORTS_QUEUE if place in contract.ON_REPORTS else None
        return await perform(effect, where, STORES, task_queue=queue)

    async def _sleep(self, stands: Standing) -> None:
        """Until somebody decides, a reminder is due or an archive has been kept for long enough."""
        due = [at for at in (stands.remind_at_ms, stands.archive_until_ms) if at is not None]
        pause = timedelta(milliseconds=max(0, min(due) - now_ms())) if due else SEARCHED_AGAIN
        await self._next_time(min(pause, SEARCHED_AGAIN))

    async def _next_time(self, pause: timedelta) -> None:
        try:
            await workflow.wait_condition(lambda: self._asked, timeout=pause)
        except TimeoutError:
            return
