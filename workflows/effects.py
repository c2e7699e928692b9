"""How workflows have effects: by the activity's contract, with its deadlines and its bounded retries in sight."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeVar, cast

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from workflows.contracts.failures import FINAL_REFUSALS
    from workflows.contracts.temporal import Effect, Message

Taken = TypeVar("Taken", bound=Message)
Given = TypeVar("Given", bound=Message | None)


@dataclass(frozen=True)
class Patience:
    """How long one try of an activity may take, and how often it is tried before the workflow decides what now."""

    start_to_close: timedelta
    retries: RetryPolicy
    heartbeat: timedelta | None = None
    """For activities that say that they are alive: how long one may be silent before it is taken for dead."""


def _tries(number: int, *, at_most_every: timedelta) -> RetryPolicy:
    return RetryPolicy(
        initial_interval=timedelta(milliseconds=200),
        backoff_coefficient=2.0,
        maximum_interval=at_most_every,
        maximum_attempts=number,
        non_retryable_error_types=FINAL_REFUSALS,
    )


RECORD: Final = Patience(timedelta(seconds=10), _tries(8, at_most_every=timedelta(seconds=5)))
"""A short transaction in SQL, while somebody waits: about twenty seconds of refusals are sat out.

A try is given up after ten seconds, which is also how long the effect of a worker that died waits for another.
"""
BROADCAST: Final = Patience(timedelta(seconds=10), _tries(20, at_most_every=timedelta(seconds=15)))
"""SQL and then the bidders' bucket: about four minutes of trouble are sat out."""


async def perform(
    effect: Effect[Taken, Given], argument: Taken, patience: Patience = RECORD, *, task_queue: str | None = None
) -> Given:
    """Run the activity that ``effect`` names, on the workflow's own queue unless another is named.

    Raises ``ActivityError`` when its tries are used up or it refuses.
    """
    given = await workflow.execute_activity(
        effect.name,
        argument,
        task_queue=task_queue,
        result_type=effect.gives,
        start_to_close_timeout=patience.start_to_close,
        heartbeat_timeout=patience.heartbeat,
        retry_policy=patience.retries,
    )
    return cast("Given", given)
