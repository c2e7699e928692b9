"""The log of a process, as whoever looks for a reported failure reads it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOGS_ONE_FAILURE = """
import structlog
from workers.process import configure_logs

configure_logs()
with structlog.contextvars.bound_contextvars(request_id="req_7"):
    structlog.get_logger("api").error("a request failed", path="/api")
"""


def test_the_id_a_caller_was_told_to_mention_is_in_the_log():
    argv = [sys.executable, "-c", LOGS_ONE_FAILURE]
    written = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "a request failed" in written
    assert "request_id=req_7" in written
