"""Temporal falls silent, then is gone: people go on reading, actions are put off, and nothing is lost or doubled."""

import asyncio
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx2

from tests.system import cast
from tests.system.proof import Hearing
from tests.system.scene import Scene, moves, until
from workers.demo.rest import Json, Rest

SENTENCE = (
    "Temporal stopped: reads work, actions answer 503 with Retry-After; started again: the same actions go on, "
    "nothing lost or doubled"
)
DEADLINE_S = 12.0
"""The API gives Temporal ten seconds; the rest is for a slow machine."""
_GRACE_S = 3.0
_BIDS = 5


@dataclass(frozen=True, slots=True)
class Wish:
    """An action somebody insists on: the same key each time, so that it happens once."""

    campaign_id: str
    action: str
    person: httpx2.AsyncClient
    before: str
    after: str
    key: str
    read: int | None = None
    """The revision a decision is on."""

    async def ask(self) -> httpx2.Response:
        return await self.person.post(
            f"/api/v1/workflows/campaigns/{self.campaign_id}/actions/{self.action}",
            json={"comment": "I insist"} | ({"revision": self.read} if self.read else {}),
            headers={"Idempotency-Key": self.key},
        )

    async def history(self) -> list[str]:
        answer = await self.person.get(f"/api/v1/workflows/campaigns/{self.campaign_id}/transitions")
        return moves(answer.json())

    async def stage(self) -> str:
        answer = await self.person.get(f"/api/v1/management/campaigns/{self.campaign_id}")
        return str(answer.json()["stage"])


async def prove(scene: Scene, hearing: Hearing) -> None:
    for how, away in (("silent (SIGSTOP)", _silent), ("gone (killed, and not restarted)", _gone)):
        async with scene.person(scene.cast.home.author) as author, scene.person(scene.cast.home.reviewer) as reviewer:
            wishes = await _wishes(scene, author, reviewer)
            histories = [await wish.history() for wish in wishes]
            hearing.tell(f"Temporal is {how}")
            async with away(scene):
                await _expect_actions_put_off(hearing, wishes, how)
                await _expect_reads(hearing, scene, author, wishes)
                await _expect_bids(hearing, scene)
            hearing.tell("Temporal is back")
            await _expect_fulfilled(hearing, wishes, histories)


@asynccontextmanager
async def _silent(scene: Scene) -> AsyncIterator[None]:
    temporal = scene.children["temporal"]
    temporal.signal(signal.SIGSTOP)
    try:
        yield
    finally:
        temporal.signal(signal.SIGCONT)


@asynccontextmanager
async def _gone(scene: Scene) -> AsyncIterator[None]:
    temporal = scene.children.pop("temporal")
    temporal.signal(signal.SIGKILL)
    await temporal.stop(_GRACE_S)
    try:
        yield
    finally:
        await scene.stack.supervisor.start([temporal.program])


async def _wishes(scene: Scene, author: httpx2.AsyncClient, reviewer: httpx2.AsyncClient) -> list[Wish]:
    """A submission, a pause and an approval, each of a campaign of its own."""
    async with Rest(scene.api_url, scene.cast.home.author) as rest:
        drafted = await cast.draft(rest, budget="120.00")
        running = await cast.live(rest, scene.cast.home)
        reviewed = await cast.draft(rest, budget="5000.00")
        submitted = await rest.act(reviewed["id"], "submit")
    return [
        Wish(drafted["id"], "submit", author, "draft", "approved", uuid4().hex),
        Wish(running, "pause", author, "live", "paused", uuid4().hex),
        Wish(reviewed["id"], "approve", reviewer, "in_review", "approved", uuid4().hex, submitted["review_revision"]),
    ]


async def _timed(call: Awaitable[httpx2.Response]) -> tuple[httpx2.Response, float]:
    began = time.monotonic()
    return await call, time.monotonic() - began


async def _expect_actions_put_off(hearing: Hearing, wishes: list[Wish], how: str) -> None:
    answers = await asyncio.gather(*(_timed(wish.ask()) for wish in wishes))
    for wish, (answer, took_s) in zip(wishes, answers, strict=True):
        hearing.expect(
            f"{wish.action} answers 503, Retry-After {answer.headers.get('Retry-After')}, after {took_s:.1f} s",
            held=answer.status_code == 503
            and int(answer.headers.get("Retry-After", 0)) > 0
            and took_s < DEADLINE_S
            and bool(answer.json()["error"].get("remedy")),
            found=f"{answer.status_code} {answer.text}",
        )
    hearing.figure(f"{how}: 503 after {', '.join(f'{took_s:.1f}' for _, took_s in answers)} s")


async def _expect_reads(hearing: Hearing, scene: Scene, author: httpx2.AsyncClient, wishes: list[Wish]) -> None:
    now = datetime.now(UTC)
    campaign = wishes[2].campaign_id
    reads = {
        "campaigns": ("/api/v1/management/campaigns", {}),
        "one campaign": (f"/api/v1/management/campaigns/{campaign}", {}),
        "its budget": (f"/api/v1/management/campaigns/{campaign}/budget", {}),
        "its history": (f"/api/v1/workflows/campaigns/{campaign}/transitions", {}),
        "its review": (f"/api/v1/workflows/campaigns/{campaign}/approval", {}),
        "who waits for whom": ("/api/v1/workflows/pending", {"approver": scene.cast.home.reviewer_id}),
        "the calendar": (
            "/api/v1/workflows/calendar",
            {"from": now.isoformat(), "to": (now + timedelta(days=30)).isoformat()},
        ),
        "reports": ("/api/v1/reports/campaigns", {}),
    }
    failed = []
    slowest_s = 0.0
    for name, (path, query) in reads.items():
        answer, took_s = await _timed(author.get(path, params=query))
        slowest_s = max(slowest_s, took_s)
        if answer.status_code != 200:
            failed.append(f"{name}: {answer.status_code} {answer.text}")
    hearing.expect_none(f"{', '.join(reads)} can be read, the slowest in {slowest_s * 1_000:.0f} ms", failed)
    for wish in wishes:
        stage = await wish.stage()
        hearing.expect(f"what was to be {wish.after} is on record as {stage}", held=stage == wish.before, found=stage)
    pending = await author.get("/api/v1/workflows/pending", params={"approver": scene.cast.home.reviewer_id})
    listed = [item["campaign"]["campaign_id"] for item in pending.json()["items"]]
    hearing.expect("the review still waits for its reviewer", held=campaign in listed, found=listed)


async def _expect_bids(hearing: Hearing, scene: Scene) -> None:
    """A wallet that nobody asked for a while has handed its money back: the first requests only make it fetch some."""
    request: Json = {"id": uuid4().hex, "imp": [{"id": "1", "banner": {"w": 300, "h": 250}}], "cur": ["USD"]}
    statuses: Counter[int] = Counter()
    async with httpx2.AsyncClient() as exchange:

        async def bids_came() -> bool:
            answer = await exchange.post(f"{scene.bidders_url}/v1/bid", json=request)
            statuses[answer.status_code] += 1
            return statuses[200] >= _BIDS

        came = await until(bids_came, within_s=DEADLINE_S)
    hearing.expect("bids are made all the while", held=came and set(statuses) <= {200, 204}, found=statuses)


async def _expect_fulfilled(hearing: Hearing, wishes: list[Wish], histories: list[list[str]]) -> None:
    for wish, before in zip(wishes, histories, strict=True):
        last: list[httpx2.Response] = []

        async def answered(wish: Wish = wish, last: list[httpx2.Response] = last) -> bool:
            last[:] = [await wish.ask()]
            return last[0].status_code != 503

        await until(answered)
        answer = last[0]
        hearing.expect(
            f"the same {wish.action}, asked again, is carried out",
            held=answer.status_code == 200 and answer.json()["stage"] == wish.after,
            found=f"{answer.status_code} {answer.text}",
        )
        repeated = await wish.ask()
        hearing.expect(
            "asked once more, it answers the same",
            held=repeated.status_code == 200 and repeated.json() == answer.json(),
            found=f"{repeated.status_code} {repeated.text}",
        )
        added = (await wish.history())[len(before) :]
        expected = {"submit": ["submit", "approve"]}.get(wish.action, [wish.action])
        hearing.expect(f"on record once: {', '.join(added)}", held=added == expected, found=added)
        stage = await wish.stage()
        hearing.expect(f"and the campaign is {stage}", held=stage == wish.after, found=stage)
