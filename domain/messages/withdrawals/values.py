"""How far a source's messages have been taken back."""

from msgspec import Struct


class Withdrawn(Struct, frozen=True, kw_only=True):
    """What one go came to."""

    messages: int
    again_at_ms: int | None
    """When to go on: something was open still, or may come back from its vendor. None once it is over for good."""
