"""Load generators, each run in a process of its own: ``python -m benchmarks.load http ...`` prints one ``Showing``."""

import argparse
import sys
from pathlib import Path

import msgspec
import uvloop

from benchmarks.load.tally import Showing
from benchmarks.load.windows import show


async def run(chosen: argparse.Namespace, bodies: list[bytes]) -> Showing:
    match chosen.entry:
        case "http":
            from benchmarks.load.http import HttpLoad as Load
        case "nats":
            from benchmarks.load.nats import NatsLoad as Load
        case "grpc":
            from benchmarks.load.grpc import GrpcLoad as Load
        case "grpc-stream":
            from benchmarks.load.grpc import GrpcStreams as Load
    async with Load.opened(chosen.port, bodies, lanes=chosen.lanes, depth=chosen.depth, fresh=chosen.fresh) as load:
        return await show(load, chosen.watch, warm=chosen.warm, windows=chosen.windows, seconds=chosen.seconds)


options = argparse.ArgumentParser()
options.add_argument("entry", choices=("http", "nats", "grpc", "grpc-stream"))
options.add_argument("--port", type=int, required=True)
options.add_argument("--bodies", type=Path, required=True)
options.add_argument("--lanes", type=int, required=True, help="connections or streams")
options.add_argument("--depth", type=int, required=True, help="requests under way on each of them at saturation")
options.add_argument("--fresh", action="store_true", help="let every request come from a context never met before")
options.add_argument("--watch", type=int, action="append", default=[], help="a process whose CPU is to be read")
options.add_argument("--warm", type=int, required=True, help="requests before anything is measured")
options.add_argument("--windows", type=int, required=True)
options.add_argument("--seconds", type=float, required=True)
chosen = options.parse_args()
showing = uvloop.run(run(chosen, msgspec.msgpack.decode(chosen.bodies.read_bytes(), type=list[bytes])))
sys.stdout.buffer.write(msgspec.json.encode(showing))
