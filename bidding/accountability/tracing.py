"""From an explanation to what each tenant may see of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final

from bidding.accountability.features import named_features
from bidding.auction.call import Call
from bidding.auction.explanation import Explanation, LotExplanation, Verdict
from bidding.auction.viewer import Viewer
from bidding.openrtb.no_bid import NoBid, progress
from domain.accountability.values import BID, CandidateTrace, LotTrace, Trace
from domain.events.rules import recorded_id

_ANSWERED: Final = len(NoBid)
"""Further than any refusal."""


def traces(
    explanation: Explanation,
    call: Call,
    viewer: Viewer,
    *,
    bidder_id: str,
    tenants: Collection[str] | None = None,
    complete: bool = False,
) -> tuple[Trace, ...]:
    """One trace for each of ``tenants`` (everybody the exchange reaches unless given) that has a live campaign.

    A request that never came to be auctioned has a trace for each of them that says so. A ``complete`` trace has the
    features of every candidate.
    """
    wanted = call.exchange.tenants if tenants is None else tenants
    if not explanation.lots:
        return tuple(_bare(explanation, call, tenant, bidder_id, complete=complete) for tenant in wanted)
    return tuple(
        trace
        for tenant in wanted
        if (trace := _of_tenant(explanation, call, viewer, tenant, bidder_id, complete=complete)).campaigns
    )


def _bare(explanation: Explanation, call: Call, tenant_id: str, bidder_id: str, *, complete: bool) -> Trace:
    return Trace(
        request_id=recorded_id(explanation.request_id),
        tenant_id=tenant_id,
        exchange_id=call.exchange.exchange_id,
        at_ms=call.now_ms,
        bidder_id=bidder_id,
        entry=call.entry,
        bid_currency=call.bid_currency,
        refusal=explanation.refusal or "",
        is_complete=complete,
    )


def _of_tenant(
    explanation: Explanation, call: Call, viewer: Viewer, tenant_id: str, bidder_id: str, *, complete: bool
) -> Trace:
    trace = _bare(explanation, call, tenant_id, bidder_id, complete=complete)
    came: dict[str, int] = {}
    shown = []
    for lot in explanation.lots:
        own = [verdict for verdict in lot.verdicts if verdict.tenant_id == tenant_id]
        in_lot = {one.campaign_id: progress(one.refusal) for one in lot.refused if one.tenant_id == tenant_id}
        in_lot |= _furthest(own)
        for campaign_id, how_far in in_lot.items():
            came[campaign_id] = max(came.get(campaign_id, -1), how_far)
        shown.append(_lot(lot, own, in_lot, viewer, complete=complete))
    trace.lots = tuple(shown)
    trace.campaigns = {campaign_id: _named(how_far) for campaign_id, how_far in sorted(came.items())}
    trace.refusal = "" if _ANSWERED in came.values() else _named(max(came.values(), default=0))
    trace.person_known = viewer.is_known_to(tenant_id)
    return trace


def _furthest(verdicts: Iterable[Verdict]) -> dict[str, int]:
    """How far each campaign came with its best creative."""
    came: dict[str, int] = {}
    for verdict in verdicts:
        how_far = _ANSWERED if verdict.refusal is None else progress(verdict.refusal)
        if how_far > came.get(verdict.campaign_id, -1):
            came[verdict.campaign_id] = how_far
    return came


def _named(how_far: int) -> str:
    return BID if how_far == _ANSWERED else _REASONS[how_far].value


_REASONS: Final = tuple(NoBid)


def _lot(lot: LotExplanation, own: list[Verdict], came: dict[str, int], viewer: Viewer, *, complete: bool) -> LotTrace:
    scored = [verdict for verdict in own if verdict.worth is not None or verdict.win is not None]
    went_on = {verdict.campaign_id for verdict in scored}
    refused: defaultdict[str, list[str]] = defaultdict(list)
    for campaign_id, how_far in came.items():
        if campaign_id not in went_on:
            refused[_named(how_far)].append(campaign_id)
    return LotTrace(
        impression_id=recorded_id(lot.impression_id),
        deal_id=recorded_id(lot.deal_id),
        floor_micros=lot.floor_micros,
        market=lot.plan.market,
        refused={reason: tuple(sorted(campaigns)) for reason, campaigns in sorted(refused.items())},
        candidates=tuple(_candidate(verdict, lot, viewer, complete=complete) for verdict in scored),
    )


def _candidate(verdict: Verdict, lot: LotExplanation, viewer: Viewer, *, complete: bool) -> CandidateTrace:
    candidate = CandidateTrace(
        campaign_id=verdict.campaign_id, creative_id=verdict.creative_id, refusal=verdict.refusal or ""
    )
    if verdict.worth is not None:
        worth = verdict.worth
        candidate.price_micros, candidate.score, candidate.boost = worth.price_micros, worth.score, worth.boost
        candidate.click, candidate.conversion = worth.click, worth.conversion
    win = verdict.win
    if win is not None:
        candidate.bid_id, candidate.lease_id, candidate.expires_at_ms = win.bid_id, win.lease_id, win.expires_at_ms
        candidate.bid_micros, candidate.cost_nanos = win.price.price_micros, win.price.cost_nanos
        candidate.shading = win.shaded.arm if win.shaded is not None else ""
    if complete or win is not None:
        candidate.features = named_features(verdict.row, viewer, lot.plan.ask)
    return candidate
