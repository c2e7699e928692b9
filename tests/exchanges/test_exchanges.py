"""Exchanges: a secret shown once, revisions that only grow, and no way back from a revocation."""

import hashlib

import pytest

from domain.errors import Conflict, NotFound
from domain.exchanges import service
from domain.exchanges.values import ExchangeChange, NewExchange
from domain.identity.service import create_tenant
from domain.identity.values import NewTenant

NOW_MS = 1_790_000_000_000
NEW = NewExchange(name="Acme SSP", tenants=("ten_a",), seats=("seat-1",), currencies=("USD", "EUR"), qps_limit=50)


@pytest.fixture
async def session(database):
    async with database.platform() as session:
        for tenant_id in ("ten_a", "ten_b"):
            await create_tenant(session, NewTenant(id=tenant_id, name=tenant_id), now_ms=NOW_MS)
        yield session


async def created(session, **changes):
    return await service.create_exchange(session, NEW.model_copy(update=changes), actor_id="usr_1", now_ms=NOW_MS)


async def test_only_the_digest_of_the_secret_is_kept(session):
    exchange, secret = await created(session)
    assert exchange.secret_sha256 == hashlib.sha256(secret.encode()).hexdigest()
    assert (exchange.tenants, exchange.seats, exchange.currencies, exchange.qps_limit, exchange.revision) == (
        ("ten_a",),
        ("seat-1",),
        ("USD", "EUR"),
        50,
        1,
    )
    assert await service.get_exchange(session, exchange.exchange_id) == exchange


async def test_each_change_raises_the_revision_and_leaves_the_rest(session):
    exchange, _ = await created(session)
    changed = await service.change_exchange(
        session, exchange.exchange_id, ExchangeChange(tenants=("ten_a", "ten_b")), now_ms=NOW_MS
    )
    assert (changed.revision, changed.tenants, changed.seats) == (2, ("ten_a", "ten_b"), ("seat-1",))


async def test_a_rotated_secret_replaces_the_old_one(session):
    exchange, old = await created(session)
    rotated, new = await service.rotate_secret(session, exchange.exchange_id, now_ms=NOW_MS)
    assert old != new
    assert (rotated.revision, rotated.secret_sha256) == (2, hashlib.sha256(new.encode()).hexdigest())


async def test_a_revoked_exchange_stays_revoked(session):
    exchange, _ = await created(session)
    first = await service.revoke_exchange(session, exchange.exchange_id, now_ms=NOW_MS)
    again = await service.revoke_exchange(session, exchange.exchange_id, now_ms=NOW_MS + 1)
    assert first.revoked
    assert again == first
    with pytest.raises(Conflict):
        await service.rotate_secret(session, exchange.exchange_id, now_ms=NOW_MS)
    assert [each.revoked for each in await service.list_exchanges(session)] == [True]


async def test_names_are_taken_once_and_tenants_must_exist(session):
    await created(session)
    with pytest.raises(Conflict):
        await created(session)
    with pytest.raises(NotFound):
        await created(session, name="Other", tenants=("ten_nobody",))
    with pytest.raises(NotFound):
        await service.get_exchange(session, "exc_nobody")


async def test_an_open_exchange_has_no_secret_until_one_is_made(session):
    exchange, secret = await created(session, id="demo", open=True)
    assert (exchange.exchange_id, exchange.secret_sha256, secret) == ("demo", "", "")
    with pytest.raises(Conflict):
        await created(session, id="demo", name="Another")
    guarded, secret = await service.rotate_secret(session, "demo", now_ms=NOW_MS)
    assert guarded.secret_sha256 == hashlib.sha256(secret.encode()).hexdigest()
