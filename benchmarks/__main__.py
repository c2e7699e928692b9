"""``python -m benchmarks [section ...]``: what a bid costs. ``--quick`` for a first impression."""

import argparse
import asyncio
import logging
import sys
import time

import structlog
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from benchmarks import market
from benchmarks.bench import Bench
from benchmarks.cpu import calibrate_ns
from benchmarks.figures import Figure, print_figures, print_verdict
from benchmarks.measuring import Effort
from benchmarks.sections import BY_NAME, SECTIONS
from workers import interpreter

WIDTH = 170
"""Of the tables where there is no terminal to say."""
QUICK = Effort(windows=1, open_windows=1, seconds=1.5)
QUICK_SECTIONS = ("http", "nats", "grpc", "contexts", "misses", "caps")


async def run(console: Console, names: list[str], effort: Effort, *, quick: bool) -> list[Figure]:
    every: list[Figure] = []
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    for name in names:
        title, section = SECTIONS[name]
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task(f"{name}: setting the stage", total=None)

            def say(what: str, progress: Progress = progress, task=task) -> None:
                progress.update(task, description=what)

            before_ns = calibrate_ns()
            figures = await section(Bench(effort=effort, quick=quick, say=say))
        print_figures(console, title, figures)
        console.print(
            f"An empty loop's turn took {before_ns:.1f} ns of CPU before and {calibrate_ns():.1f} ns after.",
            style="dim",
        )
        every += figures
    return every


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("sections", nargs="*", help=f"some of {', '.join(SECTIONS)}; all of them when there is none")
    options.add_argument("--quick", action="store_true", help="one short window of each, and not every section")
    options.add_argument("--seconds", type=float, help="length of a window")
    chosen = options.parse_args()
    unknown = [name for name in chosen.sections if name not in SECTIONS]
    if unknown:
        options.error(f"there is no section {unknown[0]!r}")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    base = QUICK if chosen.quick else Effort()
    effort = Effort(windows=base.windows, open_windows=base.open_windows, seconds=chosen.seconds or base.seconds)
    names = chosen.sections or list(
        QUICK_SECTIONS if chosen.quick else (name for name in SECTIONS if name not in BY_NAME)
    )
    mean_bytes = sum(map(len, market.requests(contexts=market.CONTEXTS))) / market.REQUESTS
    console.print(
        f"{market.CAMPAIGNS:,} live campaigns of two tenants, {market.PEOPLE:,} people, {market.REQUESTS:,} requests of "
        f"{mean_bytes:,.0f} bytes from {market.CONTEXTS:,} contexts; windows of {effort.seconds:g} s, {effort.windows} at saturation and "
        f"{effort.open_windows} at half of it in an open loop; Python {sys.version.split()[0]}."
    )
    console.print(
        "CPU is the bidder's own, all its threads, per answered request in the median window. A floor is the same server's with "
        "nothing behind it. Latencies run from when a request was due.",
        style="dim",
    )
    console.print(
        f"The interpreter ({sys.executable}): {interpreter.described()}.",
        style="dim",
    )
    began_s = time.monotonic()
    every = asyncio.run(run(console, names, effort, quick=chosen.quick))
    met = print_verdict(console, every)
    console.print(f"Everything took {time.monotonic() - began_s:.0f} s.", style="dim")
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
