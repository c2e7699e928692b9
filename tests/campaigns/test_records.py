"""What happens to a campaign's records when people edit and the workflow decides."""

import asyncio

import pytest

from domain.campaigns import service
from domain.campaigns.repository import revision as find_revision
from domain.campaigns.rules import clock_within
from domain.campaigns.values import Audience, Channel, FlightDates, PricingTerms, Stage
from domain.creatives import service as creatives
from domain.errors import ActionRefused, Conflict, InvalidInput, NotFound
from domain.golive.service import compile_live
from domain.identity.tables import Tenant
from domain.money import MICROS
from tests.campaigns.records import DAY, NOW, approved, banner, content, draft, edit, move
from tests.golive.passing import let_through


async def test_a_draft_takes_every_edit_as_a_new_revision_and_asks_for_no_review(database):
    async with database.tenant("ours") as session:
        campaign = await draft(session)
        done = await edit(session, campaign, name="Summer", budget_micros=9 * MICROS)
        assert (done.revision, done.needs_review, done.changed) == (3, False, True)
        assert (campaign.name, campaign.budget_micros) == ("Summer", 9 * MICROS)


async def test_an_edit_that_says_what_is_there_makes_no_revision(database):
    async with database.tenant("ours") as session:
        campaign = await draft(session)
        done = await edit(session, campaign)
        assert (done.revision, done.changed) == (2, False)


async def test_an_edit_of_a_stale_revision_is_a_conflict_unless_it_was_made_already(database):
    async with database.tenant("ours") as session:
        campaign = await draft(session)
        changes = {"expected_revision": 2, "actor_id": "cy", "now_ms": NOW}
        await service.edit_campaign(session, campaign.id, content(name="Mine"), **changes)
        await service.edit_campaign(session, campaign.id, content(name="Mine"), **changes)
        with pytest.raises(Conflict, match="revision 3"):
            await service.edit_campaign(session, campaign.id, content(name="Theirs"), **changes)


async def test_edits_made_at_once_all_survive(database):
    async with database.tenant("ours") as session:
        campaign = await draft(session)
        page = await creatives.list_creatives(session, campaign_id=campaign.id, cursor=None, limit=1)
        creative_id = page.items[0].creative.id

    async def add_category(number: int) -> None:
        async with database.tenant("ours") as session:
            _, now = await service.read_campaign(session, campaign.id, for_update=True)
            wanted = now.model_copy(update={"categories": (*now.categories, f"IAB{number}")})
            await service.edit_campaign(session, campaign.id, wanted, expected_revision=None, actor_id="cy", now_ms=NOW)

    async def add_attribute(number: int) -> None:
        async with database.tenant("ours") as session:
            _, now = await creatives.get_creative(session, creative_id, for_update=True)
            wanted = now.model_copy(update={"attributes": (*now.attributes, number)})
            await creatives.edit_creative(
                session, creative_id, wanted, expected_version=None, actor_id="cy", now_ms=NOW
            )

    await asyncio.gather(*(edit(number) for number in range(1, 7) for edit in (add_category, add_attribute)))
    async with database.reading("ours") as session:
        campaign, newest = await service.read_campaign(session, campaign.id)
        creative, shown = await creatives.get_creative(session, creative_id)
        assert set(newest.categories) == {f"IAB{number}" for number in range(1, 7)}
        assert set(shown.attributes) == set(range(1, 7))
        assert (campaign.revision, creative.version) == (14, 7)


CHANGES = {
    "less money": ({"budget_micros": 100 * MICROS}, False),
    "more money": ({"budget_micros": 501 * MICROS}, True),
    "a later start": ({"starts_at_ms": NOW + 2 * DAY}, False),
    "an earlier start": ({"starts_at_ms": NOW}, True),
    "no start": ({"starts_at_ms": None}, True),
    "an earlier end": ({"ends_at_ms": NOW + 5 * DAY}, False),
    "no end": ({"ends_at_ms": None}, True),
    "another name": ({"name": "Summer"}, True),
    "another price": ({"pricing": PricingTerms(base_cpm_micros=MICROS, max_cpm_micros=3 * MICROS)}, True),
    "less money and another domain": ({"budget_micros": MICROS, "advertiser_domain": "www.shop.example"}, True),
}


@pytest.mark.parametrize(("changes", "reviewed"), CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_running_campaign_needs_review_for_all_but_less_money_and_time(database, changes, reviewed):
    async with database.tenant("ours") as session:
        campaign = await approved(session)
        done = await edit(session, campaign, **changes)
        assert done.needs_review is reviewed
        assert campaign.approved_revision == 2, "the approved revision goes on running"
        adopted = await service.adopt_revision(session, campaign.id, done.revision, expected_stage=Stage.LIVE)
        assert (adopted is None) is reviewed
        assert campaign.approved_revision == (2 if reviewed else 3)


HOURS = {"targeting": Audience(hours_zone=(22, 23))}
CLOCKS = {
    "nothing goes by it": ({}, {}, False),
    "hours do": (HOURS, {}, True),
    "the viewer's hours may": ({"targeting": Audience(hours_viewer=(22,))}, {}, True),
    "a day's money does": ({"daily_budget_micros": 50 * MICROS}, {}, True),
    "a day's money does from now on": ({}, {"daily_budget_micros": 50 * MICROS}, True),
}


@pytest.mark.parametrize(("was", "changes", "within"), CLOCKS.values(), ids=CLOCKS.keys())
def test_another_time_zone_is_read_again_where_hours_or_days_go_by_it(was, changes, within):
    approved_one = content(time_zone="Europe/Berlin", **was)
    wanted = approved_one.model_copy(update=changes | {"time_zone": "Pacific/Auckland"})
    assert clock_within(wanted, approved_one) is not within
    assert clock_within(approved_one.model_copy(update=changes), approved_one)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_running_campaign_keeps_the_hours_that_were_read(database):
    async with database.tenant("ours") as session:
        campaign = await approved(session, **HOURS)
        assert not (await edit(session, campaign, **HOURS, budget_micros=MICROS)).needs_review
        assert (await edit(session, campaign, **HOURS, time_zone="Pacific/Auckland")).needs_review


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_running_campaign_keeps_the_most_a_day_that_was_read(database):
    async with database.tenant("ours") as session:
        campaign = await approved(session, daily_budget_micros=50 * MICROS)
        edits = [
            await edit(session, campaign, daily_budget_micros=micros) for micros in (20 * MICROS, 51 * MICROS, None)
        ]
    assert [done.needs_review for done in edits] == [False, True, True]


async def test_small_edits_are_measured_against_what_a_review_saw_not_against_each_other(database):
    async with database.tenant("ours") as session:
        campaign = await approved(session)
        for budget, revision in ((100, 3), (400, 4)):
            done = await edit(session, campaign, budget_micros=budget * MICROS)
            facts = await service.adopt_revision(session, campaign.id, done.revision, expected_stage=Stage.LIVE)
            assert (facts.revision, facts.budget_micros) == (revision, budget * MICROS)


async def test_a_creative_changed_after_approval_reopens_review_and_what_runs_keeps_the_old_one(database):
    async with database.tenant("ours") as session:
        campaign = await approved(session)
        await let_through(session, campaign.id, now_ms=NOW)
        page = await creatives.list_creatives(session, campaign_id=campaign.id, cursor=None, limit=10)
        creative_id = page.items[0].creative.id
        done = await creatives.edit_creative(
            session, creative_id, banner(name="Other"), expected_version=1, actor_id="cy", now_ms=NOW
        )
        assert (done.edit.revision, done.edit.needs_review, done.creative.version) == (3, True, 2)
        snapshot = await compile_live(session, campaign.id, snapshot_revision=7)
        assert [served.landing_url for served in snapshot.creatives] == ["https://www.shop.example/spring"]
        await creatives.create_creative(session, campaign.id, banner(name="Second"), actor_id="cy", now_ms=NOW)
        removed = await creatives.remove_creative(session, creative_id, actor_id="cy", now_ms=NOW)
        assert removed.revision == 5
        served = (await compile_live(session, campaign.id, snapshot_revision=8)).creatives
        assert [one.creative_id for one in served] == [creative_id]


async def test_an_edit_that_could_never_be_served_is_refused_once_a_workflow_would_hear_of_it(database):
    async with database.tenant("ours") as session:
        campaign = await approved(session)
        (only,) = (await creatives.list_creatives(session, campaign_id=campaign.id, cursor=None, limit=10)).items
    with pytest.raises(InvalidInput, match="at least one creative"):
        async with database.tenant("ours") as session:
            await creatives.remove_creative(session, only.creative.id, actor_id="cy", now_ms=NOW)
    async with database.tenant("ours") as session:
        assert (await creatives.get_creative(session, only.creative.id)).creative.removed_at_ms is None
        assert (await service.get_campaign(session, campaign.id)).revision == 2


async def test_dates_a_revision_leaves_open_stay_as_they_were_scheduled(database):
    async with database.tenant("ours") as session:
        campaign = await approved(session, starts_at_ms=None, ends_at_ms=None)
        flight = FlightDates(starts_at_ms=NOW + DAY, ends_at_ms=NOW + 2 * DAY)
        await move(session, campaign, Stage.SCHEDULED, sequence=2, flight=flight)
        smaller = {"starts_at_ms": None, "ends_at_ms": None, "budget_micros": 400 * MICROS}
        done = await edit(session, campaign, **smaller)
        await service.adopt_revision(session, campaign.id, done.revision, expected_stage=Stage.SCHEDULED)
        assert (campaign.starts_at_ms, campaign.ends_at_ms) == (NOW + DAY, NOW + 2 * DAY)
        done = await edit(session, campaign, **smaller | {"name": "Summer", "ends_at_ms": NOW + 5 * DAY})
        await service.lock_revision(session, campaign.id, done.revision, expected_stage=Stage.SCHEDULED)
        await service.approve_revision(session, campaign.id, done.revision)
        assert (campaign.starts_at_ms, campaign.ends_at_ms) == (NOW + DAY, NOW + 5 * DAY)


async def test_a_review_sees_the_categories_of_the_creatives_too(database):
    async with database.tenant("ours") as session:
        campaign = await draft(session, categories=("IAB22",))
        await creatives.create_creative(
            session, campaign.id, banner(categories=("alcohol", "IAB22")), actor_id="ana", now_ms=NOW
        )
        facts = await service.lock_revision(session, campaign.id, campaign.revision, expected_stage=Stage.DRAFT)
        assert facts.categories == ("IAB22", "alcohol")


async def test_a_creative_may_not_land_elsewhere_nor_the_domain_move_away_from_it(database):
    async with database.tenant("ours") as session:
        campaign = await draft(session)
        with pytest.raises(InvalidInput, match=r"lands on shop\.example\.evil\.net"):
            landing = banner(landing_url="https://shop.example.evil.net/")
            await creatives.create_creative(session, campaign.id, landing, actor_id="ana", now_ms=NOW)
    async with database.tenant("ours") as session:
        with pytest.raises(InvalidInput, match=r"lands on www\.shop\.example"):
            await edit(session, campaign, advertiser_domain="other.example")


async def test_review_locks_the_newest_revision_in_the_expected_stage_only(database):
    async with database.tenant("ours") as session:
        campaign = await draft(session)
        with pytest.raises(Conflict, match="at revision 2"):
            await service.lock_revision(session, campaign.id, 1, expected_stage=Stage.DRAFT)
        with pytest.raises(Conflict, match="is draft"):
            await service.lock_revision(session, campaign.id, 2, expected_stage=Stage.REJECTED)
        first = await service.lock_revision(session, campaign.id, 2, expected_stage=Stage.DRAFT)
        again = await service.lock_revision(session, campaign.id, 2, expected_stage=Stage.DRAFT)
        assert first == again
        assert (first.author_ids, first.budget_micros, first.currency) == (("ana",), 500 * MICROS, "USD")
        await edit(session, campaign, name="Later")
        facts = await service.lock_revision(session, campaign.id, 3, expected_stage=Stage.DRAFT)
        assert facts.author_ids == ("ana", "cy")
        with pytest.raises(Conflict, match="not the one under review"):
            await service.approve_revision(session, campaign.id, 2)


async def test_nothing_unapproved_is_compiled(database):
    async with database.tenant("ours") as session:
        campaign = await draft(session)
        with pytest.raises(Conflict, match="no revision of the campaign is approved"):
            await compile_live(session, campaign.id, snapshot_revision=1)


async def test_a_revision_is_compiled_only_as_it_passed_the_gate(database):
    async with database.tenant("ours") as session:
        campaign = await approved(session)
        await move(session, campaign, Stage.LIVE, sequence=2)
        with pytest.raises(Conflict, match="did not pass the gate"):
            await compile_live(session, campaign.id, snapshot_revision=1)
        await let_through(session, campaign.id, now_ms=NOW)
        assert (await compile_live(session, campaign.id, snapshot_revision=1)).name == "Spring"
        row = await find_revision(session, campaign.id, campaign.approved_revision)
        row.content = row.content | {"name": "Never approved"}
        session.add(row)
        await session.flush()
        with pytest.raises(Conflict, match="did not pass the gate as it is now"):
            await compile_live(session, campaign.id, snapshot_revision=2)


async def test_a_snapshot_carries_the_tenants_seat_and_ladder_and_the_flight_on_record(database):
    async with database.platform() as session:
        tiers = [{"name": "all", "from_stars": 0, "earn_pct": 100, "boost_pct": 140}]
        session.add(Tenant(id="ours", name="Ours", seat="seat-7", tier_ladder=tiers, created_at_ms=NOW))
    async with database.tenant("ours") as session:
        campaign = await approved(session, categories=("IAB22", "alcohol"))
        await let_through(session, campaign.id, now_ms=NOW)
        await move(session, campaign, Stage.LIVE, sequence=2, flight=FlightDates(starts_at_ms=NOW + 2 * DAY))
        snapshot = await compile_live(session, campaign.id, snapshot_revision=5)
        assert (snapshot.seat, snapshot.tier_boosts_pct, snapshot.revision) == ("seat-7", {"all": 140}, 5)
        assert (snapshot.starts_at_ms, snapshot.ends_at_ms) == (NOW + 2 * DAY, 0)
        assert snapshot.categories == ("IAB22",)
        assert snapshot.pricing.max_cpm_micros == 3 * MICROS


async def test_a_campaign_that_exchanges_do_not_sell_compiles_to_a_tombstone(database):
    async with database.tenant("ours") as session:
        campaign = await approved(session, channel=Channel.EMAIL)
        await let_through(session, campaign.id, now_ms=NOW)
        assert (await compile_live(session, campaign.id, snapshot_revision=1)).tombstone


async def test_a_transition_recorded_twice_is_one_row_and_an_older_one_does_not_move_the_stage_back(database):
    async with database.tenant("ours") as session:
        campaign = await draft(session)
        for sequence, stage in ((2, Stage.APPROVED), (2, Stage.APPROVED), (1, Stage.IN_REVIEW)):
            await move(session, campaign, stage, sequence=sequence)
        rows = await service.list_transitions(session, campaign.id)
        assert [(row.sequence, row.to_stage, row.actor_id) for row in rows] == [
            (1, "in_review", "bo"),
            (2, "approved", "bo"),
        ]
        assert (campaign.stage, campaign.note) == ("approved", "because")


async def test_a_draft_is_deleted_whole_and_what_was_submitted_stays(database):
    async with database.tenant("ours") as session:
        campaign = await draft(session)
        await service.delete_draft(session, campaign.id)
    async with database.tenant("ours") as session:
        with pytest.raises(NotFound):
            await service.get_campaign(session, campaign.id)
        assert (await creatives.list_creatives(session, campaign_id=None, cursor=None, limit=9)).items == []
        live = await approved(session)
        with pytest.raises(ActionRefused, match="delete is not allowed while the campaign is live"):
            await service.delete_draft(session, live.id)
        await move(session, live, Stage.DRAFT, sequence=2)
        with pytest.raises(ActionRefused, match="submitted once"):
            await service.delete_draft(session, live.id)


async def test_what_is_over_cannot_be_edited(database):
    async with database.tenant("ours") as session:
        campaign = await approved(session, stage=Stage.COMPLETED)
        with pytest.raises(ActionRefused) as refusal:
            await edit(session, campaign, name="Late")
        assert (refusal.value.stage, refusal.value.action, refusal.value.allowed) == ("completed", "edit", ("archive",))


async def test_a_creation_repeated_with_its_key_answers_the_first_campaign(database):
    async with database.tenant("ours") as session:
        known = {"actor_id": "ana", "now_ms": NOW, "creation_key": "k1"}
        first = await service.create_campaign(session, content(), **known)
        await edit(session, first, name="Edited since")
        assert (await service.create_campaign(session, content(), **known)).id == first.id
        with pytest.raises(Conflict):
            await service.create_campaign(session, content(name="Other"), **known)
    async with database.tenant("theirs") as session:
        assert (await service.create_campaign(session, content(), **known)).id != first.id


async def test_another_tenants_campaign_does_not_exist(database):
    async with database.tenant("theirs") as session:
        theirs = await draft(session)
    async with database.tenant("ours") as session:
        with pytest.raises(NotFound):
            await service.get_campaign(session, theirs.id)
        with pytest.raises(NotFound):
            await creatives.create_creative(session, theirs.id, banner(), actor_id="eve", now_ms=NOW)
        with pytest.raises(NotFound):
            await edit(session, theirs)


async def test_a_campaign_that_would_be_over_already_is_neither_made_nor_edited_so(database):
    async with database.tenant("ours") as session:
        with pytest.raises(InvalidInput, match="end date has passed"):
            await draft(session, starts_at_ms=None, ends_at_ms=NOW - DAY)
        campaign = await approved(session)
        with pytest.raises(InvalidInput, match="end date has passed"):
            await edit(session, campaign, starts_at_ms=None, ends_at_ms=NOW - DAY)
