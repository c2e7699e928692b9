"""What tests of the escrow share: bills, and what the books must say whatever happened."""

from collections import Counter
from collections.abc import Sequence

from sqlmodel import col, select

from domain.budgets.tables import BudgetAccount, BudgetDay, BudgetLease, BudgetSettlement
from domain.budgets.values import LeaseState, Verdict
from domain.events.values import Event, EventType
from storage.sql.database import Database

USD = "USD"
TENANT = "ten_1"


def bill(
    bid_id: str,
    *,
    lease_id: str,
    price_nanos: int,
    max_price_nanos: int,
    at_ms: int,
    expires_at_ms: int,
    campaign_id: str,
    bidder_id: str = "bdr_1",
    kind: EventType = EventType.BILL,
    tenant_id: str = TENANT,
    currency: str = USD,
    is_test: bool = False,
) -> Event:
    return Event(
        event_id=f"{bid_id}:{kind.value}",
        type=kind,
        at_ms=at_ms,
        tenant_id=tenant_id,
        campaign_id=campaign_id,
        bid_id=bid_id,
        bidder_id=bidder_id,
        lease_id=lease_id,
        price_nanos=price_nanos,
        max_price_nanos=max_price_nanos,
        expires_at_ms=expires_at_ms,
        currency=currency,
        is_test=is_test,
    )


async def check_books(database: Database, campaign_ids: Sequence[str]) -> None:
    """No account is over its budget; every figure of an account is the sum of what it stands for."""
    async with database.platform_reading() as session:
        accounts, leases, settlements = [
            (await session.exec(select(table).where(col(table.campaign_id).in_(campaign_ids)))).all()
            for table in (BudgetAccount, BudgetLease, BudgetSettlement)
        ]
    outstanding: Counter[tuple[str, str]] = Counter()
    spent: Counter[tuple[str, str]] = Counter()
    disputed: Counter[tuple[str, str]] = Counter()
    for lease in leases:
        left = lease.granted_nanos - lease.settled_nanos - lease.returned_nanos
        assert left >= 0
        assert left == 0 or lease.state != LeaseState.CLOSED
        outstanding[lease.tenant_id, lease.campaign_id] += left
    for settlement in settlements:
        key = (settlement.tenant_id, settlement.campaign_id)
        if settlement.verdict == Verdict.CONFIRMED:
            spent[key] += settlement.price_nanos
        elif settlement.verdict != Verdict.NOT_BILLABLE:
            disputed[key] += max(0, settlement.price_nanos)
    for account in accounts:
        key = (account.tenant_id, account.campaign_id)
        assert account.spent_nanos + account.outstanding_nanos <= account.budget_nanos
        assert account.outstanding_nanos == outstanding[key]
        assert account.spent_nanos == spent[key]
        assert account.disputed_nanos == disputed[key]
    bids = [(settlement.tenant_id, settlement.bid_id) for settlement in settlements]
    assert len(bids) == len(set(bids))


async def check_days(database: Database, campaign_ids: Sequence[str], daily_nanos: int) -> None:
    """Every day's figures are the sum over its leases, and within the daily budget unless that is 0."""
    async with database.platform_reading() as session:
        leases, days = [
            (await session.exec(select(table).where(col(table.campaign_id).in_(campaign_ids)))).all()
            for table in (BudgetLease, BudgetDay)
        ]
    held: Counter[tuple[str, int]] = Counter()
    spent: Counter[tuple[str, int]] = Counter()
    for lease in leases:
        key = (lease.campaign_id, lease.day)
        held[key] += lease.granted_nanos - lease.settled_nanos - lease.returned_nanos
        spent[key] += lease.settled_nanos
    for day in days:
        key = (day.campaign_id, day.day)
        assert day.outstanding_nanos == held.pop(key, 0)
        assert day.spent_nanos == spent.pop(key, 0)
        if daily_nanos:
            assert day.spent_nanos + day.outstanding_nanos <= daily_nanos
    assert not +held
    assert not +spent


async def settlements_of(database: Database, campaign_id: str) -> dict[str, BudgetSettlement]:
    async with database.platform_reading() as session:
        rows = await session.exec(select(BudgetSettlement).where(BudgetSettlement.campaign_id == campaign_id))
        return {row.bid_id: row for row in rows}
