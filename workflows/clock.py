"""The workflow's own clock, in our unit."""

from temporalio import workflow


def now_ms() -> int:
    """Unix milliseconds, the same on every replay."""
    return workflow.time_ns() // 1_000_000
