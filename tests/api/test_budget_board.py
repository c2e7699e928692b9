"""The budget board over REST: one's own campaigns, the worst first, and who was told of what."""

from activities.watching_budgets import BudgetWatch
from domain.campaigns.values import Stage
from tests.api.conftest import NOW, new_campaign
from tests.api.money import put_on_air

BOARD = "/api/v1/management/budgets"


async def test_those_in_trouble_stand_first_with_what_was_told_and_to_whom(api):
    spent = {"As planned": 250, "Far behind": 50, "A little behind": 200, "Used up": 500}
    async with api.as_("ours.manager") as author, api.as_("ours.viewer") as viewer, api.as_("theirs.admin") as stranger:
        for name, units in spent.items():
            campaign = await new_campaign(author, name=name, starts_at=None)
            await put_on_air(api, campaign["id"], spent=units, today=7)
        elsewhere = await new_campaign(author, name="In euros", currency="EUR")
        await put_on_air(api, elsewhere["id"], spent=250)
        over = await new_campaign(author, name="Over")
        await put_on_air(api, over["id"], spent=10, stage=Stage.COMPLETED)
        await new_campaign(author, name="A draft")
        await BudgetWatch(api.state.main, api.state.money, clock_ms=lambda: NOW).step()
        board = (await viewer.get(BOARD)).json()
        begun = (await viewer.get(BOARD, params={"limit": 2})).json()
        rest = (await viewer.get(BOARD, params={"cursor": begun["next_cursor"]})).json()
        ended = (await viewer.get(BOARD, params={"stage": ["completed", "draft"]})).json()
        me = (await author.get("/api/v1/platform/me")).json()["user_id"]
        theirs = (await stranger.get(BOARD)).json()

    names = [one["name"] for one in board["items"]]
    assert names[:3] == ["Used up", "Far behind", "A little behind"]
    assert set(names[3:]) == {"As planned", "In euros"}
    assert [one["name"] for one in (*begun["items"], *rest["items"])] == names
    euros, dollars = board["together"]
    assert (euros["currency"], euros["campaigns"], euros["behind"]) == ("EUR", 1, 0)
    assert (dollars["campaigns"], dollars["behind"], dollars["behind_by"], dollars["today"]) == (
        4,
        2,
        "250.00",
        "28.00",
    )
    assert (board["campaigns"], begun["campaigns"], begun["together"]) == (5, 5, board["together"])
    worst = board["items"][1]
    assert (worst["troubles"], worst["money"]["pace"]["planned"]) == (["pacing_behind"], "250.00")
    [alert] = worst["alerts"]
    assert (alert["kind"], alert["spent"], alert["measure"]) == ("pacing_behind", "50.00", "250.00")
    assert me in alert["told_ids"]
    assert [(one["name"], one["money"]["pace"] is None) for one in ended["items"]] == [
        ("Over", False),
        ("A draft", True),
    ]
    assert (theirs["items"], theirs["together"]) == ([], [])


async def test_a_cursor_of_another_list_is_refused(api):
    async with api.as_("ours.viewer") as viewer:
        cursor = (await viewer.get(BOARD, params={"cursor": "WyJuZXdlc3QiLCIiLCJhIl0"})).json()
    assert cursor["error"]["field"] == "cursor"
