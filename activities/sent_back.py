"""News of a review that sends a campaign back, for those who wrote it: who asks for what."""

from collections.abc import Iterator
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.approvals import service as approvals
from domain.approvals.values import Decision
from domain.campaigns.sections.values import Section
from domain.campaigns.tables import Campaign
from domain.campaigns.values import Action
from domain.identity import service as identity
from domain.identity.holders.service import active
from domain.notifications import service as notifications
from domain.notifications.values import MOST_TEXT, MOST_TITLE, News, NewsKind
from workflows.contracts.campaigns import Transition

SENDS_BACK: Final = frozenset({Action.REQUEST_CHANGES, Action.REJECT})


async def tell_of_what_is_asked(session: AsyncSession, campaign: Campaign, moved: Transition, *, now_ms: int) -> None:
    """Whoever made the campaign, and all who wrote or submitted what was read, each once; not the one who sent it back."""
    held = await approvals.current_round(session, campaign.id)
    said = next((one for one in held.review.decisions if one.approver_id == moved.actor.user_id), None)
    if said is None:
        return
    (approver,) = await identity.users_by_id(session, [said.approver_id]) or (None,)
    who = approver.name if approver else "Somebody"
    did = f"rejected {campaign.name}" if moved.action is Action.REJECT else f"asks for changes in {campaign.name}"
    news = News(
        key=f"sent_back/{campaign.id}/{moved.sequence}",
        kind=NewsKind.SENT_BACK,
        subject_id=campaign.id,
        title=f"{who} {did}"[:MOST_TITLE],
        text=" ".join(_asked(said))[:MOST_TEXT],
    )
    whom = {campaign.created_by, *held.review.submitter_ids} - {said.approver_id}
    await notifications.tell(session, await active(session, whom), news, now_ms=now_ms)


def _asked(said: Decision) -> Iterator[str]:
    """What was said about all of it, then section by section as a campaign is written, each as a sentence."""
    if said.comment:
        yield _sentence(said.comment)
    for section in Section:
        for remark in said.remarks:
            if remark.section is section:
                yield _sentence(f"{section.value.capitalize()}: {remark.comment}")


def _sentence(words: str) -> str:
    words = " ".join(words.split())
    return words if words.endswith((".", "!", "?")) else f"{words}."
