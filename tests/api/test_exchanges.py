"""Exchanges over REST: the platform's people alone, secrets shown once, doors told at once."""

import hashlib

import pytest

from domain.ids import new_id
from storage.nats.connection import connect
from storage.nats.exchanges import Exchanges
from storage.nats.streams import ensure_streams

EXCHANGES = "/api/v1/platform/exchanges"


@pytest.fixture
async def api(api, nats_url):
    api.state.nats = await connect(nats_url, "tests")
    await ensure_streams(api.state.nats.jetstream())
    yield api
    await api.state.nats.close()


def body(**changes):
    name = new_id("name")
    return {"name": name, "tenants": ["ours"], "currencies": ["USD", "EUR"], "qps_limit": 10} | changes


async def test_a_secret_is_shown_once_and_its_digest_reaches_the_doors(api):
    async with api.as_("platform.admin") as client:
        made = await client.post(EXCHANGES, json=body())
        assert made.status_code == 201
        secret, exchange_id = made.json()["secret"], made.json()["id"]
        assert made.json()["published"]
        shown = await client.get(f"{EXCHANGES}/{exchange_id}")
        assert secret not in shown.text
        assert hashlib.sha256(secret.encode()).hexdigest() not in shown.text
    published = await Exchanges(api.state.nats.jetstream()).get(exchange_id)
    assert published.secret_sha256 == hashlib.sha256(secret.encode()).hexdigest()


async def test_changes_rotations_and_revocations_reach_the_doors_in_order(api):
    doors = Exchanges(api.state.nats.jetstream())
    async with api.as_("platform.admin") as client:
        made = (await client.post(EXCHANGES, json=body())).json()
        path = f"{EXCHANGES}/{made['id']}"
        changed = await client.patch(path, json={"tenants": ["ours", "theirs"]})
        assert (changed.json()["revision"], changed.json()["tenants"], changed.json()["seats"]) == (
            2,
            ["ours", "theirs"],
            [],
        )
        rotated = await client.post(f"{path}/secret")
        assert rotated.json()["secret"] not in {"", made["secret"]}
        assert (await client.delete(path)).json()["revoked"]
        assert (await doors.get(made["id"])).revoked
        assert (await client.patch(path, json={"qps_limit": 1})).status_code == 409
        assert (await client.delete(path)).json()["revision"] == 4


async def test_a_new_secret_is_not_lost_when_the_doors_cannot_be_told(api):
    nats, api.state.nats = api.state.nats, None
    async with api.as_("platform.admin") as client:
        made = (await client.post(EXCHANGES, json=body())).json()
    api.state.nats = nats
    assert (made["published"], made["secret"][:4]) == (False, "exs_")


async def test_the_list_comes_in_pages(api):
    async with api.as_("platform.admin") as client:
        made = [(await client.post(EXCHANGES, json=body())).json()["id"] for _ in range(3)]
        first = (await client.get(EXCHANGES, params={"limit": 2})).json()
        second = (await client.get(EXCHANGES, params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [row["id"] for row in first["items"] + second["items"]] == sorted(made)
    assert second["next_cursor"] is None


@pytest.mark.parametrize("who", ["ours.admin", "ours.manager", "platform.operator"])
async def test_nobody_but_the_platforms_administrators_creates_one(api, who):
    async with api.as_(who) as client:
        assert (await client.post(EXCHANGES, json=body())).status_code == 403


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"tenants": []}, 422),
        ({"tenants": ["nobody"]}, 404),
        ({"currencies": ["usd"]}, 422),
        ({"qps_limit": -1}, 422),
        ({"name": "Acme\x00"}, 422),
        ({"id": "with.dots"}, 422),
        ({"open": True}, 422),
        ({"surprise": 1}, 422),
    ],
)
async def test_what_makes_no_sense_is_refused(api, changes, status):
    async with api.as_("platform.admin") as client:
        assert (await client.post(EXCHANGES, json=body(**changes))).status_code == status


async def test_an_open_exchange_can_be_made_in_demo_mode(api):
    api.state.demo = True
    exchange_id = new_id("open")
    async with api.as_("platform.admin") as client:
        made = (await client.post(EXCHANGES, json=body(id=exchange_id, open=True))).json()
    assert (made["id"], made["open"], made["secret"]) == (exchange_id, True, "")


async def test_an_exchange_that_wants_its_no_bids_explained_is_told_so_at_the_doors(api):
    async with api.as_("platform.admin") as client:
        made = (await client.post(EXCHANGES, json=body())).json()
        changed = await client.patch(f"{EXCHANGES}/{made['id']}", json={"no_bid_body": True})
    assert (made["no_bid_body"], changed.json()["no_bid_body"]) == (False, True)
    assert (await Exchanges(api.state.nats.jetstream()).get(made["id"])).no_bid_body
