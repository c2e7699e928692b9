"""What has been kept for long enough goes, and nothing else does."""

import os
import time

import pytest
from sqlalchemy import select, update

from activities.personal.gathering import gather
from activities.retaining import Retaining
from activities.watching_assets import AssetWatch
from domain.assets import service as assets
from domain.assets.files.service import UNNEEDED_AFTER_MS, Address, record_file
from domain.assets.values import AssetContent, AssetType, Facts, Rights
from domain.contacts.files.tables import ContactImport
from domain.errors import InvalidInput
from domain.identity import service as identity
from domain.identity.values import NewTenant, NewUser, Role
from domain.journeys.effects.repository import EFFECTS
from domain.journeys.travellers.repository import INBOX, PEOPLE
from domain.notifications.service import inbox, tell
from domain.notifications.values import News, NewsKind
from domain.privacy.places.values import Subject
from domain.privacy.retention import repository, service
from domain.privacy.retention.rules import DAY_MS, RULES
from storage.files import LocalFiles
from storage.files.spool import LOST_AFTER_S, forget_lost
from tests.journeys.definitions import journey, wait_for
from tests.journeys.world import World
from workflows.contracts.retention import KindOf

NOW = 1_900_000_000_000


async def test_what_runs_have_read_and_effects_that_are_closed_go_and_what_is_awaited_stays(stores):
    main, journeys = stores
    world = World(journeys, "ours", now_ms=NOW - 60 * DAY_MS)
    live = await world.publish(journey({"wait": wait_for("bought", 60 * 24 * 300, "end")}))
    gone, waiting = await world.people(2)
    await world.enter(live.journey_id, [gone, waiting])
    await world.advance(live)
    runs = {run.person_id: run.run_id for run in await world.runs(live.journey_id)}
    old = {"event": "bought", "at_ms": NOW - 59 * DAY_MS, "properties": "{}"}
    async with journeys.tenant("ours") as session:
        connection = await session.connection()
        rows = [
            {"tenant_id": "ours", "run_id": run_id, "event_id": event_id, **old, "at_ms": at_ms}
            for run_id, event_id, at_ms in (
                (runs[waiting], "awaited", old["at_ms"]),
                (runs[waiting], "read", NOW - 61 * DAY_MS),
                ("run_of_nobody_inside", "over", old["at_ms"]),
                ("run_of_nobody_inside", "young", NOW - DAY_MS),
                (runs[gone], "too late", old["at_ms"]),
            )
        ]
        await connection.execute(INBOX.insert(), rows)
        ended = update(PEOPLE).where(PEOPLE.c.run_id == runs[gone]).values(look_at_ms=None)
        await connection.execute(ended)
        effect = {
            "tenant_id": "ours", "journey_id": "j", "person_id": gone, "kind": "suppress", "body": {},
            "planned_at_ms": 1, "due_at_ms": 1, "outcome": "",
        }  # fmt: skip
        effects = [
            {**effect, "key": key, "done_at_ms": done} for key, done in (("old", NOW - 31 * DAY_MS), ("open", None))
        ]
        await connection.execute(EFFECTS.insert(), effects)
    retaining = Retaining(main, {"main": main, "journeys": journeys}, clock_ms=lambda: NOW)
    done = {
        kind: (await retaining.remove_old(KindOf(kind=kind))).rows for kind in RULES if RULES[kind].store != "analytics"
    }
    assert {kind: rows for kind, rows in done.items() if rows} == {"journey_inbox": 3, "journey_effects": 1}
    async with journeys.reading("ours") as session:
        connection = await session.connection()
        assert sorted((await connection.execute(select(INBOX.c.event_id))).scalars()) == ["awaited", "young"]
        assert (await connection.execute(select(EFFECTS.c.key))).scalars().all() == ["open"]
    async with main.reading("ours") as session:
        assert {(run.kind, run.rows) for run in await service.runs(session, limit=9)} == {
            ("journey_inbox", 3),
            ("journey_effects", 1),
        }
    async with main.tenant("ours") as session:
        await service.choose(session, "letters", 3, actor_id="a", now_ms=NOW)
        assert (await service.days_of(session))["letters"] == 3
        for kind, days in (("letters", 0), ("events", 3), ("audit", 9)):
            with pytest.raises(InvalidInput):
                await service.choose(session, kind, days, actor_id="a", now_ms=NOW)
        await service.choose(session, "letters", None, actor_id="a", now_ms=NOW)
        assert (await service.days_of(session))["letters"] == 90


async def test_news_goes_when_the_tenant_says_and_not_before_it_could_be_told_again(stores, monkeypatch):
    monkeypatch.setattr("storage.sql.retaining.AT_ONCE", 2)
    main, journeys = stores
    async with main.tenant("ours") as session:
        for number in range(5):
            news = News(key=str(number), kind=NewsKind.DATA_REQUEST, subject_id="s", title="x", text="y")
            await tell(session, ["usr_1"], news, now_ms=NOW - 50 * DAY_MS)
        young = News(key="young", kind=NewsKind.DATA_REQUEST, subject_id="s", title="x", text="y")
        await tell(session, ["usr_1"], young, now_ms=NOW)
    async with main.tenant("rival") as session:
        await tell(session, ["usr_1"], young, now_ms=NOW - 50 * DAY_MS)
    retaining = Retaining(main, {"main": main, "journeys": journeys}, clock_ms=lambda: NOW)
    assert (await retaining.remove_old(KindOf(kind="notifications"))).rows == 0
    async with main.tenant("ours") as session:
        with pytest.raises(InvalidInput):
            await service.choose(session, "notifications", 30, actor_id="a", now_ms=NOW)
        await service.choose(session, "notifications", 31, actor_id="a", now_ms=NOW)
    assert (await retaining.remove_old(KindOf(kind="notifications"))).rows == 5
    async with main.reading("ours") as session:
        left = (await inbox(session, "usr_1", unread_only=False, cursor=None, limit=9)).items
    async with main.reading("rival") as session:
        theirs = (await inbox(session, "usr_1", unread_only=False, cursor=None, limit=9)).items
    assert [[one.key for one in whose] for whose in (left, theirs)] == [["young"], ["young"]]


async def test_a_kind_that_must_be_kept_for_longer_by_now_is_kept_so_by_whoever_chose_less_before(stores):
    main, _ = stores
    async with main.tenant("ours") as session:
        before = {"tenant_id": "ours", "kind": "notifications", "days": 7, "updated_by": "a", "updated_at_ms": NOW}
        await repository.choose(session, before)
        assert (await service.days_of(session))["notifications"] == 31


async def test_of_a_file_of_people_the_refused_rows_and_its_name_go_once_and_what_came_of_it_stays(stores):
    main, journeys = stores
    said = {"mapping": "crm", "digest": "d", "rows": 2, "taken": 1, "refused": 1, "actor_id": "a"}
    async with journeys.tenant("ours") as session:
        for name, days in (("old", 91), ("young", 1)):
            session.add(
                ContactImport(
                    id=name, tenant_id="ours", errors="ann@x", file_name="ann.csv", at_ms=NOW - days * DAY_MS, **said
                )
            )
    retaining = Retaining(main, {"main": main, "journeys": journeys}, clock_ms=lambda: NOW)
    removed = [(await retaining.remove_old(KindOf(kind="import_files"))).rows for _ in range(2)]
    async with journeys.reading("ours") as session:
        rows = [await session.get(ContactImport, ("ours", name)) for name in ("old", "young")]
    assert removed == [1, 0]
    assert [(row.errors, row.file_name, row.refused) for row in rows] == [("", "", 1), ("ann@x", "ann.csv", 1)]


async def test_files_nobody_needs_go_by_themselves_and_people_hear_once_of_rights_that_end(database, tmp_path):
    files, now = LocalFiles(tmp_path / "files"), [NOW]
    body = tmp_path / "picture"
    async with database.platform() as session:
        await identity.create_tenant(session, NewTenant(id="ours", name="Ours"), now_ms=NOW)
        new = NewUser(email="a@ours.example", name="A", roles=(Role.MANAGER,))
        user = await identity.create_user(session, new, tenant_id="ours", now_ms=NOW)
    kept = []
    for text in ("needed", "not needed"):
        body.write_text(text)
        stored = await files.put("ours", body)
        kept.append(stored.sha256)
        async with database.tenant("ours") as session:
            facts = Facts(media_type="image/png", width=1, height=1)
            await record_file(session, Address(*stored), facts, thumbnail=Address(), actor_id="a", now_ms=NOW)
    rights = Rights(usable_until_ms=NOW + 20 * DAY_MS)
    async with database.tenant("ours") as session:
        content = AssetContent(name="Spring", type=AssetType.IMAGE, rights=rights)
        await assets.create_asset(session, content, kept[0], actor_id="a", now_ms=NOW)
    watch = AssetWatch(database, files, clock_ms=lambda: now[0])
    await watch.step()
    now[0] += UNNEEDED_AFTER_MS + 1
    await watch.step()
    assert [await files.size("ours", one) is not None for one in kept] == [True, False]
    async with database.reading("ours") as session:
        told = (await inbox(session, user.id, unread_only=True, cursor=None, limit=9)).items
    assert [(one.kind, one.subject_id[:4]) for one in told] == [("rights_expiring", "ast_")]


def test_what_a_killed_process_left_of_an_upload_goes_and_one_under_way_stays(tmp_path):
    for name in ("upload-dead", "upload-alive", "something-else"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "sent").write_text("x")
    long_ago = time.time() - LOST_AFTER_S - 60
    for name in ("upload-dead", "something-else"):
        os.utime(tmp_path / name, (long_ago, long_ago))
    assert forget_lost(tmp_path) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["something-else", "upload-alive"]


async def test_whoever_is_known_to_bidders_alone_is_looked_for_by_that(stores):
    asked = Subject(tenant_id="ours", identities=(("exchange_id", "ssp-user-1"),))
    assert (await gather(*stores, asked)).exchange_ids == ("ssp-user-1",)
