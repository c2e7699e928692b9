"""People read what they were told, and nobody else's."""

from domain.identity import service as identity
from domain.notifications import service as notifications
from domain.notifications.values import News, NewsKind
from tests.api.conftest import NOW, new_campaign

NOTIFICATIONS = "/api/v1/notifications"


def news(number):
    return News(
        key=f"k{number}", kind=NewsKind.BUDGET_ALERT, subject_id="cmp_1", title=f"News {number}", text="It is so."
    )


async def told(api, who, count):
    """``who`` has heard ``count`` pieces of news; the newest is the last."""
    tenant, name = who.split(".")
    async with api.state.main.tenant(tenant) as session:
        users = await identity.list_users(session, after="", limit=50)
        user_id = next(user.id for user in users if user.name == name)
        for number in range(count):
            await notifications.tell(session, [user_id], news(number), now_ms=NOW)


async def test_what_one_was_told_is_listed_newest_first_page_by_page(api):
    await told(api, "ours.manager", 5)
    async with api.as_("ours.manager") as client:
        first = (await client.get(NOTIFICATIONS, params={"limit": 3})).json()
        then = (await client.get(NOTIFICATIONS, params={"limit": 3, "cursor": first["next_cursor"]})).json()
    ids = [item["id"] for item in first["items"] + then["items"]]
    assert len(set(ids)) == 5
    assert ids == sorted(ids, reverse=True)
    assert (first["unread"], then["next_cursor"]) == (5, None)
    assert first["items"][0]["read_at"] is None


async def test_one_is_read_alone_or_with_all_before_it(api):
    await told(api, "ours.manager", 4)
    async with api.as_("ours.manager") as client:
        newest, second, third, _ = (await client.get(NOTIFICATIONS)).json()["items"]
        alone = await client.post(f"{NOTIFICATIONS}/{newest['id']}/read")
        older = await client.post(f"{NOTIFICATIONS}/{third['id']}/read", params={"and_older": True})
        again = await client.post(f"{NOTIFICATIONS}/{third['id']}/read", params={"and_older": True})
        left = (await client.get(NOTIFICATIONS, params={"unread": True})).json()
    assert [answer.json()["read"] for answer in (alone, older, again)] == [1, 2, 0]
    assert ([item["title"] for item in left["items"]], left["unread"]) == ([second["title"]], 1)


async def test_nobody_sees_or_reads_what_others_were_told(api):
    await told(api, "ours.manager", 1)
    async with api.as_("ours.manager") as client:
        (item,) = (await client.get(NOTIFICATIONS)).json()["items"]
    for other in ("ours.admin", "theirs.manager"):
        async with api.as_(other) as client:
            assert (await client.get(NOTIFICATIONS)).json() == {"items": [], "next_cursor": None, "unread": 0}
            refused = await client.post(f"{NOTIFICATIONS}/{item['id']}/read")
            assert (refused.status_code, refused.json()["error"]["field"]) == (404, "notification_id")


async def test_a_campaign_that_nothing_was_said_of_has_no_alerts_and_anothers_is_not_found(api):
    async with api.as_("ours.manager") as client:
        campaign = await new_campaign(client)
        path = f"/api/v1/management/campaigns/{campaign['id']}/budget/alerts"
        assert (await client.get(path)).json() == []
    async with api.as_("theirs.manager") as client:
        assert (await client.get(path)).status_code == 404
