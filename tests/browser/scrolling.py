"""Whether long lists and large journeys move as smoothly as short ones: ``python -m tests.browser.scrolling``.

Judged by the processor time that the page's main thread takes for a frame, which does not depend on who else uses the
machine, and by how many rows the document holds. Prints a verdict for each; ends with 1 where one does not hold.
"""

import asyncio
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import structlog
from playwright.async_api import CDPSession, Page
from rich.console import Console

from api.app import create_app
from api.exchange_door import ExchangeDoor
from api.state import AppState
from domain.campaigns import service as campaigns
from domain.campaigns.values import CampaignContent
from domain.contacts.values import ContactChange, IdentityKind
from storage.clickhouse.client import Analytics
from storage.clickhouse.schema import migrate
from tests.api.conftest import NOW, Api, furnish, new_campaign, stores
from tests.api.conftest import opened as api_over
from tests.browser import stage
from tests.contacts.crowds import create_all

CAMPAIGNS: Final = 10_000
PEOPLE: Final = 100_000
STEPS: Final = 200
AT_ONCE: Final = 1_000
FRAMES: Final = 240
MOST_ROWS: Final = 60
MOST_CPU_MS: Final = 16.7
"""Of a frame, sixty of which make a second."""
MOST_TIMES: Final = 1.5
"""What a frame of a long list may take of one of a short list."""

_GLIDE: Final = """async ([selector, frames, px]) => {
  const table = document.querySelector(selector);
  table.scrollTop = 0;
  let rows = 0;
  for (let frame = 0; frame < frames; frame += 1) {
    table.scrollTop += px;
    await new Promise(requestAnimationFrame);
    rows = Math.max(rows, table.querySelectorAll('[data-index]').length);
  }
  return rows;
}"""
_TO_THE_END: Final = """async ([selector, wanted]) => {
  const table = document.querySelector(selector);
  const count = () => Number(table.querySelector('[role=table]').getAttribute('aria-rowcount')) - 1;
  while (count() < wanted) {
    table.scrollTop = table.scrollHeight;
    await new Promise(requestAnimationFrame);
  }
  return count();
}"""
_PAN: Final = """async ([selector, frames]) => {
  const pane = document.querySelector(selector);
  const { left, top, width, height } = pane.getBoundingClientRect();
  for (let frame = 0; frame < frames; frame += 1) {
    const deltaY = frame < frames / 2 ? 40 : -40;
    const at = { clientX: left + width / 2, clientY: top + height / 2, bubbles: true, cancelable: true };
    pane.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY, ctrlKey: frame % 8 === 0 }));
    await new Promise(requestAnimationFrame);
  }
  return document.querySelectorAll('.react-flow__node').length;
}"""
_TABLE: Final = "div:has(> [role=table])"


@dataclass(frozen=True)
class Finding:
    what: str
    holds: bool
    said: str


class Meter:
    """The processor time of a page's main thread."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session

    @classmethod
    async def of(cls, page: Page) -> "Meter":
        session = await page.context.new_cdp_session(page)
        await session.send("Performance.enable", {"timeDomain": "threadTicks"})
        return cls(session)

    async def during(self, page: Page, script: str, argument: list[Any], *, frames: int) -> tuple[float, int]:
        """Milliseconds a frame, and what ``script`` answers."""
        before = await self._spent_s()
        answer = await page.evaluate(script, argument)
        return (await self._spent_s() - before) * 1_000 / frames, answer

    async def _spent_s(self) -> float:
        metrics = (await self._session.send("Performance.getMetrics"))["metrics"]
        return next(one["value"] for one in metrics if one["name"] == "TaskDuration")


async def of_a_list(page: Page, place: str, name: str, rows: int) -> Finding:
    """A list as it opens, and with all its rows."""
    await page.goto(place)
    await stage.go(page, place)
    meter = await Meter.of(page)
    await meter.during(page, _GLIDE, [_TABLE, 30, 12], frames=30)
    short_ms, _ = await meter.during(page, _GLIDE, [_TABLE, FRAMES, 12], frames=FRAMES)
    found = await page.evaluate(_TO_THE_END, [_TABLE, rows])
    long_ms, drawn = await meter.during(page, _GLIDE, [_TABLE, FRAMES, 600], frames=FRAMES)
    slow_ms, _ = await meter.during(page, _GLIDE, [_TABLE, FRAMES, 12], frames=FRAMES)
    holds = drawn <= MOST_ROWS and long_ms <= MOST_CPU_MS and slow_ms <= max(short_ms * MOST_TIMES, 2.0)
    said = (
        f"{found:,} rows, at most {drawn} of them in the document; a frame takes {slow_ms:.1f} ms where the first page's took "
        f"{short_ms:.1f}, and {long_ms:.1f} ms flying past ten rows a frame"
    )
    return Finding(name, holds, said)


async def of_the_canvas(page: Page, journey_id: str) -> Finding:
    """A journey of many steps, moved and drawn near and far."""
    await page.goto(f"/journeys/{journey_id}")
    await page.locator(".react-flow__node").first.wait_for()
    meter = await Meter.of(page)
    await meter.during(page, _PAN, [".react-flow__pane", 30], frames=30)
    took_ms, drawn = await meter.during(page, _PAN, [".react-flow__pane", FRAMES], frames=FRAMES)
    said = f"{STEPS} steps, {drawn} of them in the document; a frame takes {took_ms:.1f} ms"
    return Finding("The canvas of a journey", took_ms <= MOST_CPU_MS, said)


async def put_many(api: Api, say: Callable[[str], None]) -> str:
    """Campaigns, people and one journey; the journey's id."""
    async with api.as_("ours.manager") as manager:
        made = await new_campaign(manager)
        author = (await manager.get("/api/v1/platform/me")).json()["user_id"]
        journey = (await manager.post("/api/v1/journeys", json={"name": "A long way", "definition": _journey()})).json()
    async with api.state.main.tenant("ours") as session:
        content = (await campaigns.whole(session, made["id"], made["revision"])).content
    for start in range(1, CAMPAIGNS, AT_ONCE):
        say(f"campaigns: {start:,} of {CAMPAIGNS:,}")
        async with api.state.main.tenant("ours") as session:
            for number in range(start, min(CAMPAIGNS, start + AT_ONCE)):
                one = CampaignContent.model_validate(content.model_dump() | {"name": f"Sale {number:,}"})
                await campaigns.create_campaign(session, one, actor_id=author, now_ms=NOW + number)
    for start in range(0, PEOPLE, AT_ONCE):
        say(f"people: {start:,} of {PEOPLE:,}")
        async with api.state.journeys.tenant("ours") as session:
            crowd = [
                ContactChange(identities=((IdentityKind.EMAIL, f"p{number}@shop.example"),))
                for number in range(start, start + AT_ONCE)
            ]
            await create_all(session, crowd, now_ms=NOW)
    return str(journey["id"])


def _journey() -> dict[str, Any]:
    """Decisions and waits by turns, one below the other, each with a way out."""
    steps: dict[str, Any] = {"end": {"kind": "exit"}}
    for number in range(STEPS - 1):
        onward = f"s{number + 1}" if number < STEPS - 2 else "end"
        if number % 2:
            steps[f"s{number}"] = {"kind": "wait", "minutes": 60, "next": onward}
        else:
            steps[f"s{number}"] = {
                "kind": "split",
                "arms": [{"name": "On", "weight": 90, "next": onward}, {"name": "Out", "weight": 10, "next": "end"}],
            }
    return {"name": "A long way", "trigger": {"kind": "api"}, "start": "s0", "steps": steps}


async def judged(say: Callable[[str], None]) -> list[Finding]:
    with tempfile.TemporaryDirectory() as directory:
        tokens = await furnish(Path(directory))
        main, money, journeys = stores(Path("nowhere"))
        state = AppState(main=main, money=money, journeys=journeys, clock_ms=lambda: NOW, exchange_door=ExchangeDoor())
        async with (
            api_over(create_app(state), Path(directory), tokens) as api,
            await Analytics.open(Path(directory) / "chdb") as analytics,
        ):
            await migrate(analytics)
            api.state.analytics = analytics
            await stage.give_password(api, "manager")
            journey_id = await put_many(api, say)
            async with stage.opened(api) as there:
                context = await there.person("manager")
                page = await context.new_page()
                found = []
                for place, name, rows in (("/campaigns", "Campaigns", CAMPAIGNS), ("/people", "People", PEOPLE)):
                    say(f"scrolling through {rows:,} {name.lower()}")
                    found.append(await of_a_list(page, place, name, rows))
                found.append(await of_the_canvas(page, journey_id))
                await context.close()
                return found


def main() -> None:
    if lacking := stage.missing():
        sys.exit(lacking)
    structlog.configure(
        logger_factory=structlog.ReturnLoggerFactory(), processors=[structlog.processors.JSONRenderer()]
    )
    console = Console()
    with console.status("putting many on stage") as status:
        found = asyncio.run(judged(status.update))
    for one in found:
        console.print(
            f"{'[green]holds [/]' if one.holds else '[red]MISSED[/]'}  {one.what}: {one.said}", soft_wrap=True
        )
    sys.exit(0 if all(one.holds for one in found) else 1)


if __name__ == "__main__":
    main()
