"""Calendar, templates, saved views and comments over REST: kept, shared, and each tenant's own."""

from sqlalchemy import Engine, event

from api.wire import show_instant
from domain.approvals import service as approvals
from domain.approvals.values import ApprovalFacts
from domain.broadcasts.tables import BroadcastRow
from domain.campaigns import service as campaigns
from domain.campaigns.sections.values import Section
from domain.campaigns.tables import Campaign
from domain.campaigns.values import Action, Channel, Stage
from domain.money import MICROS
from tests.api.conftest import CREATIVE, NOW, new_campaign, new_creative

SPACE = "/api/v1/workspace"
CAMPAIGNS = "/api/v1/management/campaigns"
LAUNCH = {
    "brief": {"advertiser_domain": "shop.example"},
    "budget": {"total": "5000.00", "currency": "USD", "pricing": {"base_cpm": "2.50", "max_cpm": "4.00"}},
    "creatives": [CREATIVE],
}
MARCH = {"from": "2027-03-01T00:00:00Z", "to": "2027-04-01T00:00:00Z"}


async def test_the_calendar_shows_what_runs_what_conflicts_and_the_days_kept_free(api):
    definition = (
        '{"name": "News", "channel": "email", "audience": {"kind": "everybody"},'
        ' "variants": [{"name": "a", "template": "tpl_1"}]}'
    )
    async with api.state.journeys.tenant("ours") as session:
        session.add(
            BroadcastRow(
                id="bct_1",
                tenant_id="ours",
                name="News",
                stage="scheduled",
                definition=definition,
                starts_at_ms=1_804_600_000_000,
                created_by="usr_1",
                created_at_ms=NOW,
                updated_at_ms=NOW,
            )
        )
    async with api.as_("ours.manager") as client, api.as_("ours.viewer") as viewer, api.as_("theirs.admin") as other:
        async with api.state.journeys.tenant("ours") as session:
            for name, starts_at_ms, ended_at_ms in (
                ("before", 1_800_000_000_000, 1_800_050_000_000),
                ("into", 1_800_000_000_000, 1_804_500_000_000),
                ("after", 1_830_000_000_000, None),
            ):
                row = BroadcastRow(
                    id=f"bct_{name}",
                    tenant_id="ours",
                    name=name,
                    stage="done" if ended_at_ms else "scheduled",
                    definition=definition,
                    starts_at_ms=starts_at_ms,
                    ended_at_ms=ended_at_ms,
                    created_by="usr_1",
                    created_at_ms=NOW,
                    updated_at_ms=NOW,
                )
                session.add(row)
        one = await new_campaign(client, targeting={"deals": ["d-1"]})
        two = await new_campaign(client, name="Too", targeting={"deals": ["d-1"]}, ends_at="2027-03-20T00:00:00Z")
        blackout = {"name": "Fair", "first_day": "2027-03-08", "last_day": "2027-03-09", "channels": ["email"]}
        made = await client.post(f"{SPACE}/blackouts", json=blackout)
        backwards = await client.post(f"{SPACE}/blackouts", json=blackout | {"last_day": "2027-03-01"})
        nowhere = await client.post(f"{SPACE}/blackouts", json=blackout | {"time_zone": "Mars/Olympus"})
        seen = (await client.get(f"{SPACE}/calendar", params=MARCH)).json()
        less = (await viewer.get(f"{SPACE}/calendar", params=MARCH)).json()
        theirs = (await other.get(f"{SPACE}/calendar", params=MARCH)).json()
        endless = await client.get(f"{SPACE}/calendar", params=MARCH | {"to": "2029-01-01T00:00:00Z"})
        assert (await viewer.delete(f"{SPACE}/blackouts/{made.json()['id']}")).status_code == 403
        assert (await other.delete(f"{SPACE}/blackouts/{made.json()['id']}")).status_code == 404
        assert (await client.delete(f"{SPACE}/blackouts/{made.json()['id']}")).status_code == 204
        assert (await client.get(f"{SPACE}/blackouts")).json() == []
    assert (backwards.status_code, nowhere.status_code, endless.status_code) == (422, 422, 422)
    assert {entry["id"] for entry in seen["entries"]} == {one["id"], two["id"], "bct_1", "bct_into"}
    zones = {entry["id"]: entry["time_zone"] for entry in seen["entries"]}
    assert (zones[one["id"]], zones["bct_1"]) == (one["time_zone"], None)
    assert {entry["kind"] for entry in less["entries"]} == {"campaign"}
    assert theirs == {"entries": [], "conflicts": [], "is_complete": True}
    kinds = {conflict["kind"]: conflict for conflict in seen["conflicts"]}
    assert set(kinds) == {"same_inventory", "overlapping_budgets", "blackout"}
    assert kinds["same_inventory"]["to_at"] == "2027-03-20T00:00:00.000Z"
    assert kinds["blackout"]["entry_ids"] == ["bct_1"]


async def test_a_campaign_without_dates_is_in_the_calendar_from_the_day_it_went_live_on(api):
    live_ms = NOW + 3 * 86_400_000
    days = {"from": show_instant(NOW - 30 * 86_400_000), "to": show_instant(NOW + 30 * 86_400_000)}
    async with api.as_("ours.manager") as client:
        ids = [(await new_campaign(client, name=name, starts_at=None))["id"] for name in ("Live", "Draft")]
        async with api.state.main.tenant("ours") as session:
            await campaigns.record_transition(
                session,
                campaign_id=ids[0],
                sequence=1,
                from_stage=Stage.APPROVED,
                action=Action.GO_LIVE,
                to_stage=Stage.LIVE,
                actor_id="usr_1",
                actor_role="admin",
                comment="",
                at_ms=live_ms,
            )
        seen = (await client.get(f"{SPACE}/calendar", params=days)).json()
        before = (await client.get(f"{SPACE}/calendar", params=days | {"to": show_instant(NOW - 86_400_000)})).json()
        listed = (await client.get(CAMPAIGNS)).json()["items"]
        one = (await client.get(f"{CAMPAIGNS}/{ids[0]}")).json()
    begins = {entry["id"]: entry["runs_from"] for entry in seen["entries"]}
    assert (begins[ids[0]], begins[ids[1]]) == (show_instant(live_ms), show_instant(NOW))
    assert before["entries"] == []
    assert {conflict["from_at"] for conflict in seen["conflicts"]} == {show_instant(live_ms)}
    assert {item["id"]: item["went_live_at"] for item in listed} == {ids[0]: show_instant(live_ms), ids[1]: None}
    assert one["went_live_at"] == show_instant(live_ms)


async def test_a_template_keeps_a_campaign_without_its_dates_and_makes_drafts_of_it(api):
    async with api.as_("ours.manager") as client, api.as_("ours.viewer") as viewer, api.as_("theirs.admin") as other:
        campaign = await new_campaign(client)
        await new_creative(client, campaign["id"])
        saved = (await client.post(f"{SPACE}/templates", json={"campaign_id": campaign["id"], "name": "Sale"})).json()
        await client.patch(f"{CAMPAIGNS}/{campaign['id']}", json={"budget": "700.00"})
        path = f"{SPACE}/templates/{saved['id']}/campaigns"
        body = {"name": "Autumn sale", "starts_at": "2027-09-01T00:00:00Z"}
        made = await client.post(path, json=body, headers={"Idempotency-Key": "k"})
        again = await client.post(path, json=body, headers={"Idempotency-Key": "k"})
        otherwise = await client.post(path, json=body | {"name": "Winter sale"}, headers={"Idempotency-Key": "k"})
        shown = (await client.get("/api/v1/management/creatives", params={"campaign_id": made.json()["id"]})).json()
        anew = (await client.post(f"{SPACE}/templates", json={"campaign_id": campaign["id"], "name": "Sale"})).json()
        forbidden = await viewer.post(path, json=body)
        strange = [await other.post(path, json=body), await other.get(f"{SPACE}/templates/{saved['id']}")]
        assert (await client.delete(f"{SPACE}/templates/{saved['id']}")).status_code == 204
        assert (await viewer.get(f"{SPACE}/templates")).json() == []
    assert (saved["content"]["starts_at"], saved["content"]["budget"], saved["creatives"]) == (
        None,
        "500.00",
        ["Banner"],
    )
    assert (made.status_code, made.json()["stage"], made.json()["budget"]) == (201, "draft", "500.00")
    assert (made.json()["starts_at"], made.json()["id"]) == ("2027-09-01T00:00:00.000Z", again.json()["id"])
    assert [one["name"] for one in shown["items"]] == ["Banner"]
    assert (anew["id"], anew["content"]["budget"]) == (saved["id"], "700.00")
    assert otherwise.status_code == 409
    assert (forbidden.status_code, [answer.status_code for answer in strange]) == (403, [404, 404])


async def test_a_view_says_only_what_its_list_offers_and_is_its_owners_to_change(api):
    view = {
        "name": "Mine, live",
        "subject": "campaigns",
        "filters": {"stage": ["live", "paused"], "q": "sale"},
        "sort": "-budget",
        "columns": ["name", "budget"],
    }
    wrong = [
        view | {"filters": {"stage": ["asleep"]}},
        view | {"filters": {"colour": "red"}},
        view | {"sort": "luck"},
        view | {"columns": ["name", "secret"]},
        view | {"columns": ["name", "name"]},
        view | {"subject": "launches"},
    ]
    async with api.as_("ours.viewer") as mine, api.as_("ours.manager") as other, api.as_("theirs.admin") as stranger:
        refused = [(await mine.post(f"{SPACE}/views", json=one)).status_code for one in wrong]
        made = (await mine.post(f"{SPACE}/views", json=view)).json()
        twice = await mine.post(f"{SPACE}/views", json=view)
        path = f"{SPACE}/views/{made['id']}"
        hidden = await other.get(path)
        await mine.put(path, json=view | {"is_shared": True}, headers={"If-Match": '"1"'})
        late = await mine.put(path, json=view, headers={"If-Match": '"1"'})
        shared = (await other.get(f"{SPACE}/views", params={"subject": "campaigns"})).json()
        changed = await other.put(path, json=view)
        listed = await other.get(made["path"], params=made["filters"] | {"sort": made["sort"]})
        assert (await stranger.get(path)).status_code == 404
        assert (await mine.delete(path)).status_code == 204
    assert refused == [422] * 6
    assert (twice.status_code, hidden.status_code, late.status_code) == (409, 404, 409)
    assert ([one["id"] for one in shared], changed.status_code, listed.status_code) == ([made["id"]], 403, 200)


async def test_a_comment_tells_whom_it_mentions_once_and_is_its_authors(api):
    async with api.as_("ours.viewer") as vera, api.as_("ours.manager") as mara, api.as_("theirs.admin") as stranger:
        campaign = await new_campaign(mara)
        creative = await new_creative(mara, campaign["id"])
        path = f"{CAMPAIGNS}/{campaign['id']}/comments"
        her = (await mara.get("/api/v1/platform/me")).json()["user_id"]
        them = (await stranger.get("/api/v1/platform/me")).json()["user_id"]
        said = {"text": "Is the logo right?", "place": "creative", "creative_id": creative["id"], "mentions": [her]}
        first = (await vera.post(path, json=said)).json()
        nobody = await vera.post(path, json=said | {"mentions": [them]})
        elsewhere = await vera.post(path, json={"text": "?", "place": "creative"})
        settled = f"{path}/{first['id']}/resolution"
        await mara.put(settled, json={"resolved": True})
        resolved = (await vera.get(path)).json()["items"]
        reply = (await mara.post(path, json={"text": "It is.", "thread_id": first["id"]})).json()
        edited = await vera.put(f"{path}/{first['id']}", json={"text": "Is it?", "mentions": [her]})
        foreign = await mara.put(f"{path}/{first['id']}", json={"text": "Mine"})
        told = (await mara.get("/api/v1/notifications")).json()["items"]
        not_hers = await vera.delete(f"{path}/{reply['id']}")
        api.state.clock_ms = lambda: NOW + 86_400_001
        too_late = await vera.put(f"{path}/{first['id']}", json={"text": "Was it?"})
        assert (await vera.delete(f"{path}/{first['id']}")).status_code == 204
        [thread] = (await vera.get(path)).json()["items"]
        after = (await mara.get("/api/v1/notifications")).json()["items"]
        assert (await stranger.get(path)).status_code == 404
        assert (await stranger.post(path, json={"text": "hello"})).status_code == 404
    assert (nobody.status_code, elsewhere.status_code, foreign.status_code, not_hers.status_code) == (
        422,
        422,
        403,
        403,
    )
    assert [one["resolved_by"] for one in resolved] == [her]
    assert (edited.json()["edited_at"] is not None, too_late.status_code) == (True, 409)
    assert [(one["kind"], one["title"], one["text"]) for one in told] == [
        ("mention", "viewer mentioned you in Spring sale", "Is the logo right?")
    ]
    assert after == []
    assert (thread["place"], thread["resolved_at"]) == ("creative", None)
    assert [(one["text"], one["is_deleted"]) for one in thread["comments"]] == [("", True), ("It is.", False)]


async def test_comments_come_in_pages_and_a_thread_goes_on_in_the_next(api):
    async with api.as_("ours.manager") as mara:
        path = f"{CAMPAIGNS}/{(await new_campaign(mara))['id']}/comments"
        first = (await mara.post(path, json={"text": "1", "place": "budget"})).json()["id"]
        second = (await mara.post(path, json={"text": "2"})).json()["id"]
        for text in ("1b", "1c", "1d"):
            await mara.post(path, json={"text": text, "thread_id": first})
        pages, cursor = [], None
        while cursor or not pages:
            page = (await mara.get(path, params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
            pages.append(page["items"])
            cursor = page["next_cursor"]
        wrong = await mara.get(path, params={"cursor": "no-cursor"})
    told = [[(one["id"], one["place"], [said["text"] for said in one["comments"]]) for one in page] for page in pages]
    assert told == [
        [(first, "budget", ["1", "1b"])],
        [(first, "budget", ["1c", "1d"])],
        [(second, "campaign", ["2"])],
    ]
    assert wrong.status_code == 422


async def test_lists_read_as_many_statements_for_many_rows_as_for_one(api):
    statements: list[str] = []

    def heard(_connection, _cursor, statement, *_) -> None:
        statements.append(statement)

    async def begun(client, number: int) -> None:
        launch = LAUNCH | {"brief": LAUNCH["brief"] | {"name": f"Sale {number}"}}
        made = await client.post(f"{SPACE}/launches", json=launch)
        assert made.status_code == 201, made.text
        async with api.state.main.tenant("ours") as session:
            await approvals.open_round(
                session,
                campaign_id=made.json()["campaign_id"],
                number=1,
                revision=2,
                facts=ApprovalFacts(budget_usd_micros=5_000 * MICROS, channel=Channel.PAID_MEDIA),
                submitter_ids=["somebody"],
                at_ms=number,
                sections=dict.fromkeys(Section, "0" * 64),
                reviewed={},
            )

    async def read(client, path: str, many: int) -> int:
        statements.clear()
        items = (await client.get(path)).json()["items"]
        assert len(items) == many
        return len(statements)

    paths = (f"{SPACE}/launches", "/api/v1/workflows/pending")
    event.listen(Engine, "before_cursor_execute", heard)
    try:
        async with api.as_("ours.manager") as client:
            await begun(client, 0)
            few = [await read(client, path, 1) for path in paths]
            for number in range(1, 8):
                await begun(client, number)
            assert [await read(client, path, 8) for path in paths] == few
            shown = (await client.get(paths[0])).json()["items"][0]
            assert shown == (await client.get(f"{SPACE}/launches/{shown['id']}")).json()
            assert [one["name"] for one in shown["creatives"]] == ["Banner"]
    finally:
        event.remove(Engine, "before_cursor_execute", heard)


async def test_a_draft_that_was_commented_on_is_erased_with_what_was_said_of_it(api):
    async with api.as_("ours.viewer") as vera, api.as_("ours.manager") as mara:
        campaign = await new_campaign(mara)
        path = f"{CAMPAIGNS}/{campaign['id']}"
        her = (await mara.get("/api/v1/platform/me")).json()["user_id"]
        first = (await vera.post(f"{path}/comments", json={"text": "Really?", "mentions": [her]})).json()
        await vera.post(f"{path}/comments", json={"text": "Yes.", "thread_id": first["id"]})
        erased = await mara.delete(path)
        told = (await mara.get("/api/v1/notifications")).json()["items"]
    assert (erased.status_code, told) == (204, [])


async def test_colleagues_are_called_by_their_names_by_whoever_reads_campaigns_and_by_no_other_tenant(api):
    async with api.as_("ours.manager") as manager, api.as_("ours.viewer") as viewer, api.as_("theirs.admin") as other:
        me = (await manager.get("/api/v1/platform/me")).json()
        stranger = (await other.get("/api/v1/platform/me")).json()["user_id"]
        asked = {"id": [me["user_id"], stranger, "usr_nobody"]}
        by_id = (await viewer.get(f"{SPACE}/colleagues", params=asked)).json()["items"]
        by_name = (await viewer.get(f"{SPACE}/colleagues", params={"q": me["name"].upper()})).json()["items"]
        nobody = (await viewer.get(f"{SPACE}/colleagues", params={"q": "100%"})).json()["items"]
    assert by_id == by_name == [{"id": me["user_id"], "name": me["name"], "is_active": True}]
    assert nobody == []


async def test_a_campaign_leads_to_its_workflow_where_there_is_one_and_pages_to_see_it(api):
    async with api.as_("ours.manager") as client, api.as_("theirs.admin") as other:
        campaign_id = (await new_campaign(client))["id"]
        path = f"/api/v1/workflows/campaigns/{campaign_id}/execution"
        api.state.workflow_pages = "http://127.0.0.1:8233/namespaces/default/workflows"
        draft = (await client.get(path)).json()
        async with api.state.main.tenant("ours") as session:
            (await session.get_one(Campaign, campaign_id)).last_sequence = 1
        submitted = (await client.get(path)).json()
        api.state.workflow_pages = ""
        without = (await client.get(path)).json()
        assert (await other.get(path)).status_code == 404
    assert (draft, without) == ({"url": None}, {"url": None})
    assert submitted == {"url": f"http://127.0.0.1:8233/namespaces/default/workflows/campaign%2Fours%2F{campaign_id}"}
