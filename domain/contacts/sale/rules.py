"""Under what an opt-out is kept, and for whom it holds. Pure."""

from hashlib import blake2b, sha256
from typing import Final

from domain.contacts.sale.values import EMAIL_SHA256, PHONE_SHA256, Key, OptOut
from domain.contacts.values import Identity, IdentityKind

_CHANGE_HANDS: Final = frozenset({IdentityKind.ANONYMOUS_ID.value, IdentityKind.EXCHANGE_ID.value})
_DIGESTED: Final = {IdentityKind.EMAIL.value: EMAIL_SHA256, IdentityKind.PHONE.value: PHONE_SHA256}


def key_of(identity: Identity) -> Key:
    """An identity in its normal form, as opt-outs are kept by it."""
    kind, value = identity
    return (_DIGESTED[kind], sha256(value.encode()).hexdigest()) if kind in _DIGESTED else identity


def hashed(key: Key, salt: bytes) -> str:
    """What is kept: 32 hexadecimal digits that say nothing without the tenant's salt."""
    kind, value = key
    return blake2b(f"sale\n{kind}\n{value}".encode(), key=salt, digest_size=16).hexdigest()


def holds_for_whoever_has(identity: Identity, opt_out: OptOut) -> bool:
    """Whether somebody who turns out to have this identity has opted out.

    A browser that changes hands takes along what it said itself, and not what somebody said who used it once.
    """
    return opt_out.is_said or identity[0] not in _CHANGE_HANDS
