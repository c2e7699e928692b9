"""The stage, empty of campaigns but with three people who have a password; skipped where there is no browser."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from domain.ids import new_id
from storage.clickhouse.client import Analytics
from storage.clickhouse.schema import migrate
from tests.api.conftest import api, application, furnished, plain_logs, temporal, working  # noqa: F401 -- fixtures
from tests.browser import stage
from tests.browser.house import House, open_house

HERE = Path(__file__).parent
SLOW = pytest.mark.timeout(900)
"""Many pages, one after the other, are looked at in one browser."""


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


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def house(furnished, chdb, chdb_path, tmp_path_factory) -> AsyncIterator[House]:  # noqa: F811 -- a fixture
    """For tests that look and change nothing; they run in the package's loop, and a process furnishes it once."""
    if lacking := stage.missing():
        pytest.skip(lacking)
    template, tokens = furnished
    directory = tmp_path_factory.mktemp("house") / "stores"
    shutil.copytree(template, directory)
    async with await Analytics.open(chdb_path, database=new_id("db")) as analytics:
        await migrate(analytics)
        async with open_house(directory, tokens, analytics) as opened:
            yield opened
        await analytics.command(f"DROP DATABASE {analytics.database}")
