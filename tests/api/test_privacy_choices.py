"""What people said about their data, over REST, by a page, and by their browsers."""

from datetime import UTC, datetime

from api.pace import Pace
from tests.api.conftest import NOW
from tests.api.test_website_tag import SHOP, send, website

CONTACTS, OUTS = "/api/v1/contacts", "/api/v1/opt-outs"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
FIREFOX = {"User-Agent": "Firefox"}


async def person(client, name: str, **more: str) -> str:
    body = {"identities": {"external_id": name, "email": f"{name}@x.example"} | more}
    return (await client.post(CONTACTS, json=body)).json()["contact"]["person_id"]


async def state_of(client, person_id: str) -> str:
    return (await client.get(f"{CONTACTS}/{person_id}")).json()["sale_or_sharing"]["state"]


async def test_the_tenants_people_note_an_opt_out_and_read_all_that_was_said(api):
    shown = {"how": "call", "source": "call 7", "ip": "2001:DB8::7", "user_agent": "phone", "proof": "recorded"}
    async with api.as_("ours.manager") as client:
        ana = await person(client, "ana", phone="+14155550100")
        await client.patch(f"{CONTACTS}/{ana}", json={"consents": [{"channel": "email", "state": "granted"}]})
        answer = await client.post(f"{CONTACTS}/{ana}/opt-out", json=shown)
        [out, bare] = answer.json()["consents"]
        assert bare["without_proof"] == "nothing shows who said so where, or to what they agreed"
        assert (bare["how"], bool(bare["recorded_by"])) == ("api", True)
        assert out == shown | {
            "ip": "2001:db8::7",
            "channel": "any",
            "purpose": "sale_or_sharing",
            "state": "denied",
            "at": out["recorded_at"],
            "text_version": "",
            "without_proof": "",
            "recorded_by": bare["recorded_by"],
            "recorded_at": out["recorded_at"],
        }
        read = (await client.get(f"{CONTACTS}/{ana}/consents")).json()
        assert read == answer.json()
        assert (await client.get(f"{CONTACTS}/{ana}/history")).json()["consents"] == read["consents"]
        shown_now = (await client.get(f"{CONTACTS}/{ana}")).json()
        year = datetime.fromtimestamp(NOW / 1_000, UTC).year
        assert shown_now["sale_or_sharing"]["ask_again_from"].startswith(f"{year + 1}-")
        assert [one["channel"] for one in shown_now["consents"]] == ["email"]
        assert shown_now["unreachable"]["paid_media"] == "has opted out of the sale and sharing of their data"
        assert (await client.post(f"{CONTACTS}/{ana}/opt-out", json=shown | {"ip": "there"})).status_code == 422
        for body in (
            {"consents": [{"channel": "any", "purpose": "sale_or_sharing", "state": "granted"}]},
            {"consents": [{"channel": "email", "purpose": "sale_or_sharing", "state": "granted"}]},
        ):
            assert (await client.patch(f"{CONTACTS}/{ana}", json=body)).status_code == 422
        back = {"how": "form", "source": "form 9"}
        assert (await client.post(f"{CONTACTS}/{ana}/opt-in", json=back)).status_code == 403
    api.state.clock_ms = lambda: NOW + 1_000
    async with api.as_("ours.admin") as client:
        assert (await client.post(f"{CONTACTS}/{ana}/opt-in", json={"how": "import", "source": "x"})).status_code == 422
        said = (await client.post(f"{CONTACTS}/{ana}/opt-in", json=back)).json()
        assert (said["sale_or_sharing"]["state"], len(said["consents"])) == ("granted", 3)
        assert (await client.post(f"{CONTACTS}/{ana}/opt-in", json=back)).status_code == 409


async def test_an_opt_out_of_an_address_holds_known_or_not_and_files_for_others_leave_them_out(api):
    async with api.as_("ours.manager") as client:
        ana, ben = await person(client, "ana"), await person(client, "ben")
        asked = [{"kind": "email", "value": " ANA@x.example"}, {"kind": "phone", "value": "+14155550199"}]
        assert (await client.post(OUTS, json={"identities": asked})).status_code == 204
        found = await client.get(f"{OUTS}/lookup", params={"kind": "phone", "value": "001 415 555 0199"})
        assert (found.json()["state"], found.json()["how"]) == ("denied", "api")
        assert (await client.get(f"{OUTS}/lookup", params=asked[1] | {"value": "+14155550000"})).json()[
            "state"
        ] == "unknown"
        cleo = await person(client, "cleo", phone="+14155550199")
        assert [await state_of(client, one) for one in (ana, ben, cleo)] == ["denied", "unknown", "denied"]
        made = (await client.post("/api/v1/segments", json={"name": "All", "members": {"kind": "list"}})).json()
        members = f"/api/v1/segments/{made['id']}/members"
        await client.post(members, json={"add": [ana, ben, cleo]})
        lines = (await client.get(f"{members}.csv")).text.splitlines()
        assert {line.split(",")[0]: line.split(",")[3] for line in lines[1:]} == {ana: "no", ben: "yes", cleo: "no"}
        lines = (await client.get(f"{members}.csv", params={"for_sharing": True})).text.splitlines()
        assert [line.split(",")[0] for line in lines[1:]] == [ben]
    async with api.as_("theirs.manager") as client:
        assert (await client.get(f"{OUTS}/lookup", params=asked[1])).json()["state"] == "unknown"


async def test_the_page_of_a_website_opts_out_whoever_enters_an_address(api):
    key = (await website(api))["write_key"]
    async with api.as_("ours.manager") as client:
        ana = await person(client, "ana")
    async with api.anonymous() as visitor:
        page = await visitor.get("/v1/do-not-sell", params={"key": key}, headers={"Accept-Language": "es"})
        assert (page.status_code, "No vender ni compartir" in page.text, "<script" in page.text) == (200, True, False)
        assert (await visitor.get("/v1/do-not-sell", params={"key": "wk_no"})).status_code == 404
        for wrong in (f"key={key}", f"key={key}&email=ana"):
            assert (await visitor.post("/v1/do-not-sell", content=wrong, headers=FORM)).status_code == 422
        said = await visitor.post(
            "/v1/do-not-sell",
            content=f"key={key}&email=ANA%40x.example",
            headers=FORM | FIREFOX | {"Referer": f"{SHOP}/p"},
        )
        assert (said.status_code, 'role="status"' in said.text) == (200, True)
    async with api.as_("ours.manager") as client:
        [record] = (await client.get(f"{CONTACTS}/{ana}/consents")).json()["consents"]
    assert (record["how"], record["source"], record["user_agent"]) == ("opt_out_link", f"{SHOP}/p", "Firefox")
    assert record["recorded_by"].startswith("web_")
    api.state.website_pace = Pace(a_second=1, burst=1)
    async with api.anonymous() as visitor:
        answers = [(await visitor.get("/v1/do-not-sell", params={"key": key})).status_code for _ in range(3)]
    assert answers == [200, 429, 429]


async def test_a_browsers_signal_opts_out_whoever_it_belongs_to_now_or_later_and_is_noted_once(api):
    key = (await website(api))["write_key"]
    async with api.as_("ours.manager") as client:
        ana = await person(client, "ana", anonymous_id="a-1")
        gpc = {"Sec-GPC": "1"} | FIREFOX
        for _ in range(2):
            answer = await send(api, key, headers=gpc)
            assert answer.headers["x-campaign-express-dropped"] == "global_privacy_control"
        [record] = (await client.get(f"{CONTACTS}/{ana}/consents")).json()["consents"]
        assert (record["how"], record["state"], record["user_agent"]) == ("global_privacy_control", "denied", "Firefox")
        async with api.anonymous() as visitor:
            seen = await visitor.get(
                "/v1/pixel.gif", params={"key": key, "a": "a-2"}, headers=gpc | {"Referer": f"{SHOP}/thanks"}
            )
        assert seen.headers["x-campaign-express-dropped"] == "global_privacy_control"
        ben = await person(client, "ben", anonymous_id="a-2")
        assert await state_of(client, ben) == "denied"
        assert await state_of(client, await person(client, "cleo", anonymous_id="a-3")) == "unknown"


async def test_a_key_opts_out_new_ones_at_a_pace_and_what_is_noted_already_any_time(api):
    api.state.opt_out_pace = Pace(a_second=1, burst=2)
    key, other = [(await website(api, name=name))["write_key"] for name in ("Shop", "Other")]
    async with api.anonymous() as visitor:

        async def said(of: str, write_key: str = key) -> int:
            answer = await visitor.post("/v1/do-not-sell", content=f"key={write_key}&{of}", headers=FORM)
            return answer.status_code

        browsers = [await said(f"anonymous_id=a-{number}") for number in (1, 2, 3, 1)]
        assert browsers == [200, 200, 429, 200]
        assert (await send(api, key, headers={"Sec-GPC": "1"} | FIREFOX)).status_code == 204
        assert await said("email=ana%40x.example") == 200
        assert await said("anonymous_id=a-3", other) == 200
        assert await said("anonymous_id=a-3") == 200
        assert await said("anonymous_id=a-4") == 429
        api.state.clock_ms = lambda: NOW + 1_000
        assert await said("anonymous_id=a-4") == 200
