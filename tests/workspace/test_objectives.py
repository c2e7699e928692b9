"""What a campaign is for, said by several people at once. SQLite has one writer at a time: they meet on PostgreSQL alone."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from domain.campaigns import service as campaigns
from domain.errors import Conflict
from domain.workspace.launching import service
from storage.sql import Database
from tests.patience import PATIENCE_S
from tests.workspace.test_launching import DRAFT, NOW, address_of, begun


@pytest.fixture
async def database(empty_postgres_url: str) -> AsyncIterator[Database]:
    database = Database.open(empty_postgres_url)
    await database.create_all()
    yield database
    await database.close()


async def said(database: Database, campaign_id: str, words: str) -> None:
    async with database.tenant("ours") as session:
        await service.say_objective(session, campaign_id, words, actor_id="usr_bo", now_ms=NOW)


async def erased(database: Database, campaign_id: str) -> None:
    async with database.tenant("ours") as session:
        await service.remove_all(session, campaign_id)
        await campaigns.delete_draft(session, campaign_id)
        await service.refuse_one_begun_meanwhile(session, campaign_id)


async def somebody_waits(database: Database) -> None:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(PATIENCE_S):
        while True:
            async with database.platform_reading() as session:
                if await session.scalar(waiting):
                    return
            await asyncio.sleep(0.01)


async def test_of_two_who_say_it_first_at_once_the_second_is_told_and_one_launch_keeps_the_words(database):
    async with database.tenant("ours") as session:
        campaign = await campaigns.create_campaign(session, DRAFT.content(), actor_id="usr_ana", now_ms=NOW)
    async with database.tenant("ours") as session:
        await service.say_objective(session, campaign.id, "Fill the shops", actor_id="usr_ana", now_ms=NOW)
        other = asyncio.create_task(said(database, campaign.id, "Fill our pockets"))
        await somebody_waits(database)
    with pytest.raises(Conflict):
        await other
    async with database.reading("ours") as session:
        [launch] = (await service.list_launches(session, cursor=None, limit=9, campaign_id=campaign.id)).items
    assert launch.draft["objective"] == "Fill the shops"


async def test_whoever_says_it_beside_a_change_of_the_launch_waits_for_that_and_neither_is_thrown_out(database):
    async with database.tenant("ours") as session:
        launch = await begun(session)
    async with database.tenant("ours") as session:
        taken = await service.get_launch(session, launch.id, for_update=True)
        other = asyncio.create_task(said(database, launch.campaign_id, "Fill the shops"))
        await somebody_waits(database)
        known = await service.standing(session, taken, now_ms=NOW, for_update=True)
        renamed = known.draft.model_copy(update={"name": "Summer sale"})
        await service.change(session, known, renamed, (), address_of=address_of, actor_id="usr_ana", now_ms=NOW)
    await other
    async with database.reading("ours") as session:
        [now] = await service.standings(session, [await service.get_launch(session, launch.id)], now_ms=NOW)
    assert (now.draft.name, now.draft.objective) == ("Summer sale", "Fill the shops")


async def test_a_draft_is_not_erased_beside_whoever_first_says_what_it_is_for_and_then_is(database):
    async with database.tenant("ours") as session:
        campaign = await campaigns.create_campaign(session, DRAFT.content(), actor_id="usr_ana", now_ms=NOW)
    async with database.tenant("ours") as session:
        await service.say_objective(session, campaign.id, "Fill the shops", actor_id="usr_ana", now_ms=NOW)
        other = asyncio.create_task(erased(database, campaign.id))
        await somebody_waits(database)
    with pytest.raises(Conflict):
        await other
    async with database.reading("ours") as session:
        assert await campaigns.known(session, [campaign.id])
    await erased(database, campaign.id)
    async with database.reading("ours") as session:
        assert (await service.list_launches(session, cursor=None, limit=9, campaign_id=campaign.id)).items == []
