"""What any of a bidder's entries says to a request."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reply:
    """An HTTP status with a response's JSON; ``reason`` says why there is no bid."""

    status: int
    body: bytes
    reason: str = ""
