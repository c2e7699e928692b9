"""Identity providers: whom a tenant believes about who its people are, and whom of them each provider knows.

Whoever a provider speaks of is let in with all their rights, so that it takes an administrator of the tenant, whom no scope
narrows, to say which ones are believed.
"""

from typing import Annotated, Any

from fastapi import APIRouter

from api.auth import Caller, acting_tenant, refuse_unless_administrator, requires
from api.routes.platform import TenantQuery, someone_within_reach
from api.sign_on import SignOnDesk
from api.state import State
from api.wire import Id, ShownInstant, View
from domain.identity import service as identity
from domain.identity.sign_on import service
from domain.identity.sign_on.tables import IdentityProviderRow, SignOnLinkRow
from domain.identity.sign_on.values import Joining, NewProvider, ProviderChange
from domain.identity.values import Permission, Role, TenantId

router = APIRouter(prefix="/api/v1/platform", tags=["platform"])


class NewProviderBody(NewProvider):
    """A provider to be: exactly one of ``openid`` and ``saml``."""

    tenant_id: TenantId | None = None


class ProviderView(View):
    id: str
    tenant_id: str
    name: str
    protocol: str
    openid: dict[str, Any] | None
    """Without the client secret, which is sealed and never shown."""
    has_client_secret: bool
    saml: dict[str, Any] | None
    enabled: bool
    email_domains: list[str]
    vouches_for_addresses: bool
    only_way_in: bool
    joining: Joining
    email_claim: str
    name_claim: str
    groups_claim: str
    roles_of_groups: dict[str, Role]
    default_role: Role | None
    session_hours: int
    redirect_uri: str | None
    """To be registered at an OpenID provider, exactly like this."""
    entity_id: str | None
    """Who we are to a SAML provider; the address describes us to it."""
    acs_url: str | None
    created_at: ShownInstant
    updated_at: ShownInstant

    @classmethod
    def of(cls, row: IdentityProviderRow, desk: SignOnDesk) -> "ProviderView":
        is_openid = row.protocol == "openid"
        return cls(
            id=row.id,
            tenant_id=row.tenant_id,
            name=row.name,
            protocol=row.protocol,
            openid=row.described if is_openid else None,
            has_client_secret=bool(row.client_secret),
            saml=None if is_openid else row.described,
            enabled=row.enabled,
            email_domains=row.email_domains,
            vouches_for_addresses=row.vouches_for_addresses,
            only_way_in=row.only_way_in,
            joining=Joining(row.joining),
            email_claim=row.claims["email"],
            name_claim=row.claims["name"],
            groups_claim=row.claims["groups"],
            roles_of_groups={group: Role(role) for group, role in row.roles_of_groups.items()},
            default_role=Role(row.default_role) if row.default_role else None,
            session_hours=row.session_hours,
            redirect_uri=desk.callback_url(row.id) if is_openid else None,
            entity_id=None if is_openid else desk.entity_id(row.id),
            acs_url=None if is_openid else desk.acs_url(row.id),
            created_at=row.created_at_ms,
            updated_at=row.updated_at_ms,
        )


class LinkView(View):
    """That a provider knows a person; by which subject, nobody needs to read."""

    provider_id: str
    linked_at: ShownInstant
    last_used_at: ShownInstant

    @classmethod
    def of(cls, row: SignOnLinkRow) -> "LinkView":
        return cls(provider_id=row.provider_id, linked_at=row.linked_at_ms, last_used_at=row.last_used_at_ms)


Administrator = Annotated[Caller, requires(Permission.USER_WRITE)]


@router.post("/identity-providers", status_code=201)
async def create_identity_provider(body: NewProviderBody, state: State, caller: Administrator) -> ProviderView:
    """Believe another provider. The client secret is sealed and never shown again."""
    desk, tenant_id = state.need_sign_on(), acting_tenant(caller, body.tenant_id)
    refuse_unless_administrator(caller, tenant_id)
    async with state.main.tenant(tenant_id) as session:
        row = await desk.providers.create(session, body, actor_id=caller.user_id, now_ms=state.clock_ms())
        desk.check(row)
        return ProviderView.of(row, desk)


@router.get("/identity-providers")
async def list_identity_providers(
    state: State, caller: Annotated[Caller, requires(Permission.USER_READ)], tenant_id: TenantQuery = None
) -> list[ProviderView]:
    desk = state.need_sign_on()
    async with state.main.reading(acting_tenant(caller, tenant_id)) as session:
        return [ProviderView.of(row, desk) for row in await service.list_providers(session)]


@router.get("/identity-providers/{provider_id}")
async def get_identity_provider(
    provider_id: Id,
    state: State,
    caller: Annotated[Caller, requires(Permission.USER_READ)],
    tenant_id: TenantQuery = None,
) -> ProviderView:
    desk = state.need_sign_on()
    async with state.main.reading(acting_tenant(caller, tenant_id)) as session:
        return ProviderView.of(await service.existing(session, provider_id), desk)


@router.patch("/identity-providers/{provider_id}")
async def change_identity_provider(
    provider_id: Id, body: ProviderChange, state: State, caller: Administrator, tenant_id: TenantQuery = None
) -> ProviderView:
    """What is left out stays. Another issuer knows nobody yet, and takes its client secret anew.

    With another issuer, or switched off, whoever came by the provider is signed out.
    """
    desk, acting_for = state.need_sign_on(), acting_tenant(caller, tenant_id)
    refuse_unless_administrator(caller, acting_for)
    async with state.main.tenant(acting_for) as session:
        row = await desk.providers.change(session, provider_id, body, now_ms=state.clock_ms())
        desk.check(row)
        view = ProviderView.of(row, desk)
    state.forget_callers()
    return view


@router.delete("/identity-providers/{provider_id}", status_code=204)
async def remove_identity_provider(
    provider_id: Id, state: State, caller: Administrator, tenant_id: TenantQuery = None
) -> None:
    """Nobody comes by it any more; whoever did is signed out."""
    acting_for = acting_tenant(caller, tenant_id)
    refuse_unless_administrator(caller, acting_for)
    async with state.main.tenant(acting_for) as session:
        await service.remove(session, provider_id, now_ms=state.clock_ms())
    state.forget_callers()


@router.get("/users/{user_id}/identity-providers")
async def list_providers_of_user(
    user_id: Id,
    state: State,
    caller: Annotated[Caller, requires(Permission.USER_READ)],
    tenant_id: TenantQuery = None,
) -> list[LinkView]:
    """Which providers know this person."""
    async with state.main.reading(acting_tenant(caller, tenant_id)) as session:
        user = await identity.get_user(session, user_id)
        return [LinkView.of(row) for row in await service.links_of(session, user.id)]


@router.delete("/users/{user_id}/identity-providers/{provider_id}", status_code=204)
async def unlink_user(
    user_id: Id, provider_id: Id, state: State, caller: Administrator, tenant_id: TenantQuery = None
) -> None:
    """Have the provider know this person no more: its next word of their address is as if it were the first.

    Their sessions that came by it end.
    """
    acting_for = acting_tenant(caller, tenant_id)
    refuse_unless_administrator(caller, acting_for)
    async with state.main.tenant(acting_for) as session:
        await someone_within_reach(session, caller, user_id)
        await service.unlink(session, user_id, provider_id, now_ms=state.clock_ms())
    state.forget_callers()
