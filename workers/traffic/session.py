"""A run of simulated traffic in a terminal: a bar while it lasts, Ctrl-C to end it, tables afterwards."""

import asyncio
import signal
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bidding.simulated_exchange.replay import read_requests
from bidding.simulated_exchange.report import TrafficReport
from bidding.simulated_exchange.run import TrafficPlan
from domain.events.values import Entry
from workers.traffic.drive import Addresses, drive, open_targets
from workers.traffic.table import show


def run_session(
    plan: TrafficPlan,
    entries: Sequence[Entry],
    addresses: Addresses,
    *,
    replayed: Path | None,
    secret: str,
    console: Console,
) -> bool:
    """Whether every request was taken and answered, and every bid answered its request."""
    report = asyncio.run(_run(plan, entries, addresses, replayed=replayed, secret=secret, console=console))
    show(report, console)
    return not (report.failures or report.fault_count)


async def _run(
    plan: TrafficPlan,
    entries: Sequence[Entry],
    addresses: Addresses,
    *,
    replayed: Path | None,
    secret: str,
    console: Console,
) -> TrafficReport:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    targets = await open_targets(entries, addresses, exchange_id=plan.exchange_id, secret=secret)
    with _progress(console) as bar:
        task = bar.add_task("bids", total=_expected(plan, replayed), bids=0)
        return await drive(
            plan,
            targets,
            requests=read_requests(replayed) if replayed else None,
            stop=stop,
            progress=lambda report: bar.update(task, completed=report.sent, bids=report.bids),
        )


def _expected(plan: TrafficPlan, replayed: Path | None) -> float | None:
    """How many requests will be sent, where that is known."""
    if replayed is not None and not plan.duration_s:
        return sum(1 for _ in read_requests(replayed))
    return plan.rate * plan.duration_s or None


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.completed:>8} requests"),
        BarColumn(),
        TextColumn("{task.fields[bids]} {task.description}"),
        TimeElapsedColumn(),
        console=console,
    )
