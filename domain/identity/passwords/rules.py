"""Which passwords are good enough, and how long an account is left alone after wrong ones."""

import hashlib
import unicodedata
from typing import Final

from domain.errors import InvalidInput
from domain.identity.passwords.values import FIRST_LOCK_MS, FREE_ATTEMPTS, LONGEST, LONGEST_LOCK_MS, SHORTEST

_FEWEST_DISTINCT: Final = 5
_RUNS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
)
_WORN: Final = (
    "password",
    "passwort",
    "letmein",
    "iloveyou",
    "welcome",
    "administrator",
    "changeme",
    "campaignexpress",
)
"""What guesses begin with; once they are taken out, enough must be left."""
_LEFT: Final = 8


def normalised(password: str) -> str:
    """The same characters however a keyboard composed them."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, *, email: str, tenant_id: str) -> None:
    """Long, not a run of keys, not made of what everybody knows. Raises ``InvalidInput``."""
    plain = normalised(password)
    if len(plain) < SHORTEST:
        raise _weak(f"the password has fewer than {SHORTEST} characters")
    if len(password) > LONGEST:
        raise _weak(f"the password has more than {LONGEST} characters")
    bare = "".join(letter for letter in plain.casefold() if not letter.isspace())
    if len(set(bare)) < _FEWEST_DISTINCT:
        raise _weak("the password repeats a few characters")
    if any(bare in run + run or bare in (run + run)[::-1] for run in _RUNS):
        raise _weak("the password is a run of keys")
    known = (email.partition("@")[0].casefold(), email.casefold(), tenant_id.casefold(), *_WORN)
    for word in sorted((one for one in known if len(one) >= 4), key=len, reverse=True):
        bare = bare.replace(word, "")
    if len(bare) < _LEFT:
        raise _weak("the password is made of words that are tried first")


def _weak(message: str) -> InvalidInput:
    remedy = f"Take a sentence of at least {SHORTEST} characters that nobody else would."
    return InvalidInput(message, field="password", remedy=remedy)


def account_of(tenant_id: str, email: str) -> str:
    """What attempts are counted under, whether the account exists or not."""
    return hashlib.sha256(f"{tenant_id}/{email.casefold()}".encode()).hexdigest()


def lock_ms(attempts: int) -> int:
    """How long after so many attempts in a row the next one counts for nothing. It ends: nobody can be kept out for ever."""
    beyond = attempts - FREE_ATTEMPTS
    return 0 if beyond < 0 else min(LONGEST_LOCK_MS, FIRST_LOCK_MS << min(beyond, 20))
