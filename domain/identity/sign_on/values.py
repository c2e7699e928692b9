"""Single sign-on: whom a tenant believes about who somebody is, what they say, and what a browser carries meanwhile."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final, Protocol

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field, SecretStr, StrictBool, StrictInt, StrictStr, model_validator

from domain.identity.values import Label, Role

BEGUN_LIFE_MS: Final = 600_000
"""How long somebody may take at their provider."""
TICKET_LIFE_MS: Final = 120_000
"""How long a browser that came back waits before it asks for its tokens."""
MOST_PROVIDERS: Final = 10
"""Of a tenant."""
LONGEST_SAML: Final = 512 * 1024
"""Characters of a response, as it is posted."""


class Joining(StrEnum):
    """What becomes of somebody whom nobody has made an account for."""

    INVITED = "invited"
    """Nothing: there has to be one with their address."""
    JUST_IN_TIME = "just_in_time"
    """They get one at that moment."""


class Refusal(StrEnum):
    """Why nobody was let in; the browser is told the word, the log the circumstances."""

    EXPIRED = "expired"
    """This browser began no sign-on here, or too long ago."""
    USED = "used"
    """Came a second time."""
    DENIED = "denied"
    """The provider, or whoever sat in front of it, said no."""
    NOT_PROVEN = "not_proven"
    """What came back is not the provider's word, or not meant for us, for this browser or for now."""
    ADDRESS_NOT_VERIFIED = "address_not_verified"
    WRONG_DOMAIN = "wrong_domain"
    NOT_INVITED = "not_invited"
    ALREADY_LINKED = "already_linked"
    """The address is that of somebody whom this provider knows by another subject."""
    NO_ROLE = "no_role"
    """None of their groups has a role here."""
    LOCKED_OUT = "locked_out"


HttpsUrl = Annotated[StrictStr, Field(max_length=500, pattern=r"^https?://[^\s\x00-\x20\x7f\\@<>\"'#]+$")]
EntityId = Annotated[StrictStr, Field(min_length=1, max_length=500, pattern=r"^[^\s\x00-\x20\x7f<>\"']+$")]
ClientCredential = Annotated[StrictStr, Field(min_length=1, max_length=500, pattern=r"^[\x21-\x7e]+$")]
Scope = Annotated[StrictStr, Field(min_length=1, max_length=100, pattern=r"^[\x21\x23-\x5b\x5d-\x7e]+$")]
Claim = Annotated[StrictStr, Field(min_length=1, max_length=200, pattern=r"^[^\s\x00-\x1f\x7f]+$")]
Domain = Annotated[
    StrictStr, Field(max_length=190, pattern=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$")
]
Certificate = Annotated[StrictStr, Field(min_length=100, max_length=10_000)]
ReturnTo = Annotated[StrictStr, Field(max_length=500)]


class OpenIdProvider(BaseModel):
    """An OpenID Connect provider, and who we are to it. Without a secret we are a public client, which PKCE is for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: HttpsUrl
    client_id: ClientCredential
    client_secret: SecretStr | None = Field(default=None, max_length=500)
    scopes: Annotated[tuple[Scope, ...], Field(max_length=20)] = ("openid", "email", "profile")


class SamlProvider(BaseModel):
    """A SAML 2.0 identity provider. Its ``certificates`` are those it signs with, several while it changes them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    entity_id: EntityId
    sso_url: HttpsUrl
    """Where it takes our requests, by redirect."""
    certificates: Annotated[tuple[Certificate, ...], Field(min_length=1, max_length=5)]


class _Rules(BaseModel):
    """What holds of everybody who comes from there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    enabled: StrictBool = True
    vouches_for_addresses: StrictBool = False
    """Whether an address counts as verified where an OpenID provider does not say."""
    only_way_in: StrictBool = True
    """Whether those it knows come by it alone: their passwords open nothing, and nobody sends them one to choose."""
    joining: Joining = Joining.INVITED
    email_claim: Claim = "email"
    name_claim: Claim = "name"
    groups_claim: Claim = "groups"
    roles_of_groups: Annotated[
        dict[Annotated[str, Field(min_length=1, max_length=200)], Role], Field(max_length=200)
    ] = {}
    """With any, roles are what the groups say, anew at each sign-on."""
    default_role: Role | None = None
    """Of those no group gives one."""
    session_hours: Annotated[StrictInt, Field(ge=1, le=720)] = 12
    """After which they come by their provider again, so that those who left it are out."""


class NewProvider(_Rules):
    """A provider to be: exactly one of ``openid`` and ``saml``."""

    name: Label
    email_domains: Annotated[tuple[Domain, ...], Field(min_length=1, max_length=50)]
    """Whose addresses it may speak for."""
    openid: OpenIdProvider | None = None
    saml: SamlProvider | None = None

    @model_validator(mode="after")
    def _one_protocol(self) -> "NewProvider":
        if (self.openid is None) == (self.saml is None):
            raise ValueError("is one of openid and saml; send one of them")
        return self


class ProviderChange(BaseModel):
    """What to change; what is left out stays. A new issuer takes the client secret again; an empty one drops it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Label | None = None
    enabled: StrictBool | None = None
    email_domains: Annotated[tuple[Domain, ...] | None, Field(min_length=1, max_length=50)] = None
    vouches_for_addresses: StrictBool | None = None
    only_way_in: StrictBool | None = None
    joining: Joining | None = None
    email_claim: Claim | None = None
    name_claim: Claim | None = None
    groups_claim: Claim | None = None
    roles_of_groups: Annotated[dict[str, Role] | None, Field(max_length=200)] = None
    default_role: Role | None = None
    session_hours: Annotated[StrictInt | None, Field(ge=1, le=720)] = None
    openid: OpenIdProvider | None = None
    saml: SamlProvider | None = None


class OpenIdAccess(Struct, frozen=True, kw_only=True):
    """An OpenID provider with our secret opened; made for the connector, never shown or stored."""

    issuer: str
    client_id: str
    client_secret: str = ""
    scopes: tuple[str, ...] = ("openid",)

    def __repr__(self) -> str:
        return f"OpenIdAccess({self.issuer})"


class SamlTrust(Struct, frozen=True, kw_only=True):
    """A SAML provider, as its metadata describe it."""

    entity_id: str
    sso_url: str
    certificates: tuple[str, ...]


class Claims(Struct, frozen=True, kw_only=True):
    """Where a provider keeps what we ask of it: names of claims, or of attributes."""

    email: str = "email"
    name: str = "name"
    groups: str = "groups"


class Provider(Struct, frozen=True, kw_only=True):
    """Whom a tenant believes, and how far."""

    provider_id: str
    tenant_id: str
    name: str
    openid: OpenIdAccess | None = None
    saml: SamlTrust | None = None
    email_domains: tuple[str, ...]
    vouches_for_addresses: bool
    joining: Joining
    claims: Claims
    roles_of_groups: Mapping[str, Role]
    default_role: Role | None
    session_ms: int


class Told(Struct, frozen=True, kw_only=True):
    """What a provider says of somebody, proven to be its word. ``is_verified`` is None where it does not say."""

    issuer: str
    subject: str
    email: str = ""
    is_verified: bool | None = None
    name: str = ""
    groups: tuple[str, ...] = ()
    once: str = ""
    """An id that must not come again before ``once_until_ms``."""
    once_until_ms: int = 0


class Begun(Struct, frozen=True, kw_only=True):
    """A sign-on under way, as its browser carries it, sealed: what came back is held against it."""

    provider_id: str
    state: str
    return_to: str
    expires_at_ms: int
    nonce: str = ""
    verifier: str = ""
    """Of PKCE."""
    request_id: str = ""
    """Of SAML."""


class Ticket(Struct, frozen=True, kw_only=True):
    """Somebody proved who they are: good for tokens, once, in the browser that did."""

    id: str
    provider_id: str
    tenant_id: str
    user_id: str
    expires_at_ms: int


class OpenIdWire(Protocol):
    """Speaks OpenID Connect to providers. Raises ``SignOnRefused``, and ``Unavailable`` for one that does not answer."""

    async def address(self, provider: OpenIdAccess, *, redirect_uri: str, state: str, nonce: str, verifier: str) -> str:
        """Where to send a browser."""
        ...

    async def told(
        self,
        provider: OpenIdAccess,
        claims: Claims,
        *,
        code: str,
        issuer: str,
        redirect_uri: str,
        nonce: str,
        verifier: str,
        now_ms: int,
    ) -> Told:
        """Who the code that a browser came back with stands for; ``issuer`` is who it says it comes from, if it does."""
        ...


class SamlWire(Protocol):
    """Speaks SAML 2.0 with providers, through browsers. Raises ``SignOnRefused``."""

    async def address(self, provider: SamlTrust, *, entity_id: str, acs_url: str, relay_state: str) -> tuple[str, str]:
        """Where to send a browser, and the id of the request it takes along."""
        ...

    async def told(
        self,
        provider: SamlTrust,
        claims: Claims,
        *,
        response: str,
        entity_id: str,
        acs_url: str,
        request_id: str,
        now_ms: int,
    ) -> Told:
        """Who the response that a browser posted is about."""
        ...

    def metadata(self, provider: SamlTrust, *, entity_id: str, acs_url: str) -> str:
        """Who we are to the provider, as XML."""
        ...

    def check(self, provider: SamlTrust) -> None:
        """Raises ``InvalidInput`` for certificates that are none."""
        ...
