"""Two tenants on one stack: neither bids for the other, neither sees that the other exists."""

import itertools
import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import httpx2

from bidding.simulated_exchange.requests import RequestGenerator
from bidding.simulated_exchange.targets import Target, close_all
from bidding.simulated_exchange.validity import bids_of
from domain.events.values import Entry
from domain.ids import new_id
from tests.system.cast import WORLD, House
from tests.system.proof import Hearing
from tests.system.scene import Scene
from workers.demo.rest import Json
from workers.traffic.drive import Addresses, open_targets

SENTENCE = (
    "Another tenant's campaigns never answer an exchange that is not mapped to that tenant; "
    "another tenant's ids look like 404 over REST"
)
REQUESTS = 240


async def prove(scene: Scene, hearing: Hearing) -> None:
    for house in scene.cast.houses:
        await _expect_own_bids_alone(scene, hearing, house)
    await _expect_locked_doors(scene, hearing)
    await _expect_nothing_to_see(scene, hearing)


async def _expect_own_bids_alone(scene: Scene, hearing: Hearing, house: House) -> None:
    bids: Counter[str] = Counter()
    doors = await _doors(scene, house)
    try:
        for door, target in doors.items():
            requests = itertools.islice(RequestGenerator(WORLD, 7), REQUESTS // len(doors))
            for request in requests:
                reply = await target.send(request.body)
                if reply.status == 200:
                    bids.update(f"{door} {_tenant_of(scene, bid['cid'])}" for _, bid in bids_of(json.loads(reply.body)))
    finally:
        await close_all(doors.values())
    whose = Counter(label.rpartition(" ")[2] for label in bids.elements())
    hearing.figure(f"{house.exchange_id}: {bids.total()} bids over {len(doors)} doors, all of {house.tenant_id}")
    hearing.expect(
        f"the exchange of {house.tenant_id} gets bids of {house.tenant_id} and of nobody else, at every door",
        held=set(whose) == {house.tenant_id} and {label.rpartition(" ")[0] for label in bids} == set(doors),
        found=bids,
    )


async def _doors(scene: Scene, house: House) -> dict[str, Target]:
    """Every way in, the API's port included."""
    addresses = scene.stack.plan.addresses
    named = {"exchange_id": house.exchange_id, "secret": house.secret}
    direct = Addresses(addresses["bidders"], addresses["gRPC"], addresses["NATS"])
    through_api = Addresses(addresses["API"], "", "")
    targets = await open_targets(Entry, direct, **named)
    return {
        **{entry.value: target for entry, target in zip(Entry, targets, strict=True)},
        "api": (await open_targets([Entry.REST], through_api, **named))[0],
    }


def _tenant_of(scene: Scene, campaign_id: str) -> str:
    house = scene.cast.house_of(campaign_id)
    return house.tenant_id if house else campaign_id


async def _expect_locked_doors(scene: Scene, hearing: Hearing) -> None:
    request: Json = {"id": "1", "imp": [{"id": "1", "banner": {"w": 300, "h": 250}}]}
    home, rival = scene.cast.houses
    keys = {
        "without a secret": {},
        "with another exchange's secret": {"Authorization": f"Bearer {home.secret}"},
        "with a person's token": {"Authorization": f"Bearer {rival.author}"},
    }
    opened = []
    async with httpx2.AsyncClient() as client:
        for door, (how, headers) in itertools.product((scene.bidders_url, scene.api_url), keys.items()):
            answer = await client.post(f"{door}/v1/bid/{rival.exchange_id}", json=request, headers=headers)
            if answer.status_code != 401:
                opened.append(f"{how} at {door}: {answer.status_code}")
        unknown = await client.post(f"{scene.bidders_url}/v1/bid/nobody", json=request)
        if unknown.status_code != 401:
            opened.append(f"unknown exchange: {unknown.status_code}")
    hearing.expect_none("an exchange that does not prove itself is turned away with 401", opened)


async def _expect_nothing_to_see(scene: Scene, hearing: Hearing) -> None:
    home, rival = scene.cast.houses
    campaign, creative = rival.campaigns[0], rival.creatives[0]
    async with scene.person(home.author) as stranger, scene.person(rival.author) as owner:
        owned = await owner.get(f"/api/v1/management/campaigns/{campaign}")
        hearing.expect("its owner finds the campaign", held=owned.status_code == 200, found=owned.text)
        told = []
        calls = _calls()
        for method, path, body in calls:
            real, made_up = [
                await stranger.request(method, path.format(campaign=one, creative=other), json=body)
                for one, other in ((campaign, creative), (new_id("cmp"), new_id("crt")))
            ]
            if real.status_code != 404 or _anonymous(real) != _anonymous(made_up):
                told.append(f"{method} {path}: {real.status_code} {real.text}; made up: {made_up.status_code}")
        hearing.figure(f"{len(calls)} calls on ids of {rival.tenant_id}: 404 each, as for ids nobody has")
        hearing.expect_none("to a stranger they answer exactly as ids that nobody has", told)

        now = datetime.now(UTC)
        lists = {
            "/api/v1/management/campaigns": {},
            "/api/v1/management/creatives": {},
            "/api/v1/workflows/pending": {},
            "/api/v1/workflows/calendar": {"from": now.isoformat(), "to": (now + timedelta(days=90)).isoformat()},
            "/api/v1/reports/campaigns": {},
        }
        pages = {path: await stranger.get(path, params=query) for path, query in lists.items()}
        foreign = [*rival.campaigns, *rival.creatives]
        hearing.expect_none(
            "no list names any of them",
            [
                path
                for path, page in pages.items()
                if page.status_code != 200 or any(one in page.text for one in foreign)
            ],
        )
        still = await owner.get(f"/api/v1/management/campaigns/{campaign}")
        hearing.expect(
            "and nothing of it was changed", held=still.json() == owned.json(), found=(owned.text, still.text)
        )


def _calls() -> list[tuple[str, str, Json | None]]:
    one = "/api/v1/management/campaigns/{campaign}"
    life = "/api/v1/workflows/campaigns/{campaign}"
    actions = ("submit", "approve", "reject", "pause", "resume", "complete", "archive")
    return [
        ("GET", one, None),
        ("PATCH", one, {"name": "Mine now"}),
        ("DELETE", one, None),
        ("GET", f"{one}/budget", None),
        ("GET", f"{life}/transitions", None),
        ("GET", f"{life}/approval", None),
        *(("POST", f"{life}/actions/{action}", {"comment": "mine"}) for action in actions),
        ("GET", "/api/v1/management/creatives/{creative}", None),
        ("PATCH", "/api/v1/management/creatives/{creative}", {"title": "Mine now"}),
        ("DELETE", "/api/v1/management/creatives/{creative}", None),
    ]


def _anonymous(answer: httpx2.Response) -> tuple[int, str]:
    """An answer without the ids it repeats."""
    return answer.status_code, " ".join(word for word in answer.text.split() if "_" not in word)
