"""Words of the workflow that carries a dry run: its start, its ranges of people, and its end."""

from datetime import timedelta
from typing import Final

from workflows.contracts.temporal import Effect, Message

TASK_QUEUE: Final = "rehearsals"
WORKFLOW: Final = "Rehearsal"
KIND: Final = "rehearsal"
PROGRESS: Final = "progress"
HEARTBEAT: Final = timedelta(minutes=1)


def workflow_id(tenant_id: str, rehearsal_id: str) -> str:
    return f"rehearsal/{tenant_id}/{rehearsal_id}"


class RehearsalRef(Message):
    """Which dry run."""

    tenant_id: str
    rehearsal_id: str


class RehearsalProgress(Message):
    """How far it is; the counts are on record."""

    audience: int = 0
    people: int = 0
    looked_at: int = 0
    is_over: bool = False


class RehearsalFailed(Message):
    """Why it cannot go on."""

    tenant_id: str
    rehearsal_id: str
    failure: str


BEGIN: Final = Effect("begin_rehearsal", RehearsalRef, RehearsalProgress)
REHEARSE: Final = Effect("rehearse_people", RehearsalRef, RehearsalProgress)
FAIL: Final = Effect("fail_rehearsal", RehearsalFailed, type(None))
EFFECTS: Final = (BEGIN, REHEARSE, FAIL)
