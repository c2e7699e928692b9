"""One request on its way through the processor, from the question to its answer."""

from collections.abc import Awaitable, Sequence
from typing import Any, Final

from msgspec import Struct

from bidding.answer import Answer
from bidding.auction.call import Call
from bidding.auction.recording import RecordedEvent
from bidding.auction.viewer import Viewer
from bidding.index.asking.lot import Lot
from bidding.index.plans.plan import Plan
from bidding.openrtb.request import BidRequest
from bidding.question import Question

_TO_COME: Final[Any] = None


class Story(Struct, gc=False):
    """What is known so far: each step of the processor adds its part, and the step that finds the answer is the last.

    Each part is there once its step has been, and not before.
    """

    now_ms: int
    """When its row was taken up."""
    question: Question = _TO_COME
    answer: Answer | Awaitable[Answer] | None = None
    request: BidRequest = _TO_COME
    call: Call = _TO_COME
    viewer: Viewer = _TO_COME
    planned: Sequence[tuple[Lot, Plan]] = _TO_COME
    """What is offered, and who may compete for it."""
    body: bytes = _TO_COME
    events: list[RecordedEvent] = _TO_COME
    """The response, and what is to be written down of it."""
