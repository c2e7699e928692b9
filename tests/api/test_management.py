"""Campaigns and creatives over REST, as a marketer's client sees them."""

import pytest

from domain.budgets import repository as budget_rows
from domain.budgets import service as budgets
from domain.campaigns import service
from domain.campaigns.values import Action, Stage
from domain.pacing.values import Pacing, SpendPlan
from tests.api.conftest import CAMPAIGN, CREATIVE, NOW, new_campaign, new_creative
from workflows.contracts.campaigns import CampaignStatus

CAMPAIGNS = "/api/v1/management/campaigns"
CREATIVES = "/api/v1/management/creatives"


async def test_a_campaign_is_created_read_edited_and_deleted(api):
    async with api.as_("ours.manager") as client:
        made = await client.post(CAMPAIGNS, json=CAMPAIGN)
        assert made.status_code == 201
        assert made.headers["ETag"] == '"1"'
        body = made.json()
        assert (body["stage"], body["budget"], body["pricing"]["base_cpm"]) == ("draft", "500.00", "2.50")
        assert body["starts_at"] == "2027-03-01T00:00:00.000Z"
        assert body["allowed_actions"] == ["submit"]
        path = made.headers["Location"]
        assert (await client.get(path)).json() == body

        edited = await client.patch(path, json={"budget": "400.5", "starts_at": None, "caps": {"per_day": 3}})
        assert edited.status_code == 200
        assert (edited.json()["budget"], edited.json()["starts_at"], edited.json()["caps"]["per_day"]) == (
            "400.50",
            None,
            3,
        )
        assert (edited.json()["revision"], edited.headers["ETag"], edited.json()["needs_review"]) == (2, '"2"', False)

        assert (await client.delete(path)).status_code == 204
        assert (await client.get(path)).status_code == 404


async def test_each_revision_says_its_amounts_in_the_currency_it_was_written_in(api):
    async with api.as_("ours.manager") as client:
        path = f"/api/v1/management/campaigns/{(await new_campaign(client))['id']}"
        (await client.patch(path, json={"currency": "EUR", "budget": "4000.00"})).raise_for_status()
        written = (await client.get(f"{path}/revisions")).json()["items"]
    assert [(one["budget"], one["currency"]) for one in written] == [("4000.00", "EUR"), ("500.00", "USD")]


async def test_a_stale_edit_is_refused_and_the_same_edit_twice_is_one(api):
    async with api.as_("ours.manager") as client:
        path = f"{CAMPAIGNS}/{(await new_campaign(client))['id']}"
        for _ in range(2):
            answer = await client.patch(path, json={"name": "Mine"}, headers={"If-Match": '"1"'})
            assert (answer.status_code, answer.json()["revision"]) == (200, 2)
        stale = await client.patch(path, json={"name": "Theirs"}, headers={"If-Match": '"1"'})
        assert stale.status_code == 409
        assert stale.json()["error"]["field"] == "If-Match"
        unreadable = await client.patch(path, json={}, headers={"If-Match": '"one"'})
        assert unreadable.status_code == 422


async def test_a_creation_repeated_with_its_key_happens_once(api):
    async with api.as_("ours.manager") as client:
        headers = {"Idempotency-Key": "order-7"}
        first = await client.post(CAMPAIGNS, json=CAMPAIGN, headers=headers)
        again = await client.post(CAMPAIGNS, json=CAMPAIGN, headers=headers)
        assert first.json()["id"] == again.json()["id"]
        other = await client.post(CAMPAIGNS, json=CAMPAIGN | {"name": "Other"}, headers=headers)
        assert other.status_code == 409
        creative = CREATIVE | {"campaign_id": first.json()["id"]}
        ids = {(await client.post(CREATIVES, json=creative, headers=headers)).json()["id"] for _ in range(2)}
        assert len(ids) == 1
        assert (await client.get(f"{CAMPAIGNS}/{first.json()['id']}")).json()["revision"] == 2


async def test_creatives_live_and_die_with_their_campaigns_revisions(api):
    async with api.as_("ours.manager") as client:
        campaign = await new_campaign(client)
        creative = await new_creative(client, campaign["id"], embedding=[0.5] * 32)
        assert (creative["version"], creative["campaign_revision"]) == (1, 2)
        path = f"{CREATIVES}/{creative['id']}"
        edited = await client.patch(path, json={"width": 728, "height": 90}, headers={"If-Match": '"1"'})
        assert (edited.status_code, edited.json()["version"], edited.json()["campaign_revision"]) == (200, 2, 3)
        listed = await client.get(CREATIVES, params={"campaign_id": campaign["id"]})
        assert [(item["id"], item["width"]) for item in listed.json()["items"]] == [(creative["id"], 728)]
        assert (await client.delete(path)).status_code == 204
        assert (await client.get(path)).status_code == 404
        assert (await client.get(CREATIVES)).json()["items"] == []


WRONG = {
    "a float for money": ({"budget": 500.0}, "budget", "string"),
    "a whole number for money": ({"budget": 500}, "budget", "string"),
    "too fine an amount": ({"budget": "0.0000001"}, "budget", "six decimals"),
    "no money": ({"budget": "0"}, "budget", None),
    "a negative amount": ({"budget": "-5.00"}, "budget", None),
    "an amount in words": ({"budget": "1e3"}, "budget", None),
    "too much money": ({"budget": "1000000000.01"}, "budget", None),
    "an instant without a zone": ({"starts_at": "2027-03-01T00:00:00"}, "starts_at", "Z or an offset"),
    "an end before the start": ({"ends_at": "2027-02-01T00:00:00Z"}, "body", "Move"),
    "an unknown channel": ({"channel": "pigeon"}, "channel", "listed"),
    "a field misspelt": ({"bugdet": "1.00"}, "bugdet", "spelling"),
    "a URL for a domain": ({"advertiser_domain": "https://shop.example"}, "advertiser_domain", "shop.example.com"),
    "a name of spaces": ({"name": "  "}, "name", "Remove"),
    "a NUL in the name": ({"name": "a\x00b"}, "name", "printable"),
    "a second line in the name": ({"name": "a\u2028b"}, "name", "printable"),
    "a name that is written backwards": ({"name": "a\u202eb"}, "name", "printable"),
    "a name that isolates a direction": ({"name": "a\u2066b"}, "name", "printable"),
    "a name of joiners alone": ({"name": "\u200d\u200c"}, "name", "seen"),
    "a currency in words": ({"currency": "dollars"}, "currency", None),
    "a base above the maximum": ({"pricing": {"base_cpm": "5", "max_cpm": "4"}}, "pricing", "max_cpm"),
    "a click campaign without worth": ({"pricing": {"goal": "clicks", "max_cpm": "4"}}, "pricing", "goal_value"),
    "an unknown target": ({"targeting": {"planets": ["Mars"]}}, "targeting.planets", "Remove"),
    "a country there is none of": ({"targeting": {"countries": ["DEU", "ZZZ"]}}, "targeting.countries", "ISO 3166-1"),
    "an hour out of the week": ({"targeting": {"hours_utc": [168]}}, "targeting.hours_utc.0", None),
    "a true where a number belongs": ({"caps": {"per_hour": True}}, "caps.per_hour", "whole number"),
    "a category of nobody's": ({"categories": ["IAB 7"]}, "categories", "IAB7-12"),
}


@pytest.mark.parametrize(("change", "field", "remedy"), WRONG.values(), ids=WRONG.keys())
async def test_a_wrong_value_is_refused_naming_field_and_remedy(api, change, field, remedy):
    async with api.as_("ours.manager") as client:
        created = await client.post(CAMPAIGNS, json=CAMPAIGN | change)
        path = f"{CAMPAIGNS}/{(await new_campaign(client))['id']}"
        patched = await client.patch(path, json=change)
        for answer in (created, patched):
            error = answer.json()["error"]
            assert (answer.status_code, error["code"], error["field"]) == (422, "invalid_input", field)
            assert error["message"]
            if remedy:
                assert remedy in error["remedy"]


@pytest.mark.parametrize(
    "name",
    [
        "\U0001f469\u200d\U0001f467\ufe0f Families",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0915\u094d\u200d\u0937",
    ],
)
async def test_names_are_written_with_the_joiners_that_their_script_needs(api, name):
    async with api.as_("ours.manager") as client:
        made = await client.post(CAMPAIGNS, json=CAMPAIGN | {"name": name})
        assert (made.status_code, made.json()["name"]) == (201, name), made.text
        found = await client.get(CAMPAIGNS, params={"q": name})
        assert [one["name"] for one in found.json()["items"]] == [name]


async def test_a_country_that_was_stored_before_anybody_checked_keeps_nobody_from_editing(api, monkeypatch):
    async with api.as_("ours.manager") as client:
        with monkeypatch.context() as patched:
            patched.setattr("api.routes.campaigns.check_countries", lambda *_, **__: None)
            made = (await client.post(CAMPAIGNS, json=CAMPAIGN | {"targeting": {"countries": ["ZZZ"]}})).json()
        path = f"{CAMPAIGNS}/{made['id']}"
        assert (await client.get(path)).json()["targeting"]["countries"] == ["ZZZ"]
        assert (await client.patch(path, json={"name": "Renamed"})).status_code == 200
        refused = await client.patch(path, json={"targeting": {"countries": ["ZZZ", "QQQ"]}})
        assert (refused.status_code, refused.json()["error"]["message"]) == (422, "'QQQ' is no country")


@pytest.mark.parametrize("port", [0, 99_999])
async def test_an_address_with_a_port_that_is_none_is_refused(api, port):
    async with api.as_("ours.manager") as client:
        campaign = await new_campaign(client)
        odd = {"media_url": f"https://aurora.example:{port}/x"}
        made = await client.post(CREATIVES, json=CREATIVE | {"campaign_id": campaign["id"]} | odd)
        right = await new_creative(client, campaign["id"])
        changed = await client.patch(f"{CREATIVES}/{right['id']}", json=odd)
    for answer in (made, changed):
        assert (answer.status_code, answer.json()["error"]["field"]) == (422, "media_url"), answer.text
        assert "port" in answer.json()["error"]["message"]


async def test_several_wrong_values_are_all_named(api):
    async with api.as_("ours.manager") as client:
        answer = await client.post(CAMPAIGNS, json={"name": "x", "budget": 1.5, "pricing": {"max_cpm": "1"}})
        problems = answer.json()["error"]["problems"]
        assert [problem["field"] for problem in problems] == ["advertiser_domain", "currency", "budget"]


NOT_JSON = {
    "half a surrogate pair": b'{"name": "\\ud800"}',
    "nothing": b"",
    "half an object": b'{"name": ',
    "a list": b"[]",
    "nesting": b"[" * 100_000,
    "a bare word": b"x",
}


@pytest.mark.parametrize("body", NOT_JSON.values(), ids=NOT_JSON.keys())
async def test_what_is_no_json_object_is_refused(api, body):
    async with api.as_("ours.manager") as client:
        headers = {"Content-Type": "application/json"}
        answer = await client.post(CAMPAIGNS, content=body, headers=headers)
        assert answer.status_code in (400, 422)
        assert answer.json()["error"]["message"]


async def test_an_off_brand_creative_is_refused(api):
    async with api.as_("ours.manager") as client:
        campaign = await new_campaign(client)
        for landing in ("https://evil.example/", "https://shop.example.evil.example/", "https://notshop.example/"):
            body = CREATIVE | {"campaign_id": campaign["id"], "landing_url": landing}
            answer = await client.post(CREATIVES, json=body)
            assert answer.status_code == 422
            assert answer.json()["error"]["field"] == "landing_url"
        for landing in (
            "http://shop.example/",
            "javascript:alert(1)",
            "https://u:p@shop.example/",
            "https://shop.example/a b",
        ):
            body = CREATIVE | {"campaign_id": campaign["id"], "landing_url": landing}
            assert (await client.post(CREATIVES, json=body)).status_code == 422


async def test_lists_are_filtered_and_paged(api):
    async with api.as_("ours.manager") as client:
        for number in range(5):
            await new_campaign(client, name=f"Campaign {number}", channel="email" if number % 2 else "sms")
        first = (await client.get(CAMPAIGNS, params={"limit": 2, "sort": "name"})).json()
        second = (
            await client.get(CAMPAIGNS, params={"limit": 2, "sort": "name", "cursor": first["next_cursor"]})
        ).json()
        third = (
            await client.get(CAMPAIGNS, params={"limit": 2, "sort": "name", "cursor": second["next_cursor"]})
        ).json()
        names = [item["name"] for page in (first, second, third) for item in page["items"]]
        assert names == [f"Campaign {number}" for number in range(5)]
        assert third["next_cursor"] is None
        emails = (await client.get(CAMPAIGNS, params={"channel": "email", "q": "campaign 3"})).json()
        assert [item["name"] for item in emails["items"]] == ["Campaign 3"]
        early = (await client.get(CAMPAIGNS, params={"to": "2027-01-01T00:00:00Z"})).json()
        assert early["items"] == []
        for wrong in (
            {"cursor": "x"},
            {"limit": 0},
            {"limit": 201},
            {"stage": "no"},
            {"sort": "id"},
            {"from": "now"},
            {"q": "\0"},
        ):
            assert (await client.get(CAMPAIGNS, params=wrong)).status_code == 422


async def test_a_campaign_that_never_went_live_has_its_whole_budget(api):
    async with api.as_("ours.viewer") as viewer, api.as_("ours.manager") as manager:
        campaign = await new_campaign(manager)
        money = (await viewer.get(f"{CAMPAIGNS}/{campaign['id']}/budget")).json()
        assert (money["budget"], money["available"], money["confirmed"]) == ("500.00", "500.00", "0.00")


async def running(api, campaign_id: str) -> None:
    async with api.state.main.tenant("ours") as session:
        campaign = await service.get_campaign(session, campaign_id)
        await service.lock_revision(session, campaign_id, campaign.revision, expected_stage=Stage.DRAFT)
        await service.approve_revision(session, campaign_id, campaign.revision)
        await service.record_transition(
            session,
            campaign_id=campaign_id,
            sequence=1,
            from_stage=Stage.DRAFT,
            action=Action.SUBMIT,
            to_stage=Stage.LIVE,
            actor_id="ana",
            actor_role="manager",
            comment="",
            at_ms=NOW,
        )


class Listening:
    """Stands where the workflow's facade stands and notes what it is told."""

    def __init__(self) -> None:
        self.told = []

    async def revised(self, tenant_id, campaign_id, revision, *, actor):
        self.told.append((tenant_id, revision, actor.role))
        return CampaignStatus(stage=Stage.LIVE, allowed=(), sequence=1, running_revision=2, review_revision=revision)


async def test_an_edit_of_a_running_campaign_tells_its_workflow_until_it_has_heard(api):
    async with api.as_("ours.manager") as client:
        campaign = await new_campaign(client)
        creative = await new_creative(client, campaign["id"])
        await running(api, campaign["id"])
        path = f"{CAMPAIGNS}/{campaign['id']}"
        away = await client.patch(path, json={"name": "Renamed"})
        assert away.status_code == 503
        assert int(away.headers["Retry-After"]) > 0

        api.state.lifecycle = listening = Listening()
        heard = await client.patch(path, json={"name": "Renamed"})
        assert (heard.status_code, heard.json()["needs_review"], heard.json()["revision"]) == (200, True, 3)
        assert heard.json()["approved_revision"] == 2
        await client.patch(f"{CREATIVES}/{creative['id']}", json={"title": "New"})
        assert listening.told == [("ours", 3, "manager"), ("ours", 4, "manager")]


async def test_a_campaign_that_is_over_refuses_edits_saying_what_is_possible(api):
    async with api.as_("ours.manager") as client:
        campaign = await new_campaign(client)
        await new_creative(client, campaign["id"])
        await running(api, campaign["id"])
        answer = await client.delete(f"{CAMPAIGNS}/{campaign['id']}")
        error = answer.json()["error"]
        assert answer.status_code == 409
        assert (error["code"], error["stage"], error["action"]) == ("action_refused", "live", "delete")
        assert error["allowed"] == ["pause", "complete"]


async def test_a_daily_budget_is_an_amount_in_its_own_time_zone_and_no_more_than_the_whole(api):
    async with api.as_("ours.manager") as client:
        campaign = await new_campaign(client)
        path = f"{CAMPAIGNS}/{campaign['id']}"
        assert (campaign["daily_budget"], campaign["time_zone"], campaign["pacing"]) == (None, "UTC", "asap")
        change = {"daily_budget": "40.50", "time_zone": "Europe/Berlin", "pacing": "even"}
        edited = await client.patch(path, json=change)
        assert {name: edited.json()[name] for name in change} == change
        for wrong, names in (
            ({"daily_budget": "500.01"}, "daily_budget is above budget"),
            ({"time_zone": "Berlin"}, "Berlin"),
            ({"budget": "1000000000.01"}, "1,000,000,000.00"),
            ({"pricing": {"max_cpm": "10000.01"}}, "10,000.00"),
        ):
            refused = await client.patch(path, json=wrong)
            assert (refused.status_code, names in refused.json()["error"]["message"]) == (422, True), refused.text
        removed = await client.patch(path, json={"daily_budget": None})
        assert removed.json()["daily_budget"] is None


async def test_a_campaign_that_has_spent_keeps_its_currency(api):
    async with api.as_("ours.manager") as client:
        campaign = await new_campaign(client)
        path = f"{CAMPAIGNS}/{campaign['id']}"
        async with api.state.money.tenant("ours") as session:
            await budgets.open_account(session, "ours", campaign["id"], "USD", 10**6, now_ms=0)
            account = await budget_rows.account(session, campaign["id"], tenant_id="ours", lock=True)
            account.spent_nanos = 1
        refused = await client.patch(path, json={"currency": "EUR"})
        error = refused.json()["error"]
        assert (refused.status_code, error["field"], "USD" in error["remedy"]) == (422, "currency", True)
        assert (await client.patch(path, json={"currency": "USD"})).status_code == 200


async def test_plan_and_spend_of_today_are_part_of_the_budget(api):
    async with api.as_("ours.manager") as client:
        campaign = await new_campaign(client)
        plan = SpendPlan(daily_budget_nanos=24 * 10**9, pacing=Pacing.EVEN)
        async with api.state.money.tenant("ours") as session:
            await budgets.open_account(session, "ours", campaign["id"], "USD", 500 * 10**6, now_ms=0, plan=plan)
        money = (await client.get(f"{CAMPAIGNS}/{campaign['id']}/budget")).json()
        assert (money["today"]["budget"], money["today"]["confirmed"]) == ("24.00", "0.00")
        assert (money["pace"]["mode"], money["pace"]["amount"], money["pace"]["share"]) == ("even", "24.00", 1.0)
        assert money["pace"]["status"] in {"on_plan", "behind"}
