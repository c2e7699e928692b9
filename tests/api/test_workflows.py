"""A campaign's life over REST, from the request to SQL and back, with the workflows running behind it."""

import pytest

from api.routes.workflows import PERMISSION_FOR
from domain.campaigns import service as campaigns
from domain.campaigns.rules import DECISIONS
from domain.campaigns.values import Action
from tests.api.conftest import Api, new_campaign, new_creative

CAMPAIGNS = "/api/v1/management/campaigns"
WORKFLOWS = "/api/v1/workflows"


async def ready_to_submit(api: Api, **changes) -> str:
    async with api.as_("ours.admin") as author:
        campaign = await new_campaign(author, **{"budget": "5000.00", "starts_at": None} | changes)
        await new_creative(author, campaign["id"])
    return campaign["id"]


async def act(api: Api, who: str, campaign_id: str, action: str, headers=None, **body):
    """A decision is on what is under review, unless it says otherwise."""
    async with api.as_(who) as client:
        if action in DECISIONS and not {"revision", "revision_hash"} & body.keys():
            read = await client.get(f"{WORKFLOWS}/campaigns/{campaign_id}/approval")
            body |= {"revision_hash": read.json()["revision_hash"]} if read.status_code == 200 else {}
        return await client.post(
            f"{WORKFLOWS}/campaigns/{campaign_id}/actions/{action}", json=body or None, headers=headers
        )


async def read(api: Api, who: str, path: str, **query):
    async with api.as_(who) as client:
        return await client.get(f"{WORKFLOWS}{path}", params=query)


async def test_actions_answer_with_the_new_stage_and_everything_is_on_record(working: Api):
    campaign_id = await ready_to_submit(working)
    submitted = (await act(working, "ours.admin", campaign_id, "submit", comment="please")).json()
    assert (submitted["stage"], submitted["review"]) == ("in_review", "0 of 1 manager approvals")
    assert submitted["allowed"] == ["approve", "reject", "request_changes"]
    approved = await act(working, "ours.manager", campaign_id, "approve", comment="good")
    assert (approved.status_code, approved.json()["stage"]) == (200, "approved")
    assert (await act(working, "ours.manager", campaign_id, "go_live")).json()["stage"] == "live"
    history = (await read(working, "ours.viewer", f"/campaigns/{campaign_id}/transitions")).json()["items"]
    assert [(one["action"], one["to_stage"], one["actor_role"], one["comment"]) for one in history] == [
        ("submit", "in_review", "admin", "please"),
        ("approve", "approved", "manager", "good"),
        ("go_live", "live", "manager", ""),
    ]
    assert all(one["at"].endswith("Z") for one in history)


async def test_a_refused_action_is_a_409_with_stage_action_and_what_is_allowed(working: Api):
    campaign_id = await ready_to_submit(working)
    refused = await act(working, "ours.manager", campaign_id, "archive")
    assert refused.status_code == 409
    assert refused.json()["error"] == {
        "code": "action_refused",
        "message": "archive is not allowed while the campaign is draft",
        "field": "action",
        "remedy": "Allowed now: submit.",
        "stage": "draft",
        "action": "archive",
        "allowed": ["submit"],
    }


async def test_whoever_wrote_it_is_told_what_a_review_asks_for_and_every_round_is_there_to_read(working: Api):
    campaign_id = await ready_to_submit(working)
    nothing = (await read(working, "ours.viewer", f"/campaigns/{campaign_id}/approvals")).json()
    await act(working, "ours.admin", campaign_id, "submit")
    remarks = [{"section": "budget", "comment": "4,500 is enough"}]
    sent = await act(working, "ours.manager", campaign_id, "request_changes", comment="Nearly", remarks=remarks)
    assert (sent.status_code, sent.json()["stage"]) == (200, "draft")
    async with working.as_("ours.admin") as author:
        [told] = (await author.get("/api/v1/notifications")).json()["items"]
        campaign = (await author.get(f"{CAMPAIGNS}/{campaign_id}")).json()
        lowered = await author.patch(
            f"{CAMPAIGNS}/{campaign_id}",
            json={"budget": "4500.00"},
            headers={"If-Match": f'"{campaign["revision"]}"'},
        )
    assert (told["kind"], told["subject_id"]) == ("sent_back", campaign_id)
    assert told["title"] == f"manager asks for changes in {campaign['name']}"
    assert told["text"] == "Nearly. Budget: 4,500 is enough."
    assert lowered.status_code == 200
    async with working.as_("ours.manager") as approver:
        assert (await approver.get("/api/v1/notifications")).json()["items"] == []
    await act(working, "ours.admin", campaign_id, "submit")
    second, first = (await read(working, "ours.viewer", f"/campaigns/{campaign_id}/approvals")).json()["items"]
    assert nothing == {"items": []}
    assert (second["round"], second["outcome"], second["decisions"]) == (2, "pending", [])
    assert (first["outcome"], first["decisions"][0]["remarks"]) == ("changes_requested", remarks)
    since = await read(
        working,
        "ours.manager",
        f"/campaigns/{campaign_id}/difference",
        before=first["revision"],
        after=second["revision"],
    )
    assert [(one["field"], one["before"], one["after"]) for one in since.json()["differences"]] == [
        ("budget", "5000.00", "4500.00")
    ]


async def told_of_reviews(working: Api, who: str) -> list[tuple[str, str]]:
    async with working.as_(f"ours.{who}") as client:
        items = (await client.get("/api/v1/notifications")).json()["items"]
        others = (await client.get("/api/v1/notifications", params={"but": "review_waits"})).json()["items"]
    assert "review_waits" not in {one["kind"] for one in others}
    return [(one["subject_id"], one["text"]) for one in items if one["kind"] == "review_waits"]


async def test_those_who_may_decide_are_told_that_a_review_waits_until_nobody_needs_to_any_more(working: Api):
    campaign_id = await ready_to_submit(working)
    waits = [(campaign_id, "admin submitted it. It asks for 1 manager.")]
    await act(working, "ours.admin", campaign_id, "submit")
    told = {who: await told_of_reviews(working, who) for who in ("admin", "manager", "viewer")}
    assert told == {"admin": [], "manager": waits, "viewer": []}
    remarks = [{"section": "budget", "comment": "4,500 is enough"}]
    await act(working, "ours.manager", campaign_id, "request_changes", comment="Nearly", remarks=remarks)
    assert await told_of_reviews(working, "manager") == []
    await act(working, "ours.admin", campaign_id, "submit")
    assert await told_of_reviews(working, "manager") == waits
    await act(working, "ours.manager", campaign_id, "approve")
    assert await told_of_reviews(working, "manager") == []


async def test_an_edit_under_review_asks_anew_and_the_end_of_the_round_before_takes_that_back_from_nobody(working: Api):
    campaign_id = await ready_to_submit(working)
    await act(working, "ours.admin", campaign_id, "submit")
    async with working.as_("ours.admin") as author:
        for name in ("Spring, again", "Spring, once more"):
            campaign = (await author.get(f"{CAMPAIGNS}/{campaign_id}")).json()
            answer = await author.patch(
                f"{CAMPAIGNS}/{campaign_id}", json={"name": name}, headers={"If-Match": f'"{campaign["revision"]}"'}
            )
            assert answer.status_code == 200, answer.text
    rounds = (await read(working, "ours.viewer", f"/campaigns/{campaign_id}/approvals")).json()["items"]
    assert [one["outcome"] for one in rounds] == ["pending", "voided", "voided"]
    assert await told_of_reviews(working, "manager") == [(campaign_id, "It asks for 1 manager.")]


async def test_who_submitted_is_forbidden_to_approve(working: Api):
    campaign_id = await ready_to_submit(working)
    await act(working, "ours.admin", campaign_id, "submit")
    forbidden = await act(working, "ours.admin", campaign_id, "approve")
    assert (forbidden.status_code, forbidden.json()["error"]["field"]) == (403, "approver")


@pytest.mark.parametrize("action", list(Action))
async def test_a_viewer_may_do_none_of_it(working: Api, action: Action):
    campaign_id = await ready_to_submit(working)
    assert (await act(working, "ours.viewer", campaign_id, action)).status_code == 403


@pytest.mark.parametrize("action", list(Action))
async def test_another_tenants_campaign_is_not_there(working: Api, action: Action):
    campaign_id = await ready_to_submit(working)
    assert (await act(working, "theirs.admin", campaign_id, action)).status_code == 404
    for path in ("transitions", "approval"):
        assert (await read(working, "theirs.admin", f"/campaigns/{campaign_id}/{path}")).status_code == 404


def test_every_action_asks_for_a_permission():
    assert set(PERMISSION_FOR) == set(Action)


async def test_an_operator_may_pause_and_not_submit(working: Api):
    campaign_id = await ready_to_submit(working)
    assert (await act(working, "ours.operator", campaign_id, "submit")).status_code == 403
    await act(working, "ours.admin", campaign_id, "submit")
    await act(working, "ours.manager", campaign_id, "approve")
    await act(working, "ours.manager", campaign_id, "go_live")
    assert (await act(working, "ours.operator", campaign_id, "pause", comment="smoke")).json()["note"] == "smoke"


async def test_pending_reviews_are_listed_for_whoever_can_decide_them(working: Api):
    small = await ready_to_submit(working)
    large = await ready_to_submit(working, name="Large", budget="50000.00")
    for campaign_id in (small, large):
        await act(working, "ours.admin", campaign_id, "submit")

    async def pending(who: str, **query) -> list[str]:
        listed = (await read(working, who, "/pending", **query)).json()
        return [one["campaign"]["campaign_id"] for one in listed["items"]]

    assert await pending("ours.manager") == [small, large]
    assert await pending("ours.director") == [large]
    assert await pending("ours.admin") == []
    assert await pending("ours.viewer") == []
    assert await pending("theirs.manager") == []
    await act(working, "ours.director", large, "approve")
    assert await pending("ours.director") == []
    director = (await read(working, "ours.director", "/pending")).json()["approver_id"]
    assert await pending("ours.viewer", approver=director) == []
    assert (await read(working, "ours.viewer", "/pending", approver="usr_nobody")).status_code == 404
    review = (await read(working, "ours.viewer", f"/campaigns/{large}/approval")).json()
    assert (review["outcome"], review["summary"]) == ("pending", "0 of 1 manager approvals, 1 of 2 director approvals")
    assert [one["approver_id"] for one in review["decisions"]] == [director]


async def test_a_scheduled_flight_is_on_the_calendar_when_it_overlaps(working: Api):
    campaign_id = await ready_to_submit(working, ends_at=None)
    await act(working, "ours.admin", campaign_id, "submit")
    await act(working, "ours.manager", campaign_id, "approve")
    scheduled = await act(
        working,
        "ours.manager",
        campaign_id,
        "schedule",
        starts_at="2050-03-01T00:00:00Z",
        ends_at="2050-03-10T00:00:00+02:00",
    )
    assert (scheduled.json()["stage"], scheduled.json()["ends_at"]) == ("scheduled", "2050-03-09T22:00:00.000Z")

    async def calendar(start: str, end: str) -> list[str]:
        query = {"from": f"{start}T00:00:00Z", "to": f"{end}T00:00:00Z"}
        return [
            one["campaign_id"] for one in (await read(working, "ours.viewer", "/calendar", **query)).json()["items"]
        ]

    assert await calendar("2050-03-05", "2050-03-06") == [campaign_id]
    assert await calendar("2050-02-01", "2050-03-02") == [campaign_id]
    assert await calendar("2050-02-01", "2050-03-01") == []
    assert await calendar("2050-03-10", "2050-03-20") == []


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"from": "2050-01-01T00:00:00Z"},
        {"from": "yesterday", "to": "2050-01-01T00:00:00Z"},
        {"from": "2050-01-02T00:00:00Z", "to": "2050-01-01T00:00:00Z"},
        {"from": "2050-01-01T00:00:00Z", "to": "2055-01-01T00:00:00Z"},
    ],
)
async def test_a_calendar_without_a_sensible_range_is_refused(working: Api, query: dict[str, str]):
    assert (await read(working, "ours.viewer", "/calendar", **query)).status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        {"comment": "x" * 4_001},
        {"commment": "misspelt"},
        {"revision": 0},
        {"starts_at": "2050-01-01T00:00:00Z"},
        {"comment": 7},
    ],
)
async def test_an_action_with_a_wrong_body_is_refused(working: Api, body):
    campaign_id = await ready_to_submit(working)
    assert (await act(working, "ours.admin", campaign_id, "submit", **body)).status_code == 422


async def test_an_edit_in_review_starts_it_over_through_the_api(working: Api):
    campaign_id = await ready_to_submit(working)
    await act(working, "ours.admin", campaign_id, "submit")
    async with working.as_("ours.admin") as author:
        edited = await author.patch(f"{CAMPAIGNS}/{campaign_id}", json={"name": "Summer sale"})
    assert (edited.status_code, edited.json()["needs_review"]) == (200, True)
    review = (await read(working, "ours.viewer", f"/campaigns/{campaign_id}/approval")).json()
    assert (review["round"], review["revision"]) == (2, edited.json()["revision"])
    assert (await act(working, "ours.manager", campaign_id, "approve")).json()["stage"] == "approved"


async def test_a_live_campaign_whose_edit_is_under_review_shows_the_decisions(working: Api):
    campaign_id = await ready_to_submit(working)
    await act(working, "ours.admin", campaign_id, "submit")
    await act(working, "ours.manager", campaign_id, "approve")
    await act(working, "ours.manager", campaign_id, "go_live")
    path = f"{CAMPAIGNS}/{campaign_id}"

    async def shown() -> list[list[str]]:
        async with working.as_("ours.viewer") as viewer:
            listed = (await viewer.get(CAMPAIGNS)).json()["items"]
            return [(await viewer.get(path)).json()["allowed_actions"], listed[0]["allowed_actions"]]

    assert await shown() == [["pause", "complete"]] * 2
    async with working.as_("ours.admin") as author:
        edited = (await author.patch(path, json={"name": "Summer sale"})).json()
    beside = ["approve", "reject", "request_changes", "pause", "complete"]
    assert (edited["stage"], edited["needs_review"], edited["allowed_actions"]) == ("live", True, beside)
    assert await shown() == [beside] * 2
    assert (await act(working, "ours.manager", campaign_id, "reject")).json()["allowed"] == ["pause", "complete"]
    assert await shown() == [["pause", "complete"]] * 2


async def test_money_that_nobody_approved_is_shown_beside_what_is_in_force(working: Api):
    campaign_id = await ready_to_submit(working)
    for who, action in (("ours.admin", "submit"), ("ours.manager", "approve"), ("ours.manager", "go_live")):
        await act(working, who, campaign_id, action)
    path = f"{CAMPAIGNS}/{campaign_id}"

    async def in_force() -> dict | None:
        async with working.as_("ours.viewer") as viewer:
            one, listed = (await viewer.get(path)).json(), (await viewer.get(CAMPAIGNS)).json()["items"]
            assert [each["in_force"] for each in listed if each["id"] == campaign_id] == [one["in_force"]]
            return one["in_force"]

    assert await in_force() is None
    async with working.as_("ours.admin") as author:
        edited = (await author.patch(path, json={"budget": "20000.00", "name": "Summer sale"})).json()
    running = await in_force()
    assert running == edited["in_force"]
    assert (running["budget"], running["under_review"], running["changed_by"]) == (
        "5000.00",
        True,
        edited["created_by"],
    )
    async with working.as_("ours.viewer") as viewer:
        written = (await viewer.get(f"{path}/revisions")).json()["items"]
    assert [(one["number"], one["budget"], one["changed"]) for one in written[:2]] == [
        (edited["revision"], "20000.00", ["brief", "budget"]),
        (edited["revision"] - 1, "5000.00", ["creatives"]),
    ]
    await act(working, "ours.manager", campaign_id, "reject")
    assert (await in_force())["under_review"] is False


async def test_the_calendar_reckons_with_the_budget_in_force_and_not_with_one_that_waits(working: Api):
    campaign_id = await ready_to_submit(working, starts_at=None)
    for who, action in (("ours.admin", "submit"), ("ours.manager", "approve"), ("ours.manager", "go_live")):
        await act(working, who, campaign_id, action)
    days = {"from": "2027-01-01T00:00:00Z", "to": "2027-12-31T00:00:00Z"}
    async with working.as_("ours.admin") as author:
        await new_campaign(author, name="Draft", budget="700.00", starts_at=None)
        await author.patch(f"{CAMPAIGNS}/{campaign_id}", json={"budget": "20000.00"})
        listed = (await author.get(f"{WORKFLOWS}/calendar", params=days)).json()["items"]
        seen = (await author.get("/api/v1/workspace/calendar", params=days)).json()
    assert {one["name"]: one["budget"] for one in listed} == {"Spring sale": "5000.00", "Draft": "700.00"}
    [meets] = [one for one in seen["conflicts"] if one["kind"] == "overlapping_budgets"]
    assert "5,700.00 USD together" in meets["text"]


async def test_whoever_reads_what_starts_today_reads_the_budget_in_force_and_not_one_that_waits(working: Api):
    campaign_id = await ready_to_submit(working)
    await act(working, "ours.admin", campaign_id, "submit")
    await act(working, "ours.manager", campaign_id, "approve")
    await act(working, "ours.manager", campaign_id, "schedule", starts_at="2027-03-01T00:00:00Z")
    async with working.as_("ours.admin") as author:
        edited = await author.patch(f"{CAMPAIGNS}/{campaign_id}", json={"budget": "20000.00"})
        assert edited.status_code == 200, edited.text
        working.state.clock_ms = lambda: 1_803_816_000_000  # noon of the day before
        digest = (await author.get("/api/v1/notifications/digest")).json()
    assert [(one["name"], one["size"]) for one in digest["going_out"]] == [("Spring sale", "a budget of 5,000.00 USD")]


async def test_an_edit_that_approves_itself_needs_no_review(working: Api):
    campaign_id = await ready_to_submit(working, budget="500.00")
    await act(working, "ours.admin", campaign_id, "submit")
    async with working.as_("ours.admin") as author:
        edited = (await author.patch(f"{CAMPAIGNS}/{campaign_id}", json={"name": "Summer sale"})).json()
        assert (edited["needs_review"], edited["approved_revision"]) == (False, edited["revision"])
        creative = await new_creative(author, campaign_id)
        assert (creative["needs_review"], creative["campaign_revision"]) == (False, edited["revision"] + 1)
        changed = await author.patch(f"/api/v1/management/creatives/{creative['id']}", json={"name": "Bolder"})
        assert (changed.status_code, changed.json()["needs_review"]) == (200, False)


async def test_repeating_an_action_under_its_idempotency_key_happens_once(working: Api):
    campaign_id = await ready_to_submit(working)
    answers = [
        await act(working, "ours.admin", campaign_id, "submit", headers={"Idempotency-Key": "k-1"}) for _ in range(2)
    ]
    assert answers[0].json()["stage"] == "in_review"
    assert answers[1].json() == answers[0].json()
    history = (await read(working, "ours.viewer", f"/campaigns/{campaign_id}/transitions")).json()["items"]
    assert len(history) == 1


async def test_without_temporal_reads_work_and_actions_answer_503_with_retry_after(api: Api):
    campaign_id = await ready_to_submit(api)
    away = await act(api, "ours.admin", campaign_id, "submit")
    assert (away.status_code, int(away.headers["Retry-After"]) > 0) == (503, True)
    assert (await read(api, "ours.viewer", f"/campaigns/{campaign_id}/transitions")).json() == {"items": []}
    assert (await read(api, "ours.viewer", f"/campaigns/{campaign_id}/approval")).status_code == 404


async def act_on(api: Api, who: str, action: str, campaign_ids: list[str], headers=None, **body):
    async with api.as_(who) as client:
        path = f"{WORKFLOWS}/campaigns/actions/{action}"
        return await client.post(path, json={"campaign_ids": campaign_ids} | body, headers=headers)


async def test_a_decision_that_names_nothing_is_refused_alone_and_in_bulk_whatever_is_under_review(api: Api):
    async with api.as_("ours.manager") as manager:
        campaign_id = (await new_campaign(manager))["id"]
        async with api.state.main.tenant("ours") as session:
            row = await campaigns.get_campaign(session, campaign_id, for_update=True)
            row.stage, row.last_sequence = "live", 1
            session.add(row)
        alone = await manager.post(f"{WORKFLOWS}/campaigns/{campaign_id}/actions/approve", json={})
    assert (alone.status_code, alone.json()["error"]["field"]) == (422, "revision_hash")
    [item] = (await act_on(api, "ours.manager", "approve", [campaign_id])).json()["items"]
    assert (item["ok"], item["message"]) == (False, "a campaign that is live cannot approve")


async def test_many_are_looked_at_and_then_acted_on_each_with_its_own_answer(working: Api):
    ready = [await ready_to_submit(working) for _ in range(3)]
    async with working.as_("ours.admin") as client:
        bare = (await new_campaign(client, name="Without creatives"))["id"]
    await act(working, "ours.admin", ready[2], "submit")
    wanted = [*ready, bare, "cmp_unheard_of", ready[0]]
    looked_at = (await act_on(working, "ours.admin", "submit", wanted, preview=True)).json()
    assert [item["ok"] for item in looked_at["items"]] == [True, True, False, True, False]
    assert looked_at["items"][2]["message"] == "a campaign that is in review cannot submit"
    async with working.as_("ours.admin") as client:
        assert (await client.get(f"{CAMPAIGNS}/{ready[0]}")).json()["stage"] == "draft", "a preview does nothing"
    done = (await act_on(working, "ours.admin", "submit", wanted)).json()
    assert (done["done"], done["refused"]) == (2, 3)
    assert [item["stage"] for item in done["items"]] == ["in_review", "in_review", "in_review", "draft", None]
    assert "creative" in done["items"][3]["message"]


async def test_many_acted_on_again_with_the_same_key_are_acted_on_once(working: Api):
    ready = [await ready_to_submit(working) for _ in range(2)]
    answers = [
        (await act_on(working, "ours.admin", "submit", ready, {"Idempotency-Key": "monday"})).json() for _ in range(2)
    ]
    assert [answer["done"] for answer in answers] == [2, 2]
    for campaign_id in ready:
        history = (await read(working, "ours.viewer", f"/campaigns/{campaign_id}/transitions")).json()["items"]
        assert [one["action"] for one in history] == ["submit"]


async def test_acting_on_many_takes_the_right_to_act_on_one_and_stays_inside_the_tenant(working: Api):
    ready = await ready_to_submit(working)
    assert (await act_on(working, "ours.operator", "submit", [ready])).status_code == 403
    assert (await act_on(working, "theirs.admin", "submit", [ready])).json()["refused"] == 1
    assert (await act_on(working, "ours.admin", "submit", ["cmp_x"] * 201)).status_code == 422
