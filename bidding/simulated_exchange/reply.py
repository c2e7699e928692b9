"""What any of a bidder's entries says to a request."""

from dataclasses import dataclass
from typing import Final

PATIENCE_S: Final = 15.0
"""How long a sender waits for an answer; far beyond any ``tmax``, so that a late answer is seen as late."""


@dataclass(frozen=True)
class Reply:
    """An HTTP status with a response's JSON; ``reason`` says why there is no bid."""

    status: int
    body: bytes
    reason: str = ""
