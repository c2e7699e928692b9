"""What people change is entered with what was there before and after, in the transaction that changes it, or not at all."""

import json

import pytest
from sqlmodel import col, delete, insert, select, update

from domain.acting import act_as, within
from domain.audit import service
from domain.audit.rules import AUDITED, NOT_AUDITED
from domain.audit.service import ERASED
from domain.audit.tables import CHAINS, AuditEntry
from domain.audit.values import Filters
from domain.exchanges.tables import ExchangeRow
from domain.identity import service as identity
from domain.identity.tables import ApiToken, User
from domain.identity.values import PLATFORM_TENANT, NewTenant, NewUser, Role
from domain.records import MAIN_STORE, inserting
from storage.sql.tables import store_of, tables_of

NOW = 1_800_000_000_000
ANA = NewUser(email="ana@ours.example", name="Ana", roles=(Role.VIEWER,))


@pytest.fixture
async def ours(database):
    async with database.platform() as session:
        for tenant in ("ours", "theirs"):
            await identity.create_tenant(session, NewTenant(id=tenant, name=tenant), now_ms=NOW)
    return database


async def new_user(database, new=ANA, tenant_id="ours") -> str:
    async with database.tenant(tenant_id) as session:
        return (await identity.create_user(session, new, tenant_id=tenant_id, now_ms=NOW)).id


async def entries(database, tenant_id="ours", **wanted):
    """The oldest first."""
    async with database.reading(tenant_id) as session:
        return (await service.search(session, MAIN_STORE, Filters(**wanted), limit=500))[::-1]


def said(shown):
    return shown.entry.action, shown.before, shown.after


@pytest.mark.parametrize("store", CHAINS)
def test_of_every_table_it_is_decided_whether_its_changes_are_entered(store):
    tables = {table.name for table in tables_of(store)}
    undecided = tables - AUDITED.keys() - NOT_AUDITED.keys()
    assert not undecided, "name them in domain/audit/rules.py: in AUDITED, or with the reason in NOT_AUDITED"
    assert not AUDITED.keys() & NOT_AUDITED.keys()


@pytest.mark.parametrize("store", CHAINS)
def test_every_column_that_is_to_be_hidden_encrypted_or_ignored_is_there(store):
    for table in tables_of(store):
        audited = AUDITED.get(table.name)
        if audited is not None:
            named = {audited.subject, *audited.ignored, *audited.hidden, *audited.personal} | ({audited.person} - {""})
            assert named <= set(table.columns.keys()) | {"last_used_at_ms"}, table.name
            assert store_of(table) == store


async def test_an_entry_says_who_changed_what_from_what_to_what_and_in_which_request(ours):
    ana = await new_user(ours)
    with within("req-7"):
        act_as("usr_root", tenant_id=PLATFORM_TENANT, credential_id="tok_1")
        async with ours.tenant("ours") as session:
            await identity.change_user(session, ana, roles=[Role.ADMIN], now_ms=NOW)
    made, changed = await entries(ours)
    assert said(made)[:2] == ("user.create", None)
    assert made.after["email"] == "ana@ours.example"
    assert made.entry.actor_id == "system"
    assert said(changed) == ("user.change", {"roles": ["viewer"]}, {"roles": ["admin"]})
    entry = changed.entry
    assert (entry.actor_id, entry.actor_tenant_id, entry.credential_id) == ("usr_root", PLATFORM_TENANT, "tok_1")
    assert (entry.request_id, entry.subject_id) == ("req-7", ana)


async def test_what_is_rolled_back_leaves_no_entry(ours):
    with pytest.raises(RuntimeError):
        async with ours.tenant("ours") as session:
            await identity.create_user(session, ANA, tenant_id="ours", now_ms=NOW)
            raise RuntimeError
    assert not await entries(ours)


async def test_what_is_rolled_back_to_a_savepoint_leaves_no_entry(ours):
    ana = await new_user(ours)
    async with ours.tenant("ours") as session:
        await identity.change_user(session, ana, roles=[Role.ANALYST], now_ms=NOW)
        with pytest.raises(RuntimeError):
            async with session.begin_nested():
                await identity.create_user(
                    session, ANA.model_copy(update={"email": "b@ours.example"}), tenant_id="ours", now_ms=NOW
                )
                raise RuntimeError
        async with session.begin_nested():
            await identity.create_token(session, ana, name="kept", now_ms=NOW)
    assert [one.entry.action for one in await entries(ours)] == ["user.create", "user.change", "token.create"]


async def test_a_row_changed_twice_in_one_transaction_has_one_entry(ours):
    async with ours.tenant("ours") as session:
        user = await identity.create_user(session, ANA, tenant_id="ours", now_ms=NOW)
        await identity.change_user(session, user.id, roles=[Role.ADMIN], now_ms=NOW)
    async with ours.tenant("ours") as session:
        await identity.change_user(session, user.id, roles=[Role.VIEWER], now_ms=NOW)
        await identity.change_user(session, user.id, disabled=True, now_ms=NOW)
    made, changed = await entries(ours)
    assert made.after["roles"] == ["admin"]
    assert said(changed)[1:] == (
        {"roles": ["admin"], "disabled_at_ms": None},
        {"roles": ["viewer"], "disabled_at_ms": NOW},
    )


async def test_a_change_to_what_is_there_already_is_none(ours):
    ana = await new_user(ours)
    async with ours.tenant("ours") as session:
        await identity.change_user(session, ana, roles=[Role.VIEWER], now_ms=NOW)
        await session.exec(update(User).where(col(User.id) == ana).values(roles=["viewer"]))
    assert len(await entries(ours)) == 1


async def test_statements_that_go_round_the_mapper_are_entered_too(ours):
    ana = await new_user(ours)
    async with ours.tenant("ours") as session:
        await session.exec(update(User).where(col(User.email) == ANA.email).values(name="Anna"))
    async with ours.tenant("ours") as session:
        row = {"id": ana, "tenant_id": "ours", "email": ANA.email, "name": "Anja", "roles": [], "grants": []}
        statement = inserting(session, User).values(**row, created_at_ms=NOW)
        await session.exec(statement.on_conflict_do_update(index_elements=["id"], set_={"name": "Anja"}))
    async with ours.tenant("ours") as session:
        await session.exec(delete(User).where(col(User.id) == ana))
    _, updated, inserted, deleted = await entries(ours)
    assert said(updated) == ("user.change", {"name": "Ana"}, {"name": "Anna"})
    assert said(inserted) == ("user.change", {"name": "Anna"}, {"name": "Anja"})
    assert (deleted.entry.action, deleted.before["name"], deleted.after) == ("user.delete", "Anja", None)


async def test_each_row_of_an_insert_of_several_is_entered(ours):
    row = {"tenant_id": "ours", "roles": [], "grants": [], "created_at_ms": NOW}
    people = [{**row, "id": f"usr_{name}", "email": f"{name}@ours.example", "name": name} for name in ("ana", "ben")]
    async with ours.tenant("ours") as session:
        await session.exec(inserting(session, User).values(people))
    made = await entries(ours)
    assert [(one.entry.action, one.after["name"]) for one in made] == [("user.create", "ana"), ("user.create", "ben")]


async def test_a_statement_over_thousands_of_rows_enters_each(ours):
    row = {"tenant_id": "ours", "roles": [], "grants": [], "created_at_ms": NOW}
    people = [{**row, "id": f"usr_{n}", "email": f"{n}@ours.example", "name": "N"} for n in range(1_200)]
    async with ours.tenant("ours") as session:
        await (await session.connection()).execute(insert(User), people)  # unheard
    async with ours.tenant("ours") as session:
        await session.exec(update(User).values(disabled_at_ms=NOW))
    async with ours.platform_reading() as session:
        assert (await service.verify(session, MAIN_STORE, "ours")).entries == 1_200


async def test_a_statement_of_one_tenant_enters_nothing_of_another(ours):
    await new_user(ours)
    await new_user(ours, tenant_id="theirs")
    async with ours.tenant("ours") as session:
        await session.exec(update(User).values(name="Everybody"))
    assert [one.entry.action for one in await entries(ours)] == ["user.create", "user.change"]
    assert [one.entry.action for one in await entries(ours, "theirs")] == ["user.create"]


async def test_one_transaction_of_the_platform_is_entered_with_each_tenant_it_touches(ours):
    await new_user(ours)
    await new_user(ours, tenant_id="theirs")
    async with ours.platform() as session:
        await session.exec(update(User).values(disabled_at_ms=NOW))
    for tenant in ("ours", "theirs"):
        assert said((await entries(ours, tenant))[-1])[2] == {"disabled_at_ms": NOW}


async def test_what_belongs_to_no_tenant_is_entered_with_the_platform(ours):
    exchange = ExchangeRow(
        id="x", name="X", tenants=[], seats=[], currencies=[], secret_sha256="s" * 64, created_by="usr_1",
        created_at_ms=NOW, updated_at_ms=NOW,
    )  # fmt: skip
    async with ours.platform() as session:
        session.add(exchange)
    actions = [one.entry.action for one in await entries(ours, PLATFORM_TENANT)]
    assert actions == ["tenant.create", "tenant.create", "exchange.create"]


async def test_no_digest_of_a_secret_is_in_the_log(ours):
    ana = await new_user(ours)
    async with ours.tenant("ours") as session:
        issued = await identity.create_token(session, ana, name="t", now_ms=NOW)
    async with ours.platform_reading() as session:
        rows = (await session.exec(select(AuditEntry))).all()
        digest = (await session.exec(select(ApiToken.sha256))).one()
    text = json.dumps([row.model_dump() for row in rows])
    assert digest not in text
    assert issued.secret not in text
    assert "(hidden)" in text


async def test_personal_fields_lie_encrypted_and_are_unreadable_once_the_key_is_destroyed(ours):
    ana, ben = await new_user(ours), await new_user(ours, ANA.model_copy(update={"email": "ben@ours.example"}))
    async with ours.platform_reading() as session:
        rows = (await session.exec(select(AuditEntry))).all()
    assert "ours.example" not in json.dumps([row.model_dump() for row in rows])

    async with ours.tenant("ours") as session:
        await service.forget(session, MAIN_STORE, ana)
    by_subject = {one.entry.subject_id: one.after for one in await entries(ours, action="user.create")}
    assert by_subject[ana]["email"] == by_subject[ana]["name"] == ERASED
    assert by_subject[ana]["roles"] == ["viewer"]
    assert by_subject[ben]["email"] == "ben@ours.example"
    assert (await entries(ours))[-1].entry.action == "personal_key.delete"
    async with ours.platform_reading() as session:
        assert (await service.verify(session, MAIN_STORE, "ours")).broken is None


async def test_somebody_entered_anew_after_their_key_was_destroyed_does_not_open_what_was_before(ours):
    ana = await new_user(ours)
    async with ours.tenant("ours") as session:
        await service.forget(session, MAIN_STORE, ana)
    async with ours.tenant("ours") as session:
        await session.exec(update(User).where(col(User.id) == ana).values(name="Anna"))
    made, _, changed = await entries(ours)
    assert (made.after["name"], changed.after["name"]) == (ERASED, "Anna")


async def test_a_very_long_value_is_entered_as_its_digest(ours):
    ana = await new_user(ours)
    async with ours.tenant("ours") as session:
        await session.exec(update(User).where(col(User.id) == ana).values(roles=["x" * 30_000]))
    assert (await entries(ours))[-1].after["roles"].keys() == {"characters", "sha256"}


async def test_entries_are_found_by_actor_subject_action_request_and_time(ours):
    with within("req-1"):
        act_as("usr_1")
        ana = await new_user(ours)
    with within("req-2"):
        act_as("usr_2")
        async with ours.tenant("ours") as session:
            token = await identity.create_token(session, ana, name="t", now_ms=NOW)
    first, second = [one.entry for one in await entries(ours)]
    for wanted, found in (
        ({"actor_id": "usr_1"}, [first]),
        ({"subject_id": token.token.id}, [second]),
        ({"action": "token"}, [second]),
        ({"action": "user.create"}, [first]),
        ({"action": "use"}, []),
        ({"request_id": "req-2"}, [second]),
        ({"to_ms": first.at_ms}, []),
        ({"from_ms": first.at_ms}, [first, second]),
        ({"from_ms": second.at_ms + 1}, []),
    ):
        assert [one.entry for one in await entries(ours, **wanted)] == found, wanted
