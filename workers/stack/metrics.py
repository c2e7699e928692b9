"""``/metrics`` for the whole stack: what the processes write to files, and what the parent sees of them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Thread
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from workers.stack.child import Child


class ChildrenCollector(Collector):
    """Which children are up, and how often each was restarted."""

    def __init__(self, children: Mapping[str, Child]) -> None:
        self._children = children

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("campaign_express_child_up", "1 while the child answers.", labels=["child"])
        restarts = CounterMetricFamily(
            "campaign_express_child_restarts", "Times the child died and was started again.", labels=["child"]
        )
        for name, child in list(self._children.items()):
            up.add_metric([name], float(child.is_ready))
            restarts.add_metric([name], child.restarts)
        yield up
        yield restarts


class MetricsPage:
    """The page, served from a thread of the parent."""

    def __init__(self, server: WSGIServer, thread: Thread) -> None:
        self._server = server
        self._thread = thread

    @classmethod
    def serve(cls, *, port: int, host: str, directory: Path, children: Mapping[str, Child]) -> "MetricsPage":
        registry = CollectorRegistry()
        MultiProcessCollector(registry, path=str(directory))  # type: ignore[no-untyped-call]
        registry.register(ChildrenCollector(children))
        return cls(*start_http_server(port, host, registry))

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
