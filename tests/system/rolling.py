"""Every bidder is replaced, twice, while exchanges go on asking over every entry: nobody notices."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Final
from urllib.parse import urlsplit

from bidding.simulated_exchange.grpc_stream import GrpcStreamTarget
from bidding.simulated_exchange.requests import RequestGenerator
from bidding.simulated_exchange.targets import NatsBatchTarget, Target
from domain.errors import CampaignExpressError
from tests.system.cast import WORLD, House
from tests.system.proof import Hearing
from tests.system.scene import Scene

SENTENCE = (
    "Two bidders are replaced one after the other, twice, under load on kept-alive and on fresh connections, on gRPC "
    "streams and over NATS: no request fails"
)
ROUNDS: Final = 2
_KEPT: Final = 16
_STREAMS: Final = 4
_PATIENCE_S: Final = 20.0
_PAUSE_S: Final = 0.004
"""Between the requests of one client: load, and room for two bidders to start on the same cores."""
_BODIES: Final = 200


@dataclass(slots=True)
class Tally:
    """What clients were told, by kind of client, and what they were not."""

    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    connections: int = 0
    told_to_leave: int = 0

    def count(self, kind: str, status: int) -> None:
        self.statuses.setdefault(kind, Counter())[status] += 1

    @property
    def answers(self) -> int:
        return sum(counts.total() for counts in self.statuses.values())

    @property
    def errors(self) -> list[str]:
        return [
            f"{kind}: {total} x {status}"
            for kind, counts in self.statuses.items()
            for status, total in counts.items()
            if status not in {200, 204}
        ]


async def prove(scene: Scene, hearing: Hearing) -> None:
    house, tally, stop = scene.cast.home, Tally(), asyncio.Event()
    before = {child.pid for child in scene.bidders}
    addresses = scene.stack.plan.addresses
    bodies = [request.body for request in islice(RequestGenerator(WORLD, 77), _BODIES)]
    clients = [_http(scene.bidders_url, house, bodies, tally, stop, fresh=False) for _ in range(_KEPT)]
    clients += [_http(scene.bidders_url, house, bodies, tally, stop, fresh=True) for _ in range(2)]
    identity = {"exchange_id": house.exchange_id, "patience_s": _PATIENCE_S}
    streams = [GrpcStreamTarget(addresses["gRPC"], secret=house.secret, **identity) for _ in range(_STREAMS)]
    targets: list[tuple[str, Target]] = [("gRPC stream", stream) for stream in streams]
    targets.append(("NATS", await NatsBatchTarget.open(addresses["NATS"], **identity)))
    clients += [_ask(kind, target, bodies, tally, stop) for kind, target in targets for _ in range(4)]
    asking = [asyncio.create_task(client) for client in clients]
    generations = [before]
    try:
        for number in range(ROUNDS):
            already = tally.answers
            await scene.stack.roll_bidders()
            generations.append({child.pid for child in scene.bidders})
            hearing.figure(f"round {number + 1}: {tally.answers - already:,} answers while both were replaced")
    finally:
        stop.set()
        await asyncio.gather(*asking)
        for _, target in targets:
            await target.close()
    for kind, counts in sorted(tally.statuses.items()):
        hearing.figure(f"{kind}: {counts.total():,} answers, {counts[200]:,} of them bids")
    hearing.figure(f"{tally.connections:,} connections opened, {tally.told_to_leave:,} left as they were asked to")
    hearing.expect_none("no request failed", tally.failures)
    hearing.expect_none("every answer was a bid or no bid", tally.errors)
    hearing.expect(
        "every bidder was another process after each round",
        held=all(not earlier & later for earlier, later in pairwise(generations)),
        found=generations,
    )
    hearing.expect("bids were made by every kind of client", held=all(c[200] for c in tally.statuses.values()))
    hearing.expect("clients were asked to leave by those who left", held=tally.told_to_leave >= ROUNDS * 2)


async def _http(url: str, house: House, bodies: list[bytes], tally: Tally, stop: asyncio.Event, *, fresh: bool) -> None:
    """One request at a time over a connection that is kept until it is told to leave, or over a new one for each."""
    where = urlsplit(url)
    kind = "HTTP, fresh connections" if fresh else "HTTP, kept alive"
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None
    number = 0
    while not stop.is_set():
        body = bodies[number % len(bodies)]
        number += 1
        head = (
            f"POST /v1/bid/{house.exchange_id} HTTP/1.1\r\nhost: bidders\r\nauthorization: Bearer {house.secret}\r\n"
            f"x-openrtb-version: 2.6\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        try:
            async with asyncio.timeout(_PATIENCE_S):
                if reader is None or writer is None:
                    reader, writer = await asyncio.open_connection(where.hostname, where.port)
                    tally.connections += 1
                writer.write(head.encode() + body)
                status, closes = await _answer(reader)
            tally.count(kind, status)
            tally.told_to_leave += closes
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            tally.failures.append(f"{kind}: {type(error).__name__} {error}")
            closes = True
        if (closes or fresh) and writer is not None:
            writer.close()
            reader = writer = None
        await asyncio.sleep(_PAUSE_S)
    if writer is not None:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bool]:
    """Status, and whether the connection ends with it."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    lines = head.split(b"\r\n")
    length = next((int(line.partition(b":")[2]) for line in lines if line.startswith(b"content-length:")), 0)
    await reader.readexactly(length)
    return int(head.split(maxsplit=2)[1]), b"connection: close" in lines


async def _ask(kind: str, target: Target, bodies: list[bytes], tally: Tally, stop: asyncio.Event) -> None:
    number = 0
    while not stop.is_set():
        number += 1
        try:
            tally.count(kind, (await target.send(bodies[number % len(bodies)])).status)
        except CampaignExpressError as error:
            tally.failures.append(f"{kind}: {error.message}")
        await asyncio.sleep(_PAUSE_S)
