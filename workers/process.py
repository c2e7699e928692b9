"""What every process of ours has in common: logs, a polite end, and a word when it is ready."""

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from domain.acting import SYSTEM, act_as
from domain.errors import CampaignExpressError
from workers.readiness import report_ready
from workers.settings import Settings

COLLECT_SELDOM: Final = (100_000, 50, 100)
"""Looking for cycles among the thousands of rows of a batch, again and again, took a quarter of the time of each message."""


class Process:
    """Handed to a process's body: call ``ready`` once, then work until ``stopping`` is set."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.name = name
        self.settings = settings
        self.stopping = asyncio.Event()
        self.log = structlog.get_logger(name)

    def ready(self, *, settled: bool = False) -> None:
        """``settled``: ``collect_seldom`` was called before the doors were opened."""
        if not settled:
            collect_seldom()
        report_ready(self.settings.ready_file)
        self.log.info("ready")


def collect_seldom(thresholds: tuple[int, int, int] = COLLECT_SELDOM) -> None:
    """What a process has loaded by now stays, and is looked through for garbage no more: a look takes most of a second."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*thresholds)


Body = Callable[[Process], Awaitable[None]]


def run_process(
    name: str,
    body: Body,
    settings: Settings,
    *,
    loop_factory: Callable[[], asyncio.AbstractEventLoop] | None = None,
) -> int:
    """Run ``body`` until it returns. SIGTERM and SIGINT set ``stopping``; draining is the body's to do.

    Returns the process's exit status; what ended it otherwise is in the log.
    """
    configure_logs()
    try:
        with asyncio.Runner(loop_factory=loop_factory) as runner:
            runner.run(_run(name, body, settings))
    except CampaignExpressError as error:
        structlog.get_logger(name).error(error.message, code=error.code, remedy=error.remedy)
        return 1
    except Exception:  # noqa: BLE001 - whatever it was belongs in this process's log
        structlog.get_logger(name).exception("died")
        return 1
    return 0


async def _run(name: str, body: Body, settings: Settings) -> None:
    process = Process(name, settings)
    act_as(f"{SYSTEM}:{name}")
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, process.stopping.set)
    process.log.info("starting")
    await body(process)
    process.log.info("stopped")


def configure_logs() -> None:
    """One line an event, ISO 8601 in UTC, then ``key=value``; libraries' warnings join in.

    What is bound to the context, such as a request's id, is on every line of it.
    """
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(
                colors=False, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        level=logging.WARNING,
        stream=sys.stdout,
        format="%(asctime)s [%(levelname)s] %(name)s: %(message)s",
    )
