"""A tenant with contacts and templates on each database, and a vendor that does what a test wants."""

import pytest

from activities.routes import Vendors
from domain.sealing import Sealer
from domain.senders.service import Accounts
from storage.sql.database import Database
from tests.broadcasts.world import World
from tests.messages.conftest import Vendor, journeys, journeys_url

__all__ = ["journeys", "journeys_url", "world"]


@pytest.fixture
async def world(journeys: Database, journeys_url: str) -> World:
    vendor = Vendor()
    accounts = Accounts(Sealer(["2027a:" + "k" * 32]))
    made = World(journeys_url, journeys, vendor, Vendors(accounts, lambda account: vendor))
    await made.write_templates()
    return made
