"""Several bid requests in one message, and their answers: what is written on the bus, and nothing else.

A message with the header ``Bid-Batch: n`` holds n requests, each a length in bytes (4 bytes, unsigned, big-endian) and
the request's JSON. Its answers come back on its reply subject, in one message or several; each of those has the same
header with the number of answers in it. An answer is ::

    place in the batch   2 bytes   the request it answers; the first one is 0
    status               2 bytes   what HTTP would have said: 200, 204, 400, 401 or 413
    reason's length      1 byte
    body's length        4 bytes
    reason               ASCII, why there is no bid
    body                 the bid response's JSON

Numbers are unsigned and big-endian. Answers come in no particular order: what a bidder knows at once does not wait for
what it has to look up.
"""

from collections.abc import Iterable, Sequence
from struct import Struct as Layout
from typing import Final

from msgspec import Struct

from domain.errors import InvalidInput

MOST_IN_BATCH: Final = 256
"""What a bidder takes in one message."""
_LENGTH: Final = Layout(">I")
_ANSWER: Final = Layout(">HHBI")


class BatchedAnswer(Struct, frozen=True, gc=False):
    """The answer to the request at ``place`` of its batch; ``reason`` is empty for a bid."""

    place: int
    status: int
    body: bytes = b""
    reason: str = ""


def pack_requests(bodies: Sequence[bytes]) -> bytes:
    """One message's payload for at most ``MOST_IN_BATCH`` requests."""
    pieces: list[bytes] = []
    for body in bodies:
        pieces.append(_LENGTH.pack(len(body)))
        pieces.append(body)
    return b"".join(pieces)


def unpack_requests(payload: bytes, announced: str) -> list[bytes]:
    """The requests of a payload whose header announces how many. Raises ``InvalidInput`` when it does not hold them."""
    count = int(announced) if announced.isascii() and announced.isdigit() and len(announced) <= 4 else 0
    if not 0 < count <= MOST_IN_BATCH:
        raise InvalidInput(f"a batch holds 1 to {MOST_IN_BATCH} requests", field="Bid-Batch")
    bodies: list[bytes] = []
    at, end = 0, len(payload)
    unpack, size = _LENGTH.unpack_from, _LENGTH.size
    for _ in range(count):
        if at + size > end:
            raise InvalidInput("the batch ends early", field="Bid-Batch")
        (length,) = unpack(payload, at)
        at += size
        bodies.append(payload[at : at + length])
        at += length
    if at != end:
        raise InvalidInput("the batch is not as long as its requests", field="Bid-Batch")
    return bodies


def pack_answers(answers: Iterable[BatchedAnswer]) -> bytes:
    """One message's payload; its header says how many answers it holds."""
    pieces: list[bytes] = []
    for answer in answers:
        reason = answer.reason.encode("ascii")
        pieces.append(_ANSWER.pack(answer.place, answer.status, len(reason), len(answer.body)))
        pieces.append(reason)
        pieces.append(answer.body)
    return b"".join(pieces)


def unpack_answers(payload: bytes) -> list[BatchedAnswer]:
    """The answers of a payload. Raises ``InvalidInput`` when it is none."""
    answers: list[BatchedAnswer] = []
    at, end = 0, len(payload)
    unpack, size = _ANSWER.unpack_from, _ANSWER.size
    while at < end:
        if at + size > end:
            raise InvalidInput("an answer ends early", field="Bid-Batch")
        place, status, reason_bytes, body_bytes = unpack(payload, at)
        middle = at + size + reason_bytes
        stop = middle + body_bytes
        if stop > end:
            raise InvalidInput("an answer ends early", field="Bid-Batch")
        reason = payload[at + size : middle].decode("ascii", "replace")
        answers.append(BatchedAnswer(place, status, payload[middle:stop], reason))
        at = stop
    return answers
