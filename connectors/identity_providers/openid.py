"""OpenID Connect as a relying party: the authorisation code with PKCE, and id tokens believed only when everything fits."""

import time
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final, TypeVar

import msgspec
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, GuestProtocol, OKPKey, RSAKey
from msgspec import Struct

from connectors.identity_providers.web import ProviderWeb
from domain.errors import InvalidInput, Unavailable
from domain.identity.sign_on.rules import SignOnRefused, claim, texts
from domain.identity.sign_on.values import Claims, OpenIdAccess, Refusal, Told

_KEY_OF: Final[Mapping[str, type[RSAKey | ECKey | OKPKey]]] = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), RSAKey),
    **dict.fromkeys(("ES256", "ES384", "ES512"), ECKey),
    "EdDSA": OKPKey,
}
"""Algorithms an id token may be signed with, all of them with the provider's own key: neither none nor a shared secret."""
_LEEWAY_S: Final = 60
_BELIEVED_S: Final = 600
"""How long what a provider says of itself is not asked again."""
_ASKED_AGAIN_S: Final = 10
"""How soon it is, for a key nobody has heard of, or of a provider that did not answer."""
_MOST_KEPT: Final = 1_000
_LEAST_RSA_BITS: Final = 2_048
_VERIFIED_CLAIM: Final = "email"
"""``email_verified`` speaks of this claim, in the document that has both, and of no other."""
_Kept = TypeVar("_Kept")
_Key = RSAKey | ECKey | OKPKey


class _Discovered(Struct, frozen=True):
    """Provider metadata, as far as we go by it."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    code_challenge_methods_supported: tuple[str, ...] | None = None
    authorization_response_iss_parameter_supported: bool = False


class _Tokens(Struct, frozen=True):
    id_token: str
    access_token: str = ""


class _KeySet(Struct, frozen=True):
    keys: tuple[dict[str, Any], ...]


class _Denied(Struct, frozen=True):
    error: str = ""
    error_description: str = ""


class _Memory(OrderedDict[str, tuple[float, _Kept]]):
    """What was read lately, by its address; the oldest goes first."""

    def recall(self, address: str, *, within_s: float) -> _Kept | None:
        read = self.get(address)
        return read[1] if read is not None and time.monotonic() - read[0] < within_s else None

    def keep(self, address: str, value: _Kept) -> _Kept:
        self[address] = (time.monotonic(), value)
        self.move_to_end(address)
        while len(self) > _MOST_KEPT:
            self.popitem(last=False)
        return value


class OpenIdConnect:
    """Speaks to every provider of every tenant over one ``web``."""

    def __init__(self, web: ProviderWeb) -> None:
        self._web = web
        self._metadata: _Memory[_Discovered] = _Memory()
        self._keys: _Memory[tuple[dict[str, Any], ...]] = _Memory()
        self._failed: _Memory[str] = _Memory()

    async def address(self, provider: OpenIdAccess, *, redirect_uri: str, state: str, nonce: str, verifier: str) -> str:
        """Where to send a browser. Raises ``Unavailable`` for a provider that does not say, or cannot do PKCE."""
        found = await self._discover(provider.issuer)
        address: str = prepare_grant_uri(
            found.authorization_endpoint,
            provider.client_id,
            "code",
            redirect_uri,
            " ".join(provider.scopes),
            state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return address

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
        """Who the code stands for. Raises ``SignOnRefused`` unless all of it is the provider's word to us, now."""
        found = await self._discover(provider.issuer)
        if issuer != found.issuer and (issuer or found.authorization_response_iss_parameter_supported):
            raise _not_proven(f"the answer comes from '{issuer[:200]}', who was not asked")
        tokens = await self._redeem(provider, found, code=code, redirect_uri=redirect_uri, verifier=verifier)
        said = await self._read(provider, found, tokens, nonce=nonce, now_ms=now_ms)
        with_address = said
        if claim(said, claims.email) is None and found.userinfo_endpoint and tokens.access_token:
            with_address = await self._more(found, tokens, said["sub"])
            said = {**with_address, **said}
        email = claim(with_address, claims.email)
        name = claim(said, claims.name)
        return Told(
            issuer=found.issuer,
            subject=said["sub"],
            email=email if isinstance(email, str) else "",
            is_verified=_verified(with_address.get("email_verified")) if claims.email == _VERIFIED_CLAIM else None,
            name=name if isinstance(name, str) else "",
            groups=texts(claim(said, claims.groups)),
        )

    async def _discover(self, issuer: str) -> _Discovered:
        """What the provider says of itself. Raises ``Unavailable``, for a while without asking one again that failed."""
        known = self._metadata.recall(issuer, within_s=_BELIEVED_S)
        if known is not None:
            return known
        why = self._failed.recall(issuer, within_s=_ASKED_AGAIN_S)
        if why is not None:
            raise Unavailable(why)
        try:
            return self._metadata.keep(issuer, await self._described(issuer))
        except Unavailable as error:
            self._failed.keep(issuer, error.message)
            raise

    async def _described(self, issuer: str) -> _Discovered:
        """Raises ``Unavailable`` for one that speaks for another, or not as we need."""
        body = await self._web.get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        try:
            found = msgspec.json.decode(body, type=_Discovered)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise _unfit(issuer, "does not describe itself") from error
        if found.issuer != issuer:
            raise _unfit(issuer, f"calls itself '{found.issuer[:200]}'")
        if found.code_challenge_methods_supported is not None and "S256" not in found.code_challenge_methods_supported:
            raise _unfit(issuer, "does not do PKCE with S256")
        try:
            for url in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri, found.userinfo_endpoint):
                if url:
                    self._web.check(url)
        except InvalidInput as error:
            raise _unfit(issuer, f"names an address that is not called: {error.message}") from error
        return found

    async def _redeem(
        self, provider: OpenIdAccess, found: _Discovered, *, code: str, redirect_uri: str, verifier: str
    ) -> _Tokens:
        body = prepare_token_request("authorization_code", redirect_uri=redirect_uri, code=code, code_verifier=verifier)
        auth = ClientAuth(provider.client_id, provider.client_secret, _auth_method(provider, found))
        url, headers, body = auth.prepare("POST", found.token_endpoint, {}, body)
        status, answer = await self._web.post(url, body, headers=headers)
        try:
            if status != 200:
                denied = msgspec.json.decode(answer, type=_Denied)
                raise _not_proven(
                    f"the provider refused the code: {denied.error[:100]} {denied.error_description[:200]}"
                )
            return msgspec.json.decode(answer, type=_Tokens)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise _not_proven("the provider gave no id token for the code") from error

    async def _read(
        self, provider: OpenIdAccess, found: _Discovered, tokens: _Tokens, *, nonce: str, now_ms: int
    ) -> dict[str, Any]:
        """Claims of the id token, once its signature and every one of them that binds it to this sign-on hold."""
        try:
            header = jws.extract_compact(tokens.id_token.encode()).headers()
            algorithm, key_id = header.get("alg"), header.get("kid")
            if not isinstance(algorithm, str) or algorithm not in _KEY_OF:
                raise _not_proven(f"the id token is signed with '{str(algorithm)[:40]}'")
            key = await self._key(found.jwks_uri, algorithm, key_id if isinstance(key_id, str) else "")

            def the_key(_: GuestProtocol) -> _Key:
                return key

            read = jwt.decode(tokens.id_token, the_key, algorithms=[algorithm])
            wanted = {
                "iss": {"essential": True, "value": found.issuer},
                "aud": {"essential": True, "value": provider.client_id},
            }
            told = CodeIDToken(
                read.claims,
                read.header,
                options=wanted,
                params={"nonce": nonce, "client_id": provider.client_id, "access_token": tokens.access_token},
            )
            told.validate(now=now_ms // 1_000, leeway=_LEEWAY_S)
        except (JoseError, ValueError, TypeError) as error:
            raise _not_proven(f"the id token does not hold: {error}") from error
        subject = read.claims.get("sub")
        if not isinstance(subject, str) or not 0 < len(subject) <= 1_000:
            raise _not_proven("the id token is about nobody")
        return dict(read.claims)

    async def _key(self, jwks_uri: str, algorithm: str, key_id: str) -> _Key:
        """The provider's key of that name; its set is read again for one that is new to us. Raises ``SignOnRefused``."""
        for within_s in (_BELIEVED_S, _ASKED_AGAIN_S):
            keys = self._keys.recall(jwks_uri, within_s=within_s)
            if keys is None:
                keys = self._keys.keep(jwks_uri, await self._key_set(jwks_uri))
            fitting = [key for key in keys if _fits(key, algorithm, key_id)]
            if len(fitting) == 1:
                return _imported(fitting[0], algorithm)
        raise _not_proven(f"the provider has no one key '{key_id[:100]}' for {algorithm}")

    async def _key_set(self, jwks_uri: str) -> tuple[dict[str, Any], ...]:
        body = await self._web.get(jwks_uri)
        try:
            return msgspec.json.decode(body, type=_KeySet).keys
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise Unavailable(f"there are no keys at {jwks_uri[:200]}") from error

    async def _more(self, found: _Discovered, tokens: _Tokens, subject: str) -> dict[str, Any]:
        """What the provider says beside the id token, of the same person. Raises ``SignOnRefused`` for another."""
        body = await self._web.get(found.userinfo_endpoint, headers={"Authorization": f"Bearer {tokens.access_token}"})
        try:
            more = msgspec.json.decode(body, type=dict[str, Any])
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise _not_proven("what the provider says of this person is not JSON") from error
        if more.get("sub") != subject:
            raise _not_proven("the provider told of another person")
        return more


def _auth_method(provider: OpenIdAccess, found: _Discovered) -> str:
    if not provider.client_secret:
        return "none"
    supported = found.token_endpoint_auth_methods_supported
    return "client_secret_basic" if "client_secret_basic" in supported or not supported else "client_secret_post"


def _fits(key: Mapping[str, Any], algorithm: str, key_id: str) -> bool:
    """Whether this may be the key an id token was signed with."""
    return (
        key.get("kty") == _KEY_OF[algorithm].key_type
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and (not key_id or key.get("kid") == key_id)
    )


def _imported(described: dict[str, Any], algorithm: str) -> _Key:
    """Raises ``ValueError`` or ``JoseError`` for no key."""
    key: _Key = _KEY_OF[algorithm].import_key(described)
    if isinstance(key, RSAKey) and key.public_key.key_size < _LEAST_RSA_BITS:
        raise ValueError("the provider's key is too short")
    return key


def _verified(said: object) -> bool | None:
    """Some providers write it as a text."""
    if said is None:
        return None
    return said is True or said == "true"


def _not_proven(message: str) -> SignOnRefused:
    return SignOnRefused(Refusal.NOT_PROVEN, message)


def _unfit(issuer: str, why: str) -> Unavailable:
    return Unavailable(f"the identity provider {issuer[:200]} {why}")
