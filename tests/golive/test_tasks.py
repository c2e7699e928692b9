"""Whose tasks they are, what a larger budget is asked, and who is told to try again: on records."""

import pytest

from domain.campaigns import service as campaigns
from domain.campaigns.sections.values import Section
from domain.campaigns.values import Action, CampaignContent, PricingTerms, Stage
from domain.creatives import service as creatives
from domain.creatives.values import CreativeContent
from domain.errors import Forbidden
from domain.golive import service as golive
from domain.golive.tasks import service as tasks
from domain.golive.tasks.service import Doer
from domain.golive.values import Enforcement, GateRule, NewTask, Wish
from domain.identity.tables import User
from domain.identity.values import Permission
from domain.money import MICROS
from domain.rates.values import shipped_rates
from domain.serving.values import CreativeFormat
from storage.sql import Database
from tests.golive.passing import let_through

NOW = 1_800_000_000_000
CONTENT = CampaignContent(
    name="Spring",
    advertiser_domain="shop.example",
    currency="USD",
    budget_micros=100_000 * MICROS,
    pricing=PricingTerms(base_cpm_micros=2 * MICROS, max_cpm_micros=3 * MICROS),
)
BANNER = CreativeContent(
    name="Banner",
    format=CreativeFormat.BANNER,
    landing_url="https://www.shop.example/spring?utm_source=us",
    width=300,
    height=250,
    mime="image/png",
    media_url="https://cdn.example.net/b.png",
)
LAWYER = Doer("lea", {Permission.CAMPAIGN_WRITE})
AUTHOR = Doer("ana", {Permission.CAMPAIGN_WRITE})
APPROVER = Doer("max", {Permission.CAMPAIGN_APPROVE})
RULER = Doer("ada", {Permission.CAMPAIGN_WRITE, Permission.GATE_WRITE})


@pytest.fixture
async def database(tmp_path):
    database = Database.open(f"sqlite:///{tmp_path / 'main.db'}")
    await database.create_all()
    yield database
    await database.close()


async def moved(session, campaign_id: str, stage: Stage) -> None:
    await campaigns.record_transition(
        session,
        campaign_id=campaign_id,
        sequence=1,
        from_stage=Stage.APPROVED,
        action=Action.GO_LIVE,
        to_stage=stage,
        actor_id="ana",
        actor_role="manager",
        comment="",
        at_ms=NOW,
    )


async def live(session, **changes) -> str:
    campaign = await campaigns.create_campaign(
        session, CONTENT.model_copy(update=changes), actor_id="ana", now_ms=NOW - 1
    )
    await creatives.create_creative(session, campaign.id, BANNER, actor_id="ana", now_ms=NOW)
    await campaigns.lock_revision(session, campaign.id, 2, expected_stage=Stage.DRAFT)
    await campaigns.approve_revision(session, campaign.id, 2)
    await let_through(session, campaign.id, now_ms=NOW)
    await moved(session, campaign.id, Stage.LIVE)
    return campaign.id


async def test_a_task_is_done_by_whose_it_is_and_rewritten_by_who_wrote_it(database):
    async with database.tenant("ours") as session:
        session.add(
            User(id="lea", tenant_id="ours", email="lea@shop.example", name="Lea", roles=[], grants=[], created_at_ms=0)
        )
        campaign = await campaigns.create_campaign(session, CONTENT, actor_id="ana", now_ms=NOW)
        legal = NewTask(title="Ask the lawyer", assignee_id="lea")
        held = await tasks.add(session, campaign.id, legal, actor_id="max", now_ms=NOW)
        waived, mine = legal.model_copy(update={"required": False}), NewTask(title="Mine", assignee_id="ana")

        async def say(doer: Doer, *, is_done: bool = True):
            return await tasks.say_done(session, campaign.id, held.id, is_done=is_done, doer=doer, now_ms=NOW)

        async def rewrite(doer: Doer, new: NewTask, *, is_done: bool = False):
            return await tasks.change(session, campaign.id, held.id, new, is_done=is_done, doer=doer, now_ms=NOW)

        for refused in (
            say(AUTHOR),
            say(RULER),
            rewrite(AUTHOR, waived),
            rewrite(AUTHOR, mine),
            rewrite(LAWYER, waived),
            rewrite(AUTHOR, legal, is_done=True),
            tasks.remove(session, campaign.id, held.id, doer=AUTHOR),
            tasks.remove(session, campaign.id, held.id, doer=LAWYER),
        ):
            with pytest.raises(Forbidden):
                await refused
        assert await tasks.open_tasks(session, campaign.id) == ((held.id, "Ask the lawyer", "lea"),)
        for doer in (LAWYER, APPROVER):
            assert (await say(doer)).done_by == doer.user_id
            assert (await say(doer, is_done=False)).done_by == ""
        assert (await rewrite(LAWYER, legal, is_done=True)).done_by == "lea"
        assert (await rewrite(APPROVER, waived)).required is False
        await tasks.remove(session, campaign.id, held.id, doer=RULER)
        anybodys = await tasks.add(session, campaign.id, NewTask(title="Logos"), actor_id="max", now_ms=NOW)
        await tasks.say_done(session, campaign.id, anybodys.id, is_done=True, doer=AUTHOR, now_ms=NOW)
        assert await tasks.open_tasks(session, campaign.id) == ()


@pytest.mark.parametrize(
    ("rule_from", "dollars", "is_whole"), [(50_000, 90_000, True), (50_000, 5_000, False), (None, 90_000, False)]
)
async def test_a_budget_raised_again_is_asked_what_rules_ask_of_such_a_budget(database, rule_from, dollars, is_whole):
    async with database.tenant("ours") as session:
        campaign_id = await live(session)
        for number, budget in ((3, 10_000), (4, dollars)):
            edited = CONTENT.model_copy(update={"budget_micros": budget * MICROS})
            await campaigns.edit_campaign(
                session, campaign_id, edited, expected_revision=None, actor_id="ana", now_ms=NOW
            )
            if number == 3:
                await campaigns.adopt_revision(session, campaign_id, 3, expected_stage=Stage.LIVE)
        large = rule_from and rule_from * MICROS
        rule = GateRule(name="R", check="link", enforcement=Enforcement.BLOCK, budget_from_micros=large)
        await golive.replace_rules(session, [rule])
        question = await golive.ask(session, campaign_id, Wish.ADJUST, revision=4, rates=shipped_rates(), now_ms=NOW)
        assert question.subject.sections == (frozenset(Section) if is_whole else {Section.BUDGET})


async def test_whoever_should_be_live_or_replaced_by_now_is_told_to_try_again(database):
    async with database.tenant("ours") as session:
        replaced, quiet = await live(session), await live(session)
        edited = CONTENT.model_copy(update={"name": "Summer"})
        await campaigns.edit_campaign(session, replaced, edited, expected_revision=None, actor_id="ana", now_ms=NOW)
        await campaigns.lock_revision(session, replaced, 3, expected_stage=Stage.LIVE)
        late, early = [await live(session, starts_at_ms=at_ms) for at_ms in (NOW, NOW + 2)]
        for campaign_id in (late, early):
            (await campaigns.get_campaign(session, campaign_id)).stage = Stage.SCHEDULED.value
        await session.flush()
        assert set(await campaigns.owed(session, now_ms=NOW + 1)) == {replaced, late}
        assert quiet not in await campaigns.owed(session, now_ms=NOW + 9)
