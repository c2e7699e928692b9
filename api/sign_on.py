"""Signing on at an identity provider: a browser goes there, comes back, and is given tokens for whom it speaks of.

Between its steps the browser carries everything, sealed: strangers who begin sign-ons cost us no row. What came back is
held against what this very browser began, is spent before it is looked at, and what it amounts to is a ticket that is good
for tokens once.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from api.pace import of_sign_ons
from api.sign_in import Entering, SignInDesk, Tokens
from domain.acting import act_as
from domain.clock import Clock
from domain.errors import CampaignExpressError, InvalidInput, NotFound, TooMany, Unopenable
from domain.identity import service as identity
from domain.identity.sign_on import service as sign_on
from domain.identity.sign_on.admission import service as admission
from domain.identity.sign_on.rules import SignOnRefused, check_return_to
from domain.identity.sign_on.tables import IdentityProviderRow
from domain.identity.sign_on.values import (
    BEGUN_LIFE_MS,
    TICKET_LIFE_MS,
    Begun,
    OpenIdWire,
    Provider,
    Refusal,
    SamlWire,
    Ticket,
    Told,
)
from domain.identity.values import Permission
from domain.ids import new_id
from domain.sealing import Sealer
from storage.sql import Database

PATH: Final = "/api/v1/session/sso"
_TICKETS: Final = "sign-on ticket"
_log = structlog.get_logger("api.sign_on")


@dataclass(frozen=True, kw_only=True)
class Departure:
    """Where to send a browser, and what it carries meanwhile."""

    address: str
    carried: str


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """Where a browser goes on; its ``ticket``, or why there is none."""

    return_to: str
    ticket: str = ""
    refusal: str = ""


class SignOnDesk:
    """Everything the routes of single sign-on need beside the database. ``public_url`` is where browsers reach us."""

    def __init__(
        self,
        main: Database,
        sealer: Sealer,
        sign_in: SignInDesk,
        *,
        openid: OpenIdWire,
        saml: SamlWire,
        clock_ms: Clock,
        public_url: str,
    ) -> None:
        self._main = main
        self._sealer = sealer
        self._sign_in = sign_in
        self._openid = openid
        self._saml = saml
        self._clock_ms = clock_ms
        self._public_url = public_url.rstrip("/")
        self._steps = of_sign_ons()
        self.providers = sign_on.Providers(sealer)

    @property
    def is_https(self) -> bool:
        """Whether browsers may keep what they carry to encrypted connections."""
        return self._public_url.startswith("https://")

    def callback_url(self, provider_id: str) -> str:
        """Where an OpenID provider sends browsers back to: to be registered there, and sent exactly like this."""
        return f"{self._public_url}{PATH}/{provider_id}/callback"

    def acs_url(self, provider_id: str) -> str:
        """Where a SAML provider has browsers post to."""
        return f"{self._public_url}{PATH}/{provider_id}/acs"

    def entity_id(self, provider_id: str) -> str:
        """Who we are to a SAML provider, and where that is described."""
        return f"{self._public_url}{PATH}/{provider_id}/metadata"

    def place(self, return_to: str) -> str:
        """An address of our own site."""
        return f"{self._public_url}{check_return_to(return_to)}"

    def check(self, row: IdentityProviderRow) -> None:
        """Raises ``InvalidInput`` for certificates that are none."""
        if row.protocol == "saml":
            self._saml.check(sign_on.trust_of(row))

    def take_step(self, provider_id: str, address: str) -> None:
        """Before anything is looked up, written or asked for a browser at ``address``. Raises ``TooMany``."""
        for name in (f"address {address}", f"provider {provider_id}"):
            wait_s = self._steps.take(name, 1, now_ms=self._clock_ms())
            if wait_s:
                raise TooMany("too many people are signing on at this moment", retry_after_s=wait_s)

    async def metadata(self, provider_id: str) -> str:
        """Raises ``NotFound`` for a provider that does not speak SAML."""
        provider = await self._provider(provider_id)
        if provider.saml is None:
            raise NotFound(f"'{provider_id}' does not speak SAML", field="provider_id")
        return self._saml.metadata(
            provider.saml, entity_id=self.entity_id(provider_id), acs_url=self.acs_url(provider_id)
        )

    async def begin(self, provider_id: str, return_to: str) -> Departure:
        """Raises ``NotFound``, ``InvalidInput`` for a ``return_to`` elsewhere, ``Unavailable`` for a provider that is away."""
        check_return_to(return_to)
        provider = await self._provider(provider_id)
        begun = Begun(
            provider_id=provider_id,
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
            return_to=return_to,
            expires_at_ms=self._clock_ms() + BEGUN_LIFE_MS,
        )
        if provider.openid is not None:
            address = await self._openid.address(
                provider.openid,
                redirect_uri=self.callback_url(provider_id),
                state=begun.state,
                nonce=begun.nonce,
                verifier=begun.verifier,
            )
        else:
            assert provider.saml is not None
            address, request_id = await self._saml.address(
                provider.saml,
                entity_id=self.entity_id(provider_id),
                acs_url=self.acs_url(provider_id),
                relay_state=begun.state,
            )
            begun = msgspec.structs.replace(begun, request_id=request_id)
        carried = self._sealer.seal(msgspec.json.encode(begun), bound_to=_begun_at(provider_id))
        return Departure(address=address, carried=carried)

    async def arrive(self, provider_id: str, carried: str, came: Mapping[str, str]) -> Arrival:
        """A browser came back with ``came``. Raises ``SignOnRefused`` for one that carries nothing of ours.

        Whatever else is wrong is said in the arrival, because there is somewhere to return to.
        """
        now_ms = self._clock_ms()
        begun = self._opened(provider_id, carried, now_ms)
        try:
            ticket = await self._ticket(begun, came, now_ms)
        except CampaignExpressError as error:
            why = error.why.value if isinstance(error, SignOnRefused) else error.code
            _log.warning("a sign-on was refused", provider_id=provider_id, why=why, reason=error.message)
            return Arrival(return_to=begun.return_to, refusal=why)
        sealed = self._sealer.seal(msgspec.json.encode(ticket), bound_to=_TICKETS)
        return Arrival(return_to=begun.return_to, ticket=sealed)

    async def redeem(self, ticket: str, *, scopes: Sequence[Permission] | None, user_agent: str) -> Tokens:
        """Tokens for whom the ticket is for. Raises ``SignOnRefused`` for one that was used, is old or was never ours."""
        now_ms = self._clock_ms()
        try:
            good = msgspec.json.decode(self._sealer.open(ticket, bound_to=_TICKETS), type=Ticket)
        except Unopenable as error:
            raise SignOnRefused(Refusal.EXPIRED, "this browser has just signed on nowhere") from error
        if good.expires_at_ms <= now_ms:
            raise SignOnRefused(Refusal.EXPIRED, "this browser signed on too long ago")
        act_as(good.user_id, tenant_id=good.tenant_id)

        async def entering(session: AsyncSession) -> Entering:
            row = await sign_on.usable(session, good.provider_id, to_change=True)
            user = await identity.get_user(session, good.user_id, to_change=True)
            if user.disabled_at_ms is not None:
                raise SignOnRefused(Refusal.LOCKED_OUT, f"{user.id} is locked out")
            if not await sign_on.knows(session, row.id, user.id):
                raise SignOnRefused(Refusal.EXPIRED, f"{row.name} knows {user.id} no more")
            await admission.spend(
                session, good.tenant_id, good.provider_id, good.id, until_ms=good.expires_at_ms, now_ms=now_ms
            )
            tenant = await identity.get_tenant(session, good.tenant_id)
            return Entering(user, tenant, self.providers.opened(row).session_ms, row.id)

        return await self._sign_in.enter(entering, scopes=scopes, user_agent=user_agent)

    async def _provider(self, provider_id: str) -> Provider:
        async with self._main.platform_reading() as session:
            return self.providers.opened(await sign_on.usable(session, provider_id))

    def _opened(self, provider_id: str, carried: str, now_ms: int) -> Begun:
        try:
            begun = msgspec.json.decode(self._sealer.open(carried, bound_to=_begun_at(provider_id)), type=Begun)
        except (Unopenable, InvalidInput) as error:
            raise SignOnRefused(Refusal.EXPIRED, "this browser has begun no sign-on here") from error
        if begun.expires_at_ms <= now_ms:
            raise SignOnRefused(Refusal.EXPIRED, "this browser began to sign on too long ago")
        return begun

    async def _ticket(self, begun: Begun, came: Mapping[str, str], now_ms: int) -> Ticket:
        provider = await self._provider(begun.provider_id)
        state = came.get("state" if provider.openid is not None else "RelayState", "")
        if not secrets.compare_digest(state.encode(), begun.state.encode()):
            raise SignOnRefused(Refusal.NOT_PROVEN, "another browser began what came back")
        async with self._main.tenant(provider.tenant_id) as session:
            until_ms = begun.expires_at_ms
            await admission.spend(
                session, provider.tenant_id, provider.provider_id, begun.state, until_ms=until_ms, now_ms=now_ms
            )
        told = await self._told(provider, begun, came, now_ms)
        act_as(f"sign-on:{provider.provider_id}", tenant_id=provider.tenant_id)
        async with self._main.tenant(provider.tenant_id) as session:
            user = await admission.admit(session, provider, told, now_ms=now_ms)
        return Ticket(
            id=new_id("tkt"),
            provider_id=provider.provider_id,
            tenant_id=provider.tenant_id,
            user_id=user.id,
            expires_at_ms=now_ms + TICKET_LIFE_MS,
        )

    async def _told(self, provider: Provider, begun: Begun, came: Mapping[str, str], now_ms: int) -> Told:
        if provider.openid is not None:
            if not came.get("code"):
                raise SignOnRefused(Refusal.DENIED, f"the provider said {came.get('error', 'nothing')[:100]}")
            return await self._openid.told(
                provider.openid,
                provider.claims,
                code=came["code"],
                issuer=came.get("iss", ""),
                redirect_uri=self.callback_url(provider.provider_id),
                nonce=begun.nonce,
                verifier=begun.verifier,
                now_ms=now_ms,
            )
        assert provider.saml is not None
        return await self._saml.told(
            provider.saml,
            provider.claims,
            response=came.get("SAMLResponse", ""),
            entity_id=self.entity_id(provider.provider_id),
            acs_url=self.acs_url(provider.provider_id),
            request_id=begun.request_id,
            now_ms=now_ms,
        )


def _begun_at(provider_id: str) -> str:
    return f"sign-on at {provider_id}"
