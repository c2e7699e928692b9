"""Providers that others wrote."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest

from tests.api.sso.scene import PROVIDERS, SSO, Browser, refusal
from tests.connectors.identity_providers.saml_idp import SamlIdp


@contextmanager
def openid_by_others() -> Iterator[str]:
    """oidc-provider-mock in a thread, with Authlib's own demand for PKCE: its issuer."""
    import oidc_provider_mock
    from authlib.oauth2.rfc7636 import CodeChallenge
    from oidc_provider_mock import _app

    challenges: dict[str, tuple[str, str]] = {}

    class Challenge(CodeChallenge):
        def get_authorization_code_challenge(self, authorization_code: Any) -> str:
            return challenges[authorization_code.code][0]

        def get_authorization_code_challenge_method(self, authorization_code: Any) -> str:
            return challenges[authorization_code.code][1]

    class Grant(_app.AuthorizationCodeGrant):
        def save_authorization_code(self, code: str, request: Any) -> None:
            asked = request.payload.data
            challenges[code] = (asked["code_challenge"], asked["code_challenge_method"])
            super().save_authorization_code(code, request)

    class OpenId(_app.OpenIDCode):
        def __call__(self, grant: Any) -> None:
            super().__call__(grant)
            Challenge(required=True)(grant)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
        patch.setattr(_app, "AuthorizationCodeGrant", Grant)
        patch.setattr(_app, "OpenIDCode", OpenId)
        claims = {"email": "ana@customer.example", "email_verified": True, "name": "Ana", "groups": ["ops"]}
        people = [oidc_provider_mock.User(sub="ana", claims=claims)]
        with oidc_provider_mock.run_server_in_thread(user_claims=people, require_nonce=True) as server:
            yield f"http://localhost:{server.server_port}"


async def test_somebody_signs_on_by_an_openid_provider_that_others_wrote(scene):
    scene.api.state.clock_ms = lambda: int(time.time() * 1_000)
    with openid_by_others() as issuer:
        provider_id = await scene.provider(
            openid={"issuer": issuer, "client_id": "any", "client_secret": "any"}, roles_of_groups={"ops": "operator"}
        )
        browser = Browser(scene.api)
        address = await browser.depart(provider_id)
        async with httpx2.AsyncClient() as outside:
            approved = await outside.post(address, data={"sub": "ana"})
        back = await browser.client.get(approved.headers["Location"])
        assert back.headers["Location"] == "http://api/campaigns?view=mine"
        me = await scene.whom(await browser.redeem())
        assert me["roles"] == ["operator"]
        victim = Browser(scene.api)
        await victim.depart(provider_id)
        theirs = await victim.client.get(approved.headers["Location"])
        assert refusal(theirs) == "not_proven"


@pytest.mark.xdist_group("saml")
async def test_somebody_signs_on_by_a_saml_provider_that_others_wrote(scene):
    scene.api.state.clock_ms = lambda: int(time.time() * 1_000)
    idp = await asyncio.to_thread(SamlIdp)
    saml = idp.described()
    provider_id = await scene.provider(openid=None, saml=saml, email_claim="mail", roles_of_groups={"ops": "operator"})
    async with scene.api.anonymous() as client:
        described = await client.get(f"{SSO}/{provider_id}/metadata")
    assert described.headers["Content-Type"] == "application/samlmetadata+xml"
    idp.learn(described.text)
    browser = Browser(scene.api)
    address = await browser.depart(provider_id)
    [(name, carried)] = browser.client.cookies.items()
    form = idp.respond(address, mail="ana@customer.example", groups=["ops"])
    back = await browser.post_back(form)
    assert back.headers["Location"] == "http://api/campaigns?view=mine"
    assert (await scene.whom(await browser.redeem()))["roles"] == ["operator"]
    browser.client.cookies.set(name, carried)
    assert refusal(await browser.post_back(form)) == "used"
    other = Browser(scene.api)
    await other.depart(provider_id)
    assert refusal(await other.post_back(form)) == "not_proven", "the state is another browser's"
    relayed = dict(parse_qsl(urlsplit(await other.depart(provider_id)).query))["RelayState"]
    assert refusal(await other.post_back(form | {"RelayState": relayed})) == "not_proven", "it answers another request"
    assert (await Browser(scene.api).client.post(f"{SSO}/{provider_id}/acs", data=form)).status_code == 401
    async with scene.api.as_("ours.admin") as admin:
        wrong = {"saml": saml | {"certificates": ["M" * 200]}}
        refused = await admin.patch(f"{PROVIDERS}/{provider_id}", json=wrong)
        assert refused.json()["error"]["field"] == "saml.certificates"
