"""Whether long lists and large journeys move as smoothly as short ones: ``python -m tests.browser.scrolling``.

Judged by the processor time that the page's main thread takes for a frame, beside that of a short list or journey in the same
run, and by how much the document holds. Ends with 1 where a bar is missed.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import structlog
from rich.console import Console

from api.app import create_app
from api.exchange_door import ExchangeDoor
from api.state import AppState
from benchmarks.cpu import calibrate_ns
from benchmarks.figures import Figure, print_figures, print_verdict
from storage.clickhouse.client import Analytics
from storage.clickhouse.schema import migrate
from tests.api.conftest import NOW, furnish, stores
from tests.api.conftest import opened as api_over
from tests.browser import stage
from tests.browser.scrolling.canvas import of_the_canvas
from tests.browser.scrolling.lists import of_a_list
from tests.browser.scrolling.stock import CAMPAIGNS, PEOPLE, STEPS, Say, put

_WIDTH: Final = 140
"""Of the tables where there is no terminal to say."""
_LINE_EVERY_S: Final = 2


async def measured(console: Console, say: Say) -> list[Figure]:
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
            drawn = await put(api, say)
            async with stage.opened(api) as there:
                context = await there.person("manager", is_timed_by_stage=False)
                page = await context.new_page()
                every: list[Figure] = []

                def told(title: str, figures: list[Figure]) -> None:
                    print_figures(console, title, figures)
                    every.extend(figures)

                for place, rows in (("/campaigns", CAMPAIGNS), ("/people", PEOPLE)):
                    told(f"{place}, {rows:,} rows", await of_a_list(there.browser, page, place, rows, say))
                told(f"A canvas of {STEPS} steps", await of_the_canvas(there.browser, page, drawn, say))
                await context.close()
                return every


@contextmanager
def saying(console: Console) -> Iterator[Say]:
    """What is going on now: on one line of a terminal, and elsewhere in one every few seconds."""
    began = said_at = time.monotonic()
    if console.is_terminal:
        with console.status("setting the stage") as status:
            yield status.update
        return

    def say(what: str) -> None:
        nonlocal said_at
        if time.monotonic() - said_at >= _LINE_EVERY_S:
            said_at = time.monotonic()
            console.print(f"{said_at - began:4.0f} s  {what}", style="dim")

    console.print("   0 s  setting the stage", style="dim")
    yield say


def main() -> None:
    if lacking := stage.missing():
        sys.exit(lacking)
    structlog.configure(
        logger_factory=structlog.ReturnLoggerFactory(), processors=[structlog.processors.JSONRenderer()]
    )
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDTH)
    before_ns = calibrate_ns()
    with saying(console) as say:
        figures = asyncio.run(measured(console, say))
    console.print(
        "Milliseconds are processor time of the page's main thread. The floor is the same list's first page, or a journey of a "
        "tenth of the steps, in the same run. "
        f"An empty loop's turn took {before_ns:.1f} ns of CPU before and {calibrate_ns():.1f} ns after.",
        style="dim",
    )
    sys.exit(0 if print_verdict(console, figures) else 1)


if __name__ == "__main__":
    main()
