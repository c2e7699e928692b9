"""People are told of a campaign's money: the right ones, of the five things, once each."""

import asyncio

import pytest

from activities.watching_budgets import BudgetWatch
from domain.budgets import service as budgets
from domain.budgets.alerts import service as alerts
from domain.budgets.alerts.rules import due, sentence
from domain.budgets.alerts.values import AlertKind
from domain.budgets.tables import BudgetAccount, BudgetDay
from domain.budgets.values import BudgetView, DayView, PaceView
from domain.campaigns import service as campaigns
from domain.campaigns.values import CampaignContent, PricingTerms
from domain.identity import service as identity
from domain.identity.values import NewTenant, NewUser, Role
from domain.notifications import service as notifications
from domain.pacing.rules import local_day
from domain.pacing.values import Pacing, PacingStatus, SpendPlan
from domain.records import MONEY_STORE
from storage.sql.database import Database

UNIT = 10**9
NOW_MS = 1_800_000_000_000
CONTENT = CampaignContent(
    name="Spring sale",
    advertiser_domain="shop.example",
    currency="EUR",
    budget_micros=1_000 * 10**6,
    pricing=PricingTerms(base_cpm_micros=2 * 10**6, max_cpm_micros=3 * 10**6),
)


def view(**changes):
    plain = {
        "campaign_id": "cmp_1",
        "currency": "EUR",
        "budget_nanos": 1_000 * UNIT,
        "confirmed_nanos": 0,
        "in_flight_nanos": 0,
        "disputed_nanos": 0,
        "sequence": 1,
        "exhausted_at_ms": None,
        "closed": False,
        "today": DayView(date="2027-01-15", budget_nanos=0, confirmed_nanos=0, in_flight_nanos=0),
        "pace": PaceView(mode=Pacing.ASAP, status=PacingStatus.UNPACED, time_zone="UTC"),
    }
    return BudgetView(**plain | changes)


def day(spent, budget):
    return DayView(
        date="2027-01-15", budget_nanos=budget * UNIT, confirmed_nanos=spent * UNIT, in_flight_nanos=5 * UNIT
    )


def pace(status, planned):
    return PaceView(
        mode=Pacing.EVEN,
        status=status,
        time_zone="UTC",
        amount_nanos=100 * UNIT,
        planned_nanos=planned * UNIT,
        confirmed_nanos=7 * UNIT,
    )


SAID = {
    "79 % of the budget is nothing to speak of": (view(confirmed_nanos=799 * UNIT), []),
    "80 % of it is": (view(confirmed_nanos=800 * UNIT), [AlertKind.NEARING_LIMIT]),
    "all of it is another thing, and the only one": (view(confirmed_nanos=1_000 * UNIT), [AlertKind.BUDGET_EXHAUSTED]),
    "a rest that funds no bid is all of it": (
        view(confirmed_nanos=999 * UNIT, exhausted_at_ms=NOW_MS, closed=True),
        [AlertKind.BUDGET_EXHAUSTED],
    ),
    "a campaign that ended with money left": (view(confirmed_nanos=900 * UNIT, closed=True), []),
    "a day that spent what it may": (view(today=day(50, 50)), []),
    "a day whose budget was lowered below what it spent": (view(today=day(51, 50)), [AlertKind.OVER_DAILY_BUDGET]),
    "behind, at the very beginning": (view(pace=pace(PacingStatus.BEHIND, 9)), []),
    "behind, when it shows": (view(pace=pace(PacingStatus.BEHIND, 10)), [AlertKind.PACING_BEHIND]),
    "ahead": (view(pace=pace(PacingStatus.AHEAD, 10)), [AlertKind.PACING_AHEAD]),
    "on plan": (view(pace=pace(PacingStatus.ON_PLAN, 50)), []),
    "behind because nothing is left": (
        view(confirmed_nanos=1_000 * UNIT, exhausted_at_ms=NOW_MS, pace=pace(PacingStatus.BEHIND, 50)),
        [AlertKind.BUDGET_EXHAUSTED],
    ),
    "several at once": (
        view(confirmed_nanos=850 * UNIT, today=day(60, 50), pace=pace(PacingStatus.AHEAD, 50)),
        [AlertKind.NEARING_LIMIT, AlertKind.OVER_DAILY_BUDGET, AlertKind.PACING_AHEAD],
    ),
}


@pytest.mark.parametrize("case", SAID, ids=SAID)
def test_what_a_campaigns_money_gives_reason_to_say(case):
    money, kinds = SAID[case]
    said = due(money)
    assert [one.kind for one in said] == kinds
    assert all("EUR" in sentence(one) for one in said)


@pytest.fixture
async def money(tmp_path):
    money = Database.open(f"sqlite:///{tmp_path / 'money.db'}", store=MONEY_STORE)
    await money.create_all()
    yield money
    await money.close()


@pytest.fixture
async def house(database, money):
    """A tenant with one of each kind of people, a campaign of the operator's, and its account."""
    people = {}
    async with database.platform() as session:
        await identity.create_tenant(session, NewTenant(id="ours", name="Ours"), now_ms=NOW_MS)
        for name, role in [
            ("boss", Role.MANAGER),
            ("gone", Role.MANAGER),
            ("author", Role.OPERATOR),
            ("guest", Role.VIEWER),
        ]:
            new = NewUser(email=f"{name}@ours.example", name=name, roles=(role,))
            user = await identity.create_user(session, new, tenant_id="ours", now_ms=NOW_MS)
            user.disabled_at_ms = NOW_MS if name == "gone" else None
            people[name] = user.id
    async with database.tenant("ours") as session:
        row = await campaigns.create_campaign(session, CONTENT, actor_id=people["author"], now_ms=NOW_MS)
        campaign_id = row.id
    await fund(money, campaign_id, budget=1_000)
    return people, campaign_id


async def fund(money, campaign_id, *, budget, **plan):
    async with money.platform() as session:
        await budgets.open_account(
            session, "ours", campaign_id, "EUR", budget * 10**6, now_ms=NOW_MS, plan=SpendPlan(**plan)
        )


async def spend(money, campaign_id, units):
    async with money.platform() as session:
        account = await session.get(BudgetAccount, ("ours", campaign_id))
        account.spent_nanos = units * UNIT


async def heard(database, user_id):
    async with database.reading("ours") as session:
        page = await notifications.inbox(session, user_id, unread_only=False, cursor=None, limit=50)
    return [row.title for row in reversed(page.items)]


async def test_the_author_and_whoever_decides_about_money_hear_each_thing_once(database, money, house):
    people, campaign_id = house
    watches = [BudgetWatch(database, money, clock_ms=lambda: NOW_MS) for _ in range(3)]
    for units in (500, 810, 830, 1_000):
        await spend(money, campaign_id, units)
        for _ in range(2):
            await asyncio.gather(*(watch.step() for watch in watches))
    told = ["Spring sale nears the end of its budget", "Spring sale has used up its budget"]
    assert await heard(database, people["author"]) == await heard(database, people["boss"]) == told
    assert await heard(database, people["guest"]) == await heard(database, people["gone"]) == []


async def test_what_was_raised_once_is_no_news_the_second_time(database, house):
    _, campaign_id = house
    reasons = due(view(campaign_id=campaign_id, confirmed_nanos=900 * UNIT))
    raised = []
    for _ in range(2):
        async with database.tenant("ours") as session:
            raised.append(await alerts.raise_alerts(session, reasons, now_ms=NOW_MS))
    assert raised == [reasons, []]


async def test_a_budget_that_was_raised_is_spoken_of_anew(database, money, house):
    people, campaign_id = house
    watch = BudgetWatch(database, money, clock_ms=lambda: NOW_MS)
    for budget, units in [(1_000, 800), (2_000, 800), (2_000, 1_600)]:
        await fund(money, campaign_id, budget=budget)
        await spend(money, campaign_id, units)
        await watch.step()
    assert await heard(database, people["boss"]) == ["Spring sale nears the end of its budget"] * 2
    async with database.reading("ours") as session:
        raised = await alerts.raised(session, [campaign_id])
    assert {one.row.measure_nanos for one in raised} == {1_000 * UNIT, 2_000 * UNIT}
    assert all(people["boss"] in one.told_ids and people["gone"] not in one.told_ids for one in raised)


async def test_a_day_is_spoken_of_once_and_the_next_day_again(database, money, house):
    people, campaign_id = house
    await fund(money, campaign_id, budget=1_000, daily_budget_nanos=10 * UNIT)
    for offset in (0, 0, 1):
        now_ms = NOW_MS + offset * 86_400_000
        async with money.platform() as session:
            number = local_day(now_ms, "UTC").number
            await session.merge(BudgetDay(tenant_id="ours", campaign_id=campaign_id, day=number, spent_nanos=11 * UNIT))
        await BudgetWatch(database, money, clock_ms=lambda at_ms=now_ms: at_ms).step()
    assert await heard(database, people["boss"]) == ["Spring sale is over its daily budget"] * 2


async def test_a_tenant_that_cannot_be_read_keeps_nobody_else_from_hearing(database, money, house):
    people, campaign_id = house
    async with database.platform() as session:
        await identity.create_tenant(session, NewTenant(id="another", name="Before ours"), now_ms=NOW_MS)
        new = NewUser(email="a@another.example", name="a", roles=(Role.MANAGER,))
        user = await identity.create_user(session, new, tenant_id="another", now_ms=NOW_MS)
        user.roles = ["a role of a later version"]
    async with money.platform() as session:
        await budgets.open_account(session, "another", "cmp_x", "EUR", 10**6, now_ms=NOW_MS)
    for tenant_id, one in (("another", "cmp_x"), ("ours", campaign_id)):
        async with money.platform() as session:
            account = await session.get(BudgetAccount, (tenant_id, one))
            account.spent_nanos = account.budget_nanos
    await BudgetWatch(database, money, clock_ms=lambda: NOW_MS).step()
    assert await heard(database, people["boss"]) == ["Spring sale has used up its budget"]
