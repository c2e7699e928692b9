"""API keys: scopes that narrow, rotation that overlaps, a use that is noted, and no way to more than one holds."""

import sqlite3

import pytest

from api.callers import FOR_MS
from tests.api.conftest import CAMPAIGN, NOW

CAMPAIGNS = "/api/v1/management/campaigns"
TOKENS = "/api/v1/platform/tokens"
USERS = "/api/v1/platform/users"
ME = "/api/v1/platform/me"
DAY_MS = 86_400_000


async def user_id_of(api, who: str) -> str:
    async with api.as_(who) as client:
        return (await client.get(ME)).json()["user_id"]


async def new_key(api, who: str = "ours.manager", **options) -> dict:
    body = {"user_id": await user_id_of(api, who), "name": "a program"} | options
    async with api.as_("ours.admin") as admin:
        made = await admin.post(TOKENS, json=body)
    assert made.status_code == 201, made.text
    return made.json()


def bearing(key: dict) -> dict[str, str]:
    return {"Authorization": f"Bearer {key['secret']}"}


async def test_scopes_narrow_what_a_key_may_do_and_widen_nothing(api):
    key = await new_key(api, scopes=["campaign:read", "tenant:write"])
    async with api.anonymous() as client:
        assert (await client.get(CAMPAIGNS, headers=bearing(key))).status_code == 200
        refused = await client.post(CAMPAIGNS, json=CAMPAIGN, headers=bearing(key))
        assert refused.status_code == 403
        said = refused.json()["error"]
        assert said["message"] == "the scopes of this key do not allow campaign:write; the roles of its person do"
        assert "a key with this scope" in said["remedy"]
        assert (await client.get(ME, headers=bearing(key))).json()["permissions"] == ["campaign:read"]


async def test_a_narrow_key_makes_nothing_wider_than_itself(api):
    key = await new_key(api, "ours.admin", scopes=["user:write", "user:read", "campaign:read"])
    admin, manager, viewer, theirs = [
        await user_id_of(api, who) for who in ("ours.admin", "ours.manager", "ours.viewer", "theirs.viewer")
    ]
    wider = [
        ("POST", TOKENS, {"user_id": admin, "name": "all of it"}),
        ("POST", TOKENS, {"user_id": admin, "name": "more", "scopes": ["campaign:read", "campaign:write"]}),
        ("POST", USERS, {"email": "new@ours.example", "name": "New", "roles": ["admin"]}),
        ("PATCH", f"{USERS}/{viewer}", {"roles": ["admin"]}),
        ("POST", f"{USERS}/{admin}/invitation", None),
        ("DELETE", f"{USERS}/{admin}/second-factor", None),
        ("PATCH", f"{USERS}/{manager}", {"roles": ["viewer"]}),
        ("PATCH", f"{USERS}/{manager}", {"disabled": True}),
        ("DELETE", f"{USERS}/{manager}/sessions", None),
        ("DELETE", f"{TOKENS}/{(await new_key(api))['id']}", None),
    ]
    async with api.anonymous() as client:
        for method, path, body in wider:
            answer = await client.request(method, path, json=body, headers=bearing(key))
            assert answer.status_code == 403, f"{method} {path}: {answer.text}"
        whole = await new_key(api, "ours.admin")
        assert (await client.post(f"{TOKENS}/{whole['id']}/rotate", headers=bearing(key))).status_code == 403
        assert (
            await client.post(TOKENS, json={"user_id": theirs, "name": "x"}, headers=bearing(key))
        ).status_code == 404
        narrow = {"user_id": admin, "name": "no wider", "scopes": ["campaign:read"]}
        assert (await client.post(TOKENS, json=narrow, headers=bearing(key))).status_code == 201
        roles = (await client.get(f"{USERS}/{viewer}", headers=bearing(key))).json()["roles"]
        assert roles == ["viewer"], "what was refused was not done"


async def test_a_key_that_may_do_what_is_left_takes_nothing_from_those_who_may_do_more(api):
    of_viewers = ["campaign:read", "creative:read", "analytics:read"]
    key = await new_key(api, "ours.admin", scopes=["user:write", *of_viewers])
    manager = f"{USERS}/{await user_id_of(api, 'ours.manager')}"
    async with api.anonymous() as client:
        refused = await client.patch(manager, json={"roles": ["viewer"], "disabled": True}, headers=bearing(key))
    assert refused.status_code == 403
    async with api.as_("ours.manager") as client:
        assert (await client.get(ME)).json()["roles"] == ["manager"]


async def test_two_keys_open_the_same_door_while_one_replaces_the_other(api):
    old = await new_key(api, scopes=["campaign:read"], requests_per_minute=600)
    async with api.as_("ours.admin") as admin, api.anonymous() as client:
        new = (await admin.post(f"{TOKENS}/{old['id']}/rotate", json={"overlap_s": 3_600})).json()
        assert new["secret"] != old["secret"]
        assert (new["name"], new["scopes"], new["requests_per_minute"]) == ("a program", ["campaign:read"], 600)
        for key in (old, new):
            assert (await client.get(CAMPAIGNS, headers=bearing(key))).status_code == 200
        api.state.clock_ms = lambda: NOW + 3_600_000
        assert (await client.get(CAMPAIGNS, headers=bearing(old))).status_code == 401
        assert (await client.get(CAMPAIGNS, headers=bearing(new))).status_code == 200
        assert (await admin.post(f"{TOKENS}/{old['id']}/rotate")).status_code == 409


async def test_a_key_that_expires_is_rotated_into_one_that_lives_as_long_and_overlaps_no_longer_than_it_lives(api):
    old = await new_key(api, expires_at="2027-01-16T08:00:00Z")
    api.state.clock_ms = lambda: NOW + DAY_MS // 2
    async with api.as_("ours.admin") as admin:
        new = (await admin.post(f"{TOKENS}/{old['id']}/rotate", json={"overlap_s": 30 * 86_400})).json()
        assert new["expires_at"] == "2027-01-16T20:00:00.000Z"
        listed = {one["id"]: one for one in (await admin.get(TOKENS, params={"limit": 200})).json()["items"]}
        assert listed[old["id"]]["expires_at"] == "2027-01-16T08:00:00.000Z"


async def test_the_last_use_of_a_key_is_noted_to_the_minute(api):
    key = await new_key(api)

    async def last_used() -> str | None:
        async with api.as_("ours.admin") as admin:
            listed = (await admin.get(TOKENS, params={"limit": 200})).json()["items"]
        return next(one["last_used_at"] for one in listed if one["id"] == key["id"])

    assert await last_used() is None
    seen = []
    for later_ms in (0, 30_000, 61_000):
        api.state.clock_ms = lambda: NOW + later_ms  # noqa: B023 -- called before the next round
        async with api.anonymous() as client:
            assert (await client.get(CAMPAIGNS, headers=bearing(key))).status_code == 200
        seen.append(await last_used())
    assert seen == ["2027-01-15T08:00:00.000Z", "2027-01-15T08:00:00.000Z", "2027-01-15T08:01:01.000Z"]


async def test_a_key_that_expires_a_moment_after_it_was_shown_is_not_remembered_beyond(api):
    key = await new_key(api, expires_at="2027-01-15T08:00:00.500Z")
    async with api.anonymous() as client:
        assert (await client.get(CAMPAIGNS, headers=bearing(key))).status_code == 200
        api.state.clock_ms = lambda: NOW + 500
        assert (await client.get(CAMPAIGNS, headers=bearing(key))).status_code == 401
    assert FOR_MS > 500


async def test_no_secret_is_in_the_database_as_it_was_told(api, tmp_path):
    from tests.api.test_signing_in import PASSWORD, invited

    ana = await invited(api)
    key = await new_key(api)
    async with api.as_("ours.admin") as admin:
        voucher = (await admin.post(f"{USERS}/{ana['user_id']}/invitation")).json()["voucher"]
    told = [key["secret"], voucher, PASSWORD, ana["refresh_token"], ana["access_token"]]
    told += ana["refresh_token"].removeprefix("cer_").split(".")
    with sqlite3.connect(tmp_path / "stores" / "main.db") as database:
        script = "\n".join(database.iterdump())
    assert key["id"] in script
    assert [secret for secret in told if secret in script] == []


@pytest.mark.parametrize(
    ("field", "value"), [("scopes", []), ("scopes", ["moon:write"]), ("requests_per_minute", 0)], ids=str
)
async def test_a_key_that_could_do_nothing_is_refused(api, field, value):
    async with api.as_("ours.admin") as admin:
        body = {"user_id": await user_id_of(api, "ours.viewer"), "name": "x", field: value}
        answer = await admin.post(TOKENS, json=body)
    assert answer.status_code == 422
    assert answer.json()["error"]["field"].startswith(field)


async def test_a_narrow_key_makes_none_that_grows_with_its_users_roles(api):
    scopes = ["user:write", "campaign:read", "creative:read", "analytics:read"]
    key, viewer = await new_key(api, "ours.admin", scopes=scopes), await user_id_of(api, "ours.viewer")
    growing = await new_key(api, "ours.viewer")
    async with api.anonymous() as client:
        made = await client.post(TOKENS, json={"user_id": viewer, "name": "one day more"}, headers=bearing(key))
        assert (made.status_code, made.json()["error"]["field"]) == (403, "scopes")
        assert (await client.post(f"{TOKENS}/{growing['id']}/rotate", headers=bearing(key))).status_code == 403
        named = {"user_id": viewer, "name": "never more", "scopes": ["campaign:read"]}
        assert (await client.post(TOKENS, json=named, headers=bearing(key))).status_code == 201


async def test_somebody_who_is_let_in_again_gets_neither_keys_nor_vouchers_back(api):
    key, manager = await new_key(api), await user_id_of(api, "ours.manager")
    async with api.as_("ours.admin") as admin, api.anonymous() as client:
        voucher = (await admin.post(f"{USERS}/{manager}/invitation")).json()["voucher"]
        for disabled in (True, False):
            changed = await admin.patch(f"{USERS}/{manager}", json={"disabled": disabled})
            assert changed.json()["disabled"] is disabled
        assert (await client.get(CAMPAIGNS, headers=bearing(key))).status_code == 401
        body = {"voucher": voucher, "password": "seven herons cross the ice"}
        assert (await client.post("/api/v1/session/password/chosen", json=body)).status_code == 401


async def test_a_key_that_expires_makes_none_that_outlives_it(api):
    key = await new_key(api, "ours.admin", expires_at="2027-01-16T08:00:00Z")
    lasting, viewer = await new_key(api, "ours.viewer"), await user_id_of(api, "ours.viewer")
    async with api.anonymous() as client:
        for expires_at, status in ((None, 403), ("2027-01-16T08:00:01Z", 403), ("2027-01-16T08:00:00Z", 201)):
            body = {"user_id": viewer, "name": "a program", "expires_at": expires_at}
            assert (await client.post(TOKENS, json=body, headers=bearing(key))).status_code == status
        assert (await client.post(f"{TOKENS}/{lasting['id']}/rotate", headers=bearing(key))).status_code == 403


async def test_a_key_with_a_quota_makes_none_that_may_ask_more_often_and_a_demo_key_demo_keys(api):
    slow, viewer = await new_key(api, "ours.admin", requests_per_minute=1_000), await user_id_of(api, "ours.viewer")
    fast = await new_key(api, "ours.viewer")
    async with api.anonymous() as client:
        for wanted, made in ((None, 1_000), (10, 10), (1_001, None)):
            body = {"user_id": viewer, "name": "a program", "requests_per_minute": wanted}
            answer = await client.post(TOKENS, json=body, headers=bearing(slow))
            assert answer.status_code == (403 if made is None else 201)
            assert answer.json().get("requests_per_minute") == made
        assert (await client.post(f"{TOKENS}/{fast['id']}/rotate", headers=bearing(slow))).status_code == 403
        api.state.demo = True
        demo = await new_key(api, "ours.admin", demo=True)
        body = {"user_id": viewer, "name": "a program"}
        assert (await client.post(TOKENS, json=body, headers=bearing(demo))).json()["demo"] is True
        assert (await client.post(f"{TOKENS}/{fast['id']}/rotate", headers=bearing(demo))).status_code == 403


async def test_whose_voice_counts_in_a_review_is_up_to_whole_administrators_and_those_who_have_it(api):
    approving = ["user:write", "user:read", "campaign:read", "creative:read", "campaign:approve", "analytics:read"]
    key = await new_key(api, "ours.admin", scopes=approving)
    viewer, director = await user_id_of(api, "ours.viewer"), await user_id_of(api, "ours.director")
    giving = [
        ("POST", USERS, {"email": "new@ours.example", "name": "New", "roles": ["viewer"], "grants": ["legal"]}),
        ("PATCH", f"{USERS}/{viewer}", {"grants": ["legal"]}),
        ("POST", TOKENS, {"user_id": viewer, "name": "t", "scopes": ["campaign:read", "campaign:approve"]}),
    ]
    async with api.as_("ours.admin") as admin, api.anonymous() as client:
        for method, path, body in giving[:2]:
            answer = await client.request(method, path, json=body, headers=bearing(key))
            assert (answer.status_code, "administrator" in answer.text) == (403, True), answer.text
            assert (await admin.request(method, path, json=body)).is_success
        for method, path, body in giving[2:]:
            assert (await client.request(method, path, json=body, headers=bearing(key))).status_code == 403
            assert (await admin.request(method, path, json=body)).is_success
        reading = {"user_id": director, "name": "t", "scopes": ["campaign:read"]}
        assert (await client.post(TOKENS, json=reading, headers=bearing(key))).status_code == 201


async def test_the_platforms_people_are_told_where_to_look_for_somebody_of_a_tenant(api):
    user_id = await user_id_of(api, "ours.viewer")
    async with api.as_("platform.admin") as client:
        unnamed = [
            await client.post(f"{USERS}/{user_id}/invitation"),
            await client.post(TOKENS, json={"user_id": user_id, "name": "a program"}),
        ]
        named = await client.post(f"{USERS}/{user_id}/invitation", params={"tenant_id": "ours"})
    async with api.as_("theirs.admin") as client:
        foreign = await client.post(f"{USERS}/{user_id}/invitation")
    assert [answer.status_code for answer in unnamed] == [404, 404]
    assert all("tenant_id" in answer.json()["error"]["remedy"] for answer in unnamed)
    assert named.status_code == 201
    assert (foreign.status_code, foreign.json()["error"].get("remedy")) == (404, None), (
        "nobody else could look elsewhere"
    )
