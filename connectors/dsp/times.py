"""Instants as vendors write them."""

from datetime import UTC, datetime


def iso(at_ms: int) -> str:
    """``2026-11-21T08:00:00Z``."""
    return datetime.fromtimestamp(at_ms / 1_000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def spaced(at_ms: int) -> str:
    """``2026-11-21 08:00:00``, in UTC."""
    return datetime.fromtimestamp(at_ms / 1_000, UTC).strftime("%Y-%m-%d %H:%M:%S")
