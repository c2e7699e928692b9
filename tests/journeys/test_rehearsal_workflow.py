"""A dry run carried by its workflow, to its end."""

from domain.journeys.rehearsals import service
from domain.journeys.rehearsals.values import DryRun
from tests.journeys.definitions import journey, wait
from tests.journeys.rehearsing import staged
from tests.journeys.world import World
from tests.workflows.world import time_skipping
from workers.rehearsals import rehearsals_worker
from workflows.contracts import rehearsals as contract
from workflows.contracts.rehearsals import RehearsalProgress, RehearsalRef


async def test_everybody_is_met_range_by_range(world: World):
    definition = journey({"rest": wait(60)})
    await world.people(25)
    async with await time_skipping() as environment, staged(world) as stage:
        stage.rehearsals._page = 10
        async with world.database.tenant(world.tenant_id) as session:
            asked = DryRun(sample=None)
            row = await service.begin(session, "jrn_x", 0, definition, asked, actor_id="u", now_ms=world.now_ms)
        async with rehearsals_worker(environment.client, stage.rehearsals, task_queue="rehearsals-test"):
            done = await environment.client.execute_workflow(
                contract.WORKFLOW,
                RehearsalRef(tenant_id=world.tenant_id, rehearsal_id=row.id),
                id=contract.workflow_id(world.tenant_id, row.id),
                task_queue="rehearsals-test",
                result_type=RehearsalProgress,
            )
    assert done == RehearsalProgress(audience=25, people=25, looked_at=25, is_over=True)
    async with world.database.reading(world.tenant_id) as session:
        counted = {
            (line.what, *line.of): line.people.value
            for line in service.counted(await service.existing(session, row.id))
        }
    assert (counted["entered",], counted["left", "finished"]) == (25, 25)
