"""Exchanges: a secret shown once, revisions that only grow, and no way back from a revocation."""

import hashlib

import pytest

from domain.errors import Conflict, NotFound
from domain.exchanges import service
from domain.exchanges.rules import admits
from domain.exchanges.values import ExchangeChange, NewExchange, SecretRotation
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


def bearer(secret: str) -> bytes:
    return f"Bearer {secret}".encode()


async def test_while_a_secret_is_replaced_both_are_good_until_the_old_ones_time_is_over(session):
    exchange, old = await created(session)
    rotated, new = await service.rotate_secret(
        session, exchange.exchange_id, SecretRotation(keep_old_s=60), now_ms=NOW_MS
    )
    assert old != new
    assert (rotated.revision, rotated.secret_sha256) == (2, hashlib.sha256(new.encode()).hexdigest())
    for at_ms, good in ((NOW_MS, {old, new}), (NOW_MS + 59_999, {old, new}), (NOW_MS + 60_000, {new})):
        admitted = {each for each in (old, new, "") if admits(rotated, bearer(each), now_ms=at_ms, demo=True)}
        assert admitted == good


async def test_a_leaked_secret_can_be_ended_at_once(session):
    exchange, old = await created(session)
    rotated, new = await service.rotate_secret(
        session, exchange.exchange_id, SecretRotation(keep_old_s=0), now_ms=NOW_MS
    )
    assert not admits(rotated, bearer(old), now_ms=NOW_MS, demo=True)
    assert admits(rotated, bearer(new), now_ms=NOW_MS, demo=True)


async def test_only_the_last_two_secrets_are_ever_good(session):
    exchange, first = await created(session)
    await service.rotate_secret(session, exchange.exchange_id, SecretRotation(), now_ms=NOW_MS)
    rotated, _ = await service.rotate_secret(session, exchange.exchange_id, SecretRotation(), now_ms=NOW_MS)
    assert not admits(rotated, bearer(first), now_ms=NOW_MS, demo=True)


async def test_an_open_exchange_takes_no_secret_for_a_right_one(session):
    exchange, _ = await created(session, id="demo", open=True)
    assert admits(exchange, b"", now_ms=NOW_MS, demo=True)
    assert not admits(exchange, b"", now_ms=NOW_MS, demo=False)
    assert not admits(exchange, bearer("anything"), now_ms=NOW_MS, demo=True)


async def test_a_network_margin_can_be_set_and_given_back_to_measuring(session):
    exchange, _ = await created(session, network_margin_ms=30)
    assert exchange.network_margin_ms == 30
    for change, margin in ((ExchangeChange(qps_limit=5), 30), (ExchangeChange(network_margin_ms=None), None)):
        changed = await service.change_exchange(session, exchange.exchange_id, change, now_ms=NOW_MS)
        assert changed.network_margin_ms == margin


async def test_a_revoked_exchange_stays_revoked(session):
    exchange, _ = await created(session)
    first = await service.revoke_exchange(session, exchange.exchange_id, now_ms=NOW_MS)
    again = await service.revoke_exchange(session, exchange.exchange_id, now_ms=NOW_MS + 1)
    assert first.revoked
    assert again == first
    with pytest.raises(Conflict):
        await service.rotate_secret(session, exchange.exchange_id, SecretRotation(), now_ms=NOW_MS)
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
    guarded, secret = await service.rotate_secret(session, "demo", SecretRotation(), now_ms=NOW_MS)
    assert guarded.secret_sha256 == hashlib.sha256(secret.encode()).hexdigest()
