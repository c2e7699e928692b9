"""Grants that let a campaign through the gate, on a tenant's session."""

from collections.abc import Collection, Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.campaigns import repository as campaigns_repository
from domain.campaigns.service import get_campaign
from domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from domain.golive import repository
from domain.golive.tables import GateOverride
from domain.golive.values import LONGEST_OVERRIDE_MS, NEVER_OVERRIDDEN, NewOverride, Report
from domain.ids import new_id
from domain.records import tenant_of

_UNTOUCHABLE = frozenset(check.value for check in NEVER_OVERRIDDEN)


async def grant(
    session: AsyncSession, campaign_id: str, wish: NewOverride, *, report: Report, actor_id: str, now_ms: int
) -> GateOverride:
    """Let the findings that are named through, for the content that ``report`` is of and until it expires.

    Raises ``Conflict`` when the wish is of other content, ``Forbidden`` for whoever wrote it, ``InvalidInput`` for findings
    that do not block or that nobody may override, and for a grant without an end in sight.
    """
    await get_campaign(session, campaign_id, for_update=True)
    if wish.revision_hash != report.revision_hash:
        raise Conflict(
            "the campaign says something else by now",
            field="revision_hash",
            remedy="Read the preflight again and name its revision_hash.",
        )
    await _refuse_authors(session, campaign_id, report.revision, actor_id)
    _check_findings(wish.findings, report)
    if not now_ms < wish.expires_at_ms <= now_ms + LONGEST_OVERRIDE_MS:
        raise InvalidInput(
            "a grant ends within 30 days", field="expires_at", remedy="Send an instant within the next 30 days."
        )
    row = GateOverride(
        id=new_id("ovr"),
        tenant_id=tenant_of(session),
        campaign_id=campaign_id,
        revision=report.revision,
        revision_hash=wish.revision_hash,
        findings=sorted(set(wish.findings)),
        reason=wish.reason,
        granted_by=actor_id,
        granted_at_ms=now_ms,
        expires_at_ms=wish.expires_at_ms,
    )
    session.add(row)
    await session.flush()
    return row


async def overrides_of(session: AsyncSession, campaign_id: str) -> Sequence[GateOverride]:
    """Newest first, with those that have ended. Raises ``NotFound``."""
    await get_campaign(session, campaign_id)
    return await repository.overrides(session, campaign_id)


async def withdraw(
    session: AsyncSession, campaign_id: str, override_id: str, *, actor_id: str, now_ms: int
) -> GateOverride:
    """From now on it lets nothing through; what is on air stays there. Raises ``NotFound``."""
    row = await repository.override(session, override_id)
    if row is None or row.campaign_id != campaign_id:
        raise NotFound(f"there is no override '{override_id}' of this campaign", field="override_id")
    if row.withdrawn_at_ms is None:
        row.withdrawn_at_ms, row.withdrawn_by = now_ms, actor_id
        session.add(row)
        await session.flush()
    return row


async def _refuse_authors(session: AsyncSession, campaign_id: str, revision: int, actor_id: str) -> None:
    if actor_id in await campaigns_repository.authors(session, campaign_id, after=0, up_to=revision):
        raise Forbidden(
            "nobody overrides the gate for what they wrote themselves",
            field="authorization",
            remedy="Ask somebody else who holds gate:override.",
        )


def _check_findings(names: Collection[str], report: Report) -> None:
    blocking = {one.name for one in report.findings if one.blocks}
    for name in names:
        if name.partition("@")[0] in _UNTOUCHABLE:
            raise InvalidInput(
                f"{name.partition('@')[0]} cannot be overridden: what runs is what was approved and judged",
                field="findings",
                remedy="Have it approved; for brand.unjudged, read the preflight again until it is judged.",
            )
        if name not in blocking:
            raise InvalidInput(
                f"'{name[:100]}' does not keep it from going live",
                field="findings",
                remedy=f"Name some of: {', '.join(sorted(blocking))[:500] or 'nothing does'}.",
            )
