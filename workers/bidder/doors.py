"""A bidder's three doors and the gate they share: opened together, watched over, closed without losing a request."""

import asyncio
import socket
import time
from collections.abc import Callable

from nats.aio.client import Client

from bidding.agents.desk import BidDesk, Processor
from bidding.agents.exchanges import ExchangeDirectory
from bidding.agents.fleet import Fleet
from bidding.agents.gate import Gate
from bidding.agents.grpc import BiddingService, GrpcServer
from bidding.agents.http import HttpServer
from bidding.agents.http_front import HttpFront
from bidding.agents.nats import NatsAgents
from bidding.agents.pulse import Pulse
from bidding.agents.quotas import Quotas
from bidding.agents.round_trips import RoundTrips
from bidding.deadline import NetworkMargins
from bidding.notices.handling import Notices
from workers.settings import Settings


class BidderDoors:
    """Made before the processor, which goes by its ``margins``; ``fit`` when there is something to answer with."""

    def __init__(self, settings: Settings, bidder_id: str, connection: Client, exchanges: ExchangeDirectory) -> None:
        self._settings = settings
        self._connection = connection
        self._exchanges = exchanges
        self._pulse = Pulse(time.monotonic_ns)
        self._quotas = Quotas()
        self._gate = Gate(self._pulse, self._quotas, shed_after_ms=settings.bidder.shed_after_ms)
        self.margins = NetworkMargins(settings.bidder.network_margin_ms, take_lag_ms=self._pulse.take_peak_ms)
        self._fleet = Fleet(connection, bidder_id, self._quotas, limits=exchanges.limits)
        self._is_open = False

    def fit(self, processor: Processor, notices: Notices, *, health: Callable[[], bytes]) -> None:
        self.desk = BidDesk(processor, self._gate)
        self.front = HttpFront(self.desk, self._exchanges, notices, is_ready=self.is_open, health=health)
        self._http = HttpServer(self.front, RoundTrips(self.margins.observe))
        self._grpc = GrpcServer(BiddingService(self.desk, self._exchanges, is_ready=self.is_open, health=health))
        self._agents = NatsAgents(self._connection, self.desk, self._exchanges, agents=self._settings.agents_per_node)

    def is_open(self) -> bool:
        return self._is_open

    async def listen_to_others(self) -> None:
        """Before opening, so that the first share of a limit is right. Raises ``Unavailable``."""
        await self._fleet.start()

    async def open(self) -> tuple[int, int]:
        """Take requests from here on; the ports of HTTP and gRPC."""
        settings = self._settings.bidder
        self._pulse.start()
        http_port = await self._http.start(
            settings.host, settings.http_port, inherited=_inherited(settings.http_socket)
        )
        grpc_port = await self._grpc.start(
            settings.host, settings.grpc_port, inherited=_inherited(settings.grpc_socket)
        )
        await self._agents.start()
        self._is_open = True
        return http_port, grpc_port

    async def watch_over(self) -> None:
        """Keep limits, margins and secrets up to date until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._fleet.run())
            group.create_task(self._every_second())

    async def drain(self, *, deadline_s: float) -> None:
        """Take no new connection, answer what has come, ask every client to leave and wait for it to do so."""
        self._is_open = False
        await asyncio.gather(
            self._agents.drain(deadline_s=deadline_s),
            self._http.drain(deadline_s=deadline_s),
            self._grpc.drain(deadline_s=deadline_s),
        )
        self._pulse.stop()

    def health(self) -> dict[str, object]:
        """What ``/health`` says of them."""
        return {
            "requests_waiting": self.desk.waiting,
            "loop_lag_ms": round(self._pulse.lag_ns / 1e6, 3),
            "network_margins_ms": self.margins.measured_ms,
            "other_bidders": self._quotas.peers,
        }

    async def _every_second(self) -> None:
        while True:
            await asyncio.sleep(1)
            self.margins.settle()
            self._exchanges.end_old_secrets()


def _inherited(number: int | None) -> socket.socket | None:
    return None if number is None else socket.socket(fileno=number)
