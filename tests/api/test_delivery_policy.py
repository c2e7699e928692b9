"""Whoever changes the delivery policy at the same time as somebody else is told who was first."""

POLICY = "/api/v1/delivery/policy"


async def test_a_policy_says_who_changed_it_last_and_nobody_while_it_is_ours(api):
    async with api.as_("ours.manager") as manager, api.as_("theirs.manager") as stranger:
        ours = (await manager.get(POLICY)).json()
        assert (ours["changed_by"], ours["changed_at"]) == ("", None)
        await manager.put(POLICY, json={"holdout_percent": 5}, headers={"If-Match": '"0"'})
        refused = await manager.put(POLICY, json={"holdout_percent": 7}, headers={"If-Match": '"0"'})
        assert refused.status_code == 409
        changed = (await manager.get(POLICY)).json()
        me = (await manager.get("/api/v1/platform/me")).json()
        assert (changed["changed_by"], changed["changed_at"]) == (me["user_id"], "2027-01-15T08:00:00.000Z")
        assert (await stranger.get(POLICY)).json()["changed_by"] == ""
