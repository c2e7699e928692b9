"""Who looks on hears that something has changed; nobody hears of what is not theirs."""

import asyncio
import json
from typing import Self

import pytest

from api.auth import caller_of
from api.changes import MOST_OF_ONE, Onlooker
from api.routes import changes
from domain.changes.values import ChangeKind
from tests.api.conftest import NOW, Api, new_campaign


@pytest.fixture(autouse=True)
def in_one_process(api, monkeypatch):
    """What is committed is heard at once; NATS, which carries it between processes, has tests of its own."""
    monkeypatch.setattr(changes, "SETTLES_S", 0.0)
    for store in (api.state.main, api.state.money, api.state.journeys):
        store.tell = api.state.changes.hear


class Following:
    """Somebody's answer, as it goes on."""

    def __init__(self, api: Api, who: str, *, of: str) -> None:
        self.api, self.who, self.of = api, who, of

    async def __aenter__(self) -> Self:
        self.caller = await caller_of(self.api.state, self.api.tokens[self.who], now_ms=NOW)
        self._looking = self.api.state.changes.looking_on(self.of, self.caller.user_id)
        self.onlooker: Onlooker = self._looking.__enter__()
        credentials = type("Credentials", (), {"credentials": self.api.tokens[self.who]})
        self._answer = changes.follow_changes(self.api.state, self.caller, credentials, self.onlooker)
        assert await self.next() == []
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._answer.aclose()
        self._looking.__exit__(None, None, None)

    async def next(self) -> list[ChangeKind] | None:
        """What is said next; None when the answer is over."""
        said = await anext(self._answer, None)
        return None if said is None else said.kinds


async def test_a_colleague_hears_that_a_campaign_was_made(api):
    async with Following(api, "ours.viewer", of="ours") as viewer, api.as_("ours.manager") as manager:
        heard = asyncio.create_task(viewer.next())
        await new_campaign(manager)
        assert ChangeKind.CAMPAIGNS in await heard


async def test_another_tenant_hears_nothing(api):
    async with Following(api, "theirs.manager", of="theirs") as them, api.as_("ours.manager") as manager:
        await new_campaign(manager)
        assert await them.onlooker.changed(within_s=0) == set()


async def test_whoever_may_not_read_users_does_not_hear_of_them(api):
    async with Following(api, "ours.viewer", of="ours") as viewer:
        api.state.changes.hear("ours", {ChangeKind.USERS, ChangeKind.NOTIFICATIONS})
        assert await viewer.next() == [ChangeKind.NOTIFICATIONS]


async def test_whoever_is_locked_out_hears_nothing_more(api):
    async with Following(api, "ours.viewer", of="ours") as viewer, api.as_("ours.admin") as admin:
        answer = await admin.patch(f"/api/v1/platform/users/{viewer.caller.user_id}", json={"disabled": True})
        assert answer.status_code == 200, answer.text
        api.state.clock_ms = lambda: NOW + 60_000
        assert await viewer.next() is None


async def test_a_process_that_stops_keeps_nobody(api):
    async with Following(api, "ours.viewer", of="ours") as viewer:
        api.state.changes.close()
        assert await viewer.next() is None
        async with api.as_("ours.viewer") as client:
            answer = await client.get("/api/v1/changes", params={"for_s": 0})
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")


async def test_the_answer_is_server_sent_events_and_ends_when_it_was_to(api):
    async with api.as_("ours.viewer") as client:
        answer = await client.get("/api/v1/changes", params={"for_s": 0})
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert [json.loads(line.removeprefix("data: ")) for line in answer.text.splitlines() if line] == [{"kinds": []}]


async def test_one_person_follows_so_many_times_at_once_and_again_when_one_has_ended(api):
    async with Following(api, "ours.viewer", of="ours") as viewer, api.as_("ours.viewer") as client:
        more = [api.state.changes.looking_on("ours", viewer.caller.user_id) for _ in range(MOST_OF_ONE - 1)]
        for one in more:
            one.__enter__()
        answer = await client.get("/api/v1/changes", params={"for_s": 0})
        assert (answer.status_code, answer.json()["error"]["code"]) == (429, "too_many")
        more[0].__exit__(None, None, None)
        assert (await client.get("/api/v1/changes", params={"for_s": 0})).status_code == 200
        for one in more[1:]:
            one.__exit__(None, None, None)


async def test_a_tenant_hears_of_its_own_and_the_platforms_people_of_any(api):
    async with api.as_("ours.admin") as admin, api.as_("platform.admin") as platform:
        asked = {"for_s": 0, "tenant_id": "theirs"}
        assert (await admin.get("/api/v1/changes", params=asked)).status_code == 403
        assert (await platform.get("/api/v1/changes", params=asked)).status_code == 200
