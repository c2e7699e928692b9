"""What every section is given: how long to measure, and doors on a stage."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.load.generator import Stamp
from benchmarks.measuring import Door, Effort, Measured, measure
from benchmarks.stage import Bidder, Stage
from storage.nats.subjects import BID_REQUESTS

LIKE_OUR_BIDS = 2_750
"""Bytes of the floor's response."""
FEWEST_BIDS = 0.99
CANDIDATES = 64.0
NATS_BATCH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    effort: Effort
    quick: bool
    say: Callable[[str], None]

    @property
    def saturation_only(self) -> Effort:
        return Effort(windows=self.effort.windows, open_windows=0, seconds=self.effort.seconds)

    async def http(self, stage: Stage, bidder: Bidder, *, effort: Effort | None = None, **door: object) -> Measured:
        return await self.through(stage, http(stage, bidder, **door), bidder, effort=effort)  # type: ignore[arg-type]

    async def through(
        self, stage: Stage, door: Door, bidder: Bidder, *, effort: Effort | None = None, watched: tuple[int, ...] = ()
    ) -> Measured:
        """Measure the bidder, and whoever else is ``watched``, through ``door``."""
        pids = (bidder.pid, *watched)
        health_port = bidder.http_port if bidder.bids else 0
        return await measure(stage.generator, door, pids, effort or self.effort, health_port=health_port)


def http(
    stage: Stage,
    bidder: Bidder,
    *,
    bodies: Path | None = None,
    stamps: tuple[Stamp, ...] = (),
    more: tuple[str, ...] = (),
    lanes: int = 64,
    depth: int = 1,
) -> Door:
    """64 requests under way: as an exchange sends them unless told otherwise, one at a time a connection."""
    return Door(
        entry="http",
        port=bidder.http_port,
        bodies=bodies or stage.requests,
        lanes=lanes,
        depth=depth,
        stamps=stamps,
        more=more,
    )


def nats(stage: Stage, *, batch: int = 1) -> Door:
    more = ("--subject", BID_REQUESTS, "--batch", str(batch))
    return Door(entry="nats", port=stage.nats_port, bodies=stage.requests, lanes=1, depth=64, more=more)


def grpc_stream(stage: Stage, bidder: Bidder) -> Door:
    return Door(entry="grpc-stream", port=bidder.grpc_port, bodies=stage.requests, lanes=4, depth=16)


def grpc_unary(stage: Stage, bidder: Bidder) -> Door:
    return Door(entry="grpc", port=bidder.grpc_port, bodies=stage.requests, lanes=4, depth=16)


def sound(name: str, measured: Measured) -> list[Figure]:
    """What must be true of a measurement before its figures mean anything: answers, bids, and 64 candidates each."""
    return [
        Figure(name=f"{name}: requests without a sound answer", value=measured.errors, unit="", bar=0),
        Figure(
            name=f"{name}: answered with a bid",
            value=100 * measured.bids_share,
            unit="%",
            bar=100 * FEWEST_BIDS,
            at_least=True,
            note=_refusals(measured),
        ),
        Figure(
            name=f"{name}: candidates scored a bid", value=measured.scored_a_bid, unit="", bar=CANDIDATES, at_least=True
        ),
    ]


def _refusals(measured: Measured) -> str:
    """Why not, by the bidder's own account; what it does not account for never got past its doors."""
    refused = {reason: total for reason, total in measured.account.outcomes.items() if reason != "bid"}
    unread = measured.without_a_bid - sum(refused.values())
    if unread > 0:
        refused["not read (shed, or under way at the end)"] = unread
    return ", ".join(f"{total:,} {reason}" for reason, total in sorted(refused.items()))
