"""Templates over REST: written, checked, previewed as anybody, published, tested through the ledger."""

import pytest

from api.content import ContentRoom
from connectors.content.fetching import ContentFetcher
from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.contacts.values import ContactChange
from domain.content.links.rules import LinkSigner
from domain.messages import service as ledger
from domain.sealing import Sealer
from tests.api.conftest import NOW, Api
from tests.journeys.definitions import email, journey

KEYS = ["test:0123456789abcdef0123"]
TEMPLATES = "/api/v1/content/templates"
CONTENT = {
    "wordings": {
        "en": {"subject": "Hi {{ person.first_name | default: 'you' }}", "html": "<p>{{ person.city }}</p>"},
        "de": {"subject": "Hallo"},
    }
}


@pytest.fixture
async def room(api: Api):
    signer = LinkSigner(KEYS, base_url="http://api")
    async with ContentFetcher() as fetcher:
        api.state.content = ContentRoom(signer=signer, sealer=Sealer(KEYS), fetcher=fetcher)
        yield api.state.content


async def new_person(api: Api, **change) -> str:
    async with api.state.journeys.tenant("ours") as session:
        base = {"identities": (("email", "ana@shop.example"),), "attributes": {"first_name": "Ana", "city": "Wien"}}
        person_id, _ = await contacts.create(session, ContactChange(**(base | change)), now_ms=NOW)
    return person_id


async def new_template(client, content=CONTENT, channel="email") -> str:
    answer = await client.post(TEMPLATES, json={"name": "Welcome", "channel": channel, "content": content})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def test_a_template_is_written_published_and_written_anew(api: Api):
    async with api.as_("ours.manager") as client:
        template_id = await new_template(client)
        answer = await client.post(f"{TEMPLATES}/{template_id}/publish", json={"draft_revision": 1, "comment": "first"})
        assert answer.json()["live_version"] == 1
        changed = CONTENT | {"default_locale": "de"}
        answer = await client.patch(f"{TEMPLATES}/{template_id}", json={"content": changed, "name": "Hello"})
        assert (answer.json()["has_draft"], answer.json()["name"]) == (True, "Hello")
        stale = await client.patch(f"{TEMPLATES}/{template_id}", json={"content": CONTENT, "draft_revision": 1})
        assert stale.status_code == 409
        me = (await client.get("/api/v1/platform/me")).json()["user_id"]
        assert (await client.get(f"{TEMPLATES}/{template_id}")).json()["draft_by"] == me
        assert (await client.get(f"{TEMPLATES}/{template_id}")).json()["content"] == changed
        assert [one["version"] for one in (await client.get(f"{TEMPLATES}/{template_id}/versions")).json()] == [1]
        assert (await client.get(f"{TEMPLATES}/{template_id}/versions/1")).json()["content"] == CONTENT
        assert (await client.delete(f"{TEMPLATES}/{template_id}/draft")).status_code == 204
        assert (await client.get(f"{TEMPLATES}/{template_id}")).json()["has_draft"] is False
        listed = await client.get(TEMPLATES, params={"channel": "email", "limit": 10})
        assert [one["id"] for one in listed.json()["templates"]] == [template_id]
        await client.post(f"{TEMPLATES}/{template_id}/archive")
        assert (await client.get(TEMPLATES)).json()["templates"] == []
    async with api.as_("theirs.manager") as client:
        assert (await client.get(f"{TEMPLATES}/{template_id}")).status_code == 404


@pytest.mark.parametrize(
    ("content", "field", "message"),
    [
        ({"wordings": {}}, "wordings", "wordings"),
        ({"wordings": {"en": {"subject": "s", "html": "<p>\n{{ secrets.x }}</p>"}}}, "html", "line 2"),
        ({"wordings": {"en": {"subject": "s", "html": "{% for a in (1..9) %}"}}}, "html", "endfor"),
        ({"wordings": {"en": {"subject": "s", "body": "b"}}}, "body", "has no body"),
        ({"wordings": {"en": {"subject": "s", "html": "{{ 1 | modulo: 0 }}"}}}, "html", "nobody can be sent this"),
    ],
)
async def test_a_template_that_cannot_be_rendered_is_refused_with_its_place(api: Api, content, field, message):
    async with api.as_("ours.manager") as client:
        template_id = await new_template(client, content)
        answer = await client.post(f"{TEMPLATES}/{template_id}/publish", json={})
        assert answer.status_code == 422
        error = answer.json()["error"]
        assert error["field"] == field
        assert message in error["message"]
        assert error["remedy"]
        checked = (await client.post(f"{TEMPLATES}/{template_id}/check", json={})).json()
        assert checked["can_be_published"] is False
        assert checked["findings"][0]["field"] == field


async def test_a_check_says_what_would_be_held_against_it(api: Api):
    async with api.as_("ours.manager") as client:
        template_id = await new_template(client)
        checked = (await client.post(f"{TEMPLATES}/{template_id}/check", json={"purpose": "marketing"})).json()
    rules = {(one["locale"], one["rule"]) for one in checked["findings"]}
    assert ("en", "no_unsubscribe") in rules
    assert ("en", "value_without_default") in rules
    assert checked["can_be_published"] is True
    assert "person.city" in checked["reads"]


async def test_a_preview_shows_the_message_as_that_person_gets_it(api: Api, room):
    person_id = await new_person(api, locale="de-AT")
    async with api.as_("ours.manager") as client:
        template_id = await new_template(client)
        seen = (await client.post(f"{TEMPLATES}/{template_id}/preview", json={"person_id": person_id})).json()
        assert (seen["subject"], seen["locale"], "Wien" in seen["html"]) == ("Hallo", "de", True)
        other = {"person_id": person_id, "locale": "en", "attributes": {"first_name": "Bea", "city": None}}
        seen = (await client.post(f"{TEMPLATES}/{template_id}/preview", json=other)).json()
        assert (seen["subject"], seen["missing"]) == ("Hi Bea", ["person.city"])
        assert "value_missing" in {one["rule"] for one in seen["findings"]}
        made_up = (await client.post(f"{TEMPLATES}/{template_id}/preview", json={})).json()
        assert made_up["subject"] == "Hi you"
        unknown = await client.post(f"{TEMPLATES}/{template_id}/preview", json={"person_id": "per_nobody"})
        assert unknown.status_code == 404


async def test_a_preview_looks_items_up_and_says_what_came_of_connected_content(api: Api, room):
    content = {
        "wordings": {"en": {"subject": "s", "html": "<p>{{ items.product.title }}{{ fetched.weather.now }}</p>"}},
        "lookups": [{"name": "product", "catalogue": "products", "item": "{{ event.sku }}"}],
        "fetches": [{"name": "weather", "url": "https://api.example.com/now"}],
    }
    async with api.as_("ours.manager") as client:
        made = await client.post("/api/v1/content/catalogues", json={"name": "products"})
        assert made.status_code == 201
        items = {"items": [{"id": "A1", "fields": {"title": "Tea"}}]}
        assert (await client.put("/api/v1/content/catalogues/products/items", json=items)).json() == {"items": 1}
        template_id = await new_template(client, content)
        seen = (await client.post(f"{TEMPLATES}/{template_id}/preview", json={"event": {"sku": "A1"}})).json()
    assert "Tea" in seen["html"]
    assert "not on your list" in seen["fetched"]["weather"]["reason"]
    assert seen["items"]["product"]["title"] == "Tea"


async def test_a_test_is_planned_in_the_ledger_in_the_draft_as_it_stands(api: Api):
    person_id = await new_person(api)
    async with api.as_("ours.manager") as client:
        template_id = await new_template(client)
        answer = await client.post(f"{TEMPLATES}/{template_id}/test", json={"person_ids": [person_id, person_id]})
        assert answer.status_code == 202, answer.text
        sent = answer.json()
    assert sent["source"].startswith("test:usr_")
    assert sent["version"] == -1
    assert len(sent["keys"]) == 1
    async with api.state.journeys.reading("ours") as session:
        due = await ledger.due(session, source=sent["source"], now_ms=NOW, limit=10)
    assert [channel for channel, _ in due] == [Channel.EMAIL]


async def test_a_draft_is_changed_by_whoever_read_it_last(api: Api):
    async with api.as_("ours.manager") as client:
        template_id = await new_template(client)
        read = (await client.get(f"{TEMPLATES}/{template_id}")).headers["ETag"]
        first = await client.patch(f"{TEMPLATES}/{template_id}", json={"content": CONTENT}, headers={"If-Match": read})
        late = await client.patch(f"{TEMPLATES}/{template_id}", json={"content": CONTENT}, headers={"If-Match": read})
    assert (first.status_code, first.headers["ETag"]) == (200, '"2"')
    assert (late.status_code, late.json()["error"]["field"]) == (409, "draft_revision")


async def test_blocks_are_put_in_and_followed_where_wanted(api: Api):
    block = {"content": {"variants": [{"wordings": {"en": "<p>old</p>"}}]}, "description": "Footer"}
    newer = {"content": {"variants": [{"wordings": {"en": "<p>new</p>"}}]}}
    using = {"wordings": {"en": {"subject": "s", "html": "{% block 'footer' %}"}}}
    async with api.as_("ours.manager") as client:
        assert (await client.put("/api/v1/content/blocks/footer", json=block)).status_code == 200
        await client.post("/api/v1/content/blocks/footer/publish", json={})
        template_id = await new_template(client, using)
        await client.post(f"{TEMPLATES}/{template_id}/publish", json={})
        await client.put("/api/v1/content/blocks/footer", json=newer)
        published = await client.post("/api/v1/content/blocks/footer/publish", json={"update_templates": True})
        assert published.json()["updated"] == {template_id: 2}
        whole = (await client.get("/api/v1/content/blocks/footer")).json()
        assert whole["used_by"] == {template_id: 2}
        assert (await client.delete("/api/v1/content/blocks/footer")).status_code == 409
        wrong = await client.put("/api/v1/content/blocks/footer", json={"content": {"variants": []}})
        assert wrong.status_code == 422


async def test_the_variable_browser_lists_what_there_is_with_a_persons_values(api: Api):
    person_id = await new_person(api)
    async with api.as_("ours.manager") as client:
        found = (await client.get("/api/v1/content/variables", params={"person_id": person_id})).json()
    values = {one["path"]: one["value"] for one in found["variables"]}
    assert values["person.city"] == "Wien"
    assert values["person.email"] == "ana@shop.example"
    assert "links.unsubscribe" in values
    assert {"default", "money", "date"} <= set(found["filters"])
    assert "for" in found["tags"]
    assert "include" not in found["tags"]


async def test_hosts_of_connected_content_are_an_administrators_and_their_headers_shown_to_nobody(api: Api, room):
    source = {"path_prefix": "/v1", "headers": {"Authorization": "Bearer secret"}}
    async with api.as_("ours.manager") as client:
        assert (await client.put("/api/v1/content/sources/api.example.com", json=source)).status_code == 403
    async with api.as_("ours.admin") as client:
        answer = await client.put("/api/v1/content/sources/api.example.com", json=source)
        assert answer.json()["headers"] == ["Authorization"]
        assert "secret" not in answer.text + (await client.get("/api/v1/content/sources")).text
        private = await client.put("/api/v1/content/sources/10.0.0.1", json={})
        assert private.status_code == 422
        assert (await client.delete("/api/v1/content/sources/api.example.com")).status_code == 204
    async with api.as_("ours.viewer") as client:
        assert (await client.post("/api/v1/content/catalogues", json={"name": "x"})).status_code == 403


async def test_who_archives_a_template_is_told_what_goes_on_sending_it(api: Api):
    async with api.as_("ours.manager") as client:
        template_id, other = await new_template(client), await new_template(client)
        hardly = {"wordings": {"en": {"subject": "{{ person.city }}{{ 1 | modulo: 0 }}", "html": "<p>Hi"}}}
        await client.patch(f"{TEMPLATES}/{template_id}", json={"content": hardly})
        published = (await client.post(f"{TEMPLATES}/{template_id}/publish", json={})).json()
        assert [one["rule"] for one in published["findings"]] == ["hardly_rendered"]
        drawn = journey({"hello": email() | {"template": template_id}}).model_dump(mode="json", by_alias=True)
        begun = await client.post("/api/v1/journeys", json={"name": "Welcome", "definition": drawn})
        assert begun.status_code == 201, begun.text
        kept = await client.put("/api/v1/activations/plans/upsell", json={"templates": {"email": template_id}})
        assert kept.status_code == 200, kept.text
        used = (await client.get(f"{TEMPLATES}/{template_id}/uses")).json()
        archived = (await client.post(f"{TEMPLATES}/{template_id}/archive")).json()
        unused = (await client.post(f"{TEMPLATES}/{other}/archive")).json()
    assert used == archived["used_by"]
    assert [(one["kind"], one["name"], one["stage"]) for one in used] == [
        ("journey", "Welcome", "draft"),
        ("activation_plan", "upsell", ""),
    ]
    assert (archived["is_archived"], unused["used_by"]) == (True, [])


async def test_what_is_typed_is_checked_and_seen_before_anything_is_saved(api: Api, room):
    person_id = await new_person(api, locale="de-AT")
    typed = {"channel": "email", "content": CONTENT}
    async with api.as_("ours.manager") as client:
        checked = (await client.post("/api/v1/content/check", json=typed | {"purpose": "transactional"})).json()
        assert {one["rule"] for one in checked["findings"]} == {"value_without_default"}
        seen = (await client.post("/api/v1/content/preview", json=typed | {"person_id": person_id})).json()
        assert (seen["subject"], seen["locale"], "Wien" in seen["html"]) == ("Hallo", "de", True)
        wrong = {"wordings": {"en": {"subject": "s", "html": "<p>\n{{ secrets.x }}</p>"}}}
        checked = (await client.post("/api/v1/content/check", json={"channel": "email", "content": wrong})).json()
        assert (checked["can_be_published"], checked["findings"][0]["line"]) == (False, 2)
        refused = await client.post("/api/v1/content/preview", json={"channel": "email", "content": wrong})
        assert (refused.status_code, refused.json()["error"]["field"]) == (422, "html")
        html = "<mjml><mj-body><mj-section><mj-column>\n<mj-text>{{ person.town | shout }}</mj-text>"
        html += "</mj-column></mj-section></mj-body></mjml>\n\nMind the gap"
        outside = {"markup": "mjml", "wordings": {"en": {"subject": "s", "html": html}}}
        checked = (await client.post("/api/v1/content/check", json={"channel": "email", "content": outside})).json()
        assert [(one["field"], one["line"]) for one in checked["findings"]] == [("html", 4), ("html", 2)]
        assert "after </mjml>" in checked["findings"][0]["message"]
        assert "shout" in checked["findings"][1]["message"]
        assert (await client.get(TEMPLATES)).json()["templates"] == []
    async with api.as_("ours.operator") as client:  # who may save nothing has nothing fetched
        assert (await client.post("/api/v1/content/preview", json=typed)).status_code == 403


async def test_templates_are_found_by_name_and_by_where_they_stand(api: Api):
    async with api.as_("ours.manager") as client:
        ids = [await new_template(client) for _ in range(3)]
        for template_id in ids[:2]:
            await client.post(f"{TEMPLATES}/{template_id}/publish", json={})
        await client.patch(f"{TEMPLATES}/{ids[1]}", json={"content": CONTENT, "name": "100% Arabica"})

        async def found(**wanted: str) -> list[str]:
            return [one["id"] for one in (await client.get(TEMPLATES, params=wanted)).json()["templates"]]

        assert await found(standing="published") == [ids[0]]
        assert await found(standing="changed") == [ids[1]]
        assert await found(standing="unpublished") == [ids[2]]
        assert await found(q="100% a") == [ids[1]]
        assert await found(q="welcome") == [ids[2], ids[0]]


async def test_a_block_is_changed_by_whoever_read_it_last_and_says_what_has_it(api: Api):
    block = {"content": {"variants": [{"wordings": {"en": "<p>old</p>"}}]}}
    path = "/api/v1/content/blocks/footer"
    async with api.as_("ours.manager") as client:
        assert (await client.put(path, json=block, headers={"If-Match": '"0"'})).status_code == 200
        taken = await client.put(path, json=block, headers={"If-Match": '"0"'})
        assert (taken.status_code, taken.json()["error"]["field"]) == (409, "name")
        read = (await client.get(path)).headers["ETag"]
        assert (await client.put(path, json=block, headers={"If-Match": read})).status_code == 200
        late = await client.put(path, json=block, headers={"If-Match": read})
        assert (late.status_code, late.json()["error"]["field"]) == (409, "draft_revision")
        await client.post(f"{path}/publish", json={})
        template_id = await new_template(client, {"wordings": {"en": {"subject": "s", "html": "{% block 'footer' %}"}}})
        await client.post(f"{TEMPLATES}/{template_id}/publish", json={})
        assert (await client.get(path)).json()["template_names"] == {template_id: "Welcome"}
