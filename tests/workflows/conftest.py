"""One time-skipping Temporal server a process, and campaigns to live on it."""

from collections.abc import AsyncIterator

import pytest
from temporalio.testing import WorkflowEnvironment

from tests.workflows.world import Life, living, time_skipping


@pytest.fixture
async def environment() -> AsyncIterator[WorkflowEnvironment]:
    async with await time_skipping() as started:
        yield started


@pytest.fixture
async def life(environment: WorkflowEnvironment) -> AsyncIterator[Life]:
    async with living(environment) as begun:
        yield begun
