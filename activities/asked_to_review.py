"""News of a review that waits, for those who may decide on it, until they have or nobody needs to any more."""

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.approvals import rules
from domain.approvals.service import Round
from domain.approvals.values import Outcome
from domain.campaigns import service as campaigns
from domain.identity import service as identity
from domain.identity.holders.service import everybody
from domain.notifications import service as notifications
from domain.notifications.values import MOST_TITLE, News, NewsKind


async def ask_for_review(session: AsyncSession, held: Round, *, reminder: int = 0, now_ms: int) -> None:
    """All who could decide now, once for each reminder; what they were told of it before goes."""
    await notifications.take_back(session, NewsKind.REVIEW_WAITS, held.campaign_id)
    if held.outcome is not Outcome.PENDING:
        return
    campaign = await campaigns.get_campaign(session, held.campaign_id)
    asked = [who for who, roles in (await everybody(session)).items() if rules.may_decide(held.review, who, roles)]
    waits = "still waits" if reminder else "waits"
    news = News(
        key=f"review_waits/{held.campaign_id}/{held.number}/{reminder}",
        kind=NewsKind.REVIEW_WAITS,
        subject_id=held.campaign_id,
        title=f"{campaign.name} {waits} for your review"[:MOST_TITLE],
        text=f"{await _submitter(session, held)} submitted it. So far: {held.summary}.",
    )
    await notifications.tell(session, asked, news, now_ms=now_ms)


async def ask_no_more(session: AsyncSession, held: Round, approver_id: str) -> None:
    """Whoever has decided, and nobody any more once the round is over."""
    whom = approver_id if held.outcome is Outcome.PENDING else None
    await notifications.take_back(session, NewsKind.REVIEW_WAITS, held.campaign_id, user_id=whom)


async def _submitter(session: AsyncSession, held: Round) -> str:
    (user,) = await identity.users_by_id(session, held.review.submitter_ids[:1]) or (None,)
    return user.name if user else "Somebody"
