"""Use cases of identity providers on a tenant's session: whom it believes, and whom of its people each of them knows."""

from collections.abc import Sequence
from typing import Any, Final

from pydantic import SecretStr
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.errors import Conflict, InvalidInput, NotFound
from domain.identity.sessions import service as sessions
from domain.identity.sign_on import repository
from domain.identity.sign_on.tables import IdentityProviderRow, SignOnLinkRow
from domain.identity.sign_on.values import (
    MOST_PROVIDERS,
    Claims,
    Joining,
    NewProvider,
    OpenIdAccess,
    OpenIdProvider,
    Provider,
    ProviderChange,
    SamlProvider,
    SamlTrust,
)
from domain.identity.values import Role
from domain.ids import new_id
from domain.records import tenant_of
from domain.sealing import Sealer

_HOUR_MS: Final = 3_600_000
_OPENID: Final = "openid"
_SAML: Final = "saml"


class Providers:
    """Identity providers of tenants, over the sealer that keeps our secrets with them."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    async def create(
        self, session: AsyncSession, new: NewProvider, *, actor_id: str, now_ms: int
    ) -> IdentityProviderRow:
        """Raises ``Conflict`` for a name taken or too many, ``InvalidInput`` where somebody might join without a role."""
        if len(await repository.providers(session)) >= MOST_PROVIDERS:
            raise Conflict(f"a tenant has at most {MOST_PROVIDERS} identity providers", remedy="Remove one first.")
        await _check_name(session, new.name, but="")
        row = IdentityProviderRow(
            id=new_id("idp"),
            tenant_id=tenant_of(session),
            name=new.name,
            protocol=_OPENID if new.openid else _SAML,
            described={},
            enabled=new.enabled,
            email_domains=list(dict.fromkeys(new.email_domains)),
            vouches_for_addresses=new.vouches_for_addresses,
            only_way_in=new.only_way_in,
            joining=new.joining.value,
            claims={"email": new.email_claim, "name": new.name_claim, "groups": new.groups_claim},
            roles_of_groups={group: role.value for group, role in new.roles_of_groups.items()},
            default_role=new.default_role.value if new.default_role else "",
            session_hours=new.session_hours,
            created_by=actor_id,
            created_at_ms=now_ms,
            updated_at_ms=now_ms,
        )
        if new.openid is not None:
            self._describe_openid(row, new.openid)
        if new.saml is not None:
            row.described = _described(new.saml)
        _check_joining(row)
        session.add(row)
        await session.flush()
        return row

    async def change(
        self, session: AsyncSession, provider_id: str, change: ProviderChange, *, now_ms: int
    ) -> IdentityProviderRow:
        """Switched off it ends the sessions that came by it; with another issuer it knows nobody any more, too.

        Raises ``NotFound``, ``Conflict`` and ``InvalidInput``, also where a secret would go to another issuer.
        """
        row = await existing(session, provider_id, to_change=True)
        issuer = issuer_of(row)
        if change.name is not None:
            await _check_name(session, change.name, but=row.id)
            row.name = change.name
        _check_protocol(row, change)
        if change.openid is not None:
            _check_destination(row, change.openid)
            self._describe_openid(row, change.openid)
        if change.saml is not None:
            row.described = _described(change.saml)
        told = change.model_dump(mode="json", exclude_unset=True, exclude={"name", "openid", "saml"})
        claims = {key: told.pop(f"{key}_claim") for key in ("email", "name", "groups") if f"{key}_claim" in told}
        row.claims = row.claims | {key: name for key, name in claims.items() if name}
        if "default_role" in told:
            row.default_role = told.pop("default_role") or ""
        for column, value in told.items():
            if value is not None:
                setattr(row, column, value)
        row.updated_at_ms = now_ms
        _check_joining(row)
        session.add(row)
        await session.flush()
        if issuer_of(row) != issuer:
            await repository.forget_links(session, row.id)
        if issuer_of(row) != issuer or not row.enabled:
            await sessions.end_by_provider(session, row.id, now_ms=now_ms)
        return row

    def opened(self, row: IdentityProviderRow) -> Provider:
        """Raises ``Unopenable`` where its secret was sealed with a key that is not given any more."""
        openid, saml = None, None
        if row.protocol == _OPENID:
            secret = self._sealer.open(row.client_secret, bound_to=row.id).decode() if row.client_secret else ""
            openid = OpenIdAccess(
                issuer=row.described["issuer"],
                client_id=row.described["client_id"],
                client_secret=secret,
                scopes=tuple(dict.fromkeys(("openid", *row.described["scopes"]))),
            )
        else:
            saml = trust_of(row)
        return Provider(
            provider_id=row.id,
            tenant_id=row.tenant_id,
            name=row.name,
            openid=openid,
            saml=saml,
            email_domains=tuple(row.email_domains),
            vouches_for_addresses=row.vouches_for_addresses,
            joining=Joining(row.joining),
            claims=Claims(**row.claims),
            roles_of_groups={group: Role(role) for group, role in row.roles_of_groups.items()},
            default_role=Role(row.default_role) if row.default_role else None,
            session_ms=row.session_hours * _HOUR_MS,
        )

    def _describe_openid(self, row: IdentityProviderRow, openid: OpenIdProvider) -> None:
        row.described = _described(openid)
        if openid.client_secret is not None:
            plain = _plain(openid.client_secret)
            row.client_secret = self._sealer.seal(plain, bound_to=row.id) if plain else ""


def trust_of(row: IdentityProviderRow) -> SamlTrust:
    """Of a row that speaks SAML."""
    return SamlTrust(
        entity_id=row.described["entity_id"],
        sso_url=row.described["sso_url"],
        certificates=tuple(row.described["certificates"]),
    )


def issuer_of(row: IdentityProviderRow) -> str:
    """Who the provider is to itself: subjects are its own, so that another one knows nobody."""
    issuer: str = row.described["issuer" if row.protocol == _OPENID else "entity_id"]
    return issuer


def _plain(secret: SecretStr) -> bytes:
    return secret.get_secret_value().encode()


def _described(provider: OpenIdProvider | SamlProvider) -> dict[str, Any]:
    described: dict[str, Any] = provider.model_dump(mode="json", exclude={"client_secret"})
    return described


def _check_protocol(row: IdentityProviderRow, change: ProviderChange) -> None:
    for protocol in (_OPENID, _SAML):
        if getattr(change, protocol) is not None and row.protocol != protocol:
            raise InvalidInput(f"this provider speaks {row.protocol}", field=protocol, remedy="Make another provider.")


def _check_destination(row: IdentityProviderRow, openid: OpenIdProvider) -> None:
    """A secret goes to whom it was entered for. Raises ``InvalidInput``."""
    if row.client_secret and openid.issuer != row.described["issuer"] and openid.client_secret is None:
        raise InvalidInput(
            "the client secret was entered for another issuer",
            field="openid.client_secret",
            remedy="Enter the new issuer's.",
        )


def _check_joining(row: IdentityProviderRow) -> None:
    if row.joining == Joining.JUST_IN_TIME and not row.default_role and not row.roles_of_groups:
        raise InvalidInput(
            "whoever joins would have no role",
            field="default_role",
            remedy="Send default_role, or roles_of_groups, or let only the invited in.",
        )


async def _check_name(session: AsyncSession, name: str, *, but: str) -> None:
    if any(row.name == name and row.id != but for row in await repository.providers(session)):
        raise Conflict(f"a provider '{name}' exists already", field="name", remedy="Choose another name.")


async def existing(session: AsyncSession, provider_id: str, *, to_change: bool = False) -> IdentityProviderRow:
    """Raises ``NotFound``."""
    row = await repository.provider(session, provider_id, to_change=to_change)
    if row is None:
        raise NotFound(f"there is no identity provider '{provider_id}'", field="provider_id")
    return row


async def usable(session: AsyncSession, provider_id: str, *, to_change: bool = False) -> IdentityProviderRow:
    """One that people may come by. Raises ``NotFound``."""
    row = await existing(session, provider_id, to_change=to_change)
    if not row.enabled:
        raise NotFound(f"there is no identity provider '{provider_id}'", field="provider_id")
    return row


async def list_providers(session: AsyncSession) -> Sequence[IdentityProviderRow]:
    return await repository.providers(session)


async def remove(session: AsyncSession, provider_id: str, *, now_ms: int) -> None:
    """With what it knew of our people, and the sessions that came by it. Raises ``NotFound``."""
    row = await existing(session, provider_id, to_change=True)
    await repository.forget_links(session, provider_id)
    await sessions.end_by_provider(session, provider_id, now_ms=now_ms)
    await session.delete(row)


async def links_of(session: AsyncSession, user_id: str) -> Sequence[SignOnLinkRow]:
    """By which providers this person is known."""
    return await repository.links_of(session, user_id)


async def knows(session: AsyncSession, provider_id: str, user_id: str) -> bool:
    return any(row.provider_id == provider_id for row in await repository.links_of(session, user_id))


async def only_way_in_of(session: AsyncSession, user_id: str) -> IdentityProviderRow | None:
    """The provider that this person comes by alone; None for whoever may choose a password."""
    return await repository.only_way_in_of(session, user_id)


async def unlink_all(session: AsyncSession, user_id: str, *, now_ms: int) -> None:
    """No provider knows this person any more, until the next word of one; they may choose a password."""
    for row in await repository.links_of(session, user_id):
        await unlink(session, user_id, row.provider_id, now_ms=now_ms)


async def unlink(session: AsyncSession, user_id: str, provider_id: str, *, now_ms: int) -> None:
    """The provider's next word of this person is as if it were the first; their sessions by it end. Raises ``NotFound``."""
    await existing(session, provider_id, to_change=True)
    for row in await repository.links_of(session, user_id):
        if row.provider_id == provider_id:
            await session.delete(row)
            await session.flush()
            await sessions.end_by_provider(session, provider_id, user_id=user_id, now_ms=now_ms)
            return
    raise NotFound(f"'{provider_id}' does not know this person", field="provider_id")
