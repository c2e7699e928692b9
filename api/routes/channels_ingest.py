"""Events in: what people did, from any of the seven sources, in any of the shapes that are read."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from api.auth import Caller, requires
from api.errors import ErrorBody, ErrorDetail
from api.ingest_door import Accepted
from api.state import State
from api.wire import View
from domain.behaviour.values import MAX_ITEMS, Refusal, Source
from domain.errors import InvalidInput
from domain.identity.values import Permission

router = APIRouter(prefix="/v1/channels", tags=["events"])

_ANY_SHAPE: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": f"An event, or up to {MAX_ITEMS} of them",
        "content": {
            "application/json": {
                "schema": {"type": "object"},
                "examples": {
                    "ours": {
                        "value": {
                            "event": "purchase",
                            "event_id": "ord-1001",
                            "at": "2027-03-01T12:00:00Z",
                            "source": "pos",
                            "person": {"external_id": "c-7", "email": "ana@example.com"},
                            "properties": {"amount_cents": 1250, "store": "Madrid 3"},
                        }
                    },
                    "tracking call": {
                        "value": {
                            "type": "track",
                            "messageId": "m-1",
                            "userId": "c-7",
                            "event": "Order Completed",
                            "properties": {"total": 12.5},
                            "timestamp": "2027-03-01T12:00:00Z",
                        }
                    },
                    "batch": {"value": {"events": [{"event": "check_in", "person": {"loyalty_id": "L-1"}}]}},
                },
            },
            "application/cloudevents+json": {
                "schema": {"type": "object"},
                "example": {
                    "specversion": "1.0",
                    "type": "com.example.purchase",
                    "source": "/shops/3",
                    "id": "1001",
                    "subject": "c-7",
                    "data": {"amount_cents": 1250},
                },
            },
            "application/cloudevents-batch+json": {"schema": {"type": "array"}},
        },
    }
}


class ItemView(View):
    """What became of one item; ``index`` is its place in the body."""

    index: int
    status: Literal["accepted", "refused"]
    event_id: str = ""
    field: str = ""
    message: str = ""
    remedy: str = ""


class IngestView(View):
    """Accepted items are stored for good; each takes effect once, however often it is sent."""

    accepted: int
    refused: int
    items: list[ItemView]


@router.post("/ingest", response_model=IngestView, status_code=202, openapi_extra=_ANY_SHAPE)
async def ingest_events(
    request: Request,
    state: State,
    caller: Annotated[Caller, requires(Permission.PROFILE_WRITE)],
    source: Annotated[Source, Query(description="Of items that do not say theirs")] = Source.PARTNER_API,
) -> IngestView | Response:
    """Tell us what people did: one event or a batch, as CloudEvents 1.0, as tracking calls, or in our own shape.

    The answer comes once everything accepted is stored. Items that do not fit are named by their place, and keep no other
    out; only when none fits is the call refused. Send the same `event_id` again as often as you like: it counts once.
    """
    accepted = await state.need_ingest_door().take(
        caller.tenant_id, await request.body(), headers=_headers(request), door=source
    )
    if not accepted.event_ids:
        _refuse(accepted)
        return _all_refused(accepted)
    return _view(accepted)


def _headers(request: Request) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


def _refuse(accepted: Accepted) -> None:
    if not accepted.refused:
        raise InvalidInput("holds no event", field="body", remedy="Send at least one.")
    if not accepted.is_batch:
        only = accepted.refused[0]
        raise InvalidInput(only.message, field=only.field, remedy=only.remedy)


def _all_refused(accepted: Accepted) -> Response:
    first = accepted.refused[0]
    detail = ErrorDetail(
        code=InvalidInput.code,
        message=f"none of the {len(accepted.refused)} items can be taken; item {first.index}: {first.message}",
        field=first.field or None,
        remedy=first.remedy or None,
    )
    items = [_refused_item(each).model_dump() for each in accepted.refused]
    body = ErrorBody(error=detail).model_dump(mode="json", exclude_none=True) | {"items": items}
    return JSONResponse(body, status_code=422)


def _view(accepted: Accepted) -> IngestView:
    items = [ItemView(index=index, status="accepted", event_id=each) for index, each in accepted.event_ids.items()]
    items += [_refused_item(each) for each in accepted.refused]
    return IngestView(
        accepted=len(accepted.event_ids),
        refused=len(accepted.refused),
        items=sorted(items, key=lambda item: item.index),
    )


def _refused_item(refusal: Refusal) -> ItemView:
    return ItemView(
        index=refusal.index,
        status="refused",
        event_id=refusal.event_id,
        field=refusal.field,
        message=refusal.message,
        remedy=refusal.remedy,
    )
