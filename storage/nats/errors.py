"""Where nats-py's exceptions become ours."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import nats.errors

from domain.errors import InvalidInput, Unavailable

_TOO_LARGE = 10054
"""JetStream: message size exceeds the stream's maximum."""


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Raise ``Unavailable`` ("NATS could not <doing>") for every failure of the client, its cause kept.

    A message larger than the server or the stream takes is the caller's fault and becomes ``InvalidInput``. What a caller wants
    to tell apart (a missing key, a lost compare-and-set) it catches inside the block. A task that is cancelled meanwhile is.
    """
    try:
        with cancellable():
            yield
    except (nats.errors.Error, OSError, TimeoutError) as error:
        if isinstance(error, nats.errors.MaxPayloadError) or getattr(error, "err_code", None) == _TOO_LARGE:
            raise InvalidInput(
                f"NATS could not {doing}: the message is too large", field="payload", remedy="Send it in smaller parts."
            ) from error
        raise Unavailable(f"NATS could not {doing}: {error or type(error).__name__}") from error


@contextmanager
def cancellable() -> Iterator[None]:
    """Raise ``CancelledError`` at the end of the block if the task was asked to end within it and did not.

    ``asyncio.wait_for`` of Python 3.11, by which nats-py waits for answers, loses a cancellation that comes with the answer;
    whoever goes on asking in a loop would then go on for ever. AnyIO's scopes do not know a cancellation raised anew as theirs.
    """
    task = asyncio.current_task()
    before = task.cancelling() if task else 0
    try:
        yield
    finally:
        if task and task.cancelling() > before:
            raise asyncio.CancelledError
