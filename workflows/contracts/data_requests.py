"""Words of the workflow that carries what somebody asks about themselves: an export, or an erasure with its certificate.

Nothing here names the person: a request is known by its id alone.
"""

from datetime import timedelta
from typing import Final

from workflows.contracts.temporal import Effect, Message

TASK_QUEUE: Final = "privacy"
REPORTS_QUEUE: Final = "reports"
"""Of the process that may open ClickHouse: in the embedded stack the API."""
WORKFLOW: Final = "DataRequest"
KIND: Final = "data_request"
LOOK_NOW: Final = "look_now"
PROGRESS: Final = "progress"

HEARTBEAT: Final = timedelta(minutes=1)
PLACES: Final = ("streams", "journeys", "main", "caches", "analytics", "workflows", "files", "logs")
"""In this order: what is still to be read goes into the stores first, and what the stores tell of goes after them.

A round goes through those that were here when it began: ``Gathered`` says which.
"""
BEFORE_ROUNDS_SAID: Final = ("streams", "journeys", "main", "caches", "analytics", "workflows", "files", "logs")
"""Where rounds went whose history does not say it. It stays as it is."""
ON_REPORTS: Final = frozenset({"analytics"})


def workflow_id(tenant_id: str, request_id: str) -> str:
    return f"data-request/{tenant_id}/{request_id}"


class RequestRef(Message):
    """Which request."""

    tenant_id: str
    request_id: str


class Standing(Message):
    """Where it stands, and when somebody is to be reminded next; ``ends`` once nothing is left to do.

    Of an erasure that is certified nobody knows any more whom it was about: the certifying alone is finished.
    """

    kind: str
    state: str
    remind_at_ms: int | None = None
    archive_until_ms: int | None = None
    is_certified: bool = False
    ends: bool = False


class Gathered(Message):
    """The person is known as well as can be, and these places are gone through for them, in this order."""

    places: tuple[str, ...] = BEFORE_ROUNDS_SAID


class PlaceOf(Message):
    """One place that is looked at, read or emptied for a request."""

    tenant_id: str
    request_id: str
    place: str


class Part(Message):
    """What of an archive one place gave: an address in the store of files, and how many rows; empty for none."""

    place: str
    sha256: str = ""
    rows: int = 0


class Pack(Message):
    """The parts an archive is made of."""

    tenant_id: str
    request_id: str
    parts: tuple[Part, ...]


class Certify(Message):
    """Nothing is left in any of these places."""

    tenant_id: str
    request_id: str
    places: tuple[str, ...] = BEFORE_ROUNDS_SAID


class Trouble(Message):
    """A round that did not come to its end, and why."""

    tenant_id: str
    request_id: str
    why: str


class Looked(Message):
    """How much is left that may not stay."""

    left: int


LOOK: Final = Effect("look_at_data_request", RequestRef, Standing)
GATHER: Final = Effect("gather_person", RequestRef, Gathered)
FIND: Final = Effect("find_person", PlaceOf, type(None))
READ: Final = Effect("read_person", PlaceOf, Part)
ERASE: Final = Effect("erase_person", PlaceOf, type(None))
LOOK_AGAIN: Final = Effect("look_again_for_person", PlaceOf, Looked)
CERTIFY: Final = Effect("certify_erasure", Certify, type(None))
PACK: Final = Effect("pack_archive", Pack, type(None))
REMOVE_ARCHIVE: Final = Effect("remove_archive", RequestRef, type(None))
NOTE_TROUBLE: Final = Effect("note_data_request_trouble", Trouble, type(None))
EFFECTS: Final = (LOOK, GATHER, FIND, READ, ERASE, LOOK_AGAIN, CERTIFY, PACK, REMOVE_ARCHIVE, NOTE_TROUBLE)
