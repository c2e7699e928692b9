"""Correcting the ledger, on a platform session of the money store: a correction takes the ledger's own sequence."""

from typing import NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.budgets import repository as books
from domain.budgets import rules as escrow
from domain.budgets.corrections import repository, rules
from domain.budgets.corrections.tables import BudgetCorrection
from domain.budgets.tables import BudgetAccount, BudgetSettlement
from domain.budgets.values import Verdict
from domain.errors import Conflict, NotFound
from domain.ids import new_id
from domain.money import show
from domain.pacing.rules import local_day


class Entry(NamedTuple):
    """A settlement with all that was entered against it, and what it counts for now."""

    settlement: BudgetSettlement
    corrections: list[BudgetCorrection]

    @property
    def counts_nanos(self) -> int:
        if self.corrections:
            return self.corrections[-1].after_nanos
        return rules.counts_at_first(Verdict(self.settlement.verdict), self.settlement.price_nanos)


async def correct(
    session: AsyncSession,
    tenant_id: str,
    campaign_id: str,
    sequence: int,
    *,
    amount_nanos: int,
    counted_nanos: int | None = None,
    reason: str,
    actor_id: str,
    now_ms: int,
) -> Entry:
    """From now on that settlement counts for ``amount_nanos``; saying what holds already enters nothing.

    ``counted_nanos`` is what it counted for when its corrector read it. Raises ``Conflict`` when it no longer does,
    ``NotFound`` for a settlement that is not there, and ``InvalidInput`` as the rules have it.
    """
    banker = await books.banker(session, lock=True)
    account = await books.account(session, campaign_id, tenant_id=tenant_id, lock=True)
    entry = await get_entry(session, tenant_id, campaign_id, sequence)
    if banker is None or account is None:
        raise Conflict(
            "the campaign has no budget account", field="campaign_id", remedy="It gets one when it goes live."
        )
    before_nanos, settled = entry.counts_nanos, entry.settlement
    rules.refuse_uncorrectable(Verdict(settled.verdict))
    if amount_nanos == before_nanos:
        return entry
    if counted_nanos not in (None, before_nanos):
        raise Conflict(
            f"the entry counts for {show(before_nanos, account.currency)} by now",
            field="counts",
            remedy="Read it again, with who corrected it and why.",
        )
    number = settled.day or await repository.day_of_lease(session, settled.lease_id)
    found = await books.days_locked(session, {(tenant_id, campaign_id, number)})
    day = found.get((tenant_id, campaign_id, number))
    is_today = number == local_day(now_ms, account.time_zone).number
    after = rules.correct(
        account.books,
        day.books(account.daily_budget_nanos) if day is not None and is_today else None,
        verdict=Verdict(settled.verdict),
        price_nanos=settled.price_nanos,
        before_nanos=before_nanos,
        after_nanos=amount_nanos,
    )
    was_exhausted = account.exhausted_at_ms is not None
    told = rules.leaves_what_was_told(account.books, after)
    if day is not None:
        daily = day.books(account.daily_budget_nanos)
        told = told or (is_today and rules.leaves_its_day(daily, daily.moved(account.books, after)))
        day.carry(day.books(0).moved(account.books, after))
    account.carry(after)
    banker.settled_sequence += 1
    account.sequence = banker.settled_sequence
    _judge_exhaustion(account, now_ms)
    if told or (was_exhausted and account.exhausted_at_ms is None):
        account.corrected_sequence = banker.settled_sequence
    correction = BudgetCorrection(
        sequence=banker.settled_sequence,
        tenant_id=tenant_id,
        campaign_id=campaign_id,
        number=await repository.last_number(session, tenant_id, campaign_id) + 1,
        settlement=sequence,
        day=number,
        before_nanos=before_nanos,
        after_nanos=amount_nanos,
        currency=account.currency,
        reason=reason,
        made_by=actor_id,
        made_at_ms=now_ms,
    )
    session.add(correction)
    session.add(_told_as(settled, correction, now_ms=now_ms))
    await session.flush()
    return Entry(settled, [*entry.corrections, correction])


async def get_entry(session: AsyncSession, tenant_id: str, campaign_id: str, sequence: int) -> Entry:
    """Raises ``NotFound``, also for another tenant's."""
    found = await repository.settlement(session, tenant_id, campaign_id, sequence)
    if found is None:
        raise NotFound(f"there is no entry {sequence} of this campaign", field="sequence")
    return Entry(found, list(await repository.of_settlements(session, tenant_id, [sequence])))


async def list_entries(
    session: AsyncSession, tenant_id: str, campaign_id: str, *, before: int | None, limit: int
) -> list[Entry]:
    """The campaign's settlements, the newest first."""
    rows = await repository.settlements(session, tenant_id, campaign_id, before=before, limit=limit)
    against: dict[int, list[BudgetCorrection]] = {}
    for correction in await repository.of_settlements(session, tenant_id, [row.sequence for row in rows]):
        against.setdefault(correction.settlement, []).append(correction)
    return [Entry(row, against.get(row.sequence, [])) for row in rows]


async def made_owed(
    session: AsyncSession, tenant_id: str, campaign_id: str, *, from_ms: int, to_ms: int
) -> dict[str, tuple[int, int]]:
    """Disputed bills of a period that are owed by now, by verdict: how many, and the nanos they were billed."""
    rows = await repository.made_owed(session, tenant_id, campaign_id, from_ms=from_ms, to_ms=to_ms)
    return {verdict: (count, nanos) for verdict, count, nanos in rows}


def _told_as(settled: BudgetSettlement, correction: BudgetCorrection, *, now_ms: int) -> BudgetSettlement:
    """The settlement that takes a correction to the stream: its price is the difference, a batch of its own."""
    return BudgetSettlement(
        sequence=correction.sequence,
        batch=correction.sequence,
        tenant_id=settled.tenant_id,
        bid_id=new_id("cor"),
        campaign_id=settled.campaign_id,
        creative_id=settled.creative_id,
        exchange_id=settled.exchange_id,
        request_id=settled.request_id,
        impression_id=settled.impression_id,
        bidder_id=settled.bidder_id,
        lease_id=settled.lease_id,
        verdict=Verdict.CORRECTION.value,
        price_nanos=correction.after_nanos - correction.before_nanos,
        max_price_nanos=0,
        currency=correction.currency,
        received_at_ms=rules.counted_at_ms(settled.received_at_ms, now_ms=now_ms),
        expires_at_ms=settled.expires_at_ms,
        settled_at_ms=now_ms,
        day=correction.day,
    )


def _judge_exhaustion(account: BudgetAccount, now_ms: int) -> None:
    """Money that came back ends an exhaustion; the campaign's workflow is told of either."""
    exhausted = escrow.is_exhausted(account.books, unfunded_nanos=account.unfunded_nanos)
    if not exhausted:
        account.exhausted_at_ms = None
    elif account.exhausted_at_ms is None and not account.closed:
        account.exhausted_at_ms, account.exhaustion_told_at_ms = now_ms, None
