"""Exchange rates of one day, in integers.

A rate says how many units of a currency one unit of another buys, in billionths (``domain.money.RATE_SCALE``).
``domain.money.convert`` applies it.
"""

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from domain.errors import InvalidInput
from domain.money import RATE_SCALE

BASE: Final = "USD"


class RateTable(msgspec.Struct, frozen=True, kw_only=True):
    """What one US dollar bought on ``day``: billionths of each currency.

    Raises ``InvalidInput`` for a rate that is not positive, or a base that is not worth exactly itself.
    """

    day: date
    source: str
    per_usd_e9: dict[str, int]
    revision: int = 0
    """Grows with every table put into force; 0 is the one that ships."""

    def __post_init__(self) -> None:
        for currency, rate_e9 in self.per_usd_e9.items():
            if rate_e9 <= 0:
                raise InvalidInput(
                    f"the rate of {currency} must be positive, not {rate_e9}",
                    field=f"per_usd_e9.{currency}",
                    remedy="Give billionths of the currency for one US dollar.",
                )
        if self.per_usd_e9.get(BASE) != RATE_SCALE:
            raise InvalidInput(
                f"{BASE} must be listed at exactly {RATE_SCALE}", field=f"per_usd_e9.{BASE}", remedy="It is the base."
            )

    def copy(self) -> "RateTable":
        """One that may be taken over without touching this."""
        return msgspec.structs.replace(self, per_usd_e9=dict(self.per_usd_e9))

    def take_over(self, newer: "RateTable") -> None:
        """Convert by ``newer`` from now on, wherever this table is held; its day and revision stay what they were."""
        self.per_usd_e9.update(newer.per_usd_e9)

    def knows(self, currency: str) -> bool:
        return currency in self.per_usd_e9

    def rate_e9(self, source: str, target: str) -> int | None:
        """Billionths of ``target`` for one unit of ``source``, rounded half to even; None when a currency is unknown.

        A currency is worth exactly itself, whether we know it or not. A rate too small for a billionth is None as well.
        """
        if source == target:
            return RATE_SCALE
        bought = self.per_usd_e9.get(target)
        paid = self.per_usd_e9.get(source)
        if bought is None or paid is None:
            return None
        quotient, remainder = divmod(bought * RATE_SCALE, paid)
        twice = remainder * 2
        if twice > paid or (twice == paid and quotient & 1):
            quotient += 1
        return quotient or None


@cache
def shipped_rates() -> RateTable:
    """The table that ships with this release; its ``day`` says how old it is."""
    return msgspec.json.decode((files(__package__) / "rates.json").read_bytes(), type=RateTable)
