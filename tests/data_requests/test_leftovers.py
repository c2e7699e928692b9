"""A file of SQLite is looked through without a trace: neither its locks nor what others write meanwhile suffer."""

import asyncio
import sqlite3
import sys

from sqlalchemy import text

from activities.personal import logs as logs_of
from domain.identity import service as identity
from domain.identity.values import NewTenant
from domain.notifications import service as notifications
from domain.notifications.values import News, NewsKind
from domain.privacy.places.values import Subject
from domain.records import JOURNEYS_STORE
from storage.sql import Database, leftovers, people, scan

ANA = Subject(tenant_id="ours", identities=(("email", "ana@x.example"),))
LOOK_AND_LEAVE = (
    "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute('SELECT 1 FROM kept').fetchall(); db.close()"
)


async def test_whoever_leaves_after_a_look_at_the_bytes_takes_no_log_away_from_those_who_stay(tmp_path):
    path = tmp_path / "journeys.db"
    database = Database.open(f"sqlite:///{path}", store=JOURNEYS_STORE)
    async with database.platform() as session:
        connection = await session.connection()
        await connection.execute(text("CREATE TABLE kept (word TEXT)"))
        await connection.execute(text("INSERT INTO kept VALUES ('ana@x.example')"))
    assert await leftovers.wipe(database, ANA)
    other = await asyncio.create_subprocess_exec(sys.executable, "-c", LOOK_AND_LEAVE, str(path))
    assert await other.wait() == 0
    async with database.platform() as session:
        await (await session.connection()).execute(text("INSERT INTO kept VALUES ('later')"))
    assert path.with_name("journeys.db-wal").exists()
    seen = await asyncio.create_subprocess_exec(
        sys.executable, "-c", LOOK_AND_LEAVE.replace("SELECT 1", "SELECT word"), str(path)
    )
    assert await seen.wait() == 0
    await database.close()
    with sqlite3.connect(path) as after:
        assert after.execute("SELECT word FROM kept").fetchall() == [("ana@x.example",), ("later",)]


async def test_a_file_is_not_written_anew_for_somebody_who_is_not_in_it(tmp_path):
    database = Database.open(f"sqlite:///{tmp_path / 'journeys.db'}", store=JOURNEYS_STORE)
    async with database.platform() as session:
        await (await session.connection()).execute(text("CREATE TABLE kept (word TEXT)"))
    assert not await leftovers.wipe(database, ANA)
    await database.close()


def test_what_two_windows_of_a_file_share_is_found_and_a_file_that_is_not_there_holds_nobody(tmp_path, monkeypatch):
    monkeypatch.setattr(scan, "_WINDOW_BYTES", 8)
    (tmp_path / "log").write_bytes(b"before ANA@x.example after")
    assert scan.stands_in(tmp_path / "log", [b"ana@x.example"])
    assert not scan.stands_in(tmp_path / "log", [b"bob@x.example"])
    assert not scan.stands_in(tmp_path / "never", [b"ana@x.example"])


async def test_a_person_is_blotted_out_of_logs_of_any_length_once_each(tmp_path, monkeypatch):
    monkeypatch.setattr(logs_of, "_WINDOW_BYTES", 16)
    (tmp_path / "api.log").write_bytes(b"ana@x.example, for ana@x.example and ana@x.example")
    (tmp_path / "empty.log").touch()
    logs = logs_of.LogsPlace(tmp_path)
    assert (await logs.find(ANA)).counts == {"mentions": 3}
    await logs.erase(ANA)
    assert (await logs.find(ANA)).is_nothing
    assert (tmp_path / "api.log").read_bytes() == b"xxxxxxxxxxxxx, for xxxxxxxxxxxxx and xxxxxxxxxxxxx"


async def test_people_are_looked_for_beside_whoever_writes_and_taken_out_in_short_transactions(database, monkeypatch):
    monkeypatch.setattr(people, "CHANGED_AT_ONCE", 2)
    async with database.platform() as session:
        await identity.create_tenant(session, NewTenant(id="ours", name="Ours"), now_ms=1)
    async with database.tenant("ours") as session:
        for number in range(5):
            news = News(
                key=str(number), kind=NewsKind.DATA_REQUEST, subject_id="s", title="x", text="about ana@x.example now"
            )
            await notifications.tell(session, ["usr_1"], news, now_ms=1)
    assert await people.sweep(database, ANA, {"notifications"}) == 5
    assert not await people.count(database, ANA)
    async with database.reading("ours") as session:
        told = (await notifications.inbox(session, "usr_1", unread_only=True, cursor=None, limit=9)).items
    assert [one.text for one in told] == ["about (erased) now"] * 5
