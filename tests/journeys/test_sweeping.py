"""Whatever is forgotten is found, in every tenant, whatever is wrong with another."""

from activities.poking import Poker, Sweeper
from domain.ids import new_id
from domain.journeys.effects.tables import EffectRow
from domain.journeys.effects.values import END_SUPPRESSION
from storage.sql.database import Database
from tests.journeys.world import NOW


async def test_a_row_that_nobody_can_read_holds_up_no_other_tenants_suppressions(journeys_database: Database):
    broken, whole = f"ten_a{new_id('t')[-8:]}", f"ten_b{new_id('t')[-8:]}"
    await _suppressed(journeys_database, broken, segments=5)
    await _suppressed(journeys_database, whole, segments=[])
    sweeper = Sweeper(journeys_database, Poker(client=None), lambda: NOW)  # type: ignore[arg-type]
    assert await sweeper.end_effects() == 1
    async with journeys_database.reading(whole) as session:
        assert (await session.get(EffectRow, f"{whole}/run/step")).done_at_ms == NOW


async def _suppressed(database: Database, tenant_id: str, **body: object) -> None:
    async with database.tenant(tenant_id) as session:
        session.add(
            EffectRow(
                tenant_id=tenant_id,
                key=f"{tenant_id}/run/step",
                journey_id="jrn_1",
                person_id="per_1",
                kind=END_SUPPRESSION,
                body=body,
                planned_at_ms=NOW - 1,
                due_at_ms=NOW,
            )
        )
