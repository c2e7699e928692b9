"""What has to hold of an answer of an OpenID provider: each row is an attack, and one of them fails for each guard taken away."""

import json
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.identity_providers.openid import OpenIdConnect
from connectors.identity_providers.web import ProviderWeb
from domain.errors import Unavailable
from domain.identity.sign_on.rules import SignOnRefused
from domain.identity.sign_on.values import Claims, OpenIdAccess, Refusal, Told
from tests.connectors.identity_providers.openid_op import (
    CLIENT_ID,
    CLIENT_SECRET,
    NOW_S,
    OpenIdOp,
    new_key,
    shared,
    unsigned,
)

CALLBACK = "https://express.example/api/v1/session/sso/idp_1/callback"
VERIFIER = "v" * 64


@dataclass
class Meeting:
    """A browser, a provider, and us."""

    op: OpenIdOp
    us: OpenIdConnect
    sent: dict[str, str] = field(default_factory=lambda: {"nonce": "a-nonce", "verifier": VERIFIER})

    @property
    def access(self) -> OpenIdAccess:
        return OpenIdAccess(
            issuer=self.op.issuer, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, scopes=("openid", "email")
        )

    async def address(self) -> str:
        return await self.us.address(self.access, redirect_uri=CALLBACK, state="a-state", **self.sent)

    async def come_back(self, claims: Claims | None = None, **otherwise: Any) -> Told:
        came = self.op.approve(await self.address())
        given = {"code": came["code"], "issuer": "", "redirect_uri": CALLBACK, "now_ms": NOW_S * 1_000}
        return await self.us.told(self.access, claims or Claims(), **(given | self.sent | otherwise))


@pytest.fixture
async def meeting() -> AsyncIterator[Meeting]:
    async with OpenIdOp() as op, ProviderWeb(allow_private=True) as web:
        yield Meeting(op, OpenIdConnect(web))


async def test_a_browser_is_sent_with_a_challenge_and_its_code_stands_for_somebody(meeting):
    address = await meeting.address()
    asked = parse_qs(urlsplit(address).query)
    assert (asked["tenant"], asked["code_challenge_method"], asked["response_type"]) == (["1"], ["S256"], ["code"])
    assert VERIFIER not in address
    told = await meeting.come_back()
    assert told == Told(
        issuer=meeting.op.issuer,
        subject="subject-of-ana",
        email="ana@customer.example",
        is_verified=True,
        name="Ana",
    )


async def test_a_provider_that_failed_is_not_asked_again_at_once(meeting):
    meeting.op.metadata = {"issuer": "https://issuer.other.example"}
    for _ in range(3):
        with pytest.raises(Unavailable, match="calls itself"):
            await meeting.address()
    assert meeting.op.answered["/.well-known/openid-configuration"] == 1


async def test_that_one_address_is_verified_says_nothing_of_another(meeting):
    meeting.op.said = lambda claims: claims | {"preferred_username": "boss@customer.example"}
    told = await meeting.come_back(Claims(email="preferred_username"))
    assert (told.email, told.is_verified) == ("boss@customer.example", None)
    meeting.op.said = lambda claims: {key: value for key, value in claims.items() if key != "email"}
    meeting.op.more = {"sub": "subject-of-ana", "email": "boss@customer.example"}
    told = await meeting.come_back()
    assert (told.email, told.is_verified) == ("boss@customer.example", None), "another document verified another one"


async def test_what_an_id_token_leaves_out_is_asked_for_and_groups_may_lie_deep(meeting):
    meeting.op.said = lambda claims: {key: claims[key] for key in ("iss", "sub", "aud", "nonce", "iat", "exp")}
    meeting.op.more = {"sub": "subject-of-ana", "email": "ana@customer.example", "realm": {"roles": ["a", "b"]}}
    came = meeting.op.approve(await meeting.address())
    told = await meeting.us.told(
        meeting.access,
        Claims(groups="realm.roles"),
        code=came["code"],
        issuer=meeting.op.issuer,
        redirect_uri=CALLBACK,
        now_ms=NOW_S * 1_000,
        **meeting.sent,
    )
    assert (told.email, told.is_verified, told.groups) == ("ana@customer.example", None, ("a", "b"))


def says(**claims: Any) -> Callable[[Meeting], None]:
    """Claims otherwise than they should be; None takes one away."""

    def arrange(meeting: Meeting) -> None:
        def said(honest: dict[str, Any]) -> dict[str, Any]:
            return {key: value for key, value in (honest | claims).items() if value is not None}

        meeting.op.said = said

    return arrange


def signs(by: Callable[[Meeting], Callable[[dict[str, Any]], str]]) -> Callable[[Meeting], None]:
    def arrange(meeting: Meeting) -> None:
        meeting.op.sign = by(meeting)

    return arrange


def publishes(**changes: Any) -> Callable[[Meeting], None]:
    def arrange(meeting: Meeting) -> None:
        meeting.op.published = [meeting.op.published[0] | changes]

    return arrange


def with_public_key(meeting: Meeting) -> Callable[[dict[str, Any]], str]:
    """Key confusion: what everybody may read, taken for a shared secret."""
    return meeting.op.signed_as("HS256", shared(json.dumps(meeting.op.published[0]).encode()), kid="k1")


def tells_of_somebody_else(meeting: Meeting) -> None:
    says(email=None)(meeting)
    meeting.op.more = {"sub": "subject-of-another", "email": "another@customer.example"}


def no_id_token(meeting: Meeting) -> None:
    meeting.op.said = lambda _: None


LIES = {
    "by another issuer": says(iss="https://issuer.other.example"),
    "for another client": says(aud="another-client"),
    "for another client, told to us": says(aud="another-client", azp=CLIENT_ID),
    "for us and another, without saying whose it is": says(aud=[CLIENT_ID, "another-client"]),
    "for us and another, whose it is": says(aud=[CLIENT_ID, "another-client"], azp="another-client"),
    "expired": says(exp=NOW_S - 61),
    "without an end": says(exp=None),
    "not good yet": says(nbf=NOW_S + 120),
    "made in the future": says(iat=NOW_S + 120),
    "with another nonce": says(nonce="another-nonce"),
    "without a nonce": says(nonce=None),
    "about nobody": says(sub=None),
    "about nothing": says(sub=""),
    "of another access token": says(at_hash="bm90LXRoaXM"),
    "unsigned": signs(lambda _: unsigned),
    "signed with our secret": signs(lambda met: met.op.signed_as("HS256", shared(CLIENT_SECRET.encode()), kid="k1")),
    "signed with the public key": signs(with_public_key),
    "signed by a stranger": signs(lambda met: met.op.signed_as("ES256", new_key("k1"), kid="k1")),
    "signed by a stranger of another name": signs(lambda met: met.op.signed_as("ES256", new_key("k9"), kid="k9")),
    "by a key that encrypts": publishes(use="enc"),
    "by a key of another algorithm": publishes(alg="ES384"),
    "tells of somebody else": tells_of_somebody_else,
    "no id token": no_id_token,
    "nothing like one": signs(lambda _: lambda _: "eyJ.not.one"),
}


@pytest.mark.parametrize("arrange", LIES.values(), ids=LIES)
async def test_an_id_token_is_believed_only_when_all_of_it_holds(meeting, arrange):
    arrange(meeting)
    with pytest.raises(SignOnRefused) as refused:
        await meeting.come_back()
    assert refused.value.why is Refusal.NOT_PROVEN


OTHERWISE = {
    "another verifier": {"verifier": "w" * 64},
    "no verifier": {"verifier": ""},
    "another address": {"redirect_uri": "https://somebody.else.example/callback"},
    "a code of nobody": {"code": "made-up"},
    "from another issuer": {"issuer": "https://issuer.other.example"},
    "another browser's nonce": {"nonce": "another-nonce"},
}


@pytest.mark.parametrize("otherwise", OTHERWISE.values(), ids=OTHERWISE)
async def test_a_code_is_good_for_the_browser_that_asked_for_it(meeting, otherwise):
    with pytest.raises(SignOnRefused) as refused:
        await meeting.come_back(**otherwise)
    assert refused.value.why is Refusal.NOT_PROVEN


async def test_a_code_is_good_once(meeting):
    code = meeting.op.approve(await meeting.address())["code"]
    assert await meeting.come_back(code=code)
    with pytest.raises(SignOnRefused, match="invalid_grant"):
        await meeting.come_back(code=code)


async def test_a_provider_that_names_itself_in_every_answer_is_held_to_it(meeting):
    meeting.op.metadata = {"authorization_response_iss_parameter_supported": True}
    assert await meeting.come_back(issuer=meeting.op.issuer)
    with pytest.raises(SignOnRefused, match="who was not asked"):
        await meeting.come_back()


async def test_a_new_key_is_found_and_made_up_ones_do_not_keep_us_asking(meeting, monkeypatch):
    passed = [0.0]
    monkeypatch.setattr("connectors.identity_providers.openid.time.monotonic", lambda: passed[0])
    await meeting.come_back()
    meeting.op.key = new_key("k2")
    meeting.op.published.append(meeting.op.key.as_dict(private=False))
    with pytest.raises(SignOnRefused, match="no one key"):
        await meeting.come_back()
    passed[0] = 11.0
    assert await meeting.come_back()
    assert meeting.op.answered["/keys"] == 2
    meeting.op.sign = meeting.op.signed_as("ES256", new_key("made-up"), kid="made-up")
    for _ in range(5):
        with pytest.raises(SignOnRefused, match="no one key"):
            await meeting.come_back()
    assert meeting.op.answered["/keys"] == 2
    assert meeting.op.answered["/.well-known/openid-configuration"] == 1


async def test_keys_for_something_else_stand_beside_the_one_that_signs(meeting):
    honest = meeting.op.published[0]
    meeting.op.published = [honest | {"use": "enc"}, honest | {"alg": "ES384"}, {"kty": "RSA", "kid": "k1"}, honest]
    assert (await meeting.come_back()).subject == "subject-of-ana"


UNFIT = {
    "calls itself another": ({"issuer": "https://issuer.other.example"}, "calls itself"),
    "knows no S256": ({"code_challenge_methods_supported": ["plain"]}, "PKCE"),
    "has no token endpoint": ({"token_endpoint": None}, "does not describe itself"),
    "has us call a file": ({"token_endpoint": "file:///etc/passwd"}, "not called"),
    "has more to say than anybody reads": ({"padding": "x" * 300_000}, "more than"),
}


@pytest.mark.parametrize(("metadata", "why"), UNFIT.values(), ids=UNFIT)
async def test_a_provider_that_describes_itself_badly_is_not_gone_to(meeting, metadata, why):
    meeting.op.metadata = metadata
    with pytest.raises(Unavailable, match=why):
        await meeting.address()


async def test_redirects_are_not_followed(meeting):
    meeting.op.metadata = {"jwks_uri": f"{meeting.op.issuer}/elsewhere"}
    with pytest.raises(Unavailable, match="answered 302"):
        await meeting.come_back()


PRIVATE = [
    "https://127.0.0.1",
    "https://2130706433",
    "https://0x7f.1",
    "https://[::ffff:127.0.0.1]",
    "https://[::ffff:a9fe:a9fe]",
    "https://169.254.169.254",
    "https://10.0.0.1",
    "https://localhost",
    "https://rebound.example",
    "http://accounts.example",
]


@pytest.mark.parametrize("issuer", PRIVATE)
async def test_no_provider_is_looked_for_in_our_own_network_or_without_tls(issuer, monkeypatch):
    resolve = socket.getaddrinfo

    def rebound(host: Any, port: Any, *rest: Any, **named: Any) -> Any:
        return resolve("127.0.0.1" if host == "rebound.example" else host, port, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    async with ProviderWeb() as web:
        with pytest.raises(Unavailable, match=r"public internet|not https|no address"):
            await OpenIdConnect(web).address(
                OpenIdAccess(issuer=issuer, client_id="c"),
                redirect_uri=CALLBACK,
                state="s",
                nonce="n",
                verifier=VERIFIER,
            )


async def test_what_a_provider_names_is_held_to_the_same(meeting):
    """It describes itself in public, and would have us post our secret inside."""
    described = json.dumps(
        {
            "issuer": "https://accounts.example",
            "authorization_endpoint": "https://accounts.example/authorize",
            "token_endpoint": "https://169.254.169.254/token",
            "jwks_uri": "https://accounts.example/keys",
        }
    ).encode()

    class Described(ProviderWeb):
        async def get(self, url: str, *, headers: Any = None) -> bytes:
            return described

    access = OpenIdAccess(issuer="https://accounts.example", client_id="c")
    with pytest.raises(Unavailable, match="not called"):
        await OpenIdConnect(Described()).address(access, redirect_uri=CALLBACK, state="s", nonce="n", verifier=VERIFIER)
