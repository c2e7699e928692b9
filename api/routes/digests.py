"""The caller's daily digest: when it comes, and what the next one would say."""

from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter

from api.auth import Caller, requires
from api.state import AppState, State
from api.wire import ShownInstant, View
from domain.identity import service as identity
from domain.identity.values import Permission
from domain.workspace.calendar.values import EntryKind
from domain.workspace.digests import service
from domain.workspace.digests.rules import letter
from domain.workspace.digests.service import TenantNews
from domain.workspace.digests.tables import DigestRow
from domain.workspace.digests.values import DigestState, GoingOut, Preference, Told, Trouble, Waiting

router = APIRouter(prefix="/api/v1/notifications/digest", tags=["notifications"])

_Anybody = Annotated[Caller, requires()]


class WaitingView(View):
    campaign_id: str
    name: str
    progress: str

    @classmethod
    def of(cls, one: Waiting) -> "WaitingView":
        return cls(campaign_id=one.campaign_id, name=one.name, progress=one.progress)


class TroubleView(View):
    campaign_id: str
    name: str
    text: str
    remedy: str

    @classmethod
    def of(cls, one: Trouble) -> "TroubleView":
        return cls(campaign_id=one.campaign_id, name=one.name, text=one.text, remedy=one.remedy)


class GoingOutView(View):
    kind: EntryKind
    id: str
    name: str
    at: ShownInstant
    size: str

    @classmethod
    def of(cls, one: GoingOut) -> "GoingOutView":
        return cls(kind=one.kind, id=one.id, name=one.name, at=one.at_ms, size=one.size)


class ToldView(View):
    title: str
    text: str

    @classmethod
    def of(cls, one: Told) -> "ToldView":
        return cls(title=one.title, text=one.text)


class LastDigestView(View):
    """What became of the digest of your last day that had one."""

    day: str
    state: DigestState
    why: str
    """Why it was not sent; that nobody has set up mail, say."""
    at: ShownInstant

    @classmethod
    def of(cls, row: DigestRow) -> "LastDigestView":
        return cls(day=row.day, state=DigestState(row.state), why=row.why, at=row.at_ms)


class DigestView(View):
    """What a letter would say now."""

    day: str
    """In your own time zone."""
    would_be_sent: bool
    """False where there is nothing to say, or you have not asked for it."""
    waiting: list[WaitingView]
    troubles: list[TroubleView]
    going_out: list[GoingOutView]
    mentions: list[ToldView]
    budget_alerts: list[ToldView]
    others: list[ToldView]
    subject: str
    text: str
    html: str
    last: LastDigestView | None


@router.get("")
async def get_digest(state: State, caller: _Anybody) -> DigestView:
    """Reviews that wait for you, live campaigns with problems, what goes out within a day, and news that you have not read."""
    now_ms = state.clock_ms()
    news = await _news(state, caller, now_ms)
    async with state.main.reading(caller.tenant_id) as main:
        user = await identity.get_user(main, caller.user_id)
        wish = await service.preference_of(main, user.id)
        day = datetime.fromtimestamp(now_ms / 1_000, UTC).astimezone(ZoneInfo(wish.time_zone)).date()
        digest = await service.digest_for(main, user, news, may=caller.permissions, day=day, now_ms=now_ms)
        last = await service.last_of(main, user.id)
    said = letter(
        digest, name=user.name, tenant_id=caller.tenant_id, time_zone=wish.time_zone, public_url=state.public_url
    )
    return DigestView(
        day=day.isoformat(),
        would_be_sent=wish.is_on and digest.has_news,
        waiting=[WaitingView.of(one) for one in digest.waiting],
        troubles=[TroubleView.of(one) for one in digest.troubles],
        going_out=[GoingOutView.of(one) for one in digest.going_out],
        mentions=[ToldView.of(one) for one in digest.mentions],
        budget_alerts=[ToldView.of(one) for one in digest.budget_alerts],
        others=[ToldView.of(one) for one in digest.others],
        subject=said.subject,
        text=said.text,
        html=said.html,
        last=None if last is None else LastDigestView.of(last),
    )


async def _news(state: AppState, caller: Caller, now_ms: int) -> TenantNews:
    """Of the caller's tenant, a minute old at most; nothing is looked up for whoever may read none of it."""
    if not caller.permissions & {Permission.CAMPAIGN_READ, Permission.JOURNEY_READ}:
        return TenantNews()

    async def gather() -> TenantNews:
        async with (
            state.main.reading(caller.tenant_id) as main,
            state.money.reading(caller.tenant_id) as money,
            state.journeys.reading(caller.tenant_id) as journeys,
        ):
            return await service.tenant_news(main, money, journeys, now_ms=now_ms)

    return await state.recent_news.find(caller.tenant_id, gather, now_ms=now_ms)


@router.get("/preference")
async def get_preference(state: State, caller: _Anybody) -> Preference:
    """Whether and when you are written to: off until you ask for it."""
    async with state.main.reading(caller.tenant_id) as session:
        return await service.preference_of(session, caller.user_id)


@router.put("/preference")
async def set_preference(body: Preference, state: State, caller: _Anybody) -> Preference:
    """Be written to once a day, at an hour of your own time zone, or no more. An hour that has passed today counts from tomorrow."""
    async with state.main.tenant(caller.tenant_id) as session:
        return await service.prefer(session, caller.user_id, body, now_ms=state.clock_ms())
