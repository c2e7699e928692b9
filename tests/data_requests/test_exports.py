"""What is made for somebody's export: as large as it may be, and none of it stays."""

import asyncio
import csv
import io
import json
import threading
import tracemalloc
import zipfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest

from activities.data_requests import PlaceActivities, RequestActivities
from activities.personal.archives import Draft, join
from activities.personal.exports import Exports
from activities.personal.files import FilesPlace
from domain.contacts import service as contacts
from domain.contacts.values import ContactChange
from domain.errors import Conflict, NotFound, Unavailable
from domain.notifications import service as notifications
from domain.notifications.values import News, NewsKind
from domain.privacy.places.values import Found, Rows, Subject
from domain.privacy.requests import service
from domain.privacy.requests.values import Law, RequestKind, RequestState
from storage.files import LocalFiles, Stored
from storage.sql import people
from workflows.contracts.data_requests import Pack, Part, PlaceOf, RequestRef, Trouble

NOW = 1_900_000_000_000
ANN = ("email", "ann@x.example")
SUBJECT = Subject(tenant_id="ours", identities=(ANN,))


class Shelf:
    """A place with rows of one kind."""

    name = "journeys"

    def __init__(self, rows: Sequence[dict[str, Any]]) -> None:
        self.rows = rows

    async def find(self, subject: Subject) -> Found:
        return Found()

    async def read(self, subject: Subject) -> AsyncIterator[Rows]:
        yield "contact", self.rows

    async def erase(self, subject: Subject) -> None:
        return None


class Case:
    """An export of Ann's, and everything that carries it out."""

    def __init__(self, main, journeys, directory: Path) -> None:
        self.main, self.journeys, self.directory = main, journeys, directory
        self.files = LocalFiles(directory / "files")
        self.exports = Exports(main, self.files, spool=directory / "uploads")
        self.shelf = Shelf([{"told": "first round"}])
        self.life = RequestActivities(main, journeys, self.exports, clock_ms=lambda: NOW)
        self.places = PlaceActivities(main, [self.shelf], self.exports, clock_ms=lambda: NOW)
        self.library = FilesPlace(main, journeys, self.files, self.exports, clock_ms=lambda: NOW)

    async def asked(self, subject: Subject = SUBJECT) -> RequestRef:
        async with self.main.tenant("ours") as session:
            row = await service.receive(
                session, RequestKind.EXPORT, Law.GDPR, ANN, received_at_ms=NOW, actor_id="usr_boss"
            )
            await service.begin(session, row.id, subject)
        return RequestRef(tenant_id="ours", request_id=row.id)

    def kept(self) -> list[Path]:
        """Every file there is, of the store and of the spool."""
        return [
            path for below in ("files", "uploads") for path in (self.directory / below).rglob("*") if path.is_file()
        ]

    async def read(self, ref: RequestRef) -> Part:
        return await self.places.read(PlaceOf(**ref.model_dump(), place="journeys"))


@pytest.fixture
def case(stores, tmp_path) -> Case:
    return Case(*stores, tmp_path)


async def test_nothing_stays_of_rounds_that_failed_and_of_whom_was_handed_everything(case):
    ref = await case.asked()
    first = await case.read(ref)
    assert len(case.kept()) == 1
    await case.life.note_trouble(Trouble(**ref.model_dump(), why="the streams are away"))
    assert case.kept() == []

    await case.read(ref)
    case.shelf.rows = [{"told": "by a round that was killed"}]
    await case.life.gather(ref)
    assert case.kept() == []

    again = await case.read(ref)
    assert again.sha256 != first.sha256
    with pytest.raises(NotFound):
        await case.life.pack(Pack(**ref.model_dump(), parts=(again, first)))
    await case.life.pack(Pack(**ref.model_dump(), parts=(again,)))
    [archive] = case.kept()
    with zipfile.ZipFile(archive) as packed:
        assert json.loads(packed.read("journeys/contact.json")) == [{"told": "by a round that was killed"}]

    assert (await case.library.find(SUBJECT)).counts == {"exports": 1}
    await case.library.erase(SUBJECT)
    assert case.kept() == []
    assert (await case.library.find(SUBJECT)).is_nothing


async def test_a_part_that_came_late_is_not_kept(case):
    ref = await case.asked()
    part = case.directory / "part"
    part.write_bytes(b"late")
    await case.life.pack(Pack(**ref.model_dump(), parts=(await case.read(ref),)))
    with pytest.raises(Conflict):
        await case.exports.keep("ours", ref.request_id, part)
    assert len(case.kept()) == 1
    await case.life.remove_archive(ref)
    assert case.kept() == []
    assert (await case.life.look(ref)).ends


class Slow(LocalFiles):
    """Files that one writer is long with."""

    def __init__(self, directory: Path, *, lies_there: bool) -> None:
        super().__init__(directory)
        self.lies_there = lies_there
        self.has_come, self.may_go = asyncio.Event(), asyncio.Event()

    async def put(self, tenant_id: str, path: Path) -> Stored:
        stored = await super().put(tenant_id, path) if self.lies_there else None
        self.has_come.set()
        await self.may_go.wait()
        return stored or await super().put(tenant_id, path)


@pytest.mark.parametrize("lies_there", [True, False])
async def test_of_two_who_pack_an_export_one_archive_stays_and_it_is_the_one_on_record(case, lies_there):
    ref = await case.asked()
    packs = Pack(**ref.model_dump(), parts=(await case.read(ref),))
    slow = Slow(case.directory / "files", lies_there=lies_there)
    exports = Exports(case.main, slow, spool=case.directory / "uploads")
    silent = RequestActivities(case.main, case.journeys, exports, clock_ms=lambda: NOW - 120_000)
    given_up = asyncio.create_task(silent.pack(packs))
    await slow.has_come.wait()
    await case.life.pack(packs)
    slow.may_go.set()
    with pytest.raises(Unavailable):
        await given_up
    [archive] = case.kept()
    async with case.main.tenant("ours") as session:
        row = await service.get(session, ref.request_id)
        assert archive.name.startswith(row.archive_sha256)
        with pytest.raises(Conflict):
            await service.close_export(session, row.id, "f" * 64, 1, until_ms=NOW, now_ms=NOW)
    await case.library.erase(SUBJECT)
    assert case.kept() == []


async def test_an_erasure_ends_an_export_that_is_being_made_and_waits_for_nobody(case):
    ref = await case.asked()
    part = await case.read(ref)
    assert (await case.library.find(SUBJECT)).counts == {"exports": 1}
    await case.library.erase(SUBJECT)
    assert case.kept() == []
    assert (await case.library.find(SUBJECT)).is_nothing
    for late in (case.read(ref), case.life.gather(ref), case.life.pack(Pack(**ref.model_dump(), parts=(part,)))):
        with pytest.raises((Conflict, NotFound)):
            await late
    await case.life.note_trouble(Trouble(**ref.model_dump(), why="nobody is there any longer"))
    assert case.kept() == []
    stands = await case.life.look(ref)
    assert (stands.state, stands.ends) == (RequestState.REFUSED, True)
    async with case.main.reading("ours") as session:
        row = await service.get(session, ref.request_id)
    assert (service.subject_of(row), row.trouble) == (Subject(tenant_id="ours"), "")
    assert "erased" in row.refusal


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_an_erasure_ends_exports_where_no_files_are_kept_and_where_it_was_killed_over_it(case):
    refs = [await case.asked(), await case.asked()]
    async with case.main.tenant("ours") as session:
        await service.end_export(session, refs[1].request_id, now_ms=NOW)
    exports = Exports(case.main, None, spool=case.directory / "uploads")
    library = FilesPlace(case.main, case.journeys, None, exports, clock_ms=lambda: NOW)
    assert (await library.find(SUBJECT)).counts == {"exports": 2}
    await library.erase(SUBJECT)
    async with case.main.reading("ours") as session:
        rows = [await service.get(session, ref.request_id) for ref in refs]
    assert {(row.state, service.subject_of(row).identities) for row in rows} == {(RequestState.REFUSED, ())}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_an_erasure_leaves_the_exports_of_whoever_shares_a_telephone(case):
    number = ("phone", "+4930123456")
    async with case.journeys.tenant("ours") as session:
        ann, ben = [
            (await contacts.create(session, ContactChange(identities=(one,)), now_ms=NOW))[0]
            for one in (ANN, ("email", "ben@x.example"))
        ]
    theirs = [
        await case.asked(Subject(tenant_id="ours", person_ids=(person_id,), identities=(number,)))
        for person_id in (ann, ben)
    ]
    await case.library.erase(Subject(tenant_id="ours", person_ids=(ann,), identities=(ANN, number)))
    assert [(await case.life.look(ref)).state for ref in theirs] == [RequestState.REFUSED, RequestState.RUNNING]


class Watched(dict[str, Any]):
    """A row that remembers in which threads it was looked at."""

    threads: ClassVar[set[int]] = set()

    def items(self) -> Any:
        self.threads.add(threading.get_ident())
        return super().items()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_rows_are_written_down_beside_whatever_else_the_process_does(case):
    case.shelf.rows = [Watched(told="something")]
    assert (await case.read(await case.asked())).rows == 1
    assert Watched.threads
    assert threading.get_ident() not in Watched.threads


async def test_rows_of_a_store_come_a_few_at_a_time(stores, monkeypatch):
    monkeypatch.setattr(people, "READ_AT_ONCE", 2)
    main, _ = stores
    async with main.tenant("ours") as session:
        for number in range(5):
            news = News(key=str(number), kind=NewsKind.DATA_REQUEST, subject_id="s", title="x", text="of ann@x.example")
            await notifications.tell(session, ["usr_1"], news, now_ms=NOW)
    assert [len(rows) async for _, _, rows in people.read(main, SUBJECT)] == [2, 2, 1]


def test_an_archive_of_any_size_is_made_in_little_memory_and_holds_each_row_twice(tmp_path):
    (tmp_path / "drafts").mkdir()
    draft = Draft(tmp_path / "drafts", "journeys")
    tracemalloc.start()
    for page in range(25):
        draft.add(
            "events", [{"told": f"{page}/{row}", "packed": b'{"a": "' + b"x" * 24_000 + b'"}'} for row in range(20)]
        )
    draft.add("contact", [{"name": "=1+1", "tags": ["a"]}, {"name": "Ann\nB", "since": None, "late": "é"}])
    join([draft.packed("dsr_1")], tmp_path / "archive.zip", {"request": "dsr_1"}, made_at_ms=NOW)
    _, most_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most_bytes < 4 * 2**20 < draft.rows * 24_000 / 2
    with zipfile.ZipFile(tmp_path / "archive.zip") as packed:
        index = json.loads(packed.read("index.json"))
        assert [(each["kind"], each["rows"]) for each in index["holds"]] == [("contact", 2), ("events", 500)]
        events = json.loads(packed.read("journeys/events.json"))
        assert (len(events), events[-1]["told"], events[0]["packed"]["a"][:2]) == (500, "24/19", "xx")
        told = io.StringIO(packed.read("journeys/contact.csv").decode(), newline="")
        assert list(csv.reader(told)) == [
            ["name", "tags", "since", "late"],
            ["'=1+1", '["a"]', "", ""],
            ["Ann\nB", "", "", "é"],
        ]
