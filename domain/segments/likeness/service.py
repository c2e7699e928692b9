"""Fitting what lookalike and predictive segments rest on, from a sample of the session's tenant."""

from collections.abc import Mapping
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.contacts import service as contacts
from domain.contacts.values import Contact
from domain.errors import InvalidInput
from domain.predicates.rules import happened
from domain.predicates.values import Facts
from domain.segments import service as segments
from domain.segments.audiences.rules import need_of_scored, traits
from domain.segments.audiences.values import Segment
from domain.segments.likeness.rules import Traits, fit_likeness, fit_prediction
from domain.segments.likeness.values import Likeness, Prediction, Report
from domain.segments.rules import DAY_MS, bucket_of
from domain.segments.values import Lookalike, Need, Predictive

PEOPLE: Final = 20_000
"""Fitted on at most; drawn by chance."""
SEED: Final = 5_000
UNSEEN_EVERY: Final = 5
"""One person in so many is never fitted on."""


async def fit(session: AsyncSession, segment: Segment, *, now_ms: int) -> tuple[Likeness | Prediction | None, Report]:
    """A model of a scored segment as people are now, or why there can be none. Raises ``InvalidInput`` for other segments."""
    members = segment.definition.members
    if isinstance(members, Lookalike):
        return await _likeness(session, members, now_ms)
    if isinstance(members, Predictive):
        return await _prediction(session, members, now_ms)
    raise InvalidInput(f"{segment.id} is not worked out by a model", field="segment_id")


async def _likeness(session: AsyncSession, scored: Lookalike, now_ms: int) -> tuple[Likeness | None, Report]:
    people, _ = await segments.drawn(session, PEOPLE)
    seed = await contacts.load(session, await segments.members(session, scored.seed, after="", limit=SEED))
    need = need_of_scored(scored, now_ms=now_ms)
    everybody = {one.person_id: one for one in people} | seed
    facts = await _facts(session, everybody, need, now_ms)
    seen = {person_id: traits(scored, known, until_ms=now_ms) for person_id, known in facts.items()}
    return fit_likeness([seen[one] for one in sorted(seed)], [seen[one.person_id] for one in people])


async def _prediction(session: AsyncSession, scored: Predictive, now_ms: int) -> tuple[Prediction | None, Report]:
    """Fitted on what people were like one horizon ago, and did since."""
    then_ms = now_ms - scored.within_days * DAY_MS
    people, _ = await segments.drawn(session, PEOPLE)
    known = {one.person_id: one for one in people if one.created_at_ms <= then_ms}
    outcome = Need(events=frozenset({scored.outcome.event}), since_ms=then_ms)
    facts = await _facts(session, known, need_of_scored(scored, now_ms=then_ms).plus(outcome), now_ms)
    fitted: list[tuple[Traits, bool]] = []
    unseen: list[tuple[Traits, bool]] = []
    for person_id in sorted(facts):
        example = (traits(scored, facts[person_id], until_ms=then_ms), _did(scored, facts[person_id], then_ms, now_ms))
        (unseen if bucket_of(person_id) % UNSEEN_EVERY == 0 else fitted).append(example)
    return fit_prediction(fitted, unseen)


def _did(scored: Predictive, facts: Facts, then_ms: int, now_ms: int) -> bool:
    return any(
        then_ms < one.at_ms <= now_ms and happened(scored.outcome, one, facts, now_ms=now_ms)
        for one in facts.occurrences
    )


async def _facts(session: AsyncSession, people: Mapping[str, Contact], need: Need, now_ms: int) -> dict[str, Facts]:
    return await segments.facts_of(session, people, need, now_ms=now_ms)
