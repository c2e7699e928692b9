"""The same servers with nothing behind them: every request gets the same bytes. What remains is what each door costs."""

import argparse
import asyncio
import os
from collections.abc import Awaitable, Sequence
from pathlib import Path

import uvloop

from benchmarks.market import EXCHANGE
from bidding.agents.desk import BidDesk
from bidding.agents.exchanges import ExchangeDirectory
from bidding.agents.grpc import BiddingService, GrpcServer
from bidding.agents.http import HttpServer
from bidding.agents.http_front import HttpFront
from bidding.agents.nats import NatsAgents
from bidding.answer import Answer
from bidding.notices.handling import Notices
from bidding.notices.publishing import NoticePublisher
from bidding.notices.token import NoticeSigner
from bidding.question import Question
from storage.nats.connection import connect

AGENTS = 20


class Constant:
    """A processor that thinks of nothing."""

    def __init__(self, body: bytes) -> None:
        self._answer = Answer(200, body)

    def answer_all(self, row: Sequence[Question]) -> list[Answer | Awaitable[Answer]]:
        return [self._answer] * len(row)


async def _publish(subject: str, events: object, message_id: str) -> None:
    del subject, events, message_id


async def serve(chosen: argparse.Namespace) -> None:
    exchanges = ExchangeDirectory(default_exchange=EXCHANGE.exchange_id, demo=True)
    exchanges.apply(EXCHANGE)
    notices = Notices(NoticeSigner(["floor:" + "f" * 32]), NoticePublisher(_publish), clock_ms=lambda: 0)
    desk = BidDesk(Constant(b"x" * chosen.response_bytes))
    front = HttpFront(desk, exchanges, notices, is_ready=lambda: True, health=lambda: b"{}")
    await HttpServer(front).start("127.0.0.1", chosen.http_port)
    grpc = GrpcServer(BiddingService(desk, exchanges, is_ready=lambda: True, health=lambda: b"{}"))
    await grpc.start("127.0.0.1", chosen.grpc_port)
    agents = NatsAgents(await connect(chosen.nats_url, "floor"), desk, exchanges, agents=AGENTS)
    await agents.start()
    chosen.ready_file.write_text(str(os.getpid()), encoding="ascii")
    await asyncio.Event().wait()


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--http-port", type=int, required=True)
    options.add_argument("--grpc-port", type=int, required=True)
    options.add_argument("--nats-url", required=True)
    options.add_argument("--response-bytes", type=int, required=True)
    options.add_argument("--ready-file", type=Path, required=True)
    uvloop.run(serve(options.parse_args()))
