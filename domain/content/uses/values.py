"""What can send a template."""

from enum import StrEnum
from typing import Final, NamedTuple

MOST_SHOWN: Final = 200
"""Uses of each kind that are listed of one template."""


class Sender(StrEnum):
    JOURNEY = "journey"
    BROADCAST = "broadcast"
    ACTIVATION_PLAN = "activation_plan"


class Use(NamedTuple):
    """Something that sends a template, or would once it is published."""

    kind: Sender
    id: str
    name: str
    stage: str
