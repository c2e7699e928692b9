"""Use cases of a journey's authors, on a tenant's session of the journeys' store."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.errors import Conflict, InvalidInput, NotFound
from domain.ids import new_id
from domain.journeys.blueprints import repository, rules
from domain.journeys.blueprints.tables import JourneyRow, JourneyTransitionRow, JourneyVersionRow
from domain.journeys.blueprints.values import Checked, JourneyAction, LiveJourney
from domain.journeys.values import Fault, JourneyDefinition, JourneyStage, Mode
from domain.records import tenant_of

MOST_ACTIVE: Final = 100
"""Journeys of a tenant that let people in at once."""


async def create(
    session: AsyncSession,
    name: str,
    body: Mapping[str, Any] | None,
    *,
    actor_id: str,
    now_ms: int,
    creation_key: str | None = None,
) -> JourneyRow:
    """A journey with a draft, which may have faults until it is published.

    Repeated with the same ``creation_key`` it answers the journey made the first time, as it is now.
    """
    if creation_key is not None and (known := await repository.by_key(session, creation_key)):
        return known
    row = JourneyRow(
        tenant_id=tenant_of(session),
        id=new_id("jrn"),
        name=name,
        stage=JourneyStage.DRAFT,
        draft=_encoded(body) if body is not None else None,
        draft_revision=1,
        draft_by=actor_id,
        creation_key=creation_key,
        created_by=actor_id,
        created_at_ms=now_ms,
        updated_at_ms=now_ms,
    )
    session.add(row)
    await session.flush()
    return row


async def existing(session: AsyncSession, journey_id: str, *, to_change: bool = False) -> JourneyRow:
    """Raises ``NotFound``."""
    row = await repository.journey(session, journey_id, to_change=to_change)
    if row is None:
        raise NotFound(f"there is no journey '{journey_id}'", field="journey_id", remedy="List the journeys.")
    return row


async def page(
    session: AsyncSession, *, stages: Collection[JourneyStage] = (), before: str | None = None, limit: int = 50
) -> Sequence[JourneyRow]:
    """Newest first, those before the id ``before``."""
    return await repository.journeys(session, stages=stages, before=before, limit=limit)


async def edit_draft(
    session: AsyncSession,
    journey_id: str,
    body: Mapping[str, Any],
    *,
    expected_revision: int | None,
    actor_id: str,
    now_ms: int,
) -> JourneyRow:
    """Replace the draft. Raises ``Conflict`` when somebody else did since ``expected_revision``."""
    row = await existing(session, journey_id, to_change=True)
    if row.stage in {JourneyStage.COMPLETED, JourneyStage.ARCHIVED}:
        raise Conflict(f"a journey that is {row.stage} has no next version", remedy="Create a journey from it.")
    if expected_revision is not None and expected_revision != row.draft_revision:
        raise Conflict(
            f"the draft was changed meanwhile: it is at revision {row.draft_revision}",
            field="draft_revision",
            remedy="Read it again and repeat the change on what it says now.",
        )
    row.draft = _encoded(body)
    row.draft_revision += 1
    row.draft_by = actor_id
    row.updated_at_ms = now_ms
    name = body.get("name")
    if not row.live_version and isinstance(name, str) and 0 < len(name) <= 120:
        row.name = name
    session.add(row)
    await session.flush()
    return row


async def discard_draft(session: AsyncSession, journey_id: str, *, actor_id: str, now_ms: int) -> None:
    """Forget the next version; a journey that was never published goes with it."""
    row = await existing(session, journey_id, to_change=True)
    if not row.live_version:
        await repository.remove(session, journey_id)
        return
    row.draft = None
    row.draft_revision += 1
    row.draft_by = actor_id
    row.updated_at_ms = now_ms
    session.add(row)


def draft_of(row: JourneyRow) -> dict[str, Any] | None:
    return msgspec.json.decode(row.draft, type=dict[str, Any]) if row.draft else None


def check_draft(row: JourneyRow) -> Checked:
    """The draft with all its faults."""
    body = draft_of(row)
    if body is None:
        return Checked(
            definition=None, faults=(Fault(step="", rule="there is no draft", remedy="Save a definition first."),)
        )
    return rules.read(body)


def publishable(row: JourneyRow) -> JourneyDefinition:
    """The draft, which can run. Raises ``InvalidInput`` with the first fault and how many more there are."""
    return runnable(check_draft(row))


def runnable(checked: Checked) -> JourneyDefinition:
    """Raises ``InvalidInput`` with the first fault and how many more there are."""
    if checked.definition is None or checked.faults:
        first = checked.faults[0]
        more = f" (and {len(checked.faults) - 1} more)" if len(checked.faults) > 1 else ""
        where = f"step '{first.step}': " if first.step else ""
        raise InvalidInput(
            f"the draft cannot run: {where}{first.rule}{more}",
            field=f"steps.{first.step}" if first.step else "draft",
            remedy=first.remedy,
        )
    return checked.definition


async def check_mapping(
    session: AsyncSession, row: JourneyRow, mapping: Mapping[str, str | None], onto: JourneyDefinition
) -> None:
    """Raises ``InvalidInput`` for a step that no version has, or that leads to none of ``onto``'s."""
    if mapping:
        left = [await definition(session, row.id, version) for version in range(1, row.live_version + 1)]
        rules.check_mapping(mapping, {step for one in left for step in one.steps}, onto)


async def publish(
    session: AsyncSession,
    journey_id: str,
    *,
    sequence: int,
    draft_revision: int | None,
    mode: Mode | None,
    estimated_people: int,
    actor_id: str,
    comment: str = "",
    now_ms: int,
) -> LiveJourney:
    """Freeze the draft as the next version and let people in. Repeated with the same ``sequence`` it changes nothing.

    Raises ``ActionRefused``, ``InvalidInput`` for a draft with faults, and ``Conflict`` when it is not the one meant.
    """
    await repository.change_stage(session, journey_id)
    row = await existing(session, journey_id, to_change=True)
    if await _is_recorded(session, journey_id, sequence, JourneyAction.PUBLISH):
        return _live(row.id, row.stage, row.mode, row.shards, row.live_version)
    onward = rules.next_stage(JourneyStage(row.stage), JourneyAction.PUBLISH)
    if draft_revision is not None and draft_revision != row.draft_revision:
        raise Conflict(
            f"the draft is at revision {row.draft_revision}, not {draft_revision}",
            field="draft_revision",
            remedy="Read it again, and publish what it says now.",
        )
    definition = publishable(row)
    if row.stage == JourneyStage.DRAFT:
        await _check_room(session)
        row.mode = rules.mode_for(estimated_people, mode)
        row.shards = rules.shards_for(estimated_people, Mode(row.mode))
    elif mode is not None and mode != row.mode:
        raise Conflict(
            f"people are inside in {row.mode} mode, which stays", field="mode", remedy="Publish it as another journey."
        )
    row.live_version += 1
    row.name = definition.name
    row.trigger_kind = definition.trigger.kind
    row.estimated_people = estimated_people
    session.add(
        JourneyVersionRow(
            tenant_id=row.tenant_id,
            journey_id=row.id,
            version=row.live_version,
            definition=row.draft or "",
            published_by=actor_id,
            published_at_ms=now_ms,
        )
    )
    row.draft = None
    row.draft_revision += 1
    row.draft_by = actor_id
    await _record(
        session,
        row,
        JourneyAction.PUBLISH,
        onward,
        sequence=sequence,
        actor_id=actor_id,
        comment=comment,
        now_ms=now_ms,
    )
    return _live(row.id, row.stage, row.mode, row.shards, row.live_version)


async def act(
    session: AsyncSession,
    journey_id: str,
    action: JourneyAction,
    *,
    sequence: int,
    actor_id: str,
    comment: str = "",
    now_ms: int,
) -> LiveJourney:
    """Any action but publishing. Repeated with the same ``sequence`` it changes nothing.

    Raises ``ActionRefused``, and ``Conflict`` where another action is on record as the ``sequence``-th.
    """
    await repository.change_stage(session, journey_id)
    row = await existing(session, journey_id, to_change=True)
    if not await _is_recorded(session, journey_id, sequence, action):
        onward = rules.next_stage(JourneyStage(row.stage), action)
        await _record(
            session, row, action, onward, sequence=sequence, actor_id=actor_id, comment=comment, now_ms=now_ms
        )
    return _live(row.id, row.stage, row.mode, row.shards, row.live_version)


async def definition(session: AsyncSession, journey_id: str, version: int) -> JourneyDefinition:
    """A published version, parsed once a process. Raises ``NotFound``."""
    key = (tenant_of(session), journey_id, version)
    known = _PARSED.get(key)
    if known is None:
        row = await repository.version(session, journey_id, version)
        if row is None:
            raise NotFound(f"journey '{journey_id}' has no version {version}", field="version")
        known = JourneyDefinition.model_validate_json(row.definition)
        if len(_PARSED) >= _MOST_PARSED:
            _PARSED.pop(next(iter(_PARSED)))
        _PARSED[key] = known
    return known


async def versions(session: AsyncSession, journey_id: str) -> Sequence[JourneyVersionRow]:
    """Newest first."""
    return await repository.versions(session, journey_id)


async def transitions(session: AsyncSession, journey_id: str) -> Sequence[JourneyTransitionRow]:
    return await repository.transitions(session, journey_id)


async def live(session: AsyncSession, stages: Collection[JourneyStage] = (JourneyStage.ACTIVE,)) -> list[LiveJourney]:
    """Those in ``stages`` that were published."""
    return [_live(*row) for row in await repository.in_stages(session, stages) if row[4]]


async def first_published(session: AsyncSession, journey_ids: Collection[str]) -> dict[str, int]:
    return await repository.first_published(session, journey_ids)


async def live_mentioning(
    session: AsyncSession, stages: Collection[JourneyStage], texts: Collection[str]
) -> list[tuple[str, JourneyDefinition]]:
    """(tenant, live version) of journeys whose definitions hold one of ``texts``. On a platform session."""
    found = await repository.live_mentioning(session, stages, texts)
    return [(tenant_id, JourneyDefinition.model_validate_json(text)) for tenant_id, text in found]


async def one_live(session: AsyncSession, journey_id: str, *, kept: bool = False) -> LiveJourney | None:
    """None for one that does not exist, or was never published. ``kept`` as it is until the transaction ends."""
    if kept:
        await repository.keep_stage(session, journey_id)
    row = await repository.life_of(session, journey_id)
    return _live(*row) if row is not None and row[4] else None


def _live(journey_id: str, stage: str, mode: str, shards: int, version: int) -> LiveJourney:
    return LiveJourney(
        journey_id=journey_id, stage=JourneyStage(stage), mode=Mode(mode or Mode.COHORT), shards=shards, version=version
    )


async def _check_room(session: AsyncSession) -> None:
    if await repository.count_in(session, (JourneyStage.ACTIVE, JourneyStage.PAUSED)) >= MOST_ACTIVE:
        raise Conflict(
            f"{MOST_ACTIVE} journeys are active or paused, which is the most", remedy="Complete one of them first."
        )


async def _is_recorded(session: AsyncSession, journey_id: str, sequence: int, action: JourneyAction) -> bool:
    """Whether this is an action that was asked for before, and whose answer got lost on the way to whoever asked."""
    transition = await repository.transition(session, journey_id, sequence)
    if transition is None:
        return False
    if transition.action != action:
        raise Conflict(
            f"the journey is at '{transition.action}' by {transition.actor_id}, whose answer was lost",
            field="action",
            remedy=f"Repeat '{transition.action}', which is answered without being done again; then '{action}'.",
        )
    return True


async def _record(
    session: AsyncSession,
    row: JourneyRow,
    action: JourneyAction,
    onward: JourneyStage,
    *,
    sequence: int,
    actor_id: str,
    comment: str,
    now_ms: int,
) -> None:
    session.add(
        JourneyTransitionRow(
            tenant_id=row.tenant_id,
            journey_id=row.id,
            sequence=sequence,
            from_stage=row.stage,
            action=action,
            to_stage=onward,
            actor_id=actor_id,
            comment=comment,
            details={"version": row.live_version},
            at_ms=now_ms,
        )
    )
    row.stage = onward
    row.last_sequence = sequence
    row.updated_at_ms = now_ms
    session.add(row)
    await session.flush()


_MOST_PARSED: Final = 1_000
_PARSED: Final[dict[tuple[str, str, int], JourneyDefinition]] = {}
"""Published versions never change, so whoever has parsed one may keep it."""


def _encoded(body: Mapping[str, Any]) -> str:
    return msgspec.json.encode(body).decode()
