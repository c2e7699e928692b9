"""Use cases of digests: who wants one, what it says, and that each is sent once."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final, NamedTuple

from msgspec.structs import replace
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.approvals import service as approvals
from domain.broadcasts import repository as broadcasts
from domain.broadcasts.values import BroadcastDefinition, EverybodyAudience, SegmentAudience
from domain.broadcasts.values import Stage as BroadcastStage
from domain.budgets import repository as books
from domain.budgets.values import BudgetView
from domain.campaigns import service as campaigns
from domain.campaigns.repository import Filters, Sort
from domain.campaigns.sections.service import newer_than_in_force
from domain.campaigns.tables import Campaign
from domain.campaigns.values import CampaignContent, Channel, Stage
from domain.identity.tables import User
from domain.identity.values import Permission
from domain.journeys.blueprints import service as journeys
from domain.journeys.effects.service import source_of
from domain.journeys.timetables.rules import next_time_ms
from domain.journeys.values import ScheduleTrigger
from domain.messages import repository as ledger_rows
from domain.messages.rules import CLAIMED_TURN
from domain.money import micros_to_nanos, show
from domain.notifications import service as notifications
from domain.notifications.values import NewsKind
from domain.records import tenant_of
from domain.segments import repository as segments_repository
from domain.segments import service as segments
from domain.workspace.calendar.values import EntryKind
from domain.workspace.digests import repository
from domain.workspace.digests.rules import due_day
from domain.workspace.digests.tables import DigestPreference, DigestRow
from domain.workspace.digests.values import (
    Digest,
    DigestState,
    Due,
    GoingOut,
    Preference,
    Told,
    Trouble,
    Waiting,
)
from domain.workspace.explaining import service as explaining
from domain.workspace.explaining.rules import explain

DAY_MS: Final = 86_400_000
CLAIMED_FOR_MS: Final = 600_000
"""Whoever claimed a digest so long ago, and has not said what became of it, is dead."""
LOOKS_BACK_MS: Final = 7 * DAY_MS
"""At most: what is older than the last digest was told in it."""
KEPT_MS: Final = 90 * DAY_MS
MOST_LIVE: Final = 100
"""Live campaigns that are asked why they do not spend."""
MOST_NEWS: Final = 200
MOST_GOING_OUT: Final = 100
_MOST_ESTIMATED: Final = 3
"""Rules whose people are counted: thousands are looked at for each."""


class TenantNews(NamedTuple):
    """What is told to everybody of a tenant who may read it."""

    troubles: tuple[Trouble, ...] = ()
    campaigns: tuple[GoingOut, ...] = ()
    messages: tuple[GoingOut, ...] = ()


# Who is written to, and when


async def tenants_with_readers(session: AsyncSession) -> Sequence[str]:
    """Tenants somebody of whom wants a digest; on a platform session."""
    return await repository.tenants_with_readers(session)


async def preference_of(session: AsyncSession, user_id: str) -> Preference:
    """What they chose, or what holds for whoever has chosen nothing."""
    row = await repository.preference(session, user_id)
    return Preference() if row is None else _chosen(row)


async def prefer(session: AsyncSession, user_id: str, wish: Preference, *, now_ms: int) -> Preference:
    """From now on they are written to like that, or not at all; saying what holds already changes nothing."""
    row = await repository.preference(session, user_id)
    if row is None:
        row = DigestPreference(
            tenant_id=tenant_of(session), user_id=user_id, changed_at_ms=now_ms, **wish.model_dump(mode="json")
        )
    elif _chosen(row) != wish:
        row.is_on, row.hour, row.time_zone, row.changed_at_ms = wish.is_on, wish.hour, wish.time_zone, now_ms
    session.add(row)
    await session.flush()
    return wish


async def last_of(session: AsyncSession, user_id: str) -> DigestRow | None:
    """What became of the digest of their last day that had one."""
    return await repository.newest(session, user_id)


async def due(session: AsyncSession, *, now_ms: int) -> list[Due]:
    """Digests of a tenant that nobody has sent, and nobody is sending."""
    wanted = {
        row.user_id: day
        for row in await repository.readers(session)
        if (day := due_day(_chosen(row), changed_at_ms=row.changed_at_ms, now_ms=now_ms)) is not None
    }
    if not wanted:
        return []
    days = {day.isoformat() for day in wanted.values()}
    known = {(row.user_id, row.day): row for row in await repository.of_days(session, wanted.keys(), days)}
    told = await repository.last_told(session, wanted.keys())
    found: list[Due] = []
    for user_id, day in wanted.items():
        row = known.get((user_id, day.isoformat()))
        if row is None or _is_open(row, now_ms):
            one = Due(user_id=user_id, day=day, since_ms=_since_ms(told.get(user_id), now_ms))
            if row is not None:
                one = replace(one, seen_at_ms=row.at_ms, was_claimed=row.state == DigestState.CLAIMED)
            found.append(one)
    return found


async def claim(session: AsyncSession, one: Due, *, now_ms: int) -> bool:
    """Whether it is ours to send; committed before it is handed over."""
    return await repository.claim(
        session, one.user_id, one.day.isoformat(), seen_at_ms=one.seen_at_ms, is_begun=one.was_claimed, now_ms=now_ms
    )


async def settle(
    session: AsyncSession, one: Due, state: DigestState, why: str = "", *, told_until_ms: int | None, now_ms: int
) -> None:
    """What became of a digest that was ours to send; the next one tells of what happened from ``told_until_ms`` on.

    None for one that somebody else wrote: it tells of what was known when they claimed it.
    """
    await repository.settle(
        session, one.user_id, one.day.isoformat(), state, why, told_until_ms=told_until_ms, now_ms=now_ms
    )


async def forget_old(session: AsyncSession, *, now_ms: int) -> None:
    """That something was sent is of no use any more."""
    await repository.forget(session, before_ms=now_ms - KEPT_MS)


# What it says


async def digest_for(
    session: AsyncSession,
    user: User,
    shared: TenantNews,
    *,
    may: Collection[Permission],
    day: date,
    since_ms: int | None = None,
    now_ms: int,
) -> Digest:
    """What there is to tell one person: of what is told to all as much as they ``may`` read, and what is theirs alone."""
    if since_ms is None:
        told = await repository.last_told(session, [user.id])
        since_ms = _since_ms(told.get(user.id), now_ms)
    may_read, may_read_messages = Permission.CAMPAIGN_READ in may, Permission.JOURNEY_READ in may
    rounds = await approvals.pending_for(session, user.id, [*user.roles, *user.grants]) if may_read else []
    reviewed = await campaigns.known(session, {one.campaign_id for one in rounds})
    news = await notifications.unread_since(session, user.id, since_ms, limit=MOST_NEWS)
    going_out = (*(shared.campaigns if may_read else ()), *(shared.messages if may_read_messages else ()))

    told_otherwise = {NewsKind.MENTION, NewsKind.BUDGET_ALERT, NewsKind.REVIEW_WAITS}  # the last as what waits

    def of(*kinds: NewsKind) -> tuple[Told, ...]:
        return tuple(Told(title=row.title, text=row.text) for row in news if row.kind in kinds)

    return Digest(
        day=day,
        waiting=tuple(
            Waiting(campaign_id=one.campaign_id, name=reviewed[one.campaign_id].name, progress=one.summary)
            for one in rounds
        ),
        troubles=shared.troubles if may_read else (),
        going_out=tuple(sorted(going_out, key=lambda one: (one.at_ms, one.id))),
        mentions=of(NewsKind.MENTION),
        budget_alerts=of(NewsKind.BUDGET_ALERT),
        others=of(*(set(NewsKind) - told_otherwise)),
    )


async def tenant_news(main: AsyncSession, money: AsyncSession, journeys_: AsyncSession, *, now_ms: int) -> TenantNews:
    """On sessions of one tenant in the three stores."""
    return TenantNews(
        troubles=await _troubles(main, money, now_ms=now_ms),
        campaigns=await _starting(main, now_ms=now_ms),
        messages=(*await _broadcasts(journeys_, now_ms=now_ms), *await _journeys(journeys_, now_ms=now_ms)),
    )


async def _troubles(main: AsyncSession, money: AsyncSession, *, now_ms: int) -> tuple[Trouble, ...]:
    """What is wrong with live campaigns as far as SQL knows: analytics is asked for one campaign at a time, by whoever looks into it."""
    live = Filters(stages=(Stage.LIVE,), channels=(Channel.PAID_MEDIA,))
    page = await campaigns.list_campaigns(main, live, None, MOST_LIVE, sort=Sort.OLDEST)
    found = [await _trouble(main, money, item.campaign, now_ms=now_ms) for item in page.items]
    return tuple(one for one in found if one is not None)


async def _trouble(main: AsyncSession, money: AsyncSession, campaign: Campaign, *, now_ms: int) -> Trouble | None:
    known = await explaining.known_of(main, campaign.id, from_ms=now_ms - DAY_MS, to_ms=now_ms, now_ms=now_ms)
    budget = await explaining.money_of(money, campaign.id, now_ms=now_ms)
    reasons = explain(replace(known, money=budget)).reasons
    if reasons:
        return Trouble(campaign_id=campaign.id, name=campaign.name, text=reasons[0].text, remedy=reasons[0].remedy)
    if budget is None or known.since_ms > now_ms - DAY_MS or await _has_spent(money, campaign, budget):
        return None
    return Trouble(
        campaign_id=campaign.id,
        name=campaign.name,
        text="nothing was billed yesterday or today",
        remedy="Open the campaign and ask why it is not spending.",
    )


async def _has_spent(money: AsyncSession, campaign: Campaign, budget: BudgetView) -> bool:
    """Yesterday or today, which are the campaign's own days."""
    today = date.fromisoformat(budget.today.date).toordinal()
    keys = [(campaign.tenant_id, campaign.id, number) for number in (today - 1, today)]
    return any(day.spent_nanos for day in (await books.days(money, keys)).values())


async def _starting(session: AsyncSession, *, now_ms: int) -> tuple[GoingOut, ...]:
    ahead = Filters(stages=(Stage.SCHEDULED,), from_ms=now_ms, to_ms=now_ms + DAY_MS)
    page = await campaigns.list_campaigns(session, ahead, None, MOST_GOING_OUT, sort=Sort.OLDEST)
    newer = await newer_than_in_force(session, [campaign for campaign, _ in page.items])
    in_force = {campaign_id: one.in_force for campaign_id, one in newer.items()}
    return tuple(
        GoingOut(
            kind=EntryKind.CAMPAIGN,
            id=campaign.id,
            name=campaign.name,
            at_ms=campaign.starts_at_ms,
            size=_budget(in_force.get(campaign.id, content)),
        )
        for campaign, content in page.items
        if campaign.starts_at_ms is not None and campaign.starts_at_ms >= now_ms
    )


def _budget(content: CampaignContent) -> str:
    return f"a budget of {show(micros_to_nanos(content.budget_micros), content.currency)}"


async def _broadcasts(session: AsyncSession, *, now_ms: int) -> list[GoingOut]:
    rows = await broadcasts.page_between(
        session,
        now_ms,
        now_ms + DAY_MS,
        stages=[BroadcastStage.SCHEDULED.value],
        before=None,
        limit=MOST_GOING_OUT,
    )
    found: list[GoingOut] = []
    estimated = 0
    for row in rows:
        if row.starts_at_ms is None:
            continue
        audience = BroadcastDefinition.model_validate_json(row.definition).audience
        if isinstance(audience, SegmentAudience):
            size = await _people(session, audience.segment)
        elif isinstance(audience, EverybodyAudience):
            size = await _people(session, None)
        elif estimated < _MOST_ESTIMATED:
            estimated += 1
            size = f"about {(await segments.estimate(session, audience.where, now_ms=now_ms)).matched} people"
        else:
            size = "everybody whom its rule means"
        found.append(GoingOut(kind=EntryKind.BROADCAST, id=row.id, name=row.name, at_ms=row.starts_at_ms, size=size))
    return found


async def _journeys(session: AsyncSession, *, now_ms: int) -> list[GoingOut]:
    """What waits of their messages, for the end of a night say, and whom they take in at the next time of a timetable."""
    found: list[GoingOut] = []
    until_ms = now_ms + DAY_MS
    for live in await journeys.live(session):
        written = await journeys.definition(session, live.journey_id, live.version)
        times: list[tuple[int, str]] = []
        waiting, first_ms = await ledger_rows.waiting_between(
            session, source_of(live.journey_id), now_ms, until_ms, below=CLAIMED_TURN
        )
        if first_ms is not None:
            many = "message that waits" if waiting == 1 else "messages that wait"
            times.append((first_ms, f"sends {waiting} {many}"))
        trigger = written.trigger
        if isinstance(trigger, ScheduleTrigger):
            at_ms = next_time_ms(trigger.cron, trigger.time_zone, after_ms=now_ms - 1)
            if at_ms < until_ms:
                times.append((at_ms, f"takes in {await _people(session, trigger.segment)}"))
        found += [
            GoingOut(kind=EntryKind.JOURNEY, id=live.journey_id, name=written.name, at_ms=at_ms, size=size)
            for at_ms, size in times
        ]
    return found


async def _people(session: AsyncSession, segment_id: str | None) -> str:
    if segment_id is None:
        return f"all {await segments_repository.count_people(session)} people"
    return f"{await segments.count_members(session, segment_id)} people"


def _chosen(row: DigestPreference) -> Preference:
    return Preference(is_on=row.is_on, hour=row.hour, time_zone=row.time_zone)


def _is_open(row: DigestRow, now_ms: int) -> bool:
    if row.state == DigestState.CLAIMED:
        return row.at_ms <= now_ms - CLAIMED_FOR_MS
    return row.state == DigestState.WAITING


def _since_ms(told_at_ms: int | None, now_ms: int) -> int:
    return max(told_at_ms or now_ms - DAY_MS, now_ms - LOOKS_BACK_MS)
