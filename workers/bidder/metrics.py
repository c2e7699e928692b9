"""A bidder's counters on the metrics page: counted where it is cheap, handed to prometheus once a second."""

import asyncio
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prometheus_client import Counter

EVERY_S = 1.0
_BUCKETS_S = (0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25)

Label = tuple[str, ...]
Totals = Callable[[], Mapping[Label, int]]
"""Totals since the start of the process, by label values."""


class BidderMetrics:
    """Watches totals and passes on by how much they grew. ``durations_ns`` gives what was sampled since it last did.

    Prometheus decides when it is first imported whether processes share their counters through ``directory``; hence
    nothing else in a bidder imports it.
    """

    def __init__(self, directory: Path | None, *, durations_ns: Callable[[], list[int]]) -> None:
        if directory is not None:
            directory.mkdir(parents=True, exist_ok=True)
            os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(directory))
        from prometheus_client import Histogram

        self._durations_ns = durations_ns
        self._processing = Histogram(
            "campaign_express_bid_processing_seconds",
            "From a request's turn to its answer, one in sixteen; the others of its row and the wait for a profile included.",
            buckets=_BUCKETS_S,
        )
        self._watched: list[tuple[Counter, Totals, dict[Label, int]]] = []

    def watch(self, name: str, about: str, labels: Label, totals: Totals) -> None:
        """Show ``totals`` as the counter ``campaign_express_{name}_total``."""
        from prometheus_client import Counter

        self._watched.append((Counter(f"campaign_express_{name}", about, labels), totals, {}))

    def pass_on(self) -> None:
        for counter, totals, passed_on in self._watched:
            for label, total in totals().items():
                grown = total - passed_on.get(label, 0)
                if grown > 0:
                    (counter.labels(*label) if label else counter).inc(grown)
                    passed_on[label] = total
        for duration_ns in self._durations_ns():
            self._processing.observe(duration_ns / 1e9)

    async def run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            self.pass_on()
