"""What a campaign was billed, entry by entry, and what was put right."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import AfterValidator, Field

from api.auth import Caller, requires
from api.state import State
from api.wire import Body, Id, Limit, Nanos, ShownInstant, View, show_nanos
from domain.budgets.corrections import service
from domain.budgets.corrections.service import Entry
from domain.budgets.corrections.tables import BudgetCorrection
from domain.budgets.values import Verdict
from domain.campaigns import service as campaigns
from domain.campaigns.values import printable
from domain.identity.values import Permission

router = APIRouter(prefix="/api/v1/management/campaigns", tags=["campaigns"])

Sequence = Annotated[int, Path(ge=1, le=2**62)]


class CorrectionBody(Body):
    amount: Nanos
    """What the entry counts for from now on: `0.00` takes it out of the spend."""
    counts: Nanos | None = None
    """What it counted for when you read it; where it no longer does, nothing is entered."""
    reason: Annotated[str, Field(min_length=3, max_length=2_000), AfterValidator(printable)]


class CorrectionView(View):
    """An entry against the entry; it is never changed."""

    number: int
    """Counts the campaign's corrections."""
    before: str
    after: str
    reason: str
    made_by: str
    made_at: ShownInstant

    @classmethod
    def of(cls, row: BudgetCorrection) -> "CorrectionView":
        return cls(
            number=row.number,
            before=show_nanos(row.before_nanos),
            after=show_nanos(row.after_nanos),
            reason=row.reason,
            made_by=row.made_by,
            made_at=row.made_at_ms,
        )


class EntryView(View):
    """One bill and what was made of it."""

    sequence: int
    bid_id: str
    exchange_id: str
    creative_id: str
    verdict: Verdict
    price: str
    """As it was billed."""
    counts: str
    """What it is of the spend now."""
    currency: str
    received_at: ShownInstant
    corrections: list[CorrectionView]

    @classmethod
    def of(cls, entry: Entry) -> "EntryView":
        row = entry.settlement
        return cls(
            sequence=row.sequence,
            bid_id=row.bid_id,
            exchange_id=row.exchange_id,
            creative_id=row.creative_id,
            verdict=Verdict(row.verdict),
            price=show_nanos(row.price_nanos),
            counts=show_nanos(entry.counts_nanos),
            currency=row.currency,
            received_at=row.received_at_ms,
            corrections=[CorrectionView.of(one) for one in entry.corrections],
        )


class LedgerPage(View):
    items: list[EntryView]
    next_before: int | None
    """Send it as `before` for the next page."""


@router.get("/{campaign_id}/ledger")
async def list_ledger(
    campaign_id: Id,
    state: State,
    caller: Annotated[Caller, requires(Permission.BILLING_READ)],
    before: Annotated[int | None, Query(ge=1, le=2**62, description="Entries older than that sequence")] = None,
    limit: Limit = 50,
) -> LedgerPage:
    """Every bill, the newest first, with what was entered against it."""
    async with state.main.reading(caller.tenant_id) as session:
        await campaigns.get_campaign(session, campaign_id)
    async with state.money.reading(caller.tenant_id) as session:
        found = await service.list_entries(session, caller.tenant_id, campaign_id, before=before, limit=limit + 1)
    more = len(found) > limit
    items = [EntryView.of(entry) for entry in found[:limit]]
    return LedgerPage(items=items, next_before=items[-1].sequence if more else None)


@router.post("/{campaign_id}/ledger/{sequence}/corrections", status_code=201)
async def correct_ledger(
    campaign_id: Id,
    sequence: Sequence,
    body: CorrectionBody,
    state: State,
    caller: Annotated[Caller, requires(Permission.BILLING_WRITE)],
) -> EntryView:
    """Put an entry right by an entry against it. Spend, reports and alerts follow; saying what holds already enters nothing."""
    async with state.main.reading(caller.tenant_id) as session:
        await campaigns.get_campaign(session, campaign_id)
    async with state.money.platform() as session:
        entry = await service.correct(
            session,
            caller.tenant_id,
            campaign_id,
            sequence,
            amount_nanos=body.amount,
            counted_nanos=body.counts,
            reason=body.reason,
            actor_id=caller.user_id,
            now_ms=state.clock_ms(),
        )
        return EntryView.of(entry)
