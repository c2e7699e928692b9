"""On Temporal's own server: what its test server leaves out, and what a death in the middle leaves behind."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment

from api.lifecycle import Lifecycle
from domain.campaigns.values import Action, Stage
from domain.errors import Conflict, Unavailable
from tests.patience import PATIENCE_S
from tests.servers import beside_python
from tests.workflows.stores import Stores, stores
from tests.workflows.world import AUTHOR, MANAGER, Life, living
from workers.settings import Temporal
from workers.temporal import connect, register_search_attributes, wait_until_ready
from workers.worker import campaigns_worker
from workflows.contracts.campaigns import CampaignStatus, workflow_id
from workflows.contracts.temporal import DATA_CONVERTER, SEARCH_ATTRIBUTES

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
async def kept(tmp_path: Path, nats_url: str) -> AsyncIterator[Stores]:
    async with stores(tmp_path, nats_url) as opened:
        yield opened


@pytest.fixture
async def forgetful() -> AsyncIterator[WorkflowEnvironment]:
    """A server that suggests continue-as-new after a few events."""
    async with await WorkflowEnvironment.start_local(
        data_converter=DATA_CONVERTER,
        search_attributes=SEARCH_ATTRIBUTES,
        dev_server_existing_path=beside_python("temporal"),
        dev_server_log_level="error",
        dev_server_extra_args=["--dynamic-config-value", "limit.historyCount.suggestContinueAsNew=40"],
    ) as environment:
        yield environment


@pytest.fixture
async def life(forgetful: WorkflowEnvironment) -> AsyncIterator[Life]:
    async with living(forgetful) as begun:
        yield begun


async def eventually(asked, expected, *, within_s: float = 20.0):
    async with asyncio.timeout(within_s):
        while (found := await asked()) != expected:
            await asyncio.sleep(0.05)
    return found


async def test_a_long_life_is_handed_from_run_to_run_and_forgets_nothing(life: Life):
    await life.live()
    first_run = (await life.handle.describe()).run_id
    for _ in range(6):
        await life.act("pause", comment="again")
        await life.act("resume")
    status = await life.status()
    assert (await life.handle.describe()).run_id != first_run
    assert (status.stage, status.sequence, status.running_revision) == (Stage.LIVE, 15, 1)
    assert [moved.sequence for moved in life.world.transitions] == list(range(1, 16))
    assert (await life.edit(2, content="bolder")).review_revision == 2
    assert (await life.act("approve")).running_revision == 2


async def test_a_campaign_whose_workflow_was_ended_by_hand_is_not_begun_anew_behind_its_record(
    forgetful: WorkflowEnvironment, kept: Stores
):
    async with campaigns_worker(forgetful.client, kept.main, kept.money, kept.live):
        lifecycle = Lifecycle(forgetful.client, kept.main, deadline=timedelta(seconds=PATIENCE_S))
        campaign_id = await kept.draft()
        await lifecycle.act(kept.tenant_id, campaign_id, Action.SUBMIT, actor=AUTHOR)
        read = (await kept.campaign(campaign_id)).revision
        await lifecycle.act(kept.tenant_id, campaign_id, Action.REJECT, actor=MANAGER, revision=read)
        await forgetful.client.get_workflow_handle(workflow_id(kept.tenant_id, campaign_id)).terminate()
        for action in (Action.SUBMIT, Action.ARCHIVE):
            with pytest.raises(Conflict, match="has ended, though the campaign is rejected on record"):
                await lifecycle.act(kept.tenant_id, campaign_id, action, actor=AUTHOR)
        assert (await kept.campaign(campaign_id)).stage == "rejected"


async def test_a_review_that_an_operator_terminated_is_held_again(life: Life):
    life.world.write(1)
    await life.begin()
    await life.act("submit", AUTHOR, revision=1)
    await life.review(1).terminate("by hand")

    async def round_held() -> int | None:
        return (await life.status()).review_round

    await eventually(round_held, 2)
    assert (await life.act("approve", MANAGER)).stage is Stage.APPROVED


async def test_campaigns_are_found_by_tenant_stage_and_kind(life: Life):
    await life.live()
    query = "TenantId = 'ten_test' AND Stage = 'live' AND Kind = 'campaign' AND ExecutionStatus = 'Running'"

    async def found() -> list[str]:
        return [one.id async for one in life.environment.client.list_workflows(query)]

    await eventually(found, [life.handle.id])


async def test_search_attributes_are_registered_where_they_are_missing():
    async with await WorkflowEnvironment.start_local(
        data_converter=DATA_CONVERTER, dev_server_existing_path=beside_python("temporal"), dev_server_log_level="error"
    ) as bare:
        await wait_until_ready(bare.client)
        for _ in range(2):
            await register_search_attributes(bare.client)
        async with living(bare) as life:
            await life.live()


async def test_waiting_for_a_temporal_that_never_comes_ends():
    nobody = await connect(Temporal(address="127.0.0.1:1"))
    with pytest.raises(Unavailable):
        await wait_until_ready(nobody, timeout_s=0.5)
    with pytest.raises(RPCError) as away:
        await nobody.get_workflow_handle("campaign/t/c").signal("budget_exhausted")
    assert away.value.status is RPCStatusCode.UNAVAILABLE
    with pytest.raises(Unavailable):
        await connect(Temporal(address="127.0.0.1:1"), lazy=False)


@contextmanager
def worker_process(environment: dict[str, str], ready_file: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The worker as the stack starts it, from the moment it says that it is ready."""
    ready_file.unlink(missing_ok=True)
    with ready_file.with_suffix(".log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "workers.cli", "worker"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        deadline = time.monotonic() + PATIENCE_S
        while not ready_file.exists():
            assert process.poll() is None, ready_file.with_suffix(".log").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.timeout(600)
async def test_a_worker_killed_in_the_middle_and_replaced_loses_nothing(
    kept: Stores, tmp_path: Path, nats_url: str, temporal_address: str
):
    environment = os.environ | {
        "CAMPAIGN_EXPRESS__SQL__URL": f"sqlite+aiosqlite:///{tmp_path / 'main.db'}",
        "CAMPAIGN_EXPRESS__SQL__MONEY_URL": f"sqlite+aiosqlite:///{tmp_path / 'money.db'}",
        "CAMPAIGN_EXPRESS__SQL__JOURNEYS_URL": f"sqlite+aiosqlite:///{tmp_path / 'journeys.db'}",
        "CAMPAIGN_EXPRESS__NATS__URL": nats_url,
        "CAMPAIGN_EXPRESS__TEMPORAL__ADDRESS": temporal_address,
        "CAMPAIGN_EXPRESS__READY_FILE": str(tmp_path / "ready"),
    }
    client: Client = await connect(Temporal(address=temporal_address))
    lifecycle = Lifecycle(client, kept.main, deadline=timedelta(seconds=4 * PATIENCE_S))
    campaign_id = await kept.draft()

    def doing(action: str, actor=MANAGER) -> "asyncio.Task[CampaignStatus]":
        read = 2 if action == "approve" else None
        return asyncio.create_task(
            lifecycle.act(kept.tenant_id, campaign_id, Action(action), actor=actor, revision=read)
        )

    with worker_process(environment, tmp_path / "ready") as first:
        assert (await doing("submit", AUTHOR)).stage is Stage.IN_REVIEW
        first.send_signal(signal.SIGKILL)
        first.wait()
        approving = doing("approve")
        await asyncio.sleep(0)
        with worker_process(environment, tmp_path / "ready") as second:
            assert (await approving).stage is Stage.APPROVED
            going_live = doing("go_live")

            async def recorded() -> str:
                return (await kept.campaign(campaign_id)).stage

            await eventually(recorded, "live")
            second.send_signal(signal.SIGKILL)
            second.wait()
        with worker_process(environment, tmp_path / "ready"):
            assert (await going_live).stage is Stage.LIVE
            assert (await kept.published(campaign_id)).tombstone is False
    assert [(number, action) for number, action, _ in await kept.story(campaign_id)] == [
        (1, "submit"),
        (2, "approve"),
        (3, "go_live"),
    ]
