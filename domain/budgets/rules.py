"""The algebra of escrow: six moves on an account and its leases, each one pure and each keeping the same promise.

``spent + outstanding`` of an account never rises above its budget, nor that of a day above its daily budget, where a lease's outstanding is what was granted and
neither settled nor returned. Only ``grant`` raises the sum, and only by what is available; ``settle`` moves money from
outstanding to spent; ``give_back`` and ``close`` lower it. A budget cut below what is already committed takes nothing
back that bidders have promised: it stops grants, and the sum falls to it as leases end.
"""

from decimal import Decimal
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from domain.budgets.values import BID_LIFE_MS, LeaseRefusal, LeaseState, PaceView, Verdict
from domain.errors import InvalidInput
from domain.money import NANOS
from domain.pacing.rules import EVEN, Shape, period_of, planned, standing
from domain.pacing.values import Pacing, PacingStatus, SpendPlan

MAX_STORED_NANOS: Final = 2**63 - 1
MAX_RECORDED_NANOS: Final = 10**15
"""A notice may claim any number; beyond a million for one impression it is recorded as this."""
LOTS: Final = 4
"""A refill is worth the trip from this many bids on; less is granted only when the share or the budget is less."""


class LeaseTerms(Struct, frozen=True, kw_only=True):
    """The durations banker and bidders agree on, in milliseconds."""

    lease_life_ms: int = 30_000
    """How long a bidder may bid after the last answered heartbeat: bidding outlives a banker by this much."""
    silent_after_ms: int = 10_000
    """A bidder not heard for this long is taken for dead."""
    grace_ms: int = 5_000
    """A notice received this long after its bid expired still counts."""
    publish_lag_ms: int = 5_000
    """A notice is in the stream at most this long after it was received."""

    @property
    def settling_ms(self) -> int:
        """How long after a bid's expiry the stream can still bring a bill for it that counts."""
        return self.grace_ms + self.publish_lag_ms


class Account(Struct, frozen=True, kw_only=True):
    """One campaign's escrow, in nanos of its currency. ``outstanding_nanos`` is the sum over its leases.

    ``elsewhere_nanos`` is promised to platforms that buy on their own; it is theirs, spent or not.
    """

    currency: str
    budget_nanos: int
    spent_nanos: int = 0
    outstanding_nanos: int = 0
    disputed_nanos: int = 0
    closed: bool = False
    elsewhere_nanos: int = 0

    @property
    def available_nanos(self) -> int:
        """What may still be leased; nothing while a lowered budget is below what is committed."""
        return max(0, self.budget_nanos - self.elsewhere_nanos - self.spent_nanos - self.outstanding_nanos)

    @property
    def remaining_nanos(self) -> int:
        """The most that our bidders can still spend: what is available, and every lease coming back unspent."""
        return max(0, self.budget_nanos - self.elsewhere_nanos - self.spent_nanos)


class Day(Struct, frozen=True, kw_only=True):
    """One day of a campaign: what was billed of the bids made in it, and what its leases hold. A budget of 0 is none."""

    budget_nanos: int = 0
    spent_nanos: int = 0
    outstanding_nanos: int = 0

    def available_nanos(self, account: Account) -> int:
        """What may still be leased for bids of this day."""
        if not self.budget_nanos:
            return account.available_nanos
        return max(0, min(account.available_nanos, self.budget_nanos - self.spent_nanos - self.outstanding_nanos))

    def moved(self, before: Account, after: Account) -> "Day":
        """The day's books after a move on one of its leases: they move by what the account's moved."""
        return replace(
            self,
            spent_nanos=self.spent_nanos + after.spent_nanos - before.spent_nanos,
            outstanding_nanos=self.outstanding_nanos + after.outstanding_nanos - before.outstanding_nanos,
        )


class Lease(Struct, frozen=True, kw_only=True):
    """Money set aside for one bidder. ``closes_at_ms`` is set once it is quarantined."""

    granted_nanos: int
    settled_nanos: int = 0
    returned_nanos: int = 0
    state: LeaseState = LeaseState.OPEN
    closes_at_ms: int = 0

    @property
    def outstanding_nanos(self) -> int:
        return self.granted_nanos - self.settled_nanos - self.returned_nanos


class Bill(Struct, frozen=True, kw_only=True):
    """What a billing notice claims, all from its signed token but ``price_nanos`` and ``received_at_ms``."""

    price_nanos: int
    max_price_nanos: int
    currency: str
    received_at_ms: int
    expires_at_ms: int
    is_test: bool = False


def grant(
    account: Account,
    *,
    want_nanos: int,
    least_nanos: int,
    bidders: int,
    day: Day = Day(),  # noqa: B008 - frozen
    release_nanos: int | None = None,
) -> tuple[Account, int] | LeaseRefusal:
    """Lease up to ``want_nanos``, leaving each of the other live ``bidders`` as much as this one takes.

    Refused as exhausted when what is available cannot fund the cheapest bid the asker has, ``least_nanos``; for the rest
    of the day when its budget cannot; for a while when pacing releases nothing (``release_nanos``; None is no pacing).
    """
    if account.closed:
        return LeaseRefusal.CLOSED_ACCOUNT
    least = max(1, least_nanos)
    available = account.available_nanos
    if available < least:
        return LeaseRefusal.EXHAUSTED
    available = day.available_nanos(account)
    if available < least:
        return LeaseRefusal.DAY_SPENT
    if release_nanos is not None:
        if release_nanos < least:
            return LeaseRefusal.PACED
        want_nanos = min(want_nanos, release_nanos)
    share = max(available // (max(1, bidders) + 1), least * LOTS)
    granted = min(max(want_nanos, least), share, available)
    return replace(account, outstanding_nanos=account.outstanding_nanos + granted), granted


def judge(account: Account, lease: Lease | None, bill: Bill, *, grace_ms: int) -> Verdict:
    """What becomes of a bill; only ``CONFIRMED`` moves money."""
    if bill.is_test:
        return Verdict.NOT_BILLABLE
    if lease is None:
        return Verdict.DISPUTED_UNKNOWN_LEASE
    if bill.price_nanos < 0 or bill.currency != account.currency:
        return Verdict.DISPUTED_INVALID
    if bill.price_nanos > bill.max_price_nanos:
        return Verdict.DISPUTED_OVER_BID
    if bill.received_at_ms > bill.expires_at_ms + grace_ms or lease.state is LeaseState.CLOSED:
        return Verdict.DISPUTED_LATE
    if bill.price_nanos > lease.outstanding_nanos:
        return Verdict.DISPUTED_OVER_LEASE
    return Verdict.CONFIRMED


def settle(account: Account, lease: Lease | None, bill: Bill, verdict: Verdict) -> tuple[Account, Lease | None]:
    """Carry out what ``judge`` said: a confirmed price leaves the lease and is spent, a disputed one is only noted."""
    if verdict is Verdict.CONFIRMED and lease is not None:
        spent = account.spent_nanos + bill.price_nanos
        left = account.outstanding_nanos - bill.price_nanos
        settled = replace(lease, settled_nanos=lease.settled_nanos + bill.price_nanos)
        return replace(account, spent_nanos=spent, outstanding_nanos=left), settled
    if verdict is Verdict.NOT_BILLABLE:
        return account, lease
    disputed = min(account.disputed_nanos + max(0, bill.price_nanos), MAX_STORED_NANOS)
    return replace(account, disputed_nanos=disputed), lease


def give_back(account: Account, lease: Lease, *, returned_nanos: int) -> tuple[Account, Lease]:
    """Take back a lease's running total of returns; an older or repeated total changes nothing."""
    total = min(max(returned_nanos, lease.returned_nanos), lease.granted_nanos - lease.settled_nanos)
    freed = total - lease.returned_nanos
    left = account.outstanding_nanos - freed
    return replace(account, outstanding_nanos=left), replace(lease, returned_nanos=total)


def quarantine(lease: Lease, *, closes_at_ms: int) -> Lease:
    """Hold an open lease back until no bill on it can still count; an earlier quarantine stands."""
    if lease.state is not LeaseState.OPEN:
        return lease
    return replace(lease, state=LeaseState.QUARANTINED, closes_at_ms=closes_at_ms)


def close(account: Account, lease: Lease) -> tuple[Account, Lease]:
    """End a lease: what is left of it returns to the budget, and whatever is billed later is disputed."""
    account, lease = give_back(account, lease, returned_nanos=lease.granted_nanos)
    return account, replace(lease, state=LeaseState.CLOSED)


def promise(account: Account, *, held_nanos: int, wanted_nanos: int) -> Account:
    """Promise a platform ``wanted_nanos`` of the budget in place of the ``held_nanos`` it was promised before.

    Raises ``InvalidInput`` when more is wanted than nobody else has spent, holds or was promised.
    """
    more = wanted_nanos - held_nanos
    if more > account.available_nanos:
        raise InvalidInput(
            "that much of the budget is not free any more: it is spent, held by bidders or promised elsewhere",
            field="share",
            remedy=f"At most {Decimal(held_nanos + account.available_nanos) / NANOS:.2f} {account.currency} can be promised here.",
        )
    return replace(account, elsewhere_nanos=account.elsewhere_nanos + more)


def is_exhausted(account: Account, *, unfunded_nanos: int) -> bool:
    """No bid can ever be funded again: were every lease to come back unspent, it would still be less than a bid costs.

    ``unfunded_nanos`` is the cheapest bid of the bidder last refused. Money in flight may come back, so it counts as left.
    """
    return account.remaining_nanos < max(1, unfunded_nanos)


def recordable(nanos: int) -> int:
    """What is kept of an amount that a notice claims."""
    return max(-MAX_RECORDED_NANOS, min(nanos, MAX_RECORDED_NANOS))


def pace_view(
    plan: SpendPlan,
    account: Account,
    *,
    spent_today_nanos: int,
    opened_at_ms: int,
    shape: Shape,
    share: float,
    now_ms: int,
) -> PaceView:
    """Plan against spend, of the day with a daily budget and else of the flight."""
    period = period_of(
        plan,
        now_ms=now_ms,
        opened_at_ms=opened_at_ms,
        budget_nanos=account.budget_nanos,
        spent_before_today_nanos=account.spent_nanos - spent_today_nanos,
    )
    if period is None:
        return PaceView(mode=plan.pacing, status=PacingStatus.UNPACED, time_zone=plan.time_zone)
    shape = shape if plan.pacing is Pacing.FORECAST else EVEN
    confirmed_nanos = spent_today_nanos if plan.daily_budget_nanos else account.spent_nanos
    return PaceView(
        mode=plan.pacing,
        status=standing(period, confirmed_nanos, now_ms=now_ms, shape=shape),
        time_zone=plan.time_zone,
        starts_at_ms=period.starts_at_ms,
        ends_at_ms=period.ends_at_ms,
        amount_nanos=period.amount_nanos,
        planned_nanos=planned(period, now_ms, shape),
        confirmed_nanos=confirmed_nanos,
        share=share,
    )


def lease_closes_at_ms(*, last_bid_at_ms: int, bid_life_ms: int, terms: LeaseTerms) -> int:
    """When a lease is beyond every bill that counts, if no bid was made on it after ``last_bid_at_ms``."""
    return last_bid_at_ms + min(max(0, bid_life_ms), BID_LIFE_MS) + terms.settling_ms
