"""The people of these proofs: by number, who each of them is and what must keep which message from them."""

import csv
import io
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from domain.delivery.values import Gate

HELLO: Final = "hello"
NUDGE: Final = "nudge"
THANKS: Final = "thanks"
LAST_CALL: Final = "last_call"
BY_MAIL: Final = frozenset({HELLO, LAST_CALL})
BY_SMS: Final = frozenset({NUDGE, THANKS})
COLUMNS: Final = {
    "id": {"to": "identity", "kind": "external_id"},
    "email": {"to": "identity", "kind": "email"},
    "phone": {"to": "identity", "kind": "phone"},
    "name": {"to": "attribute", "name": "first_name"},
    "mail": {"to": "consent", "channel": "email"},
    "sms": {"to": "consent", "channel": "sms"},
}


class Kind(StrEnum):
    """One person in fifty of each but the first."""

    ORDINARY = "ordinary"
    MAIL_SUPPRESSED = "mail suppressed"
    SUPPRESSED = "suppressed"
    NO_PHONE = "no phone"
    MAIL_DENIED = "mail denied"
    NO_MAIL = "no mail"


_ODD_ONES: Final = tuple(kind for kind in Kind if kind is not Kind.ORDINARY)


def kind_of(number: int) -> Kind:
    place = number % 50
    return _ODD_ONES[place] if place < len(_ODD_ONES) else Kind.ORDINARY


def buys(number: int) -> bool:
    """Whether they do what their journey waits for."""
    return number % 3 == 0


def id_of(number: int) -> str:
    return f"person-{number}"


def mail_of(number: int) -> str:
    return f"person-{number}@shop.example"


def refusal(kind: Kind, step: str) -> Gate | None:
    """Which gate keeps a message of that step from somebody of that kind; caps and holdouts apart."""
    if kind is Kind.SUPPRESSED:
        return Gate.SUPPRESSION
    if step in BY_SMS:
        return Gate.ELIGIBILITY if kind is Kind.NO_PHONE else None
    return {
        Kind.MAIL_SUPPRESSED: Gate.SUPPRESSION,
        Kind.MAIL_DENIED: Gate.CONSENT,
        Kind.NO_MAIL: Gate.ELIGIBILITY,
    }.get(kind)


def sheet(numbers: Sequence[int]) -> bytes:
    """Them as a file that a tenant uploads."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(COLUMNS)
    for number in numbers:
        kind = kind_of(number)
        lines.writerow(
            [
                id_of(number),
                "" if kind is Kind.NO_MAIL else mail_of(number),
                "" if kind is Kind.NO_PHONE else f"+4366{number:08}",
                f"Ana{number}",
                "no" if kind is Kind.MAIL_DENIED else "yes",
                "yes",
            ]
        )
    return written.getvalue().encode()
