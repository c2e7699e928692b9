"""Signing on at an identity provider, as a browser walks it, with all that somebody in its way may try."""

from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from api.pace import SIGN_ON_STEPS_AT_ONCE
from domain.errors import TooMany
from tests.api.conftest import NOW
from tests.api.sso.scene import PROVIDERS, SSO, Browser, Scene, refusal

# The way there and back


async def test_somebody_joins_and_is_the_same_person_the_next_time(scene):
    provider_id = await scene.provider()
    browser = Browser(scene.api)
    address = await browser.depart(provider_id)
    assert parse_qs(urlsplit(address).query)["redirect_uri"] == [f"http://api{SSO}/{provider_id}/callback"]
    back = await browser.come_back(scene.op.approve(address))
    assert (back.status_code, back.headers["Location"]) == (303, "http://api/campaigns?view=mine")
    ticket = next(one for one in back.headers.get_list("Set-Cookie") if one.startswith("ce_sso_ticket"))
    assert {"HttpOnly", "SameSite=strict", f"Path={SSO}/tokens"} <= {part.strip() for part in ticket.split(";")}
    tokens = await browser.redeem()
    me = await scene.whom(tokens)
    assert (me["tenant_id"], me["roles"]) == ("ours", ["viewer"])
    assert tokens.json()["refresh_token"] not in back.text + str(back.headers)
    scene.says(email="ana.married@customer.example")
    again = await scene.whom(await scene.signed_on(provider_id))
    assert again["user_id"] == me["user_id"]


async def test_a_ticket_is_good_once_and_for_a_moment(scene):
    provider_id = await scene.provider()
    first, second = Browser(scene.api), Browser(scene.api)
    for browser in (first, second):
        await browser.come_back(scene.op.approve(await browser.depart(provider_id)))
    ticket = first.client.cookies["ce_sso_ticket"]
    assert (await first.redeem()).status_code == 200
    first.client.cookies.set("ce_sso_ticket", ticket, domain="api.local", path=f"{SSO}/tokens")
    assert (await first.redeem()).status_code == 401
    scene.api.state.clock_ms = lambda: NOW + 121_000
    assert (await second.redeem()).status_code == 401
    assert (await Browser(scene.api).redeem()).status_code == 401


async def test_over_https_what_a_browser_carries_stays_there(scene):
    provider_id = await scene.provider()
    scene.api.state.sign_on._public_url = "https://api"
    answer = await Browser(scene.api).client.get(f"{SSO}/{provider_id}/start")
    carried = answer.headers["Set-Cookie"]
    flags = {part.strip() for part in carried.split(";")}
    assert carried.startswith(f"__Host-ce_sso_{provider_id}=")
    assert {"Secure", "HttpOnly", "SameSite=none", "Path=/"} <= flags
    came = scene.op.approve(answer.headers["Location"])
    planted = {"Cookie": carried.partition(";")[0].removeprefix("__Host-")}
    async with scene.api.anonymous() as client:
        at = f"{SSO}/{provider_id}/callback"
        assert (await client.get(at, params=came, headers=planted)).status_code == 401
        back = await client.get(at, params=came, headers={"Cookie": carried.partition(";")[0]})
        [ticket] = [one for one in back.headers.get_list("Set-Cookie") if one.startswith("__Host-ce_sso_ticket=")]
        assert {"Secure", "HttpOnly", "SameSite=strict", "Path=/"} <= {part.strip() for part in ticket.split(";")}
        redeemed = await client.post(f"{SSO}/tokens", headers={"Cookie": ticket.partition(";")[0]})
        assert redeemed.status_code == 200


async def test_a_session_by_a_provider_ends_when_the_provider_is_to_be_asked_again(scene):
    tokens = (await scene.signed_on(await scene.provider(session_hours=1))).json()
    async with scene.api.anonymous() as client:
        scene.api.state.clock_ms = lambda: NOW + 3_500_000
        refreshed = await client.post("/api/v1/session/refresh", json={"refresh_token": tokens["refresh_token"]})
        assert refreshed.status_code == 200
        scene.api.state.clock_ms = lambda: NOW + 3_600_000
        late = await client.post("/api/v1/session/refresh", json={"refresh_token": refreshed.json()["refresh_token"]})
        assert late.status_code == 401


# In a browser's way


async def nothing(scene: Scene, victim: Browser, came: dict[str, str]) -> httpx2.Response:
    victim.client.cookies.clear()
    return await victim.come_back(came)


async def forged_cookie(scene: Scene, victim: Browser, came: dict[str, str]) -> httpx2.Response:
    [(name, value)] = victim.client.cookies.items()
    victim.client.cookies.clear()
    victim.client.cookies.set(name, value[:-4] + "AAAA")
    return await victim.come_back(came)


async def late(scene: Scene, victim: Browser, came: dict[str, str]) -> httpx2.Response:
    scene.api.state.clock_ms = lambda: NOW + 600_000
    return await victim.come_back(came)


async def without_state(scene: Scene, victim: Browser, came: dict[str, str]) -> httpx2.Response:
    return await victim.come_back({"code": came["code"]})


async def twice_said(scene: Scene, victim: Browser, came: dict[str, str]) -> httpx2.Response:
    query = f"code=x&code={came['code']}&state={came['state']}"
    return await victim.client.get(f"{SSO}/{victim.provider_id}/callback?{query}")


async def of_the_thief(scene: Scene, victim: Browser, came: dict[str, str]) -> httpx2.Response:
    """What the thief's own sign-on came to, handed to the victim: they would work in the thief's account."""
    return await victim.come_back(scene.op.approve(await Browser(scene.api).depart(victim.provider_id)))


async def code_of_another(scene: Scene, victim: Browser, came: dict[str, str]) -> httpx2.Response:
    """A code that was stolen on its way, under the state of whoever stole it."""
    stolen = scene.op.approve(await Browser(scene.api).depart(victim.provider_id))
    return await victim.come_back({"code": stolen["code"], "state": came["state"]})


async def by_another_provider(scene: Scene, victim: Browser, came: dict[str, str]) -> httpx2.Response:
    other = await scene.provider(name="Other")
    [(_, value)] = victim.client.cookies.items()
    victim.client.cookies.clear()
    victim.client.cookies.set(f"ce_sso_{other}", value)
    victim.provider_id = other
    return await victim.come_back(came)


async def from_another_issuer(scene: Scene, victim: Browser, came: dict[str, str]) -> httpx2.Response:
    return await victim.come_back(came | {"iss": "https://issuer.other.example"})


async def a_no(scene: Scene, victim: Browser, came: dict[str, str]) -> httpx2.Response:
    return await victim.come_back({"error": "access_denied", "state": came["state"]})


async def switched_off(scene: Scene, victim: Browser, came: dict[str, str]) -> httpx2.Response:
    async with scene.api.as_("ours.admin") as admin:
        await admin.patch(f"{PROVIDERS}/{victim.provider_id}", json={"enabled": False})
    return await victim.come_back(came)


IN_THE_WAY = {
    nothing: (401, "expired"),
    forged_cookie: (401, "expired"),
    late: (401, "expired"),
    by_another_provider: (401, "expired"),
    twice_said: (401, "not_proven"),
    without_state: (303, "not_proven"),
    of_the_thief: (303, "not_proven"),
    code_of_another: (303, "not_proven"),
    from_another_issuer: (303, "not_proven"),
    a_no: (303, "denied"),
    switched_off: (303, "not_found"),
}


@pytest.mark.parametrize("trick", IN_THE_WAY, ids=lambda one: one.__name__)
async def test_only_the_browser_that_began_is_let_in_and_only_by_what_it_asked_for(scene, trick):
    status, why = IN_THE_WAY[trick]
    victim = Browser(scene.api)
    came = scene.op.approve(await victim.depart(await scene.provider()))
    answer = await trick(scene, victim, came)
    assert answer.status_code == status, answer.text
    assert (refusal(answer) if status == 303 else answer.json()["error"]["field"]) == why
    assert not victim.has_ticket


async def test_what_came_back_is_spent_whether_it_was_good_or_not(scene):
    victim = Browser(scene.api)
    address = await victim.depart(await scene.provider())
    [(name, carried)] = victim.client.cookies.items()
    came = scene.op.approve(address)
    assert refusal(await victim.come_back({"code": "guessed", "state": came["state"]})) == "not_proven"
    victim.client.cookies.set(name, carried)
    assert refusal(await victim.come_back(came)) == "used"
    assert not victim.has_ticket


async def test_whoever_knocks_without_end_is_told_to_wait_before_the_provider_hears_of_it(scene):
    provider_id, browser = await scene.provider(), Browser(scene.api)
    came = scene.op.approve(await browser.depart(provider_id))
    for _ in range(SIGN_ON_STEPS_AT_ONCE - 1):
        scene.api.state.sign_on.take_step(provider_id, "203.0.113.9")
    assert (await browser.come_back(came)).status_code == 429
    assert "/token" not in scene.op.answered
    for number in range(SIGN_ON_STEPS_AT_ONCE):
        scene.api.state.sign_on.take_step(f"idp_{number}", "198.51.100.7")
    with pytest.raises(TooMany):
        scene.api.state.sign_on.take_step("idp_last", "198.51.100.7")
    scene.api.state.clock_ms = lambda: NOW + 1_000
    assert (await browser.come_back(came)).status_code == 303


ELSEWHERE = [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "evil.example",
    "",
    "@evil.example",
    ".evil.example",
    "/\r\nSet-Cookie: a=b",
]


async def test_nobody_is_sent_elsewhere_afterwards(scene):
    provider_id = await scene.provider()
    async with scene.api.anonymous() as client:
        for place in ELSEWHERE:
            answer = await client.get(f"{SSO}/{provider_id}/start", params={"return_to": place})
            assert (answer.status_code, answer.json()["error"]["field"]) == (422, "return_to"), place


async def test_our_own_tokens_can_be_verified_by_whoever_is_shown_them(scene):
    tokens = (await scene.signed_on(await scene.provider())).json()
    async with scene.api.anonymous() as client:
        answer = await client.get("/.well-known/jwks.json")
    keys = answer.json()
    assert all("d" not in key for key in keys["keys"])
    read = jwt.decode(tokens["access_token"], KeySet.import_key_set(keys), algorithms=["ES256"])
    assert read.claims["tenant_id"] == "ours"
