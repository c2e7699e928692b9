"""What makes a child die with its parent, even when the parent is killed with -9."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Protocol

_HERE = Path(__file__).parent
_BARE_PYTHON = (sys.executable, "-I", "-S")


class Bond(Protocol):
    """Ties children to this process. Children must be started by its main thread."""

    def command(self, argv: tuple[str, ...]) -> tuple[str, ...]:
        """The command to run in place of ``argv``."""

    def hold(self, pid: int) -> None:
        """A child has started, as the leader of its own process group."""

    def release(self, pid: int) -> None:
        """A child has ended."""

    def close(self) -> None:
        """Every child has ended; nothing is held any longer."""


class DeathSignal:
    """Linux: the kernel sends SIGKILL to the child when the thread that started it is gone."""

    def command(self, argv: tuple[str, ...]) -> tuple[str, ...]:
        return (*_BARE_PYTHON, str(_HERE / "launcher.py"), str(os.getpid()), *argv)

    def hold(self, pid: int) -> None:
        """Nothing to do: the kernel knows."""

    def release(self, pid: int) -> None:
        """Nothing to do: the kernel knows."""

    def close(self) -> None:
        """Nothing to do: the kernel knows."""


class Tether:
    """Elsewhere: a small process notices our end by the pipe we hold, and kills who is left."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            (*_BARE_PYTHON, str(_HERE / "tether.py")), stdin=subprocess.PIPE, text=True, start_new_session=True
        )

    def command(self, argv: tuple[str, ...]) -> tuple[str, ...]:
        return argv

    def hold(self, pid: int) -> None:
        self._tell(f"+{pid}\n")

    def release(self, pid: int) -> None:
        self._tell(f"-{pid}\n")

    def close(self) -> None:
        if self._process.stdin:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
        self._process.wait()

    def _tell(self, line: str) -> None:
        if self._process.stdin is None:
            raise RuntimeError("the tether was started without a pipe")
        self._process.stdin.write(line)
        self._process.stdin.flush()


def bond_for_this_platform() -> Bond:
    return DeathSignal() if sys.platform == "linux" else Tether()
