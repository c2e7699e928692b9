"""Why a request was answered as it was: traces of sampled requests, and an explanation of any request now.

A tenant sees its own campaigns alone. Traces follow bids by a second or two, and are kept for seven days.
"""

from typing import Annotated, Final

import msgspec
from fastapi import APIRouter, Path, Query
from pydantic import Field, JsonValue

from api.auth import Caller, requires
from api.state import State
from api.wire import Body, Instant, ShownInstant, ShownMoney, View, show_nanos
from domain.accountability.rules import without_person
from domain.accountability.values import TRACE_DAYS, CandidateTrace, ExplainRequest, LotTrace, Trace
from domain.errors import InvalidInput, NotFound
from domain.identity.values import Permission
from storage.clickhouse.traces import campaign_refusals, find_traces
from storage.nats.accounting import ask_to_explain

router = APIRouter(prefix="/api/v1", tags=["accountability"])

DAY_MS: Final = 86_400_000
Analyst = Annotated[Caller, requires(Permission.ANALYTICS_READ)]
RequestId = Annotated[str, Path(min_length=1, max_length=256, description="The bid request's own id")]
CampaignQuery = Annotated[str | None, Query(pattern="^[A-Za-z0-9_-]{1,64}$")]
From = Annotated[Instant | None, Query(alias="from", description="Seven days ago unless given")]
To = Annotated[Instant | None, Query(alias="to", description="Now unless given")]

_REMEDIES: Final = {
    "unknown_exchange": (
        "exchange_id",
        "no exchange of that id reaches your campaigns",
        "Use the id of one that does.",
    ),
    "invalid_request": ("request", "this is no OpenRTB bid request", "Send an object with id and imp."),
    "no_campaign": ("request", "you have no live campaign", "Bring one live first."),
}


class CandidateView(View):
    """A creative that came to be scored. Prices are CPM in the bid's currency; `refusal` is empty for the one that bid."""

    campaign_id: str
    creative_id: str
    refusal: str
    click_probability: float
    conversion_probability: float
    boost: float
    price: ShownMoney
    """The bid at value."""
    score: float
    bid_id: str
    bid: ShownMoney
    """What was sent, after shading; 0.00 where nothing was."""
    shading: str
    """Of a first-price bid: `shaded`, `holdout` or `explored`."""
    cost: str
    """What the lease holds for it, in the campaign's currency."""
    lease_id: str
    features: dict[str, float]
    """What the model saw, zeros left out."""

    @classmethod
    def of(cls, one: CandidateTrace) -> "CandidateView":
        return cls(
            campaign_id=one.campaign_id,
            creative_id=one.creative_id,
            refusal=one.refusal,
            click_probability=one.click,
            conversion_probability=one.conversion,
            boost=one.boost,
            price=one.price_micros,
            score=one.score,
            bid_id=one.bid_id,
            bid=one.bid_micros,
            shading=one.shading,
            cost=show_nanos(one.cost_nanos),
            lease_id=one.lease_id,
            features=one.features,
        )


class LotView(View):
    """One impression in the open (no `deal_id`), or one of its deals."""

    impression_id: str
    deal_id: str
    floor: ShownMoney
    market: str
    """Of the first-price landscape."""
    refused: dict[str, list[str]]
    """Campaigns that were never scored, by the first gate that turned them away."""
    candidates: list[CandidateView]

    @classmethod
    def of(cls, lot: LotTrace) -> "LotView":
        return cls(
            impression_id=lot.impression_id,
            deal_id=lot.deal_id,
            floor=lot.floor_micros,
            market=lot.market,
            refused={reason: list(campaigns) for reason, campaigns in lot.refused.items()},
            candidates=[CandidateView.of(one) for one in lot.candidates],
        )


class TraceView(View):
    """One request, as far as it concerns your campaigns."""

    request_id: str
    exchange_id: str
    at: ShownInstant
    bidder_id: str
    scored_by: str
    """The provider that scored, and the version of its model."""
    entry: str
    bid_currency: str
    refusal: str
    """Why none of your campaigns bid; empty when one did."""
    is_complete: bool
    """Asked for, with every candidate's features; a sampled one has those of the winner."""
    person_known: bool
    campaigns: dict[str, str]
    """How far each of your live campaigns came: `bid`, or the code of its refusal."""
    lots: list[LotView]

    @classmethod
    def of(cls, trace: Trace) -> "TraceView":
        return cls(
            request_id=trace.request_id,
            exchange_id=trace.exchange_id,
            at=trace.at_ms,
            bidder_id=trace.bidder_id,
            scored_by=trace.scored_by,
            entry=trace.entry,
            bid_currency=trace.bid_currency,
            refusal=trace.refusal,
            is_complete=trace.is_complete,
            person_known=trace.person_known,
            campaigns=trace.campaigns,
            lots=[LotView.of(lot) for lot in trace.lots],
        )


class TraceList(View):
    """Newest first: exchanges may give two requests the same id."""

    items: list[TraceView]


class ExplainBody(Body):
    exchange_id: Annotated[str, Field(pattern="^[a-z][a-z0-9_-]{1,39}$")]
    """Who would send it."""
    request: dict[str, JsonValue]
    """An OpenRTB 2.6 bid request."""


class RefusalShare(View):
    campaign_id: str
    reason: str
    """`bid`, or the code of the furthest gate that turned it away."""
    requests: int
    """Of those traced."""
    share: float


class CampaignRefusalReport(View):
    """How far campaigns came in sampled requests."""

    from_at: ShownInstant
    to_at: ShownInstant
    items: list[RefusalShare]


@router.get("/bids/{request_id}/trace")
async def get_trace(request_id: RequestId, state: State, caller: Analyst) -> TraceList:
    """Why each of your live campaigns did or did not answer this request.

    What the model saw of a person you know is shown to those who may read profiles (`profile:read`).
    """
    found = await find_traces(state.need_analytics(), caller.tenant_id, request_id)
    if not found:
        raise NotFound(
            f"request '{request_id}' was not traced, or reached none of your campaigns",
            field="request_id",
            remedy=f"A sample of requests is traced and kept for {TRACE_DAYS} days. To be sure of one, send it with the "
            "header X-Campaign-Express-Trace, or ask POST /api/v1/bids/explain what would become of it now.",
        )
    if Permission.PROFILE_READ not in caller.permissions:
        found = [without_person(trace) for trace in found]
    return TraceList(items=[TraceView.of(trace) for trace in found])


@router.post("/bids/explain")
async def explain(body: ExplainBody, state: State, caller: Analyst) -> TraceView:
    """What would become of this request now, with every candidate's features. Nothing is bid, held or counted.

    Its person counts as somebody unknown, unless you may read profiles (`profile:read`) and have imported them.
    """
    asked = ExplainRequest(
        tenant_id=caller.tenant_id,
        exchange_id=body.exchange_id,
        body=msgspec.json.encode(body.request),
        may_read_profiles=Permission.PROFILE_READ in caller.permissions,
    )
    reply = await ask_to_explain(state.need_nats(), asked)
    if reply.trace is None:
        field, message, remedy = _REMEDIES.get(
            reply.error, ("request", "the request could not be explained", "The bidder's log says why.")
        )
        raise InvalidInput(message, field=field, remedy=remedy)
    return TraceView.of(reply.trace)


@router.get("/reports/refusals")
async def refusals(
    state: State, caller: Analyst, campaign_id: CampaignQuery = None, from_: From = None, to: To = None
) -> CampaignRefusalReport:
    """Why your campaigns are not bidding: how far each came in the requests that were traced."""
    to_ms = state.clock_ms() if to is None else to
    from_ms = to_ms - TRACE_DAYS * DAY_MS if from_ is None else from_
    if from_ms >= to_ms:
        raise InvalidInput("from is not before to", field="from", remedy="Move one of them.")
    rows = await campaign_refusals(
        state.need_analytics(), caller.tenant_id, campaign_id=campaign_id, from_ms=from_ms, to_ms=to_ms
    )
    totals: dict[str, int] = {}
    for row in rows:
        totals[row.campaign_id] = totals.get(row.campaign_id, 0) + row.requests
    items = [
        RefusalShare(
            campaign_id=row.campaign_id,
            reason=row.reason,
            requests=row.requests,
            share=round(row.requests / totals[row.campaign_id], 4),
        )
        for row in rows
    ]
    return CampaignRefusalReport(from_at=from_ms, to_at=to_ms, items=items)
