"""A launch goes on, whatever becomes of the assets its creatives wait for."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.assets import service as assets
from domain.assets.files.service import Address, record_file
from domain.assets.values import AssetAction, AssetContent, AssetType, Facts, Rights
from domain.campaigns import service as campaigns
from domain.errors import Conflict, InvalidInput, NotFound
from domain.workspace.launching import rules, service
from domain.workspace.launching.tables import Launch
from domain.workspace.launching.values import Draft, Wish
from storage.sql import Database

NOW = 1_800_000_000_000
DAY = 86_400_000
DRAFT = Draft.model_validate(
    {
        "name": "Spring sale",
        "advertiser_domain": "shop.example",
        "currency": "USD",
        "budget_micros": 500_000_000,
        "pricing": {"base_cpm_micros": 2_500_000, "max_cpm_micros": 4_000_000},
    }
)
BANNER = {
    "name": "Banner",
    "format": "banner",
    "width": 300,
    "height": 250,
    "media_url": "https://cdn.example/banner.png",
    "mime": "image/png",
    "landing_url": "https://shop.example/spring",
}


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database.open(f"sqlite+aiosqlite:///{tmp_path / 'main.db'}")
    await database.create_all()
    yield database
    await database.close()


async def asset(session, number: int = 1, **rights) -> str:
    facts = Facts(media_type="image/png", width=300, height=250)
    kept = Address(f"{number:064x}", 100)
    file = await record_file(session, kept, facts, thumbnail=Address(), actor_id="usr_ana", now_ms=NOW)
    content = AssetContent(name="Banner", type=AssetType.IMAGE, rights=Rights(**rights))
    made = await assets.create_asset(session, content, file.sha256, actor_id="usr_ana", now_ms=NOW)
    return made.asset.id


async def act(session, asset_id: str, action: AssetAction) -> None:
    await assets.act(session, asset_id, action, note="", expected_revision=None, actor_id="usr_ana", now_ms=NOW)


def wish(asset_id: str, **changes) -> Wish:
    return Wish.model_validate({"content": BANNER | changes, "asset_id": asset_id})


def address_of(asset_id: str, version: int) -> str:
    return f"https://media.example/{asset_id}/{version}"


async def begun(session, *wishes: Wish, draft: Draft = DRAFT) -> Launch:
    return await service.begin(session, draft, wishes, address_of=address_of, actor_id="usr_ana", now_ms=NOW)


async def changed(session, launch: Launch, draft: Draft = DRAFT, *more: Wish, now_ms: int = NOW) -> service.Standing:
    known = await service.standing(session, launch, now_ms=now_ms, for_update=True)
    await service.change(session, known, draft, more, address_of=address_of, actor_id="usr_ana", now_ms=now_ms)
    return await service.standing(session, launch, now_ms=now_ms)


async def test_a_launch_says_that_an_asset_is_gone_and_goes_on_without_it(database):
    async with database.tenant("ours") as session:
        asset_id = await asset(session)
        launch = await begun(session, wish(asset_id))
        await assets.remove_asset(session, asset_id)
        stands = await service.standing(session, launch, now_ms=NOW)
        after = await changed(session, launch, DRAFT.model_copy(update={"name": "Summer sale"}))
        await service.take_out(session, launch.id, after.held[0].wish.id, now_ms=NOW)
        with pytest.raises(NotFound):
            await service.take_out(session, launch.id, after.held[0].wish.id, now_ms=NOW)
        rid = await service.standing(session, launch, now_ms=NOW)
    said = f"'Banner', because there is no asset '{asset_id}' any more"
    assert rules.next_move(stands.draft, stands.progress, now_ms=NOW).text == (
        f"mend, or take out, what cannot join: {said}"
    )
    assert (after.draft.name, after.progress.hindrances) == ("Summer sale", (said,))
    assert (rid.held, rid.progress.hindrances) == ([], ())


async def test_an_archived_asset_holds_the_launch_instead_of_leaving_its_creative_behind(database):
    async with database.tenant("ours") as session:
        asset_id = await asset(session)
        never_approved = await asset(session, number=2)
        launch = await begun(session, wish(asset_id), wish(never_approved, name="Never"))
        await act(session, asset_id, AssetAction.APPROVE)
        for archived in (asset_id, never_approved):
            await act(session, archived, AssetAction.ARCHIVE)
        held = await changed(session, launch)
        move = rules.next_move(held.draft, held.progress, now_ms=NOW)
        with pytest.raises(Conflict):
            await changed(session, launch, DRAFT, wish(asset_id, name="Another"))
    assert (move.action, held.progress.creatives, held.progress.waiting) == (None, 0, ())
    assert f"asset '{asset_id}' is archived" in move.text


async def test_rights_that_ended_while_a_creative_waited_hold_only_that_creative(database):
    async with database.tenant("ours") as session:
        asset_id = await asset(session, usable_until_ms=NOW + DAY)
        other_id = await asset(session, number=2)
        launch = await begun(session, wish(asset_id), wish(other_id, name="Other"))
        await act(session, asset_id, AssetAction.APPROVE)
        await act(session, other_id, AssetAction.APPROVE)
        held = await changed(session, launch, now_ms=NOW + 2 * DAY)
    assert [one.wish.content.name for one in held.held] == ["Banner"]
    assert [one.content.media_url for one in held.creatives] == [f"https://media.example/{other_id}/1"]


async def test_another_advertiser_leaves_a_waiting_creative_behind_and_refuses_one_that_is_sent(database):
    elsewhere = DRAFT.model_copy(update={"advertiser_domain": "other.example"})
    async with database.tenant("ours") as session:
        asset_id = await asset(session)
        launch = await begun(session, wish(asset_id))
        await act(session, asset_id, AssetAction.APPROVE)
        held = await changed(session, launch, elsewhere)
        with pytest.raises(InvalidInput):
            await changed(session, launch, elsewhere, wish(""))
        joined = await changed(session, launch, DRAFT)
    assert (held.draft.advertiser_domain, len(held.held)) == ("other.example", 1)
    assert (len(joined.creatives), joined.held) == (1, [])


async def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(database):
    async with database.tenant("ours") as session:
        launch = await begun(session)
        known = await service.standing(session, launch, now_ms=NOW)
        renamed = DRAFT.content().model_copy(update={"name": "Theirs"})
        await campaigns.edit_campaign(
            session, launch.campaign_id, renamed, expected_revision=None, actor_id="usr_bo", now_ms=NOW
        )
        mine = DRAFT.model_copy(update={"budget_micros": 400_000_000})
        with pytest.raises(Conflict):
            await service.change(session, known, mine, (), address_of=address_of, actor_id="usr_ana", now_ms=NOW)


async def test_a_launch_whose_draft_was_deleted_can_be_forgotten(database):
    async with database.tenant("ours") as session:
        launch = await begun(session)
        with pytest.raises(Conflict):
            await service.remove(session, launch.id)
        await campaigns.delete_draft(session, launch.campaign_id)
        await service.remove(session, launch.id)
        with pytest.raises(NotFound):
            await service.get_launch(session, launch.id)
