"""Holding all creatives of a revision against the brand, before a transaction asks what came of it."""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from domain.brand.service import InForce
from domain.brand.values import Box, Finding, Kit, Piece, Report, Rule, Severity
from domain.clock import Clock
from domain.creatives.values import CreativeContent
from domain.errors import InvalidInput
from domain.golive.values import Looked
from domain.serving.rules import Piece as Shown

LONGEST_S: Final = 7.0
"""For all creatives of a revision; those that are not done by then are done when it asks again."""
_AT_ONCE: Final = 3
_KEPT_FOR_MS: Final = 600_000
"""What is behind an address may change, though the creative does not."""
_MOST_KEPT: Final = 10_000

_Key = tuple[str, int, str, int]


class Desk(Protocol):
    """Reads creatives and holds them against kits."""

    async def piece_of(self, tenant_id: str, content: CreativeContent, logos: Mapping[str, Box]) -> Piece: ...

    async def judge(self, tenant_id: str, kit: Kit, piece: Piece) -> Report: ...


class BrandLooks:
    """One for each process; what was seen is kept for a while, so that a gate that asks again is answered soon."""

    def __init__(self, desk: Desk, *, clock_ms: Clock) -> None:
        self._desk = desk
        self._clock_ms = clock_ms
        self._kept: dict[_Key, tuple[tuple[Finding, ...], int]] = {}

    async def look(
        self, tenant_id: str, kit: InForce, shown: Sequence[Shown], versions: Sequence[tuple[str, int]]
    ) -> tuple[Looked, ...]:
        """What the brand has against each; one that could not be read in time is left out. Raises ``TooMany``."""
        turns = asyncio.Semaphore(_AT_ONCE)
        by_id = {piece.creative_id: piece.content for piece in shown}
        keys = {creative_id: (creative_id, version, kit.kit_id, kit.version) for creative_id, version in versions}

        async def look_at(creative_id: str) -> Looked:
            async with turns:
                return Looked(creative_id, await self._look(tenant_id, kit.kit, by_id[creative_id], keys[creative_id]))

        looking = [asyncio.ensure_future(look_at(creative_id)) for creative_id in keys]
        if looking:
            await asyncio.wait(looking, timeout=LONGEST_S)
        done = [one for one in looking if one.done()]
        for late in looking:
            if not late.done():
                late.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await late
        return tuple(one.result() for one in done)

    async def _look(self, tenant_id: str, kit: Kit, content: CreativeContent, key: _Key) -> tuple[Finding, ...]:
        kept = self._kept.get(key)
        if kept is not None and 0 <= self._clock_ms() - kept[1] < _KEPT_FOR_MS:
            return kept[0]
        try:
            piece = await self._desk.piece_of(tenant_id, content, {})
            findings = (await self._desk.judge(tenant_id, kit, piece)).findings
        except InvalidInput as error:
            findings = (_unreadable(error),)
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[key] = findings, self._clock_ms()
        return findings


def _unreadable(error: InvalidInput) -> Finding:
    """What cannot be read cannot be shown to keep to the brand."""
    return Finding(
        rule=Rule.UNREAD,
        severity=Severity.ERROR,
        message=error.message,
        why="a creative that cannot be read is not shown",
        remedy=error.remedy or "Make it simpler.",
    )
