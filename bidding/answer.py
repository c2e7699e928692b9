"""What any door sends back."""

from msgspec import Struct


class Answer(Struct, frozen=True, gc=False):
    """``status`` is HTTP's; ``reason`` a ``NoBid`` code, empty when there is a bid."""

    status: int
    body: bytes = b""
    reason: str = ""
