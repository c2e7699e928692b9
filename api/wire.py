"""How amounts and instants travel over REST, and the types that many bodies share.

An amount is a decimal in a string (``"12.50"``), never a JSON number: floats cannot hold cents. An instant is ISO 8601
with its offset (``2027-03-01T00:00:00Z``). Inside, both are integers.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Final

from fastapi import Header, Path, Query
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, JsonValue, PlainSerializer, WithJsonSchema

from domain.errors import InvalidInput
from domain.money import MICROS, NANOS, to_micros
from domain.paging import MAX_PAGE

_AMOUNT = re.compile(r"[0-9]{1,13}(\.[0-9]{1,6})?")
_PRICE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
LAST_INSTANT_MS: Final = 4_102_444_800_000
"""The year 2100. Far later ones could be kept and never shown again: calendars end with the year 9999."""


def _read_amount(value: Any) -> int:
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
        raise ValueError("is not an amount; send it as a string with at most six decimals, like '12.50'")
    return to_micros(value)


def _read_price(value: Any) -> int:
    if not isinstance(value, str) or not _PRICE.fullmatch(value):
        raise ValueError("is not a price; send it as a string with at most nine decimals, like '0.002500125'")
    return int(Decimal(value) * NANOS)


def show_micros(micros: int) -> str:
    """``12500000`` as ``"12.50"``: exact, with two decimals at least."""
    return _decimal(Decimal(micros) / MICROS)


def show_nanos(nanos: int) -> str:
    """An amount in nanos, exact, with two decimals at least."""
    return _decimal(Decimal(nanos) / NANOS)


def _decimal(amount: Decimal) -> str:
    exponent = amount.normalize().as_tuple().exponent
    decimals = max(2, -exponent) if isinstance(exponent, int) else 2
    return f"{amount:.{decimals}f}"


def _read_instant(value: Any) -> int:
    if not isinstance(value, str):
        raise ValueError("is not an instant; send it like '2027-03-01T00:00:00Z'")  # noqa: TRY004 -- pydantic wants ValueError
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("is not an instant; send it like '2027-03-01T00:00:00Z'") from None
    if instant.tzinfo is None:
        raise ValueError("has no time zone; end it with Z or an offset like +02:00")
    at_ms = (instant - _EPOCH) // _MILLISECOND
    if not 0 <= at_ms <= LAST_INSTANT_MS:
        raise ValueError("is not an instant we know; send one between 1970 and 2100")
    return at_ms


def show_instant(at_ms: int) -> str:
    """Unix milliseconds as ISO 8601 in UTC."""
    return (_EPOCH + at_ms * _MILLISECOND).isoformat(timespec="milliseconds").replace("+00:00", "Z")


_AMOUNT_SCHEMA: Final = {"type": "string", "pattern": r"^[0-9]{1,13}(\.[0-9]{1,6})?$", "examples": ["500.00"]}
_PRICE_SCHEMA: Final = {"type": "string", "pattern": rf"^{_PRICE.pattern}$", "examples": ["0.002500125"]}
_INSTANT_SCHEMA: Final = {"type": "string", "format": "date-time", "examples": ["2027-03-01T00:00:00Z"]}

Money = Annotated[int, BeforeValidator(_read_amount), WithJsonSchema(_AMOUNT_SCHEMA)]
"""In a body: a decimal string, which becomes micros."""

Nanos = Annotated[int, BeforeValidator(_read_price), WithJsonSchema(_PRICE_SCHEMA)]
"""In a body: the price of an impression, a decimal string which becomes nanos."""

Instant = Annotated[int, BeforeValidator(_read_instant), WithJsonSchema(_INSTANT_SCHEMA)]
"""In a body: ISO 8601 between 1970 and 2100, which becomes Unix milliseconds."""

ShownMoney = Annotated[int, PlainSerializer(show_micros, return_type=str), WithJsonSchema(_AMOUNT_SCHEMA)]
"""In an answer: micros, which leave as a decimal string."""

ShownInstant = Annotated[int, PlainSerializer(show_instant, return_type=str), WithJsonSchema(_INSTANT_SCHEMA)]
"""In an answer: Unix milliseconds, which leave as ISO 8601."""

Id = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
"""An id in a path."""

Cursor = Annotated[str | None, Query(max_length=1_000, description="next_cursor of the page before")]
Limit = Annotated[int, Query(ge=1, le=MAX_PAGE, description="Rows a page holds at most")]


class Body(BaseModel):
    """What a caller sends: no field we do not know is accepted, since it would be a misspelt one."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class View(BaseModel):
    """What a caller gets, built from values as they are inside."""

    model_config = ConfigDict(use_attribute_docstrings=True)


def if_match(header: str | None) -> int | None:
    """The revision a caller read, from ``If-Match: "3"``. Raises ``InvalidInput``."""
    if header is None or header == "*":
        return None
    number = header.removeprefix("W/").strip('"')
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise InvalidInput(
            "If-Match does not name a revision", field="If-Match", remedy="Send the ETag of the answer you read."
        )
    return int(number)


def _if_match_digest(header: str | None) -> str | None:
    return None if header in (None, "*") else header.removeprefix("W/").strip('"')


IfMatchDigest = Annotated[str | None, Header(alias="If-Match", max_length=80), AfterValidator(_if_match_digest)]
"""The revision a caller read, where revisions are digests."""


def merge_patch(target: Mapping[str, Any], patch: Mapping[str, JsonValue]) -> dict[str, Any]:
    """``target`` changed as RFC 7396 has it: objects merge, everything else replaces, null removes."""
    merged = dict(target)
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, dict):
            held = merged.get(name)
            merged[name] = merge_patch(held if isinstance(held, dict) else {}, value)
        else:
            merged[name] = value
    return merged
