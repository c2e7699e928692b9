"""Signing in over REST: from an invitation to the last session ended."""

import base64

import pytest

from domain.identity.second_factors.rules import code_at
from domain.identity.sessions.values import ACCESS_LIFE_MS
from tests.api.conftest import NOW

SESSION = "/api/v1/session"
USERS = "/api/v1/platform/users"
ME = "/api/v1/platform/me"
PASSWORD = "seven herons cross the ice"


def bearing(access_token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {access_token}"}


async def invited(api, role: str = "manager", tenant: str = "ours") -> dict:
    """Somebody of that role who has chosen a password, with their tokens."""
    async with api.as_(f"{tenant}.admin") as admin, api.as_(f"{tenant}.{role}") as person:
        user_id = (await person.get(ME)).json()["user_id"]
        voucher = (await admin.post(f"{USERS}/{user_id}/invitation")).json()["voucher"]
    async with api.anonymous() as client:
        chosen = await client.post(f"{SESSION}/password/chosen", json={"voucher": voucher, "password": PASSWORD})
    assert chosen.status_code == 200, chosen.text
    return chosen.json()["tokens"] | {"user_id": user_id, "email": f"{role}@{tenant}.example", "tenant_id": tenant}


def credentials(person: dict, **changes) -> dict:
    return {"tenant_id": person["tenant_id"], "email": person["email"], "password": PASSWORD} | changes


async def test_from_an_invitation_to_the_last_session_ended(api):
    ana = await invited(api)
    async with api.anonymous() as client:
        signed_in = (await client.post(f"{SESSION}/sign-in", json=credentials(ana))).json()
        assert (signed_in["token_type"], signed_in["expires_in"]) == ("Bearer", 300)
        me = (await client.get(ME, headers=bearing(signed_in["access_token"]))).json()
        assert (me["user_id"], me["roles"]) == (ana["user_id"], ["manager"])
        newer = (await client.post(f"{SESSION}/refresh", json={"refresh_token": signed_in["refresh_token"]})).json()
        here = bearing(newer["access_token"])
        listed = (await client.get("/api/v1/sessions", headers=here)).json()
        assert [(one["id"], one["current"]) for one in listed] == [
            (signed_in["session_id"], True),
            (ana["session_id"], False),
        ]
        assert (await client.delete(f"/api/v1/sessions/{ana['session_id']}", headers=here)).status_code == 204
        assert (await client.delete(f"/api/v1/sessions/{ana['session_id']}", headers=here)).status_code == 404
        assert (await client.get(ME, headers=bearing(ana["access_token"]))).status_code == 401
        assert (await client.delete(SESSION, headers=here)).status_code == 204
        assert (await client.get(ME, headers=here)).status_code == 401
        refused = await client.post(f"{SESSION}/refresh", json={"refresh_token": newer["refresh_token"]})
        assert refused.status_code == 401


async def test_an_access_token_opens_nothing_once_its_five_minutes_are_over(api):
    ana = await invited(api)
    async with api.anonymous() as client:
        api.state.clock_ms = lambda: NOW + ACCESS_LIFE_MS - 1
        assert (await client.get(ME, headers=bearing(ana["access_token"]))).status_code == 200
        api.state.clock_ms = lambda: NOW + ACCESS_LIFE_MS
        assert (await client.get(ME, headers=bearing(ana["access_token"]))).status_code == 401


WRONG = {
    "a wrong password": {"password": "wrong wrong wrong"},
    "an unknown address": {"email": "nobody@ours.example"},
    "an unknown tenant": {"tenant_id": "nowhere"},
    "another tenant": {"tenant_id": "theirs"},
    "somebody without a password": {"email": "viewer@ours.example"},
}


async def test_every_wrong_way_to_sign_in_is_answered_alike(api):
    ana = await invited(api)
    async with api.anonymous() as client:
        answers = [await client.post(f"{SESSION}/sign-in", json=credentials(ana, **wrong)) for wrong in WRONG.values()]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"password": "x" * 201},
        {"email": "no address"},
        {"tenant_id": "No Tenant"},
        {"scopes": ["moon:write"]},
        {"scopes": []},
        {"role": "admin"},
    ],
    ids=str,
)
async def test_a_malformed_attempt_is_refused_by_its_field(api, body):
    async with api.anonymous() as client:
        attempt = {"tenant_id": "ours", "email": "ana@ours.example", "password": PASSWORD} | body
        answer = await client.post(f"{SESSION}/sign-in", json=attempt)
    assert answer.status_code == 422
    assert answer.json()["error"]["field"].startswith(next(iter(body)))
    assert PASSWORD not in answer.text


async def test_an_administrator_signs_somebody_out_everywhere_and_sees_where_they_were(api):
    ana = await invited(api)
    async with api.as_("ours.admin") as admin, api.anonymous() as client:
        where = f"{USERS}/{ana['user_id']}/sessions"
        assert [one["id"] for one in (await admin.get(where)).json()] == [ana["session_id"]]
        assert (await admin.delete(where)).status_code == 204
        assert (await admin.get(where)).json() == []
        assert (await client.get(ME, headers=bearing(ana["access_token"]))).status_code == 401


async def test_other_roles_and_being_locked_out_are_felt_at_once(api):
    ana = await invited(api)
    async with api.as_("ours.admin") as admin, api.anonymous() as client:
        here = bearing(ana["access_token"])
        assert (await client.get(ME, headers=here)).status_code == 200
        await admin.patch(f"{USERS}/{ana['user_id']}", json={"roles": ["viewer"]})
        assert (await client.get(ME, headers=here)).status_code == 401
        newer = (await client.post(f"{SESSION}/refresh", json={"refresh_token": ana["refresh_token"]})).json()
        assert (await client.get(ME, headers=bearing(newer["access_token"]))).json()["roles"] == ["viewer"]
        await admin.patch(f"{USERS}/{ana['user_id']}", json={"disabled": True})
        assert (await client.get(ME, headers=bearing(newer["access_token"]))).status_code == 401
        assert (await client.post(f"{SESSION}/sign-in", json=credentials(ana))).status_code == 401
        assert (await admin.post(f"{USERS}/{ana['user_id']}/invitation")).status_code == 409


async def test_who_signed_in_stays_within_their_tenant(api):
    ana = await invited(api, "admin", "theirs")
    async with api.as_("ours.viewer") as viewer, api.anonymous() as client:
        ours = (await viewer.get(ME)).json()["user_id"]
        here = bearing(ana["access_token"])
        assert (await client.get(f"{USERS}/{ours}", headers=here)).status_code == 404
        assert (await client.get(f"{USERS}/{ours}/sessions", headers=here)).status_code == 404
        assert (await client.get(USERS, params={"tenant_id": "ours"}, headers=here)).status_code == 403


async def test_changing_the_password_takes_the_current_one(api):
    ana = await invited(api)
    async with api.anonymous() as client:
        here = bearing(ana["access_token"])
        new = "nine otters under the bridge"
        wrong = await client.post(f"{SESSION}/password", json={"current": "wrong", "new": new}, headers=here)
        assert (wrong.status_code, wrong.json()["error"]["field"]) == (403, "password")
        weak = await client.post(f"{SESSION}/password", json={"current": PASSWORD, "new": "short"}, headers=here)
        assert (weak.status_code, weak.json()["error"]["field"]) == (422, "password")
        good = await client.post(f"{SESSION}/password", json={"current": PASSWORD, "new": new}, headers=here)
        assert good.status_code == 204
        assert (await client.post(f"{SESSION}/sign-in", json=credentials(ana))).status_code == 401
        assert (await client.post(f"{SESSION}/sign-in", json=credentials(ana, password=new))).status_code == 200


async def test_without_a_sealing_key_nobody_signs_in_and_keys_go_on_opening_doors(api):
    ana = await invited(api)
    api.state.sign_in.close()
    held, api.state.sign_in = api.state.sign_in, None
    async with api.anonymous() as client, api.as_("ours.viewer") as viewer:
        assert (await client.post(f"{SESSION}/sign-in", json=credentials(ana))).status_code == 503
        assert (await client.get(ME, headers=bearing(ana["access_token"]))).status_code == 503
        assert (await viewer.get(ME)).status_code == 200
    api.state.sign_in = held


async def test_the_audit_log_says_who_chose_and_who_invited_and_never_what(api):
    ana = await invited(api)
    async with api.as_("ours.admin") as admin:
        me = (await admin.get(ME)).json()["user_id"]
        answer = await admin.get("/api/v1/audit/entries", params={"limit": 200})
        entries = {one["action"]: one for one in answer.json()["items"]}
    assert entries["voucher.create"]["actor_id"] == me
    assert entries["password.create"]["actor_id"] == ana["user_id"]
    assert "argon2id$" not in answer.text


ONESELF = [
    ("DELETE", SESSION, None),
    ("POST", f"{SESSION}/password", {"current": PASSWORD, "new": "nine otters under the bridge"}),
    ("POST", f"{SESSION}/second-factor", {"password": PASSWORD}),
    ("POST", f"{SESSION}/second-factor/confirmation", {"code": "000000"}),
    ("POST", f"{SESSION}/second-factor/removal", {"password": PASSWORD, "code": "000000"}),
    ("GET", f"{SESSION}/way-in", None),
    ("GET", "/api/v1/sessions", None),
    ("DELETE", "/api/v1/sessions", None),
    ("DELETE", "/api/v1/sessions/ses_any", None),
]


@pytest.mark.parametrize(("method", "path", "body"), ONESELF, ids=[f"{one[0]} {one[1]}" for one in ONESELF])
async def test_an_api_key_has_no_say_in_how_its_person_signs_in(api, method, path, body):
    await invited(api)
    async with api.as_("ours.manager") as program:
        assert (await program.request(method, path, json=body)).status_code == 403


async def test_the_audit_log_says_who_signed_somebody_out_and_not_who_comes_and_goes(api):
    ana = await invited(api)
    async with api.as_("ours.admin") as admin:
        me = (await admin.get(ME)).json()["user_id"]
        assert (await admin.delete(f"{USERS}/{ana['user_id']}/sessions")).status_code == 204
        entries = (await admin.get("/api/v1/audit/entries", params={"limit": 200})).json()["items"]
    [entry] = [one for one in entries if one["action"].startswith("session.")]
    assert (entry["action"], entry["actor_id"], entry["subject_id"]) == ("session.change", me, ana["user_id"])
    assert entry["after"]["ended_because"] == "revoked"


async def test_a_page_keeps_its_refresh_token_where_no_script_reads_it(api):
    ana = await invited(api)
    async with api.anonymous() as page:
        answer = await page.post(f"{SESSION}/sign-in", json=credentials(ana, in_cookie=True))
        assert answer.json()["refresh_token"] is None
        cookie = answer.headers["set-cookie"]
        assert all(word in cookie for word in ("HttpOnly", "SameSite=strict", "Path=/api/v1/session"))
        newer = await page.post(f"{SESSION}/refresh", json={})
        assert (newer.status_code, newer.json()["refresh_token"]) == (200, None)
        assert newer.headers["set-cookie"] != cookie
        here = bearing(newer.json()["access_token"])
        assert (await page.get(ME, headers=here)).json()["user_id"] == ana["user_id"]
        assert (await page.delete(SESSION, headers=here)).status_code == 204
        assert not page.cookies
        assert (await page.post(f"{SESSION}/refresh", json={})).status_code == 401


async def test_a_page_signs_out_with_its_cookie_alone_and_no_other_site_does_it_for_them(api):
    ana = await invited(api)
    async with api.anonymous() as page:
        assert (await page.delete(SESSION)).status_code == 401
        held = (await page.post(f"{SESSION}/sign-in", json=credentials(ana, in_cookie=True))).json()
        kept = dict(page.cookies)
        for site in ("cross-site", "same-site"):
            assert (await page.delete(SESSION, headers={"Sec-Fetch-Site": site})).status_code == 403
        assert (await page.get(ME, headers=bearing(held["access_token"]))).status_code == 200
        assert (await page.delete(SESSION, headers={"Sec-Fetch-Site": "same-origin"})).status_code == 204
        assert not page.cookies
        assert (await page.get(ME, headers=bearing(held["access_token"]))).status_code == 401
        page.cookies.update(kept)
        refused = await page.post(f"{SESSION}/refresh", json={})
        assert (refused.status_code, "ce_session=" in refused.headers["set-cookie"]) == (401, True)
        assert "Max-Age=0" in refused.headers["set-cookie"]


async def test_over_https_no_sibling_host_can_plant_a_pages_refresh_token(api):
    api.state.public_url = "https://ads.example"
    ana = await invited(api)
    async with api.anonymous() as page:
        answer = await page.post(f"{SESSION}/sign-in", json=credentials(ana, in_cookie=True))
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-ce_session=")
    assert all(word in cookie for word in ("Secure", "Path=/;"))


async def test_one_reads_how_one_comes_in_and_a_second_factor_counts_from_its_first_code_on(api):
    ana = await invited(api)
    here = bearing(ana["access_token"])
    plain = {"has_password": True, "has_second_factor": False, "only_by": None}
    async with api.anonymous() as client:
        assert (await client.get(f"{SESSION}/way-in", headers=here)).json() == plain
        made = (await client.post(f"{SESSION}/second-factor", json={"password": PASSWORD}, headers=here)).json()
        assert (await client.get(f"{SESSION}/way-in", headers=here)).json() == plain
        code = code_at(base64.b32decode(made["secret"].replace(" ", "")), NOW // 30_000)
        confirmed = await client.post(f"{SESSION}/second-factor/confirmation", json={"code": code}, headers=here)
        assert confirmed.status_code == 200, confirmed.text
        assert (await client.get(f"{SESSION}/way-in", headers=here)).json() == plain | {"has_second_factor": True}
