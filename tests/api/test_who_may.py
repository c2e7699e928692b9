"""Who may call what: no open route, no stranger, no other tenant, no role beyond its own."""

import re

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import iter_route_contexts

from api.auth import OPEN_PATHS, refuse_unguarded
from domain.identity import service as identity
from tests.api.conftest import BOOTSTRAP, CAMPAIGN, CREATIVE, NOW, new_campaign, new_creative

CAMPAIGNS = "/api/v1/management/campaigns"
CREATIVES = "/api/v1/management/creatives"


def guarded_routes(app: FastAPI) -> list[tuple[str, str]]:
    return [
        (method, route.path)
        for route in iter_route_contexts(app.routes)
        for method in sorted(route.methods)
        if route.path not in OPEN_PATHS
    ]


def somewhere(path: str, ids: dict[str, str]) -> str:
    """``path`` with ids filled in; an action where one is named, a made-up id for what is not ours to make."""
    return re.sub(r"{(\w+)}", lambda found: ids.get(found[1], "unknown"), path)


async def test_a_stranger_gets_401_from_every_route_but_the_open_ones(api, application):
    routes = guarded_routes(application)
    assert len(routes) > 30
    async with api.anonymous() as client:
        for method, path in routes:
            answer = await client.request(method, somewhere(path, {"action": "submit"}), json={})
            assert answer.status_code == 401, f"{method} {path}"
            assert answer.headers["WWW-Authenticate"] == "Bearer"
            assert answer.json()["error"]["code"] == "unauthenticated"


def test_an_app_with_an_unguarded_route_does_not_start():
    app, router = FastAPI(openapi_url=None), APIRouter()
    router.add_api_route("/secrets", lambda: "everything")
    app.include_router(router)
    with pytest.raises(RuntimeError, match="/secrets"):
        refuse_unguarded(app)


WRONG_TOKENS = {
    "an unknown one": "Bearer nobody-has-this-token",
    "an empty one": "Bearer ",
    "another scheme": f"Basic {BOOTSTRAP}",
    "no scheme": BOOTSTRAP,
    "text beyond ASCII": "Bearer \xe9\xe9\xe9",
    "a very long one": "Bearer " + "x" * 7_000,
}


@pytest.mark.parametrize("header", WRONG_TOKENS.values(), ids=WRONG_TOKENS.keys())
async def test_a_wrong_credential_is_401(api, header):
    async with api.anonymous() as client:
        answer = await client.get(CAMPAIGNS, headers={"Authorization": header.encode("latin-1")})
        assert answer.status_code == 401


async def test_a_demo_token_works_in_demo_mode_alone(api):
    async with api.as_("ours.demo") as client:
        assert (await client.get(CAMPAIGNS)).status_code == 401
        api.state.demo = True
        assert (await client.get(CAMPAIGNS)).status_code == 200


async def test_a_revoked_an_expired_and_a_locked_out_token_open_nothing(api):
    async with api.as_("ours.admin") as admin, api.as_("ours.viewer") as viewer:
        person = (await viewer.get("/api/v1/platform/me")).json()["user_id"]
        body = {"user_id": person, "name": "short", "expires_at": "2027-01-15T08:00:01Z"}
        made = (await admin.post("/api/v1/platform/tokens", json=body)).json()
        headers = {"Authorization": f"Bearer {made['secret']}"}
        assert (await viewer.get(CAMPAIGNS, headers=headers)).status_code == 200
        api.state.clock_ms = lambda: NOW + 2_000
        assert (await viewer.get(CAMPAIGNS, headers=headers)).status_code == 401
        api.state.clock_ms = lambda: NOW
        assert (await admin.delete(f"/api/v1/platform/tokens/{made['id']}")).status_code == 204
        assert (await viewer.get(CAMPAIGNS, headers=headers)).status_code == 401

        assert (await viewer.get(CAMPAIGNS)).status_code == 200
        locked = await admin.patch(f"/api/v1/platform/users/{person}", json={"disabled": True})
        assert locked.json()["disabled"] is True
        assert (await viewer.get(CAMPAIGNS)).status_code == 401


MATRIX = [
    # call, and the roles that may make it
    (("GET", CAMPAIGNS, None), {"admin", "manager", "operator", "analyst", "viewer", "director"}),
    (("POST", CAMPAIGNS, CAMPAIGN), {"admin", "manager"}),
    (("GET", CREATIVES, None), {"admin", "manager", "operator", "analyst", "viewer", "director"}),
    (("GET", "/api/v1/platform/users", None), {"admin", "manager"}),
    (("POST", "/api/v1/platform/users", {"email": "n@x.y", "name": "N", "roles": ["viewer"]}), {"admin"}),
    (("GET", "/api/v1/platform/me", None), {"admin", "manager", "operator", "analyst", "viewer", "director"}),
    (("GET", "/api/v1/openapi.json", None), {"admin", "manager", "operator", "analyst", "viewer", "director"}),
    (("POST", "/api/v1/platform/tenants", {"id": "new", "name": "New"}), set()),
    (("GET", "/api/v1/platform/tenants", None), set()),
    (("GET", "/api/v1/platform/exchanges", None), set()),
    (("GET", "/api/v1/reports/no-bids", None), set()),
]


@pytest.mark.parametrize(("call", "may"), MATRIX, ids=[f"{call[0]} {call[1]}" for call, _ in MATRIX])
async def test_a_role_may_do_what_the_matrix_says_and_no_more(api, call, may):
    method, path, body = call
    for role in ("admin", "manager", "operator", "analyst", "viewer", "director"):
        async with api.as_(f"ours.{role}") as client:
            answer = await client.request(method, path, json=body)
            assert (answer.status_code != 403) == (role in may), f"{role}: {answer.text}"
            if role not in may:
                assert answer.json()["error"]["code"] == "forbidden"


async def test_another_tenants_records_look_as_if_they_were_not_there(application, api):
    async with api.as_("theirs.admin") as theirs:
        campaign = await new_campaign(theirs)
        creative = await new_creative(theirs, campaign["id"])
        them = (await theirs.get("/api/v1/platform/me")).json()
        tokens = (await theirs.get("/api/v1/platform/tokens")).json()["items"]
    ids = {
        "campaign_id": campaign["id"],
        "creative_id": creative["id"],
        "user_id": them["user_id"],
        "token_id": tokens[0]["id"],
        "tenant_id": "theirs",
        "action": "submit",
    }
    bodies = {"PATCH": {"name": "Mine now"}, "POST": {}}
    bodies_of = {
        "/api/v1/workflows/campaigns/{campaign_id}/tasks": {"title": "Mine now"},
        "/api/v1/workspace/objectives/{campaign_id}": {"objective": "Mine now"},
        "/api/v1/management/campaigns/{campaign_id}/comments": {"text": "Mine now"},
        "/api/v1/workflows/campaigns/{campaign_id}/overrides": {
            "revision_hash": "0" * 64,
            "findings": ["brand.off@creatives.crt_1#0f3a9c8b21d4"],
            "reason": "because I say so",
            "expires_at": "2027-01-16T00:00:00Z",
        },
    }
    asked = 0
    async with api.as_("ours.admin") as ours:
        for method, path in guarded_routes(application):
            parameters = set(re.findall(r"{(\w+)}", path)) - {"action"}
            if not parameters or not parameters <= ids.keys():
                continue
            body = {"disabled": True} if "users" in path else bodies_of.get(path, bodies.get(method))
            answer = await ours.request(method, somewhere(path, ids), json=body)
            of_the_platform = (method, path) == ("PATCH", "/api/v1/platform/tenants/{tenant_id}")
            assert answer.status_code == (403 if of_the_platform else 404), f"{method} {path}: {answer.text}"
            asked += 1
        assert asked >= 12
        body = CREATIVE | {"campaign_id": campaign["id"]}
        assert (await ours.post(CREATIVES, json=body)).status_code == 404
        assert (await ours.get(CREATIVES, params={"campaign_id": campaign["id"]})).status_code == 404
        body = {"user_id": them["user_id"], "name": "stolen"}
        assert (await ours.post("/api/v1/platform/tokens", json=body)).status_code == 404
        assert (await ours.get(CAMPAIGNS)).json()["items"] == []
        for path in ("users", "tokens"):
            listed = (await ours.get(f"/api/v1/platform/{path}")).json()["items"]
            assert {item["tenant_id"] for item in listed} == {"ours"}
            assert (await ours.get(f"/api/v1/platform/{path}", params={"tenant_id": "theirs"})).status_code == 403
    async with api.as_("theirs.admin") as theirs:
        assert (await theirs.get(f"{CAMPAIGNS}/{campaign['id']}")).json()["name"] == CAMPAIGN["name"]


async def test_the_first_administrator_sets_a_tenant_up_through_the_api_alone(api):
    async with api.as_("bootstrap") as platform:
        tenant = await platform.post("/api/v1/platform/tenants", json={"id": "fresh", "name": "Fresh"})
        assert (tenant.status_code, tenant.json()["seat"]) == (201, "fresh")
        assert (
            await platform.post("/api/v1/platform/tenants", json={"id": "fresh", "name": "Again"})
        ).status_code == 409
        new = {
            "tenant_id": "fresh",
            "email": "Ana@Fresh.example",
            "name": "Ana",
            "roles": ["manager"],
            "grants": ["director"],
        }
        person = (await platform.post("/api/v1/platform/users", json=new)).json()
        assert (person["email"], person["grants"]) == ("ana@fresh.example", ["director"])
        assert (await platform.post("/api/v1/platform/users", json=new)).status_code == 409
        assert (await platform.post("/api/v1/platform/users", json=new | {"tenant_id": "nowhere"})).status_code == 404
        body = {"tenant_id": "fresh", "user_id": person["id"], "name": "laptop"}
        token = (await platform.post("/api/v1/platform/tokens", json=body)).json()
        headers = {"Authorization": f"Bearer {token['secret']}"}
        created = await platform.post(CAMPAIGNS, json=CAMPAIGN, headers=headers)
        assert created.status_code == 201
        listed = (await platform.get("/api/v1/platform/tokens", params={"tenant_id": "fresh"})).json()["items"]
        assert [item["name"] for item in listed] == ["laptop"]
        assert "secret" not in listed[0]
        tenants = (await platform.get("/api/v1/platform/tenants", params={"limit": 2})).json()
        rest = (await platform.get("/api/v1/platform/tenants", params={"cursor": tenants["next_cursor"]})).json()
        assert [item["id"] for item in (*tenants["items"], *rest["items"])] == ["fresh", "ours", "platform", "theirs"]


async def test_nobody_changes_their_own_roles(api):
    async with api.as_("ours.admin") as admin:
        me = (await admin.get("/api/v1/platform/me")).json()["user_id"]
        answer = await admin.patch(f"/api/v1/platform/users/{me}", json={"grants": ["director"]})
        assert answer.status_code == 403


async def test_another_bootstrap_secret_ends_the_earlier_one_for_good(api):
    second = "the-second-bootstrap-secret"
    for later_s, (secret, good) in enumerate(((BOOTSTRAP, BOOTSTRAP), (second, second), (BOOTSTRAP, second))):
        api.state.clock_ms = lambda: NOW + 1_000 * later_s  # noqa: B023 -- called before the next round
        async with api.state.main.platform() as session:
            opens_doors = await identity.ensure_bootstrap_admin(session, secret, demo=False, now_ms=NOW)
        assert opens_doors is (secret == good)
        async with api.anonymous() as client:
            for known in (BOOTSTRAP, second):
                answer = await client.get("/api/v1/platform/me", headers={"Authorization": f"Bearer {known}"})
                assert answer.status_code == (200 if known == good else 401), (later_s, known)


async def test_what_became_of_the_bootstrap_token_outlasts_a_restart(api):
    async with api.as_("bootstrap") as first:
        tokens = (await first.get("/api/v1/platform/tokens")).json()["items"]
        token = next(one for one in tokens if one["name"] == "bootstrap")
        rotated = (await first.post(f"/api/v1/platform/tokens/{token['id']}/rotate", json={"overlap_s": 0})).json()
    async with api.state.main.platform() as session:
        opens_doors = await identity.ensure_bootstrap_admin(session, BOOTSTRAP, demo=False, now_ms=NOW + 1)
    assert not opens_doors
    async with api.anonymous() as client:
        for secret, status in ((BOOTSTRAP, 401), (rotated["secret"], 200)):
            answer = await client.get("/api/v1/platform/me", headers={"Authorization": f"Bearer {secret}"})
            assert answer.status_code == status


async def test_the_api_describes_itself(api):
    async with api.as_("ours.viewer") as client:
        document = (await client.get("/api/v1/openapi.json")).json()
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    ids = [operation["operationId"] for operation in operations]
    assert len(ids) == len(set(ids)), "a generated client names its functions by them"
    assert {tag for operation in operations for tag in operation["tags"]} <= {tag["name"] for tag in document["tags"]}
    closed = [path for path in document["paths"] if path not in OPEN_PATHS]
    for path in closed:
        assert all(operation["security"] == [{"HTTPBearer": []}] for operation in document["paths"][path].values())
    money = document["components"]["schemas"]["CampaignBody"]["properties"]["budget"]
    assert (money["type"], money["examples"]) == ("string", ["500.00"])
