"""How old rates may be."""

from datetime import date
from typing import Final

from domain.rates.values import RateTable

STALE_AFTER_DAYS: Final = 7


def age_days(table: RateTable, today: date) -> int:
    return max(0, (today - table.day).days)


def is_stale(table: RateTable, today: date, *, after_days: int = STALE_AFTER_DAYS) -> bool:
    """Whether the rates are older than ``after_days``; 0 never finds them so."""
    return bool(after_days) and age_days(table, today) > after_days
