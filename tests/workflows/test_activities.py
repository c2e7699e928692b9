"""The effects of the workflows on real stores: repeated they change nothing, and nothing unapproved reaches bidders."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import get_type_hints

import pytest
from msgspec import structs

from activities.approvals import ApprovalActivities
from activities.campaigns import CampaignActivities
from activities.deciding import Deciding
from domain.approvals import service as approvals
from domain.approvals.values import Decision, Outcome, Verdict
from domain.audit import service as audit
from domain.audit.values import Filters
from domain.brand.desk.service import BrandDesk
from domain.budgets import service as budgets
from domain.campaigns.values import Action, Stage
from domain.errors import Conflict, InvalidInput
from domain.golive.looks.service import BrandLooks
from domain.identity import service as identity
from domain.identity.values import NewTenant, NewUser, Role
from domain.money import MICROS
from domain.notifications import service as notifications
from domain.notifications.tables import Notification
from domain.rates.service import put_table
from domain.rates.values import RateTable, shipped_rates
from domain.records import MAIN_STORE
from domain.serving.rules import revision_of
from tests.workflows.stores import Stores, stores
from workflows.contracts import approvals as approval_contract
from workflows.contracts import campaigns as campaign_contract
from workflows.contracts.approvals import CloseRound, DecisionRecord, Reminder, RoundRef
from workflows.contracts.campaigns import (
    Actor,
    AdoptRevision,
    ApproveRevision,
    CampaignRef,
    CloseAccount,
    Flight,
    OpenReview,
    PutOnAir,
    TakeOffAir,
    Transition,
)

ACTOR = Actor(user_id="usr_author", role="manager", roles=("manager",))
NOW_MS = 1_790_000_000_000


@pytest.fixture
async def kept(tmp_path: Path, nats_url: str) -> AsyncIterator[Stores]:
    async with stores(tmp_path, nats_url) as opened:
        yield opened


@pytest.fixture
def effects(kept: Stores) -> CampaignActivities:
    looks = BrandLooks(BrandDesk(is_patient=True), clock_ms=lambda: NOW_MS)
    return CampaignActivities(kept.main, kept.money, kept.live, looks=looks, clock_ms=lambda: NOW_MS)


@pytest.mark.parametrize(
    ("eur_per_usd_e9", "roles"), [(900_000_000, {"manager"}), (300_000_000, {"manager", "director"})]
)
async def test_who_has_to_approve_follows_from_the_rates_in_force(kept: Stores, effects, eur_per_usd_e9, roles):
    known = dict(shipped_rates().per_usd_e9) | {"EUR": eur_per_usd_e9}
    async with kept.main.platform() as session:
        table = RateTable(day=date(2026, 9, 20), source="test", per_usd_e9=known)
        await put_table(session, table, actor_id="usr_admin", now_ms=NOW_MS, confirmed=True)
    ref = CampaignRef(tenant_id=kept.tenant_id, campaign_id=await kept.draft(dollars=9_000, currency="EUR"))
    opened = await effects.open_review(
        OpenReview(
            campaign=ref,
            number=1,
            revision=(await kept.campaign(ref.campaign_id)).revision,
            expected_stage=Stage.DRAFT,
            submitter_ids=("usr_submitter",),
            transition=moved(ref, 1, Stage.DRAFT, Action.SUBMIT, Stage.IN_REVIEW),
            at_ms=NOW_MS,
        )
    )
    assert {one.role for one in opened.requirements} == roles


def moved(ref: CampaignRef, sequence: int, from_: Stage, action: Action, to: Stage) -> Transition:
    return Transition(
        campaign=ref,
        sequence=sequence,
        from_stage=from_,
        action=action,
        to_stage=to,
        actor=ACTOR,
        comment="why",
        at_ms=NOW_MS,
    )


async def twice(effect: Callable[..., Awaitable[object]], order: object) -> object:
    """The effect, and the same again as after a lost acknowledgement; both must answer alike."""
    first, second = await effect(order), await effect(order)
    assert first == second
    return first


async def reviewed(kept: Stores, effects: CampaignActivities, **content: object) -> CampaignRef:
    """A campaign under review, every effect had twice."""
    ref = CampaignRef(tenant_id=kept.tenant_id, campaign_id=await kept.draft(**content))
    revision = (await kept.campaign(ref.campaign_id)).revision
    await twice(
        effects.open_review,
        OpenReview(
            campaign=ref,
            number=1,
            revision=revision,
            expected_stage=Stage.DRAFT,
            submitter_ids=("usr_submitter",),
            transition=moved(ref, 1, Stage.DRAFT, Action.SUBMIT, Stage.IN_REVIEW),
            at_ms=NOW_MS,
        ),
    )
    return ref


async def decided(kept: Stores, ref: CampaignRef) -> None:
    """A manager has approved what is under review."""
    held = RoundRef(tenant_id=ref.tenant_id, campaign_id=ref.campaign_id, number=1)
    decision = Decision(approver_id="usr_m", roles=("manager",), verdict=Verdict.APPROVE, at_ms=NOW_MS)
    await ApprovalActivities(kept.main, clock_ms=lambda: NOW_MS).record_decision(
        DecisionRecord(round=held, decision=decision)
    )


async def live(kept: Stores, effects: CampaignActivities, **content: object) -> tuple[CampaignRef, int]:
    ref = await reviewed(kept, effects, **content)
    revision = (await kept.campaign(ref.campaign_id)).revision
    await decided(kept, ref)
    approved = moved(ref, 2, Stage.IN_REVIEW, Action.APPROVE, Stage.APPROVED)
    await twice(effects.approve_revision, ApproveRevision(campaign=ref, revision=revision, transition=approved))
    await twice(effects.record_transition, moved(ref, 3, Stage.APPROVED, Action.GO_LIVE, Stage.LIVE))
    return ref, revision


def on_air(ref: CampaignRef, revision: int, snapshot_revision: int = 1, dollars: int = 5_000) -> PutOnAir:
    return PutOnAir(
        campaign=ref,
        revision=revision,
        snapshot_revision=snapshot_revision,
        budget_micros=dollars * MICROS,
        currency="USD",
        flight=Flight(ends_at_ms=NOW_MS + 1_000),
    )


async def test_what_a_workflow_does_is_in_the_audit_log_once_in_the_name_of_who_asked_and_with_their_request(
    kept: Stores, effects: CampaignActivities
):
    ref = await reviewed(kept, effects)
    asked = ACTOR.model_copy(update={"user_id": "usr_director", "request_id": "req_of_the_call"})
    withdrawn = moved(ref, 2, Stage.IN_REVIEW, Action.REJECT, Stage.REJECTED).model_copy(update={"actor": asked})
    await twice(effects.record_transition, withdrawn)
    async with kept.main.reading(kept.tenant_id) as session:
        wanted = Filters(subject_id=ref.campaign_id, actor_id="usr_director")
        entries = await audit.search(session, MAIN_STORE, wanted, limit=10)
        opened = await audit.search(session, MAIN_STORE, Filters(action="approval", actor_id=ACTOR.user_id), limit=10)
    assert {one.entry.action for one in entries} == {"campaign.change", "campaign.transition.create"}
    assert {one.entry.request_id for one in entries} == {"req_of_the_call"}
    (stage,) = [one for one in entries if one.before is not None]
    assert (stage.before["stage"], stage.after["stage"]) == ("in_review", "rejected")
    assert [one.entry.action for one in opened] == ["approval.create"]


async def test_a_review_opens_once_with_whom_the_rules_ask_and_who_wrote_it(kept: Stores, effects: CampaignActivities):
    ref = await reviewed(kept, effects)
    async with kept.main.reading(kept.tenant_id) as session:
        held = await approvals.current_round(session, ref.campaign_id)
    assert (held.number, held.summary) == (1, "0 of 1 manager approvals")
    assert held.review.submitter_ids == ("usr_author", "usr_submitter")
    assert await kept.story(ref.campaign_id) == [(1, "submit", "usr_author")]
    assert (await kept.campaign(ref.campaign_id)).stage == Stage.IN_REVIEW


async def test_a_review_of_a_revision_that_is_not_the_newest_is_refused_and_leaves_no_trace(
    kept: Stores, effects: CampaignActivities
):
    ref = CampaignRef(tenant_id=kept.tenant_id, campaign_id=await kept.draft())
    order = OpenReview(
        campaign=ref,
        number=1,
        revision=1,
        expected_stage=Stage.DRAFT,
        submitter_ids=(),
        transition=moved(ref, 1, Stage.DRAFT, Action.SUBMIT, Stage.IN_REVIEW),
        at_ms=NOW_MS,
    )
    with pytest.raises(Conflict):
        await effects.open_review(order)
    assert await kept.story(ref.campaign_id) == []
    assert (await kept.campaign(ref.campaign_id)).stage == Stage.DRAFT


async def test_a_campaign_without_a_creative_cannot_be_submitted(kept: Stores, effects: CampaignActivities):
    ref = CampaignRef(tenant_id=kept.tenant_id, campaign_id=await kept.draft(creative=False))
    order = OpenReview(
        campaign=ref,
        number=1,
        revision=(await kept.campaign(ref.campaign_id)).revision,
        expected_stage=Stage.DRAFT,
        submitter_ids=(),
        transition=None,
        at_ms=NOW_MS,
    )
    with pytest.raises(InvalidInput, match="creative"):
        await effects.open_review(order)


async def test_going_on_air_gives_bidders_the_snapshot_and_its_budget_once(kept: Stores, effects: CampaignActivities):
    ref, revision = await live(kept, effects)
    await twice(effects.put_on_air, on_air(ref, revision))
    snapshot = await kept.published(ref.campaign_id)
    assert (snapshot.revision, snapshot.tombstone, len(snapshot.creatives)) == (revision_of(1), False, 1)
    assert snapshot.ends_at_ms == NOW_MS + 1_000
    async with kept.money.reading(kept.tenant_id) as session:
        money = await budgets.budget_of(session, ref.campaign_id, now_ms=NOW_MS)
    assert (money.budget_nanos, money.currency) == (5_000 * 10**9, "USD")


async def test_a_snapshot_corrected_by_the_reconciler_counts_as_published(kept: Stores, effects: CampaignActivities):
    ref, revision = await live(kept, effects)
    await effects.put_on_air(on_air(ref, revision))
    corrected = structs.replace(await kept.published(ref.campaign_id), revision=revision_of(1) + 1, name="corrected")
    await kept.live.publish(corrected)
    await effects.put_on_air(on_air(ref, revision))
    assert (await kept.published(ref.campaign_id)).revision == revision_of(1) + 1


async def test_what_is_not_live_or_not_approved_never_reaches_the_bucket(kept: Stores, effects: CampaignActivities):
    in_review = await reviewed(kept, effects)
    revision = (await kept.campaign(in_review.campaign_id)).revision
    with pytest.raises(Conflict, match="may not go on air"):
        await effects.put_on_air(on_air(in_review, revision))
    ref, approved = await live(kept, effects)
    edited = await kept.edit(ref.campaign_id, name="Bolder")
    assert edited > approved
    with pytest.raises(Conflict, match="may not go on air"):
        await effects.put_on_air(on_air(ref, edited))
    assert await kept.published(in_review.campaign_id) is None
    assert await kept.published(ref.campaign_id) is None


async def test_a_pause_is_a_tombstone_that_an_older_snapshot_cannot_undo(kept: Stores, effects: CampaignActivities):
    ref, revision = await live(kept, effects)
    await effects.put_on_air(on_air(ref, revision, snapshot_revision=1))
    await twice(effects.take_off_air, TakeOffAir(campaign=ref, snapshot_revision=2))
    with pytest.raises(Conflict):
        await effects.put_on_air(on_air(ref, revision, snapshot_revision=1))
    assert (await kept.published(ref.campaign_id)).tombstone


async def test_a_smaller_budget_is_adopted_and_a_new_name_is_not(kept: Stores, effects: CampaignActivities):
    ref, _ = await live(kept, effects)
    smaller = await kept.edit(ref.campaign_id, budget_micros=3_000 * MICROS)
    order = AdoptRevision(campaign=ref, revision=smaller, expected_stage=Stage.LIVE)
    adopted = await twice(effects.adopt_revision, order)
    assert (adopted.facts.revision, adopted.facts.budget_micros) == (smaller, 3_000 * MICROS)
    await effects.put_on_air(on_air(ref, smaller))
    assert (await kept.published(ref.campaign_id)).tombstone is False
    renamed = await kept.edit(ref.campaign_id, name="Bolder")
    refused = await effects.adopt_revision(AdoptRevision(campaign=ref, revision=renamed, expected_stage=Stage.LIVE))
    assert refused.facts is None


async def test_a_closed_account_leases_nothing_more(kept: Stores, effects: CampaignActivities):
    ref, revision = await live(kept, effects)
    await effects.put_on_air(on_air(ref, revision))
    await twice(effects.close_account, CloseAccount(campaign=ref))
    async with kept.money.reading(kept.tenant_id) as session:
        assert (await budgets.budget_of(session, ref.campaign_id, now_ms=NOW_MS)).closed


async def test_decisions_reminders_and_closings_are_recorded_once(kept: Stores, effects: CampaignActivities):
    ref = await reviewed(kept, effects)
    held = RoundRef(tenant_id=ref.tenant_id, campaign_id=ref.campaign_id, number=1)
    recording = ApprovalActivities(kept.main, clock_ms=lambda: NOW_MS)
    await twice(recording.remind_approvers, Reminder(round=held, reminder=1))
    decision = Decision(approver_id="usr_m", roles=("manager",), verdict=Verdict.APPROVE, at_ms=NOW_MS)
    await twice(recording.record_decision, DecisionRecord(round=held, decision=decision))
    await twice(recording.close_round, CloseRound(round=held, outcome=Outcome.VOIDED, at_ms=NOW_MS))
    async with kept.main.reading(kept.tenant_id) as session:
        now = await approvals.current_round(session, ref.campaign_id)
    assert (now.reminders, len(now.review.decisions), now.outcome) == (1, 1, Outcome.APPROVED)


async def test_whoever_has_not_decided_is_reminded_once_for_each_reminder_until_it_is_over(
    kept: Stores, effects: CampaignActivities
):
    ref = await reviewed(kept, effects)
    held = RoundRef(tenant_id=ref.tenant_id, campaign_id=ref.campaign_id, number=1)
    async with kept.main.platform() as session:
        await identity.create_tenant(session, NewTenant(id=kept.tenant_id, name="Ours"), now_ms=NOW_MS)
        mara = NewUser(email="m@ours.example", name="Mara", roles=(Role.MANAGER,))
        approver = await identity.create_user(session, mara, tenant_id=kept.tenant_id, now_ms=NOW_MS)

    async def told() -> list[Notification]:
        async with kept.main.reading(kept.tenant_id) as session:
            page = await notifications.inbox(session, approver.id, unread_only=False, cursor=None, limit=10)
        return page.items

    recording = ApprovalActivities(kept.main, clock_ms=lambda: NOW_MS)
    assert await told() == []  # came after it was submitted
    for reminder in (1, 2):
        await recording.remind_approvers(Reminder(round=held, reminder=reminder))
        [news] = await told()
        assert (news.title, news.read_at_ms) == ("Spring still waits for your review", None)
        async with kept.main.tenant(kept.tenant_id) as session:
            await notifications.read(session, approver.id, news.id, and_older=False, now_ms=NOW_MS)
        await recording.remind_approvers(Reminder(round=held, reminder=reminder))
        [again] = await told()
        assert (again.id, again.read_at_ms) == (news.id, NOW_MS)
    await twice(recording.close_round, CloseRound(round=held, outcome=Outcome.VOIDED, at_ms=NOW_MS))
    assert await told() == []
    await recording.remind_approvers(Reminder(round=held, reminder=2))
    assert await told() == []


def test_every_effect_has_one_implementation_that_takes_and_gives_what_its_contract_says(
    kept: Stores, effects: CampaignActivities
):
    implemented = {}
    for perform in (
        *effects.all,
        *ApprovalActivities(kept.main, clock_ms=lambda: NOW_MS).all,
        Deciding.decide_on_review,
    ):
        hints = get_type_hints(perform)
        gives = hints.pop("return")
        (takes,) = hints.values()
        implemented[perform.__temporal_activity_definition.name] = (takes, gives)
    contracts = (*campaign_contract.EFFECTS, *approval_contract.EFFECTS)
    assert implemented == {effect.name: (effect.takes, effect.gives) for effect in contracts}
