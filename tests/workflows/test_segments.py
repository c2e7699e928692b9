"""The keeper of segments and its looks at everybody: on real stores, with time that passes in milliseconds."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.common import SearchAttributePair, TypedSearchAttributes
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.segments import SegmentActivities
from domain.records import JOURNEYS_STORE
from domain.segments import service
from domain.segments.audiences import service as audiences
from storage.sql import Database
from tests.segments.world import World
from workers.sandbox import SANDBOX
from workers.segments import SEGMENTS
from workflows.contracts import segments as contract
from workflows.contracts.segments import KeeperInput, PeopleRange, PeopleRefreshed, RefreshInput, RefreshProgress
from workflows.contracts.temporal import KIND, TENANT_ID

BOUGHT = {"kind": "did", "event": "purchase", "at_least": 1, "within_minutes": 7 * 1_440}
GOLD = {"kind": "attribute", "attribute": "tier", "is": "is", "value": "gold"}
_numbers = itertools.count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path / 'journeys.db'}"
    else:
        url = request.getfixturevalue("empty_postgres_url")
    database = Database.open(url, store=JOURNEYS_STORE)
    await database.create_all()
    yield World(database)
    await database.close()


class Working:
    """A worker over a world; ``clock_ms`` never stands still."""

    def __init__(
        self, environment: WorkflowEnvironment, world: World, activities: SegmentActivities, queue: str
    ) -> None:
        self.environment = environment
        self.world = world
        self.activities = activities
        self.queue = queue

    async def refresh(self, *names: str) -> RefreshProgress:
        handle = await self.begin_refresh(*names)
        return await handle.result()

    async def begin_refresh(self, *names: str) -> WorkflowHandle:
        return await self.environment.client.start_workflow(
            contract.REFRESH_WORKFLOW,
            RefreshInput(
                tenant_id=self.world.tenant_id,
                segments=tuple(self.world.segments[name] for name in names),
                refresh_id="sgr_1",
            ),
            id=f"{contract.refresh_id(self.world.tenant_id)}-{next(_numbers)}",
            task_queue=self.queue,
            result_type=RefreshProgress,
        )

    async def keep(self) -> WorkflowHandle:
        return await self.environment.client.start_workflow(
            contract.KEEPER_WORKFLOW,
            KeeperInput(tenant_id=self.world.tenant_id),
            id=contract.keeper_id(self.world.tenant_id),
            task_queue=self.queue,
            search_attributes=TypedSearchAttributes(
                [SearchAttributePair(TENANT_ID, self.world.tenant_id), SearchAttributePair(KIND, contract.KEEPER_KIND)]
            ),
        )


@asynccontextmanager
async def working(environment: WorkflowEnvironment, world: World, kind=SegmentActivities) -> AsyncIterator[Working]:
    ticks = itertools.count(1)
    poked: list = []
    activities = kind(
        world.database,
        poke=lambda tenant_id, pokes: poked.extend((tenant_id, one) for one in pokes),
        clock_ms=lambda: world.now_ms + next(ticks),
    )
    queue = f"segments-{next(_numbers)}"
    worker = Worker(
        environment.client,
        task_queue=queue,
        workflows=SEGMENTS,
        workflow_runner=SANDBOX,
        activities=activities.all,
        graceful_shutdown_timeout=timedelta(0),
    )
    async with worker:
        yield Working(environment, world, activities, queue)


async def test_a_refresh_looks_at_everybody_and_says_what_came_of_it(environment, world):
    for number in range(7):
        await world.person(f"p{number}", tier="gold" if number % 2 else "green")
    await world.segment("Gold", GOLD)
    async with working(environment, world) as work:
        progress = await work.refresh("Gold")
    assert (progress.people, progress.entered, progress.left) == (7, 3, 0)
    assert await world.inside("Gold") == {"p1", "p3", "p5"}
    async with world.database.reading(world.tenant_id) as session:
        (refresh,) = await audiences.list_refreshes(session, limit=5)
        held = await audiences.get(session, world.segments["Gold"])
        assert await audiences.due_for_refresh(session, now_ms=world.now_ms + 1_000) == []
    assert (refresh.people_done, refresh.entered, refresh.failure) == (7, 3, "")
    assert refresh.finished_at_ms is not None
    assert held.members == 3


class DiesOnce(SegmentActivities):
    """Its first try at people dies after a page is on record."""

    died = False

    @activity.defn(name=contract.REFRESH_PEOPLE.name)
    async def refresh_people(self, people: PeopleRange) -> PeopleRefreshed:
        done = await super().refresh_people(people)
        if not self.died:
            self.died = True
            raise RuntimeError("the worker was killed")
        return done


async def test_a_refresh_that_dies_goes_on_where_it_was_and_counts_nobody_twice(environment, world, monkeypatch):
    monkeypatch.setattr("activities.segments.PEOPLE_A_TRANSACTION", 2)
    monkeypatch.setattr("activities.segments.TRANSACTIONS_A_TRY", 2)
    for number in range(7):
        await world.person(f"p{number}", tier="gold")
    await world.segment("Gold", GOLD)
    async with working(environment, world, DiesOnce) as work:
        progress = await work.refresh("Gold")
    assert (progress.people, progress.entered) == (7, 7)


async def test_the_keeper_ends_windows_and_refreshes_what_is_due_and_ends_with_the_last_segment(environment, world):
    await world.person("ana")
    await world.does("ana", "purchase")
    made = await world.segment("Buyers", BOUGHT)
    async with working(environment, world) as work:
        keeper = await work.keep()
        await environment.sleep(timedelta(minutes=2))
        assert await world.inside("Buyers") == {"ana"}
        world.now_ms += 7 * 86_400_000
        await environment.sleep(timedelta(minutes=2))
        assert await world.inside("Buyers") == set()
        async with world.database.tenant(world.tenant_id) as session:
            await audiences.archive(session, made.segment.id, now_ms=world.now_ms)
        await environment.sleep(timedelta(minutes=5))
        await keeper.result()
    async with world.database.reading(world.tenant_id) as session:
        stays = await service.stays(session, world.people["ana"])
    assert len(stays) == 1
    assert stays[0].until_ms >= world.now_ms


async def test_a_lookalike_segment_is_fitted_and_filled_by_a_refresh(environment, world):
    seed = await world.segment("Seed")
    ids = {"seed": [], "alike": [], "other": []}
    for number in range(60):
        ids["seed"].append(await world.person(f"seed{number}", city="Berlin", plan="pro"))
    for number in range(20):
        ids["alike"].append(await world.person(f"alike{number}", city="Berlin", plan="pro"))
    for number in range(60):
        ids["other"].append(await world.person(f"other{number}", city="Rome", plan="free"))
    async with world.database.tenant(world.tenant_id) as session:
        await service.add_member(session, seed.segment.id, ids["seed"], now_ms=world.now_ms)
    await world.segment(
        "Alike",
        type="lookalike",
        members={"kind": "lookalike", "seed": seed.segment.id, "similarity": 0.8, "attributes": ["city", "plan"]},
    )
    async with working(environment, world) as work:
        await work.refresh("Alike")
    assert await world.inside("Alike") == {f"alike{number}" for number in range(20)}


async def test_a_predictive_segment_without_enough_examples_is_empty_and_says_why(environment, world):
    await world.person("ana")
    await world.segment(
        "Soon",
        type="predictive",
        members={"kind": "predictive", "outcome": {"event": "purchase"}, "events": ["visit"], "probability": 0.5},
    )
    async with working(environment, world) as work:
        await work.refresh("Soon")
    assert await world.inside("Soon") == set()
    async with world.database.reading(world.tenant_id) as session:
        report = await audiences.report_of(session, world.segments["Soon"])
    assert report is not None
    assert "are needed" in report[0].refusal
