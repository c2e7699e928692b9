"""Every statement on the escrow's tables. Rows that are about to change are read with a lock held to the commit."""

from collections.abc import Collection, Sequence

from sqlalchemy import or_, tuple_, update
from sqlmodel import col, delete, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.budgets.tables import (
    BudgetAccount,
    BudgetBanker,
    BudgetBidder,
    BudgetDay,
    BudgetElsewhere,
    BudgetLease,
    BudgetPace,
    BudgetSettlement,
)
from domain.budgets.values import LeaseState
from domain.pacing.values import Pacing

CampaignKey = tuple[str, str]
"""(tenant, campaign)."""
DayKey = tuple[str, str, int]
"""(tenant, campaign, ordinal of the day)."""


async def banker(session: AsyncSession, *, lock: bool) -> BudgetBanker | None:
    query = select(BudgetBanker).where(col(BudgetBanker.id) == 1)
    return (await session.exec(query.with_for_update() if lock else query)).first()


async def account(session: AsyncSession, campaign_id: str, *, tenant_id: str, lock: bool) -> BudgetAccount | None:
    query = select(BudgetAccount).where(
        col(BudgetAccount.tenant_id) == tenant_id, col(BudgetAccount.campaign_id) == campaign_id
    )
    return (await session.exec(query.with_for_update() if lock else query)).first()


async def elsewhere(session: AsyncSession, tenant_id: str, campaign_id: str, holder: str) -> BudgetElsewhere | None:
    return await session.get(BudgetElsewhere, (tenant_id, campaign_id, holder))


async def accounts_locked(session: AsyncSession, keys: Collection[CampaignKey]) -> dict[CampaignKey, BudgetAccount]:
    """The accounts among ``keys`` that exist, locked in one order whoever asks."""
    if not keys:
        return {}
    tenants, campaigns = zip(*keys, strict=True)
    query = (
        select(BudgetAccount)
        .where(col(BudgetAccount.tenant_id).in_(set(tenants)), col(BudgetAccount.campaign_id).in_(set(campaigns)))
        .order_by(col(BudgetAccount.tenant_id), col(BudgetAccount.campaign_id))
        .with_for_update()
    )
    found = {(row.tenant_id, row.campaign_id): row for row in await session.exec(query)}
    return {key: found[key] for key in keys if key in found}


async def days_locked(session: AsyncSession, keys: Collection[DayKey]) -> dict[DayKey, BudgetDay]:
    """The days among ``keys`` that exist, locked; their accounts are locked already."""
    if not keys:
        return {}
    tenants, campaigns, days = zip(*keys, strict=True)
    query = (
        select(BudgetDay)
        .where(
            col(BudgetDay.tenant_id).in_(set(tenants)),
            col(BudgetDay.campaign_id).in_(set(campaigns)),
            col(BudgetDay.day).in_(set(days)),
        )
        .with_for_update()
    )
    found = {(row.tenant_id, row.campaign_id, row.day): row for row in await session.exec(query)}
    return {key: found[key] for key in keys if key in found}


async def day(session: AsyncSession, tenant_id: str, campaign_id: str, number: int) -> BudgetDay | None:
    return await session.get(BudgetDay, (tenant_id, campaign_id, number))


async def days(session: AsyncSession, keys: Collection[DayKey]) -> dict[DayKey, BudgetDay]:
    """Likewise without a lock, to look at."""
    if not keys:
        return {}
    query = select(BudgetDay).where(
        col(BudgetDay.campaign_id).in_({campaign for _, campaign, _ in keys}),
        col(BudgetDay.day).in_({number for *_, number in keys}),
    )
    found = {(row.tenant_id, row.campaign_id, row.day): row for row in await session.exec(query)}
    return {key: found[key] for key in keys if key in found}


async def accounts_in_order(
    session: AsyncSession, after: CampaignKey | None, limit: int, *, exhausted_since_ms: int
) -> Sequence[BudgetAccount]:
    """Accounts that are open, or were used up lately, behind the one named ``after``."""
    key = tuple_(col(BudgetAccount.tenant_id), col(BudgetAccount.campaign_id))
    query = select(BudgetAccount).where(
        or_(col(BudgetAccount.closed).is_(False), col(BudgetAccount.exhausted_at_ms) >= exhausted_since_ms)
    )
    if after is not None:
        query = query.where(key > after)
    return (await session.exec(query.order_by(*key).limit(limit))).all()


async def accounts_of(session: AsyncSession, tenant_id: str, campaign_ids: Collection[str]) -> Sequence[BudgetAccount]:
    """Those of them that are there, to look at."""
    query = select(BudgetAccount).where(
        col(BudgetAccount.tenant_id) == tenant_id, col(BudgetAccount.campaign_id).in_(campaign_ids)
    )
    return (await session.exec(query)).all()


async def paced_accounts(session: AsyncSession, limit: int) -> Sequence[BudgetAccount]:
    """Open accounts that are not spent as soon as possible."""
    query = select(BudgetAccount).where(
        col(BudgetAccount.closed).is_(False), col(BudgetAccount.pacing) != Pacing.ASAP.value
    )
    return (await session.exec(query.limit(limit))).all()


async def pace(session: AsyncSession, tenant_id: str, campaign_id: str) -> BudgetPace | None:
    return await session.get(BudgetPace, (tenant_id, campaign_id))


async def paces_of(session: AsyncSession, campaign_ids: Collection[str]) -> Sequence[BudgetPace]:
    return (await session.exec(select(BudgetPace).where(col(BudgetPace.campaign_id).in_(campaign_ids)))).all()


async def paces(session: AsyncSession) -> Sequence[BudgetPace]:
    return (await session.exec(select(BudgetPace))).all()


async def paces_held_back(session: AsyncSession) -> Sequence[BudgetPace]:
    """Of campaigns that bid on a part of what they are offered."""
    return (await session.exec(select(BudgetPace).where(col(BudgetPace.share) < 1.0))).all()


async def accounts_beyond_their_budget(session: AsyncSession, limit: int) -> Sequence[BudgetAccount]:
    """Open accounts, locked, that can fund no bid any more and are not known to be exhausted."""
    ours = col(BudgetAccount.budget_nanos) - col(BudgetAccount.elsewhere_nanos)
    left = ours - col(BudgetAccount.spent_nanos)
    query = select(BudgetAccount).where(
        col(BudgetAccount.closed).is_(False),
        col(BudgetAccount.exhausted_at_ms).is_(None),
        or_(left < 1, left < col(BudgetAccount.unfunded_nanos)),
    )
    return (await session.exec(query.limit(limit).with_for_update())).all()


async def accounts_after(session: AsyncSession, sequence: int, limit: int) -> Sequence[BudgetAccount]:
    """Accounts whose spend changed beyond ``sequence``, in the order of their last change."""
    query = select(BudgetAccount).where(col(BudgetAccount.sequence) > sequence).order_by(col(BudgetAccount.sequence))
    return (await session.exec(query.limit(limit))).all()


async def accounts_untold(session: AsyncSession, limit: int) -> Sequence[BudgetAccount]:
    """Those that are exhausted and were not told so, or were and are not."""
    query = select(BudgetAccount).where(
        col(BudgetAccount.exhausted_at_ms).is_(None) != col(BudgetAccount.exhaustion_told_at_ms).is_(None)
    )
    return (await session.exec(query.order_by(col(BudgetAccount.exhausted_at_ms)).limit(limit))).all()


async def leases_locked(session: AsyncSession, lease_ids: Collection[str]) -> dict[str, BudgetLease]:
    if not lease_ids:
        return {}
    query = select(BudgetLease).where(col(BudgetLease.lease_id).in_(lease_ids)).order_by(col(BudgetLease.lease_id))
    return {row.lease_id: row for row in await session.exec(query.with_for_update())}


async def leases_of_request(session: AsyncSession, bidder_id: str, request_id: str) -> dict[CampaignKey, BudgetLease]:
    query = select(BudgetLease).where(
        col(BudgetLease.bidder_id) == bidder_id, col(BudgetLease.request_id) == request_id
    )
    return {(row.tenant_id, row.campaign_id): row for row in await session.exec(query)}


async def leases_due(session: AsyncSession, by_ms: int, limit: int) -> Sequence[BudgetLease]:
    """Quarantined leases that are to be closed, the longest due first."""
    query = (
        select(BudgetLease)
        .where(col(BudgetLease.state) == LeaseState.QUARANTINED.value, col(BudgetLease.closes_at_ms) <= by_ms)
        .order_by(col(BudgetLease.closes_at_ms))
        .limit(limit)
        .with_for_update()
    )
    return (await session.exec(query)).all()


async def quarantine_leases(session: AsyncSession, bidder_id: str, closes_at_ms: int) -> None:
    """Every open lease of a bidder; what it holds does not change."""
    statement = (
        update(BudgetLease)
        .where(col(BudgetLease.bidder_id) == bidder_id, col(BudgetLease.state) == LeaseState.OPEN.value)
        .values(state=LeaseState.QUARANTINED.value, closes_at_ms=closes_at_ms)
    )
    await session.exec(statement)


async def bidder(session: AsyncSession, bidder_id: str) -> BudgetBidder | None:
    return await session.get(BudgetBidder, bidder_id, with_for_update=True)


async def bidders_unheard(session: AsyncSession, since_ms: int) -> Sequence[BudgetBidder]:
    query = select(BudgetBidder).where(
        col(BudgetBidder.silent).is_(False), col(BudgetBidder.last_seen_at_ms) < since_ms
    )
    return (await session.exec(query.with_for_update())).all()


async def bidders_alive(session: AsyncSession) -> int:
    query = select(func.count()).select_from(BudgetBidder).where(col(BudgetBidder.silent).is_(False))
    return (await session.exec(query)).one()


async def settled_already(session: AsyncSession, bid_ids: Collection[str]) -> set[tuple[str, str]]:
    """(tenant, bid) of those among ``bid_ids`` that have a settlement."""
    query = select(BudgetSettlement.tenant_id, BudgetSettlement.bid_id).where(col(BudgetSettlement.bid_id).in_(bid_ids))
    return {(tenant_id, bid_id) for tenant_id, bid_id in await session.exec(query)}


async def settlements_after(session: AsyncSession, sequence: int, limit: int) -> Sequence[BudgetSettlement]:
    """At least ``limit`` settlements beyond ``sequence`` if there are so many, never a part of a batch."""
    beyond = col(BudgetSettlement.sequence) > sequence
    some = select(BudgetSettlement.batch).where(beyond).order_by(col(BudgetSettlement.sequence)).limit(limit)
    last = select(func.max(some.subquery().c.batch)).scalar_subquery()
    query = select(BudgetSettlement).where(beyond, col(BudgetSettlement.batch) <= last)
    return (await session.exec(query.order_by(col(BudgetSettlement.sequence)))).all()


async def forget_before(session: AsyncSession, before_ms: int) -> None:
    """Drop leases closed, and bidders silent, since before ``before_ms``. Settlements stay for good."""
    await session.exec(
        delete(BudgetLease).where(
            col(BudgetLease.state) == LeaseState.CLOSED.value, col(BudgetLease.closes_at_ms) < before_ms
        )
    )
    await session.exec(
        delete(BudgetBidder).where(col(BudgetBidder.silent).is_(True), col(BudgetBidder.last_seen_at_ms) < before_ms)
    )
