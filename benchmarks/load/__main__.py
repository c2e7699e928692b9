import argparse
import sys
from pathlib import Path

import msgspec
import uvloop

from benchmarks.load import grpc, http, nats
from benchmarks.load.tally import Tally


async def run(chosen: argparse.Namespace, bodies: list[bytes]) -> Tally:
    common = {"depth": chosen.depth, "rate": chosen.rate, "seconds": chosen.seconds}
    match chosen.entry:
        case "http":
            return await http.run(chosen.port, bodies, connections=chosen.connections, **common)
        case "nats":
            return await nats.run(chosen.port, bodies, **common)
        case "grpc":
            return await grpc.run(chosen.port, bodies, streams=chosen.streams, **common)
    raise ValueError(chosen.entry)


options = argparse.ArgumentParser()
options.add_argument("entry", choices=("http", "nats", "grpc"))
options.add_argument("--port", type=int, required=True)
options.add_argument("--bodies", type=Path, required=True)
options.add_argument("--seconds", type=float, required=True)
options.add_argument("--connections", type=int, default=8)
options.add_argument("--depth", type=int, default=8, help="requests under way: a connection, a stream, or altogether")
options.add_argument("--streams", type=int, default=0)
options.add_argument("--rate", type=float, default=0.0, help="requests a second in an open loop; 0 saturates")
chosen = options.parse_args()
tally = uvloop.run(run(chosen, msgspec.msgpack.decode(chosen.bodies.read_bytes(), type=list[bytes])))
sys.stdout.buffer.write(msgspec.json.encode(tally))
