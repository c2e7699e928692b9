"""A campaign is begun from another one."""

from tests.api.conftest import CAMPAIGN, new_campaign, new_creative

CAMPAIGNS = "/api/v1/management/campaigns"


async def test_a_copy_is_a_draft_with_the_same_content_and_creatives_of_its_own(api):
    async with api.as_("ours.manager") as client:
        model = await new_campaign(client)
        original = await new_creative(client, model["id"])
        made = await client.post(f"{CAMPAIGNS}/{model['id']}/copy")
        assert made.status_code == 201
        copy = (await client.get(made.headers["Location"])).json()
        (creative,) = (await client.get("/api/v1/management/creatives", params={"campaign_id": copy["id"]})).json()[
            "items"
        ]
    assert (copy["name"], copy["stage"], copy["starts_at"]) == ("Copy of Spring sale", "draft", None)
    assert {key: copy[key] for key in ("budget", "currency", "advertiser_domain")} == {
        key: CAMPAIGN[key] for key in ("budget", "currency", "advertiser_domain")
    }
    assert creative["id"] != original["id"]
    assert creative["landing_url"] == original["landing_url"]


async def test_changing_the_copy_leaves_its_model_alone(api):
    async with api.as_("ours.manager") as client:
        model = await new_campaign(client)
        await new_creative(client, model["id"])
        copy = (await client.post(f"{CAMPAIGNS}/{model['id']}/copy", json={"name": "Summer sale"})).json()
        await client.patch(f"{CAMPAIGNS}/{copy['id']}", json={"budget": "1.00"})
        after = (await client.get(f"{CAMPAIGNS}/{model['id']}")).json()
    assert (after["name"], after["budget"]) == ("Spring sale", "500.00")


async def test_a_copy_asked_for_twice_with_one_key_is_made_once(api):
    async with api.as_("ours.manager") as client:
        model = await new_campaign(client)
        await new_creative(client, model["id"])
        made = [
            (await client.post(f"{CAMPAIGNS}/{model['id']}/copy", headers={"Idempotency-Key": "k"})).json()["id"]
            for _ in range(2)
        ]
        listed = (await client.get(CAMPAIGNS)).json()["items"]
        creatives = (await client.get("/api/v1/management/creatives", params={"campaign_id": made[0]})).json()["items"]
    assert made[0] == made[1]
    assert (len(listed), len(creatives)) == (2, 1)


async def test_a_copy_takes_new_dates_and_may_leave_creatives_behind(api):
    async with api.as_("ours.manager") as client:
        model = await new_campaign(client)
        await new_creative(client, model["id"])
        dates = {"starts_at": "2027-06-01T00:00:00Z", "ends_at": "2027-07-01T00:00:00Z"}
        copy = (await client.post(f"{CAMPAIGNS}/{model['id']}/copy", json=dates | {"with_creatives": False})).json()
        none = (await client.get("/api/v1/management/creatives", params={"campaign_id": copy["id"]})).json()["items"]
        wrong = await client.post(f"{CAMPAIGNS}/{model['id']}/copy", json=dates | {"ends_at": dates["starts_at"]})
    assert (copy["starts_at"][:10], copy["ends_at"][:10], none) == ("2027-06-01", "2027-07-01", [])
    assert wrong.status_code == 422


async def test_nobody_copies_anothers_campaign_or_without_the_right_to_write(api):
    async with api.as_("ours.manager") as client:
        model = await new_campaign(client)
    for who, status in {"theirs.manager": 404, "ours.viewer": 403}.items():
        async with api.as_(who) as client:
            assert (await client.post(f"{CAMPAIGNS}/{model['id']}/copy")).status_code == status


async def test_a_key_answers_the_same_copy_whatever_became_of_its_model(api):
    async with api.as_("ours.manager") as client:
        model = await new_campaign(client)
        path, key = f"{CAMPAIGNS}/{model['id']}/copy", {"Idempotency-Key": "k"}
        first = (await client.post(path, headers=key)).json()
        await client.patch(f"{CAMPAIGNS}/{model['id']}", json={"budget": "9.00"})
        await new_creative(client, model["id"])
        again = await client.post(path, headers=key)
        creatives = await client.get("/api/v1/management/creatives", params={"campaign_id": first["id"]})
    assert (again.status_code, again.json()["id"], again.json()["budget"]) == (201, first["id"], "500.00")
    assert creatives.json()["items"] == [], "the draft that was made stays as it was"


async def test_a_key_that_made_something_else_answers_no_copy(api):
    async with api.as_("ours.manager") as client:
        model, other = await new_campaign(client), await new_campaign(client, name="Another", budget="7.00")
        path, key = f"{CAMPAIGNS}/{model['id']}/copy", {"Idempotency-Key": "k"}
        made = await client.post(CAMPAIGNS, json=CAMPAIGN | {"name": "By hand"}, headers={"Idempotency-Key": "taken"})
        refused = [await client.post(path, headers={"Idempotency-Key": "taken"})]
        first = (await client.post(path, json={"name": "Mine"}, headers=key)).json()
        await client.patch(f"{CAMPAIGNS}/{model['id']}", json={"budget": "9.00"})
        again = await client.post(path, json={"name": "Mine"}, headers=key)
        refused += [
            await client.post(f"{CAMPAIGNS}/{other['id']}/copy", json={"name": "Mine"}, headers=key),
            await client.post(path, json={"name": "Yours"}, headers=key),
            await client.post(path, json={"name": "Mine", "starts_at": "2027-06-01T00:00:00Z"}, headers=key),
            await client.post(f"{CAMPAIGNS}/{first['id']}/copy", json={"name": "Mine"}, headers=key),
        ]
    assert made.status_code == 201
    assert (again.status_code, again.json()["id"]) == (201, first["id"])
    assert [(one.status_code, one.json()["error"]["field"]) for one in refused] == [(409, "Idempotency-Key")] * 5


async def test_the_longest_name_is_cut_where_it_may_end(api):
    async with api.as_("ours.manager") as client:
        model = await new_campaign(client, name="x" * 191 + " tail")
        made = await client.post(f"{CAMPAIGNS}/{model['id']}/copy")
    assert (made.status_code, made.json()["name"]) == (201, "Copy of " + "x" * 191)
