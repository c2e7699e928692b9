"""People are found by their names, as they are called now, on both databases."""

import pytest
from sqlalchemy import event, text

from domain.contacts import service
from domain.contacts.values import ContactChange
from domain.errors import InvalidInput
from tests.contacts.conftest import TENANT
from tests.contacts.crowds import create_all

A, B = ("external_id", "a1"), ("external_id", "b2")
DEVICE = ("anonymous_id", "d1")


async def put(journeys, *identities, tenant=TENANT, now_ms=1, **attributes):
    change = ContactChange(identities=identities, attributes=attributes)
    async with journeys.tenant(tenant) as session:
        return (await service.create(session, change, now_ms=now_ms))[0]


async def search(journeys, words):
    async with journeys.reading(TENANT) as session:
        found, has_more = await service.search(session, words)
    return [contact.person_id for contact in found], has_more


async def found(journeys, words):
    return (await search(journeys, words))[0]


@pytest.mark.parametrize("words", ["sil", "SILVA", "ana sil", "silva, an", "an", "ána", "a1"])
async def test_somebody_is_found_by_the_beginning_of_either_name_and_by_their_number(journeys, words):
    ana = await put(journeys, A, first_name="Ana", last_name="Silva")
    await put(journeys, B, first_name="Bo", last_name="Ek")
    assert await search(journeys, words) == ([ana], False)


@pytest.mark.parametrize("words", ["lva", "ana  b", "%%", "__", "a%", "\U0001f600\U0001f600", "' OR 1=1", "a1b"])
async def test_nobody_is_found_by_what_no_name_begins_with(journeys, words):
    await put(journeys, A, first_name="Ana", last_name="Silva")
    assert await search(journeys, words) == ([], False)


@pytest.mark.parametrize("words", ["", "a", "  a "])
async def test_one_letter_is_too_little(journeys, words):
    with pytest.raises(InvalidInput, match="too short"):
        await search(journeys, words)


async def test_names_of_other_letters_are_found(journeys):
    people = {
        name: await put(journeys, ("external_id", name), name=name) for name in ("João Ñu", "Łódź", "김민수", "Zoë")
    }
    for words, name in (("joao", "João Ñu"), ("nu", "João Ñu"), ("lodz", "Łódź"), ("김민", "김민수"), ("ZOE", "Zoë")):
        assert await found(journeys, words) == [people[name]]


async def test_whoever_is_called_otherwise_is_found_by_their_name_of_now(journeys):
    ana = await put(journeys, A, first_name="Ana", last_name="Silva")
    await put(journeys, A, now_ms=2, city="Porto")
    assert await found(journeys, "silva") == [ana]
    await put(journeys, A, now_ms=3, last_name="Costa")
    assert (await found(journeys, "silva"), await found(journeys, "costa")) == ([], [ana])
    await put(journeys, A, now_ms=4, first_name=None, last_name=None)
    assert (await found(journeys, "an"), await found(journeys, "costa")) == ([], [])


async def test_two_who_turn_out_to_be_one_are_found_once_by_the_name_that_is_left(journeys):
    await put(journeys, DEVICE, first_name="Anita", last_name="Lopes")
    ana = await put(journeys, A, now_ms=2, first_name="Ana")
    await put(journeys, A, DEVICE, now_ms=3)
    assert await found(journeys, "ana") == await found(journeys, "lopes") == [ana]
    assert await found(journeys, "anita") == []


async def test_whoever_is_erased_or_another_tenants_is_not_found(journeys):
    ana = await put(journeys, A, first_name="Ana")
    await put(journeys, A, tenant="boreal", first_name="Ana")
    assert await found(journeys, "ana") == [ana]
    async with journeys.tenant(TENANT) as session:
        await service.erase(session, ana)
    assert await found(journeys, "ana") == []


async def test_of_many_a_few_are_shown_of_first_and_last_names_alike(journeys):
    first = [ContactChange(attributes={"first_name": "Maria", "last_name": f"X{n:02}"}) for n in range(30)]
    last = [ContactChange(attributes={"first_name": f"X{n:02}", "last_name": "Mariano"}) for n in range(30)]
    async with journeys.tenant(TENANT) as session:
        ids = await create_all(session, [*first, *last], now_ms=1)
    number = await put(journeys, ("external_id", "Maria"))
    shown, has_more = await search(journeys, "Maria")
    assert (shown[0], len(shown), len(set(shown)), has_more) == (number, service.FOUND_AT_MOST, len(shown), True)
    assert set(shown) & set(ids[:30])
    assert set(shown) & set(ids[30:])
    assert await search(journeys, "maria x07") == ([ids[7]], False)


async def test_a_name_is_looked_up_by_its_index_and_not_searched_for(journeys):
    async with journeys.tenant(TENANT) as session:
        people = [ContactChange(attributes={"first_name": f"A{n}", "last_name": f"B{n}"}) for n in range(300)]
        await create_all(session, people, now_ms=1)
    plans: list[str] = []
    async with journeys.reading(TENANT) as session:
        connection = await session.connection()
        if connection.dialect.name == "postgresql":
            await connection.execute(text("SET LOCAL enable_seqscan = off"))  # a few hundred are read faster one by one
        asked: list[tuple[str, tuple[object, ...]]] = []

        def listen(_connection, _cursor, statement, parameters, _context, _many):
            asked.append((statement, parameters))

        event.listen(connection.sync_connection, "before_cursor_execute", listen)
        await service.search(session, "a1")
        event.remove(connection.sync_connection, "before_cursor_execute", listen)
        explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
        for statement, parameters in asked:
            if "ORDER BY" in statement:
                plan = (await connection.exec_driver_sql(f"{explain} {statement}", parameters)).all()
                plans.append(" ".join(str(step[-1]) for step in plan))
    assert len(plans) == 2
    for column, plan in zip(("by_first_name", "by_last_name"), plans, strict=True):
        assert f"ix_contacts_{column}" in plan
        assert plan.count(column) >= 3, plan  # the index, and both ends of the part of it that is read
        assert "TEMP B-TREE" not in plan
        assert "Sort" not in plan
