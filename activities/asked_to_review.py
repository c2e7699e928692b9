"""News of a review that waits, for those who may decide on it, until they have or nobody needs to any more."""

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.approvals import rules
from domain.approvals import service as approvals
from domain.approvals.service import Round
from domain.approvals.values import Outcome
from domain.campaigns import service as campaigns
from domain.identity import service as identity
from domain.identity.holders.service import everybody
from domain.notifications import service as notifications
from domain.notifications.values import MOST_TITLE, News, NewsKind


async def ask_for_review(session: AsyncSession, held: Round, *, submitted_by: str | None = None, now_ms: int) -> None:
    """All who could decide now, once when it opens and once for each reminder: the newest in place of those before.

    Of a round that is over, or that another has taken the place of, nobody is told.
    """
    if held.outcome is not Outcome.PENDING:
        return
    if held.number != (await approvals.current_round(session, held.campaign_id)).number:
        return
    campaign = await campaigns.get_campaign(session, held.campaign_id)
    news = News(
        key=_key(held, held.reminders),
        kind=NewsKind.REVIEW_WAITS,
        subject_id=held.campaign_id,
        title=f"{campaign.name} {'still waits' if held.reminders else 'waits'} for your review"[:MOST_TITLE],
        text=await _who_asks_for_whom(session, held, submitted_by),
    )
    await notifications.take_back(session, NewsKind.REVIEW_WAITS, held.campaign_id, but=news.key)
    asked = [who for who, roles in (await everybody(session)).items() if rules.may_decide(held.review, who, roles)]
    await notifications.tell(session, asked, news, now_ms=now_ms)


async def ask_no_more(session: AsyncSession, held: Round, *, approver_id: str | None = None) -> None:
    """Take back what was told of the round: from whoever has decided, and from all once it is over."""
    keys = [_key(held, reminder) for reminder in range(held.reminders + 1)]
    whom = approver_id if held.outcome is Outcome.PENDING else None
    await notifications.take_back(session, NewsKind.REVIEW_WAITS, held.campaign_id, keys=keys, user_id=whom)


def _key(held: Round, reminder: int) -> str:
    return f"review_waits/{held.campaign_id}/{held.number}/{reminder}"


async def _who_asks_for_whom(session: AsyncSession, held: Round, submitted_by: str | None) -> str:
    asked = f"It asks for {rules.describe_requirements(held.review.requirements)}."
    if submitted_by is None:
        return asked
    (user,) = await identity.users_by_id(session, [submitted_by]) or (None,)
    return f"{user.name if user else 'Somebody'} submitted it. {asked}"
