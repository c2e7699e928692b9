"""Lists of campaigns: what is asked for, in the order asked for, page by page."""

import contextlib

import pytest

from domain.campaigns import service
from domain.campaigns.repository import Filters, Sort
from domain.campaigns.values import Channel, Stage
from domain.errors import InvalidInput
from domain.money import MICROS
from domain.paging import Position, write_cursor
from tests.campaigns.records import DAY, NOW, approved, content


async def test_the_largest_budget_is_the_one_in_force_on_every_page(database):
    asked_for = {"small": 300, "large": 5_000, "middle": 3_000}
    made = {}
    async with database.tenant("ours") as session:
        for name, budget in asked_for.items():
            new = content(name=name, budget_micros=budget * MICROS)
            made[name] = (await service.create_campaign(session, new, actor_id="usr_a", now_ms=NOW)).id
        small = await service.get_campaign(session, made["small"], for_update=True)
        small.approved_revision = 1
        raised = content(name="small", budget_micros=9_000_000 * MICROS)
        await service.edit_campaign(session, small.id, raised, expected_revision=1, actor_id="usr_a", now_ms=NOW)
    found, cursor = [], None
    async with database.reading("ours") as session:
        while not found or cursor:
            page = await service.list_campaigns(session, Filters(), cursor, 1, sort=Sort.LARGEST_BUDGET)
            found += [item.content.name for item in page.items]
            cursor = page.next_cursor
    assert found == ["large", "middle", "small"]


@pytest.mark.parametrize("sort", Sort)
async def test_pages_follow_each_other_without_gap_or_repetition(database, sort):
    async with database.tenant("ours") as session:
        for number in range(7):
            campaign = content(name=f"C{number % 3}", budget_micros=(number % 2 + 1) * MICROS)
            await service.create_campaign(session, campaign, actor_id="ana", now_ms=NOW + number // 2)
    async with database.reading("ours") as session:
        seen, cursor = [], None
        while True:
            page = await service.list_campaigns(session, Filters(), cursor, 3, sort=sort)
            seen += [item.campaign.id for item in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
        assert len(seen) == len(set(seen)) == 7
        whole = await service.list_campaigns(session, Filters(), None, 50, sort=sort)
        assert seen == [item.campaign.id for item in whole.items]


FILTERS = {
    "a stage": (Filters(stages=(Stage.LIVE,)), {"Live"}),
    "a channel": (Filters(channels=(Channel.EMAIL,)), {"Mail"}),
    "text in the name, whatever its case": (Filters(text="LIV"), {"Live"}),
    "text in the domain": (Filters(text="letters.exa"), {"Mail"}),
    "a wildcard is just a character": (Filters(text="%"), {"100 % off"}),
    "a range that ends before it starts": (Filters(to_ms=NOW + DAY), {"Open"}),
    "a range that touches its first day": (
        Filters(from_ms=NOW, to_ms=NOW + DAY + 1),
        {"Live", "Mail", "100 % off", "Open"},
    ),
    "a range after its end": (Filters(from_ms=NOW + 10 * DAY), {"Open"}),
}


@pytest.mark.parametrize(("filters", "expected"), FILTERS.values(), ids=FILTERS.keys())
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_lists_hold_what_was_asked_for(database, filters, expected):
    async with database.tenant("ours") as session:
        await approved(session, name="Live")
        mail = {"name": "Mail", "channel": Channel.EMAIL, "advertiser_domain": "letters.example"}
        for changes in (mail, {"name": "100 % off"}, {"name": "Open", "starts_at_ms": None, "ends_at_ms": None}):
            await service.create_campaign(session, content(**changes), actor_id="ana", now_ms=NOW)
        page = await service.list_campaigns(session, filters, None, 50)
        assert {item.content.name for item in page.items} == expected


FORGED = {
    "nothing": "",
    "no cursor": "x",
    "no JSON": "bm9uc2Vuc2U",
    "another order": write_cursor("name", Position("a", "b")),
    "a name for a time": write_cursor(Sort.NEWEST, Position("a", "b")),
    "a time for a name": write_cursor(Sort.NAME, Position(1, "b")),
    "a truth for a time": write_cursor(Sort.NEWEST, Position(True, "b")),
    "a number beyond 64 bits": write_cursor(Sort.NEWEST, Position(2**63, "b")),
    "a NUL": write_cursor(Sort.NAME, Position("a\0", "b")),
    "half a surrogate pair": write_cursor(Sort.NAME, Position("a", "\ud800")),
}


@pytest.mark.parametrize("cursor", FORGED.values(), ids=FORGED.keys())
async def test_a_cursor_that_no_list_handed_out_is_refused(database, cursor):
    async with database.reading("ours") as session:
        for sort in (Sort.NEWEST, Sort.NAME):
            other_list = cursor != FORGED["another order"] or sort is Sort.NEWEST
            with pytest.raises(InvalidInput, match="cursor") if other_list else contextlib.nullcontext():
                await service.list_campaigns(session, Filters(), cursor, 5, sort=sort)
