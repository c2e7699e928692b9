"""Held messages go out at the hand of whoever names their source, and at nobody else's."""

from domain.messages.holds import service as holds
from tests.messages.conftest import NOW, SOURCE, World, message


async def test_a_held_message_does_not_go_out_by_its_key_until_it_is_let_go(world: World):
    (ana,) = await world.people()
    planned = message(ana)
    await world.plan(planned)
    async with world.database.tenant(world.tenant) as session:
        await holds.hold(session, SOURCE, now_ms=NOW)
    report = await world.deliverer().deliver(world.tenant, keys=[planned.key], now_ms=NOW)
    assert (report.looked_at, world.vendor.given) == (0, [])
    async with world.database.tenant(world.tenant) as session:
        await holds.release(session, SOURCE)
    assert (await world.deliverer().deliver(world.tenant, keys=[planned.key], now_ms=NOW)).sent == 1


async def test_whoever_holds_a_source_hands_its_messages_over_by_naming_it(world: World):
    first, second = await world.people(2)
    planned = [message(first), message(second)]
    await world.plan(*planned)
    async with world.database.tenant(world.tenant) as session:
        await holds.hold(session, SOURCE, now_ms=NOW)
    deliverer = world.deliverer()
    assert (await deliverer.deliver(world.tenant, source=SOURCE, keys=[planned[0].key], now_ms=NOW)).sent == 1
    assert (await deliverer.deliver(world.tenant, source=SOURCE, now_ms=NOW)).sent == 1
