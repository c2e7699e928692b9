"""Opt-outs of the sale and sharing of data, as they are kept beside the people: by hash, so that they outlive them."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from domain.contacts.values import IdentityKind

Key = tuple[str, str]
"""(kind, value) under which an opt-out is kept: addresses as their SHA-256, by which other companies know them too."""

EMAIL_SHA256: Final = "email_sha256"
PHONE_SHA256: Final = "phone_sha256"
AT_OTHERS: Final = frozenset({EMAIL_SHA256, PHONE_SHA256, IdentityKind.EXCHANGE_ID.value})
"""Kinds by which the bid plane and platforms know somebody."""


class OptOut(Struct, frozen=True, kw_only=True):
    """That somebody of this identity has opted out, since when, and by which way it was heard."""

    is_said: bool
    """By the identity itself; otherwise by somebody who is known by it too."""
    since_ms: int
    how: str
    by: str


class Untold(Struct, frozen=True, kw_only=True):
    """Some of what the bid plane has not heard yet: whether each key stands for an opt-out by now."""

    refused: Mapping[Key, bool]
    told: Mapping[Key, int]
