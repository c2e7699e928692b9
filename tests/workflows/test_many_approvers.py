"""Twenty approvers who decide at the same moment, twice each, on Temporal's own server and PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from api.lifecycle import Lifecycle
from domain.approvals import service as approvals
from domain.approvals.values import ApprovalRule, ApproverRole, Outcome
from domain.campaigns.values import Action, Stage
from domain.errors import ActionRefused, CampaignExpressError, Conflict, Unavailable
from storage.sql.database import Database
from tests.patience import PATIENCE_S
from tests.workflows.stores import Stores, stores
from tests.workflows.world import AUTHOR
from workers.settings import Temporal
from workers.temporal import connect, register_search_attributes
from workers.worker import campaigns_worker
from workflows.contracts.campaigns import Actor, CampaignStatus

APPROVERS = [Actor(user_id=f"usr_{n:02}", role="manager", roles=("manager",)) for n in range(20)]


@pytest.fixture
async def kept(tmp_path: Path, nats_url: str, empty_postgres_url: str) -> AsyncIterator[Stores]:
    """Campaigns on PostgreSQL."""
    url = empty_postgres_url
    async with stores(tmp_path, nats_url) as opened:
        await opened.main.close()
        opened.main = Database.open(url)
        await opened.main.create_all()
        yield opened


@pytest.mark.parametrize(("needed", "verdict", "outcome"), [(20, "approve", "approved"), (20, "mixed", "rejected")])
async def test_twenty_approvers_at_once_twice_each_reach_one_outcome_and_lose_no_decision(
    kept: Stores, temporal_address: str, needed: int, verdict: str, outcome: str
):
    client = await connect(Temporal(address=temporal_address), lazy=False)
    await register_search_attributes(client)
    lifecycle = Lifecycle(client, kept.main, deadline=timedelta(seconds=PATIENCE_S))
    async with kept.main.tenant(kept.tenant_id) as session:
        rule = ApprovalRule(name="Everybody", required_role=ApproverRole.MANAGER, min_approvals=needed)
        await approvals.replace_rules(session, [rule])
    campaign_id = await kept.draft()

    async def decide(number: int, approver: Actor, key: str) -> CampaignStatus | CampaignExpressError:
        """As a caller would: one that is told to come back says the same again, under the same key."""
        action = Action.REJECT if verdict == "mixed" and number % 4 == 3 else Action.APPROVE
        while True:
            try:
                return await lifecycle.act(
                    kept.tenant_id, campaign_id, action, actor=approver, revision_hash=read.revision_hash, key=key
                )
            except (ActionRefused, Conflict) as refused:
                return refused
            except Unavailable:
                continue

    async with campaigns_worker(client, kept.main, kept.money, kept.live):
        await lifecycle.act(kept.tenant_id, campaign_id, Action.SUBMIT, actor=AUTHOR)
        async with kept.main.reading(kept.tenant_id) as session:
            read = await approvals.current_round(session, campaign_id)
        said = await asyncio.gather(
            *(decide(number, one, key) for key in ("first", "second") for number, one in enumerate(APPROVERS))
        )
    async with kept.main.reading(kept.tenant_id) as session:
        held = await approvals.current_round(session, campaign_id)
    on_record = [one.approver_id for one in held.review.decisions]
    taken = sum(isinstance(one, CampaignStatus) for one in said)
    assert held.outcome is Outcome(outcome)
    assert len(on_record) == len(set(on_record)) == taken, "every decision that was taken is on record, once"
    assert {one.revision_hash for one in held.review.decisions} == {read.revision_hash}
    story = [action for _, action, _ in await kept.story(campaign_id)]
    if outcome == "approved":
        assert sorted(on_record) == sorted(one.user_id for one in APPROVERS)
        assert (story, (await kept.campaign(campaign_id)).stage) == (["submit", "approve"], Stage.APPROVED)
    else:
        assert (story, (await kept.campaign(campaign_id)).stage) == (["submit", "reject"], Stage.REJECTED)
