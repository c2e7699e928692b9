"""From questions to one matrix for a target, and from its heads back to answers."""

from collections.abc import Awaitable, Callable, Sequence

import numpy as np

from bidding.inference.layout import Features
from bidding.inference.network import Array, Network
from bidding.inference.providers.provider import Answer, Question

Heads = Callable[[Features], Awaitable[Array]]
"""(n, 64) heads for (n, 256) features; raises ``Unavailable``."""


async def answer_all(questions: Sequence[Question], heads: Heads, network: Network, *, max_batch: int) -> list[Answer]:
    """Answers in order, ``max_batch`` questions to a call."""
    answers: list[Answer] = []
    for start in range(0, len(questions), max_batch):
        batch = questions[start : start + max_batch]
        computed = await heads(np.concatenate([question.matrix() for question in batch]))
        click, conversion = network.probabilities(computed)
        ends = np.cumsum([len(question) for question in batch])[:-1]
        answers += zip(np.split(click, ends), np.split(conversion, ends), strict=True)
    return answers
