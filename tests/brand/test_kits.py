"""Kits as data, on both databases: drafts, versions that never change, and which one is in force."""

import asyncio

import pytest

from domain.brand import service
from domain.brand.values import SEED, Kit, Tone
from domain.creatives.values import CreativeContent
from domain.errors import Conflict, NotFound
from storage.sql import Database
from tests.audit.test_statements_at_once import somebody_waits
from tests.brand.drawing import held, told

NOW = 1_800_000_000_000
STRICT = SEED.model_copy(update={"tone": Tone(approved_at_least=0)})


async def kit(session, name="House", content=SEED):
    return await service.create(session, name, content, actor_id="usr", now_ms=NOW)


async def publish(session, kit_id):
    return await service.publish(session, kit_id, expected_revision=None, comment="", actor_id="usr", now_ms=NOW)


async def test_a_tenant_without_a_kit_lives_by_the_one_everybody_starts_with(database):
    async with database.tenant("ours") as session:
        assert await service.in_force(session) == ("", 0, SEED)
        made = await kit(session)
        assert await service.in_force(session) == ("", 0, SEED)
        with pytest.raises(NotFound, match="no published version"):
            await service.in_force(session, made.id)


async def test_the_seed_is_the_one_that_was_asked_for():
    assert SEED.palette is not None
    assert len(SEED.palette.colours) == 6
    assert [one.hex for one in SEED.palette.colours[:3]] == ["#1B4FDB", "#FF6B35", "#00D4AA"]
    assert [(one.family, one.use, one.least_px, one.most_px) for one in SEED.fonts] == [
        ("Inter", "body", 14, 20),
        ("Inter", "heading", 18, 72),
        ("Roboto Mono", "code", 12, 16),
    ]
    assert {"innovative", "effortless"} <= set(SEED.tone.approved)
    assert {"cheap", "guaranteed"} <= {one.term for one in SEED.tone.forbidden}


async def test_what_is_published_stays_as_it_was_whatever_is_written_afterwards(database):
    async with database.tenant("ours") as session:
        made = await publish(session, (await kit(session)).id)
        row = await service.existing(session, made.id, to_change=True)
        await service.edit_draft(session, row, name="House", content=STRICT, expected_revision=2, now_ms=NOW)
        assert (await service.in_force(session)).kit == SEED
        assert (await service.draft_of(session, made.id)).kit == STRICT
        await publish(session, made.id)
    async with database.tenant("ours") as session:
        assert await service.in_force(session) == (made.id, 2, STRICT)
        assert await service.in_force(session, made.id, 1) == (made.id, 1, SEED)
        assert [one.version for one in await service.versions(session, made.id)] == [2, 1]
        with pytest.raises(Conflict, match="no draft"):
            await publish(session, made.id)


async def test_one_kit_is_the_default_the_first_until_another_is_chosen(database):
    async with database.tenant("ours") as session:
        first, second = await kit(session), await kit(session, "Outlet")
        with pytest.raises(Conflict, match="never published"):
            await service.make_default(session, second.id, now_ms=NOW)
        await publish(session, first.id)
        await publish(session, second.id)
        assert (await service.in_force(session)).kit_id == first.id
        await service.make_default(session, second.id, now_ms=NOW)
    async with database.tenant("ours") as session:
        assert (await service.in_force(session)).kit_id == second.id
        rows = (await service.list_kits(session, archived=False, cursor=None, limit=50)).items
        assert [one.is_default for one in rows] == [False, True]
        with pytest.raises(Conflict, match="default"):
            await service.remove(session, second.id, now_ms=NOW)


async def test_two_whose_first_kits_are_published_at_once_agree_on_one_default(empty_postgres_url):
    database = Database.open(empty_postgres_url)
    await database.create_all()

    async def second() -> None:
        async with database.tenant("ours") as session:
            await publish(session, (await kit(session, "Outlet")).id)

    async with database.tenant("ours") as session:
        first = await publish(session, (await kit(session)).id)
        waiting = asyncio.create_task(second())
        await somebody_waits(database)
    await waiting
    async with database.tenant("ours") as session:
        assert (await service.in_force(session)).kit_id == first.id
        rows = (await service.list_kits(session, archived=False, cursor=None, limit=50)).items
        assert sorted(one.is_default for one in rows) == [False, True]
    await database.close()


async def test_a_kit_that_was_published_is_put_away_and_another_erased(database):
    async with database.tenant("ours") as session:
        await publish(session, (await kit(session)).id)
        old, idea = await publish(session, (await kit(session, "Old")).id), await kit(session, "Idea")
        for one in (old, idea):
            await service.remove(session, one.id, now_ms=NOW)
    async with database.tenant("ours") as session:
        with pytest.raises(NotFound):
            await service.existing(session, idea.id)
        assert (await service.in_force(session, old.id)).version == 1
        archived = await service.list_kits(session, archived=True, cursor=None, limit=50)
        assert [one.name for one in archived.items] == ["Old"]
        with pytest.raises(Conflict, match="archived"):
            await service.make_default(session, old.id, now_ms=NOW)


async def test_kits_are_listed_page_by_page(database):
    async with database.tenant("ours") as session:
        names = ["A", "B", "C"]
        for name in names:
            await kit(session, name)
        first = await service.list_kits(session, archived=False, cursor=None, limit=2)
        rest = await service.list_kits(session, archived=False, cursor=first.next_cursor, limit=2)
        assert sorted(one.name for one in (*first.items, *rest.items)) == names
        assert rest.next_cursor is None


async def test_nobody_sees_anothers_kit(database):
    async with database.tenant("ours") as session:
        made = await publish(session, (await kit(session)).id)
    async with database.tenant("theirs") as session:
        assert await service.in_force(session) == ("", 0, SEED)
        assert not (await service.list_kits(session, archived=False, cursor=None, limit=50)).items
        for ask in (service.existing, service.in_force, service.versions):
            with pytest.raises(NotFound):
                await ask(session, made.id)


BANNER = {
    "name": "Banner",
    "format": "banner",
    "landing_url": "https://shop.example/",
    "width": 300,
    "height": 250,
}
NATIVE = {
    "name": "Native",
    "format": "native",
    "landing_url": "https://shop.example/",
    "title": "A cheap shoe",
    "body": "Effortless.",
    "native": {
        "cta": "Act now",
        "sponsored": "Guaranteed by Us",
        "icon": {"url": "https://cdn.example/i.png", "width": 1, "height": 1},
    },
}


def piece(content: dict, **unread: str):
    return service.piece_of(CreativeContent.model_validate(content), {}, unread)


def test_every_text_of_a_native_creative_is_read():
    report = held(Kit(tone=SEED.tone), **dict(piece(NATIVE)))
    assert {place.part for one in report.findings for place in one.places} == {
        "title",
        "native.cta",
        "native.sponsored",
    }


def test_a_banners_markup_is_read():
    html = '<a href="${CLICK_URL}" style="color: red">Hi</a>'
    assert told(held(Kit(palette=SEED.palette), **dict(piece(BANNER | {"html": html})))) == {"colour.palette"}


def test_the_images_of_a_creative_are_those_it_shows():
    def images(content):
        return service.images_of(CreativeContent.model_validate(content))

    image = {"media_url": "https://cdn.example/b.png", "mime": "image/png"}
    assert images(BANNER | image) == {"media_url": "https://cdn.example/b.png"}
    assert images(NATIVE) == {"native.icon": "https://cdn.example/i.png"}


def test_what_could_not_be_had_and_what_moves_is_told():
    video = {
        "name": "Film",
        "format": "video",
        "landing_url": "https://shop.example/",
        "width": 640,
        "height": 360,
        "duration_s": 15,
        "mime": "video/mp4",
        "media_url": "https://cdn.example/v.mp4",
    }
    assert set(piece(video).unread) == {"media_url"}
    assert piece(NATIVE, **{"native.icon": "gone"}).unread == {"native.icon": "gone"}
