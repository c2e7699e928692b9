"""A bidder to be maltreated: its own NATS and Redis, campaigns of every format, and money without end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from nats.aio.client import Client

from storage.nats.connection import connect
from storage.nats.exchanges import Exchanges
from storage.nats.streams import ensure_streams
from storage.nats.subjects import LEASES
from tests import servers
from tests.bidding.stand import campaign, caps, video
from tests.bidding.test_bidder_process import BODY, DEMO, Plane


@dataclass(frozen=True)
class Victim:
    pid: int
    http_port: int
    grpc_port: int
    connection: Client
    log: Path
    good: bytes = BODY

    def last_errors(self, most: int = 40) -> list[str]:
        """The ends of tracebacks in its log, each once."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        found: dict[str, None] = {}
        for number, line in enumerate(lines):
            if line.startswith("Traceback"):
                found["\n".join(lines[number : number + most])] = None
        return list(found)[:5]


@asynccontextmanager
async def victim() -> AsyncIterator[Victim]:
    with ExitStack() as running:
        directory = running.enter_context(servers.working_directory())
        nats_url = running.enter_context(servers.nats_server(directory))
        redis_url = running.enter_context(servers.redis_server(directory))
        connection = await connect(nats_url, "fuzz")
        try:
            await ensure_streams(connection.jetstream())
            await Exchanges(connection.jetstream()).publish(DEMO)
            plane = Plane(connection, nats_url, redis_url, Path(directory))
            await connection.subscribe(LEASES, cb=plane.teller.answer)
            for snapshot in (
                campaign("cmp_banner"),
                campaign("cmp_capped", caps=caps(per_hour=2)),
                campaign("cmp_video", creatives=(video(creative_id="crt_video"),)),
            ):
                await plane.campaigns.publish(snapshot)
            with plane.bidder() as child:
                await asyncio.sleep(0)
                yield Victim(child.pid, plane.http_port, plane.grpc_port, connection, Path(directory) / "bidder-1.log")
        finally:
            await connection.close()
