"""One person's way through a journey, worked out in memory: what there is to begin with, and what was seen on the way."""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from msgspec import Struct
from pydantic import JsonValue

from domain.contacts.values import Contact, ContactChange
from domain.content.values import Rendered
from domain.messages.values import Looked, Open
from domain.predicates.values import Facts, Occurrence
from domain.segments.values import Need
from domain.senders.values import Sender

FactsOf = Callable[[Need], Facts]
"""What is true of the person at that moment, as far as it is asked for."""


class Former(Struct, frozen=True, kw_only=True):
    """A run that the person had in this journey before, as the door looks at it."""

    entered_at_ms: int
    ended_at_ms: int | None
    cause: str


class Figure(Struct, kw_only=True):
    """A person as a walk changes them; nobody real is changed."""

    contact: Contact
    did: list[Occurrence]
    """In the order of time, as far back as anything looks."""
    segments: set[str]
    is_in_segments: bool = True
    """False for somebody whom no segment was held against yet: the first thing they do has them held against all."""
    segments_look_ms: int | None = None
    """When time alone may change a membership."""
    former: list[Former] = []


class Happens(Struct, frozen=True, kw_only=True):
    """Something that is taken to happen at an instant: an event, a change of the profile, or both."""

    at_ms: int
    event: str = ""
    properties: dict[str, JsonValue] = {}
    change: ContactChange | None = None


class What(StrEnum):
    """Kinds of moments."""

    EVENT = "event"
    PROFILE = "profile"
    SEGMENT_ENTERED = "segment_entered"
    SEGMENT_LEFT = "segment_left"
    TURNED_AWAY = "turned_away"
    """At the door, for ``outcome``."""
    HELD_OUT = "held_out"
    ENTERED = "entered"
    PASSED = "passed"
    WAITS = "waits"
    ACTED = "acted"
    """What a step that sends nothing did; ``outcome`` begins with ``refused:`` where it could not."""
    MESSAGE = "message"
    GOAL = "goal"
    LEFT = "left"
    CUT_SHORT = "cut_short"
    """So many looks that nobody would read on."""


class Posted(Struct, frozen=True, kw_only=True):
    """What came of looking at a message: what its gates said, and, where it would go, how and what its reader sees."""

    looked: Looked
    rendered: Rendered | None = None
    template_version: int = 0
    address: str = ""
    sender: Sender | None = None
    vendor: str = ""
    segments: int = 0
    cost_nanos: int = 0
    currency: str = ""


class Moment(Struct, frozen=True, kw_only=True):
    """One thing that was seen on the way."""

    at_ms: int
    what: What
    step: str = ""
    visit: int = 0
    kind: str = ""
    """Of the step, or of the action."""
    outcome: str = ""
    until_ms: int | None = None
    """Of a wait, and of a message that was put off."""
    details: dict[str, JsonValue] = {}
    posted: Posted | None = None


class Mail(Protocol):
    """The gates, the templates and the way out; nothing leaves."""

    async def look(self, message: Open, contact: Contact, facts: FactsOf, *, now_ms: int) -> Posted: ...
