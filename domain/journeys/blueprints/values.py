"""What authors do with journeys, as everybody else may import it."""

from enum import StrEnum

from msgspec import Struct

from domain.journeys.values import Fault, JourneyDefinition, JourneyStage, Mode


class JourneyAction(StrEnum):
    """What somebody may do to a journey; ``rules.STAGES`` says when."""

    PUBLISH = "publish"
    PAUSE = "pause"
    RESUME = "resume"
    COMPLETE = "complete"
    ARCHIVE = "archive"


EFFECT_OF: dict[JourneyAction, str] = {
    JourneyAction.PUBLISH: "The draft becomes the version that people enter.",
    JourneyAction.PAUSE: (
        "Nobody enters and nobody moves. Waits run on and events are heard; messages that were planned and not handed "
        "over are held back. What brings people in while it is paused is not made up for."
    ),
    JourneyAction.RESUME: (
        "Whoever's wait ended meanwhile, or whose event came, moves on at once; later waits keep their full length."
    ),
    JourneyAction.COMPLETE: "Nobody enters any more. People inside go on to their end.",
    JourneyAction.ARCHIVE: "People still inside leave, and nothing more is sent to them. It is kept for reading.",
}
"""What each action does to people, as it is told to whoever asks and kept by the engine."""


class PeopleInside(StrEnum):
    """What becomes of people on an earlier version when a new one is published."""

    FINISH = "finish"
    MOVE = "move"
    EXIT = "exit"


class LiveJourney(Struct, frozen=True, kw_only=True):
    """What the engine has to know of a journey that was published."""

    journey_id: str
    stage: JourneyStage
    mode: Mode
    shards: int
    version: int


class Checked(Struct, frozen=True, kw_only=True):
    """A definition as it was sent: read, or the faults that keep it from running."""

    definition: JourneyDefinition | None
    faults: tuple[Fault, ...] = ()


class StepMove(Struct, frozen=True, kw_only=True):
    """Of a version change: how many people stand at a step, and where they would be put; None lets them leave."""

    version: int
    step: str
    people: int
    to_step: str | None
    keeps_wait: bool
