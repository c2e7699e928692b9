"""An audience kept up to date: from the profile import to the vendor's API, through real SQL and Temporal's time."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from pydantic import SecretStr
from temporalio.client import WorkflowFailureError, WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from connectors.dsp.registry import capabilities
from domain.campaigns import service as campaigns
from domain.campaigns.values import CampaignContent, PricingTerms, Stage
from domain.dsp import service
from domain.dsp.service import Accounts
from domain.dsp.values import AudienceState, NewAudience, NewDspAccount
from domain.errors import InvalidInput
from domain.identity import service as identity
from domain.identity.values import NewTenant
from domain.profiles import service as profiles
from domain.sealing import Sealer
from storage.sql import Database
from tests.connectors.dsp.conftest import NOW_MS
from tests.connectors.dsp.vendors import CASES, PEOPLE, Vendor
from tests.workflows.world import time_skipping
from workers.worker import syncs_worker
from workflows.contracts import platforms as contract
from workflows.contracts.platforms import AudienceRef, AudienceSyncInput, CampaignAt, CampaignKept, ReportOrder

SEGMENT = 7
DAY_MS = 86_400_000
SEALER = Sealer(["k1:0123456789abcdef0123456789abcdef"])
META = next(case for case in CASES if case.key == "meta")
_runs = count()


@pytest.fixture(params=[META], ids=["meta"])
def case(request) -> Any:
    return request.param


@pytest.fixture
async def environment() -> AsyncIterator[WorkflowEnvironment]:
    async with await time_skipping() as started:
        yield started


@pytest.fixture
async def main(tmp_path) -> AsyncIterator[Database]:
    database = Database.open(f"sqlite:///{tmp_path / 'main.db'}")
    await database.migrate()
    async with database.platform() as session:
        await identity.create_tenant(session, NewTenant(id="ours", name="Ours"), now_ms=NOW_MS)
    yield database
    await database.close()


@pytest.fixture
async def ref(main: Database) -> AudienceRef:
    """An audience of segment 7 at an account of Meta's."""
    new = NewDspAccount(
        platform="meta",
        name="Shop at Meta",
        parameters=META.parameters,
        credentials={name: SecretStr(value) for name, value in META.credentials.items()},
    )
    async with main.tenant("ours") as session:
        account = await Accounts(SEALER).create(session, new, capabilities("meta"), actor_id="usr", now_ms=NOW_MS)
        wanted = NewAudience(account_id=account.id, segment=SEGMENT, name="Cart leavers")
        audience = await service.create_audience(session, wanted, actor_id="usr", now_ms=NOW_MS)
        return AudienceRef(tenant_id="ours", audience_id=audience.id)


async def know(main: Database, *people: dict[str, Any]) -> None:
    lines = "\n".join(json.dumps({"segments": [SEGMENT]} | person) for person in people)
    async with main.tenant("ours") as session:
        outcome = await profiles.import_profiles(session, lines.encode(), now_ms=NOW_MS)
    assert not outcome.refused


def person(name: str, **more: Any) -> dict[str, Any]:
    return {"person_id": name, "match_keys": PEOPLE[name]} | more


async def sync(environment: WorkflowEnvironment, ref: AudienceRef) -> contract.SyncTotals:
    return await environment.client.execute_workflow(
        contract.AUDIENCE_WORKFLOW,
        AudienceSyncInput(audience=ref),
        id=f"sync-{next(_runs)}",
        task_queue=contract.TASK_QUEUE,
        result_type=contract.SyncTotals,
    )


async def on_record(main: Database, ref: AudienceRef) -> service.DspAudience:
    async with main.reading("ours") as session:
        return await service.existing_audience(session, ref.audience_id)


def emails(vendor: Vendor) -> set[str]:
    return {name for name, keys in PEOPLE.items() if keys["email_sha256"] in vendor.audiences["901"]}


async def test_only_what_changed_is_sent(environment, main, ref, vendor, internet):
    await know(main, person("ana"), person("bo"), {"person_id": "nobody-knows"})
    async with syncs_worker(environment.client, main, SEALER, internet):
        first = await sync(environment, ref)
        assert (first.joined, first.left, first.unreachable) == (2, 0, 1)
        assert emails(vendor) == {"ana", "bo"}
        again = await sync(environment, ref)
        assert (again.joined, again.left) == (0, 0)
        await know(main, person("ana", segments=[]))
        third = await sync(environment, ref)
    assert (third.joined, third.left) == (0, 1)
    assert emails(vendor) == {"bo"}
    audience = await on_record(main, ref)
    assert (audience.state, audience.members, audience.matched) == (AudienceState.SYNCED, 1, 1200)
    assert vendor.calls.count("POST /v25.0/act_77/customaudiences") == 1


async def test_who_refuses_personal_advertising_leaves_and_never_joins(environment, main, ref, vendor, internet):
    await know(main, person("ana"), person("bo", personalised_ads=False))
    async with syncs_worker(environment.client, main, SEALER, internet):
        await sync(environment, ref)
        assert emails(vendor) == {"ana"}
        await know(main, person("ana", personalised_ads=False))
        await sync(environment, ref)
    assert emails(vendor) == set()


async def test_a_changed_address_replaces_the_old_one(environment, main, ref, vendor, internet):
    await know(main, person("ana"))
    async with syncs_worker(environment.client, main, SEALER, internet):
        await sync(environment, ref)
        await know(main, person("ana", match_keys=PEOPLE["bo"]))
        await sync(environment, ref)
    assert emails(vendor) == {"bo"}


async def test_a_vendor_that_is_away_is_waited_for(environment, main, ref, vendor, internet):
    await know(main, person("ana"))
    vendor.failures = [503] * 6
    async with syncs_worker(environment.client, main, SEALER, internet):
        await sync(environment, ref)
    assert emails(vendor) == {"ana"}
    assert (await on_record(main, ref)).state == AudienceState.SYNCED


async def test_a_refused_sync_says_why_and_the_next_one_goes_on_from_there(environment, main, ref, vendor, internet):
    await know(main, person("ana"))
    vendor.failures = [400]
    async with syncs_worker(environment.client, main, SEALER, internet):
        await sync(environment, ref)
        failed = await on_record(main, ref)
        assert failed.state == AudienceState.FAILED
        assert "refused" in failed.failure
        await sync(environment, ref)
    assert emails(vendor) == {"ana"}


async def test_a_standing_audience_follows_its_segment_until_it_is_stopped(environment, main, ref, vendor, internet):
    await know(main, person("ana"))
    async with syncs_worker(environment.client, main, SEALER, internet):
        handle = await environment.client.start_workflow(
            contract.AUDIENCE_WORKFLOW,
            AudienceSyncInput(audience=ref, every_minutes=60),
            id="standing",
            task_queue=contract.TASK_QUEUE,
        )
        await environment.sleep(timedelta(minutes=5))
        await know(main, person("bo"))
        await environment.sleep(timedelta(minutes=60))
        assert emails(vendor) == {"ana", "bo"}
        await handle.signal(contract.STOP)
        await handle.result()


async def campaign(main: Database, stage: Stage) -> str:
    content = CampaignContent(
        name="Spring sale",
        advertiser_domain="shop.example",
        currency="USD",
        budget_micros=900_000_000,
        starts_at_ms=NOW_MS - 10 * DAY_MS,
        ends_at_ms=NOW_MS + 20 * DAY_MS,
        pricing=PricingTerms(base_cpm_micros=2_000_000, max_cpm_micros=4_000_000),
    )
    async with main.tenant("ours") as session:
        row = await campaigns.create_campaign(session, content, actor_id="usr", now_ms=NOW_MS)
        row.stage = stage.value
        row.approved_revision = None if stage is Stage.DRAFT else 1
        session.add(row)
        return row.id


async def keep(environment: WorkflowEnvironment, at: CampaignAt) -> WorkflowHandle[Any, CampaignKept]:
    return await environment.client.start_workflow(
        contract.CAMPAIGN_WORKFLOW,
        at,
        id=f"keep-{next(_runs)}",
        task_queue=contract.TASK_QUEUE,
        result_type=CampaignKept,
    )


async def said(environment: WorkflowEnvironment, handle: WorkflowHandle[Any, CampaignKept]) -> str:
    """What came of the looks so far, an hour later."""
    await environment.sleep(timedelta(hours=1))
    return (await handle.query(contract.LAST_SAID, result_type=CampaignKept)).summary


@pytest.fixture
async def at(main: Database, ref: AudienceRef) -> CampaignAt:
    """A live campaign with 600 of its 900 shared with the account."""
    live = await campaign(main, Stage.LIVE)
    account_id = (await on_record(main, ref)).account_id
    async with main.tenant("ours") as session:
        await service.share_campaign(session, account_id, live, share_micros=600_000_000)
    return CampaignAt(tenant_id="ours", account_id=account_id, campaign_id=live)


async def become(main: Database, campaign_id: str, stage: Stage) -> None:
    async with main.tenant("ours") as session:
        row = await campaigns.get_campaign(session, campaign_id, for_update=True)
        row.stage = stage.value
        session.add(row)


async def test_a_campaign_that_is_not_approved_is_sent_nowhere(environment, main, at, vendor, internet):
    await become(main, at.campaign_id, Stage.REJECTED)
    async with syncs_worker(environment.client, main, SEALER, internet, clock_ms=lambda: NOW_MS):
        handle = await keep(environment, at)
        assert "sent nowhere" in await said(environment, handle)
        await handle.terminate()
    assert vendor.campaigns == {}


async def test_a_platform_may_spend_its_share_evenly_and_hears_of_a_pause_within_minutes(
    environment, main, at, vendor, internet
):
    async with syncs_worker(environment.client, main, SEALER, internet, clock_ms=lambda: NOW_MS):
        handle = await keep(environment, at)
        await said(environment, handle)
        # 600 less the 12.345678 reported of yesterday, over the twenty days that are left
        assert vendor.campaigns["c1"]["daily_budget"] == "2938"
        told = len([call for call in vendor.calls if call in {"POST /v25.0/act_77/campaigns", "POST /v25.0/c1"}])
        assert told == 2, "it was told again though nothing had changed"
        await become(main, at.campaign_id, Stage.PAUSED)
        await said(environment, handle)
        assert vendor.campaigns["c1"]["status"] == "PAUSED"
        await become(main, at.campaign_id, Stage.COMPLETED)
        assert (await handle.result()).is_over


async def test_what_a_platform_reports_is_on_record_to_the_micro(environment, main, at, vendor, internet):
    async with syncs_worker(environment.client, main, SEALER, internet, clock_ms=lambda: NOW_MS):
        handle = await keep(environment, at)
        await said(environment, handle)
        await handle.terminate()
    async with main.reading("ours") as session:
        [row] = await service.performance(session, at.account_id, from_day="2026-11-20", to_day="2026-11-20")
        with pytest.raises(InvalidInput, match="spent more"):
            await service.check_share(session, at.account_id, at.campaign_id, share_micros=12_000_000)
    assert row.spend_micros == 12_345_678


async def test_an_account_without_campaigns_reports_nothing(environment, main, ref, vendor, internet):
    account = (await on_record(main, ref)).account_id
    order = ReportOrder(tenant_id="ours", account_id=account, from_day="2026-11-20", to_day="2026-11-20")
    async with syncs_worker(environment.client, main, SEALER, internet, clock_ms=lambda: NOW_MS):
        with pytest.raises(WorkflowFailureError) as failed:
            await environment.client.execute_workflow(
                contract.REPORT_WORKFLOW, order, id="report", task_queue=contract.TASK_QUEUE
            )
    assert "no campaign of ours" in str(failed.value.cause.cause)
    assert vendor.calls == []
