"""``campaign-express audit verify`` walks every chain of both stores and names the first entry that does not hold."""

import asyncio
import re
import sqlite3

import pytest
from typer.testing import CliRunner

from domain.behaviour import service as behaviour
from domain.behaviour.values import EventSchema
from domain.identity import service as identity
from domain.identity.values import NewTenant, NewUser, Role
from domain.records import JOURNEYS_STORE, MAIN_STORE
from storage.sql import Database
from workers.cli import app

NOW = 1_800_000_000_000


@pytest.fixture
def state_dir(tmp_path):
    """A stack's directory, whose tenants have done something in each store."""
    (tmp_path / "sql").mkdir()
    asyncio.run(furnish(tmp_path))
    return tmp_path


async def furnish(directory) -> None:
    main = Database.open(f"sqlite:///{directory / 'sql' / 'main.db'}")
    journeys = Database.open(f"sqlite:///{directory / 'sql' / 'journeys.db'}", store=JOURNEYS_STORE)
    for database in (main, journeys):
        await database.create_all()
    async with main.platform() as session:
        await identity.create_tenant(session, NewTenant(id="acme", name="Acme"), now_ms=NOW)
    for name in ("ana", "ben", "cyd"):
        async with main.tenant("acme") as session:
            new = NewUser(email=f"{name}@acme.example", name=name, roles=(Role.VIEWER,))
            await identity.create_user(session, new, tenant_id="acme", now_ms=NOW)
    async with journeys.tenant("acme") as session:
        await behaviour.set_schema(session, EventSchema(name="signed_up"), now_ms=NOW)
    for database in (main, journeys):
        await database.close()


def verify(state_dir, *arguments: str):
    return CliRunner().invoke(app, ["audit", "verify", "--state-dir", str(state_dir), *arguments])


def tamper(state_dir, statement: str) -> None:
    with sqlite3.connect(state_dir / "sql" / "main.db") as file:
        file.execute(statement)
    file.close()


def test_chains_that_nobody_touched_are_whole_and_their_ends_are_printed(state_dir):
    result = verify(state_dir)
    assert result.exit_code == 0, result.output
    ends = re.findall(r"^whole +(\w+)/(\w+)/(\d+)/[0-9a-f]{64}$", result.output, re.MULTILINE)
    assert ends == [(MAIN_STORE, "acme", "3"), (MAIN_STORE, "platform", "1"), (JOURNEYS_STORE, "acme", "1")]


def test_an_entry_that_was_edited_is_named_and_the_status_is_1(state_dir):
    tamper(state_dir, "UPDATE audit_entries SET actor_id = 'usr_x' WHERE tenant_id = 'acme' AND sequence = 2")
    result = verify(state_dir)
    assert result.exit_code == 1
    assert "BROKEN  main/acme: entry 2: it was changed" in result.output
    assert "whole   main/platform/1/" in result.output


def test_a_chain_that_was_removed_with_its_head_shows_by_an_end_that_was_noted(state_dir):
    noted = re.search(r"main/acme/3/[0-9a-f]{64}", verify(state_dir).output)[0]
    assert verify(state_dir, "--noted", noted).exit_code == 0
    for table in ("audit_entries", "audit_heads"):
        tamper(state_dir, f"DELETE FROM {table} WHERE tenant_id = 'acme'")
    assert verify(state_dir).exit_code == 0
    result = verify(state_dir, "--noted", noted)
    assert result.exit_code == 1
    assert "main/acme: entry 1: it is missing: entry 3 was noted" in result.output


def test_one_tenants_chains_can_be_looked_at_alone(state_dir):
    tamper(state_dir, "DELETE FROM audit_entries WHERE tenant_id = 'platform'")
    assert verify(state_dir, "--tenant", "acme").exit_code == 0
    assert verify(state_dir, "--tenant", "platform").exit_code == 1


def test_the_printed_end_of_a_chain_without_entries_can_be_handed_back(state_dir):
    printed = re.findall(r"^whole +(\S+)$", verify(state_dir, "--tenant", "platform").output, re.MULTILINE)
    assert "journeys/platform/0/" in printed
    result = verify(state_dir, *(word for end in printed for word in ("--noted", end)))
    assert result.exit_code == 0, result.output


def test_an_end_noted_of_a_tenant_that_is_not_looked_at_is_refused(state_dir):
    result = verify(state_dir, "--tenant", "acme", "--noted", f"main/platform/1/{'0' * 64}")
    assert "only those of 'acme' are looked at" in str(result.exception)


@pytest.mark.parametrize("wrong_first", [True, False])
def test_two_hashes_noted_of_one_entry_are_both_held_against_the_chain(state_dir, wrong_first):
    true = re.search(r"main/acme/3/[0-9a-f]{64}", verify(state_dir).output)[0]
    wrong = f"main/acme/3/{'0' * 64}"
    first, second = (wrong, true) if wrong_first else (true, wrong)
    result = verify(state_dir, "--noted", first, "--noted", second)
    assert result.exit_code == 1
    assert "main/acme: entry 3: it is not the entry whose hash was noted" in result.output


@pytest.mark.parametrize(
    "noted",
    [
        "acme",
        "main/acme/x/0",
        f"money/acme/1/{'0' * 64}",
        f"main/acme/²/{'0' * 64}",
        "main/acme/3/9f2c",
        f"main/acme/0/{'0' * 64}",
    ],
)
def test_an_end_that_cannot_be_one_is_refused(state_dir, noted):
    assert "is not the end of a chain" in str(verify(state_dir, "--noted", noted).exception)


def test_a_directory_without_a_database_is_refused(tmp_path):
    assert "there is no" in str(verify(tmp_path).exception)
