"""Become another program that the kernel kills when our parent dies (Linux).

Run by path as ``python -I -S launcher.py PARENT_PID PROGRAM ARGUMENT...``. Binding itself in a fresh process, rather than
between ``fork`` and ``exec`` of a parent with threads, cannot deadlock; the binding survives ``exec``.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, program = int(sys.argv[1]), sys.argv[2:]
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        sys.exit(f"cannot bind {program[0]} to its parent: {os.strerror(ctypes.get_errno())}")
    if os.getppid() != parent:
        sys.exit(f"{program[0]} was not started: its parent has gone")
    os.execvp(program[0], program)  # noqa: S606 - becoming the program is the whole point


if __name__ == "__main__":
    main()
