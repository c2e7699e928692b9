"""Reading what an exchange put where our macros stood (OpenRTB 2.6, section 4.4)."""

from decimal import Decimal
from re import compile as pattern
from typing import Final

from domain.errors import InvalidInput
from domain.money import MICROS, RATE_SCALE

MOST_VALUE_MICROS: Final = 10**15
_DECIMAL: Final = pattern(r"(?=.*\d)\d{0,12}(\.\d{0,18})?")
_LOSS_REASON: Final = pattern(r"\d{1,4}")


def is_unexpanded(value: str, macro: str) -> bool:
    """Whether the exchange left ``${macro}`` as it was, in any bracket style, or sent nothing in its place."""
    return not value or macro in value


def price_nanos(cpm: str, rate_e9: int) -> int:
    """Nanos an impression, in the campaign's currency, of a CPM in the bid's; rounded once, half to even.

    Raises ``InvalidInput`` for anything but a plain decimal from 0 to under a million million.
    """
    return _scaled(cpm, MICROS * rate_e9, RATE_SCALE, field="price")


def value_micros(amount: str) -> int:
    """Micros of a conversion's value. Raises ``InvalidInput`` for anything but a plain decimal from 0 to a billion.

    Whoever saw a click's address can name a value, and sums of values must fit 64 bits.
    """
    micros = _scaled(amount, MICROS, 1, field="value")
    if micros > MOST_VALUE_MICROS:
        raise InvalidInput("a conversion is worth a billion at most", field="value", remedy="Send what it was worth.")
    return micros


def loss_reason(code: str) -> str:
    """A loss reason code (OpenRTB list Loss Reason Codes) as text; empty when the exchange gave none that reads as one."""
    return code if _LOSS_REASON.fullmatch(code) else ""


def _scaled(text: str, numerator: int, denominator: int, *, field: str) -> int:
    if not _DECIMAL.fullmatch(text) or not text.isascii():
        raise InvalidInput(f"{field} is not an amount: {text[:40]!r}", field=field, remedy="Send it like 2.50.")
    top, bottom = Decimal(text).as_integer_ratio()
    bottom *= denominator
    quotient, remainder = divmod(top * numerator, bottom)
    if 2 * remainder > bottom or (2 * remainder == bottom and quotient & 1):
        quotient += 1
    return quotient
