"""Whom a provider's word lets in, and whose word a tenant takes."""

import pytest

from domain.identity.sign_on import service as sign_on
from domain.identity.sign_on.admission import service as admission
from domain.identity.sign_on.rules import SignOnRefused
from domain.identity.sign_on.values import Told
from tests.api.conftest import NOW
from tests.api.sso.scene import ME, PROVIDERS, SSO, Browser, refusal
from tests.connectors.identity_providers.openid_op import CLIENT_ID, CLIENT_SECRET, OpenIdOp

SAML_BODY = {"entity_id": "https://idp.example", "sso_url": "https://idp.example/sso", "certificates": ["M" * 200]}


async def test_whom_an_address_finds_and_whom_it_does_not(scene):
    ana = await scene.user("ana@customer.example")
    invited = await scene.provider(joining="invited")
    scene.op.more = {"sub": "subject-of-ana"}
    cases = [
        ({"email_verified": False}, "address_not_verified"),
        ({"email_verified": None}, "address_not_verified"),
        ({"email_verified": "false"}, "address_not_verified"),
        ({"email": None}, "address_not_verified"),
        ({"email": "ana@elsewhere.example"}, "wrong_domain"),
        ({"email": "ana@customer.example.evil.example"}, "wrong_domain"),
        ({"email": "ana@evil.example@customer.example"}, "not_invited"),
        ({"email": "ben@customer.example"}, "not_invited"),
    ]
    for claims, why in cases:
        scene.says(**claims)
        assert refusal(await scene.signed_on(invited)) == why, claims
    scene.says(email="ANA@customer.example")
    assert (await scene.whom(await scene.signed_on(invited)))["user_id"] == ana
    assert refusal(await scene.signed_on(invited, subject="whoever-has-her-address-now")) == "already_linked"
    async with scene.api.as_("ours.admin") as admin:
        links = f"/api/v1/platform/users/{ana}/identity-providers"
        assert [one["provider_id"] for one in (await admin.get(links)).json()] == [invited]
        assert (await admin.delete(f"{links}/{invited}")).status_code == 204
        assert (await admin.delete(f"{links}/{invited}")).status_code == 404
    assert (await scene.whom(await scene.signed_on(invited, subject="her-new-one")))["user_id"] == ana
    async with scene.api.as_("ours.admin") as admin:
        await admin.patch(f"/api/v1/platform/users/{ana}", json={"disabled": True})
    assert refusal(await scene.signed_on(invited, subject="her-new-one")) == "locked_out"


async def test_whoever_is_locked_out_between_coming_back_and_their_tokens_gets_none(scene):
    provider_id, browser = await scene.provider(), Browser(scene.api)
    await browser.come_back(scene.op.approve(await browser.depart(provider_id)))
    async with scene.api.as_("ours.admin") as admin:
        people = (await admin.get("/api/v1/platform/users")).json()["items"]
        [ana] = [one["id"] for one in people if one["email"] == "ana@customer.example"]
        await admin.patch(f"/api/v1/platform/users/{ana}", json={"disabled": True})
    assert (await browser.redeem()).json()["error"]["field"] == "locked_out"


async def test_a_provider_that_is_said_to_vouch_is_believed_unless_it_says_otherwise(scene):
    provider_id = await scene.provider(vouches_for_addresses=True)
    scene.says(email_verified=False)
    assert refusal(await scene.signed_on(provider_id)) == "address_not_verified"
    scene.says(email_verified=None)
    assert (await scene.whom(await scene.signed_on(provider_id)))["roles"] == ["viewer"]


async def test_roles_are_what_the_groups_say_each_time(scene):
    ana = await scene.user("ana@customer.example", grants=["director"])
    roles = {"express-admins": "admin", "express-ops": "operator"}
    provider_id = await scene.provider(roles_of_groups=roles, default_role=None)
    scene.says(groups=["express-admins", "canteen"])
    me = await scene.whom(first := await scene.signed_on(provider_id))
    assert (me["user_id"], me["roles"], me["grants"]) == (ana, ["admin"], ["director"])
    scene.says(groups=["express-ops"])
    assert (await scene.whom(await scene.signed_on(provider_id)))["roles"] == ["operator"]
    async with scene.api.anonymous() as client:
        headers = {"Authorization": f"Bearer {first.json()['access_token']}"}
        assert (await client.get(ME, headers=headers)).status_code == 401, "it says what she may do no more"
    scene.says(groups=["canteen"])
    assert refusal(await scene.signed_on(provider_id)) == "no_role"


async def moved(scene, at: str, ana: str) -> None:
    async with scene.api.as_("ours.admin") as admin:
        openid = {"issuer": "https://new.customer.example", "client_id": "c", "client_secret": "hush"}
        assert (await admin.patch(at, json={"openid": openid})).status_code == 200


async def switched_off(scene, at: str, ana: str) -> None:
    async with scene.api.as_("ours.admin") as admin:
        assert (await admin.patch(at, json={"enabled": False})).status_code == 200


async def removed(scene, at: str, ana: str) -> None:
    async with scene.api.as_("ours.admin") as admin:
        assert (await admin.delete(at)).status_code == 204


async def unlinked(scene, at: str, ana: str) -> None:
    async with scene.api.as_("ours.admin") as admin:
        path = at.replace(PROVIDERS, f"/api/v1/platform/users/{ana}/identity-providers")
        assert (await admin.delete(path)).status_code == 204


@pytest.mark.parametrize("trust_ends", [moved, switched_off, removed, unlinked])
async def test_whoever_came_by_a_provider_is_out_when_its_word_counts_no_more(scene, trust_ends):
    provider_id = await scene.provider()
    tokens = await scene.signed_on(provider_id)
    ana = (await scene.whom(tokens))["user_id"]
    waiting = Browser(scene.api)
    await waiting.come_back(scene.op.approve(await waiting.depart(provider_id)))
    async with scene.api.as_("ours.admin") as admin:
        [here] = (await admin.get(f"/api/v1/platform/users/{ana}/sessions")).json()
        assert here["provider_id"] == provider_id
    await trust_ends(scene, f"{PROVIDERS}/{provider_id}", ana)
    async with scene.api.anonymous() as client:
        headers = {"Authorization": f"Bearer {tokens.json()['access_token']}"}
        assert (await client.get(ME, headers=headers)).status_code == 401
        again = {"refresh_token": tokens.json()["refresh_token"]}
        assert (await client.post("/api/v1/session/refresh", json=again)).status_code == 401
    assert (await waiting.redeem()).status_code in (401, 404), "a ticket of before"


async def test_a_tenant_whose_provider_has_moved_finds_its_people_by_their_addresses_again(scene):
    provider_id = await scene.provider()
    ana = (await scene.whom(await scene.signed_on(provider_id)))["user_id"]
    async with OpenIdOp() as elsewhere:
        openid = {"issuer": elsewhere.issuer, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
        async with scene.api.as_("ours.admin") as admin:
            await admin.patch(f"{PROVIDERS}/{provider_id}", json={"openid": openid})
        scene.op = elsewhere
        again = await scene.signed_on(provider_id, subject="her-subject-there")
        assert (await scene.whom(again))["user_id"] == ana


async def test_an_assertion_comes_once(scene):
    """Whatever else its bearer carries."""
    provider_id = await scene.provider()
    told = Told(
        issuer=scene.op.issuer,
        subject="s",
        email="ana@customer.example",
        is_verified=True,
        once="assertion id-1",
        once_until_ms=NOW + 300_000,
    )
    main, desk = scene.api.state.main, scene.api.state.sign_on
    async with main.tenant("ours") as session:
        provider = desk.providers.opened(await sign_on.usable(session, provider_id))
        await admission.admit(session, provider, told, now_ms=NOW)
    with pytest.raises(SignOnRefused, match="second time"):
        async with main.tenant("ours") as session:
            await admission.admit(session, provider, told, now_ms=NOW + 299_999)


# Whom a tenant believes


async def test_a_provider_is_set_up_by_whole_administrators_and_its_secret_is_shown_to_nobody(scene, tmp_path):
    openid = {"issuer": scene.op.issuer, "client_id": "c", "client_secret": "whispered-once"}
    new = {"name": "Customer", "email_domains": ["customer.example"], "openid": openid}
    api = scene.api
    async with api.as_("ours.admin") as admin, api.as_("ours.manager") as manager, api.as_("theirs.admin") as theirs:
        me = (await admin.get(ME)).json()["user_id"]
        body = {"user_id": me, "name": "narrow", "scopes": ["user:read", "user:write"]}
        narrow = (await admin.post("/api/v1/platform/tokens", json=body)).json()["secret"]
        for client, headers in ((manager, {}), (admin, {"Authorization": f"Bearer {narrow}"})):
            assert (await client.post(PROVIDERS, json=new, headers=headers)).status_code == 403
        made = await admin.post(PROVIDERS, json=new)
        at = f"{PROVIDERS}/{made.json()['id']}"
        assert made.json()["redirect_uri"] == f"http://api{SSO}/{made.json()['id']}/callback"
        shown = [made, await admin.get(at), await admin.get(PROVIDERS), await admin.get("/api/v1/audit/entries")]
        assert all(answer.status_code < 300 and "whispered" not in answer.text for answer in shown)
        assert "identity_provider.create" in shown[-1].text
        assert (await theirs.get(at)).status_code == 404
        for method in ("PATCH", "DELETE"):
            json = {"enabled": False} if method == "PATCH" else None
            headers = {"Authorization": f"Bearer {narrow}"}
            assert (await admin.request(method, at, json=json, headers=headers)).status_code == 403
            assert (await theirs.request(method, at, json=json)).status_code == 404
        elsewhere = {"openid": {"issuer": "https://thief.example", "client_id": "c"}}
        assert (await admin.patch(at, json=elsewhere)).json()["error"]["field"] == "openid.client_secret"
        public = await admin.patch(at, json={"openid": openid | {"client_secret": ""}})
        assert public.json()["has_client_secret"] is False
        anew = await admin.patch(at, json={"openid": openid})
        assert anew.json()["has_client_secret"] is True
        assert (await admin.patch(at, json={"joining": "just_in_time"})).json()["error"]["field"] == "default_role"
        assert (await admin.patch(at, json={"saml": SAML_BODY})).json()["error"]["field"] == "saml"
        assert (await admin.post(PROVIDERS, json=new)).status_code == 409
        both = new | {"name": "Both", "saml": SAML_BODY}
        assert (await admin.post(PROVIDERS, json=both)).status_code == 422
        changed = await admin.patch(at, json={"session_hours": 2, "groups_claim": "roles", "default_role": "viewer"})
        assert [changed.json()[key] for key in ("session_hours", "groups_claim", "default_role")] == [
            2,
            "roles",
            "viewer",
        ]
    kept = b"".join(path.read_bytes() for path in (tmp_path / "stores").glob("main.db*"))
    assert b"whispered-once" not in kept
    async with api.anonymous() as client:
        [choice] = (await client.get(f"{SSO}/providers", params={"tenant_id": "ours"})).json()
        assert (choice["name"], choice["start"]) == ("Customer", f"{SSO}/{choice['id']}/start")
        assert (await client.get(f"{SSO}/providers", params={"tenant_id": "theirs"})).json() == []
        assert (await client.get(f"{SSO}/{choice['id']}/metadata")).status_code == 404
    async with api.as_("ours.admin") as admin:
        assert (await admin.delete(at)).status_code == 204
        assert (await admin.get(at)).status_code == 404
