"""What every process of ours has in common: logs, a polite end, and a word when it is ready."""

import asyncio
import gc
import io
import logging
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Any, Final, TextIO

import structlog
from structlog.typing import EventDict, ExcInfo

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
    gc.enable()


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

    What is bound to the context, such as a request's id, is on every line of it. Whatever others wrote begins no line of
    its own and tells no terminal what to do; tracebacks have several lines, set in.
    """
    structlog.configure(
        processors=list(PROCESSORS),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    warnings = logging.StreamHandler(sys.stdout)
    warnings.setFormatter(_OnOneLine("%(asctime)s [%(levelname)s] %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[warnings])


def on_one_line(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """A processor of structlog's: no text of an event has a character that ends its line."""
    return {name: escaped(value) if isinstance(value, str) else value for name, value in event.items()}


def _plain_traceback(out: TextIO, failure: ExcInfo) -> None:
    told = io.StringIO()
    structlog.dev.plain_traceback(told, failure)
    out.write(_set_in(told.getvalue()))


class _OnOneLine(logging.Formatter):
    """The same for what libraries say."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 -- the standard library's
        record.message = escaped(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 -- likewise
        return _set_in(super().formatException(ei))


def _set_in(traceback: str) -> str:
    return "\n".join(f"  {escaped(line)}" for line in traceback.split("\n"))


def escaped(text: str) -> str:
    """``text`` without a character that a terminal would take for an order, or a reader for the end of the line."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


PROCESSORS: Final = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    on_one_line,
    structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, exception_formatter=_plain_traceback),
)
"""What an event goes through on its way to its line."""
