"""Browsers, and a tenant with a provider that it may believe."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2

from tests.api.conftest import Api
from tests.connectors.identity_providers.openid_op import CLIENT_ID, CLIENT_SECRET, OpenIdOp

SSO = "/api/v1/session/sso"
PROVIDERS = "/api/v1/platform/identity-providers"
ME = "/api/v1/platform/me"
JOINING = {"joining": "just_in_time", "default_role": "viewer"}


class Browser:
    """Cookies of one person, who keeps to no redirect by themselves."""

    def __init__(self, api: Api) -> None:
        self.client = api.anonymous()
        self.provider_id = ""

    async def depart(self, provider_id: str, return_to: str = "/campaigns?view=mine") -> str:
        answer = await self.client.get(f"{SSO}/{provider_id}/start", params={"return_to": return_to})
        assert answer.status_code == 303, answer.text
        self.provider_id = provider_id
        return answer.headers["Location"]

    async def come_back(self, came: Mapping[str, str]) -> httpx2.Response:
        return await self.client.get(f"{SSO}/{self.provider_id}/callback", params=dict(came))

    async def post_back(self, form: Mapping[str, str]) -> httpx2.Response:
        return await self.client.post(f"{SSO}/{self.provider_id}/acs", data=dict(form))

    async def redeem(self) -> httpx2.Response:
        return await self.client.post(f"{SSO}/tokens")

    @property
    def has_ticket(self) -> bool:
        return "ce_sso_ticket" in self.client.cookies


@dataclass
class Scene:
    """A tenant, a provider that it may believe, and browsers."""

    api: Api
    op: OpenIdOp

    async def provider(self, **changes: Any) -> str:
        openid = {"issuer": self.op.issuer, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
        new = {"name": "Customer", "email_domains": ["customer.example"], "openid": openid} | JOINING | changes
        async with self.api.as_("ours.admin") as admin:
            answer = await admin.post(PROVIDERS, json=new)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    async def signed_on(self, provider_id: str, *, subject: str = "subject-of-ana") -> httpx2.Response:
        """The answer to whom the provider says it is; a browser of their own each time."""
        browser = Browser(self.api)
        back = await browser.come_back(self.op.approve(await browser.depart(provider_id), subject=subject))
        return await browser.redeem() if browser.has_ticket else back

    async def whom(self, answer: httpx2.Response) -> dict[str, Any]:
        assert answer.status_code == 200, answer.headers.get("Location", answer.text)
        async with self.api.anonymous() as client:
            headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
            return (await client.get(ME, headers=headers)).json()

    async def user(self, email: str, **changes: Any) -> str:
        new = {"email": email, "name": "Ana", "roles": ["manager"]} | changes
        async with self.api.as_("ours.admin") as admin:
            return (await admin.post("/api/v1/platform/users", json=new)).json()["id"]

    def says(self, **claims: Any) -> None:
        self.op.said = lambda honest: {key: value for key, value in (honest | claims).items() if value is not None}


def refusal(answer: httpx2.Response) -> str:
    """Why, as the page that began is told."""
    assert answer.status_code == 303, answer.text
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query)).get("sso_error", "")
