"""How everybody stands in a broadcast, what came back of it, and why somebody did or did not get it."""

import re
from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter

from api.auth import Caller, requires
from api.state import AppState, State
from api.wire import Id, ShownInstant, View
from domain.broadcasts import service
from domain.broadcasts.comparisons.rules import share
from domain.broadcasts.comparisons.values import Share, Verdict
from domain.broadcasts.recipients import service as recipients
from domain.broadcasts.recipients.values import Standing
from domain.broadcasts.tables import BroadcastRow
from domain.broadcasts.values import ALL_VARIANTS, Stage, message_key, source_of, step_of
from domain.errors import NotFound
from domain.identity import service as identity
from domain.identity.values import Permission
from domain.messages import service as ledger
from domain.messages.tallies import service as tallies
from domain.messages.tallies.rules import Tally, figures

router = APIRouter(prefix="/api/v1/broadcasts", tags=["broadcasts"])

Reader = Annotated[Caller, requires(Permission.JOURNEY_READ)]
PeopleReader = Annotated[Caller, requires(Permission.CDP_READ)]
_PARTS: Final = ("test", "all")
_SOMEBODY: Final = re.compile(r"\busr_\w+")


class BroadcastProgress(View):
    """entered = sent + refused + failed + unknown + in_progress, to the person."""

    stage: Stage
    reason: str
    entered: int
    sent: int
    refused: dict[str, int]
    failed: int
    unknown: int
    in_progress: int
    is_balanced: bool
    is_audience_complete: bool
    parts: dict[str, int]


class ShareView(View):
    """So many of those it was sent to, with Wilson's interval at 95 %."""

    people: int
    rate: float
    low: float
    high: float


class LeadView(View):
    over: str
    difference: float
    low: float
    high: float
    p_value: float
    """Corrected for all pairs."""


class VariantResult(View):
    variant: str
    part: str
    """``test``, or ``all`` for everybody else."""
    sent: int
    opens: ShareView
    """Without machines, each person once; likewise below."""
    clicks: ShareView
    unsubscribed: ShareView
    bounced: ShareView
    complained: ShareView
    bot_opens: int


class TestResult(View):
    decided_at: ShownInstant | None
    winner: str
    decision: str
    is_beyond_chance: bool
    leader: str
    measured: dict[str, ShareView]
    leads: list[LeadView]


class BroadcastResults(View):
    variants: list[VariantResult]
    test: TestResult | None
    """What the decision was made by; before it, how it would be made now."""


class PersonPlace(View):
    """Whether somebody is in the audience, and what became of their message."""

    is_in_audience: bool
    part: str
    in_words: str
    message_id: str
    status: str


@router.get("/{broadcast_id}/progress", name="broadcast_progress")
async def progress(broadcast_id: Id, state: State, caller: Reader) -> BroadcastProgress:
    """How everybody stands."""
    async with state.journeys.reading(caller.tenant_id) as session:
        row = await service.existing(session, broadcast_id)
        standing = await recipients.standing(session, broadcast_id)
        parts = await recipients.parts(session, broadcast_id)
    return _progress(row, standing, parts)


@router.get("/{broadcast_id}/results", name="broadcast_results")
async def results(broadcast_id: Id, state: State, caller: Reader) -> BroadcastResults:
    """What came back, variant by variant, with intervals; and the test, with whether its lead is more than chance."""
    async with state.journeys.reading(caller.tenant_id) as session:
        row = await service.existing(session, broadcast_id)
        definition = service.definition_of(row)
        counts = await tallies.of(session, source_of(broadcast_id))
        verdict = service.verdict_of(row)
        if verdict is None and row.began_at_ms and len(definition.variants) > 1:
            verdict = await recipients.outcome(session, broadcast_id, now_ms=state.clock_ms())
    shown = []
    for variant in definition.variants:
        for part in _PARTS:
            found = [tally for tally in counts if tally.step == step_of(variant.name, part)]
            if found:
                shown.append(_result(variant.name, part, found))
    if verdict is None:
        return BroadcastResults(variants=shown, test=None)
    decision = await _with_names(state, caller.tenant_id, row.decision or verdict.in_words)
    return BroadcastResults(variants=shown, test=_test(row, verdict, decision))


async def _with_names(state: AppState, tenant_id: str, said: str) -> str:
    """What was decided, with whoever chose by name."""
    ids = _SOMEBODY.findall(said)
    if not ids:
        return said
    async with state.main.reading(tenant_id) as session:
        names = {one.id: one.name for one in await identity.users_by_id(session, ids)}
    return _SOMEBODY.sub(lambda one: names.get(one[0], "Somebody who left"), said)


@router.get("/{broadcast_id}/people/{person_id}", name="broadcast_person")
async def person(broadcast_id: Id, person_id: Id, state: State, caller: PeopleReader) -> PersonPlace:
    """Why somebody did or did not get it. ``/api/v1/messages/{id}`` says it gate by gate."""
    async with state.journeys.reading(caller.tenant_id) as session:
        row = await service.existing(session, broadcast_id)
        place = await recipients.place_of(session, broadcast_id, person_id)
        try:
            [told] = await ledger.explain(session, key=message_key(broadcast_id, person_id))
        except NotFound:
            return PersonPlace(
                is_in_audience=place is not None,
                part=place.part.value if place else "",
                in_words=_without_message(row, is_in=place is not None),
                message_id="",
                status="",
            )
    return PersonPlace(
        is_in_audience=place is not None,
        part=place.part.value if place else "",
        in_words=told.in_words,
        message_id=told.message_id,
        status=told.status.value,
    )


def _without_message(row: BroadcastRow, *, is_in: bool) -> str:
    if row.began_at_ms is None:
        return "The broadcast has not begun: who gets it is settled then."
    if not is_in and not row.is_written_down:
        return "Their range of people is not written down yet."
    if not is_in:
        return "They were not in the audience when the broadcast began. Whoever joins later does not get it."
    if row.stage == Stage.CANCELLED:
        return "The broadcast was cancelled before it reached them."
    if row.stage == Stage.PAUSED:
        return f"They have not had their turn: the broadcast is paused ({row.reason or 'by somebody'})."
    return "They are in the audience and have not had their turn."


def _share(one: Share) -> ShareView:
    return ShareView(people=one.successes, rate=round(one.rate, 6), low=round(one.low, 6), high=round(one.high, 6))


def _result(variant: str, part: str, found: Sequence[Tally]) -> VariantResult:
    told = figures(found)

    def of_sent(number: int) -> ShareView:
        return _share(share(min(number, told.sent), told.sent))

    return VariantResult(
        variant=variant,
        part=part,
        sent=told.sent,
        opens=of_sent(told.unique_opens),
        clicks=of_sent(told.unique_clicks),
        unsubscribed=of_sent(told.unsubscribed),
        bounced=of_sent(told.bounced),
        complained=of_sent(told.complained),
        bot_opens=told.bot_opens,
    )


def _test(row: BroadcastRow, verdict: Verdict, decision: str) -> TestResult:
    return TestResult(
        decided_at=row.decide_at_ms if row.verdict else None,
        winner="all variants" if row.winner == ALL_VARIANTS else row.winner,
        decision=decision,
        is_beyond_chance=verdict.is_beyond_chance,
        leader=verdict.leader,
        measured={name: _share(one) for name, one in verdict.shares.items()},
        leads=[
            LeadView(
                over=lead.over,
                difference=round(lead.difference, 6),
                low=round(lead.low, 6),
                high=round(lead.high, 6),
                p_value=lead.p_value,
            )
            for lead in verdict.leads
        ],
    )


def _progress(row: BroadcastRow, standing: Standing, parts: dict[str, int]) -> BroadcastProgress:
    return BroadcastProgress(
        stage=Stage(row.stage),
        reason=row.reason,
        entered=standing.entered,
        sent=standing.sent,
        refused=standing.refused,
        failed=standing.failed,
        unknown=standing.unknown,
        in_progress=standing.in_progress,
        is_balanced=standing.is_balanced,
        is_audience_complete=row.is_written_down,
        parts=parts,
    )
