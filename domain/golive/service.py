"""The gate on a tenant's session: what it looks at, what it says, and what it has let through.

``pass_gate`` is asked by everybody who lets a revision go on air, in the transaction that does, and ``compile_live`` makes
no snapshot of a revision that did not pass.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.accountability.service import latest_forecast
from domain.approvals.rules import RULE_CURRENCY, budget_in_usd
from domain.approvals.service import approved_round, lapsed_of
from domain.approvals.values import Lapsed
from domain.brand.service import InForce, in_force
from domain.campaigns.rules import allowed_actions
from domain.campaigns.sections.rules import changed_sections, revision_hash, section_hashes
from domain.campaigns.sections.values import Section
from domain.campaigns.service import Whole, get_campaign, whole, within_reviewed
from domain.campaigns.tables import Campaign
from domain.campaigns.values import CampaignContent, FlightDates, Stage
from domain.errors import Conflict, GateClosed, Unavailable
from domain.golive import repository
from domain.golive.rules import examine, refusal
from domain.golive.tables import GatePassage, GateRuleRow
from domain.golive.tasks.service import open_tasks
from domain.golive.values import (
    Check,
    Enforcement,
    Found,
    GateRule,
    Looked,
    Override,
    Report,
    Subject,
    Wish,
)
from domain.identity import repository as identity_repository
from domain.identity.holders import service as holders
from domain.ids import new_id
from domain.loyalty.rules import tier_boosts_pct
from domain.loyalty.values import DEFAULT_LADDER, Tier, TierLadder
from domain.rates.values import RateTable
from domain.records import tenant_of
from domain.serving.rules import compile_snapshot
from domain.serving.values import CampaignSnapshot

FROM_BEFORE: Final = ""
"""The hash of what was on air before there was a gate; only the migration that brought the gate writes it."""


class Question(NamedTuple):
    """All that the gate goes by but the brand's judgement, as it was on record at one moment."""

    subject: Subject
    kit: InForce
    versions: tuple[tuple[str, int], ...]
    rules: tuple[GateRule, ...]
    overrides: tuple[Override, ...]

    def answer(self, brand: tuple[Looked, ...]) -> Report:
        return examine(self.subject, brand, rules=self.rules, overrides=self.overrides)


class Look(NamedTuple):
    """The brand's judgement, and of what."""

    kit_id: str
    kit_version: int
    versions: tuple[tuple[str, int], ...]
    brand: tuple[Looked, ...]


async def ask(
    session: AsyncSession, campaign_id: str, wish: Wish, *, revision: int | None, rates: RateTable, now_ms: int
) -> Question:
    """What the gate is asked on behalf of ``revision``; None is the approved one, or for a preview the newest.

    Raises ``NotFound``.
    """
    campaign = await get_campaign(session, campaign_id)
    newest = wish is Wish.PREVIEW or campaign.approved_revision is None
    number = revision or (campaign.revision if newest else campaign.approved_revision) or campaign.revision
    read = await whole(session, campaign_id, number)
    hashes = section_hashes(read.content, read.pieces)
    content = read.content
    shown = (code for piece in read.pieces for code in piece.content.categories)
    rate_e9 = rates.rate_e9(content.currency, RULE_CURRENCY)
    forecast = await latest_forecast(session, campaign_id)
    subject = Subject(
        campaign_id=campaign_id,
        now_ms=now_ms,
        stage=Stage(campaign.stage),
        revision=number,
        revision_hash=revision_hash(hashes),
        content=content,
        flight=_flight(campaign, read),
        pieces=read.pieces,
        sections=await _asked_about(session, campaign, wish, content, hashes),
        approval=await _approval(session, campaign, wish, read),
        categories=tuple(dict.fromkeys((*content.categories, *shown))),
        has_rate=rate_e9 is not None,
        budget_usd_micros=budget_in_usd(content.budget_micros, content.currency, rate_e9),
        is_matched=forecast.bids > 0 if forecast is not None and forecast.revision == number else None,
        tasks=await open_tasks(session, campaign_id),
    )
    return Question(
        subject,
        await in_force(session),
        read.versions,
        await rules_of_tenant(session),
        await overrides_in_force(session, campaign_id),
    )


async def pass_gate(
    session: AsyncSession,
    campaign_id: str,
    wish: Wish,
    *,
    revision: int | None = None,
    look: Look,
    rates: RateTable,
    now_ms: int,
) -> None:
    """Let a revision go live, or raise ``GateClosed`` with every reason why not.

    ``look`` was taken before this transaction; raises ``Unavailable`` when it is not of what is on record now, or is not
    complete: it is taken again then.
    """
    await get_campaign(session, campaign_id, for_update=True)
    question = await ask(session, campaign_id, wish, revision=revision, rates=rates, now_ms=now_ms)
    of_this = (question.kit.kit_id, question.kit.version, question.versions)
    if of_this != (look.kit_id, look.kit_version, look.versions) or len(look.brand) < len(question.versions):
        raise Unavailable("its creatives are still being held against the brand", retry_after_s=1)
    report = question.answer(look.brand)
    if not report.passes:
        raise closed(question.subject, wish, report)
    subject = question.subject
    passed = GatePassage(
        tenant_id=tenant_of(session),
        campaign_id=campaign_id,
        revision=subject.revision,
        revision_hash=subject.revision_hash,
        wish=wish.value,
        passed_at_ms=now_ms,
        findings=[one.model_dump(mode="json") for one in report.findings],
    )
    await session.merge(passed)
    await session.flush()


def closed(subject: Subject, wish: Wish, report: Report) -> GateClosed:
    """Why not, every reason of it."""
    return GateClosed(
        stage=subject.stage.value,
        action=wish.value,
        allowed=[one.value for one in allowed_actions(subject.stage)],
        reason=refusal(report),
        remedy=report.blockers[0].remedy,
        reasons=[
            {"code": one.code.value, "where": one.where, "message": one.what, "remedy": one.remedy}
            for one in report.blockers
        ],
    )


async def compile_live(
    session: AsyncSession, campaign_id: str, *, snapshot_revision: int, flight: FlightDates | None = None
) -> CampaignSnapshot:
    """The approved revision as bidders get it, numbered ``snapshot_revision``.

    Dates are those of ``flight``, else the ones on record. Raises ``Conflict`` while no revision is approved, and unless the
    gate let this one through as it is now.
    """
    campaign = await get_campaign(session, campaign_id)
    if campaign.approved_revision is None:
        raise Conflict("no revision of the campaign is approved", field="campaign_id", remedy="Submit it for review.")
    read = await whole(session, campaign_id, campaign.approved_revision)
    passage = await repository.passage(session, campaign_id, read.number)
    if passage is None or passage.revision_hash not in (
        FROM_BEFORE,
        revision_hash(section_hashes(read.content, read.pieces)),
    ):
        raise Conflict(
            f"revision {read.number} did not pass the gate as it is now",
            field="revision",
            remedy="Pause the campaign and resume it: the gate says then what is wrong.",
        )
    tenant = await identity_repository.tenant(session, campaign.tenant_id)
    tiers = tenant.tier_ladder if tenant else None
    ladder = TierLadder(tiers=tuple(Tier(**tier) for tier in tiers)) if tiers else DEFAULT_LADDER
    return compile_snapshot(
        tenant_id=campaign.tenant_id,
        campaign_id=campaign.id,
        revision=snapshot_revision,
        seat=tenant.seat if tenant else campaign.tenant_id,
        content=read.content,
        flight=flight or FlightDates(starts_at_ms=campaign.starts_at_ms, ends_at_ms=campaign.ends_at_ms),
        creatives=read.pieces,
        tier_boosts_pct=tier_boosts_pct(ladder),
    )


async def rules_of_tenant(session: AsyncSession) -> tuple[GateRule, ...]:
    """What the tenant makes of our checks; of a check that no rule names it makes what we ship."""
    return tuple(
        GateRule(
            name=row.name,
            check=row.asked,
            enforcement=Enforcement(row.enforcement),
            channels=tuple(row.channels),
            budget_from_micros=row.budget_from_micros,
        )
        for row in await repository.rules(session)
    )


async def replace_rules(session: AsyncSession, rules: Sequence[GateRule]) -> tuple[GateRule, ...]:
    """From now on these are the tenant's rules; none leaves everything as we ship it."""
    await repository.remove_rules(session)
    for rule in rules:
        said = rule.model_dump(mode="json", exclude={"check"})
        session.add(GateRuleRow(id=new_id("gtr"), tenant_id=tenant_of(session), asked=rule.check, **said))
    await session.flush()
    return await rules_of_tenant(session)


async def overrides_in_force(session: AsyncSession, campaign_id: str) -> tuple[Override, ...]:
    """Grants that were not withdrawn, of people who are not locked out; whether they have expired is for the gate to say."""
    rows = [row for row in await repository.overrides(session, campaign_id) if row.withdrawn_at_ms is None]
    held = await holders.held_now(session, {row.granted_by for row in rows}) if rows else {}
    return tuple(
        Override(row.id, row.revision_hash, frozenset(row.findings), row.expires_at_ms)
        for row in rows
        if held.get(row.granted_by)
    )


def _flight(campaign: Campaign, read: Whole) -> FlightDates:
    """When it would run: by its schedule, unless the revision says otherwise."""
    content = read.content
    if campaign.approved_revision is None:
        return FlightDates(starts_at_ms=content.starts_at_ms, ends_at_ms=content.ends_at_ms)
    if campaign.approved_revision == read.number:
        return FlightDates(starts_at_ms=campaign.starts_at_ms, ends_at_ms=campaign.ends_at_ms)
    return FlightDates(
        starts_at_ms=content.starts_at_ms if content.starts_at_ms is not None else campaign.starts_at_ms,
        ends_at_ms=content.ends_at_ms if content.ends_at_ms is not None else campaign.ends_at_ms,
    )


async def _asked_about(
    session: AsyncSession, campaign: Campaign, wish: Wish, content: CampaignContent, hashes: dict[Section, str]
) -> frozenset[Section]:
    """Of an edit that needs no review what it changes; all of it where a larger budget may bring other rules to bear."""
    if wish is not Wish.ADJUST or campaign.approved_revision is None:
        return frozenset(Section)
    running = await whole(session, campaign.id, campaign.approved_revision)
    is_raised = content.budget_micros > running.content.budget_micros
    if is_raised and any(rule.budget_from_micros is not None for rule in await rules_of_tenant(session)):
        return frozenset(Section)
    return frozenset(changed_sections(section_hashes(running.content, running.pieces), hashes))


async def _approval(session: AsyncSession, campaign: Campaign, wish: Wish, read: Whole) -> tuple[Found, ...]:
    """What is wrong with a revision's approval: nobody approved it, it was edited since, or it is not what they read."""
    if wish in {Wish.GO_LIVE, Wish.PREVIEW} and campaign.approved_revision is None:
        return (_found(Check.NOT_APPROVED, f"revision {read.number} is not approved", "Submit it for review."),)
    if wish in {Wish.GO_LIVE, Wish.PREVIEW} and campaign.approved_revision != campaign.revision:
        what = f"it was edited after its approval: revision {campaign.revision} is not approved"
        return (_found(Check.EDITED, what, "Have the newest revision approved, or edit it back."),)
    reviewed = read.number if wish is Wish.REPLACE else campaign.reviewed_revision
    approved = await approved_round(session, campaign.id, reviewed) if reviewed is not None else None
    if approved is None or reviewed is None:
        return (_found(Check.NOT_APPROVED, "no review on record approved it", "Submit it for review."),)
    if read.number != reviewed and not await within_reviewed(session, campaign, read.number):
        return (_found(Check.EDITED, f"revision {read.number} goes beyond what was approved", "Have it approved."),)
    said = revision_hash(section_hashes(read.content, read.pieces))
    if read.number == reviewed and approved.revision_hash not in ("", said):
        what = "what is on record is not what its approvers read"
        return (_found(Check.NOT_AS_APPROVED, what, "Edit the campaign, and have that approved."),)
    gone = await lapsed_of(session, campaign.id, number=approved.number) if wish is not Wish.ADJUST else ()
    return (_lapsed(gone),) if gone else ()


def _lapsed(gone: Sequence[Lapsed]) -> Found:
    """Its approval counts on accounts that are closed now."""
    told = (
        f"of {', '.join(one.sections)} it is {one.summary} without {', '.join(one.approver_ids)}, locked out since"
        for one in gone
    )
    return _found(
        Check.APPROVAL_LAPSED,
        f"its approval does not hold any more: {'; '.join(told)}",
        "Edit it and have that approved, which asks for these sections again, or have somebody who may override the gate answer for it.",
    )


def _found(check: Check, what: str, remedy: str) -> Found:
    return Found(check, what, "revision", remedy)
