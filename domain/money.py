"""Money in integers.

Amounts and CPM prices are *micros* of a currency. One CPM micro is exactly one *nano* for one impression (a CPM of
2.50 is 2,500,000 micros per thousand, so 2,500,000 nanos each), so a ledger sums integer nanos and rounds nothing until
an amount is shown or invoiced. Converting currencies is the one place where rounding happens, half to even, once.
"""

from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Final

from domain.errors import InvalidInput

MICROS: Final = 1_000_000
NANOS: Final = 1_000_000_000
RATE_SCALE: Final = 1_000_000_000
"""Exchange rates are integers in billionths: 0.92 is 920,000,000."""


def to_micros(amount: str | int | Decimal, *, field: str = "amount") -> int:
    """Micros of a decimal amount. Raises ``InvalidInput`` when it is no number or finer than a micro."""
    try:
        micros = Decimal(amount) * MICROS
        whole = int(micros)
    except (InvalidOperation, ValueError, OverflowError, TypeError) as error:
        raise InvalidInput(
            f"{field} is not an amount: {amount!r}", field=field, remedy="Send it like 12.50."
        ) from error
    if whole != micros:
        raise InvalidInput(
            f"{field} is finer than a millionth: {amount}", field=field, remedy="Use at most six decimals."
        )
    return whole


def micros_to_nanos(amount_micros: int) -> int:
    """An amount in micros (a budget, not a CPM) as nanos."""
    return amount_micros * 1_000


def convert(amount: int, rate_e9: int) -> int:
    """``amount`` times a rate in billionths, rounded half to even; works for micros and nanos alike."""
    quotient, remainder = divmod(amount * rate_e9, RATE_SCALE)
    twice = remainder * 2
    if twice > RATE_SCALE or (twice == RATE_SCALE and quotient & 1):
        quotient += 1
    return quotient


def show(nanos: int, currency: str) -> str:
    """For people: ``1,234.57 USD``. The only rounding a reader ever sees."""
    shown = (Decimal(nanos) / NANOS).quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)
    return f"{shown:,} {currency}"
