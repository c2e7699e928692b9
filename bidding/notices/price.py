"""Reading what an exchange put where our macros stood (OpenRTB 2.6, section 4.4)."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from re import compile as pattern
from typing import Final

from bidding.notices.google_price import GooglePrices
from domain.errors import InvalidInput
from domain.exchanges.values import PriceEncryption
from domain.money import MICROS, RATE_SCALE

MOST_VALUE_MICROS: Final = 10**15
AUDIT: Final = frozenset({"AUDIT", "QVVESVQ=", "QVVESVQ"})
"""What stands for a macro when markup is rendered to be looked at and nothing is sold; also in base 64."""
_DECIMAL: Final = pattern(r"(?=.*\d)\d{0,12}(\.\d{0,18})?")

EncryptionOf = Callable[[str], PriceEncryption | None]
"""How the exchange of an id hides its prices; None for one that nobody knows."""


class Prices:
    """Reads prices by the way of their exchange.

    ``google`` holds the keys of exchanges that encrypt as Google does, an encryption and an integrity key with a comma
    between them, by exchange id. Of an exchange that encrypts, no price in the clear is believed, nor that it left one out:
    its notices pass through browsers. Raises ``InvalidInput`` for keys that are none.
    """

    def __init__(self, encryption_of: EncryptionOf, google: Mapping[str, str] | None = None) -> None:
        self._encryption_of = encryption_of
        self._google: dict[str, GooglePrices] = {}
        for exchange_id, keys in (google or {}).items():
            encryption_key, _, integrity_key = keys.partition(",")
            self._google[exchange_id] = GooglePrices(encryption_key, integrity_key)

    def nanos(self, exchange_id: str, text: str, rate_e9: int) -> int:
        """Nanos an impression, in the campaign's currency, of a CPM in the bid's; rounded once, half to even.

        Raises ``InvalidInput`` for what cannot be read, or must not be believed.
        """
        encryption = self._encryption_of(exchange_id)
        if encryption is None:
            raise InvalidInput("nobody knows how this exchange tells prices", field="price")
        if encryption is PriceEncryption.GOOGLE:
            google = self._google.get(exchange_id)
            if google is None:
                raise InvalidInput("we have no keys for this exchange's prices", field="notices.google_price_keys")
            return _rounded(google.cpm_micros(text) * rate_e9, RATE_SCALE)
        return price_nanos(text, rate_e9)

    def may_be_left_open(self, exchange_id: str) -> bool:
        """Whether a notice without a price may be the exchange's way of saying that we pay what we bid."""
        return self._encryption_of(exchange_id) is PriceEncryption.NONE


def is_unexpanded(value: str, macro: str) -> bool:
    """Whether the exchange left ``${macro}`` as it was, in any bracket style, or sent nothing in its place."""
    return not value or macro in value


def price_nanos(cpm: str, rate_e9: int) -> int:
    """``Prices.nanos`` of a price in the clear: a plain decimal from 0 to under a million million."""
    return _scaled(cpm, MICROS * rate_e9, RATE_SCALE, field="price")


def value_micros(amount: str) -> int:
    """Micros of a conversion's value. Raises ``InvalidInput`` for anything but a plain decimal from 0 to a billion.

    Whoever saw a click's address can name a value, and sums of values must fit 64 bits.
    """
    micros = _scaled(amount, MICROS, 1, field="value")
    if micros > MOST_VALUE_MICROS:
        raise InvalidInput("a conversion is worth a billion at most", field="value", remedy="Send what it was worth.")
    return micros


def _scaled(text: str, numerator: int, denominator: int, *, field: str) -> int:
    if not _DECIMAL.fullmatch(text) or not text.isascii():
        raise InvalidInput(f"{field} is not an amount: {text[:40]!r}", field=field, remedy="Send it like 2.50.")
    top, bottom = Decimal(text).as_integer_ratio()
    return _rounded(top * numerator, bottom * denominator)


def _rounded(top: int, bottom: int) -> int:
    quotient, remainder = divmod(top, bottom)
    if 2 * remainder > bottom or (2 * remainder == bottom and quotient & 1):
        quotient += 1
    return quotient
