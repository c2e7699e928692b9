"""Use cases of the escrow, each on one transaction handed in.

``open_account``, ``close_account`` and ``budget_of`` are anybody's. All others are the banker's: they begin by holding
the banker's epoch to the commit, so that a banker which has been superseded changes nothing and learns of it.
"""

from collections.abc import Callable, Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.budgets import repository, rules
from domain.budgets.repository import CampaignKey, DayKey
from domain.budgets.rules import Account, Bill, Lease, LeaseTerms
from domain.budgets.tables import (
    BudgetAccount,
    BudgetBanker,
    BudgetBidder,
    BudgetDay,
    BudgetElsewhere,
    BudgetLease,
    BudgetSettlement,
)
from domain.budgets.values import (
    BudgetView,
    LeaseAsk,
    LeaseGrant,
    LeaseRefusal,
    LeaseReply,
    LeaseRequest,
    LeaseState,
    Superseded,
    Verdict,
)
from domain.budgets.views.service import view_of
from domain.errors import Conflict, InvalidInput, NotFound
from domain.events.values import Event, EventType
from domain.ids import new_id
from domain.money import micros_to_nanos
from domain.pacing.rules import LocalDay, local_day
from domain.pacing.values import Participation, SpendPlan
from domain.records import tenant_of

MAX_BUDGET_MICROS = 10**15
"""A billion of any currency: far from the edge of 64 bits even in nanos."""
FORGET_AFTER_MS = 8 * 24 * 3_600_000
"""Longer than the stream keeps bills, so a lease is known for as long as one can come."""
CLOSE_AT_ONCE = 500
NO_DAY = LocalDay(0, 0, 0)

Release = Callable[[BudgetAccount, BudgetDay, int, int], int | None]
"""How much pacing lets go: (account, its day, cheapest bid in nanos, now) to nanos, None where it has no say."""


def _unpaced(_account: BudgetAccount, _day: BudgetDay, _least_nanos: int, _now_ms: int) -> None:
    """Stand-in where nobody paces."""


async def open_account(
    session: AsyncSession,
    tenant_id: str,
    campaign_id: str,
    currency: str,
    budget_micros: int,
    *,
    now_ms: int,
    plan: SpendPlan = SpendPlan(),  # noqa: B008 - frozen
) -> None:
    """Give a campaign its budget and its plan, by absolute value: repeating it changes nothing.

    A campaign whose budget ran out is offered to bidders again, and its workflow is told again if it still is too small.
    A budget below what is already committed stops leasing at once; what bidders hold may still be spent. Raises
    ``InvalidInput`` for a budget outside 0 to a billion, ``Conflict`` when money has moved in another currency.
    """
    if not 0 <= budget_micros <= MAX_BUDGET_MICROS:
        raise InvalidInput("a budget is between 0 and a billion", field="budget", remedy="Choose a smaller budget.")
    row = await repository.account(session, campaign_id, tenant_id=tenant_id, lock=True)
    if row is None:
        row = BudgetAccount(
            tenant_id=tenant_id, campaign_id=campaign_id, currency=currency, budget_nanos=0, opened_at_ms=now_ms
        )
        session.add(row)
    if row.currency != currency and (row.spent_nanos or row.outstanding_nanos or row.disputed_nanos):
        raise Conflict(
            f"the campaign has spent {row.currency} and cannot change to {currency}",
            field="currency",
            remedy="Keep the currency, or start a new campaign.",
        )
    row.currency = currency
    row.budget_nanos = micros_to_nanos(budget_micros)
    row.closed = False
    row.daily_budget_nanos = plan.daily_budget_nanos
    row.time_zone = plan.time_zone
    row.pacing = plan.pacing.value
    row.starts_at_ms, row.ends_at_ms = plan.starts_at_ms, plan.ends_at_ms
    row.unfunded_nanos = 0
    if row.exhausted_at_ms is not None:  # else its workflow may still have to hear that money is back
        row.exhausted_at_ms = row.exhaustion_told_at_ms = None
    await session.flush()


async def close_account(session: AsyncSession, tenant_id: str, campaign_id: str) -> None:
    """Lease no more for a campaign that has ended; what is in flight still settles. Unknown ones are closed enough."""
    row = await repository.account(session, campaign_id, tenant_id=tenant_id, lock=True)
    if row is not None:
        row.closed = True


async def promise_elsewhere(session: AsyncSession, campaign_id: str, holder: str, promised_nanos: int) -> None:
    """Promise a platform so much of a budget, by absolute value. Raises ``NotFound`` as ``budget_of``, and ``InvalidInput``."""
    row = await _opened(session, campaign_id, lock=True)
    held = await repository.elsewhere(session, row.tenant_id, campaign_id, holder) or BudgetElsewhere(
        tenant_id=row.tenant_id, campaign_id=campaign_id, holder=holder, promised_nanos=0
    )
    books = rules.promise(row.books, held_nanos=held.promised_nanos, wanted_nanos=promised_nanos)
    row.elsewhere_nanos, held.promised_nanos = books.elsewhere_nanos, promised_nanos
    session.add(held)


async def money_moved(session: AsyncSession, campaign_id: str) -> str | None:
    """The currency a campaign has spent, holds or disputes money in, on a tenant's session; None when it has none."""
    row = await repository.account(session, campaign_id, tenant_id=tenant_of(session), lock=False)
    return row.currency if row and (row.spent_nanos or row.outstanding_nanos or row.disputed_nanos) else None


async def shares(session: AsyncSession) -> list[Participation]:
    """The banker's last word on every campaign that pacing holds back, as written down; on a platform session."""
    return [
        Participation(tenant_id=row.tenant_id, campaign_id=row.campaign_id, share=row.share)
        for row in await repository.paces_held_back(session)
    ]


async def budget_of(session: AsyncSession, campaign_id: str, *, now_ms: int) -> BudgetView:
    """The read model, on a tenant's session. Raises ``NotFound`` until the campaign has gone live once."""
    row = await _opened(session, campaign_id, lock=False)
    day = await repository.day(session, row.tenant_id, campaign_id, local_day(now_ms, row.time_zone).number)
    return view_of(row, day, await repository.pace(session, row.tenant_id, campaign_id), now_ms)


async def _opened(session: AsyncSession, campaign_id: str, *, lock: bool) -> BudgetAccount:
    row = await repository.account(session, campaign_id, tenant_id=tenant_of(session), lock=lock)
    if row is None:
        raise NotFound("this campaign has no budget account yet", remedy="It gets one when it goes live.")
    return row


async def take_epoch(session: AsyncSession, *, holder: str, now_ms: int) -> int:
    """Become the banker: from this commit on every other one is ``Superseded``. Returns the epoch."""
    row = await repository.banker(session, lock=True)
    if row is None:
        row = BudgetBanker(id=1)
        session.add(row)
    row.epoch += 1
    row.holder = holder
    row.taken_at_ms = now_ms
    await session.flush()
    return row.epoch


async def hold_epoch(session: AsyncSession, epoch: int) -> BudgetBanker:
    """The banker's row, locked to the commit. Raises ``Superseded`` when another banker has taken over."""
    row = await repository.banker(session, lock=True)
    if row is None or row.epoch != epoch:
        raise Superseded(f"another banker took over from epoch {epoch}", remedy="Stop; the other one carries on.")
    return row


async def answer_bidder(
    session: AsyncSession,
    request: LeaseRequest,
    *,
    epoch: int,
    terms: LeaseTerms,
    now_ms: int,
    release: Release = _unpaced,
) -> LeaseReply:
    """Renew a bidder's leases, take back what it returns, grant what it asks for.

    A repeated request gets the leases it was granted the first time. A bidder that had been given up is told so.
    """
    await hold_epoch(session, epoch)
    bidder = await _heard(session, request, terms, now_ms)
    await _take_returns(session, request, now_ms)
    grants = await grant_leases(session, request, expires_at_ms=bidder.leases_end_at_ms, now_ms=now_ms, release=release)
    if request.leaving:
        await _give_up(session, bidder, last_bid_at_ms=now_ms, terms=terms)
    return LeaseReply(
        banker_epoch=epoch,
        request_id=request.request_id,
        grants=grants,
        renewed_until_ms=bidder.leases_end_at_ms,
        unknown_bidder=bidder.unknown_in_request == request.request_id,
    )


async def _heard(session: AsyncSession, request: LeaseRequest, terms: LeaseTerms, now_ms: int) -> BudgetBidder:
    bidder = await repository.bidder(session, request.bidder_id)
    if bidder is None:
        bidder = BudgetBidder(
            bidder_id=request.bidder_id, silent=True, last_seen_at_ms=0, leases_end_at_ms=0, bid_life_ms=0
        )
        session.add(bidder)
    if bidder.silent:
        bidder.silent = False
        bidder.unknown_in_request = request.request_id
    bidder.last_seen_at_ms = now_ms
    bidder.leases_end_at_ms = max(bidder.leases_end_at_ms, now_ms + terms.lease_life_ms)
    bidder.bid_life_ms = request.bid_life_ms
    await session.flush()
    return bidder


async def _take_returns(session: AsyncSession, request: LeaseRequest, now_ms: int) -> None:
    leases = await repository.leases_locked(session, {returned.lease_id for returned in request.returns})
    accounts = await repository.accounts_locked(session, {_campaign(row) for row in leases.values()})
    days = await repository.days_locked(session, {_day(row) for row in leases.values()})
    for returned in request.returns:
        row = leases.get(returned.lease_id)
        if row is None or row.bidder_id != request.bidder_id or row.state == LeaseState.CLOSED:
            continue
        account_row = accounts[_campaign(row)]
        account, lease = rules.give_back(account_row.books, row.books, returned_nanos=returned.returned_nanos)
        if returned.final:
            # Its bills may still be in the stream, unsettled: the lease is kept until the stream is read to here.
            lease = rules.quarantine(lease, closes_at_ms=now_ms)
        _move(account_row, days.get(_day(row)), row, account, lease)


async def grant_leases(
    session: AsyncSession, request: LeaseRequest, *, expires_at_ms: int, now_ms: int, release: Release = _unpaced
) -> tuple[LeaseGrant, ...]:
    """A lease or a refusal for every ask; nothing for one whose lease, from an earlier sending, is no longer open."""
    if not request.asks:
        return ()
    asks = {(ask.tenant_id, ask.campaign_id): ask for ask in request.asks}
    before = await repository.leases_of_request(session, request.bidder_id, request.request_id)
    accounts = await repository.accounts_locked(session, asks)
    todays = {key: local_day(now_ms, row.time_zone) for key, row in accounts.items()}
    days = await repository.days_locked(session, {(*key, today.number) for key, today in todays.items()})
    bidders = await repository.bidders_alive(session)
    grants: list[LeaseGrant] = []
    for key, ask in asks.items():
        lease = before.get(key)
        today = todays.get(key, NO_DAY)
        if lease is None:
            day = days.get((*key, today.number)) or BudgetDay(
                tenant_id=ask.tenant_id, campaign_id=ask.campaign_id, day=today.number
            )
            decided = _decide(accounts.get(key), day, ask, bidders=bidders, now_ms=now_ms, release=release)
            if isinstance(decided, LeaseRefusal):
                grants.append(LeaseGrant(tenant_id=ask.tenant_id, campaign_id=ask.campaign_id, refusal=decided))
                continue
            lease = BudgetLease(
                lease_id=new_id("lse"),
                tenant_id=ask.tenant_id,
                campaign_id=ask.campaign_id,
                bidder_id=request.bidder_id,
                request_id=request.request_id,
                granted_nanos=decided,
                granted_at_ms=now_ms,
                day=day.day,
            )
            session.add(day)
            session.add(lease)
        if lease.state == LeaseState.OPEN:
            grants.append(
                LeaseGrant(
                    tenant_id=lease.tenant_id,
                    campaign_id=lease.campaign_id,
                    lease_id=lease.lease_id,
                    granted_nanos=lease.granted_nanos,
                    expires_at_ms=expires_at_ms,
                    day_ends_at_ms=local_day(lease.granted_at_ms, accounts[key].time_zone).ends_at_ms,
                )
            )
    return tuple(grants)


def _decide(
    row: BudgetAccount | None, day: BudgetDay, ask: LeaseAsk, *, bidders: int, now_ms: int, release: Release
) -> int | LeaseRefusal:
    if row is None:
        return LeaseRefusal.UNKNOWN_CAMPAIGN
    granted = rules.grant(
        row.books,
        want_nanos=ask.want_nanos,
        least_nanos=ask.least_nanos,
        bidders=bidders,
        day=day.books(row.daily_budget_nanos),
        release_nanos=release(row, day, max(1, ask.least_nanos), now_ms),
    )
    if isinstance(granted, LeaseRefusal):
        if granted is LeaseRefusal.EXHAUSTED:
            row.unfunded_nanos = rules.recordable(ask.least_nanos)
            _note_exhaustion(row, now_ms)
        return granted
    account, granted_nanos = granted
    _move(row, day, None, account, None)
    return granted_nanos


async def settle_batch(
    session: AsyncSession, bills: Sequence[Event], *, epoch: int, terms: LeaseTerms, now_ms: int
) -> list[Verdict]:
    """Judge every bill not seen before, exactly once by (tenant, bid). Returns the verdicts of those."""
    banker = await hold_epoch(session, epoch)
    first: dict[tuple[str, str], Event] = {}
    for bill in bills:
        first.setdefault((bill.tenant_id, bill.bid_id), bill)
    for key in await repository.settled_already(session, {bid_id for _, bid_id in first}):
        first.pop(key, None)
    leases = await repository.leases_locked(session, {bill.lease_id for bill in first.values()})
    accounts = await repository.accounts_locked(session, {_campaign(bill) for bill in first.values()})
    days = await repository.days_locked(session, {_day(lease) for lease in leases.values()})
    batch = banker.settled_sequence + 1
    verdicts: list[Verdict] = []
    for bill in first.values():
        banker.settled_sequence += 1
        lease = leases.get(bill.lease_id)
        if lease is not None and _campaign(lease) != _campaign(bill):
            lease = None
        account = accounts.get(_campaign(bill))
        verdict = _settle(account, days.get(_day(lease)) if lease else None, lease, bill, terms)
        sequence, day = banker.settled_sequence, lease.day if lease is not None else 0
        session.add(BudgetSettlement.of(bill, verdict, sequence=sequence, batch=batch, day=day, now_ms=now_ms))
        if account is not None:
            account.sequence = banker.settled_sequence
            _note_exhaustion(account, now_ms)
        verdicts.append(verdict)
    return verdicts


async def quarantine_silent(session: AsyncSession, *, epoch: int, terms: LeaseTerms, now_ms: int) -> int:
    """Take bidders not heard for too long for dead. Returns how many. A banker just started has heard nobody: wait."""
    await hold_epoch(session, epoch)
    unheard = await repository.bidders_unheard(session, now_ms - terms.silent_after_ms)
    for bidder in unheard:
        await _give_up(session, bidder, last_bid_at_ms=bidder.leases_end_at_ms, terms=terms)
    return len(unheard)


async def close_due(session: AsyncSession, *, epoch: int, drained_to_ms: int, limit: int = CLOSE_AT_ONCE) -> int:
    """End quarantines that are over, once every bill stored until then has been settled. Returns how many, at most ``limit``."""
    await hold_epoch(session, epoch)
    due = await repository.leases_due(session, drained_to_ms, limit)
    accounts = await repository.accounts_locked(session, {_campaign(row) for row in due})
    days = await repository.days_locked(session, {_day(row) for row in due})
    for row in due:
        account = accounts[_campaign(row)]
        _move(account, days.get(_day(row)), row, *rules.close(account.books, row.books))
    await repository.forget_before(session, drained_to_ms - FORGET_AFTER_MS)
    return len(due)


async def note_exhaustion(session: AsyncSession, *, epoch: int, now_ms: int, limit: int = CLOSE_AT_ONCE) -> int:
    """Find accounts that no bidder has to ask for any more: those whose budget was lowered to what they have spent.

    Returns how many, at most ``limit``.
    """
    await hold_epoch(session, epoch)
    found = await repository.accounts_beyond_their_budget(session, limit)
    for row in found:
        _note_exhaustion(row, now_ms)
    return len(found)


async def settlements_to_publish(session: AsyncSession, *, limit: int) -> Sequence[BudgetSettlement]:
    """The next settlements the stream has not been told of, whole batches, oldest first."""
    banker = await repository.banker(session, lock=False)
    return await repository.settlements_after(session, banker.published_sequence if banker else 0, limit)


async def spend_after(session: AsyncSession, sequence: int, *, limit: int) -> Sequence[BudgetAccount]:
    """Accounts some settlement beyond ``sequence`` touched, in the order of the last that did."""
    return await repository.accounts_after(session, sequence, limit)


async def exhaustions_untold(session: AsyncSession, *, limit: int) -> Sequence[BudgetAccount]:
    """Accounts that ran out, or have money again, and whose workflow has not heard of it; whoever ran out first comes first."""
    return await repository.accounts_untold(session, limit)


async def mark_published(session: AsyncSession, through: int, *, epoch: int) -> None:
    """The stream has acknowledged every settlement up to ``through``."""
    banker = await hold_epoch(session, epoch)
    banker.published_sequence = max(banker.published_sequence, through)


async def mark_exhaustion_told(session: AsyncSession, told: BudgetAccount, *, epoch: int, now_ms: int) -> None:
    """The campaign's workflow knows that its money is gone, or is back. Whatever became of it meanwhile is told after that."""
    await hold_epoch(session, epoch)
    row = await repository.account(session, told.campaign_id, tenant_id=told.tenant_id, lock=True)
    if row is None:
        return
    if told.exhausted_at_ms is not None and row.exhausted_at_ms in (told.exhausted_at_ms, None):
        row.exhaustion_told_at_ms = now_ms
    elif told.exhausted_at_ms is None and row.exhausted_at_ms is None:
        row.exhaustion_told_at_ms = None


def settlement_event(row: BudgetSettlement) -> Event:
    """What the bid plane's stream is told of a settlement; the money belongs to the moment the notice was received."""
    return Event(
        event_id=f"{row.bid_id}:settlement",
        type=EventType.SETTLEMENT,
        at_ms=row.received_at_ms,
        tenant_id=row.tenant_id,
        campaign_id=row.campaign_id,
        creative_id=row.creative_id,
        exchange_id=row.exchange_id,
        request_id=row.request_id,
        impression_id=row.impression_id,
        bid_id=row.bid_id,
        reason=row.verdict,
        price_nanos=row.price_nanos,
        currency=row.currency,
        bidder_id=row.bidder_id,
        lease_id=row.lease_id,
        is_test=row.is_test,
    )


async def _give_up(session: AsyncSession, bidder: BudgetBidder, *, last_bid_at_ms: int, terms: LeaseTerms) -> None:
    bidder.silent = True
    closes_at_ms = rules.lease_closes_at_ms(last_bid_at_ms=last_bid_at_ms, bid_life_ms=bidder.bid_life_ms, terms=terms)
    await session.flush()
    await repository.quarantine_leases(session, bidder.bidder_id, closes_at_ms)


def _settle(
    account: BudgetAccount | None, day: BudgetDay | None, lease: BudgetLease | None, event: Event, terms: LeaseTerms
) -> Verdict:
    if account is None:
        return Verdict.NOT_BILLABLE if event.is_test else Verdict.DISPUTED_UNKNOWN_LEASE
    bill = Bill(
        price_nanos=rules.recordable(event.price_nanos),
        max_price_nanos=event.max_price_nanos,
        currency=event.currency,
        received_at_ms=event.at_ms,
        expires_at_ms=event.expires_at_ms,
        is_test=event.is_test,
    )
    before, held = account.books, lease.books if lease is not None else None
    verdict = rules.judge(before, held, bill, grace_ms=terms.grace_ms)
    _move(account, day, lease, *rules.settle(before, held, bill, verdict))
    return verdict


def _note_exhaustion(row: BudgetAccount, now_ms: int) -> None:
    exhausted = rules.is_exhausted(row.books, unfunded_nanos=row.unfunded_nanos)
    if exhausted and row.exhausted_at_ms is None and not row.closed:
        row.exhausted_at_ms, row.exhaustion_told_at_ms = now_ms, None


def _campaign(of: BudgetLease | Event) -> CampaignKey:
    return of.tenant_id, of.campaign_id


def _day(lease: BudgetLease) -> DayKey:
    return lease.tenant_id, lease.campaign_id, lease.day


def _move(
    account: BudgetAccount, day: BudgetDay | None, lease: BudgetLease | None, after: Account, held: Lease | None
) -> None:
    """Carry what the rules decided over to the rows."""
    if day is not None:
        day.carry(day.books(0).moved(account.books, after))
    account.carry(after)
    if lease is not None and held is not None:
        lease.carry(held)
