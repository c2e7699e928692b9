"""The stage, empty of campaigns but with three people who have a password; skipped where there is no browser."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.conftest import api, application, furnished, plain_logs, temporal, working  # noqa: F401 -- fixtures
from tests.browser import stage

HERE = Path(__file__).parent
SLOW = pytest.mark.timeout(420)
"""Every page, one after the other, is looked at in one browser."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(SLOW)


@pytest.fixture
async def on_stage(api, analytics) -> AsyncIterator[stage.Stage]:  # noqa: F811 -- a fixture
    if lacking := stage.missing():
        pytest.skip(lacking)
    api.state.analytics = analytics
    for role in ("admin", "manager", "viewer", "platform.admin"):
        await stage.give_password(api, role)
    async with stage.opened(api) as there:
        yield there
