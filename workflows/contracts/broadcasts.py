"""Words of the workflows that carry broadcasts: the broadcast's life, and a range of its people."""

from datetime import timedelta
from typing import Final

from pydantic import Field

from domain.broadcasts.values import Action, Stage
from workflows.contracts.temporal import Effect, Message

TASK_QUEUE: Final = "broadcasts"
WORKFLOW: Final = "Broadcast"
KIND: Final = "broadcast"
RANGE_WORKFLOW: Final = "BroadcastRange"
RANGE_KIND: Final = "broadcast_range"

ACT: Final = "act"
STATUS: Final = "status"
PROGRESS: Final = "progress"

HEARTBEAT: Final = timedelta(seconds=10)
LANES: Final = 4
"""Ranges of a broadcast on their way at a time."""
RANGES_A_ROUND: Final = 64
"""Of a look at what is to be done: then everything is looked at anew."""
DEFERRED: Final = 0
"""In place of a range: the messages that a gate or a vendor put off."""


def workflow_id(tenant_id: str, broadcast_id: str) -> str:
    return f"broadcast/{tenant_id}/{broadcast_id}"


def range_workflow_id(tenant_id: str, broadcast_id: str, first: int) -> str:
    return f"broadcast/{tenant_id}/{broadcast_id}/range/{first}"


class BroadcastRef(Message):
    """Which broadcast."""

    tenant_id: str
    broadcast_id: str


class BroadcastInput(Message):
    """A broadcast's workflow. Scheduling starts it; it ends when the broadcast is over, or a draft again."""

    tenant_id: str
    broadcast_id: str
    stage: Stage = Stage.DRAFT


class Act(Message):
    """Something somebody does to a broadcast."""

    action: Action
    actor_id: str
    comment: str = ""
    starts_at_ms: int | None = None
    """Of scheduling; at once where it is left out."""
    variant: str = ""
    """Of choosing."""
    revision: int | None = None
    """What was read; refused when it says something else by now."""


class RecordAct(Message):
    """An action to be put on record; ``order_id`` recognises it."""

    broadcast: BroadcastRef
    order_id: str
    act: Act
    at_ms: int


class Recorded(Message):
    """Where the broadcast stands after it."""

    stage: Stage
    starts_at_ms: int | None = None


class BroadcastStatus(Message):
    """What an action came to."""

    stage: Stage
    allowed: tuple[str, ...]
    effect: str = ""


class Wanted(Message):
    """What the broadcast wants done now; with nothing, when to ask again."""

    stage: Stage
    writes_down: bool = False
    ranges: tuple[tuple[int, int], ...] = ()
    delivers_deferred: bool = False
    decides: bool = False
    withdraws: bool = False
    next_at_ms: int | None = None


class WrittenDown(Message):
    """How far the audience is written down."""

    people: int
    is_through: bool


class RangeInput(Message):
    """Pages of people, by their numbers; or ``DEFERRED``."""

    tenant_id: str
    broadcast_id: str
    first: int
    last: int


class RangeDone(Message):
    """How far a range came. It stops before its end when the broadcast is held up."""

    stage: Stage
    looked_at: int = 0
    sent: int = 0
    is_through: bool = False
    again_at_ms: int | None = None
    """When there is more to do, where a throttle holds it up."""


class Decided(Message):
    """What a test came to: empty while its outcome is still counted, or somebody has to choose."""

    winner: str = ""
    decision: str = ""


class Withdrawn(Message):
    """How many messages were taken back."""

    messages: int


class Progress(Message):
    """How a broadcast's workflow stands, for whoever asks it; the exact counts are on record."""

    stage: Stage
    doing: str
    people: int = 0
    looked_at: int = 0
    sent: int = 0
    ranges: int = Field(default=0)
    """Begun so far in this run."""


RECORD_ACT: Final = Effect("record_broadcast_act", RecordAct, Recorded)
LOOK: Final = Effect("look_at_broadcast", BroadcastRef, Wanted)
WRITE_DOWN: Final = Effect("write_down_audience", BroadcastRef, WrittenDown)
DELIVER_RANGE: Final = Effect("deliver_broadcast_range", RangeInput, RangeDone)
DECIDE: Final = Effect("decide_broadcast_test", BroadcastRef, Decided)
WITHDRAW: Final = Effect("withdraw_broadcast", BroadcastRef, Withdrawn)
EFFECTS: Final = (RECORD_ACT, LOOK, WRITE_DOWN, DELIVER_RANGE, DECIDE, WITHDRAW)
