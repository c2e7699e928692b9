"""An OpenID provider that is strict with whoever redeems a code, and says in an id token whatever a test has it say."""

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from aiohttp import web
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

CLIENT_ID = "express"
CLIENT_SECRET = "hush/hush+hush"
Claims = dict[str, Any]


def new_key(key_id: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": key_id, "use": "sig", "alg": "ES256"}, private=True)


class OpenIdOp:
    """Codes are good once, for the client, the address and the verifier that they were asked for with."""

    def __init__(self) -> None:
        self.issuer = ""
        self.key = new_key("k1")
        self.published: list[dict[str, Any]] = [self.key.as_dict(private=False)]
        self.metadata: Claims = {}
        self.said: Callable[[Claims], Claims | None] = lambda claims: claims
        self.sign: Callable[[Claims], str] = self.signed
        self.more: Claims = {}
        self.answered: dict[str, int] = {}
        self._codes: dict[str, dict[str, str]] = {}
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[self._counted])
        app.router.add_get("/.well-known/openid-configuration", self._describe)
        app.router.add_get("/keys", self._keys)
        app.router.add_get("/me", self._me)
        app.router.add_post("/token", self._token)
        app.router.add_get("/elsewhere", self._elsewhere)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.issuer = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    def approve(self, address: str, *, subject: str = "subject-of-ana") -> dict[str, str]:
        """What somebody who was sent to ``address`` and said yes comes back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self._codes)}"
        self._codes[code] = asked | {"sub": subject}
        return {"code": code, "state": asked["state"]}

    def signed(self, claims: Claims) -> str:
        return jwt.encode({"alg": "ES256", "kid": self.key.kid}, claims, self.key, algorithms=["ES256"])

    def signed_as(self, algorithm: str, key: Any, **header: Any) -> Callable[[Claims], str]:
        return lambda claims: jwt.encode({"alg": algorithm, **header}, claims, key, algorithms=[algorithm])

    @web.middleware
    async def _counted(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.answered[request.path] = self.answered.get(request.path, 0) + 1
        return await handler(request)

    async def _describe(self, _: web.Request) -> web.Response:
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize?tenant=1",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/me",
            "code_challenge_methods_supported": ["S256"],
        } | self.metadata
        return web.json_response({name: value for name, value in said.items() if value is not None})

    async def _keys(self, _: web.Request) -> web.Response:
        return web.json_response({"keys": self.published})

    async def _elsewhere(self, _: web.Request) -> web.Response:
        raise web.HTTPFound(f"{self.issuer}/.well-known/openid-configuration")

    async def _me(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == "Bearer an-access-token"
        return web.json_response(self.more)

    async def _token(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        given = base64.b64decode(request.headers.get("Authorization", "").removeprefix("Basic ")).decode()
        asked = self._codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (
            asked is None
            or [unquote(part) for part in given.split(":")] != [asked["client_id"], CLIENT_SECRET]
            or form.get("redirect_uri") != asked["redirect_uri"]
            or asked.get("code_challenge_method") != "S256"
            or challenge.decode().rstrip("=") != asked.get("code_challenge")
        ):
            return web.json_response({"error": "invalid_grant"}, status=400)
        claims = self.said(
            {
                "iss": self.issuer,
                "sub": asked["sub"],
                "aud": CLIENT_ID,
                "nonce": asked["nonce"],
                "iat": NOW_S,
                "exp": NOW_S + 300,
                "email": "ana@customer.example",
                "email_verified": True,
                "name": "Ana",
            }
        )
        if claims is None:
            return web.json_response({"access_token": "an-access-token", "token_type": "Bearer"})
        return web.json_response(
            {"access_token": "an-access-token", "token_type": "Bearer", "id_token": self.sign(claims)}
        )


NOW_S = 1_800_000_000


def unsigned(claims: Claims) -> str:
    """``alg`` none, as libraries of old believed it."""
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


def shared(secret: bytes) -> OctKey:
    return OctKey.import_key(secret)
