"""The effects of a campaign's life: its record in SQL, its budget account, and what bidders are told.

Each may run again after it has had its effect: rows are keyed by campaign and sequence, rounds by their number, accounts
and snapshots are set by absolute value.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlmodel.ext.asyncio.session import AsyncSession
from temporalio import activity

from activities.asked_to_review import ask_for_review
from activities.gate import Gatekeeper
from activities.sent_back import SENDS_BACK, tell_of_what_is_asked
from domain.acting import act_as
from domain.approvals import service as approvals
from domain.budgets import service as budgets
from domain.campaigns import service as campaigns
from domain.campaigns.sections.rules import revision_hash
from domain.campaigns.values import CampaignFacts, FlightDates, Stage
from domain.errors import Conflict, GateClosed
from domain.golive.looks.service import BrandLooks
from domain.golive.service import compile_live
from domain.golive.values import Wish
from domain.identity.holders.service import active
from domain.money import micros_to_nanos
from domain.notifications import service as notifications
from domain.notifications.values import News, NewsKind
from domain.pacing.values import SpendPlan
from domain.rates.service import current_table
from domain.serving.rules import is_correction_of, revision_of
from domain.serving.values import CampaignSnapshot
from storage.nats.live_campaigns import LiveCampaigns
from storage.sql.database import Database
from workflows.contracts import campaigns as contract
from workflows.contracts.campaigns import (
    Adopted,
    AdoptRevision,
    ApproveRevision,
    CloseAccount,
    Flight,
    OpenedReview,
    OpenReview,
    PutOnAir,
    RevisionFacts,
    TakeOffAir,
    Transition,
)

_MOST_REASONS: Final = 3


class CampaignActivities:
    """Everything they need is handed in: the two SQL stores, the bidders' bucket, who judges creatives, and a clock."""

    def __init__(
        self, main: Database, money: Database, live: LiveCampaigns, *, looks: BrandLooks, clock_ms: Callable[[], int]
    ) -> None:
        self._main = main
        self._money = money
        self._live = live
        self._gate = Gatekeeper(main, looks, clock_ms=clock_ms)
        self._clock_ms = clock_ms

    @property
    def all(self) -> Sequence[Callable[..., Any]]:
        return [
            self.record_transition,
            self.open_review,
            self.approve_revision,
            self.adopt_revision,
            self.put_on_air,
            self.take_off_air,
            self.close_account,
        ]

    @activity.defn(name=contract.RECORD_TRANSITION.name)
    async def record_transition(self, moved: Transition) -> None:
        """Write down what happened. Going on air asks the gate, in the same transaction.

        Raises ``GateClosed`` with every reason; nothing has happened then, and where nobody is there to read them, because
        its date let it go live, those whose campaign it is are told once. So are those who wrote what a review sends back.
        """
        _act_for(moved)
        tenant_id, campaign_id = moved.campaign.tenant_id, moved.campaign.campaign_id
        goes_live = moved.to_stage is Stage.LIVE and moved.from_stage is not Stage.LIVE
        asked = await self._gate.ask(tenant_id, campaign_id, Wish.GO_LIVE) if goes_live else None
        try:
            async with self._main.tenant(tenant_id) as session:
                campaign = await campaigns.get_campaign(session, campaign_id, for_update=True)
                if asked and campaign.last_sequence < moved.sequence:
                    await asked.pass_gate(session)
                await _record(session, moved)
                if moved.action in SENDS_BACK:
                    await tell_of_what_is_asked(session, campaign, moved, now_ms=self._clock_ms())
        except GateClosed as closed:
            if moved.actor.user_id == contract.CALENDAR:
                await self._tell_of_a_missed_start(moved, closed)
            raise

    async def _tell_of_a_missed_start(self, moved: Transition, closed: GateClosed) -> None:
        """Whoever made the campaign, and whoever has changed it since its approval."""
        async with self._main.tenant(moved.campaign.tenant_id) as session:
            campaign = await campaigns.get_campaign(session, moved.campaign.campaign_id)
            facts = await campaigns.facts_of(session, campaign.id, campaign.revision)
            news = News(
                key=f"held_back/{campaign.id}/{campaign.starts_at_ms}/{campaign.revision}",
                kind=NewsKind.HELD_BACK,
                subject_id=campaign.id,
                title=f"{campaign.name} did not start",
                text=f"Its start has come, and it may not go live: {_reasons(closed)} It starts by itself once nothing is in its way.",
            )
            await notifications.tell(
                session, await active(session, {campaign.created_by, *facts.author_ids}), news, now_ms=self._clock_ms()
            )

    @activity.defn(name=contract.OPEN_REVIEW.name)
    async def open_review(self, order: OpenReview) -> OpenedReview:
        """Lock the revision, void the round before, open this one and record the submit: all of it or nothing.

        Who has to approve follows from what the budget is worth by the rates in force.

        Raises ``Conflict`` when the campaign has moved on, ``InvalidInput`` when the revision could never be served.
        """
        campaign_id = order.campaign.campaign_id
        if order.transition:
            _act_for(order.transition)
        async with self._main.platform_reading() as platform:
            rates = await current_table(platform)
        async with self._main.tenant(order.campaign.tenant_id) as session:
            held = await approvals.find_round(session, campaign_id, order.number)
            if held is not None:
                facts = await campaigns.facts_of(session, campaign_id, held.revision)
            else:
                facts = await campaigns.lock_revision(
                    session, campaign_id, order.revision, expected_stage=order.expected_stage
                )
                held = await approvals.open_round(
                    session,
                    campaign_id=campaign_id,
                    number=order.number,
                    revision=order.revision,
                    facts=approvals.facts_for(
                        budget_micros=facts.budget_micros,
                        currency=facts.currency,
                        channel=facts.channel,
                        categories=facts.categories,
                        rates=rates,
                    ),
                    submitter_ids=(*order.submitter_ids, *facts.author_ids),
                    at_ms=order.at_ms,
                    sections=facts.sections,
                    reviewed=facts.reviewed,
                )
                if order.transition:
                    await _record(session, order.transition)
                submitted_by = order.transition.actor.user_id if order.transition else None
                await ask_for_review(session, held, submitted_by=submitted_by, now_ms=self._clock_ms())
            return OpenedReview(
                facts=_facts(facts),
                requirements=held.review.requirements,
                submitter_ids=held.review.submitter_ids,
                sections=held.review.sections,
                standing=held.review.standing,
            )

    @activity.defn(name=contract.APPROVE_REVISION.name)
    async def approve_revision(self, order: ApproveRevision) -> None:
        """Make a revision the approved one. Where it takes the place of one on air it passes the gate, or raises ``GateClosed``."""
        _act_for(order.transition)
        tenant_id, campaign_id = order.campaign.tenant_id, order.campaign.campaign_id
        is_on_air = order.transition.to_stage is Stage.LIVE
        asked = (
            await self._gate.ask(tenant_id, campaign_id, Wish.REPLACE, revision=order.revision) if is_on_air else None
        )
        async with self._main.tenant(tenant_id) as session:
            campaign = await campaigns.get_campaign(session, campaign_id, for_update=True)
            if asked and campaign.reviewed_revision != order.revision:
                await asked.pass_gate(session)
            await campaigns.approve_revision(session, campaign_id, order.revision)
            await _record(session, order.transition)

    @activity.defn(name=contract.ADOPT_REVISION.name)
    async def adopt_revision(self, order: AdoptRevision) -> Adopted:
        """Take up a revision that needs no review. On air it passes the gate with what it changes, or raises ``GateClosed``."""
        tenant_id, campaign_id = order.campaign.tenant_id, order.campaign.campaign_id
        is_on_air = order.expected_stage is Stage.LIVE
        asked = (
            await self._gate.ask(tenant_id, campaign_id, Wish.ADJUST, revision=order.revision) if is_on_air else None
        )
        async with self._main.tenant(tenant_id) as session:
            campaign = await campaigns.get_campaign(session, campaign_id, for_update=True)
            is_new = campaign.revision == order.revision != campaign.approved_revision
            if asked and is_new and await campaigns.within_reviewed(session, campaign, order.revision):
                await asked.pass_gate(session)
            facts = await campaigns.adopt_revision(
                session, campaign_id, order.revision, expected_stage=order.expected_stage
            )
        return Adopted(facts=facts and _facts(facts))

    @activity.defn(name=contract.PUT_ON_AIR.name)
    async def put_on_air(self, order: PutOnAir) -> None:
        """Budget first, so that a bidder which sees the snapshot finds money; the snapshot last.

        Raises ``Conflict`` unless SQL says that the campaign is live and this revision is the approved one.
        """
        tenant_id, campaign_id = order.campaign.tenant_id, order.campaign.campaign_id
        async with self._main.reading(tenant_id) as session:
            campaign = await campaigns.get_campaign(session, campaign_id)
            if campaign.stage != Stage.LIVE or campaign.approved_revision != order.revision:
                raise Conflict(
                    f"revision {order.revision} may not go on air: the campaign is {campaign.stage}, "
                    f"its approved revision {campaign.approved_revision}",
                    field="revision",
                    remedy="Read the campaign again.",
                )
            snapshot = await compile_live(
                session,
                campaign_id,
                snapshot_revision=revision_of(order.snapshot_revision),
                flight=_dates(order.flight),
            )
        async with self._money.tenant(tenant_id) as session:
            await budgets.open_account(
                session,
                tenant_id,
                campaign_id,
                order.currency,
                order.budget_micros,
                now_ms=self._clock_ms(),
                plan=_plan(snapshot),
            )
        try:
            await self._live.publish(snapshot)
        except Conflict:
            if not await self._is_published(snapshot):
                raise

    @activity.defn(name=contract.TAKE_OFF_AIR.name)
    async def take_off_air(self, order: TakeOffAir) -> None:
        """Leave a tombstone. One that ingest left after an earlier try of ours is as good."""
        tenant_id, campaign_id = order.campaign.tenant_id, order.campaign.campaign_id
        try:
            await self._live.retract(tenant_id, campaign_id, revision=revision_of(order.snapshot_revision))
        except Conflict:
            held = await self._live.get(tenant_id, campaign_id)
            if held is None or not held.tombstone:
                raise

    @activity.defn(name=contract.CLOSE_ACCOUNT.name)
    async def close_account(self, order: CloseAccount) -> None:
        async with self._money.tenant(order.campaign.tenant_id) as session:
            await budgets.close_account(session, order.campaign.tenant_id, order.campaign.campaign_id)

    async def _is_published(self, snapshot: CampaignSnapshot) -> bool:
        """An earlier try got through; what bidders hold differs by what changed on record, or was corrected, since."""
        held = await self._live.get(snapshot.tenant_id, snapshot.campaign_id)
        return (
            held is not None
            and is_correction_of(held.revision, snapshot.revision)
            and held.tombstone == snapshot.tombstone
        )


def _reasons(closed: GateClosed) -> str:
    """The first of them, in sentences."""
    said = [one["message"] for one in closed.reasons] or [closed.message]
    more = f" and {len(said) - _MOST_REASONS} more" if len(said) > _MOST_REASONS else ""
    return f"{'; '.join(said[:_MOST_REASONS])}{more}."


def _act_for(moved: Transition) -> None:
    act_as(moved.actor.user_id, tenant_id=moved.campaign.tenant_id, request_id=moved.actor.request_id)


async def _record(session: AsyncSession, moved: Transition) -> None:
    await campaigns.record_transition(
        session,
        campaign_id=moved.campaign.campaign_id,
        sequence=moved.sequence,
        from_stage=moved.from_stage,
        action=moved.action,
        to_stage=moved.to_stage,
        actor_id=moved.actor.user_id,
        actor_role=moved.actor.role,
        comment=moved.comment,
        at_ms=moved.at_ms,
        flight=_dates(moved.flight) if moved.flight else None,
    )


def _facts(facts: CampaignFacts) -> RevisionFacts:
    return RevisionFacts(
        revision=facts.revision,
        budget_micros=facts.budget_micros,
        currency=facts.currency,
        channel=facts.channel,
        categories=facts.categories,
        flight=Flight(starts_at_ms=facts.starts_at_ms, ends_at_ms=facts.ends_at_ms),
        content_hash=facts.content_hash,
        revision_hash=revision_hash(facts.sections) if facts.sections else "",
    )


def _plan(snapshot: CampaignSnapshot) -> SpendPlan:
    spending = snapshot.spending
    return SpendPlan(
        daily_budget_nanos=micros_to_nanos(spending.daily_budget_micros),
        time_zone=spending.time_zone,
        pacing=spending.pacing,
        starts_at_ms=snapshot.starts_at_ms or None,
        ends_at_ms=snapshot.ends_at_ms or None,
    )


def _dates(flight: Flight) -> FlightDates:
    return FlightDates(starts_at_ms=flight.starts_at_ms, ends_at_ms=flight.ends_at_ms)
