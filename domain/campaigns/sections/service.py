"""Comparing two revisions on a tenant's session."""

from typing import NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.campaigns.sections.rules import changed_sections, differences, section_hashes
from domain.campaigns.sections.values import Difference, Section, SectionHashes
from domain.campaigns.service import get_campaign, whole


class Comparison(NamedTuple):
    """Two revisions side by side; ``before`` is None where nothing was approved yet."""

    before: int | None
    after: int
    hashes: SectionHashes
    """Of the later one."""
    changed: tuple[Section, ...]
    differences: tuple[Difference, ...]


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
