"""Rehearsals over REST: one person simulated in one call, dry runs begun and stopped."""

import pytest

from api.rehearsals import RehearsalDesk
from tests.api.conftest import NOW, Api
from tests.journeys.definitions import TEMPLATE, email, journey, wait
from tests.journeys.rehearsing import staged
from tests.journeys.world import World

JOURNEYS = "/api/v1/journeys"
DEFINITION = journey({"rest": wait(60, "hello"), "hello": email()}).model_dump(mode="json", by_alias=True)


class Nobody:
    """In Temporal's place: notes what it was to carry out."""

    def __init__(self) -> None:
        self.started: list[str] = []

    async def start_workflow(self, _name: str, _ref: object, *, id: str, **_: object) -> None:  # noqa: A002 -- Temporal's name
        self.started.append(id)


@pytest.fixture
async def temporal(api: Api):
    async with staged(World(api.state.journeys, "ours", NOW)) as stage:
        temporal = Nobody()
        api.state.rehearsals = RehearsalDesk(temporal, stage.rehearsals)
        yield temporal


async def test_somebody_invented_is_taken_through_a_draft(api: Api, temporal):
    async with api.as_("ours.manager") as client:
        made = (await client.post(JOURNEYS, json={"name": "Hi", "definition": DEFINITION})).json()
        body = {"identities": {"email": ["ana@shop.example"]}, "consents": {"email/marketing": "granted"}}
        answer = await client.post(f"{JOURNEYS}/{made['id']}/simulate", json=body)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert (told["status"], told["version"]) == ("completed", 0)
        (message,) = [one["message"] for one in told["moments"] if one["message"]]
        assert (message["status"], message["reason"]) == ("refused", "content")
        assert TEMPLATE in message["note"]
        assert [one["gate"] for one in message["verdicts"]][:3] == ["eligibility", "holdout", "consent"]
        assert [one["step"] for one in told["problems"]] == ["hello"]
        wrong = await client.post(f"{JOURNEYS}/{made['id']}/simulate", json={"consents": {"owl": "granted"}})
        assert wrong.status_code in {400, 422}


async def test_a_dry_run_is_begun_listed_and_stopped(api: Api, temporal):
    async with api.as_("ours.manager") as client:
        made = (await client.post(JOURNEYS, json={"name": "Hi", "definition": DEFINITION})).json()
        where = f"{JOURNEYS}/{made['id']}/rehearsals"
        begun = await client.post(where, json={"days": 3})
        assert begun.status_code == 202, begun.text
        rehearsal = begun.json()
        assert temporal.started == [f"rehearsal/ours/{rehearsal['id']}"]
        assert [one["id"] for one in (await client.get(where)).json()["rehearsals"]] == [rehearsal["id"]]
        stopped = await client.post(f"{where}/{rehearsal['id']}/cancel")
        assert stopped.json()["stage"] == "cancelled"
        assert (await client.get(f"{where}/{rehearsal['id']}")).json()["lines"] == []
    async with api.as_("theirs.manager") as client:
        assert (await client.get(f"{where}/{rehearsal['id']}")).status_code == 404
        assert (await client.get(where)).status_code == 404, "others' journeys have no list either"
