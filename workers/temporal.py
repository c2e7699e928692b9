"""Connecting to Temporal: one way for the API, the banker and the worker.

An address in our settings wins; without one, ``temporalio.envconfig`` is read (``TEMPORAL_ADDRESS``,
``TEMPORAL_NAMESPACE``, ``TEMPORAL_API_KEY``, ``TEMPORAL_TLS...`` or its TOML file).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

import stamina
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import (
    Client,
    Interceptor,
    OutboundInterceptor,
    SignalWorkflowInput,
    StartWorkflowUpdateInput,
    StartWorkflowUpdateWithStartInput,
    WorkflowUpdateHandle,
)
from temporalio.envconfig import ClientConfig
from temporalio.service import RPCError, RPCStatusCode

from domain.errors import InvalidInput, Unavailable
from workers.settings import Temporal
from workflows.contracts.temporal import DATA_CONVERTER, SEARCH_ATTRIBUTES

CALL_DEADLINE: Final = timedelta(seconds=5)


async def connect(settings: Temporal, *, identity: str = "", lazy: bool = True) -> Client:
    """A client with our data converter.

    A lazy one dials at its first call, so that a process starts while Temporal is away; a worker's must not be. Raises
    ``InvalidInput`` for an API key that would travel unencrypted, and ``Unavailable`` when an eager one finds nobody.
    """
    options: dict[str, Any] = dict(ClientConfig.load_client_connect_config())
    if settings.address:
        options |= {"target_host": settings.address, "namespace": settings.namespace}
    options.setdefault("target_host", "127.0.0.1:7233")
    if options.get("api_key") and options.get("tls") is False:
        raise InvalidInput(
            "an API key for Temporal would be sent over plain text",
            field="TEMPORAL_TLS",
            remedy="Switch TLS on, or remove the key.",
        )
    if identity:
        options["identity"] = identity
    try:
        with _dialling():
            return await Client.connect(**options, data_converter=DATA_CONVERTER, interceptors=[_Dialling()], lazy=lazy)
    except RPCError as error:
        raise Unavailable(f"Temporal does not answer: {error.message}") from error


async def wait_until_ready(client: Client, *, timeout_s: float = 60.0) -> None:
    """Return once the namespace answers; an open port is not enough. Raises ``Unavailable`` after ``timeout_s``."""
    request = DescribeNamespaceRequest(namespace=client.namespace)
    try:
        async for attempt in stamina.retry_context(on=RPCError, attempts=None, timeout=timeout_s, wait_max=2.0):
            with attempt, _dialling():
                await client.workflow_service.describe_namespace(request, timeout=CALL_DEADLINE)
    except RPCError as error:
        raise Unavailable(f"Temporal does not answer: {error.message}") from error


async def register_search_attributes(client: Client) -> None:
    """Make the server know our search attributes; a workflow that carries an unknown one hangs for half a minute."""
    operator = client.operator_service
    listed = await operator.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace), timeout=CALL_DEADLINE
    )
    missing = [key.name for key in SEARCH_ATTRIBUTES if key.name not in listed.custom_attributes]
    if not missing:
        return
    keyword = IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
    request = AddSearchAttributesRequest(namespace=client.namespace, search_attributes=dict.fromkeys(missing, keyword))
    try:
        await operator.add_search_attributes(request, timeout=CALL_DEADLINE)
    except RPCError as error:
        if error.status is not RPCStatusCode.ALREADY_EXISTS:  # another worker was faster
            raise
    async for attempt in stamina.retry_context(on=RPCError, attempts=None, timeout=30.0, wait_max=1.0):
        with attempt:  # the front end learns of them a moment later
            await client.count_workflows(f"{missing[-1]} = 'unknown'", rpc_timeout=CALL_DEADLINE)


@contextmanager
def _dialling() -> Iterator[None]:
    """The SDK reports a connection it could not make as a bare RuntimeError; callers know RPC errors."""
    try:
        yield
    except RuntimeError as error:
        raise RPCError(str(error), RPCStatusCode.UNAVAILABLE, b"") from error


class _Dialling(Interceptor):
    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:  # noqa: A002 -- the SDK's name
        return _DiallingCalls(next)


class _DiallingCalls(OutboundInterceptor):
    """The calls that processes of ours make while Temporal may be away."""

    async def signal_workflow(self, input: SignalWorkflowInput) -> None:  # noqa: A002 -- the SDK's name
        with _dialling():
            await super().signal_workflow(input)

    async def start_workflow_update(self, input: StartWorkflowUpdateInput) -> WorkflowUpdateHandle[Any]:  # noqa: A002
        with _dialling():
            return await super().start_workflow_update(input)

    async def start_update_with_start_workflow(
        self,
        input: StartWorkflowUpdateWithStartInput,  # noqa: A002 -- the SDK's name
    ) -> WorkflowUpdateHandle[Any]:
        with _dialling():
            return await super().start_update_with_start_workflow(input)
