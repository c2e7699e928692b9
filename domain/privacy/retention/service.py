"""Use cases of how long things are kept, on a tenant's session."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.privacy.retention import repository
from domain.privacy.retention.rules import RULES, before_ms, check_days
from domain.privacy.retention.values import Removed
from domain.records import tenant_of

RUNS_KEPT_DAYS: Final = 400


async def days_of(session: AsyncSession) -> Mapping[str, int]:
    """Of every kind, for how many days it is kept."""
    return {kind: rule.days for kind, rule in RULES.items()} | await chosen(session)


async def chosen(session: AsyncSession) -> dict[str, int]:
    """What the tenant said itself; what it said before a kind had to be kept for longer is that much."""
    return {
        row.kind: max(row.days, RULES[row.kind].shortest_days)
        for row in await repository.chosen(session)
        if row.kind in RULES
    }


async def choose(session: AsyncSession, kind: str, days: int | None, *, actor_id: str, now_ms: int) -> None:
    """Keep a kind for so many days from now on; None goes back to what the product does. Raises ``InvalidInput``."""
    check_days(kind, RULES[kind].days if days is None and kind in RULES else days or 0)
    if days is None:
        await repository.choose_not(session, kind)
        return
    row = {"tenant_id": tenant_of(session), "kind": kind, "days": days, "updated_by": actor_id, "updated_at_ms": now_ms}
    await repository.choose(session, row)


async def note_removed(session: AsyncSession, removed: Removed) -> None:
    await repository.add_run(session, {"tenant_id": tenant_of(session), **msgspec.structs.asdict(removed)})
    await repository.forget_runs(session, before_ms=before_ms(RUNS_KEPT_DAYS, now_ms=removed.at_ms))


async def runs(session: AsyncSession, *, limit: int) -> Sequence[Removed]:
    """The newest first."""
    return [
        Removed(kind=row.kind, rows=row.rows, before_ms=row.before_ms, at_ms=row.at_ms)
        for row in await repository.runs(session, limit=limit)
    ]
