"""Use cases of dry runs on a tenant's session: begun, counted page by page, ended. Everything they write is their own row."""

from collections.abc import Collection, Sequence

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.errors import Conflict, NotFound
from domain.ids import new_id
from domain.journeys.rehearsals import repository
from domain.journeys.rehearsals.rules import Tally, lines_of, read_tally, write_tally
from domain.journeys.rehearsals.tables import RehearsalRow
from domain.journeys.rehearsals.values import DryRun, Line, Problem, Stage
from domain.journeys.values import JourneyDefinition
from domain.records import tenant_of

_problems = msgspec.json.Decoder(tuple[Problem, ...])


async def begin(
    session: AsyncSession,
    journey_id: str,
    version: int,
    definition: JourneyDefinition,
    asked: DryRun,
    *,
    actor_id: str,
    now_ms: int,
) -> RehearsalRow:
    """Put a dry run on record, with the definition as it is now."""
    row = RehearsalRow(
        tenant_id=tenant_of(session),
        id=new_id("rhs"),
        journey_id=journey_id,
        version=version,
        definition=definition.model_dump_json(by_alias=True),
        request=asked.model_dump_json(),
        stage=Stage.RUNNING,
        starts_at_ms=max(now_ms, asked.starts_at_ms or 0),
        created_by=actor_id,
        created_at_ms=now_ms,
        updated_at_ms=now_ms,
    )
    session.add(row)
    await session.flush()
    return row


async def existing(session: AsyncSession, rehearsal_id: str, *, to_change: bool = False) -> RehearsalRow:
    """Raises ``NotFound``."""
    row = await repository.one(session, rehearsal_id, to_change=to_change)
    if row is None:
        raise NotFound(f"there is no rehearsal '{rehearsal_id}'", field="rehearsal_id")
    return row


async def of_journey(
    session: AsyncSession, journey_id: str, *, before: str | None = None, limit: int = 50
) -> Sequence[RehearsalRow]:
    """The newest first, older than the id ``before``."""
    return await repository.of_journey(session, journey_id, before=before, limit=limit)


def definition_of(row: RehearsalRow) -> JourneyDefinition:
    return JourneyDefinition.model_validate_json(row.definition)


def request_of(row: RehearsalRow) -> DryRun:
    return DryRun.model_validate_json(row.request)


def problems_of(row: RehearsalRow) -> tuple[Problem, ...]:
    return _problems.decode(row.problems) if row.problems else ()


def counted(row: RehearsalRow) -> tuple[Line, ...]:
    """What was counted, for everybody met so far."""
    return lines_of(read_tally(row.tally), looked_at=row.looked_at, everybody=row.people)


async def note_start(
    session: AsyncSession, rehearsal_id: str, *, audience: int, problems: Sequence[Problem], now_ms: int
) -> RehearsalRow:
    row = await existing(session, rehearsal_id, to_change=True)
    row.audience, row.updated_at_ms = audience, now_ms
    row.problems = msgspec.json.encode(problems).decode()
    session.add(row)
    return row


async def note_page(
    session: AsyncSession,
    rehearsal_id: str,
    *,
    after: str,
    onward: str | None,
    people: int,
    looked_at: int,
    tally: Tally,
    now_ms: int,
) -> RehearsalRow:
    """Add what was counted of the people beyond ``after``; once, however often it is tried. ``onward`` None ends the run."""
    row = await existing(session, rehearsal_id, to_change=True)
    if row.stage != Stage.RUNNING or row.after != after:
        return row
    whole = read_tally(row.tally)
    for key, (total, squares) in tally.lines.items():
        line = whole.lines.setdefault(key, [0, 0])
        line[0] += total
        line[1] += squares
        known = whole.examples.setdefault(key, [])
        known += tally.examples.get(key, [])[: max(0, 5 - len(known))]
    row.tally = write_tally(whole)
    row.people += people
    row.looked_at += looked_at
    row.updated_at_ms = now_ms
    if onward is None:
        row.stage, row.ended_at_ms = Stage.DONE, now_ms
    row.after = onward or ""
    session.add(row)
    return row


async def end(
    session: AsyncSession, rehearsal_id: str, stage: Stage, *, failure: str = "", now_ms: int
) -> RehearsalRow:
    """Stop it where it is; what was counted by then stays. Raises ``Conflict`` for one that is over."""
    row = await existing(session, rehearsal_id, to_change=True)
    if row.stage != Stage.RUNNING:
        if row.stage == stage:
            return row
        raise Conflict(f"a rehearsal that is {row.stage} cannot be stopped", field="rehearsal_id")
    row.stage, row.failure, row.ended_at_ms, row.updated_at_ms = stage, failure[:500], now_ms, now_ms
    row.after = ""
    session.add(row)
    return row


async def erase(session: AsyncSession, person_ids: Collection[str]) -> None:
    """These people are nobody's example any more; what was counted stays."""
    for row in await repository.naming(session, person_ids):
        tally = read_tally(row.tally)
        tally.examples = {
            key: [each for each in known if each not in person_ids] for key, known in tally.examples.items()
        }
        row.tally = write_tally(tally)
        session.add(row)
