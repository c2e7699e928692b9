"""People over REST, as an integrator's client sees them."""

from hashlib import sha256

import pytest

from storage.redis.identities import IdentityStore
from storage.redis.profiles import ProfileCache

IMPORT = "/api/v1/profiles/import"


@pytest.fixture
async def api(api, redis_url):
    async with ProfileCache(redis_url) as api.state.profiles:
        yield api


async def test_imported_people_can_be_read_and_bidders_see_them_at_once(api):
    body = b'{"person_id": "u/1", "tier": "gold", "segments": [3]}\n{"person_id": "u/2", "tier": 7}\n'
    async with api.as_("ours.manager") as client:
        answer = await client.post(IMPORT, content=body)
        assert answer.status_code == 200
        assert answer.json() == {
            "imported": 1,
            "refused": [{"line": 2, "field": "tier", "message": "Expected `str`, got `int`"}],
        }
        read = await client.get("/api/v1/profiles/u%2F1")
        assert (read.status_code, read.json()["tier"], read.json()["segments"]) == (200, "gold", [3])
        assert (await client.get("/api/v1/profiles/u%2F2")).status_code == 404
    cached = await api.state.profiles.get_many(["u/1", "u/2"])
    assert {person_id: profile.tenants["ours"].tier for person_id, profile in cached.items()} == {"u/1": "gold"}


async def test_what_belongs_to_no_tenant_is_imported_by_the_platform_alone(api):
    line = b'{"person_id": "n1", "interests": [' + b",".join([b"0.5"] * 64) + b'], "recency": 0.75}'
    async with api.as_("ours.manager") as client, api.as_("platform.admin") as platform:
        refused = await client.post(IMPORT, content=line)
        assert (refused.status_code, refused.json()["error"]["field"]) == (422, "interests")
        assert (await platform.post(IMPORT, content=line)).json()["imported"] == 1
        named = await platform.post(
            IMPORT, params={"tenant_id": "ours"}, content=b'{"person_id": "n1", "tier": "gold"}'
        )
        assert named.json()["imported"] == 1
        known = (await client.get("/api/v1/profiles/n1")).json()
    assert (known["recency"], known["interests"], known["tier"]) == (0.75, [0.5] * 64, "gold")


async def test_another_tenants_people_are_unknown(api):
    async with api.as_("ours.manager") as client, api.as_("theirs.manager") as stranger:
        await client.post(IMPORT, content=b'{"person_id": "ours-only"}')
        assert (await stranger.get("/api/v1/profiles/ours-only")).status_code == 404
        assert (await stranger.get("/api/v1/profiles/ours-only", params={"tenant_id": "ours"})).status_code == 403
        assert (await stranger.post(IMPORT, params={"tenant_id": "ours"}, content=b"{}")).status_code == 403


@pytest.mark.parametrize("who", ["ours.viewer", "ours.analyst", "ours.operator"])
async def test_who_may_only_look_cannot_import(api, who):
    async with api.as_(who) as client:
        assert (await client.post(IMPORT, content=b'{"person_id": "x"}')).status_code == 403


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b'{"person_id": "x"}\n' * 5_001])
async def test_an_import_without_one_good_line_is_refused_whole(api, body):
    async with api.as_("ours.manager") as client:
        assert (await client.post(IMPORT, content=body)).status_code == 422


async def test_without_redis_the_client_is_told_to_repeat(api):
    api.state.profiles = None
    async with api.as_("ours.manager") as client:
        answer = await client.post(IMPORT, content=b'{"person_id": "later"}')
        assert answer.status_code == 503
        assert "Repeat" in answer.json()["error"]["remedy"]
        assert (await client.get("/api/v1/profiles/later")).status_code == 200


async def test_people_are_known_by_the_ids_of_others_at_once(api, redis_url):
    line = b'{"person_id": "u/7", "identities": {"a.example": "x-7"}}'
    async with api.as_("ours.manager") as client:
        assert (await client.post(IMPORT, content=line)).json()["imported"] == 1
    async with IdentityStore(redis_url) as store:
        assert await store.get_many(["a.example:x-7"]) == {"a.example:x-7": "u/7"}


async def test_no_import_takes_back_an_opt_out_of_sale_and_sharing(api):
    email = "ana@x.example"
    digest = sha256(email.encode()).hexdigest()
    said = {"identities": [{"kind": "exchange_id", "value": "u-1"}, {"kind": "email", "value": email}]}
    lines = [
        '{"person_id": "u-1", "personalised_ads": true}',
        f'{{"person_id": "u-2", "match_keys": {{"email_sha256": "{digest}"}}}}',
        '{"person_id": "u-3"}',
    ]
    async with api.as_("ours.manager") as client:
        assert (await client.post("/api/v1/opt-outs", json=said)).status_code == 204
        await client.post(IMPORT, content="\n".join(lines))
        read = [(await client.get(f"/api/v1/profiles/u-{number}")).json()["personalised_ads"] for number in (1, 2, 3)]
    assert read == [False, False, True]
    cached = await api.state.profiles.get_many(["u-1", "u-2", "u-3"])
    assert [profile.tenants["ours"].personalised_ads for profile in cached.values()] == [False, False, True]
