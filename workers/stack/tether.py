"""Kill the children of a parent that died without ending them (where the kernel does not offer to).

Run by path as ``python -I -S tether.py``. The parent writes ``+PID`` and ``-PID`` lines to our standard input as its
children, each leader of a process group, come and go. End of file means the parent is gone, however it went.
"""

import contextlib
import os
import signal
import sys


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    held: set[int] = set()
    for line in sys.stdin:
        pid = int(line[1:])
        if line[0] == "+":
            held.add(pid)
        else:
            held.discard(pid)
    for pid in held:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
