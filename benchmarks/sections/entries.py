"""What a bid costs at each entry, beside the same entry with nothing behind it."""

from benchmarks import bench as doors
from benchmarks import market
from benchmarks.bench import LIKE_OUR_BIDS, NATS_BATCH, Bench, sound
from benchmarks.figures import Figure
from benchmarks.load.generator import Stamp
from benchmarks.measuring import Measured
from benchmarks.stage import set_up

FRESH_CONTEXTS = Stamp(after='"badv":["', digits=10)
"""Let every request block an advertiser that was never heard of."""


async def http(bench: Bench) -> list[Figure]:
    async with set_up() as stage:
        bench.say("HTTP: the floor")
        async with stage.floor(response_bytes=LIKE_OUR_BIDS) as nothing:
            floor = await bench.http(stage, nothing)
        bench.say("HTTP")
        await stage.publish(market.campaigns(), revision=1)
        async with stage.bidder() as bidder:
            bids = await bench.http(stage, bidder)
    floor_us = floor.cpu_us()
    return [
        *sound("HTTP", bids),
        Figure(
            name="HTTP: the bidder's CPU",
            value=bids.cpu_us(),
            unit="µs a bid",
            floor=floor_us,
            bar=60,
            aim=45,
            note=f"best window {bids.best_cpu_us():.1f}",
        ),
        Figure(
            name="HTTP: bids on one core",
            value=bids.per_second,
            unit="a second",
            floor=floor.per_second,
            bar=16_000,
            at_least=True,
            note=f"bidder {bids.busy:.0%} busy, generator {bids.own_cpu_us:.1f} µs a bid",
        ),
        Figure(
            name="HTTP: p99 at half load, best window",
            value=bids.best_ms("p99_ms"),
            unit="ms",
            floor=floor.best_ms("p99_ms"),
            bar=5,
        ),
        Figure(
            name="HTTP: p99 at half load, median window",
            value=bids.median_ms("p99_ms"),
            unit="ms",
            floor=floor.median_ms("p99_ms"),
        ),
        Figure(name="HTTP: response", value=bids.response_bytes, unit="bytes", floor=floor.response_bytes),
    ]


async def nats(bench: Bench) -> list[Figure]:
    async with set_up() as stage:
        single, batched = doors.nats(stage), doors.nats(stage, batch=NATS_BATCH)
        server = (stage.nats_pid,)
        bench.say("NATS: the floor")
        async with stage.floor(response_bytes=LIKE_OUR_BIDS) as nothing:
            floors = [
                await bench.through(stage, door, nothing, watched=server, effort=bench.saturation_only)
                for door in (single, batched)
            ]
        await stage.publish(market.campaigns(), revision=1)
        async with stage.bidder() as bidder:
            bench.say("NATS")
            bids = [await bench.through(stage, door, bidder, watched=server) for door in (single, batched)]
    figures = []
    for name, one, floor in zip(("NATS", f"NATS, {NATS_BATCH} a message"), bids, floors, strict=True):
        figures += sound(name, one)
        figures.append(
            Figure(
                name=f"{name}: requester, server and bidder",
                value=_together_us(one),
                unit="µs a bid",
                floor=_together_us(floor),
                bar=100,
                aim=65,
                note=f"{one.own_cpu_us:.1f} + {one.cpu_us(1):.1f} + {one.cpu_us():.1f}",
            )
        )
        figures.append(Figure(name=f"{name}: p99 at half load, best window", value=one.best_ms("p99_ms"), unit="ms"))
    return figures


def _together_us(measured: Measured) -> float:
    return measured.own_cpu_us + measured.cpu_us(0) + measured.cpu_us(1)


async def grpc(bench: Bench) -> list[Figure]:
    async with set_up() as stage:
        bench.say("gRPC: the floor")
        async with stage.floor(response_bytes=LIKE_OUR_BIDS) as nothing:
            floors = [
                await bench.through(stage, door, nothing, effort=bench.saturation_only)
                for door in (doors.grpc_stream(stage, nothing), doors.grpc_unary(stage, nothing))
            ]
        await stage.publish(market.campaigns(), revision=1)
        async with stage.bidder() as bidder:
            bench.say("gRPC stream")
            stream = await bench.through(stage, doors.grpc_stream(stage, bidder), bidder)
            bench.say("gRPC unary")
            unary = await bench.through(stage, doors.grpc_unary(stage, bidder), bidder)
    return [
        *sound("gRPC stream", stream),
        Figure(
            name="gRPC stream: the bidder's CPU",
            value=stream.cpu_us(),
            unit="µs a bid",
            floor=floors[0].cpu_us(),
            bar=160,
            aim=120,
            note=f"best window {stream.best_cpu_us():.1f}",
        ),
        Figure(name="gRPC stream: p99 at half load, best window", value=stream.best_ms("p99_ms"), unit="ms"),
        *sound("gRPC unary", unary),
        Figure(name="gRPC unary: the bidder's CPU", value=unary.cpu_us(), unit="µs a bid", floor=floors[1].cpu_us()),
        Figure(name="gRPC unary: p99 at half load, best window", value=unary.best_ms("p99_ms"), unit="ms"),
    ]


async def contexts(bench: Bench) -> list[Figure]:
    async with set_up() as stage:
        await stage.publish(market.campaigns(), revision=1)
        async with stage.bidder() as bidder:
            bench.say("known contexts")
            known = await bench.http(stage, bidder, effort=bench.saturation_only)
            bench.say("new contexts")
            new = await bench.http(stage, bidder, stamps=(FRESH_CONTEXTS,), effort=bench.saturation_only)
    return [
        *sound("New contexts", new),
        Figure(name="New contexts: the bidder's CPU", value=new.cpu_us(), unit="µs a bid"),
        Figure(name="New contexts: more than known ones", value=new.cpu_us() - known.cpu_us(), unit="µs a bid"),
    ]
