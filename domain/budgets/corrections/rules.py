"""What a correction does to the books. Pure."""

from typing import Final

from msgspec.structs import replace

from domain.budgets.alerts.rules import NEARING_PERCENT
from domain.budgets.rules import MAX_RECORDED_NANOS, Account, Day
from domain.budgets.values import Verdict
from domain.errors import InvalidInput
from domain.money import show

COUNTED_IN_PLACE_MS: Final = 80 * 86_400_000
"""Analytics takes events of the last 90 days; a correction of an older bill counts when it is made."""


def counts_at_first(verdict: Verdict, price_nanos: int) -> int:
    """What a settlement counted for before anybody corrected it."""
    return price_nanos if verdict is Verdict.CONFIRMED else 0


def refuse_uncorrectable(verdict: Verdict) -> None:
    """Raise ``InvalidInput`` for an entry that stands for no bill anybody could owe."""
    if verdict in (Verdict.NOT_BILLABLE, Verdict.CORRECTION):
        raise InvalidInput(
            f"an entry that is {verdict.value} cannot be corrected",
            field="sequence",
            remedy="Correct the settlement that it is against, or none.",
        )


def correct(
    account: Account, day: Day | None, *, verdict: Verdict, price_nanos: int, before_nanos: int, after_nanos: int
) -> Account:
    """The account once a settlement counts for ``after_nanos`` instead of ``before_nanos``.

    ``day`` is that of the campaign that is under way, where the settlement belongs to it; others have no budget any more.
    Raises ``InvalidInput`` for an amount no impression costs, and for more than the budget still allows.
    """
    if not 0 <= after_nanos <= MAX_RECORDED_NANOS:
        raise InvalidInput("an impression costs between 0 and a million", field="amount", remedy="Send what is owed.")
    more_nanos = after_nanos - before_nanos
    available_nanos = day.available_nanos(account) if day is not None else account.available_nanos
    if more_nanos > available_nanos:
        raise InvalidInput(
            f"{show(more_nanos, account.currency)} more are not in the budget: {show(available_nanos, account.currency)} are available",
            field="amount",
            remedy="Raise the budget first.",
        )
    was_disputed = verdict is not Verdict.CONFIRMED and not before_nanos
    is_disputed = verdict is not Verdict.CONFIRMED and not after_nanos
    return replace(
        account,
        spent_nanos=account.spent_nanos + more_nanos,
        disputed_nanos=max(0, account.disputed_nanos + max(0, price_nanos) * (is_disputed - was_disputed)),
    )


def leaves_what_was_told(before: Account, after: Account) -> bool:
    """Whether people were told of more spend than there is now: a share of the budget that alerts speak of is left again."""
    return any(_reached(before, percent) and not _reached(after, percent) for percent in (NEARING_PERCENT, 100))


def leaves_its_day(before: Day, after: Day) -> bool:
    """Whether a day that was over its budget is so no longer."""
    return before.spent_nanos > before.budget_nanos >= after.spent_nanos


def _reached(account: Account, percent: int) -> bool:
    return account.spent_nanos * 100 >= account.budget_nanos * percent


def counted_at_ms(received_at_ms: int, *, now_ms: int) -> int:
    """The moment a correction belongs to."""
    return received_at_ms if now_ms - received_at_ms < COUNTED_IN_PLACE_MS else now_ms
