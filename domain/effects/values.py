"""What journeys do for people besides writing to them, as everybody else may import it."""

from typing import Any

from msgspec import Struct


class OpenEffect(Struct, frozen=True, kw_only=True):
    """Something still to be done outside the store."""

    key: str
    journey_id: str
    person_id: str
    kind: str
    body: dict[str, Any]
    planned_at_ms: int
