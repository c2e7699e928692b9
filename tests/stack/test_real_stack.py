"""The whole stack as a user starts it: real servers, our own processes, one parent."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest

from tests.patience import PATIENCE_S
from tests.stack.watching import alive, children_of, wait_until

pytestmark = [
    pytest.mark.xdist_group("stack"),  # stacks started at once would race for the same free ports
    pytest.mark.timeout(1200),
    pytest.mark.skipif(sys.platform != "linux", reason="looks at children through /proc"),
]

UP_WITHIN_S = 300
TOLD_WITHIN_S = 600
ANY_PORT = {
    "CAMPAIGN_EXPRESS__API__HTTP_PORT": "0",
    "CAMPAIGN_EXPRESS__BIDDER__HTTP_PORT": "0",
    "CAMPAIGN_EXPRESS__BIDDER__GRPC_PORT": "0",
    "CAMPAIGN_EXPRESS__METRICS__PORT": "0",
}
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts ``campaign-express`` with these arguments on the test's state directory; its output goes to ``said``."""
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: str) -> subprocess.Popen[str]:
        with (tmp_path / "said").open("a") as said:
            parent = subprocess.Popen(
                [sys.executable, "-m", "workers.cli", *arguments, "--state-dir", str(tmp_path / "state")],
                env={**os.environ, **ANY_PORT},
                stdout=said,
                stderr=subprocess.STDOUT,
                text=True,
            )
        started.append(parent)
        return parent

    yield run
    for parent in started:
        parent.kill()
        parent.wait()


def said(tmp_path: Path) -> str:
    return (tmp_path / "said").read_text()


def wait_until_up(parent: subprocess.Popen[str], tmp_path: Path) -> dict[str, str]:
    addresses = tmp_path / "state" / "addresses.json"
    wait_until(lambda: addresses.exists() or parent.poll() is not None, "the stack is up", UP_WITHIN_S)
    assert parent.poll() is None, said(tmp_path)
    found: dict[str, str] = json.loads(addresses.read_text())
    return found


def test_the_demonstration_holds_and_its_stack_ends_on_sigterm(start: Start, tmp_path: Path) -> None:
    parent = start("demo")
    addresses = wait_until_up(parent, tmp_path)
    children = children_of(parent.pid)
    assert len(children) == 8

    assert httpx2.get(f"{addresses['API']}/health").json()["status"] == "ready"
    assert httpx2.get(f"{addresses['bidders']}/health").json()["status"] == "ready"
    assert httpx2.get(f"{addresses['API']}/api/v1/management/campaigns").status_code == 401
    second = start("up", "--no-seed")
    assert second.wait(timeout=PATIENCE_S) == 1
    assert "a stack is already running" in said(tmp_path)

    wait_until(
        lambda: "Ctrl-C stops everything" in said(tmp_path) or parent.poll() is not None,
        lambda: f"the story is told; until now: {said(tmp_path)}",
        TOLD_WITHIN_S,
    )
    assert said(tmp_path).count("expectations of the story held") == 1, said(tmp_path)

    children = children_of(parent.pid)
    parent.send_signal(signal.SIGTERM)
    assert parent.wait(timeout=PATIENCE_S) == 0, said(tmp_path)
    assert not any(alive(child) for child in children)


def test_a_stack_heals_and_killed_with_9_leaves_nothing_running(start: Start, tmp_path: Path) -> None:
    parent = start("up", "--no-seed", "--bidders", "2")
    addresses = wait_until_up(parent, tmp_path)
    children = children_of(parent.pid)
    assert len(children) == 9
    assert 'campaign_express_child_up{child="bidder-2"} 1.0' in httpx2.get(addresses["metrics"]).text

    (banker,) = [pid for pid in children if b"banker" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    os.kill(banker, signal.SIGKILL)
    wait_until(lambda: "banker is back" in said(tmp_path), "the banker is back and said")

    children = children_of(parent.pid)
    parent.kill()

    wait_until(lambda: not any(alive(child) for child in children), "every server and process is gone")
