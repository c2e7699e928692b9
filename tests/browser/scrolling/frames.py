"""What the frames of a page cost its main thread: processor time, which does not depend on who else uses the machine."""

import json
from bisect import bisect_right
from dataclasses import dataclass
from statistics import fmean
from typing import Any, Final

from playwright.async_api import Browser, Page

_CATEGORIES: Final = ("-*", "toplevel", "benchmark")
"""Of a trace: which tasks there were, and where frames begin among them."""
_TASK: Final = "ThreadControllerImpl::RunTask"
_FRAME: Final = "ProxyMain::BeginMainFrame"
_MAIN: Final = "CrRendererMain"
_OFTEN: Final = 0.95


@dataclass(frozen=True)
class Frames:
    """Milliseconds of each frame, in their order, with what its tasks did before the next one began."""

    each_ms: tuple[float, ...]

    @property
    def mean_ms(self) -> float:
        return fmean(self.each_ms)

    @property
    def often_ms(self) -> float:
        """What nineteen of twenty frames do not take longer than."""
        return sorted(self.each_ms)[int(len(self.each_ms) * _OFTEN)]

    @property
    def total_ms(self) -> float:
        return sum(self.each_ms)


async def watch(browser: Browser, page: Page, script: str, argument: object) -> tuple[Frames, Any]:
    """The frames while a page runs ``script``, and what that answers."""
    await browser.start_tracing(page=page, categories=list(_CATEGORIES))
    try:
        answer = await page.evaluate(script, argument)
    finally:
        trace = await browser.stop_tracing()
    return Frames(tuple(_frames(json.loads(trace)["traceEvents"]))), answer


def _frames(events: list[dict[str, Any]]) -> list[float]:
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == _MAIN
    }
    whole = [event for event in events if event["ph"] == "X" and (event["pid"], event["tid"]) in mains]
    begun = [event for event in whole if event["name"] == _FRAME]
    if not begun:
        message = f"the browser's trace has no {_FRAME}: it calls its frames otherwise now"
        raise LookupError(message)
    process = max({event["pid"] for event in begun}, key=lambda pid: sum(event["pid"] == pid for event in begun))
    starts = sorted(event["ts"] for event in begun if event["pid"] == process)
    spent_ms = [0.0] * len(starts)
    for event in whole:
        if event["pid"] == process and event["name"] == _TASK:
            # the task in which a frame begins starts before it; of a few tasks the browser tells the time alone
            frame = bisect_right(starts, event["ts"] + event["dur"]) - 1
            if frame >= 0:
                spent_ms[frame] += event.get("tdur", event["dur"]) / 1_000
    return spent_ms
