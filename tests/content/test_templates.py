"""Templates and blocks in the store, on both databases: drafts, versions that never change, and who is whose."""

from pathlib import Path

import pytest

from domain.campaigns.values import Channel
from domain.contacts.values import Contact
from domain.content import service
from domain.content.catalogues import service as catalogues
from domain.content.catalogues.values import NewItem
from domain.content.liquid.values import ContentRefused
from domain.content.prepared.rules import Prepared
from domain.content.service import TemplateShelf, load_prepared
from domain.content.values import RenderInputs
from domain.errors import Conflict, InvalidInput, NotFound
from domain.records import JOURNEYS_STORE
from storage.sql import Database

NOW = 1_800_000_000_000


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request, tmp_path: Path):
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path / 'journeys.db'}"
    else:
        url = request.getfixturevalue("empty_postgres_url")
    database = Database.open(url, store=JOURNEYS_STORE)
    await database.create_all()
    yield database
    await database.close()


def body(html: str = "<p>one</p>") -> dict:
    return {"wordings": {"en": {"subject": "s", "html": html}}}


async def create(database, content=None, *, tenant="ours", publish=True) -> str:
    async with database.tenant(tenant) as session:
        row = await service.create(session, "T", Channel.EMAIL, content or body(), actor_id="usr", now_ms=NOW)
        if publish:
            await service.publish(session, row.id, expected_revision=1, comment="", actor_id="usr", now_ms=NOW)
        return row.id


async def html_of(database, template_id: str, version: int = 0, *, tenant="ours") -> str:
    async with database.reading(tenant) as session:
        found = (await load_prepared(session, [(template_id, version)], TemplateShelf()))[template_id, version]
    if not isinstance(found, Prepared):
        raise found
    return found.render(RenderInputs(contact=Contact(person_id="p"), now_ms=NOW)).html


async def edit(database, template_id: str, content: dict, revision: int | None = None) -> None:
    async with database.tenant("ours") as session:
        await service.edit_draft(
            session, template_id, body=content, name=None, expected_revision=revision, actor_id="usr_ana", now_ms=NOW
        )


async def test_a_version_never_changes_and_the_draft_beside_it_does(database):
    template_id = await create(database)
    await edit(database, template_id, body("<p>two</p>"))
    assert "one" in await html_of(database, template_id)
    async with database.tenant("ours") as session:
        row = await service.publish(
            session, template_id, expected_revision=None, comment="c", actor_id="usr", now_ms=NOW
        )
        assert (row.live_version, row.draft) == (2, None)
    assert "two" in await html_of(database, template_id)
    assert "one" in await html_of(database, template_id, 1)


async def test_two_authors_do_not_overwrite_each_other(database):
    template_id = await create(database, publish=False)
    await edit(database, template_id, body("<p>mine</p>"), revision=1)
    with pytest.raises(Conflict):
        await edit(database, template_id, body("<p>theirs</p>"), revision=1)


async def test_what_cannot_be_rendered_is_never_published(database):
    template_id = await create(database, body("{{ person.x | nothing }}"), publish=False)
    async with database.tenant("ours") as session:
        with pytest.raises(ContentRefused):
            await service.publish(session, template_id, expected_revision=1, comment="", actor_id="usr", now_ms=NOW)
    with pytest.raises(NotFound):
        await html_of(database, template_id)
    await edit(database, template_id, {"wordings": {}})
    async with database.tenant("ours") as session:
        with pytest.raises(InvalidInput) as refused:
            await service.publish(session, template_id, expected_revision=None, comment="", actor_id="usr", now_ms=NOW)
        assert refused.value.field == "wordings"


async def test_nobody_renders_anothers_template(database):
    template_id = await create(database)
    with pytest.raises(NotFound):
        await html_of(database, template_id, tenant="theirs")


async def test_a_draft_is_tested_as_it_stands_without_being_published(database):
    template_id = await create(database)
    await edit(database, template_id, body("<p>draft</p>"))
    async with database.tenant("ours") as session:
        row = await service.existing(session, template_id)
        number = await service.proof(session, row, 0, actor_id="usr", now_ms=NOW)
        assert number == await service.proof(session, row, 0, actor_id="usr", now_ms=NOW)
    assert number < 0
    assert "draft" in await html_of(database, template_id, number)
    assert "one" in await html_of(database, template_id)
    async with database.reading("ours") as session:
        assert [row.version for row in await service.versions(session, template_id)] == [1]


async def save_block(database, text: str, *, update_templates: bool = False) -> dict[str, int]:
    async with database.tenant("ours") as session:
        content = {"variants": [{"wordings": {"en": text}}]}
        await service.save_block(session, "footer", content, description="", actor_id="usr", now_ms=NOW)
        _, updated = await service.publish_block(
            session, "footer", update_templates=update_templates, actor_id="usr", now_ms=NOW
        )
        return updated


async def test_a_block_reaches_templates_when_they_are_published_or_told_to_follow(database):
    await save_block(database, "<p>old</p>")
    template_id = await create(database, body("{% block 'footer' %}"))
    assert await save_block(database, "<p>new</p>") == {}
    assert "old" in await html_of(database, template_id)
    assert await save_block(database, "<p>newest</p>", update_templates=True) == {template_id: 2}
    assert "newest" in await html_of(database, template_id)
    assert "old" in await html_of(database, template_id, 1)


async def test_a_block_that_breaks_a_template_is_not_published_with_it(database):
    await save_block(database, "<p>old</p>")
    template_id = await create(database, body("{% block 'footer' %}"))
    with pytest.raises(ContentRefused):
        await save_block(database, "{{ nobody.knows }}", update_templates=True)
    assert "old" in await html_of(database, template_id)
    async with database.tenant("ours") as session:
        with pytest.raises(Conflict):
            await service.remove_block(session, "footer")


async def test_a_block_for_whoever_is_outside_a_segment_that_is_not_there_is_not_published(database):
    variant = {"when": {"kind": "not", "of": {"kind": "in_segment", "segment": f"seg_{'0' * 26}"}}}
    content = {"variants": [{"wordings": {"en": "<p>for all</p>"}, **variant}]}
    async with database.tenant("ours") as session:
        await service.save_block(session, "offer", content, description="", actor_id="usr", now_ms=NOW)
        with pytest.raises(InvalidInput) as refused:
            await service.publish_block(session, "offer", update_templates=False, actor_id="usr", now_ms=NOW)
    assert refused.value.field == "variants.0.when"


async def test_items_are_found_in_bulk_and_only_the_tenants_own(database):
    async with database.tenant("ours") as session:
        await catalogues.create(session, "products", description="", now_ms=NOW)
        items = [NewItem(id=f"p{number}", fields={"title": f"T{number}"}) for number in range(1_500)]
        await catalogues.put_items(session, "products", items[:1_000], now_ms=NOW)
        await catalogues.put_items(session, "products", items[1_000:], now_ms=NOW)
        await catalogues.put_items(session, "products", [NewItem(id="p1", fields={"title": "new"})], now_ms=NOW)
    async with database.reading("ours") as session:
        wanted = {"products": {f"p{number}" for number in range(1_600)}}
        found = await catalogues.look_up(session, wanted)
        assert len(found) == 1_500
        assert found["products", "p1"] == {"title": "new", "id": "p1"}
        assert [one.id for one in await catalogues.page_of_items(session, "products", after="p0", limit=2)] == [
            "p1",
            "p10",
        ]
    async with database.reading("theirs") as session:
        assert await catalogues.look_up(session, wanted) == {}
