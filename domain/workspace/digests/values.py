"""When somebody wants their digest, and what it says."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from msgspec import Struct
from pydantic import AfterValidator, Field, StrictBool, StrictInt, StrictStr

from domain.campaigns.values import Content
from domain.workspace.calendar.values import EntryKind, known_zone


class Preference(Content):
    """Whether and when somebody is written to: nobody is who has not asked for it. ``hour`` is in ``time_zone``."""

    is_on: StrictBool = False
    hour: Annotated[StrictInt, Field(ge=0, le=23)] = 8
    time_zone: Annotated[StrictStr, AfterValidator(known_zone)] = "UTC"


class DigestState(StrEnum):
    """What became of one person's digest of one day."""

    CLAIMED = "claimed"
    """It is being handed over, or whoever did that has died."""
    WAITING = "waiting"
    """Certainly nothing was sent, and that is tried again until the day is over."""
    SENT = "sent"
    NOTHING_TO_SAY = "nothing_to_say"
    REFUSED = "refused"
    """The carrier does not take it."""
    UNKNOWN = "unknown"
    """Nobody knows whether it was sent: it is not sent again."""


class Due(Struct, frozen=True, kw_only=True):
    """A digest that is to be sent now. ``day`` is the receiver's; it tells of what happened from ``since_ms`` on."""

    user_id: str
    day: date
    since_ms: int
    seen_at_ms: int | None = None
    """When it came to the state it was seen in; None where nobody was at it yet."""
    was_claimed: bool = False
    """Somebody was at it before, and nobody knows how far they came."""


class Waiting(Struct, frozen=True, kw_only=True):
    """A review that the receiver could decide now."""

    campaign_id: str
    name: str
    progress: str


class Trouble(Struct, frozen=True, kw_only=True):
    """A campaign that is live and does not spend as it should."""

    campaign_id: str
    name: str
    text: str
    remedy: str


class GoingOut(Struct, frozen=True, kw_only=True):
    """What begins within a day; ``size`` says how much of it, in words."""

    kind: EntryKind
    id: str
    name: str
    at_ms: int
    size: str


class Told(Struct, frozen=True, kw_only=True):
    """A notification that the receiver has not read."""

    title: str
    text: str


class Digest(Struct, frozen=True, kw_only=True):
    """What a letter tells. It is not sent when there is none of it."""

    day: date
    waiting: tuple[Waiting, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    going_out: tuple[GoingOut, ...] = ()
    mentions: tuple[Told, ...] = ()
    budget_alerts: tuple[Told, ...] = ()
    others: tuple[Told, ...] = ()
    """All other notifications."""

    @property
    def has_news(self) -> bool:
        return bool(
            self.waiting or self.troubles or self.going_out or self.mentions or self.budget_alerts or self.others
        )


class Letter(Struct, frozen=True, kw_only=True):
    """A digest as it is sent."""

    subject: str
    text: str
    html: str
