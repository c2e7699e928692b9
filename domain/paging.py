"""Pages of long lists, each remembered by where it ended.

A cursor holds the last row's sort value and id, so a page is found by an index however deep it lies, and rows added or
removed meanwhile shift nothing. It is opaque to callers and worth nothing to an attacker: a tenant's session reads only
that tenant's rows, whatever a cursor says.
"""

import base64
import binascii
import json
import unicodedata
from typing import Final, Generic, NamedTuple, TypeVar

from domain.errors import InvalidInput

MAX_PAGE: Final = 200
_LARGEST: Final = 2**63
Item = TypeVar("Item")


class Page(NamedTuple, Generic[Item]):
    """Some rows, and the cursor that continues after them; None at the end."""

    items: list[Item]
    next_cursor: str | None


class Position(NamedTuple):
    """Just after the row with this sort value and id."""

    value: str | int
    id: str


def write_cursor(sort: str, position: Position) -> str:
    return base64.urlsafe_b64encode(json.dumps([sort, *position]).encode()).decode().rstrip("=")


def read_cursor(sort: str, cursor: str | None, kind: type[str] | type[int] = str) -> Position | None:
    """Where to continue in a list sorted by values of ``kind``.

    Raises ``InvalidInput`` for a cursor that no list in this order could have handed out.
    """
    if cursor is None:
        return None
    try:
        found_sort, value, last_id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, TypeError) as error:
        raise _unknown_cursor() from error
    if found_sort != sort or type(value) is not kind or not isinstance(last_id, str):
        raise _unknown_cursor()
    storable = _is_storable(value) if isinstance(value, str) else abs(value) < _LARGEST
    if not storable or not _is_storable(last_id):
        raise _unknown_cursor()
    return Position(value, last_id)


def _is_storable(text: str) -> bool:
    return not any(unicodedata.category(character) in {"Cc", "Cs"} for character in text)


def _unknown_cursor() -> InvalidInput:
    return InvalidInput(
        "the cursor does not belong to this list and order",
        field="cursor",
        remedy="Send next_cursor of the page before with the same sort, or none to start over.",
    )
