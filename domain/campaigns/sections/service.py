"""Revisions beside each other on a tenant's session: what they say differently, and what is in force of them."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.campaigns import repository
from domain.campaigns.sections.rules import changed_sections, differences, section_hashes
from domain.campaigns.sections.values import Difference, Section, SectionHashes
from domain.campaigns.service import get_campaign, whole
from domain.campaigns.tables import Campaign, CampaignRevision
from domain.campaigns.values import CampaignContent


class Comparison(NamedTuple):
    """Two revisions side by side; ``before`` is None where nothing was approved yet."""

    before: int | None
    after: int
    hashes: SectionHashes
    """Of the later one."""
    changed: tuple[Section, ...]
    differences: tuple[Difference, ...]


class Newer(NamedTuple):
    """A revision that is not in force, beside the one that is."""

    in_force: CampaignContent
    author_id: str
    """Who wrote the newer one."""
    at_ms: int


class Written(NamedTuple):
    """A revision as it was written, and which sections say something else than the one before; all of them in the first."""

    number: int
    author_id: str
    at_ms: int
    budget_micros: int
    currency: str
    changed: tuple[Section, ...]


async def newer_than_in_force(session: AsyncSession, campaigns: Sequence[Campaign]) -> dict[str, Newer]:
    """Of those whose newest revision is not the one in force, by their ids; without those of which nothing ever was."""
    apart = {one.id: one for one in campaigns if one.approved_revision not in (None, one.revision)}
    named = [(one.id, number) for one in apart.values() for number in (one.approved_revision or 0, one.revision)]
    rows = {(row.campaign_id, row.number): row for row in await repository.numbered(session, named)}
    return {
        one.id: Newer(
            CampaignContent.model_validate(rows[one.id, one.approved_revision or 0].content),
            rows[one.id, one.revision].author_id,
            rows[one.id, one.revision].created_at_ms,
        )
        for one in apart.values()
    }


async def written(session: AsyncSession, campaign_id: str, *, limit: int) -> list[Written]:
    """A campaign's last revisions, the newest first. Raises ``NotFound``."""
    await get_campaign(session, campaign_id)
    rows = await repository.latest_revisions(session, campaign_id, limit=limit + 1)
    before = (*rows[1:], None)
    said = [CampaignContent.model_validate(row.content) for row in rows]
    return [
        Written(
            row.number,
            row.author_id,
            row.created_at_ms,
            content.budget_micros,
            content.currency,
            _rewritten(earlier, row),
        )
        for row, content, earlier in zip(rows, said, before, strict=True)
    ][:limit]


def _rewritten(before: CampaignRevision | None, after: CampaignRevision) -> tuple[Section, ...]:
    if before is None:
        return tuple(Section)
    plans = [section_hashes(CampaignContent.model_validate(row.content), ()) for row in (before, after)]
    shows = () if before.creatives == after.creatives else (Section.CREATIVES,)
    return tuple(section for section in Section if section in (*changed_sections(*plans), *shows))


async def compare(
    session: AsyncSession, campaign_id: str, *, before: int | None = None, after: int | None = None
) -> Comparison:
    """What ``after``, the newest revision by default, says otherwise than ``before``, by default the last that a review approved.

    Raises ``NotFound``.
    """
    campaign = await get_campaign(session, campaign_id)
    new = await whole(session, campaign_id, after or campaign.revision)
    earlier = before or campaign.reviewed_revision
    old = await whole(session, campaign_id, earlier) if earlier is not None else None
    hashes = section_hashes(new.content, new.pieces)
    return Comparison(
        before=earlier,
        after=new.number,
        hashes=hashes,
        changed=changed_sections(section_hashes(old.content, old.pieces) if old else {}, hashes),
        differences=differences((old.content, old.pieces), (new.content, new.pieces)) if old else (),
    )
