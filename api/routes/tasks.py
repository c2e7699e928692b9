"""Every campaign's checklist: what is to be done before it goes live, or besides it."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import AfterValidator, Field

from api.auth import Caller, requires
from api.routes.workflows import MAY_READ
from api.state import State
from api.wire import Body, Id, Instant, ShownInstant, View
from domain.campaigns.values import printable
from domain.golive.tables import CampaignTask
from domain.golive.tasks import service as tasks
from domain.golive.values import NewTask
from domain.identity.values import Permission

router = APIRouter(prefix="/api/v1/workflows", tags=["workflows"])
Doer = Annotated[Caller, requires(Permission.CAMPAIGN_WRITE, Permission.CAMPAIGN_APPROVE)]


class TaskBody(Body):
    """Something to be done for a campaign. A required task keeps it from going live until it is done."""

    title: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(printable)]
    assignee_id: Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_-]*$")] = ""
    due_at: Instant | None = None
    required: bool = True

    def task(self) -> NewTask:
        return NewTask(title=self.title, assignee_id=self.assignee_id, due_at_ms=self.due_at, required=self.required)


class ChangedTaskBody(TaskBody):
    """The task as it is to be; ``done`` says whether it is done."""

    done: bool


class DoneBody(Body):
    done: bool = True


class TaskView(View):
    id: str
    title: str
    assignee_id: str
    due_at: ShownInstant | None
    required: bool
    done_at: ShownInstant | None
    done_by: str
    created_by: str
    created_at: ShownInstant

    @classmethod
    def of(cls, row: CampaignTask) -> "TaskView":
        return cls(
            id=row.id,
            title=row.title,
            assignee_id=row.assignee_id,
            due_at=row.due_at_ms,
            required=row.required,
            done_at=row.done_at_ms,
            done_by=row.done_by,
            created_by=row.created_by,
            created_at=row.created_at_ms,
        )


class TaskList(View):
    items: list[TaskView]


@router.get("/campaigns/{campaign_id}/tasks")
async def list_tasks(campaign_id: Id, state: State, caller: Annotated[Caller, MAY_READ]) -> TaskList:
    """In the order they were written."""
    async with state.main.reading(caller.tenant_id) as session:
        return TaskList(items=[TaskView.of(row) for row in await tasks.tasks_of(session, campaign_id)])


@router.post("/campaigns/{campaign_id}/tasks", status_code=201)
async def add_task(campaign_id: Id, body: TaskBody, state: State, caller: Doer) -> TaskView:
    """Put something on a campaign's checklist."""
    async with state.main.tenant(caller.tenant_id) as session:
        row = await tasks.add(session, campaign_id, body.task(), actor_id=caller.user_id, now_ms=state.clock_ms())
        return TaskView.of(row)


@router.put("/campaigns/{campaign_id}/tasks/{task_id}")
async def change_task(campaign_id: Id, task_id: Id, body: ChangedTaskBody, state: State, caller: Doer) -> TaskView:
    """Say what it is, as whoever wrote it may, and whether it is done."""
    async with state.main.tenant(caller.tenant_id) as session:
        row = await tasks.change(
            session,
            campaign_id,
            task_id,
            body.task(),
            is_done=body.done,
            doer=_doer(caller),
            now_ms=state.clock_ms(),
        )
    await state.have_tried_again(caller.tenant_id, [campaign_id])
    return TaskView.of(row)


@router.put("/campaigns/{campaign_id}/tasks/{task_id}/done")
async def say_done(campaign_id: Id, task_id: Id, body: DoneBody, state: State, caller: Doer) -> TaskView:
    """Say that it is done, or that it is not after all: by its assignee, by who wrote it or by an approver."""
    async with state.main.tenant(caller.tenant_id) as session:
        row = await tasks.say_done(
            session, campaign_id, task_id, is_done=body.done, doer=_doer(caller), now_ms=state.clock_ms()
        )
    await state.have_tried_again(caller.tenant_id, [campaign_id])
    return TaskView.of(row)


@router.delete("/campaigns/{campaign_id}/tasks/{task_id}", status_code=204)
async def remove_task(campaign_id: Id, task_id: Id, state: State, caller: Doer) -> None:
    async with state.main.tenant(caller.tenant_id) as session:
        await tasks.remove(session, campaign_id, task_id, doer=_doer(caller))
    await state.have_tried_again(caller.tenant_id, [campaign_id])


def _doer(caller: Caller) -> tasks.Doer:
    return tasks.Doer(caller.user_id, caller.permissions)
