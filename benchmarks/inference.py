"""When batching helps: ``python -m benchmarks.inference``.

CPU microseconds of this process for one impression of 64 candidates, on each of the ways to score them: the fused kernel,
onnxruntime alone and sixteen to a call, and a server that speaks the Open Inference Protocol in another process of this
machine, one call each and through the batcher. Calls a second and median latencies are of 64 askers at once.
"""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import contextmanager

import numpy as np
import uvloop
from rich.console import Console
from rich.table import Table

from bidding.inference.auctions import Ground
from bidding.inference.loading import load_engine
from bidding.inference.model_file import MODEL_PATH
from bidding.inference.providers.batcher import Batcher
from bidding.inference.providers.choosing import Choice, make_provider
from bidding.inference.providers.provider import Question
from domain.inference.values import Target

CANDIDATES = 64
ASKERS = 64
SECONDS = 2.0

_SERVER = """
import asyncio, sys
from bidding.inference.model_file import MODEL_PATH
from tests.inference.open_inference_server import DOORS, Served
async def main():
    served = Served(MODEL_PATH.read_bytes())
    async with DOORS[sys.argv[1]](served) as url:
        print(url, flush=True)
        await asyncio.sleep(3600)
asyncio.run(main())
"""


def questions(count=256):
    ground = Ground(7, people=500, campaigns=200, contexts=200)
    chance = np.random.default_rng(7)
    return [
        Question(
            persons=ground.person_features[chance.integers(0, 1_000, 1)],
            person_of_row=np.zeros(CANDIDATES, np.int32),
            candidates=ground.candidate_features[chance.integers(0, len(ground.candidate_features), CANDIDATES)],
            context=ground.context_features[chance.integers(0, 200)],
        )
        for _ in range(count)
    ]


def kernel(asked):
    """The fused engine as the auction calls it: everything prepared beforehand."""
    engine = load_engine("fused")
    prepared = [
        (
            engine.prepare_candidates(one.candidates),
            np.arange(CANDIDATES, dtype=np.int32),
            engine.prepare_person(one.persons),
            one.person_of_row,
            engine.prepare_context(one.context),
        )
        for one in asked
    ]
    return lambda: [engine.score(*one) for one in prepared]


def cpu_us(run, per_run: int) -> float:
    """The best of five rounds."""
    run()
    rounds = []
    for _ in range(5):
        began = time.process_time()
        run()
        rounds.append((time.process_time() - began) / per_run * 1e6)
    return min(rounds)


def local() -> list[tuple[str, float]]:
    asked = questions()
    onnx = make_provider(Choice(engine="onnxruntime"), MODEL_PATH.read_bytes())
    loop = asyncio.new_event_loop()

    def calls_of(size):
        batches = [asked[start : start + size] for start in range(0, len(asked), size)]

        async def ask():
            for batch in batches:
                await onnx.predict_batch(batch)

        return lambda: loop.run_until_complete(ask())

    try:
        return [
            ("fused kernel, one impression a call", cpu_us(kernel(asked), len(asked))),
            ("onnxruntime, one impression a call", cpu_us(calls_of(1), len(asked))),
            ("onnxruntime, sixteen a call", cpu_us(calls_of(16), len(asked))),
        ]
    finally:
        loop.close()


@contextmanager
def server(door: str):
    process = subprocess.Popen([sys.executable, "-c", _SERVER, door], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


async def at_once(ask: Callable[[Question], Awaitable[object]], asked, askers: int) -> tuple[float, float, float]:
    """Impressions a second, median latency in ms and this process's CPU µs an impression."""
    latencies: list[float] = []
    until = time.perf_counter() + SECONDS

    async def one(place: int) -> None:
        while time.perf_counter() < until:
            began = time.perf_counter()
            await ask(asked[place % len(asked)])
            latencies.append(time.perf_counter() - began)
            place += askers

    began_cpu, began = time.process_time(), time.perf_counter()
    await asyncio.gather(*(one(place) for place in range(askers)))
    count = len(latencies)
    return (
        count / (time.perf_counter() - began),
        statistics.median(latencies) * 1e3,
        (time.process_time() - began_cpu) / count * 1e6,
    )


async def remote(door: str) -> list[tuple[str, float, float, float]]:
    asked, rows = questions(), []
    with server(door) as url:
        provider = make_provider(Choice(target=Target.GROQ, url=url, ask_timeout_ms=5_000), MODEL_PATH.read_bytes())
        await provider.warm_up()
        for askers in (1, ASKERS):
            batcher = Batcher(provider.predict_batch)
            rows.append((f"{door}, {askers} at once, one a call", *await at_once(provider.predict, asked, askers)))
            found = await at_once(batcher.ask, asked, askers)
            rows.append((f"{door}, {askers} at once, batcher ({batcher.questions / batcher.calls:.1f} a call)", *found))
        await provider.close()
    return rows


def main() -> None:
    console = Console()
    table = Table("here, 64 candidates", "CPU µs an impression")
    for name, cost in local():
        table.add_row(name, f"{cost:.1f}")
    console.print(table)
    table = Table("over the Open Inference Protocol", "impressions/s", "median ms", "CPU µs here")
    for door in ("http", "grpc"):
        for name, rate, latency, cost in uvloop.run(remote(door)):
            table.add_row(name, f"{rate:,.0f}", f"{latency:.2f}", f"{cost:.0f}")
    console.print(table)


if __name__ == "__main__":
    main()
