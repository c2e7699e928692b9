"""Use cases of rates on a platform session.

Whoever commits a new table publishes it to the ``rates`` bucket afterwards; ingest publishes what was left behind.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.errors import Conflict, InvalidInput
from domain.rates import repository
from domain.rates.tables import RateTableRow
from domain.rates.values import RateTable, shipped_rates

MOST_CHANGE: Final = 2
"""A rate that has doubled or halved since the table before is taken for a slip of the pen."""


async def put_table(
    session: AsyncSession, table: RateTable, *, actor_id: str, now_ms: int, confirmed: bool = False
) -> RateTable:
    """Bring ``table`` into force as the next revision.

    Raises ``InvalidInput`` for a day to come, a currency lost that was known before, or, unless ``confirmed``, a rate that
    has doubled or halved; ``Conflict`` for a day before that of the table in force.
    """
    if table.day > datetime.fromtimestamp(now_ms / 1_000, UTC).date() + timedelta(days=1):
        raise InvalidInput("the rates are of a day to come", field="day", remedy="Send rates that were observed.")
    before = await current_table(session)
    if before.revision and table.day < before.day:
        raise Conflict(
            f"rates of {before.day} are in force", field="day", remedy="Send newer ones; what is past stays on record."
        )
    lost = sorted(before.per_usd_e9.keys() - table.per_usd_e9.keys())
    if lost:
        raise InvalidInput(
            f"{', '.join(lost)} would have no rate", field="per_usd", remedy="Send every currency that is in force."
        )
    for currency, rate_e9 in () if confirmed else table.per_usd_e9.items():
        known = before.per_usd_e9.get(currency)
        if known and not known / MOST_CHANGE < rate_e9 < known * MOST_CHANGE:
            raise InvalidInput(
                f"{currency} would change from {known} to {rate_e9} billionths a dollar",
                field=f"per_usd.{currency}",
                remedy="Correct it, or send confirmed=true if it is so.",
            )
    row = RateTableRow(
        revision=before.revision + 1,
        day=table.day.isoformat(),
        source=table.source,
        per_usd_e9=dict(table.per_usd_e9),
        put_by=actor_id,
        put_at_ms=now_ms,
    )
    session.add(row)
    await session.flush()
    return _value(row)


async def current_table(session: AsyncSession) -> RateTable:
    """The table in force; the shipped one, revision 0, where none was ever put."""
    row = await repository.newest(session)
    return _value(row) if row is not None else shipped_rates()


async def past_tables(session: AsyncSession, *, limit: int = 100) -> Sequence[RateTable]:
    """Newest first."""
    return [_value(row) for row in await repository.tables(session, limit=limit)]


def _value(row: RateTableRow) -> RateTable:
    return RateTable(
        day=date.fromisoformat(row.day), source=row.source, per_usd_e9=dict(row.per_usd_e9), revision=row.revision
    )
