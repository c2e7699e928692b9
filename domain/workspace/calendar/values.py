"""What stands in the calendar, and what gets in each other's way. Times are Unix milliseconds; open ends are None."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self
from zoneinfo import available_timezones

from msgspec import Struct
from pydantic import AfterValidator, Field, StrictStr, model_validator

from domain.campaigns.values import Channel, Content, Name
from domain.errors import InvalidInput

MOST_DAYS = 366


def known_zone(name: str) -> str:
    """``name``, where it is a time zone. Raises ``ValueError``."""
    if name not in available_timezones():
        raise ValueError(f"{name!r} is no time zone; send one of the IANA database, like Europe/Berlin or UTC")
    return name


class EntryKind(StrEnum):
    CAMPAIGN = "campaign"
    BROADCAST = "broadcast"
    JOURNEY = "journey"


class Entry(Struct, frozen=True, kw_only=True):
    """Something that runs. ``audiences`` and ``inventory`` name what it aims at; empty restricts nothing, and is compared with nothing."""

    kind: EntryKind
    id: str
    name: str
    channels: frozenset[Channel]
    stage: str
    is_over: bool
    starts_at_ms: int | None
    ends_at_ms: int | None
    runs_from_ms: int | None = None
    """When it began, or begins at the earliest, where its own start does not say."""
    over_since_ms: int | None = None
    """When it was ended, where its own end does not say."""
    time_zone: str = ""
    """Whose clock its dates are said by, where it has one."""
    audiences: frozenset[str] = frozenset()
    inventory: frozenset[str] = frozenset()
    advertiser_domain: str = ""
    currency: str = ""
    budget_micros: int = 0

    @property
    def span(self) -> tuple[int | None, int | None]:
        """From when on it runs, and until when: by what happened, or by its dates."""
        begins = self.starts_at_ms if self.runs_from_ms is None else self.runs_from_ms
        return begins, self.ends_at_ms if self.over_since_ms is None else self.over_since_ms


class ConflictKind(StrEnum):
    SAME_AUDIENCE = "same_audience"
    SAME_INVENTORY = "same_inventory"
    OVERLAPPING_BUDGETS = "overlapping_budgets"
    BLACKOUT = "blackout"


class Conflict(Struct, frozen=True, kw_only=True):
    """``entry_ids`` meet between two instants; ``shared`` is what they meet in, or the first of it."""

    kind: ConflictKind
    entry_ids: tuple[str, ...]
    from_ms: int
    to_ms: int
    shared: tuple[str, ...]
    text: str
    remedy: str


class NewBlackout(Content):
    """Days on which nothing is to go out, both ends included. No channels are all of them."""

    name: Name
    first_day: date
    last_day: date
    time_zone: Annotated[StrictStr, AfterValidator(known_zone)] = "UTC"
    channels: Annotated[tuple[Channel, ...], Field(max_length=len(Channel))] = ()

    @model_validator(mode="after")
    def _it_is_a_span_of_days(self) -> Self:
        if not 0 <= (self.last_day - self.first_day).days < MOST_DAYS:
            raise ValueError(f"last_day is before first_day, or more than {MOST_DAYS} days after it; move one of them")
        return self


class BlackoutDays(Struct, frozen=True, kw_only=True):
    """A blackout as the calendar compares it."""

    id: str
    name: str
    channels: frozenset[Channel]
    from_ms: int
    to_ms: int


def refuse_range(from_ms: int, to_ms: int) -> None:
    """Raise ``InvalidInput`` for a range that ends before it begins, or is longer than a year."""
    if not 0 < to_ms - from_ms <= MOST_DAYS * 86_400_000:
        raise InvalidInput(
            f"the range ends before it begins, or is longer than {MOST_DAYS} days", field="to", remedy="Shorten it."
        )
