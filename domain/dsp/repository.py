"""Statements over demand-side platforms; they take a tenant's session."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func
from sqlmodel import SQLModel, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.dsp.tables import DspAccountRow, DspAudience, DspAudienceMember, DspCampaign, DspPerformance, DspWin
from domain.records import inserting


async def account(session: AsyncSession, account_id: str, *, to_change: bool = False) -> DspAccountRow | None:
    return await session.get(DspAccountRow, account_id, with_for_update=to_change)


async def account_by_name(session: AsyncSession, name: str) -> DspAccountRow | None:
    return (await session.exec(select(DspAccountRow).where(DspAccountRow.name == name))).one_or_none()


async def accounts(session: AsyncSession, *, routed_only: bool = False) -> Sequence[DspAccountRow]:
    wanted = select(DspAccountRow).order_by(col(DspAccountRow.id))
    if routed_only:
        wanted = wanted.where(col(DspAccountRow.enabled), DspAccountRow.bid_url != "")
    return (await session.exec(wanted)).all()


async def win(session: AsyncSession, account_id: str, request_id: str, bid_id: str) -> DspWin | None:
    wanted = select(DspWin).where(
        DspWin.account_id == account_id, DspWin.request_id == request_id, DspWin.bid_id == bid_id
    )
    return (await session.exec(wanted)).one_or_none()


async def add_win(session: AsyncSession, row: dict[str, Any]) -> bool:
    """Whether it is new; one on record stays as it is."""
    statement = inserting(session, DspWin).values(**row).on_conflict_do_nothing()
    result: Any = await session.exec(statement)
    return bool(result.rowcount)


async def spend(session: AsyncSession) -> Sequence[tuple[str, str, int, int]]:
    """(account id, currency, wins, nanos)."""
    wanted = (
        select(DspWin.account_id, DspWin.currency, func.count(), func.sum(DspWin.price_nanos))
        .group_by(col(DspWin.account_id), col(DspWin.currency))
        .order_by(col(DspWin.account_id), col(DspWin.currency))
    )
    return [(one, currency, int(wins), int(nanos)) for one, currency, wins, nanos in (await session.exec(wanted)).all()]


async def audience(session: AsyncSession, audience_id: str, *, to_change: bool = False) -> DspAudience | None:
    return await session.get(DspAudience, audience_id, with_for_update=to_change)


async def audiences(session: AsyncSession) -> Sequence[DspAudience]:
    return (await session.exec(select(DspAudience).order_by(col(DspAudience.id)))).all()


async def audience_of(session: AsyncSession, account_id: str, segment: int) -> DspAudience | None:
    wanted = select(DspAudience).where(DspAudience.account_id == account_id, DspAudience.segment == segment)
    return (await session.exec(wanted)).one_or_none()


async def sent(
    session: AsyncSession, audience_id: str, *, after: str, until: str | None
) -> Sequence[DspAudienceMember]:
    """What was sent of people whose id lies beyond ``after``, up to ``until`` or to the end."""
    wanted = select(DspAudienceMember).where(
        DspAudienceMember.audience_id == audience_id, col(DspAudienceMember.person_id) > after
    )
    if until is not None:
        wanted = wanted.where(col(DspAudienceMember.person_id) <= until)
    return (await session.exec(wanted)).all()


async def remember_sent(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    await _upsert(session, DspAudienceMember, ("audience_id", "person_id"), rows)


async def forget_sent(session: AsyncSession, audience_id: str, person_ids: Sequence[str]) -> None:
    await session.exec(
        delete(DspAudienceMember).where(
            col(DspAudienceMember.audience_id) == audience_id, col(DspAudienceMember.person_id).in_(person_ids)
        )
    )


async def audiences_with(session: AsyncSession, person_ids: Collection[str]) -> Sequence[str]:
    wanted = select(DspAudienceMember.audience_id).where(col(DspAudienceMember.person_id).in_(person_ids)).distinct()
    return (await session.exec(wanted.order_by(col(DspAudienceMember.audience_id)))).all()


async def count_sent(session: AsyncSession, audience_id: str) -> int:
    wanted = select(func.count()).where(DspAudienceMember.audience_id == audience_id)
    return int((await session.exec(wanted)).one())


async def campaign(
    session: AsyncSession, account_id: str, campaign_id: str, *, to_change: bool = False
) -> DspCampaign | None:
    wanted = select(DspCampaign).where(DspCampaign.account_id == account_id, DspCampaign.campaign_id == campaign_id)
    return (await session.exec(wanted.with_for_update() if to_change else wanted)).one_or_none()


async def campaigns(session: AsyncSession, account_id: str) -> Sequence[DspCampaign]:
    return (await session.exec(select(DspCampaign).where(DspCampaign.account_id == account_id))).all()


async def reported_spend_micros(session: AsyncSession, account_id: str, platform_campaign_id: str) -> dict[str, int]:
    """By UTC day."""
    wanted = select(DspPerformance.day, DspPerformance.spend_micros).where(
        DspPerformance.account_id == account_id, DspPerformance.platform_campaign_id == platform_campaign_id
    )
    return {day: int(spent) for day, spent in (await session.exec(wanted)).all()}


async def put_performance(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    await _upsert(session, DspPerformance, ("tenant_id", "account_id", "platform_campaign_id", "day"), rows)


async def performance(
    session: AsyncSession, account_id: str, *, from_day: str, to_day: str
) -> Sequence[DspPerformance]:
    wanted = (
        select(DspPerformance)
        .where(DspPerformance.account_id == account_id, col(DspPerformance.day).between(from_day, to_day))
        .order_by(col(DspPerformance.day), col(DspPerformance.platform_campaign_id))
    )
    return (await session.exec(wanted)).all()


async def _upsert(
    session: AsyncSession, table: type[SQLModel], key: Sequence[str], rows: Sequence[dict[str, Any]]
) -> None:
    if not rows:
        return
    statement = inserting(session, table)
    replaced = {column: statement.excluded[column] for column in rows[0] if column not in key}
    await session.exec(statement.on_conflict_do_update(index_elements=list(key), set_=replaced), params=rows)
