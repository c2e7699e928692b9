"""Vendors' answers, read with a clear error where something promised is missing."""

from decimal import Decimal, InvalidOperation
from typing import Any

from domain.errors import Unavailable
from domain.money import MICROS


def field(answer: object, *path: str) -> Any:
    """What lies at ``path``. Raises ``Unavailable``, naming the path, when the answer has no such thing."""
    found: Any = answer
    for name in path:
        if not isinstance(found, dict) or name not in found:
            raise Unavailable(f"the vendor's answer has no '{'.'.join(path)}'")
        found = found[name]
    return found


def whole(value: object) -> int:
    """A count, which some vendors send as text; nothing counts as 0. Raises ``Unavailable`` for anything else."""
    if value in (None, ""):
        return 0
    try:
        return int(Decimal(str(value)))
    except InvalidOperation as error:
        raise Unavailable(f"the vendor reported {str(value)[:40]!r} where a number belongs") from error


def micros(value: object) -> int:
    """An amount in currency units, as micros; nothing counts as 0. Raises ``Unavailable`` for anything else."""
    if value in (None, ""):
        return 0
    try:
        return round(Decimal(str(value)) * MICROS)
    except InvalidOperation as error:
        raise Unavailable(f"the vendor reported {str(value)[:40]!r} where an amount belongs") from error


def units(amount_micros: int) -> float:
    """Micros as currency units, the way JSON APIs want them: two decimals, rounded down."""
    return amount_micros // 10_000 / 100
