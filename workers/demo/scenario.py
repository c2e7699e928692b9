"""The demonstration's story, told through the public interfaces: REST for people, three entries for exchanges."""

import asyncio
import signal
import time
from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bidding.simulated_exchange.report import TrafficReport
from bidding.simulated_exchange.run import TrafficPlan
from bidding.simulated_exchange.world import World
from domain.events.values import Entry
from workers.demo.cast import DIRECTOR, MANAGER, MARKETER, Part, Seed
from workers.demo.narration import Narrator
from workers.demo.rest import Json, Refused, Rest
from workers.demo.seed import PROFILES, create_campaign
from workers.demo.waiting import until
from workers.settings import DEMO_EXCHANGE
from workers.stack.session import Stack
from workers.traffic.drive import Addresses, drive, open_targets

RATE = 120.0
LEAST_DURATION_S = 20.0
STARTS_IN = timedelta(seconds=10)

_FIRST_STORY_CAMPAIGN: Final = 1_000
"""Numbers of the simulated world's campaigns that the story uses; the seed has those below."""


@dataclass(slots=True)
class Told:
    """What the story leaves behind for the report. ``campaigns`` maps the names it used to campaign ids."""

    began_at_ms: int
    campaigns: dict[str, str] = field(default_factory=dict)
    traffic: TrafficReport | None = None


class Scenario:
    """One telling of the story on a seeded stack. Steps are methods, in the order of ``tell``."""

    def __init__(self, stack: Stack, seed: Seed, narrator: Narrator) -> None:
        self._stack = stack
        self._seed = seed
        self._narrator = narrator
        self._world = World(people=PROFILES)
        self._told = Told(began_at_ms=time.time_ns() // 1_000_000)
        self._people: dict[str, Rest] = {}

    async def tell(self) -> Told:
        """Every step; what does not hold is with the narrator. Raises ``Refused`` where the story cannot go on."""
        try:
            await self._a_small_budget_approves_itself()
            await self._a_manager_approves()
            await self._a_director_refuses()
            await self._an_illegal_action_is_refused()
            await self._traffic_meets_a_small_budget_and_a_dying_worker()
        finally:
            for rest in self._people.values():
                await rest.close()
        return self._told

    async def _a_small_budget_approves_itself(self) -> None:
        self._narrator.chapter("A budget of $500 approves itself")
        campaign = await self._draft("Autumn blend", budget="500.00", number=1)
        answer = await self._as(MARKETER).act(campaign, "submit", "A small one for the season")
        self._expect_stage(answer, "approved", "submitted, and approved without anybody being asked")
        moved = (await self._transitions(campaign))[-1]
        self._narrator.expect(
            f"the approval is on record as {moved['actor_id']}: {moved['comment']}",
            held=moved["to_stage"] == "approved" and moved["actor_id"].startswith("system:"),
            found=moved,
        )
        answer = await self._as(MARKETER).act(campaign, "go_live")
        self._expect_stage(answer, "live", "it is live")

    async def _a_manager_approves(self) -> None:
        self._narrator.chapter("A budget of $5,000 wants a manager")
        campaign = await self._draft("Loyalty week", budget="5000.00", number=2)
        answer = await self._as(MARKETER).act(campaign, "submit", "Ready for review")
        self._expect_stage(answer, "in_review", f"{MARKETER.name} submits it: in review")

        waiting = await self._as(MANAGER).get("/api/v1/workflows/pending", approver=self._seed.users[MANAGER.key])
        listed = [item["campaign"]["campaign_id"] for item in waiting["items"]]
        self._narrator.expect(
            f"it waits in the list of {MANAGER.name}, {MANAGER.standing}", held=campaign in listed, found=listed
        )
        await self._expect_refusal(
            self._as(MARKETER).act(campaign, "approve"), "nobody approves what they submitted themselves"
        )
        answer = await self._as(MANAGER).act(campaign, "approve", "Good offer, right week")
        self._expect_stage(answer, "approved", f"{MANAGER.name} approves it")

        starts_at = (datetime.now(UTC) + STARTS_IN).isoformat(timespec="milliseconds")
        answer = await self._as(MANAGER).act(campaign, "schedule", "After the price change", starts_at=starts_at)
        self._expect_stage(answer, "scheduled", f"scheduled to start in {STARTS_IN.seconds} s")

    async def _a_director_refuses(self) -> None:
        self._narrator.chapter("A budget of $50,000 wants two directors, and one says no")
        campaign = await self._draft("Winter takeover", budget="50000.00", number=3)
        answer = await self._as(MARKETER).act(campaign, "submit", "Our biggest yet")
        self._expect_stage(answer, "in_review", "in review by directors")
        answer = await self._as(DIRECTOR).act(campaign, "reject", "Not before the audit is through")
        self._expect_stage(answer, "rejected", f"{DIRECTOR.name} rejects it, and that is that")

    async def _an_illegal_action_is_refused(self) -> None:
        self._narrator.chapter("What the stage does not allow is refused, with the way out")
        campaign = self._told.campaigns["Winter takeover"]
        refusal = await self._expect_refusal(
            self._as(MANAGER).act(campaign, "go_live"), "going live from 'rejected' is refused with HTTP 409"
        )
        if refusal:
            allowed = ", ".join(refusal.body.get("allowed", []))
            self._narrator.expect(
                f"“{refusal.body.get('message')}”; allowed now: {allowed}",
                held=refusal.status == 409
                and refusal.body.get("code") == "action_refused"
                and refusal.body.get("stage") == "rejected"
                and "submit" in refusal.body.get("allowed", []),
                found=refusal.body,
            )

    async def _traffic_meets_a_small_budget_and_a_dying_worker(self) -> None:
        self._narrator.chapter("Bid requests over REST, gRPC and NATS; a budget of 40 cents; a worker killed with -9")
        greedy = await self._draft("Last call", budget="0.40", number=4, **_GREEDY)
        await self._as(MARKETER).act(greedy, "submit")
        self._expect_stage(await self._as(MARKETER).act(greedy, "go_live"), "live", "40 cents of budget are live")

        enough = asyncio.Event()
        least = asyncio.create_task(asyncio.sleep(LEAST_DURATION_S))
        traffic = asyncio.create_task(self._traffic(enough))
        try:
            await asyncio.sleep(LEAST_DURATION_S / 8)
            await self._kill_the_worker()
            await self._the_scheduled_start_was_kept()
            await self._the_small_budget_paused_itself(greedy)
            await least
            enough.set()
            report = await traffic
        finally:
            least.cancel()
            traffic.cancel()
        self._told.traffic = report
        for entry in Entry:
            seen = report.entries[entry]
            self._narrator.expect(
                f"{seen.sent:,} requests over {entry.value.upper()}, {seen.bids:,} bids", held=seen.bids > 0, found=seen
            )
        self._narrator.expect(
            "every request was answered, and every bid answers what was asked",
            held=not report.failures and not report.fault_count,
            found=f"{report.failures} failures, {report.fault_count} faults: {report.faults[:3]}",
        )

    async def _kill_the_worker(self) -> None:
        worker = self._stack.supervisor.children["worker"]
        restarts = worker.restarts
        self._narrator.tell(f"killing the Temporal worker, process {worker.pid}, with -9")
        worker.signal(signal.SIGKILL)

        campaign = await self._draft("Made in the gap", budget="750.00", number=5)
        answer = await self._as(MARKETER).act(campaign, "submit", "Sent while nobody worked")
        self._expect_stage(answer, "approved", "what was submitted while it was away is carried out once it is back")
        submissions = [moved for moved in await self._transitions(campaign) if moved["action"] == "submit"]
        self._narrator.expect("exactly once", held=len(submissions) == 1, found=submissions)
        self._narrator.expect(
            "the worker was restarted", held=worker.restarts > restarts and worker.is_ready, found=worker.restarts
        )

    async def _the_scheduled_start_was_kept(self) -> None:
        campaign = self._told.campaigns["Loyalty week"]
        stage = await self._until_stage(campaign, "live")
        self._narrator.expect("the scheduled campaign went live on its own", held=stage == "live", found=stage)
        starter = (await self._transitions(campaign))[-1]
        self._narrator.expect(
            f"moved by {starter['actor_id']}", held=starter["actor_id"].startswith("system:"), found=starter
        )

    async def _the_small_budget_paused_itself(self, campaign: str) -> None:
        stage = await self._until_stage(campaign, "paused")
        self._narrator.expect("the small budget ran out and its campaign paused", held=stage == "paused", found=stage)
        pause = (await self._transitions(campaign))[-1]
        self._narrator.expect(
            f"{pause['actor_id']} says why: {pause['comment']}",
            held=pause["actor_id"].startswith("system:") and "budget" in pause["comment"],
            found=pause,
        )

    async def _traffic(self, enough: asyncio.Event) -> TrafficReport:
        """Traffic over all three entries until it is ``enough``."""
        plan = TrafficPlan(rate=RATE, duration_s=0, seed=self._seed.runs, exchange_id=DEMO_EXCHANGE, concurrency=64)
        addresses = self._stack.plan.addresses
        targets = await open_targets(
            Entry,
            Addresses(addresses["bidders"], addresses["gRPC"], self._stack.plan.nats_url),
            exchange_id=DEMO_EXCHANGE,
        )
        with Progress(
            TextColumn("  {task.completed:>6} requests"),
            BarColumn(),
            TextColumn("{task.fields[bids]} bids"),
            TimeElapsedColumn(),
            console=self._narrator.console,
            disable=not self._narrator.console.is_terminal,
        ) as progress:
            bar = progress.add_task("traffic", total=None, bids=0)
            return await drive(
                plan,
                targets,
                world=self._world,
                stop=enough,
                progress=lambda report: progress.update(bar, completed=report.sent, bids=report.bids),
            )

    async def _draft(self, title: str, *, budget: str, number: int, **changes: Json) -> str:
        """A campaign of the simulated world under a name of this run, with its creatives."""
        index = _FIRST_STORY_CAMPAIGN + 10 * self._seed.runs + number
        content, creatives = self._world.campaign_contents(index, budget=budget)
        content |= {"name": f"{title} {self._seed.runs}", "currency": "USD", "targeting": {}, **changes}
        campaign = await create_campaign(self._as(MARKETER), content, creatives, key=f"story-{index}")
        campaign_id: str = campaign["id"]
        self._told.campaigns[title] = campaign_id
        return campaign_id

    async def _until_stage(self, campaign: str, stage: str) -> str:
        """The campaign's stage, once it is ``stage`` or patience is over."""
        seen = await until(
            lambda: self._as(MARKETER).get(f"/api/v1/management/campaigns/{campaign}"),
            lambda seen: seen["stage"] == stage,
        )
        return str(seen["stage"])

    async def _transitions(self, campaign: str) -> list[Json]:
        """Oldest first."""
        answer = await self._as(MARKETER).get(f"/api/v1/workflows/campaigns/{campaign}/transitions")
        items: list[Json] = answer["items"]
        return items

    async def _expect_refusal(self, call: Awaitable[Json], what: str) -> Refused | None:
        try:
            answer = await call
        except Refused as refused:
            self._narrator.expect(what, held=refused.status in (403, 409), found=refused.message)
            return refused
        self._narrator.expect(what, held=False, found=answer)
        return None

    def _expect_stage(self, answer: Json, stage: str, what: str) -> None:
        self._narrator.expect(what, held=answer.get("stage") == stage, found=answer)

    def _as(self, part: Part) -> Rest:
        if part.key not in self._people:
            self._people[part.key] = Rest(self._stack.plan.addresses["API"], self._seed.tokens[part.key])
        return self._people[part.key]


_GREEDY: Final[dict[str, Json]] = {
    "pricing": {"goal": "reach", "base_cpm": "14.00", "max_cpm": "20.00", "goal_value": "0.00"},
    "caps": {},
}
"""Bids high, for everybody: its budget ends soon."""
