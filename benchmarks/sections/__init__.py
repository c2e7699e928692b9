"""What can be measured, by the name it is asked for on the command line, in the order it is measured in."""

from collections.abc import Awaitable, Callable

from benchmarks.bench import Bench
from benchmarks.figures import Figure
from benchmarks.sections.broadcast import broadcast
from benchmarks.sections.content import content
from benchmarks.sections.entries import contexts, grpc, http, nats
from benchmarks.sections.features import features
from benchmarks.sections.index import index
from benchmarks.sections.journeys import journeys
from benchmarks.sections.management import management
from benchmarks.sections.people import caps, misses
from benchmarks.sections.rate import rate
from benchmarks.sections.scale import memory, scale

Section = Callable[[Bench], Awaitable[list[Figure]]]

SECTIONS: dict[str, tuple[str, Section]] = {
    "http": ("HTTP, 64 connections with a request at a time each", http),
    "nats": ("NATS, 64 requests under way on one connection", nats),
    "grpc": ("gRPC, four connections with 16 requests under way each", grpc),
    "contexts": ("HTTP, every request from a context never met before", contexts),
    "misses": ("HTTP, one in ten people not in the bidder's memory", misses),
    "caps": ("HTTP, a tenth of campaigns capped and a tenth of people at their caps", caps),
    "scale": ("HTTP, by number of live campaigns", scale),
    "memory": ("Memory", memory),
    "index": ("The index, by number of live campaigns", index),
    "features": ("What each feature costs: CPU µs a bid with it, beside the same without it", features),
    "content": ("Content: templates published, parsed and rendered", content),
    "journeys": ("Journeys: steps with everything a message takes, and a million who wait", journeys),
    "broadcast": ("A broadcast to a million, its worker killed half way", broadcast),
    "management": (
        "The management API at 20 requests a second, beside 10,000 campaigns and a million people",
        management,
    ),
    "rate": ("50 million bids an hour on one machine", rate),
}

BY_NAME = frozenset({"management"})
"""Measured when they are asked for: they take as long as all the others together."""
