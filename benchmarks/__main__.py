"""``python -m benchmarks``: what a bid costs at each entry. ``--quick`` for a first impression in a minute."""

import argparse
import asyncio
import logging
import sys
import time

import structlog
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from benchmarks import market
from benchmarks.cpu import calibrate_ns, resident_mib
from benchmarks.measuring import Door, Measured, measure
from benchmarks.report import print_report
from benchmarks.stage import Bidder, Stage, set_up

CAPPED_SHARE = 0.1
WIDTH = 170
"""Of the table where there is no terminal to say."""
LIKE_OUR_BIDS = 2_750
"""Bytes of the floor's response."""


def doors(stage: Stage, bidder: Bidder) -> list[Door]:
    grpc_port = ("--port", str(bidder.grpc_port))
    return [
        http_door("HTTP", bidder.http_port, stage),
        http_door("HTTP, pipelined", bidder.http_port, stage, lanes=8, depth=8),
        Door(
            name="NATS",
            arguments=("nats", "--port", str(stage.nats_port), "--lanes", "1", "--depth", "64"),
            bodies=stage.requests,
        ),
        Door(
            name="gRPC stream",
            arguments=("grpc-stream", *grpc_port, "--lanes", "4", "--depth", "16"),
            bodies=stage.requests,
        ),
        Door(name="gRPC unary", arguments=("grpc", *grpc_port, "--lanes", "1", "--depth", "32"), bodies=stage.requests),
        http_door("HTTP, new contexts", bidder.http_port, stage, fresh=True),
    ]


def http_door(name: str, port: int, stage: Stage, *, lanes: int = 64, depth: int = 1, fresh: bool = False) -> Door:
    """64 requests under way: as an exchange sends them unless told otherwise, one at a time a connection."""
    arguments = ("http", "--port", str(port), "--lanes", str(lanes), "--depth", str(depth))
    return Door(name=name, arguments=(*arguments, "--fresh") if fresh else arguments, bodies=stage.requests)


async def run(console: Console, *, seconds: float, windows: int) -> bool:
    began_s = time.monotonic()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("starting NATS and Redis", total=None)

        def say(what: str) -> None:
            progress.update(task, description=what)

        calibration_before_ns = calibrate_ns()
        async with set_up() as stage:
            say("the floor: the same HTTP server with nothing behind it")
            async with stage.floor(response_bytes=LIKE_OUR_BIDS) as (pid, port):
                floor = await measure(http_door("floor", port, stage), [pid], windows=windows, seconds=seconds)
            say(f"making {market.CAMPAIGNS:,} campaigns live")
            await stage.publish_market(capped_share=0, revision=1)
            measured: list[Measured] = []
            async with stage.bidder() as bidder:
                for door in doors(stage, bidder):
                    say(door.name)
                    watched = [bidder.pid, stage.nats_pid] if door.name == "NATS" else [bidder.pid]
                    measured.append(
                        await measure(door, watched, windows=windows, seconds=seconds, health_port=bidder.http_port)
                    )
                say("capping every tenth campaign")
                await stage.publish_market(capped_share=CAPPED_SHARE, revision=2)
                capped = http_door("HTTP, a tenth capped", bidder.http_port, stage)
                say(capped.name)
                measured.append(
                    await measure(capped, [bidder.pid], windows=windows, seconds=seconds, health_port=bidder.http_port)
                )
                memory_mib = resident_mib(bidder.pid)
    return print_report(
        console,
        floor=floor,
        measured=measured,
        calibration_ns=(calibration_before_ns, calibrate_ns()),
        memory_mib=memory_mib,
        took_s=time.monotonic() - began_s,
    )


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("--quick", action="store_true", help="one short window of each instead of three")
    options.add_argument("--seconds", type=float, help="length of a window")
    chosen = options.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    windows = 1 if chosen.quick else 3
    seconds = chosen.seconds or (1.5 if chosen.quick else 2.0)
    mean_bytes = sum(map(len, market.requests(contexts=market.CONTEXTS))) / market.REQUESTS
    console.print(
        f"{market.CAMPAIGNS:,} live campaigns of two tenants, {market.PEOPLE:,} people, {market.REQUESTS:,} requests of "
        f"{mean_bytes:,.0f} bytes from {market.CONTEXTS:,} contexts; {windows} windows of {seconds:g} s each, Python {sys.version.split()[0]}."
    )
    met = asyncio.run(run(console, seconds=seconds, windows=windows))
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
