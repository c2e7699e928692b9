"""Histories that Temporal keeps of people's journeys."""

import contextlib
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import timedelta
from typing import Any, Final

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.personal.place import nothing
from domain.errors import Unavailable
from domain.privacy.places.values import Found, Rows, Subject
from workflows.contracts.journeys import traveller_workflow_id

_DEADLINE: Final = timedelta(seconds=10)


class WorkflowsPlace:
    """Histories of people who travel by a workflow of their own. Shards name nobody: they know numbers of people."""

    name = "workflows"

    def __init__(self, client: Client) -> None:
        self._client = client

    async def find(self, subject: Subject) -> Found:
        number = len(await self._executions(subject))
        return Found(counts={"journeys": number} if number else {})

    def read(self, subject: Subject) -> AsyncIterator[Rows]:
        """Steps and outcomes are in the journeys' store; histories add nothing about anybody."""
        del subject
        return nothing()

    async def erase(self, subject: Subject) -> None:
        """Whoever was ended a moment ago ends by themselves first. Raises ``Unavailable`` until the server has deleted all of it."""
        for execution in await self._executions(subject):
            with _answering():
                await self._client.workflow_service.delete_workflow_execution(
                    DeleteWorkflowExecutionRequest(
                        namespace=self._client.namespace,
                        workflow_execution=WorkflowExecution(workflow_id=execution.id, run_id=execution.run_id),
                    ),
                    timeout=_DEADLINE,
                )
        if await self._executions(subject):
            raise Unavailable("histories are being deleted", retry_after_s=1)

    async def _executions(self, subject: Subject) -> Sequence[Any]:
        found = []
        for journey_id, run_id in subject.run_ids:
            workflow_id = traveller_workflow_id(subject.tenant_id, journey_id, run_id)
            with _answering():
                async for execution in self._client.list_workflows(
                    f"WorkflowId = '{workflow_id}'", rpc_timeout=_DEADLINE
                ):
                    found += [execution] if await self._is_there(execution) else []
        return found

    async def _is_there(self, execution: Any) -> bool:
        """The list of executions follows their deletion by a moment."""
        try:
            await self._client.get_workflow_handle(execution.id, run_id=execution.run_id).describe(
                rpc_timeout=_DEADLINE
            )
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise
        return True


@contextlib.contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise Unavailable("the workflow service did not answer in time", retry_after_s=5) from error
    except (TimeoutError, RuntimeError) as error:
        raise Unavailable("the workflow service did not answer in time", retry_after_s=5) from error
