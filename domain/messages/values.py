"""Messages on their way out, as everybody else may import them: what is planned, where it stands, and what came back."""

from enum import IntEnum, StrEnum
from typing import Final

from msgspec import Struct
from pydantic import JsonValue

from domain.campaigns.values import Channel
from domain.delivery.values import Holdout, Purpose, Verdict

MINUTE_MS: Final = 60_000
DAY_MS: Final = 86_400_000
LEASE_MS: Final = 2 * MINUTE_MS
"""How long a worker may take from claiming a message to writing down what the vendor said."""
HANDOVER_MS: Final = MINUTE_MS
"""How long it may talk to the vendor; what has not been answered by then is unknown. Shorter than the lease."""

ASKING_MS: Final = 2 * MINUTE_MS
"""How long a message that is looked up is left to whoever asks its vendor."""


class Priority(IntEnum):
    """Who goes first when messages compete for a cap or a throttle. Transactional ones go before all of these."""

    HIGH = 1
    NORMAL = 2
    LOW = 3


class MessageStatus(StrEnum):
    """Where a message stands; ``rules.MOVES`` says what may follow what."""

    PLANNED = "planned"
    DEFERRED = "deferred"
    """A gate, a throttle or a vendor that was away asked to come again later; every gate is met again then."""
    CLAIMED = "claimed"
    """A worker has said that it will hand it over, and has not said yet what came of it."""
    SENT = "sent"
    """The vendor has it."""
    REFUSED = "refused"
    """By a gate, by its own content or age, or for good by the vendor."""
    FAILED = "failed"
    """Certainly never handed over, and given up."""
    UNKNOWN = "unknown"
    """Perhaps handed over: whoever did it died, or the vendor's answer was lost. Never sent again blindly."""


class Cause(StrEnum):
    """Why a message was refused or failed, beside the gates' own names."""

    EXPIRED = "expired"
    """It was no longer worth sending."""
    CONTENT = "content"
    """Its template could not be rendered for this person, or is not there."""
    NO_SENDER = "no_sender"
    """The tenant has no account or sender for the channel."""
    VENDOR = "vendor"
    """The vendor refused it for good."""
    UNAVAILABLE = "unavailable"
    """The vendor stayed away until the message was given up."""
    CANCELLED = "cancelled"
    """Whoever planned it took it back before it went."""
    ERASED = "erased"
    """The person was erased before it went."""


class PlannedMessage(Struct, frozen=True, kw_only=True):
    """A message somebody wants to go out. ``key`` is its effect's, unique in the tenant: planned twice, it is one message."""

    key: str
    person_id: str
    channel: Channel
    template_id: str
    template_version: int = 0
    """0 is the newest that is published when it is rendered."""
    source: str
    """``journey:jrn_x``, ``broadcast:brd_x``, ``test:usr_x``, ``api:...``."""
    step: str = ""
    purpose: Purpose = Purpose.MARKETING
    variables: dict[str, JsonValue] = {}
    wants_best_time: bool = False
    holdouts: tuple[Holdout, ...] = ()
    priority: Priority = Priority.NORMAL
    planned_at_ms: int
    not_before_ms: int = 0
    expires_at_ms: int = 0
    """0: three days after it was planned, a transactional one a day."""


class Look(Struct, frozen=True, array_like=True):
    """One time a message was looked at: when, and every verdict up to the one that decided."""

    at_ms: int
    verdicts: tuple[Verdict, ...] = ()
    note: str = ""
    """What happened beside the gates: rendering, throttles, the vendor's words."""


class Handover(Struct, frozen=True, kw_only=True):
    """What became of a message that was claimed, for the ledger."""

    message_id: str
    status: MessageStatus
    attempt: int = 0
    """Which handover it tells of, as the ledger numbers them; 0 for whichever is the latest."""
    provider: str = ""
    provider_message_id: str = ""
    segments: int = 0
    cost_nanos: int = 0
    currency: str = ""
    reason: str = ""
    """A ``Cause``; empty for what was sent."""
    note: str = ""
    """The vendor's own words."""
    retry_at_ms: int = 0
    """For ``deferred``."""


class FeedbackKind(StrEnum):
    """What a vendor, a link or a receiver tells us of a message."""

    DELIVERED = "delivered"
    BOUNCED = "bounced"
    DROPPED = "dropped"
    COMPLAINED = "complained"
    OPENED = "opened"
    CLICKED = "clicked"
    UNSUBSCRIBED = "unsubscribed"
    RESUBSCRIBED = "resubscribed"
    """The receiver asked to be written to again, in the way the channel has for that (START)."""
    REPLIED = "replied"
    FAILED = "failed"


class Feedback(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that was told, once: ``event_id`` recognises it however often it is told.

    It names its message by our id or key, by the vendor's id, or not at all (an inbound STOP): then by ``address``.
    """

    event_id: str
    kind: FeedbackKind
    channel: Channel
    at_ms: int
    message_key: str = ""
    """The ledger's id (``msg_...``) or key."""
    provider_message_id: str = ""
    address: str = ""
    is_bot: bool = False
    """A machine opened or clicked: a proxy that prefetches, a scanner."""
    is_permanent: bool = True
    """Of a bounce or failure: the address is no good, not just now."""
    reason: str = ""
    url: str = ""


class Counted(Struct, frozen=True, kw_only=True):
    """How the messages of a source stand: entered = sent + refused by reason + failed + unknown + in progress."""

    sent: int = 0
    refused: dict[str, int] = {}
    failed: int = 0
    unknown: int = 0
    in_progress: int = 0
    """Planned, deferred or claimed."""

    @property
    def entered(self) -> int:
        return self.sent + sum(self.refused.values()) + self.failed + self.unknown + self.in_progress


class Open(Struct, frozen=True, kw_only=True):
    """A message somebody is about to look at, locked for them."""

    id: str
    key: str
    person_id: str
    channel: Channel
    source: str
    step: str
    template_id: str
    template_version: int
    purpose: Purpose
    wants_best_time: bool
    holdouts: tuple[Holdout, ...]
    variables: dict[str, JsonValue]
    status: MessageStatus
    turn: int
    attempts: int
    planned_at_ms: int
    expires_at_ms: int
    trace: bytes


class Looked(Struct, frozen=True):
    """What came of looking at an open message: ``refused``, ``deferred`` until ``due_at_ms``, or ``claimed`` until then."""

    message: Open
    status: MessageStatus
    look: Look
    reason: str = ""
    due_at_ms: int = 0
    account_id: str = ""
    provider: str = ""


class Overdue(Struct, frozen=True, kw_only=True):
    """A message whose worker is gone, or whose outcome is unknown: somebody has to ask the vendor."""

    id: str
    status: MessageStatus
    channel: Channel
    account_id: str
    attempts: int
    looked_up: int
    expires_at_ms: int


class Explained(Struct, frozen=True, kw_only=True):
    """What happened to one message, and why, gate by gate."""

    message_id: str
    key: str
    person_id: str
    channel: Channel
    source: str
    step: str
    template_id: str
    template_version: int
    status: MessageStatus
    reason: str
    in_words: str
    planned_at_ms: int
    due_at_ms: int | None
    settled_at_ms: int | None
    attempts: int
    provider: str
    provider_message_id: str
    segments: int
    cost_nanos: int
    currency: str
    delivered_at_ms: int | None
    opened_at_ms: int | None
    clicked_at_ms: int | None
    looks: tuple[Look, ...]
