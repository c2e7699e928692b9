"""What people ask about themselves, how far it is, and what was found."""

from enum import StrEnum
from typing import Final

from msgspec import Struct

DAY_MS: Final = 86_400_000
ARCHIVE_KEPT_MS: Final = 7 * DAY_MS
LAPSES_AFTER_MS: Final = 30 * DAY_MS
"""For so long after it was due, a request that nobody checked goes on saying whom it is about."""


class RequestKind(StrEnum):
    EXPORT = "export"
    ERASURE = "erasure"


class Law(StrEnum):
    """By which it is due."""

    GDPR = "gdpr"
    CCPA = "ccpa"


class RequestState(StrEnum):
    RECEIVED = "received"
    VERIFIED = "verified"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"


class Check(StrEnum):
    """How it was made sure that whoever asks is who they say."""

    SIGNED_IN = "signed_in"
    LINK_TO_ADDRESS = "link_to_address"
    CALL_BACK = "call_back"
    DOCUMENT = "document"
    AGENT = "agent"
    """Somebody authorised by them, whose authority was seen."""


class Finding(Struct, frozen=True, kw_only=True):
    """What one place held of somebody, under one name."""

    place: str
    kind: str
    found: int
    left: int | None = None
    """At the second look; None before it."""
    kept: str = ""
    """Why what is left stays, where it does on purpose."""
    found_at_ms: int = 0
    looked_again_at_ms: int | None = None


class Reminder(Struct, frozen=True):
    """One that is due, numbered from 1."""

    number: int
    due_in_days: int
