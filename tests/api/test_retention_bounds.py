"""How long something may be kept is said before anybody asks for too much."""


async def test_every_kind_says_the_days_that_are_taken_for_it(api):
    async with api.as_("ours.admin") as admin:
        for kind in (await admin.get("/api/v1/retention")).json():
            path = f"/api/v1/retention/{kind['kind']}"
            for days in (kind["shortest_days"], kind["longest_days"], kind["default_days"]):
                assert (await admin.put(path, json={"days": days})).json()["days"] == days
            for days in (kind["shortest_days"] - 1, kind["longest_days"] + 1):
                assert (await admin.put(path, json={"days": days})).status_code == 422
            assert (await admin.put(path, json={"days": None})).json() == kind
