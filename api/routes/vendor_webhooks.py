"""Where vendors call us: checked, stored, answered. What follows from it happens afterwards, elsewhere."""

import asyncio
from typing import Final

from fastapi import APIRouter, Request, Response

from api.state import State
from api.wire import Id
from domain.errors import NotFound, Unauthenticated, Unavailable, Unopenable
from domain.senders import service
from domain.senders.service import Accounts
from domain.senders.tables import ChannelAccountRow
from domain.senders.values import ChannelAccount, VendorCall
from storage.nats.feedback import publish_feedback

router = APIRouter(prefix="/v1/webhooks", tags=["channels"])

ANSWER_WITHIN_S: Final = 1.8
"""Vendors give up, and call again, after a few seconds; some want an answer within two."""


@router.post("/{vendor}/{account_id}", response_class=Response)
async def take_vendor_call(vendor: Id, account_id: Id, request: Request, state: State) -> Response:
    """Take what a vendor says of messages. A 2xx means that it is stored; any other that it should be said again."""
    room = state.need_channels()
    body = await request.body()
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            async with state.journeys.platform_reading() as session:
                row = await service.find_account(session, account_id)
            if row is None or row.vendor != vendor:
                raise NotFound("nobody is to be called here", field="account_id")
            call = VendorCall(
                account=_opened(room.accounts, row),
                url=_as_given(request, room.callback_url, vendor, account_id),
                headers={name.lower(): value for name, value in request.headers.items()},
                body=body,
                received_at_ms=state.clock_ms(),
            )
            told = room.connectors.read(call)
            if told.feedback:
                await publish_feedback(state.need_nats().jetstream(), row.tenant_id, told.feedback)
    except TimeoutError as error:
        raise Unavailable("it could not be stored in time", retry_after_s=5) from error
    return Response(told.answer, media_type=told.media_type, status_code=200 if told.answer else 204)


def _opened(accounts: Accounts, row: ChannelAccountRow) -> ChannelAccount:
    try:
        return accounts.opened(row)
    except Unopenable as error:
        raise Unauthenticated("the account's credentials cannot be opened here") from error


def _as_given(request: Request, callback_url: str, vendor: str, account_id: str) -> str:
    """The address as the vendor was told it: a proxy may have changed scheme and host since."""
    base = f"{callback_url.rstrip('/')}/{vendor}/{account_id}" if callback_url else str(request.url.replace(query=""))
    return f"{base}?{request.url.query}" if request.url.query else base
