"""Broadcasts over REST: drafts, previews, and how everybody stands."""

from domain.broadcasts import service as broadcasts
from domain.broadcasts.values import Action
from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.contacts.values import Consent, ContactChange
from domain.content import service as content
from domain.delivery.values import ConsentState, Purpose
from tests.api.conftest import NOW, Api

URL = "/api/v1/broadcasts"


async def body(api: Api, **said) -> dict:
    wording = {"subject": "Hello", "html": "<p>Hello</p>", "text": "Hello"}
    async with api.state.journeys.tenant("ours") as session:
        row = await content.create(
            session, "Hello", Channel.EMAIL, {"wordings": {"en": wording}}, actor_id="usr", now_ms=NOW
        )
        await content.publish(session, row.id, expected_revision=None, comment="", actor_id="usr", now_ms=NOW)
    base = {"name": "News", "channel": "email", "audience": {"kind": "everybody"}}
    return base | {"variants": [{"name": "a", "template": row.id}]} | said


async def people(api: Api, number: int, *, consented: bool) -> list[str]:
    said = (Consent(Channel.EMAIL, Purpose.MARKETING, ConsentState.GRANTED, NOW - 1),) if consented else ()
    found = []
    async with api.state.journeys.tenant("ours") as session:
        for n in range(number):
            change = ContactChange(identities=(("email", f"{consented}{n}@shop.example"),), consents=said)
            found.append((await contacts.create(session, change, now_ms=NOW - 1))[0])
    return found


async def test_a_preview_counts_who_would_get_it_and_who_not_by_gate(api: Api):
    await people(api, 6, consented=True)
    await people(api, 3, consented=False)
    async with api.as_("ours.manager") as client:
        told = (await client.post(f"{URL}/preview", json=await body(api))).json()
    assert (told["can_be_sent"], told["audience"], told["go"]["people"]) == (True, {"people": 9, "margin": 0}, 6)
    assert told["refused"] == {"consent": {"people": 3, "margin": 0}}


async def test_making_one_is_repeated_by_its_key_and_happens_once(api: Api):
    async with api.as_("ours.manager") as client:
        new = await body(api)
        made = [await client.post(URL, json=new, headers={"Idempotency-Key": "k1"}) for _ in range(2)]
        assert [one.status_code for one in made] == [201, 201]
        assert made[0].json()["id"] == made[1].json()["id"]


async def test_a_draft_is_kept_edited_and_refused_to_whoever_read_an_older_one(api: Api):
    draft = await body(api)
    async with api.as_("ours.manager") as client:
        made = (await client.post(URL, json=draft)).json()
        read = await client.get(f"{URL}/{made['id']}")
        tag = {"If-Match": read.headers["ETag"]}
        edited = await client.put(f"{URL}/{made['id']}", json=draft | {"name": "Other news"}, headers=tag)
        assert edited.json()["name"] == "Other news"
        assert (await client.put(f"{URL}/{made['id']}", json=draft, headers=tag)).status_code == 409
        assert [one["id"] for one in (await client.get(URL)).json()["broadcasts"]] == [made["id"]]
        wrong = await client.post(URL, json=draft | {"test": {}})
        assert wrong.status_code == 422


async def test_what_cannot_be_sent_says_which_variant_is_at_fault(api: Api):
    draft = await body(api, variants=[{"name": "a", "template": "tpl_nowhere"}])
    async with api.as_("ours.manager") as client:
        told = (await client.post(f"{URL}/preview", json=draft)).json()
    assert told["can_be_sent"] is False
    assert told["faults"][0]["field"] == "variants.0.template"


async def test_everybody_can_be_asked_after_even_before_their_turn(api: Api):
    [ana] = await people(api, 1, consented=True)
    draft = await body(api)
    async with api.as_("ours.manager") as client:
        made = (await client.post(URL, json=draft)).json()["id"]
        before = (await client.get(f"{URL}/{made}/people/{ana}")).json()
        assert "has not begun" in before["in_words"]
        async with api.state.journeys.tenant("ours") as session:
            for action in (Action.SCHEDULE, Action.BEGIN):
                await broadcasts.act(session, made, action, order_id=action, actor_id="usr", now_ms=NOW)
        progress = (await client.get(f"{URL}/{made}/progress")).json()
        assert (progress["stage"], progress["is_balanced"], progress["is_audience_complete"]) == (
            "running",
            True,
            False,
        )
        results = (await client.get(f"{URL}/{made}/results")).json()
        assert results == {"variants": [], "test": None}
        history = (await client.get(f"{URL}/{made}/transitions")).json()
        assert [one["action"] for one in history] == ["schedule", "begin"]


async def test_whoever_chose_what_the_rest_gets_is_called_by_name(api: Api):
    await people(api, 4, consented=True)
    draft = await body(api)
    [one] = draft["variants"]
    variants = [one, one | {"name": "b"}]
    test = {"percent": 50, "when_unclear": "ask"}
    async with api.as_("ours.manager") as client:
        me = (await client.get("/api/v1/platform/me")).json()
        answer = await client.post(URL, json=draft | {"variants": variants, "test": test})
        assert answer.status_code == 201, answer.text
        made = answer.json()["id"]
        async with api.state.journeys.tenant("ours") as session:
            for action in (Action.SCHEDULE, Action.BEGIN):
                await broadcasts.act(session, made, action, order_id=action, actor_id="usr", now_ms=NOW)
            await broadcasts.act(
                session, made, Action.CHOOSE, order_id="chosen", actor_id=me["user_id"], variant="b", now_ms=NOW
            )
        decision = (await client.get(f"{URL}/{made}/results")).json()["test"]["decision"]
    assert decision == f"{me['name']} chose b."


async def test_another_tenants_broadcast_is_nobodys(api: Api):
    async with api.as_("ours.manager") as client:
        made = (await client.post(URL, json=await body(api))).json()["id"]
    async with api.as_("theirs.manager") as client:
        for path in ("", "/progress", "/results", "/transitions", "/preview", "/people/per_1"):
            assert (await client.get(f"{URL}/{made}{path}")).status_code == 404
