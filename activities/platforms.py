"""The effects of keeping demand-side platforms up to date. Each may run again after it has had its effect."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from msgspec.structs import replace
from sqlmodel.ext.asyncio.session import AsyncSession
from temporalio import activity

from activities.alive import heartbeats
from connectors.dsp.protocol import Platform
from domain.campaigns import service as campaigns
from domain.campaigns.rules import FINISHED
from domain.campaigns.values import Stage
from domain.dsp import rules, service
from domain.dsp.rules import Difference
from domain.dsp.service import Accounts, SentMembers
from domain.dsp.tables import DspCampaign
from domain.dsp.values import AudienceState, CampaignPlan, Capabilities, DspAccount, Member
from domain.errors import InvalidInput, Unavailable
from domain.profiles import service as profiles
from domain.sealing import Sealer
from storage.sql.database import Database
from workflows.contracts import platforms as contract
from workflows.contracts.platforms import (
    AudienceRef,
    CampaignAt,
    CampaignKept,
    PeopleRange,
    RangeSynced,
    ReportOrder,
    ReportPulled,
    SyncClosed,
)

PEOPLE_A_RANGE: Final = 1_000
"""Whose members are compared and sent at once; every platform takes that many."""
RUNNING: Final = frozenset({Stage.LIVE, Stage.PAUSED})


class PlatformActivities:
    """``connect`` gives an account's platform; see ``connectors.dsp.registry``."""

    def __init__(
        self,
        main: Database,
        sealer: Sealer,
        *,
        connect: Callable[[DspAccount], Platform],
        clock_ms: Callable[[], int],
    ) -> None:
        self._main = main
        self._accounts = Accounts(sealer)
        self._sent = SentMembers(sealer)
        self._connect = connect
        self._clock_ms = clock_ms

    @property
    def all(self) -> Sequence[Callable[..., Any]]:
        return [self.open_audience, self.sync_range, self.close_sync, self.keep_campaign, self.pull_report]

    @activity.defn(name=contract.OPEN_AUDIENCE.name)
    async def open_audience(self, ref: AudienceRef) -> None:
        """Have the platform make the audience, unless it did. One made twice stays empty there: its id was never used."""
        async with self._main.tenant(ref.tenant_id) as session:
            audience = await service.existing_audience(session, ref.audience_id)
            account = await self._accounts.get(session, audience.account_id)
            name, made = audience.name, audience.platform_audience_id
        async with heartbeats(contract.HEARTBEAT):
            made = made or await self._connect(account).create_audience(name, external_id=ref.audience_id)
        async with self._main.tenant(ref.tenant_id) as session:
            await service.note_sync(
                session,
                ref.audience_id,
                state=AudienceState.SYNCING,
                now_ms=self._clock_ms(),
                platform_audience_id=made,
            )

    @activity.defn(name=contract.SYNC_RANGE.name)
    async def sync_range(self, wanted: PeopleRange) -> RangeSynced:
        """Send what changed among the next people, and remember it once the platform has taken it."""
        ref = wanted.audience
        async with self._main.reading(ref.tenant_id) as session:
            audience = await service.existing_audience(session, ref.audience_id)
            account = await self._accounts.get(session, audience.account_id)
            page = await profiles.segment_page(session, audience.segment, after=wanted.after, limit=PEOPLE_A_RANGE)
            until = None if page.is_last else page.until
            sent = await self._sent.between(session, ref.audience_id, after=wanted.after, until=until)
        platform = self._connect(account)
        capabilities = platform.capabilities()
        members = [Member(person_id, keys) for person_id, keys in page.members.items()]
        made = rules.difference(members, sent, capabilities.match_keys)
        refused = 0
        if made.change.joining or made.change.leaving:
            async with heartbeats(contract.HEARTBEAT):
                refused = (await platform.change_audience(audience.platform_audience_id, made.change)).refused
            async with self._main.tenant(ref.tenant_id) as session:
                await self._sent.record(session, ref.audience_id, made)
        return _synced(made, members, capabilities, refused=refused, after=until)

    @activity.defn(name=contract.CLOSE_SYNC.name)
    async def close_sync(self, closed: SyncClosed) -> None:
        ref, totals = closed.audience, closed.totals
        matched = None if closed.failure else await self._matched(ref)
        counts = {"unreachable": totals.unreachable, "expected_matches": round(totals.expected_matches)}
        async with self._main.tenant(ref.tenant_id) as session:
            await service.note_sync(
                session,
                ref.audience_id,
                state=AudienceState.FAILED if closed.failure else AudienceState.SYNCED,
                failure=closed.failure,
                now_ms=self._clock_ms(),
                counts={} if closed.failure else counts | {"matched": matched},
            )

    @activity.defn(name=contract.KEEP_CAMPAIGN.name)
    async def keep_campaign(self, at: CampaignAt) -> CampaignKept:
        """Tell the platform what has changed since it was told last, and once a day ask it what it spent.

        Raises ``NotFound`` for a campaign it has no share of, and what the platform raises.
        """
        now_ms = self._clock_ms()
        async with self._main.reading(at.tenant_id) as session:
            account = await self._accounts.get(session, at.account_id)
            there = await service.campaign_there(session, at.account_id, at.campaign_id)
            plan, is_over = await _plan(session, at, there.row, now_ms)
        today = rules.day_of(now_ms)
        spent_micros = sum(there.spent_micros.values())
        spent_today_micros = there.spent_micros.get(today, 0)
        allowed = rules.allowance(plan, spent_micros=spent_micros, spent_today_micros=spent_today_micros, now_ms=now_ms)
        plan = rules.with_allowance(plan, allowed)
        platform = self._connect(account)
        async with heartbeats(contract.HEARTBEAT):
            told = rules.plan_fingerprint(plan)
            if told != there.row.told:
                plan = replace(plan, platform_campaign_id=await platform.put_campaign(plan))
                async with self._main.tenant(at.tenant_id) as session:
                    await service.record_campaign(session, at.account_id, plan, allowed.pace, told=told, now_ms=now_ms)
            if there.row.reported_day != today and there.row.platform_campaign_id:
                await self._pull(account, [plan.platform_campaign_id], rules.day_before(today), today)
                async with self._main.tenant(at.tenant_id) as session:
                    await service.note_reported(session, at.account_id, at.campaign_id, day=today)
        state = "over" if is_over else "paused" if plan.paused else allowed.pace.value
        return CampaignKept(
            summary=f"{plan.name} is {plan.platform_campaign_id} at {account.name}: {state}", is_over=is_over
        )

    @activity.defn(name=contract.PULL_REPORT.name)
    async def pull_report(self, order: ReportOrder) -> ReportPulled:
        """Raises ``InvalidInput`` for an account without campaigns of ours, and what the platform raises."""
        async with self._main.reading(order.tenant_id) as session:
            account = await self._accounts.get(session, order.account_id)
            ids = await service.platform_campaign_ids(session, order.account_id)
        if not ids:
            raise InvalidInput(
                "this account has no campaign of ours", field="account_id", remedy="Give it a share of one first."
            )
        async with heartbeats(contract.HEARTBEAT):
            recorded = await self._pull(account, ids, order.from_day, order.to_day)
        return ReportPulled(summary=f"{recorded} days of {len(ids)} campaigns are on record")

    async def _matched(self, ref: AudienceRef) -> int | None:
        """What the platform recognises; None when it will not say, which is no reason for a sync to fail."""
        async with self._main.reading(ref.tenant_id) as session:
            audience = await service.existing_audience(session, ref.audience_id)
            account = await self._accounts.get(session, audience.account_id)
        try:
            return (await self._connect(account).audience_size(audience.platform_audience_id)).matched
        except (InvalidInput, Unavailable) as error:
            activity.logger.warning("audience size not told: %s", error.message)
            return None

    async def _pull(self, account: DspAccount, ids: Sequence[str], from_day: str, to_day: str) -> int:
        rows = await self._connect(account).performance(ids, from_day=from_day, to_day=to_day)
        async with self._main.tenant(account.tenant_id) as session:
            return await service.record_performance(session, account.account_id, rows, now_ms=self._clock_ms())


async def _plan(session: AsyncSession, at: CampaignAt, row: DspCampaign, now_ms: int) -> tuple[CampaignPlan, bool]:
    """The approved revision with the account's share as its budget, and whether it is over.

    Raises ``InvalidInput`` for what may not run, or has no end.
    """
    campaign = await campaigns.get_campaign(session, at.campaign_id)
    stage = Stage(campaign.stage)
    if stage not in RUNNING | FINISHED or campaign.approved_revision is None:
        raise InvalidInput(f"a {stage} campaign is sent nowhere", field="campaign_id", remedy="Have it approved first.")
    facts = await campaigns.facts_of(session, at.campaign_id, campaign.approved_revision)
    ends_at_ms = campaign.ends_at_ms or facts.ends_at_ms
    if ends_at_ms is None:
        raise InvalidInput(
            "a platform plans a campaign to its end, and this one has none", field="ends_at", remedy="Set an end date."
        )
    is_over = stage in FINISHED or ends_at_ms <= now_ms
    plan = CampaignPlan(
        campaign_id=campaign.id,
        name=campaign.name,
        currency=facts.currency,
        budget_micros=row.share_micros,
        daily_budget_micros=0,
        starts_at_ms=campaign.starts_at_ms or facts.starts_at_ms or campaign.created_at_ms,
        ends_at_ms=ends_at_ms,
        paused=stage is not Stage.LIVE or is_over,
        platform_campaign_id=row.platform_campaign_id,
    )
    return plan, is_over


def _synced(
    made: Difference, members: Sequence[Member], capabilities: Capabilities, *, refused: int, after: str | None
) -> RangeSynced:
    return RangeSynced(
        after=after,
        joined=len(made.change.joining),
        left=len(made.change.leaving),
        refused=refused,
        unreachable=made.unreachable,
        expected_matches=rules.expected_matches([member.keys for member in members], capabilities),
    )
