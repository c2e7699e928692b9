"""Questions that share a call: up to sixteen of them, or those of half a millisecond.

After Nagle: while no call is under way a question is sent at once, since waiting would only add latency; while one is,
questions gather until they are ``max_items``, until the first has waited ``max_wait_us``, or until the call has come back.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from bidding.inference.providers.provider import Answer, Question

MAX_ITEMS: Final = 16
MAX_WAIT_US: Final = 500

PredictBatch = Callable[[Sequence[Question]], Awaitable[list[Answer]]]

_Asked = tuple[Question, asyncio.Future[Answer]]


class Batcher:
    """For one event loop and one provider. ``calls`` and ``questions`` count what was sent since the start.

    A loop whose clock ticks in milliseconds, as uvloop's does, rounds the wait to none or one of them.
    """

    def __init__(
        self, predict_batch: PredictBatch, *, max_items: int = MAX_ITEMS, max_wait_us: int = MAX_WAIT_US
    ) -> None:
        self._predict_batch = predict_batch
        self._max_items = max_items
        self._max_wait_s = max_wait_us / 1_000_000
        self._waiting: list[_Asked] = []
        self._under_way: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self.calls = 0
        self.questions = 0

    def ask(self, question: Question) -> asyncio.Future[Answer]:
        """The answer, or the error of the call that the question went with. Cancelling it leaves the call alone."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append((question, answer))
        if not self._under_way or len(self._waiting) >= self._max_items:
            self._send()
        elif self._timer is None:
            self._timer = loop.call_later(self._max_wait_s, self._send)
        return answer

    async def close(self) -> None:
        """Send what waits and await all that is under way."""
        while self._waiting or self._under_way:
            self._send()
            await asyncio.gather(*self._under_way)

    def _send(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        batch, self._waiting = self._waiting, []
        if not batch:
            return
        self.calls += 1
        self.questions += len(batch)
        task = asyncio.get_running_loop().create_task(self._call(batch))
        self._under_way.add(task)
        task.add_done_callback(self._returned)

    async def _call(self, batch: list[_Asked]) -> None:
        try:
            answers = await self._predict_batch([question for question, _ in batch])
        except Exception as error:  # noqa: BLE001 - whoever asked is told, each of them
            for _, answer in batch:
                if not answer.done():
                    answer.set_exception(error)
        else:
            for (_, waiting), answered in zip(batch, answers, strict=True):
                if not waiting.done():
                    waiting.set_result(answered)

    def _returned(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not self._under_way:
            self._send()
