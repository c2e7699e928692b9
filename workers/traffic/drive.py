"""Where simulated traffic goes, and one run of it."""

import asyncio
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bidding.simulated_exchange.grpc_stream import GrpcStreamTarget
from bidding.simulated_exchange.report import TrafficReport
from bidding.simulated_exchange.requests import ExchangeRequest, RequestGenerator
from bidding.simulated_exchange.run import TrafficPlan, run_traffic
from bidding.simulated_exchange.targets import NatsBatchTarget, RestTarget, Target, close_all
from bidding.simulated_exchange.world import World
from domain.errors import InvalidInput
from domain.events.values import Entry
from domain.rates.values import shipped_rates
from workers.settings import Settings

SCREENS: Final = 0.02
"""Share of requests from screens in public."""


@dataclass(frozen=True)
class Addresses:
    """Where the entries of the bidders listen; an empty one cannot be sent to."""

    http_url: str
    grpc_address: str
    nats_url: str


def addresses_of(settings: Settings) -> Addresses:
    """Those of the stack running on the settings' state directory, else those the settings name."""
    host = "127.0.0.1" if settings.bidder.host == "0.0.0.0" else settings.bidder.host  # noqa: S104 - comparing
    try:
        running = json.loads((settings.state_dir / "addresses.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        running = {}
    return Addresses(
        http_url=running.get("bidders", f"http://{host}:{settings.bidder.http_port}"),
        grpc_address=running.get("gRPC", f"{host}:{settings.bidder.grpc_port}"),
        nats_url=settings.nats.url or running.get("NATS", ""),
    )


async def open_targets(
    entries: Iterable[Entry], addresses: Addresses, *, exchange_id: str = "", secret: str = ""
) -> list[Target]:
    """A sender for each entry. Raises ``InvalidInput`` when NATS is asked for and nowhere, ``Unavailable`` when it is away."""
    targets: list[Target] = []
    for entry in entries:
        match entry:
            case Entry.REST:
                targets.append(RestTarget(addresses.http_url, exchange_id=exchange_id, secret=secret))
            case Entry.GRPC:
                targets.append(GrpcStreamTarget(addresses.grpc_address, exchange_id=exchange_id, secret=secret))
            case Entry.NATS:
                if not addresses.nats_url:
                    raise InvalidInput(
                        "no NATS server is named", field="nats", remedy="Start a stack with `up`, or give --nats."
                    )
                targets.append(await NatsBatchTarget.open(addresses.nats_url, exchange_id=exchange_id))
    return targets


async def drive(
    plan: TrafficPlan,
    targets: Sequence[Target],
    *,
    world: World | None = None,
    requests: Iterable[ExchangeRequest] | None = None,
    stop: asyncio.Event | None = None,
    progress: Callable[[TrafficReport], None] | None = None,
) -> TrafficReport:
    """One run over these targets, which it closes; generated requests of the default world unless others are given."""
    world = world or World()
    try:
        return await run_traffic(
            plan,
            requests if requests is not None else RequestGenerator(world, plan.seed, screens=SCREENS),
            targets,
            world=world,
            rates=shipped_rates(),
            clock_ms=lambda: time.time_ns() // 1_000_000,
            stop=stop,
            progress=progress,
        )
    finally:
        await close_all(targets)
