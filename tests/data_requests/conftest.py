"""The stores that requests of people go through, on both databases."""

import pytest

from domain.identity import service as identity
from domain.identity.values import NewTenant
from domain.records import JOURNEYS_STORE
from storage.sql import Database


@pytest.fixture
async def stores(database, request, tmp_path):
    """(main, journeys) on the same kind of database, with two tenants, ``ours`` and ``rival``."""
    if database.dialect == "sqlite":
        url = f"sqlite:///{tmp_path / 'journeys.db'}"
    else:
        url = request.getfixturevalue("empty_postgres_url")
    journeys = Database.open(url, store=JOURNEYS_STORE)
    await journeys.create_all()
    async with database.platform() as session:
        for tenant in ("ours", "rival"):
            await identity.create_tenant(session, NewTenant(id=tenant, name=tenant.title()), now_ms=1)
    yield database, journeys
    await journeys.close()
