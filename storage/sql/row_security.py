"""PostgreSQL's own guard of tenants: a second lock behind ``tenancy.py``.

Each transaction sets ``app.tenant_id`` to its tenant, or to ``*`` for the platform; a transaction that sets nothing sees
no row. Policies are FORCEd, so they bind the tables' owner too. PostgreSQL exempts superusers and roles with BYPASSRLS:
run the product as neither.
"""

from typing import Final

TENANT_SETTING: Final = "app.tenant_id"
_POLICY: Final = "tenant_isolation"


def protect(table: str, *, column: str = "tenant_id") -> tuple[str, ...]:
    """The statements that put row-level security on ``table``, whose ``column`` names the tenant."""
    return _guard(table, f"current_setting('{TENANT_SETTING}', true) IN ('*', {column})")


def reserve(table: str) -> tuple[str, ...]:
    """The statements that leave ``table`` to the platform: no tenant's transaction sees a row of it."""
    return _guard(table, f"current_setting('{TENANT_SETTING}', true) = '*'")


def _guard(table: str, allowed: str) -> tuple[str, ...]:
    return (
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
        f'CREATE POLICY {_POLICY} ON "{table}" USING ({allowed}) WITH CHECK ({allowed})',
    )
