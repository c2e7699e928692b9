"""What the library remembers and refuses, on both databases."""

import asyncio

import pytest

from domain.assets import service
from domain.assets.files import service as files
from domain.assets.files.service import REMOVER_LOST_AFTER_MS, UNNEEDED_AFTER_MS, Address
from domain.assets.folders import service as folders
from domain.assets.repository import Sort
from domain.assets.rules import LIFE, after, rights_state, warned_from
from domain.assets.values import (
    AssetAction,
    AssetContent,
    AssetStatus,
    AssetType,
    Facts,
    Rights,
    RightsState,
    UseKind,
)
from domain.errors import Conflict, InvalidInput, NotFound, Unavailable
from storage.sql import Database
from tests.audit.test_statements_at_once import somebody_waits

NOW = 1_800_000_000_000
DAY = 86_400_000
PNG = Facts(media_type="image/png", width=10, height=10)


def sha(number: int) -> str:
    return f"{number:064x}"


def content(**changes) -> AssetContent:
    return AssetContent.model_validate({"name": "Spring", "type": AssetType.IMAGE} | changes)


async def brought(session, number: int, facts: Facts = PNG, *, now_ms: int = NOW) -> str:
    row = await files.record_file(
        session,
        Address(sha(number), 100),
        facts,
        thumbnail=Address(sha(number + 1_000), 10),
        actor_id="usr_ana",
        now_ms=now_ms,
    )
    return row.sha256


async def made(session, number: int = 1, **changes) -> service.Kept:
    file = await brought(session, number)
    return await service.create_asset(session, content(**changes), file, actor_id="usr_ana", now_ms=NOW)


async def moved(session, asset_id: str, action: AssetAction, note: str = "") -> service.Kept:
    return await service.act(
        session, asset_id, action, note=note, expected_revision=None, actor_id="usr_ana", now_ms=NOW
    )


async def names(session, **wanted) -> list[str]:
    page = await service.list_assets(session, **{"cursor": None, "limit": 50, "now_ms": NOW} | wanted)
    return sorted(kept.asset.name for kept in page.items)


async def test_an_asset_is_searched_by_name_type_tag_folder_and_status(database):
    async with database.tenant("ours") as session:
        brand = (await folders.create_folder(session, "Brand", parent_id="", actor_id="a", now_ms=NOW)).folder.id
        logos = (await folders.create_folder(session, "Logos", parent_id=brand, actor_id="a", now_ms=NOW)).folder.id
        await made(session, 1, name="Spring 100%", tags=("Spring", "sale"), folder_id=brand)
        logo = await made(session, 2, name="Our mark", type=AssetType.LOGO, tags=("spring",), folder_id=logos)
        await made(session, 3, name="Autumn", tags=("autumn",))
        await moved(session, logo.asset.id, AssetAction.APPROVE)
    async with database.reading("ours") as session:
        assert await names(session, text="spring") == ["Spring 100%"]
        assert await names(session, text="100%") == ["Spring 100%"]
        assert await names(session, text="_") == []
        assert await names(session, types=(AssetType.LOGO, AssetType.ICON)) == ["Our mark"]
        assert await names(session, tags=("spring",)) == ["Our mark", "Spring 100%"]
        assert await names(session, tags=("spring", "sale")) == ["Spring 100%"]
        assert await names(session, folder_id=brand) == ["Spring 100%"]
        assert await names(session, folder_id=brand, with_subfolders=True) == ["Our mark", "Spring 100%"]
        assert await names(session, folder_id="") == ["Autumn"]
        assert await names(session, folder_id="", with_subfolders=True) == ["Autumn", "Our mark", "Spring 100%"]
        assert await names(session, statuses=(AssetStatus.ACTIVE,)) == ["Our mark"]
        assert await service.list_tags(session, limit=9) == [("spring", 2), ("autumn", 1), ("sale", 1)]
        with pytest.raises(NotFound):
            await names(session, folder_id="fld_unknown")
    async with database.reading("theirs") as session:
        assert await names(session) == []


@pytest.mark.parametrize("sort", list(Sort))
async def test_pages_hold_every_asset_once(database, sort):
    async with database.tenant("ours") as session:
        for number in range(7):
            await made(session, number, name=("B", "A", "C")[number % 3])
    seen: list[str] = []
    cursor = None
    async with database.reading("ours") as session:
        while True:
            page = await service.list_assets(session, sort=sort, cursor=cursor, limit=3, now_ms=NOW)
            seen += [kept.asset.id for kept in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
    assert len(seen) == len(set(seen)) == 7


async def test_versions_count_up_and_what_was_approved_may_be_used_until_the_next_one_is(database):
    async with database.tenant("ours") as session:
        asset_id = (await made(session, 1)).asset.id
        with pytest.raises(Conflict):
            await service.note_use(session, asset_id, UseKind.OTHER, "poster", actor_id="a", now_ms=NOW)
        await moved(session, asset_id, AssetAction.APPROVE)
        use = await service.note_use(session, asset_id, UseKind.OTHER, "poster", actor_id="a", now_ms=NOW)
        assert use.version == 1
        two = await brought(session, 2)
        kept = await service.add_version(session, asset_id, two, expected_revision=2, actor_id="a", now_ms=NOW)
        assert (kept.asset.version, kept.asset.approved_version, kept.asset.status) == (2, 1, "pending_review")
        again = await service.add_version(session, asset_id, two, expected_revision=2, actor_id="a", now_ms=NOW)
        assert again.asset.version == 2
        assert (await service.note_use(session, asset_id, UseKind.OTHER, "shop", actor_id="a", now_ms=NOW)).version == 1
        with pytest.raises(InvalidInput):
            await moved(session, asset_id, AssetAction.REJECT)
        kept = await moved(session, asset_id, AssetAction.REJECT, "Wrong colour")
        assert (kept.asset.status, kept.asset.status_note, kept.asset.approved_version) == (
            "rejected",
            "Wrong colour",
            1,
        )
        await moved(session, asset_id, AssetAction.REQUEST_REVIEW)
        kept = await moved(session, asset_id, AssetAction.APPROVE)
        assert kept.asset.approved_version == 2
        assert (
            await service.note_use(session, asset_id, UseKind.OTHER, "poster", actor_id="a", now_ms=NOW)
        ).version == 2
    async with database.reading("ours") as session:
        listed = await service.list_versions(session, asset_id)
        assert [(version.version, file.sha256) for version, file in listed] == [(2, sha(2)), (1, sha(1))]
        assert (await service.get_version(session, asset_id, 1)).file.sha256 == sha(1)
        with pytest.raises(NotFound):
            await service.get_version(session, asset_id, 3)


async def test_what_is_rejected_on_a_second_look_may_not_be_used_any_more(database):
    async with database.tenant("ours") as session:
        asset_id = (await made(session)).asset.id
        for action in (AssetAction.APPROVE, AssetAction.REQUEST_REVIEW):
            await moved(session, asset_id, action)
        assert (await moved(session, asset_id, AssetAction.REJECT, "No")).asset.approved_version is None
        with pytest.raises(Conflict):
            await service.note_use(session, asset_id, UseKind.OTHER, "x", actor_id="a", now_ms=NOW)


def test_every_status_and_action_leads_somewhere_or_is_refused():
    for status in AssetStatus:
        for action in AssetAction:
            if action in LIFE[status]:
                assert after(status, action) != status
            else:
                with pytest.raises(Conflict, match="not possible"):
                    after(status, action)


async def test_an_archived_asset_is_kept_and_not_used(database):
    async with database.tenant("ours") as session:
        asset_id = (await made(session)).asset.id
        for action in (AssetAction.APPROVE, AssetAction.ARCHIVE):
            await moved(session, asset_id, action)
        with pytest.raises(Conflict):
            await service.note_use(session, asset_id, UseKind.OTHER, "x", actor_id="a", now_ms=NOW)
        with pytest.raises(Conflict):
            two = await brought(session, 2)
            await service.add_version(session, asset_id, two, expected_revision=None, actor_id="a", now_ms=NOW)
        assert (await moved(session, asset_id, AssetAction.RESTORE)).asset.status == "pending_review"


RIGHTS = [
    (Rights(), RightsState.UNLIMITED),
    (Rights(usable_from_ms=NOW), RightsState.UNLIMITED),
    (Rights(usable_from_ms=NOW + 1), RightsState.NOT_YET),
    (Rights(usable_until_ms=NOW), RightsState.EXPIRED),
    (Rights(usable_until_ms=NOW + 1), RightsState.EXPIRING),
    (Rights(usable_until_ms=NOW + 30 * DAY), RightsState.EXPIRING),
    (Rights(usable_until_ms=NOW + 30 * DAY + 1), RightsState.VALID),
    (Rights(usable_from_ms=NOW + 1, usable_until_ms=NOW + DAY), RightsState.NOT_YET),
    (Rights(usable_from_ms=NOW - DAY, usable_until_ms=NOW - 1), RightsState.EXPIRED),
]


@pytest.mark.parametrize(("rights", "state"), RIGHTS)
def test_rights_warn_before_they_end(rights, state):
    assert rights_state(rights, now_ms=NOW) is state
    assert warned_from(NOW + 30 * DAY) == NOW


async def test_a_search_by_rights_finds_what_each_asset_says_of_itself(database):
    async with database.tenant("ours") as session:
        for number, (rights, _) in enumerate(RIGHTS):
            await made(session, number, name=str(number), rights=rights)
    async with database.reading("ours") as session:
        for state in RightsState:
            expected = [str(number) for number, (_, known) in enumerate(RIGHTS) if known is state]
            assert await names(session, rights=state) == expected


@pytest.mark.parametrize("when_ms", [NOW - 1, NOW + DAY], ids=["before they begin", "after they have ended"])
async def test_no_use_is_noted_outside_of_the_rights(database, when_ms):
    async with database.tenant("ours") as session:
        rights = Rights(usable_from_ms=NOW, usable_until_ms=NOW + DAY)
        asset_id = (await made(session, rights=rights)).asset.id
        await moved(session, asset_id, AssetAction.APPROVE)
        await service.note_use(session, asset_id, UseKind.OTHER, "x", actor_id="a", now_ms=NOW)
        with pytest.raises(Conflict, match="rights"):
            await service.note_use(session, asset_id, UseKind.OTHER, "y", actor_id="a", now_ms=when_ms)


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        (AssetType.IMAGE, Facts(media_type="application/pdf")),
        (AssetType.FONT, PNG),
        (AssetType.ANIMATION, PNG),
        (AssetType.ANIMATION, Facts(media_type="application/json", purpose="palette")),
        (AssetType.COLOR_PALETTE, Facts(media_type="application/json")),
        (AssetType.VIDEO, Facts(media_type="audio/mp4")),
    ],
)
async def test_a_file_that_is_none_of_that_type_becomes_no_asset(database, kind, facts):
    async with database.tenant("ours") as session:
        file = await brought(session, 1, facts)
        with pytest.raises(InvalidInput) as refused:
            await service.create_asset(session, content(type=kind), file, actor_id="a", now_ms=NOW)
        assert refused.value.field == "file"


async def test_an_asset_made_again_under_its_key_is_the_one_there_is(database):
    async with database.tenant("ours") as session:
        one, two = await brought(session, 1), await brought(session, 2)
        first = await service.create_asset(session, content(), one, actor_id="a", now_ms=NOW, creation_key="k")
        again = await service.create_asset(session, content(), one, actor_id="a", now_ms=NOW, creation_key="k")
        assert first.asset.id == again.asset.id
        with pytest.raises(Conflict):
            await service.create_asset(session, content(), two, actor_id="a", now_ms=NOW, creation_key="k")


async def test_who_read_an_older_revision_changes_nothing(database):
    async with database.tenant("ours") as session:
        kept = await made(session)
        await service.edit_asset(session, kept.asset.id, content(name="One"), expected_revision=1, now_ms=NOW)
        with pytest.raises(Conflict):
            await service.edit_asset(session, kept.asset.id, content(name="Two"), expected_revision=1, now_ms=NOW)
        same = await service.edit_asset(session, kept.asset.id, content(name="One"), expected_revision=1, now_ms=NOW)
        assert same.asset.revision == 2


async def test_folders_are_renamed_and_moved_with_all_below_them(database):
    async def folder(name: str, parent_id: str = "") -> str:
        return (await folders.create_folder(session, name, parent_id=parent_id, actor_id="a", now_ms=NOW)).folder.id

    async def paths() -> list[str]:
        return [placed.path for placed in await folders.list_folders(session)]

    async with database.tenant("ours") as session:
        one = await folder("2026")
        two = await folder("Spring", one)
        three = await folder("Banners", two)
        asset = await made(session, folder_id=three)
        assert await paths() == ["/2026", "/2026/Spring", "/2026/Spring/Banners"]
        await folders.change_folder(session, two, name="Sale", parent_id="")
        assert await paths() == ["/2026", "/Sale", "/Sale/Banners"]
        for into in (two, three):
            with pytest.raises(Conflict, match="in itself"):
                await folders.change_folder(session, two, name=None, parent_id=into)
        with pytest.raises(Conflict, match="already"):
            await folder("Sale")
        for full in (two, three):
            with pytest.raises(Conflict, match="not empty"):
                await folders.remove_folder(session, full)
        await service.edit_asset(session, asset.asset.id, content(), expected_revision=None, now_ms=NOW)
        await folders.remove_folder(session, three)
        assert await paths() == ["/2026", "/Sale"]
        deepest = ""
        for depth in range(10):
            deepest = await folder(str(depth), deepest)
        with pytest.raises(InvalidInput, match="deep"):
            await folder("too deep", deepest)
        with pytest.raises(InvalidInput, match="deep"):
            await folders.change_folder(session, two, name=None, parent_id=deepest)


async def test_a_folder_that_is_made_while_the_one_above_it_moves_moves_along(empty_postgres_url):
    database = Database.open(empty_postgres_url)
    await database.create_all()

    async def folder(session, name: str, parent_id: str = "") -> str:
        return (await folders.create_folder(session, name, parent_id=parent_id, actor_id="a", now_ms=NOW)).folder.id

    async def move(folder_id: str, parent_id: str) -> None:
        async with database.tenant("ours") as session:
            await folders.change_folder(session, folder_id, name=None, parent_id=parent_id)

    async with database.tenant("ours") as session:
        spring, archive = await folder(session, "Spring"), await folder(session, "Archive")
    async with database.tenant("ours") as session:
        await folder(session, "Banners", spring)
        moving = asyncio.create_task(move(spring, archive))
        await somebody_waits(database)
    await moving
    async with database.reading("ours") as session:
        paths = [placed.path for placed in await folders.list_folders(session)]
    assert paths == ["/Archive", "/Archive/Spring", "/Archive/Spring/Banners"]
    await database.close()


async def test_a_used_asset_is_not_erased(database):
    async with database.tenant("ours") as session:
        asset_id = (await made(session, tags=("a",))).asset.id
        await moved(session, asset_id, AssetAction.APPROVE)
        await service.note_use(session, asset_id, UseKind.OTHER, "poster", actor_id="a", now_ms=NOW)
        with pytest.raises(Conflict, match="1 place"):
            await service.remove_asset(session, asset_id)
        for kind in (UseKind.CAMPAIGN, UseKind.CREATIVE):
            with pytest.raises(NotFound):
                await service.note_use(session, asset_id, kind, "unknown", actor_id="a", now_ms=NOW)
        await service.forget_use(session, asset_id, UseKind.OTHER, "poster")
        with pytest.raises(NotFound):
            await service.forget_use(session, asset_id, UseKind.OTHER, "poster")
        await service.remove_asset(session, asset_id)
        with pytest.raises(NotFound):
            await service.get_asset(session, asset_id)


async def test_files_that_nobody_needs_go_after_a_day_and_no_other(database):
    later = NOW + UNNEEDED_AFTER_MS + 1
    async with database.tenant("ours") as session:
        kept = await made(session, 1)
        await brought(session, 2)
        await brought(session, 3, now_ms=later - 10)
        removed = await made(session, 4)
        await service.remove_asset(session, removed.asset.id)
    async with database.tenant("theirs") as session:
        await brought(session, 2)
        assert (await files.mark_unneeded(session, now_ms=NOW + 5)).files == []
    async with database.tenant("ours") as session:
        leaving = await files.mark_unneeded(session, now_ms=later)
        assert sorted(leaving.files) == [sha(2), sha(4)]
        assert leaving.addresses == {sha(2), sha(4), sha(1_002), sha(1_004)}
        assert (await files.mark_unneeded(session, now_ms=later)).files == []
    async with database.tenant("ours") as session:
        with pytest.raises(Unavailable):
            await brought(session, 2, now_ms=later)
        with pytest.raises(NotFound):
            await service.create_asset(session, content(), sha(2), actor_id="a", now_ms=later)
    async with database.tenant("ours") as session:
        await files.forget_removed(session, leaving)
    async with database.tenant("ours") as session:
        await brought(session, 2, now_ms=later)
        assert (await service.get_asset(session, kept.asset.id)).file.sha256 == sha(1)
    async with database.tenant("theirs") as session:
        assert await files.file_to_use(session, sha(2), now_ms=later)


async def test_a_removal_that_was_left_unfinished_is_taken_up_by_somebody_else(database):
    later = NOW + UNNEEDED_AFTER_MS + 1
    async with database.tenant("ours") as session:
        await brought(session, 1)
        first = await files.mark_unneeded(session, now_ms=later)
    async with database.tenant("ours") as session:
        second = await files.mark_unneeded(session, now_ms=later + REMOVER_LOST_AFTER_MS + 1)
        assert second.files == first.files
        await files.forget_removed(session, first)
        with pytest.raises(Unavailable):
            await brought(session, 1)
        await files.forget_removed(session, second)
        await brought(session, 1)


async def test_an_upload_that_comes_again_is_as_fresh_as_a_new_one(database):
    async with database.tenant("ours") as session:
        await brought(session, 1)
        await brought(session, 1, now_ms=NOW + UNNEEDED_AFTER_MS)
        assert (await files.mark_unneeded(session, now_ms=NOW + UNNEEDED_AFTER_MS + 1)).files == []


async def test_a_file_of_which_something_was_just_made_is_as_fresh_as_a_new_one(database):
    async with database.tenant("ours") as session:
        file = await brought(session, 1)
        later = NOW + UNNEEDED_AFTER_MS
        kept = await service.create_asset(session, content(), file, actor_id="a", now_ms=later)
        await service.remove_asset(session, kept.asset.id)
        assert (await files.mark_unneeded(session, now_ms=later + 1)).files == []


async def test_a_thumbnail_that_is_also_somebodys_file_stays(database):
    later = NOW + UNNEEDED_AFTER_MS + 1
    async with database.tenant("ours") as session:
        await brought(session, 1)
        await made(session, 1_001)
        leaving = await files.mark_unneeded(session, now_ms=later)
        assert (leaving.files, leaving.addresses) == ([sha(1)], {sha(1)})


async def test_a_full_library_takes_no_more(database):
    async with database.tenant("ours") as session:
        await brought(session, 1)
        await files.refuse_over_quota(session, quota_bytes=111)
        with pytest.raises(Conflict, match="full"):
            await files.refuse_over_quota(session, quota_bytes=110)
    async with database.reading("theirs") as session:
        await files.refuse_over_quota(session, quota_bytes=1)
