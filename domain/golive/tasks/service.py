"""The checklist of a campaign on a tenant's session: what is to be done, by whom and until when."""

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.campaigns.service import get_campaign
from domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from domain.golive import repository
from domain.golive.tables import CampaignTask
from domain.golive.values import NewTask, OpenTask
from domain.identity import repository as identity_repository
from domain.identity.values import Permission
from domain.ids import new_id
from domain.records import tenant_of

MOST: Final = 100
"""Tasks of one campaign."""


class Doer(NamedTuple):
    """Who does something about a task, and what they may do besides."""

    user_id: str
    permissions: Collection[Permission]


async def open_tasks(session: AsyncSession, campaign_id: str) -> tuple[OpenTask, ...]:
    """Required ones that are not done: they keep the campaign from going live."""
    return tuple(
        OpenTask(row.id, row.title, row.assignee_id)
        for row in await repository.tasks(session, campaign_id)
        if row.required and row.done_at_ms is None
    )


async def tasks_of(session: AsyncSession, campaign_id: str) -> Sequence[CampaignTask]:
    """In the order they were written. Raises ``NotFound``."""
    await get_campaign(session, campaign_id)
    return await repository.tasks(session, campaign_id)


async def add(session: AsyncSession, campaign_id: str, new: NewTask, *, actor_id: str, now_ms: int) -> CampaignTask:
    """Raises ``NotFound``, ``InvalidInput`` for an assignee who is not there, ``Conflict`` beyond ``MOST``."""
    await get_campaign(session, campaign_id, for_update=True)
    await _check_assignee(session, new.assignee_id)
    if len(await repository.tasks(session, campaign_id)) >= MOST:
        raise Conflict(f"a campaign has at most {MOST} tasks", field="campaign_id", remedy="Remove one first.")
    row = CampaignTask(
        id=new_id("tsk"),
        tenant_id=tenant_of(session),
        campaign_id=campaign_id,
        created_by=actor_id,
        created_at_ms=now_ms,
        **new.model_dump(),
    )
    session.add(row)
    await session.flush()
    return row


async def change(
    session: AsyncSession, campaign_id: str, task_id: str, new: NewTask, *, is_done: bool, doer: Doer, now_ms: int
) -> CampaignTask:
    """Say what a task is, and whether it is done. Raises as ``add``, ``remove`` and ``say_done`` do."""
    row = await existing(session, campaign_id, task_id, to_change=True)
    said = new.model_dump()
    if any(getattr(row, name) != value for name, value in said.items()):
        _refuse_to_rewrite(row, doer)
        if new.assignee_id != row.assignee_id:
            await _check_assignee(session, new.assignee_id)
    if is_done is not (row.done_at_ms is not None):
        _refuse_to_say_done(row, doer)
    for name, value in said.items():
        setattr(row, name, value)
    return await _say_done(session, row, is_done=is_done, actor_id=doer.user_id, now_ms=now_ms)


async def say_done(
    session: AsyncSession, campaign_id: str, task_id: str, *, is_done: bool, doer: Doer, now_ms: int
) -> CampaignTask:
    """Raises ``NotFound``, and ``Forbidden`` for whoever it is not for: somebody else's is said by them, by who wrote it or by an approver."""
    row = await existing(session, campaign_id, task_id, to_change=True)
    _refuse_to_say_done(row, doer)
    return await _say_done(session, row, is_done=is_done, actor_id=doer.user_id, now_ms=now_ms)


async def _say_done(
    session: AsyncSession, row: CampaignTask, *, is_done: bool, actor_id: str, now_ms: int
) -> CampaignTask:
    if is_done and row.done_at_ms is None:
        row.done_at_ms, row.done_by = now_ms, actor_id
    elif not is_done:
        row.done_at_ms, row.done_by = None, ""
    session.add(row)
    await session.flush()
    return row


async def remove(session: AsyncSession, campaign_id: str, task_id: str, *, doer: Doer) -> None:
    """Raises ``NotFound``, and ``Forbidden`` for whoever neither wrote it nor writes the gate's rules."""
    row = await existing(session, campaign_id, task_id, to_change=True)
    _refuse_to_rewrite(row, doer)
    await session.delete(row)


async def remove_all(session: AsyncSession, campaign_id: str) -> None:
    """With a draft that is erased."""
    await repository.remove_tasks(session, campaign_id)


async def existing(session: AsyncSession, campaign_id: str, task_id: str, *, to_change: bool = False) -> CampaignTask:
    """Raises ``NotFound``."""
    row = await repository.task(session, task_id, to_change=to_change)
    if row is None or row.campaign_id != campaign_id:
        raise NotFound(f"there is no task '{task_id}' of this campaign", field="task_id")
    return row


def _refuse_to_rewrite(row: CampaignTask, doer: Doer) -> None:
    if doer.user_id != row.created_by and Permission.GATE_WRITE not in doer.permissions:
        raise Forbidden(
            "only who wrote a task says otherwise or takes it away",
            field="task_id",
            remedy="Ask them, or whoever writes your gate's rules.",
        )


def _refuse_to_say_done(row: CampaignTask, doer: Doer) -> None:
    is_theirs = doer.user_id in (row.assignee_id, row.created_by) or not row.assignee_id
    if not is_theirs and Permission.CAMPAIGN_APPROVE not in doer.permissions:
        raise Forbidden(
            "this task is somebody else's",
            field="task_id",
            remedy="Ask them to do it and say so, or ask who wrote it, or an approver.",
        )


async def _check_assignee(session: AsyncSession, user_id: str) -> None:
    if user_id and await identity_repository.user(session, user_id) is None:
        raise InvalidInput(f"there is no user '{user_id}'", field="assignee_id", remedy="Name somebody of your tenant.")
