"""Words of the workflows that keep a tenant's segments up to date: the keeper, and a look at everybody."""

from datetime import timedelta
from typing import Final

from workflows.contracts.temporal import Effect, Message

TASK_QUEUE: Final = "segments"
KEEPER_WORKFLOW: Final = "SegmentKeeper"
KEEPER_KIND: Final = "segments"
REFRESH_WORKFLOW: Final = "SegmentRefresh"
REFRESH_KIND: Final = "segment_refresh"
LOOK_NOW: Final = "look_now"
PROGRESS: Final = "progress"

HEARTBEAT: Final = timedelta(minutes=1)
LOOK_EVERY: Final = timedelta(seconds=30)
"""How much later than it should a window may end, or a refresh begin."""
AT_LEAST: Final = timedelta(seconds=2)
"""Between two looks, however soon the next one is due."""


def keeper_id(tenant_id: str) -> str:
    return f"segments/{tenant_id}"


def refresh_id(tenant_id: str) -> str:
    """One at a time for each tenant."""
    return f"segment-refresh/{tenant_id}"


class KeeperInput(Message):
    """Whose segments are kept up to date."""

    tenant_id: str


class Looked(Message):
    """What a look has found: what to refresh, when time changes somebody next, and whether there is nothing left to keep."""

    looked_at: int = 0
    changed: int = 0
    refresh: tuple[str, ...] = ()
    next_due_at_ms: int | None = None
    is_over: bool = False


class RefreshInput(Message):
    """A look at everybody for some segments; with what it has come to so far, when it goes on in a new run."""

    tenant_id: str
    segments: tuple[str, ...]
    refresh_id: str = ""
    progress: "RefreshProgress | None" = None


class RefreshProgress(Message):
    """How far a refresh is."""

    people: int = 0
    entered: int = 0
    left: int = 0


class RefreshOpened(Message):
    """The segments to be fitted first; ``scored`` are in the order in which they are."""

    scored: tuple[str, ...] = ()


class OneSegment(Message):
    """A segment to fit."""

    tenant_id: str
    segment_id: str


class PeopleRange(Message):
    """The next people of a refresh; where they begin is on its record."""

    tenant_id: str
    refresh_id: str
    segments: tuple[str, ...]


class PeopleRefreshed(Message):
    """How far the refresh is now, and whether everybody has been looked at."""

    progress: RefreshProgress
    is_through: bool


class RefreshClosed(Message):
    """A refresh's end, to be put on record; ``failure`` is empty when it went well."""

    tenant_id: str
    refresh_id: str
    failure: str = ""


LOOK: Final = Effect("look_at_segments", KeeperInput, Looked)
OPEN_REFRESH: Final = Effect("open_segment_refresh", RefreshInput, RefreshOpened)
FIT: Final = Effect("fit_segment", OneSegment, type(None))
REFRESH_PEOPLE: Final = Effect("refresh_segment_people", PeopleRange, PeopleRefreshed)
CLOSE_REFRESH: Final = Effect("close_segment_refresh", RefreshClosed, type(None))
EFFECTS: Final = (LOOK, OPEN_REFRESH, FIT, REFRESH_PEOPLE, CLOSE_REFRESH)
