"""Words of the workflow that removes what has been kept for long enough, once a day."""

from typing import Final

from workflows.contracts.data_requests import REPORTS_QUEUE, TASK_QUEUE
from workflows.contracts.temporal import Effect, Message

WORKFLOW: Final = "Retention"
KIND: Final = "retention"
WORKFLOW_ID: Final = "retention"
SCHEDULE_ID: Final = "retention"
CRON: Final = "17 3 * * *"
"""UTC."""
QUEUES: Final = {"analytics": REPORTS_QUEUE}
"""Of stores that another process holds; everything else is on ``TASK_QUEUE``."""

__all__ = ["CRON", "KIND", "QUEUES", "REMOVE_OLD", "SCHEDULE_ID", "TASK_QUEUE", "WORKFLOW", "WORKFLOW_ID"]


class Night(Message):
    """One run."""


class StoreOf(Message):
    """A kind, and where it lies."""

    kind: str
    store: str


class Kept(Message):
    """Every kind that is gone through, in this order."""

    kinds: tuple[StoreOf, ...]


class KindOf(Message):
    """One kind of thing, of every tenant."""

    kind: str


class RemovedRows(Message):
    """How many rows went, and of how many tenants."""

    kind: str
    rows: int = 0
    tenants: int = 0


LIST_KEPT: Final = Effect("list_kept", Night, Kept)
REMOVE_OLD: Final = Effect("remove_old", KindOf, RemovedRows)
REMOVE_OLD_ANALYTICS: Final = Effect("remove_old_analytics", KindOf, RemovedRows)
EFFECTS: Final = (LIST_KEPT, REMOVE_OLD, REMOVE_OLD_ANALYTICS)
