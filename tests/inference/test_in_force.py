"""Replays go by what bidders go by now: rates, model, paces."""

from datetime import date

import pytest

from bidding.inference.model_file import MODEL_PATH
from domain.budgets.tables import BudgetPace
from domain.inference.values import ModelRoles
from domain.pacing.values import Participation
from domain.rates.values import RATE_SCALE, RateTable, shipped_rates
from domain.records import MONEY_STORE
from storage.nats.connection import connect
from storage.nats.models import Models
from storage.nats.rates import Rates
from storage.nats.streams import ensure_streams
from storage.sql import Database
from tests.inference.test_registry import other_model, version_of
from workers.in_force import InForce


@pytest.fixture
async def js(empty_nats_url):
    connection = await connect(empty_nats_url, "tests")
    await ensure_streams(connection.jetstream())
    yield connection.jetstream()
    await connection.close()


@pytest.fixture
async def money(tmp_path):
    database = Database.open(f"sqlite+aiosqlite:///{tmp_path}/money.db", store=MONEY_STORE)
    await database.create_all()
    yield database
    await database.close()


async def test_what_was_put_replaces_what_shipped_at_once(js, money):
    now = InForce(js, money, MODEL_PATH)
    assert await now.rates() == shipped_rates()
    shipped = await now.engine()
    assert await now.engine() is shipped

    await Rates(js).publish(
        RateTable(day=date(2026, 1, 2), source="x", per_usd_e9={"USD": RATE_SCALE, "EUR": 900_000_000}, revision=1)
    )
    model = other_model()
    await Models(js).publish(version_of("v1", model), model)
    await Models(js).change(lambda _: ModelRoles(live="v1"))
    assert (await now.rates()).revision == 1
    assert await now.engine() is not shipped


async def test_only_campaigns_that_are_held_back_have_a_share(js, money):
    async with money.platform() as session:
        for campaign_id, share in (("cmp_slow", 0.25), ("cmp_free", 1.0)):
            session.add(BudgetPace(tenant_id="ours", campaign_id=campaign_id, share=share))
    held_back = await InForce(js, money, MODEL_PATH).shares()
    assert held_back == [Participation(tenant_id="ours", campaign_id="cmp_slow", share=0.25)]
