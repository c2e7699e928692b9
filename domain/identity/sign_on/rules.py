"""Whom a provider may speak for, what its groups amount to, and where a browser may be sent afterwards."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from domain.errors import InvalidInput, Unauthenticated
from domain.identity.rules import digest
from domain.identity.sign_on.values import Provider, Refusal, Told
from domain.identity.values import Role

_PATH: Final = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


class SignOnRefused(Unauthenticated):
    """``why`` is all that the browser learns; the message is for the log."""

    code = "sign_on_refused"

    def __init__(self, why: Refusal, message: str) -> None:
        super().__init__(message, field=why.value, remedy="Begin again, or ask whoever runs your identity provider.")
        self.why = why


def check_return_to(path: str) -> str:
    """A place within our own site. Raises ``InvalidInput`` for any other, however it is written."""
    if not _PATH.fullmatch(path):
        raise InvalidInput(
            "return_to is not a path of this site", field="return_to", remedy="Send one such as /campaigns."
        )
    return path


def subject_digest(issuer: str, subject: str) -> str:
    """What we keep of who somebody is to whom: subjects are unique within their issuer alone."""
    return digest(f"{issuer}\n{subject}")


def domain_of(email: str) -> str:
    return email.rpartition("@")[2].lower()


def check_domain(provider: Provider, told: Told) -> None:
    """Raises ``SignOnRefused`` for an address that the provider may not speak for."""
    if told.email and domain_of(told.email) not in provider.email_domains:
        raise SignOnRefused(Refusal.WRONG_DOMAIN, f"{provider.name} may not speak for {domain_of(told.email)}")


def proven_address(provider: Provider, told: Told) -> str:
    """The address of somebody we do not know yet. Raises ``SignOnRefused`` for none, or one that nobody verified."""
    is_verified = provider.vouches_for_addresses if told.is_verified is None else told.is_verified
    if not told.email or not is_verified:
        raise SignOnRefused(Refusal.ADDRESS_NOT_VERIFIED, f"{provider.name} has verified no address of this person")
    return told.email.lower()


def roles_told(provider: Provider, told: Told) -> tuple[Role, ...] | None:
    """The roles that somebody's groups amount to; None where groups say nothing of roles here.

    Raises ``SignOnRefused`` where they do, and none of theirs gives one.
    """
    if not provider.roles_of_groups:
        return None
    roles = {provider.roles_of_groups[group] for group in told.groups if group in provider.roles_of_groups}
    if roles:
        return tuple(role for role in Role if role in roles)
    if provider.default_role is None:
        raise SignOnRefused(Refusal.NO_ROLE, f"none of {len(told.groups)} groups has a role at {provider.tenant_id}")
    return (provider.default_role,)


def claim(claims: Mapping[str, Any], name: str) -> Any:
    """By its name, or else by a path of names with dots between them; None where there is none."""
    if name in claims:
        return claims[name]
    found: Any = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def texts(value: Any) -> tuple[str, ...]:
    """A claim of one text or several, as providers write either."""
    if isinstance(value, str):
        return (value,)
    many: Iterable[Any] = value if isinstance(value, Sequence) else ()
    return tuple(one for one in many if isinstance(one, str))
