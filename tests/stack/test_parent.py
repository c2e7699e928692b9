"""What becomes of the children when the parent is ended, politely or not."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S
from tests.stack.watching import alive, pids_in, wait_until

StartParent = Callable[[str], subprocess.Popen[bytes]]


@pytest.fixture
def start_parent(tmp_path: Path) -> Iterator[StartParent]:
    started: list[subprocess.Popen[bytes]] = []

    def start(bond: str) -> subprocess.Popen[bytes]:
        parent = subprocess.Popen(
            [sys.executable, "-m", "tests.stack.parent", bond, str(tmp_path)], cwd=Path(__file__).parents[2]
        )
        started.append(parent)
        wait_until((tmp_path / "up").exists, "the parent has its children up")
        return parent

    yield start
    for parent in started:
        parent.kill()
        parent.wait()


@pytest.mark.parametrize("bond", ["death-signal", "tether"])
def test_killing_the_parent_leaves_no_orphan(bond: str, start_parent: StartParent, tmp_path: Path) -> None:
    parent = start_parent(bond)
    children = pids_in(tmp_path / "pids")
    assert len(children) == 3
    assert all(alive(child) for child in children)

    parent.kill()

    wait_until(lambda: not any(alive(child) for child in children), "every child is gone with its parent")


@pytest.mark.parametrize("bond", ["death-signal", "tether"])
def test_sigterm_ends_every_child_even_one_that_ignores_it(
    bond: str, start_parent: StartParent, tmp_path: Path
) -> None:
    parent = start_parent(bond)
    children = pids_in(tmp_path / "pids")

    parent.send_signal(signal.SIGTERM)

    assert parent.wait(timeout=PATIENCE_S) == 0
    assert not any(alive(child) for child in children)


def test_bidders_leave_before_the_servers_they_need(start_parent: StartParent, tmp_path: Path) -> None:
    parent = start_parent("death-signal")

    parent.send_signal(signal.SIGTERM)
    parent.wait(timeout=PATIENCE_S)

    assert (tmp_path / "left").read_text().split() == ["edge", "server"]


def test_a_child_whose_parent_is_already_gone_does_not_start(tmp_path: Path) -> None:
    launcher = Path(__file__).parents[2] / "workers" / "stack" / "launcher.py"
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    mark = tmp_path / "started"

    launched = subprocess.run(
        [sys.executable, "-I", "-S", launcher, str(gone.pid), "touch", str(mark)],
        check=False,
        capture_output=True,
        text=True,
    )

    assert launched.returncode != 0
    assert "its parent has gone" in launched.stderr
    assert not mark.exists()
