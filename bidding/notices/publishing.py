"""Notices on their way to JetStream: many to a message where they come fast, each answered after its acknowledgement."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from hashlib import blake2b
from typing import Final

import structlog

from domain.errors import CampaignExpressError, Unavailable
from domain.events.values import Event
from storage.nats.subjects import bid_event

MOST_A_MESSAGE: Final = 100
MOST_WAITING: Final = 20_000
ATTEMPTS: Final = 2

Publish = Callable[[str, Sequence[Event], str], Awaitable[object]]
"""Subject, events, message id. Returns once they are durable; raises ``Unavailable`` when it may be repeated."""

_log = structlog.get_logger(__name__)


class NoticePublisher:
    """Publishes events of notices, one message under way for each subject.

    A lone notice leaves at once, under the message id ``{kind}:{bid id}``; those arriving while a message is under way
    leave together with the next one. A repetition of a notice still waiting shares its acknowledgement.
    """

    def __init__(self, publish: Publish) -> None:
        self._publish = publish
        self._waiting: dict[str, list[Event]] = {}
        self._acknowledged: dict[str, asyncio.Future[None]] = {}
        self._senders: set[asyncio.Task[None]] = set()

    async def publish(self, event: Event) -> None:
        """Return once ``event`` is durable. Raises ``Unavailable`` when it may not be: the sender should repeat it."""
        acknowledged = self._acknowledged.get(event.event_id)
        if acknowledged is None:
            if len(self._acknowledged) >= MOST_WAITING:
                raise Unavailable("too many notices wait for JetStream", retry_after_s=1)
            loop = asyncio.get_running_loop()
            acknowledged = self._acknowledged[event.event_id] = loop.create_future()
            subject = bid_event(event.tenant_id, event.type.value, event.bidder_id)
            waiting = self._waiting.get(subject)
            if waiting is None:
                self._waiting[subject] = [event]
                sender = loop.create_task(self._send(subject))
                self._senders.add(sender)
                sender.add_done_callback(self._senders.discard)
            else:
                waiting.append(event)
        await asyncio.shield(acknowledged)

    async def close(self, *, deadline_s: float = 5.0) -> None:
        """Wait for the notices under way; those not acknowledged in time were not confirmed to anybody either."""
        if self._senders:
            _, late = await asyncio.wait(self._senders, timeout=deadline_s)
            for sender in late:
                sender.cancel()

    async def _send(self, subject: str) -> None:
        while events := self._waiting[subject]:
            batch, self._waiting[subject] = events[:MOST_A_MESSAGE], events[MOST_A_MESSAGE:]
            failure = await self._deliver(subject, batch)
            for event in batch:
                acknowledged = self._acknowledged.pop(event.event_id)
                if failure is None:
                    acknowledged.set_result(None)
                else:
                    acknowledged.set_exception(failure)
                    acknowledged.exception()  # its caller may have gone away
        del self._waiting[subject]

    async def _deliver(self, subject: str, batch: list[Event]) -> CampaignExpressError | None:
        failure: CampaignExpressError | None = None
        for _ in range(ATTEMPTS):
            try:
                await self._publish(subject, batch, _message_id(batch))
            except Unavailable as error:
                failure = error
            except CampaignExpressError as error:
                return error
            except Exception:  # noqa: BLE001 - whoever sent a notice is told to repeat it, whatever it was
                _log.exception("notices were not stored", subject=subject, events=len(batch))
                failure = Unavailable("the notice could not be stored", retry_after_s=1)
            else:
                return None
        return failure


def _message_id(batch: list[Event]) -> str:
    if len(batch) == 1:
        return f"{batch[0].type.value}:{batch[0].bid_id}"
    together = blake2b(digest_size=16)
    for event in batch:
        together.update(event.event_id.encode())
    return f"notices:{together.hexdigest()}"
