"""The calendar of a tenant, on sessions of the main and the journeys store."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.broadcasts import repository as broadcasts
from domain.broadcasts.values import OVER, BroadcastDefinition, SegmentAudience
from domain.broadcasts.values import Stage as BroadcastStage
from domain.campaigns import service as campaigns
from domain.campaigns.repository import Filters, Sort
from domain.campaigns.rules import FINISHED
from domain.campaigns.sections.service import newer_than_in_force
from domain.campaigns.service import Revised
from domain.campaigns.values import CampaignContent, Channel, Stage
from domain.errors import Conflict, NotFound
from domain.ids import new_id
from domain.journeys.blueprints import service as journeys
from domain.journeys.values import JourneyStage, SendEmail, SendInApp, SendPush, SendSms, SendWebhook
from domain.paging import MAX_PAGE
from domain.records import tenant_of
from domain.workspace.calendar import repository, rules
from domain.workspace.calendar.tables import Blackout
from domain.workspace.calendar.values import BlackoutDays, Entry, EntryKind, NewBlackout

MOST_ENTRIES: Final = 1_000
MOST_BLACKOUTS: Final = 1_000
DAY_MS: Final = 86_400_000
_RUNS_ON: Final[dict[type, Channel]] = {
    SendEmail: Channel.EMAIL,
    SendSms: Channel.SMS,
    SendPush: Channel.PUSH,
    SendInApp: Channel.IN_APP,
    SendWebhook: Channel.WEBHOOK,
}


async def campaign_entries(session: AsyncSession, *, from_ms: int, to_ms: int, now_ms: int) -> list[Entry]:
    """Campaigns that run within the range, or may, the oldest first, at most ``MOST_ENTRIES``."""
    filters, cursor, found = Filters(from_ms=from_ms, to_ms=to_ms), None, list[Entry]()
    while len(found) < MOST_ENTRIES:
        page = await campaigns.list_campaigns(session, filters, cursor, MAX_PAGE, sort=Sort.OLDEST)
        lives = await campaigns.lives(session, [item.campaign.id for item in page.items])
        newer = await newer_than_in_force(session, [item.campaign for item in page.items])
        in_force = {campaign_id: one.in_force for campaign_id, one in newer.items()}
        entries = [
            _of_campaign(
                item,
                in_force.get(item.campaign.id, item.content),
                *lives.get(item.campaign.id, (None, None)),
                now_ms=now_ms,
            )
            for item in page.items
        ]
        found.extend(entry for entry in entries if rules.overlaps(entry, from_ms=from_ms, to_ms=to_ms))
        cursor = page.next_cursor
        if cursor is None:
            break
    return found[:MOST_ENTRIES]


async def message_entries(session: AsyncSession, *, from_ms: int, to_ms: int) -> list[Entry]:
    """Broadcasts of the range and journeys that are active or paused; of a session of the journeys store."""
    found: list[Entry] = []
    stages = [stage.value for stage in BroadcastStage if stage not in (BroadcastStage.DRAFT, BroadcastStage.CANCELLED)]
    before: str | None = None
    while len(found) < MOST_ENTRIES:
        rows = await broadcasts.page_between(
            session, from_ms - DAY_MS, to_ms, stages=stages, before=before, limit=MAX_PAGE
        )
        for row in rows:
            starts_at_ms = row.began_at_ms or row.starts_at_ms
            ends_at_ms = row.ended_at_ms or (starts_at_ms + DAY_MS if starts_at_ms is not None else None)
            if (starts_at_ms is None or starts_at_ms < to_ms) and (ends_at_ms is None or ends_at_ms > from_ms):
                found.append(_of_broadcast(row.id, row.stage, row.definition, starts_at_ms, ends_at_ms))
        if len(rows) < MAX_PAGE:
            break
        before = rows[-1].id
    live = await journeys.live(session, (JourneyStage.ACTIVE, JourneyStage.PAUSED))
    since_ms = await journeys.first_published(session, [one.journey_id for one in live])
    for one in live:
        written = await journeys.definition(session, one.journey_id, one.version)
        found.append(
            Entry(
                kind=EntryKind.JOURNEY,
                id=one.journey_id,
                name=written.name,
                channels=frozenset(channel for step in written.steps.values() if (channel := _RUNS_ON.get(type(step)))),
                stage=one.stage.value,
                is_over=False,
                starts_at_ms=None,
                ends_at_ms=None,
                runs_from_ms=since_ms.get(one.journey_id),
                audiences=rules.everybody_or(getattr(written.trigger, "segment", None)),
            )
        )
    return found[:MOST_ENTRIES]


async def blackout_days(session: AsyncSession, *, from_ms: int, to_ms: int) -> list[BlackoutDays]:
    """Those of the range, a day more on either side: days begin at different instants in different places."""
    first = datetime.fromtimestamp(from_ms / 1_000, UTC).date() - timedelta(days=1)
    last = datetime.fromtimestamp(to_ms / 1_000, UTC).date() + timedelta(days=1)
    rows = await repository.between(session, first.isoformat(), last.isoformat(), limit=MOST_BLACKOUTS)
    found: list[BlackoutDays] = []
    for row in rows:
        begins_ms, ends_ms = rules.days_ms(
            date.fromisoformat(row.first_day), date.fromisoformat(row.last_day), row.time_zone
        )
        channels = frozenset(Channel(one) for one in row.channels)
        found.append(BlackoutDays(id=row.id, name=row.name, channels=channels, from_ms=begins_ms, to_ms=ends_ms))
    return found


async def list_blackouts(session: AsyncSession) -> Sequence[Blackout]:
    """By their first day."""
    return await repository.blackouts(session, limit=MOST_BLACKOUTS)


async def add_blackout(session: AsyncSession, new: NewBlackout, *, actor_id: str, now_ms: int) -> Blackout:
    """Keep days free. Raises ``Conflict`` when there are too many already."""
    if len(await list_blackouts(session)) >= MOST_BLACKOUTS:
        raise Conflict(f"there are {MOST_BLACKOUTS} blackouts, which is the most", remedy="Remove what is over first.")
    row = Blackout(
        id=new_id("blk"),
        tenant_id=tenant_of(session),
        name=new.name,
        first_day=new.first_day.isoformat(),
        last_day=new.last_day.isoformat(),
        time_zone=new.time_zone,
        channels=[channel.value for channel in new.channels],
        created_by=actor_id,
        created_at_ms=now_ms,
    )
    session.add(row)
    await session.flush()
    return row


async def remove_blackout(session: AsyncSession, blackout_id: str) -> None:
    """Raises ``NotFound``."""
    row = await repository.blackout(session, blackout_id)
    if row is None:
        raise NotFound(f"there is no blackout '{blackout_id}'", field="blackout_id")
    await session.delete(row)


def _of_campaign(
    item: Revised, in_force: CampaignContent, live_ms: int | None, over_ms: int | None, *, now_ms: int
) -> Entry:
    campaign, content = item
    aims = content.targeting
    stage = Stage(campaign.stage)
    return Entry(
        kind=EntryKind.CAMPAIGN,
        id=campaign.id,
        name=campaign.name,
        channels=frozenset({content.channel}),
        stage=stage.value,
        is_over=stage in FINISHED or stage is Stage.REJECTED,
        starts_at_ms=campaign.starts_at_ms,
        ends_at_ms=campaign.ends_at_ms,
        runs_from_ms=rules.begins_ms(
            stage,
            starts_at_ms=campaign.starts_at_ms,
            ends_at_ms=campaign.ends_at_ms,
            live_ms=live_ms,
            created_ms=campaign.created_at_ms,
            now_ms=now_ms,
        ),
        over_since_ms=over_ms if stage in FINISHED else None,
        time_zone=content.time_zone,
        audiences=frozenset(f"segment {number}" for number in aims.segments_any),
        inventory=frozenset({*(f"deal {deal}" for deal in aims.deals), *aims.domains}),
        advertiser_domain=campaign.advertiser_domain,
        currency=in_force.currency,
        budget_micros=in_force.budget_micros,
    )


def _of_broadcast(
    broadcast_id: str, stage: str, definition: str, starts_at_ms: int | None, ends_at_ms: int | None
) -> Entry:
    written = BroadcastDefinition.model_validate_json(definition)
    segment = written.audience.segment if isinstance(written.audience, SegmentAudience) else None
    means_some = written.audience.kind == "rule"
    return Entry(
        kind=EntryKind.BROADCAST,
        id=broadcast_id,
        name=written.name,
        channels=frozenset({written.channel}),
        stage=stage,
        is_over=BroadcastStage(stage) in OVER,
        starts_at_ms=starts_at_ms,
        ends_at_ms=ends_at_ms,
        audiences=frozenset() if means_some else rules.everybody_or(segment),
    )
