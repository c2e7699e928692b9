"""The go-live gate over REST: what changed since the last approval, what keeps a campaign from going live, and grants."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from api.auth import Caller, requires
from api.routes.workflows import MAY_READ, Revision, RevisionHash
from api.state import AppState, State
from api.wire import Body, Id, Instant, ShownInstant, View
from domain.campaigns.sections.rules import revision_hash
from domain.campaigns.sections.service import compare
from domain.campaigns.sections.values import Section
from domain.golive import service as golive
from domain.golive.overrides import service as overrides
from domain.golive.tables import GateOverride
from domain.golive.values import NewOverride, Report, Severity, Wish
from domain.identity.values import Permission
from domain.rates.service import current_table

router = APIRouter(prefix="/api/v1/workflows/campaigns", tags=["workflows"])
Overrider = Annotated[Caller, requires(Permission.GATE_OVERRIDE)]


class SectionView(View):
    """A section, the hash of what it says, and whether that differs."""

    section: Section
    hash: str
    is_changed: bool


class DifferenceView(View):
    """One thing that is said otherwise; null where one of the two says nothing."""

    section: Section
    field: str
    before: Any
    after: Any


class ComparisonView(View):
    """Two revisions side by side. ``before_revision`` is null while nothing was ever approved: everything is new then."""

    campaign_id: str
    before_revision: int | None
    after_revision: int
    revision_hash: str
    """Of the later one: what a decision on it names."""
    sections: list[SectionView]
    differences: list[DifferenceView]


class FindingView(View):
    """What keeps a campaign from going live (``blocker``), or is worth knowing (``warning``)."""

    name: str
    """What an override calls it."""
    code: str
    section: Section | None
    severity: Severity
    what: str
    where: str
    remedy: str
    override_id: str | None
    """The grant that lets it through."""


class PreflightView(View):
    """What the gate would say of a campaign's newest revision now."""

    campaign_id: str
    revision: int
    revision_hash: str
    passes: bool
    blockers: int
    """Without those that a grant lets through."""
    warnings: int
    findings: list[FindingView]

    @classmethod
    def of(cls, report: Report) -> "PreflightView":
        return cls(
            campaign_id=report.campaign_id,
            revision=report.revision,
            revision_hash=report.revision_hash,
            passes=report.passes,
            blockers=len(report.blockers),
            warnings=sum(one.severity is Severity.WARNING for one in report.findings),
            findings=[
                FindingView(
                    name=one.name,
                    code=one.code.value,
                    section=one.section,
                    severity=one.severity,
                    what=one.what,
                    where=one.where,
                    remedy=one.remedy,
                    override_id=one.override_id,
                )
                for one in report.findings
            ],
        )


class OverrideBody(Body):
    """Let findings through that keep a campaign from going live, for what it says now and for a while."""

    revision_hash: RevisionHash
    findings: Annotated[list[Annotated[str, Field(max_length=400)]], Field(min_length=1, max_length=100)]
    """By their names, as preflight shows them."""
    reason: Annotated[str, Field(min_length=10, max_length=2_000, pattern=r"^[^\x00]*$")]
    expires_at: Instant
    """Within 30 days."""


class OverrideView(View):
    """A grant, in force until it expires, is withdrawn, or the campaign says something else."""

    id: str
    revision: int
    revision_hash: str
    findings: list[str]
    reason: str
    granted_by: str
    granted_at: ShownInstant
    expires_at: ShownInstant
    withdrawn_by: str
    withdrawn_at: ShownInstant | None

    @classmethod
    def of(cls, row: GateOverride) -> "OverrideView":
        return cls(
            id=row.id,
            revision=row.revision,
            revision_hash=row.revision_hash,
            findings=row.findings,
            reason=row.reason,
            granted_by=row.granted_by,
            granted_at=row.granted_at_ms,
            expires_at=row.expires_at_ms,
            withdrawn_by=row.withdrawn_by,
            withdrawn_at=row.withdrawn_at_ms,
        )


class OverrideList(View):
    items: list[OverrideView]


@router.get("/{campaign_id}/difference")
async def get_difference(
    campaign_id: Id,
    state: State,
    caller: Annotated[Caller, MAY_READ],
    before: Annotated[Revision | None, Query(description="The last one that a review approved by default")] = None,
    after: Annotated[Revision | None, Query(description="The newest by default")] = None,
) -> ComparisonView:
    """What the newest revision says otherwise than what was approved last, field by field."""
    async with state.main.reading(caller.tenant_id) as session:
        found = await compare(session, campaign_id, before=before, after=after)
    return ComparisonView(
        campaign_id=campaign_id,
        before_revision=found.before,
        after_revision=found.after,
        revision_hash=revision_hash(found.hashes),
        sections=[
            SectionView(section=section, hash=found.hashes[section], is_changed=section in found.changed)
            for section in Section
        ],
        differences=[DifferenceView(**one._asdict()) for one in found.differences],
    )


@router.get("/{campaign_id}/preflight")
async def get_preflight(campaign_id: Id, state: State, caller: Annotated[Caller, MAY_READ]) -> PreflightView:
    """Ask the gate without going live: approval, links, sizes, budget, dates, audience, brand, policy and tasks."""
    return PreflightView.of(await _report(state, caller.tenant_id, campaign_id))


@router.get("/{campaign_id}/overrides")
async def list_overrides(campaign_id: Id, state: State, caller: Annotated[Caller, MAY_READ]) -> OverrideList:
    """Newest first, with those that have ended."""
    async with state.main.reading(caller.tenant_id) as session:
        rows = await overrides.overrides_of(session, campaign_id)
    return OverrideList(items=[OverrideView.of(row) for row in rows])


@router.post("/{campaign_id}/overrides", status_code=201)
async def grant_override(campaign_id: Id, body: OverrideBody, state: State, caller: Overrider) -> OverrideView:
    """Take it upon yourself. Who wrote any of it cannot; what was not approved cannot be let through at all."""
    wish = NewOverride(
        revision_hash=body.revision_hash,
        findings=tuple(body.findings),
        reason=body.reason,
        expires_at_ms=body.expires_at,
    )
    report = await _report(state, caller.tenant_id, campaign_id)
    async with state.main.tenant(caller.tenant_id) as session:
        row = await overrides.grant(
            session, campaign_id, wish, report=report, actor_id=caller.user_id, now_ms=state.clock_ms()
        )
    await state.have_tried_again(caller.tenant_id, [campaign_id])
    return OverrideView.of(row)


@router.delete("/{campaign_id}/overrides/{override_id}")
async def withdraw_override(campaign_id: Id, override_id: Id, state: State, caller: Overrider) -> OverrideView:
    """End a grant now. What is on air stays there until it is paused."""
    async with state.main.tenant(caller.tenant_id) as session:
        row = await overrides.withdraw(
            session, campaign_id, override_id, actor_id=caller.user_id, now_ms=state.clock_ms()
        )
    return OverrideView.of(row)


async def _report(state: AppState, tenant_id: str, campaign_id: str) -> Report:
    async with state.main.platform_reading() as platform:
        rates = await current_table(platform)
    async with state.main.reading(tenant_id) as session:
        question = await golive.ask(
            session, campaign_id, Wish.PREVIEW, revision=None, rates=rates, now_ms=state.clock_ms()
        )
    brand = await state.need_looks().look(tenant_id, question.kit, question.subject.pieces, question.versions)
    return question.answer(brand)
