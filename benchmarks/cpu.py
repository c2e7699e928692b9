"""CPU time as the kernel accounts it, and how fast this machine is right now."""

import time
from pathlib import Path

CALIBRATION_ROUNDS = 2_000_000


def cpu_ns(pid: int) -> int:
    """CPU time of a process's living threads since their start, user and system, in nanoseconds."""
    spent_ns = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            spent_ns += int((task / "schedstat").read_text(encoding="ascii").split()[0])
        except FileNotFoundError:
            continue  # the thread has just ended
    return spent_ns


def calibrate_ns() -> float:
    """CPU nanoseconds for one round of a loop that only counts: larger on a slower or busier machine."""
    began_ns = time.process_time_ns()
    left = CALIBRATION_ROUNDS
    while left:
        left -= 1
    return (time.process_time_ns() - began_ns) / CALIBRATION_ROUNDS


def resident_mib(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
