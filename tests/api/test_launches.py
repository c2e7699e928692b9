"""From a brief to live in one resource: left, taken up again, and never further than its next legal move."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import nats
import pytest

from api.assets import AssetRoom
from api.lifecycle import Lifecycle
from domain.assets import service as assets
from domain.assets.files.service import Address, record_file
from domain.assets.values import AssetAction, Facts
from storage.files import BucketAccess, open_files
from storage.nats.live_campaigns import LiveCampaigns
from storage.nats.streams import ensure_streams
from tests.api.conftest import CREATIVE, NOW, Api, new_campaign
from tests.workflows.world import time_skipping
from workers.worker import campaigns_worker

LAUNCHES = "/api/v1/workspace/launches"
BRIEF = {"name": "Spring sale", "advertiser_domain": "shop.example", "objective": "Fill the shops in March"}
BUDGET = {"total": "5000.00", "currency": "USD", "pricing": {"base_cpm": "2.50", "max_cpm": "4.00"}}


@pytest.fixture
async def working(api: Api, nats_url: str) -> AsyncIterator[Api]:
    """The API with Temporal behind it and a worker on the same stores."""
    connection = await nats.connect(nats_url)
    await ensure_streams(connection.jetstream())
    async with await time_skipping() as temporal:
        api.state.lifecycle = Lifecycle(temporal.client, api.state.main)
        live = LiveCampaigns(connection.jetstream())
        async with campaigns_worker(temporal.client, api.state.main, api.state.money, live):
            yield api
    await connection.close()


async def test_a_launch_is_left_and_taken_up_again_and_makes_its_campaign_once_that_is_whole(api):
    async with api.as_("ours.manager") as client, api.as_("ours.viewer") as viewer, api.as_("theirs.admin") as stranger:
        begun = await client.post(LAUNCHES, json={"brief": {"name": "Spring sale"}}, headers={"Idempotency-Key": "k"})
        again = await client.post(LAUNCHES, json={"brief": {"name": "Spring sale"}}, headers={"Idempotency-Key": "k"})
        launch = begun.json()
        path = f"{LAUNCHES}/{launch['id']}"
        wrong = await client.patch(path, json={"budget": {"total": "10.00", "daily": "20.00"}})
        said = (
            await client.patch(path, json={"brief": BRIEF, "schedule": {"starts_at": "2027-03-01T00:00:00Z"}})
        ).json()
        too_early = await client.post(f"{path}/advance")
        whole = (await client.patch(path, json={"budget": BUDGET})).json()
        shown = (await client.patch(path, json={"creatives": [CREATIVE]})).json()
        seen = (await viewer.get(path)).json()
        bad = await client.patch(path, json={"creatives": [CREATIVE | {"width": 0}]})
        elsewhere = await client.patch(path, json={"creatives": [CREATIVE | {"landing_url": "https://bad.example/"}]})
        edited = (await client.patch(path, json={"budget": {"total": "4000.00"}})).json()
        campaign = (await client.get(f"/api/v1/management/campaigns/{shown['campaign_id']}")).json()
        kept = await client.delete(path)
        listed = (await viewer.get(LAUNCHES)).json()["items"]
        found, none = [
            (await viewer.get(LAUNCHES, params={"campaign_id": wanted})).json()["items"]
            for wanted in (shown["campaign_id"], "cmp_of_no_launch")
        ]
        assert (await stranger.get(path)).status_code == 404
        assert (await stranger.patch(path, json={})).status_code == 404
        assert (await viewer.patch(path, json={})).status_code == 403

    assert (wrong.status_code, wrong.json()["error"]["field"]) == (422, "body")
    assert (begun.status_code, again.json()["id"], launch["campaign_id"]) == (201, launch["id"], None)
    assert launch["next"]["text"] == (
        "fill in brief.advertiser_domain, budget.currency, budget.total, budget.pricing, creatives"
    )
    assert [one["state"] for one in said["steps"]][:5] == ["done", "optional", "missing", "done", "missing"]
    assert (too_early.status_code, too_early.json()["error"]["message"]) == (
        409,
        "nothing can be advanced now: fill in budget.currency, budget.total, budget.pricing, creatives",
    )
    assert (whole["stage"], whole["next"]["text"]) == ("draft", "fill in creatives")
    assert (shown["next"]["action"], shown["next"]["yours"], seen["next"]["yours"]) == ("submit", True, False)
    assert [one["name"] for one in shown["creatives"]] == ["Banner"]
    assert (bad.status_code, bad.json()["error"]["field"]) == (422, "creatives.0")
    assert (elsewhere.status_code, edited["budget"]["total"], campaign["budget"]) == (422, "4000.00", "4000.00")
    assert edited["brief"]["objective"] == "Fill the shops in March"
    assert (kept.status_code, [one["id"] for one in listed]) == (409, [launch["id"]])
    assert ([one["brief"]["objective"] for one in found], none) == (["Fill the shops in March"], [])


async def test_whoever_read_an_older_launch_changes_nothing_unseen_before_and_after_its_campaign_is_made(api):
    async with api.as_("ours.manager") as client:
        read = (await client.post(LAUNCHES, json={"brief": {"name": "Spring sale"}})).json()
        path, mine = f"{LAUNCHES}/{read['id']}", {"If-Match": f'"{read["revision"]}"'}
        theirs = await client.patch(path, json={"brief": {"name": "Spring"}}, headers=mine)
        late = await client.patch(path, json={"brief": {"objective": "Fill the shops"}}, headers=mine)
        again = await client.patch(path, json={"brief": {"name": "Spring"}}, headers=mine)
        over = {"If-Match": f'"{theirs.json()["revision"]}"'}
        whole = await client.patch(path, json={"brief": BRIEF, "budget": BUDGET}, headers=over)
        shown = (await client.patch(path, json={"creatives": [CREATIVE]})).json()
        campaign = f"/api/v1/management/campaigns/{shown['campaign_id']}"
        (await client.patch(campaign, json={"budget": "4000.00"})).raise_for_status()
        stale = {"If-Match": f'"{shown["revision"]}"'}
        overtaken = await client.patch(path, json={"budget": {"daily": "100.00"}}, headers=stale)
        now = (await client.get(path)).json()
    assert [answer.status_code for answer in (theirs, late, again, whole, overtaken)] == [200, 409, 200, 200, 409]
    assert late.json()["error"]["code"] == "conflict"
    assert shown["revision"] == whole.json()["revision"]
    assert (now["brief"]["objective"], now["budget"]["total"]) == ("Fill the shops in March", "4000.00")


async def test_a_draft_that_is_erased_takes_its_launch_along_and_no_other(api):
    body = {"brief": BRIEF, "budget": BUDGET}
    async with api.as_("ours.manager") as client:
        erased, other = [(await client.post(LAUNCHES, json=body)).json() for _ in range(2)]
        gone = await client.delete(f"/api/v1/management/campaigns/{erased['campaign_id']}")
        made_anew = await client.patch(f"{LAUNCHES}/{erased['id']}", json={"brief": {"name": "Summer sale"}})
        left = (await client.get(LAUNCHES)).json()["items"]
        campaigns = (await client.get("/api/v1/management/campaigns")).json()["items"]
    assert (gone.status_code, made_anew.status_code) == (204, 404)
    assert ([one["id"] for one in left], [one["id"] for one in campaigns]) == ([other["id"]], [other["campaign_id"]])


async def test_a_creative_of_an_upload_waits_for_its_asset_and_is_shown_to_everybody_once_it_is_used(api, tmp_path):
    room = AssetRoom(
        files=open_files(f"file://{tmp_path / 'files'}", BucketAccess()),
        uploads=tmp_path,
        quota_bytes=2**20,
        public_url="https://media.example",
    )
    api.state.assets = room
    sha256 = await uploaded(api, room, tmp_path)
    creative = {key: value for key, value in CREATIVE.items() if key not in {"media_url", "mime", "width", "height"}}
    body = {"brief": BRIEF, "budget": BUDGET, "creatives": [creative | {"file": sha256}]}
    async with api.as_("ours.manager") as client, api.anonymous() as anybody:
        made = await client.post(LAUNCHES, json=body)
        assert made.status_code == 201, made.text
        launch = made.json()
        asset_id = launch["waiting_creatives"][0]["asset_id"]
        media = f"/v1/media/ours/{asset_id}/1"
        hidden = await anybody.get(media)
        async with api.state.main.tenant("ours") as session:
            await assets.act(
                session, asset_id, AssetAction.APPROVE, note="", expected_revision=None, actor_id="usr_ana", now_ms=NOW
            )
        unused = await anybody.get(media)
        joined = (await client.patch(f"{LAUNCHES}/{launch['id']}", json={})).json()
        shown = await anybody.get(media)
        foreign = await anybody.get(media.replace("/ours/", "/theirs/"))
        body["creatives"] = [creative | {"file": sha256, "name": "Again"}]
        keyed = [(await client.post(LAUNCHES, json=body, headers={"Idempotency-Key": "k"})).json() for _ in range(2)]
        other = await client.post(LAUNCHES, json=body | {"creatives": []}, headers={"Idempotency-Key": "k"})
        library = (await client.get("/api/v1/brand/assets")).json()["items"]
        newer = await anybody.get(f"/v1/media/ours/{asset_id}/2")
        api.state.clock_ms = lambda: NOW
        room.public_url = ""
        refused = await client.post(LAUNCHES, json=body | {"creatives": [creative | {"asset_id": asset_id}]})
    assert launch["next"]["text"] == f"have {asset_id} approved in the library"
    assert [one["state"] for one in launch["steps"] if one["step"] == "creatives"] == ["waiting"]
    assert (joined["creatives"][0]["media_url"], joined["waiting_creatives"]) == (f"https://media.example{media}", [])
    assert (joined["creatives"][0]["width"], joined["next"]["action"]) == (300, "submit")
    assert (shown.status_code, shown.content, shown.headers["content-type"]) == (200, b"picture", "image/png")
    assert [answer.status_code for answer in (hidden, unused, foreign, newer)] == [404] * 4
    assert (keyed[0]["id"], len(library), other.status_code) == (keyed[1]["id"], 2, 409)
    assert (refused.status_code, refused.json()["error"]["field"]) == (422, "creatives.asset_id")


async def uploaded(api: Api, room: AssetRoom, directory: Path) -> str:
    (directory / "sent").write_bytes(b"picture")
    stored = await room.files.put("ours", directory / "sent")
    facts = Facts(media_type="image/png", width=300, height=250)
    async with api.state.main.tenant("ours") as session:
        row = await record_file(
            session, Address(*stored), facts, thumbnail=Address(), actor_id="usr_1", now_ms=api.state.clock_ms()
        )
    return row.sha256


GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "marketer.md"
CALL = re.compile(r"^as (\w+) (?:-X (\w+) )?\$API(/\S+)(?: -d '(.*?)')?$", re.MULTILINE | re.DOTALL)


async def test_a_new_user_following_the_guide_is_on_air_in_under_fifteen_calls(working):
    """The very calls of the guide, in its order, with nothing in between."""
    section = GUIDE.read_text(encoding="utf-8").split("## From brief to live", 1)[1].split("\n## ", 1)[0]
    block = section.split("```")[1]
    calls = CALL.findall(block.strip() + "\n")
    who_is = {"milo": "ours.admin", "mara": "ours.manager"}
    variables = {}
    answers = []
    for who, verb, path, body in calls:
        address = path
        for name, value in variables.items():
            address = address.replace(f"${name}", value)
        async with working.as_(who_is[who]) as client:
            headers = {"Content-Type": "application/json"}
            answer = await client.request(verb or "GET", address, content=body or None, headers=headers)
        assert answer.status_code < 300, f"{verb} {path}: {answer.text}"
        answers.append(answer.json())
        if "campaign_id" in answers[-1] and "LAUNCH" not in variables:
            variables = {"LAUNCH": answers[-1]["id"], "ID": answers[-1]["campaign_id"]}
    assert len(calls) == block.count("as m") < 15
    assert answers[-1]["stage"] == "live"


async def test_what_was_changed_after_its_approval_waits_for_whoever_may_decide_on_it(working):
    body = {"brief": BRIEF, "budget": BUDGET, "creatives": [CREATIVE]}
    async with working.as_("ours.admin") as writer, working.as_("ours.manager") as manager:
        launch = (await writer.post(LAUNCHES, json=body)).json()
        place = f"{LAUNCHES}/{launch['id']}"
        submitted = (await writer.post(f"{place}/advance")).json()
        assert (submitted["next"]["action"], submitted["next"]["yours"]) == ("approve", False)
        assert (await manager.get(place)).json()["next"]["yours"]

        await decided(manager, launch["campaign_id"])
        assert (await writer.get(place)).json()["next"]["action"] == "go_live"

        edited = (await writer.patch(place, json={"brief": {"name": "Summer sale"}})).json()
        assert standing_of(edited, "review") == "waiting"
        assert (edited["next"]["action"], edited["next"]["yours"]) == ("approve", False)
        assert (await manager.get(place)).json()["next"]["yours"]
        refused = await writer.post(f"{place}/advance")
        assert refused.status_code == 409
        assert "an approver decides on the changes: 0 of 1 manager" in refused.text

        await decided(manager, launch["campaign_id"])
        assert (await writer.post(f"{place}/advance")).json()["stage"] == "live"
        edited = (await writer.patch(place, json={"brief": {"name": "Autumn sale"}})).json()
        assert edited["next"]["text"].endswith("until then it runs as it was approved")


async def test_what_a_campaign_is_for_is_said_until_it_is_submitted_and_again_once_it_is_sent_back(working):
    body = {"brief": BRIEF, "budget": BUDGET, "creatives": [CREATIVE]}
    async with working.as_("ours.admin") as writer, working.as_("ours.manager") as manager:
        launch = (await writer.post(LAUNCHES, json=body)).json()
        place, campaign_id = f"{LAUNCHES}/{launch['id']}", launch["campaign_id"]
        assert (await said_for(writer, campaign_id, "Fill the shops in April")).status_code == 204
        assert await read_for(manager, campaign_id) == "Fill the shops in April"

        await writer.post(f"{place}/advance")
        refused = await said_for(writer, campaign_id, "Fill our pockets")
        through_launch = await writer.patch(place, json={"brief": {"objective": "Fill our pockets"}})
        assert (refused.status_code, through_launch.status_code) == (409, 409)
        assert refused.json()["error"]["message"] == (
            "what the campaign is for stays as its reviewers read it while it is in review"
        )
        assert (await writer.patch(place, json={"budget": {"total": "4000.00"}})).status_code == 200
        assert await read_for(manager, campaign_id) == "Fill the shops in April"

        await decided(manager, campaign_id, "request_changes", comment="What for?")
        assert (await said_for(writer, campaign_id, "Fill the shops in May")).status_code == 204
        await writer.post(f"{place}/advance")
        await decided(manager, campaign_id)
        assert (await said_for(writer, campaign_id, "Fill our pockets")).status_code == 409
        assert await read_for(manager, campaign_id) == "Fill the shops in May"


async def test_a_campaign_that_came_of_no_launch_says_what_it_is_for_as_well(api):
    async with api.as_("ours.manager") as client, api.as_("ours.viewer") as viewer, api.as_("theirs.admin") as stranger:
        campaign_id = (await new_campaign(client))["id"]
        assert (await said_for(client, campaign_id, "")).status_code == 204
        assert await read_for(client, campaign_id) is None
        said = [(await said_for(client, campaign_id, words)).status_code for words in ("Fill the shops", "Fill them")]
        assert (await said_for(viewer, campaign_id, "Mine")).status_code == 403
        assert (await said_for(stranger, campaign_id, "Mine")).status_code == 404
        assert (await said_for(client, campaign_id, "x" * 4_001)).json()["error"]["field"] == "objective"
        assert (said, await read_for(viewer, campaign_id)) == ([204, 204], "Fill them")
        assert len((await client.get(LAUNCHES)).json()["items"]) == 1


async def test_what_a_campaign_is_for_is_said_over_nothing_that_was_not_read(api):
    async with api.as_("ours.manager") as client, api.as_("ours.admin") as other:
        campaign_id = (await new_campaign(client))["id"]
        first = await said_for(client, campaign_id, "Fill the shops", over="0")
        second = await said_for(other, campaign_id, "Fill our pockets", over="0")
        read = (await other.get(LAUNCHES, params={"campaign_id": campaign_id})).json()["items"][0]["revision"]
        over_it = await said_for(other, campaign_id, "Fill our pockets", over=read)
        late = await said_for(client, campaign_id, "Fill them all", over=read)
        again = await said_for(client, campaign_id, "Fill our pockets", over=read)
        assert await read_for(client, campaign_id) == "Fill our pockets"
    assert [answer.status_code for answer in (first, second, over_it, late, again)] == [204, 409, 204, 409, 204]
    assert late.json()["error"] == second.json()["error"]
    assert late.json()["error"]["message"] == "somebody has changed it since you read it"
    assert late.json()["error"]["remedy"] == "Read it again, and say yours over what it says now."


async def said_for(client, campaign_id: str, words: str, *, over: str | None = None):
    headers = {} if over is None else {"If-Match": f'"{over}"'}
    return await client.put(f"/api/v1/workspace/objectives/{campaign_id}", json={"objective": words}, headers=headers)


async def read_for(client, campaign_id: str) -> str | None:
    found = (await client.get(LAUNCHES, params={"campaign_id": campaign_id})).json()["items"]
    return found[0]["brief"]["objective"] if found else None


async def decided(approver, campaign_id: str, action: str = "approve", **said: str) -> None:
    [pending] = (await approver.get("/api/v1/workflows/pending")).json()["items"]
    revision = pending["review"]["revision"]
    answer = await approver.post(
        f"/api/v1/workflows/campaigns/{campaign_id}/actions/{action}", json={"revision": revision} | said
    )
    assert answer.status_code == 200, answer.text


def standing_of(launch: dict, step: str) -> str:
    [found] = [one["state"] for one in launch["steps"] if one["step"] == step]
    return found
