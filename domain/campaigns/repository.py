"""Queries over campaigns, their revisions and transitions. Every function stays inside the session's tenant."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, and_, cast, func, or_, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.campaigns.tables import Campaign, CampaignRevision, CampaignTransition
from domain.campaigns.values import Channel, Content, Stage
from domain.paging import Position

NAMED_AT_ONCE: Final = 5_000
"""PostgreSQL takes so many parameters and no more."""


class Sort(StrEnum):
    """Orders of a list of campaigns; a dash means descending."""

    NEWEST = "-created_at"
    OLDEST = "created_at"
    LATELY_CHANGED = "-updated_at"
    NAME = "name"
    LARGEST_BUDGET = "-budget"
    """By what is in force, as lists show it; by what is asked for where nothing is yet."""


_IN_FORCE: Final = aliased(CampaignRevision)
"""Of a campaign whose newest revision is not what runs, the one that does."""
_RUNS: Final = and_(
    col(_IN_FORCE.campaign_id) == col(Campaign.id),
    col(_IN_FORCE.number) == col(Campaign.approved_revision),
    col(Campaign.approved_revision) != col(Campaign.revision),
)
_BUDGET: Final = func.coalesce(
    cast(col(_IN_FORCE.content)["budget_micros"].as_string(), BigInteger), col(Campaign.budget_micros)
)
_COLUMNS: Final[dict[Sort, Any]] = {
    Sort.NEWEST: Campaign.created_at_ms,
    Sort.OLDEST: Campaign.created_at_ms,
    Sort.LATELY_CHANGED: Campaign.updated_at_ms,
    Sort.NAME: Campaign.name,
    Sort.LARGEST_BUDGET: _BUDGET,
}


def sort_kind(sort: Sort) -> type[str] | type[int]:
    """What kind of values ``sort`` sorts by."""
    return str if sort is Sort.NAME else int


class Filters(Content):
    """Which campaigns; what is empty or None restricts nothing.

    ``text`` is looked for in name and advertiser domain, ignoring case. ``from_ms`` and ``to_ms`` keep campaigns whose
    flight overlaps the half-open range; an open start or end reaches for ever.
    """

    stages: tuple[Stage, ...] = ()
    channels: tuple[Channel, ...] = ()
    text: str = ""
    from_ms: int | None = None
    to_ms: int | None = None


async def campaign(session: AsyncSession, campaign_id: str, *, for_update: bool = False) -> Campaign | None:
    """``for_update`` waits for whoever changes the row now, and reads what they left, even if it was read before."""
    wanted = select(Campaign).where(Campaign.id == campaign_id)
    if for_update:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return (await session.exec(wanted)).one_or_none()


async def campaign_by_key(session: AsyncSession, creation_key: str) -> Campaign | None:
    return (await session.exec(select(Campaign).where(Campaign.creation_key == creation_key))).one_or_none()


async def page(
    session: AsyncSession, filters: Filters, *, sort: Sort, after: Position | None, limit: int
) -> Sequence[tuple[Campaign, CampaignRevision, str | int]]:
    """Campaigns with their newest revision and what they are sorted by, in order, at most ``limit`` of them."""
    column, descending = _COLUMNS[sort], sort.startswith("-")
    newest = and_(
        col(CampaignRevision.campaign_id) == col(Campaign.id), col(CampaignRevision.number) == col(Campaign.revision)
    )
    wanted = select(Campaign, CampaignRevision, column).join(CampaignRevision, newest).where(*_conditions(filters))
    if sort is Sort.LARGEST_BUDGET:
        wanted = wanted.outerjoin(_IN_FORCE, _RUNS)
    if after is not None:
        value, last_id = after
        beyond = (
            (column < value, col(Campaign.id) < last_id) if descending else (column > value, col(Campaign.id) > last_id)
        )
        wanted = wanted.where(or_(beyond[0], and_(column == value, beyond[1])))
    order = (column.desc(), col(Campaign.id).desc()) if descending else (column.asc(), col(Campaign.id).asc())
    return (await session.exec(wanted.order_by(*order).limit(limit))).all()


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.stages:
        conditions.append(col(Campaign.stage).in_([stage.value for stage in filters.stages]))
    if filters.channels:
        conditions.append(col(Campaign.channel).in_([channel.value for channel in filters.channels]))
    if filters.text:
        conditions.append(
            or_(
                col(Campaign.name).icontains(filters.text, autoescape=True),
                col(Campaign.advertiser_domain).icontains(filters.text, autoescape=True),
            )
        )
    if filters.to_ms is not None:
        conditions.append(or_(col(Campaign.starts_at_ms).is_(None), col(Campaign.starts_at_ms) < filters.to_ms))
    if filters.from_ms is not None:
        conditions.append(or_(col(Campaign.ends_at_ms).is_(None), col(Campaign.ends_at_ms) > filters.from_ms))
    return conditions


async def several(session: AsyncSession, campaign_ids: Collection[str]) -> Sequence[Campaign]:
    return (await session.exec(select(Campaign).where(col(Campaign.id).in_(campaign_ids)))).all()


async def names(session: AsyncSession, campaign_ids: Sequence[str]) -> dict[str, str]:
    """What those of them that are there are called, by id."""
    found: dict[str, str] = {}
    for start in range(0, len(campaign_ids), NAMED_AT_ONCE):
        some = campaign_ids[start : start + NAMED_AT_ONCE]
        wanted = select(Campaign.id, Campaign.name).where(col(Campaign.id).in_(some))
        found |= dict((await session.exec(wanted)).all())
    return found


async def newest(session: AsyncSession, campaign_ids: Collection[str]) -> Sequence[tuple[Campaign, CampaignRevision]]:
    """Those of them that are there, each with its newest revision."""
    wanted = select(Campaign, CampaignRevision).where(
        col(Campaign.id).in_(campaign_ids),
        col(CampaignRevision.campaign_id) == Campaign.id,
        col(CampaignRevision.number) == Campaign.revision,
    )
    return (await session.exec(wanted)).all()


async def owed(session: AsyncSession, *, now_ms: int, limit: int) -> Sequence[str]:
    """Campaigns whose start has come and that are not live, and live ones with a revision that was put before a review since."""
    is_late = and_(col(Campaign.stage) == Stage.SCHEDULED.value, col(Campaign.starts_at_ms) <= now_ms)
    may_be_replaced = and_(
        col(Campaign.stage) == Stage.LIVE.value, col(Campaign.locked_revision) != col(Campaign.approved_revision)
    )
    wanted = select(Campaign.id).where(or_(is_late, may_be_replaced)).order_by(Campaign.id).limit(limit)
    return (await session.exec(wanted)).all()


async def revision(session: AsyncSession, campaign_id: str, number: int) -> CampaignRevision | None:
    wanted = select(CampaignRevision).where(
        CampaignRevision.campaign_id == campaign_id, CampaignRevision.number == number
    )
    return (await session.exec(wanted)).one_or_none()


async def revisions(session: AsyncSession, campaign_id: str) -> Sequence[CampaignRevision]:
    """Oldest first."""
    wanted = select(CampaignRevision).where(CampaignRevision.campaign_id == campaign_id)
    return (await session.exec(wanted.order_by(col(CampaignRevision.number)))).all()


async def numbered(session: AsyncSession, named: Collection[tuple[str, int]]) -> Sequence[CampaignRevision]:
    """Revisions by the id of their campaign and their number, those that are there."""
    pair = tuple_(col(CampaignRevision.campaign_id), col(CampaignRevision.number))
    return (await session.exec(select(CampaignRevision).where(pair.in_(list(named))))).all() if named else ()


async def latest_revisions(session: AsyncSession, campaign_id: str, *, limit: int) -> Sequence[CampaignRevision]:
    """Newest first."""
    wanted = select(CampaignRevision).where(CampaignRevision.campaign_id == campaign_id)
    return (await session.exec(wanted.order_by(col(CampaignRevision.number).desc()).limit(limit))).all()


async def authors(session: AsyncSession, campaign_id: str, *, after: int, up_to: int) -> Sequence[str]:
    """Who wrote the revisions after one and up to another, in alphabetical order."""
    wanted = (
        select(CampaignRevision.author_id)
        .where(
            CampaignRevision.campaign_id == campaign_id,
            CampaignRevision.number > after,
            CampaignRevision.number <= up_to,
        )
        .distinct()
        .order_by(CampaignRevision.author_id)
    )
    return (await session.exec(wanted)).all()


async def transition(session: AsyncSession, campaign_id: str, sequence: int) -> CampaignTransition | None:
    wanted = select(CampaignTransition).where(
        CampaignTransition.campaign_id == campaign_id, CampaignTransition.sequence == sequence
    )
    return (await session.exec(wanted)).one_or_none()


async def transitions(session: AsyncSession, campaign_id: str) -> Sequence[CampaignTransition]:
    wanted = (
        select(CampaignTransition)
        .where(CampaignTransition.campaign_id == campaign_id)
        .order_by(col(CampaignTransition.sequence))
    )
    return (await session.exec(wanted)).all()


async def lives(session: AsyncSession, campaign_ids: Collection[str]) -> dict[str, tuple[int | None, int | None]]:
    """When they went live for the first time, and when they were completed, as far as they did."""
    found: dict[str, tuple[int | None, int | None]] = {}
    wanted = (
        select(CampaignTransition.campaign_id, CampaignTransition.to_stage, func.min(CampaignTransition.at_ms))
        .where(
            col(CampaignTransition.campaign_id).in_(campaign_ids),
            col(CampaignTransition.to_stage).in_([Stage.LIVE.value, Stage.COMPLETED.value]),
        )
        .group_by(col(CampaignTransition.campaign_id), col(CampaignTransition.to_stage))
    )
    for campaign_id, stage, at_ms in (await session.exec(wanted)).all():
        live_ms, over_ms = found.get(campaign_id, (None, None))
        found[campaign_id] = (at_ms, over_ms) if stage == Stage.LIVE else (live_ms, at_ms)
    return found


async def in_stages(session: AsyncSession, stages: Collection[Stage]) -> Sequence[Campaign]:
    """Every campaign in one of ``stages``; on a platform session, of every tenant."""
    wanted = select(Campaign).where(col(Campaign.stage).in_([stage.value for stage in stages])).order_by(Campaign.id)
    return (await session.exec(wanted)).all()


async def delete_with_revisions(session: AsyncSession, campaign_id: str) -> None:
    await session.exec(delete(CampaignRevision).where(col(CampaignRevision.campaign_id) == campaign_id))
    await session.exec(delete(Campaign).where(col(Campaign.id) == campaign_id))
