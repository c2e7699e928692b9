"""Brand kits and validations over REST, as a brand manager's client sees them."""

import asyncio
import base64

import pytest

from domain.brand.desk.service import BrandDesk
from domain.brand.values import SEED
from domain.errors import InvalidInput
from tests.api.conftest import new_campaign, new_creative
from tests.brand.drawing import png

KITS = "/api/v1/brand/kits"
VALIDATIONS = "/api/v1/brand/validations"


class Shelf:
    """Where images are had, held in memory."""

    def __init__(self, images: dict[str, bytes]) -> None:
        self.images = images

    async def fetch(self, tenant_id: str, address: str) -> bytes:
        if address not in self.images:
            raise InvalidInput("its host answered 404")
        return self.images[address]


async def new_kit(client, **changes) -> dict:
    answer = await client.post(KITS, json={"name": "House"} | changes)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_kit_is_written_published_changed_and_put_away(api):
    async with api.as_("ours.manager") as client:
        assert (await client.get("/api/v1/brand/kit-in-force")).json()["version"] == 0
        made = await client.post(KITS, json={"name": "House"})
        path = made.headers["Location"]
        assert (made.headers["ETag"], made.json()["content"]) == ('"1"', SEED.model_dump(mode="json"))

        published = await client.post(f"{path}/publish", json={"comment": "First"}, headers={"If-Match": '"1"'})
        assert (published.json()["live_version"], published.json()["is_default"]) == (1, True)

        patch = {"content": {"palette": {"tolerance": 1.5}, "tone": None}}
        changed = await client.patch(path, json=patch, headers={"If-Match": '"2"'})
        assert changed.json()["content"]["palette"]["tolerance"] == 1.5
        assert changed.json()["content"]["tone"]["forbidden"] == []
        assert (await client.patch(path, json=patch, headers={"If-Match": '"2"'})).status_code == 200
        stale = await client.patch(path, json={"name": "Mine"}, headers={"If-Match": '"2"'})
        assert (stale.status_code, stale.json()["error"]["field"]) == (409, "If-Match")

        held = (await client.get("/api/v1/brand/kit-in-force")).json()
        assert (held["version"], held["content"]["palette"]["tolerance"]) == (1, 3.0)
        await client.post(f"{path}/publish")
        versions = (await client.get(f"{path}/versions")).json()
        assert [(one["version"], one["comment"]) for one in versions] == [(2, ""), (1, "First")]
        assert (await client.get(f"{path}/versions/1")).json()["content"] == SEED.model_dump(mode="json")

        assert (await client.delete(path)).status_code == 409
        other = await new_kit(client, name="Outlet")
        await client.post(f"{KITS}/{other['id']}/publish")
        assert (await client.put(f"{KITS}/{other['id']}/default")).json()["is_default"] is True
        assert (await client.delete(path)).status_code == 204
        assert [one["name"] for one in (await client.get(KITS)).json()["items"]] == ["Outlet"]
        archived = await client.get(KITS, params={"archived": True})
        assert [one["name"] for one in archived.json()["items"]] == ["House"]


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"palette": {"colours": [{"name": "Blue", "hex": "blue"}]}}, "content.palette.colours.0.hex"),
        ({"palette": {"colours": []}}, "content.palette.colours"),
        ({"fonts": [{"use": "body", "family": "Inter", "least_px": 20, "most_px": 14}]}, "content.fonts.0"),
        ({"tone": {"approved": ["x"], "forbidden": [{"term": "X"}]}}, "content.tone"),
        ({"tone": {"approved": ["a*b"]}}, "content.tone.approved.0"),
        ({"logo": {"clear_space": 9}}, "content.logo.clear_space"),
        ({"motto": "x"}, "content.motto"),
    ],
)
async def test_a_kit_that_makes_no_sense_is_refused_by_its_field(api, content, field):
    async with api.as_("ours.manager") as client:
        refused = await client.post(KITS, json={"name": "House", "content": content})
        assert (refused.status_code, refused.json()["error"]["field"]) == (422, field)


async def test_a_posted_creative_is_told_what_is_wrong_where_and_why(api):
    body = {
        "html": '<p style="color: red; font: 16px Inter">Effortless</p>',
        "texts": {"title": "So cheap"},
        "images": [
            {
                "name": "hero",
                "data": base64.b64encode(png()).decode(),
                "logo": {"x": 50, "y": 50, "width": 100, "height": 30},
            }
        ],
    }
    async with api.as_("ours.viewer") as client:
        answer = await client.post(VALIDATIONS, json=body)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert (told["passes"], told["kit_version"], told["errors"]) == (False, 0, 3)
        rules = [one["rule"] for one in told["findings"]]
        assert rules == ["colour.palette", "tone.forbidden", "logo.background"]
        first = told["findings"][0]
        assert first["places"][0] | {"excerpt": ""} == {
            "part": "html",
            "selector": "p",
            "line": 1,
            "column": 41,
            "offset": 40,
            "length": 10,
            "box": None,
            "excerpt": "",
        }
        assert first["why"]
        assert first["remedy"]
        assert told["findings"][2]["places"][0]["box"]["width"] == 100
        assert {one["hex"] for one in told["colours"]} == {"#FF0000", "#1B4FDB"}


async def test_a_creative_is_held_against_the_kit_the_version_or_the_draft_that_is_named(api):
    async with api.as_("ours.manager") as client:
        made = await new_kit(client, content={"tone": {"forbidden": [{"term": "shoe"}]}})
        named = {"texts": {"title": "Shoe"}, "kit_id": made["id"]}
        assert (await client.post(VALIDATIONS, json=named)).status_code == 404
        assert (await client.post(VALIDATIONS, json=named | {"draft": True})).json()["passes"] is False
        await client.post(f"{KITS}/{made['id']}/publish")
        await client.patch(f"{KITS}/{made['id']}", json={"content": {"tone": None}})
        for more, passes in (({}, False), ({"version": 1}, False), ({"draft": True}, True)):
            assert (await client.post(VALIDATIONS, json=named | more)).json()["passes"] is passes
        assert (await client.post(VALIDATIONS, json=named | {"version": 2})).status_code == 404
        assert (await client.post(VALIDATIONS, json=named | {"version": 1, "draft": True})).status_code == 422


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "html"),
        ({"html": "<div>" * 100}, "html"),
        ({"images": [{"name": "x", "data": "not base64!"}]}, "images.0.data"),
        ({"texts": {"x": 1}}, "texts.x"),
    ],
)
async def test_what_cannot_be_looked_at_is_refused_by_its_field(api, body, field):
    async with api.as_("ours.viewer") as client:
        refused = await client.post(VALIDATIONS, json=body)
        assert (refused.status_code, refused.json()["error"]["field"]) == (422, field)


async def test_a_version_no_kit_can_have_is_refused(api):
    async with api.as_("ours.manager") as client:
        made = await new_kit(client)
        assert (await client.get(f"{KITS}/{made['id']}/versions/{10**30}")).status_code == 422


async def test_a_stored_creative_is_looked_at_with_its_image(api):
    api.state.brand = BrandDesk(Shelf({"https://cdn.example.net/b.png": png(background="#FF00FF")}))
    async with api.as_("ours.manager") as client:
        creative = await new_creative(client, (await new_campaign(client))["id"], title="Guaranteed")
        path = f"{VALIDATIONS}/creatives/{creative['id']}"
        told = (await client.post(path)).json()
        assert (told["creative_id"], told["creative_version"], told["passes"]) == (creative["id"], 1, False)
        assert {one["rule"] for one in told["findings"]} == {"colour.image", "tone.forbidden", "tone.approved"}
        logos = {"media_url": {"x": 10, "y": 10, "width": 20, "height": 20}}
        rules = {one["rule"] for one in (await client.post(path, json={"logos": logos})).json()["findings"]}
        assert {"logo.size", "logo.background"} <= rules
        wrong = await client.post(path, json={"logos": {"native.icon": logos["media_url"]}})
        assert (wrong.status_code, wrong.json()["error"]["field"]) == (422, "logos")


async def test_the_images_of_stored_markup_are_looked_at_too(api):
    address = "https://cdn.example.net/hero.png"
    api.state.brand = BrandDesk(Shelf({address: png(background="#FF00FF")}))
    html = f'<a href="${{CLICK_URL}}" style="color: #1B4FDB"><img src="{address}"><img src="{address}2"></a>'
    async with api.as_("ours.manager") as client:
        banner = {"html": html, "mime": "", "media_url": ""}
        creative = await new_creative(client, (await new_campaign(client))["id"], **banner)
        told = (await client.post(f"{VALIDATIONS}/creatives/{creative['id']}")).json()
        found = [(one["rule"], one["places"][0]["part"]) for one in told["findings"]]
        assert found == [("colour.image", address), ("creative.unread", f"{address}2")]


async def test_an_image_that_cannot_be_had_is_told_as_unread(api):
    api.state.brand = BrandDesk(Shelf({}))
    async with api.as_("ours.manager") as client:
        creative = await new_creative(client, (await new_campaign(client))["id"])
        told = (await client.post(f"{VALIDATIONS}/creatives/{creative['id']}")).json()
        (found,) = told["findings"]
        assert (found["rule"], found["severity"]) == ("creative.unread", "warning")
        assert "404" in found["message"]


async def test_others_kits_and_creatives_are_not_there(api):
    async with api.as_("ours.manager") as client:
        made = await new_kit(client)
        creative = await new_creative(client, (await new_campaign(client))["id"])
    async with api.as_("theirs.manager") as client:
        path = f"{KITS}/{made['id']}"
        for method, where in (
            ("GET", path),
            ("PATCH", path),
            ("DELETE", path),
            ("POST", f"{path}/publish"),
            ("PUT", f"{path}/default"),
            ("GET", f"{path}/versions"),
            ("GET", f"{path}/versions/1"),
            ("POST", f"{VALIDATIONS}/creatives/{creative['id']}"),
        ):
            assert (await client.request(method, where, json={})).status_code == 404, (method, where)
        posted = {"texts": {"a": "b"}, "kit_id": made["id"], "draft": True}
        assert (await client.post(VALIDATIONS, json=posted)).status_code == 404


async def test_who_may_only_read_validates_and_does_not_write(api):
    async with api.as_("ours.viewer") as client:
        assert (await client.post(KITS, json={"name": "Mine"})).status_code == 403
        assert (await client.get(KITS)).status_code == 200
        assert (await client.post(VALIDATIONS, json={"texts": {"a": "Effortless"}})).json()["passes"] is True


async def test_many_validations_of_one_tenant_at_once_take_turns_or_are_sent_away(api):
    body = {"html": "<p style='font: 16px Inter; color: #1A1A2E'>Effortless</p>" * 300}
    async with api.as_("ours.viewer") as client:
        answers = await asyncio.gather(*[client.post(VALIDATIONS, json=body) for _ in range(12)])
        assert {one.status_code for one in answers} == {200, 429}
        assert all("Retry-After" in one.headers for one in answers if one.status_code == 429)
        assert (await client.post(VALIDATIONS, json=body)).status_code == 200
