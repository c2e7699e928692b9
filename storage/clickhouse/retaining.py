"""Removing a tenant's old rows from analytics, before the table's own time for everybody."""

from storage.clickhouse.client import Analytics


async def remove_old(analytics: Analytics, table: str, tenant_id: str, *, before_ms: int) -> int:
    """How many there were. Returns once they are gone. Raises ``Unavailable``."""
    where = f"tenant_id = '{tenant_id}' AND at_ms < {int(before_ms)}"  # ids of tenants are letters, digits and dashes
    [(number,)] = await analytics.query(f"SELECT count() FROM {table} WHERE {where}")  # noqa: S608 -- names of ours
    if number:
        await analytics.command(f"ALTER TABLE {table} DELETE WHERE {where} SETTINGS mutations_sync = 2")
    return int(number)
