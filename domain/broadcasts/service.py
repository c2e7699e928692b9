"""Broadcasts in use: drafts, what happens to them, and how fast they may go. Functions take a tenant's session."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.broadcasts import repository, rules
from domain.broadcasts.comparisons.values import Verdict
from domain.broadcasts.rules import Allowance
from domain.broadcasts.tables import BroadcastRow, BroadcastTransitionRow
from domain.broadcasts.values import (
    Action,
    Audience,
    BroadcastDefinition,
    Go,
    Handling,
    RuleAudience,
    Sample,
    SegmentAudience,
    Stage,
    Variant,
    source_of,
)
from domain.campaigns.values import Channel
from domain.content import service as content
from domain.errors import Conflict, InvalidInput, NotFound
from domain.ids import new_id
from domain.messages.holds import service as holds
from domain.messages.tallies import service as tallies
from domain.records import tenant_of
from domain.segments.audiences import service as audiences

GUARD: Final = "guard"
"""Who pauses a broadcast when too much goes wrong."""
CLOCK: Final = "clock"
_encode: Final = msgspec.json.Encoder().encode
_samples: Final = msgspec.json.Decoder(tuple[Sample, ...])
_verdict: Final = msgspec.json.Decoder(Verdict)


# Drafts


async def create(
    session: AsyncSession, body: Mapping[str, Any], *, actor_id: str, now_ms: int, creation_key: str | None = None
) -> BroadcastRow:
    """A draft. Repeated with the same ``creation_key`` it answers the broadcast made the first time, as it is now.

    Raises ``InvalidInput``.
    """
    definition = rules.read(body)
    if creation_key is not None and (known := await repository.by_key(session, creation_key)):
        return known
    row = BroadcastRow(
        tenant_id=tenant_of(session),
        id=new_id("brd"),
        name=definition.name,
        stage=Stage.DRAFT,
        definition=definition.model_dump_json(by_alias=True),
        creation_key=creation_key,
        created_by=actor_id,
        created_at_ms=now_ms,
        updated_at_ms=now_ms,
    )
    session.add(row)
    await session.flush()
    return row


async def existing(session: AsyncSession, broadcast_id: str, *, to_change: bool = False) -> BroadcastRow:
    """Raises ``NotFound``."""
    row = await repository.one(session, broadcast_id, to_change=to_change)
    if row is None:
        raise NotFound(f"there is no broadcast '{broadcast_id}'", field="broadcast_id", remedy="List the broadcasts.")
    return row


async def page(
    session: AsyncSession, *, stages: Collection[Stage] = (), before: str | None = None, limit: int
) -> Sequence[BroadcastRow]:
    """The newest first."""
    return await repository.page(session, stages=stages, before=before, limit=limit)


async def edit(
    session: AsyncSession, broadcast_id: str, body: Mapping[str, Any], *, expected_revision: int | None, now_ms: int
) -> BroadcastRow:
    """Replace a draft. Raises ``Conflict`` for anything else, and when somebody else did since ``expected_revision``."""
    row = await existing(session, broadcast_id, to_change=True)
    if row.stage != Stage.DRAFT:
        raise Conflict(
            f"the broadcast is {row.stage}", field="stage", remedy="Unschedule it first; one that began stays as it is."
        )
    if expected_revision is not None and expected_revision != row.revision:
        raise Conflict(
            f"the draft was changed meanwhile: it is at revision {row.revision}",
            field="revision",
            remedy="Read it again and repeat the change on what it says now.",
        )
    definition = rules.read(body)
    row.name, row.definition = definition.name, definition.model_dump_json(by_alias=True)
    row.revision += 1
    row.updated_at_ms = now_ms
    session.add(row)
    await session.flush()
    return row


def definition_of(row: BroadcastRow) -> BroadcastDefinition:
    return BroadcastDefinition.model_validate_json(row.definition)


def verdict_of(row: BroadcastRow) -> Verdict | None:
    return _verdict.decode(row.verdict) if row.verdict else None


async def faults(session: AsyncSession, definition: BroadcastDefinition) -> list[InvalidInput | NotFound]:
    """What keeps it from being sent: an audience by what there is not; templates not there, unpublished, of another channel."""
    found: list[InvalidInput | NotFound] = []
    try:
        await _check_audience(session, definition.audience)
    except InvalidInput as fault:
        found.append(fault)
    for number, variant in enumerate(definition.variants):
        try:
            await _check_template(session, variant, definition.channel)
        except (InvalidInput, NotFound) as fault:
            fault.field = f"variants.{number}.template"
            found.append(fault)
    return found


async def _check_audience(session: AsyncSession, audience: Audience) -> None:
    match audience:
        case SegmentAudience(segment=segment_id):
            await audiences.refuse_unknown_segment(session, segment_id, field="audience.segment")
        case RuleAudience(where=where):
            await audiences.refuse_unknown(session, where, field="audience.where")


async def _check_template(session: AsyncSession, variant: Variant, channel: Channel) -> None:
    template = await content.existing(session, variant.template)
    if template.channel != channel:
        raise InvalidInput(f"'{template.name}' is for {template.channel}", remedy="Choose another template.")
    wanted = variant.template_version or template.live_version
    if not wanted:
        raise InvalidInput(f"'{template.name}' was never published", remedy="Publish it.")
    await content.version(session, template.id, wanted)


# Its life


async def act(
    session: AsyncSession,
    broadcast_id: str,
    action: Action,
    *,
    order_id: str,
    actor_id: str,
    comment: str = "",
    starts_at_ms: int | None = None,
    variant: str = "",
    expected_revision: int | None = None,
    now_ms: int,
) -> BroadcastRow:
    """Take an action and put it on record; asked for again with the same ``order_id``, nothing more happens.

    One that cannot be sent any more when its time has come becomes a draft again, with the reason.
    Raises ``ActionRefused``, ``InvalidInput`` for a broadcast that cannot be sent or a variant that is none, and ``Conflict``
    for one that was changed since ``expected_revision``.
    """
    row = await existing(session, broadcast_id, to_change=True)
    if await repository.by_order(session, broadcast_id, order_id) is not None:
        return row
    onward = rules.next_stage(Stage(row.stage), action)
    if expected_revision not in (None, row.revision):
        raise Conflict(
            f"the broadcast was changed meanwhile: it is at revision {row.revision}",
            field="revision",
            remedy="Read what it says now, then decide.",
        )
    if action is Action.SCHEDULE:
        for fault in await faults(session, definition_of(row)):
            raise fault
        row.starts_at_ms, row.reason = max(starts_at_ms or now_ms, now_ms), ""
    elif action is Action.BEGIN and (unsound := await faults(session, definition_of(row))):
        return await act(
            session,
            broadcast_id,
            Action.UNSCHEDULE,
            order_id=f"{CLOCK}/{now_ms}",
            actor_id=actor_id,
            comment=f"could not begin: {unsound[0].field}: {unsound[0].message}",
            now_ms=now_ms,
        )
    elif action is Action.CHOOSE:
        _choose(row, variant, actor_id)
    else:
        await _apply(session, row, action, comment, now_ms)
    _record(session, row, action, onward, order_id=order_id, actor_id=actor_id, comment=comment, now_ms=now_ms)
    await session.flush()
    return row


async def transitions(session: AsyncSession, broadcast_id: str) -> Sequence[BroadcastTransitionRow]:
    return await repository.transitions(session, broadcast_id)


async def _apply(session: AsyncSession, row: BroadcastRow, action: Action, comment: str, now_ms: int) -> None:
    match action:
        case Action.UNSCHEDULE:
            row.starts_at_ms, row.reason = None, comment
        case Action.BEGIN:
            await _begin(session, row, now_ms)
        case Action.PAUSE:
            row.reason = comment
        case Action.RESUME:
            row.reason = ""
            row.samples = _encode(_now_counted(await _tallied(session, row.id), now_ms)).decode()
        case Action.CANCEL:
            row.ended_at_ms = now_ms
        case Action.FINISH:
            row.ended_at_ms = now_ms
            await holds.release(session, source_of(row.id))


async def _begin(session: AsyncSession, row: BroadcastRow, now_ms: int) -> None:
    row.began_at_ms = now_ms
    row.samples = _encode(_now_counted([], now_ms)).decode()
    row.allowance_at_ms = now_ms
    row.versions = {}
    for variant in definition_of(row).variants:
        template = await content.existing(session, variant.template)
        row.versions = row.versions | {variant.name: variant.template_version or template.live_version}
    await holds.hold(session, source_of(row.id), now_ms=now_ms)


def _choose(row: BroadcastRow, variant: str, actor_id: str) -> None:
    definition = definition_of(row)
    if definition.test is None:
        raise Conflict("the broadcast has no test", field="variant", remedy="There is nothing to choose.")
    if row.winner:
        raise Conflict(f"the rest gets '{row.winner}' already", field="variant", remedy="There is nothing to choose.")
    if variant not in {one.name for one in definition.variants}:
        names = ", ".join(one.name for one in definition.variants)
        raise InvalidInput(f"there is no variant '{variant}'", field="variant", remedy=f"Choose one of {names}.")
    row.winner, row.reason = variant, ""
    row.decision = f"{row.decision} {actor_id} chose {variant}.".strip()


def _record(
    session: AsyncSession,
    row: BroadcastRow,
    action: Action,
    onward: Stage,
    *,
    order_id: str,
    actor_id: str,
    comment: str,
    now_ms: int,
) -> None:
    row.last_sequence += 1
    session.add(
        BroadcastTransitionRow(
            tenant_id=row.tenant_id,
            broadcast_id=row.id,
            sequence=row.last_sequence,
            order_id=order_id,
            from_stage=row.stage,
            action=action,
            to_stage=onward,
            actor_id=actor_id,
            comment=comment,
            at_ms=now_ms,
        )
    )
    row.stage, row.updated_at_ms = onward, now_ms
    session.add(row)


# While it runs


async def handling(session: AsyncSession, broadcast_id: str) -> Handling:
    """Raises ``NotFound``."""
    row = await existing(session, broadcast_id)
    return Handling(
        broadcast_id=row.id,
        stage=Stage(row.stage),
        definition=definition_of(row),
        began_at_ms=row.began_at_ms or 0,
        winner=row.winner,
        versions=dict(row.versions),
    )


async def may_go(session: AsyncSession, broadcast: Handling, wanted: int, *, now_ms: int) -> Go | None:
    """The answer of those who need nothing written down for it; None sends them to ``go``."""
    life = await repository.life(session, broadcast.broadcast_id)
    stage = Stage(life.stage) if life is not None else Stage.CANCELLED
    if stage is not Stage.RUNNING:
        return Go(stage=stage, granted=0)
    guard = broadcast.definition.guard
    if broadcast.definition.per_minute is not None:
        return None
    if guard is not None and rules.is_sample_due(_samples.decode(life.samples or "[]"), guard, now_ms=now_ms):
        return None
    return Go(stage=stage, granted=wanted)


async def go(session: AsyncSession, broadcast: Handling, wanted: int, *, now_ms: int) -> Go:
    """How many may be handed over now, by the broadcast's speed; pauses it when too much has gone wrong."""
    row = await existing(session, broadcast.broadcast_id, to_change=True)
    if row.stage != Stage.RUNNING:
        return Go(stage=Stage(row.stage), granted=0)
    definition = broadcast.definition
    if definition.guard is not None:
        await _look_out(session, row, definition, now_ms)
    granted, wait_ms = wanted, 0
    if definition.per_minute is not None and row.stage == Stage.RUNNING:
        held = Allowance(row.allowance, row.allowance_at_ms)
        granted, left, wait_ms = rules.take(held, definition.per_minute, wanted, now_ms=now_ms)
        row.allowance, row.allowance_at_ms = left
    session.add(row)
    await session.flush()
    stage = Stage(row.stage)
    return Go(stage=stage, granted=granted if stage is Stage.RUNNING else 0, wait_ms=wait_ms)


async def give_back(session: AsyncSession, broadcast_id: str, unused: int) -> None:
    """Of what was granted: nobody was handed over for it."""
    row = await existing(session, broadcast_id, to_change=True)
    row.allowance += unused * 1_000
    session.add(row)
    await session.flush()


async def decide_later(session: AsyncSession, broadcast_id: str, *, at_ms: int) -> None:
    """The test is out; its outcome counts from then on until ``at_ms``."""
    row = await existing(session, broadcast_id, to_change=True)
    row.decide_at_ms = row.decide_at_ms or at_ms
    session.add(row)


async def decided(session: AsyncSession, broadcast_id: str, verdict: Verdict, *, now_ms: int) -> BroadcastRow:
    """Put on record what the test came to and what is made of it; once."""
    row = await existing(session, broadcast_id, to_change=True)
    if not row.verdict:
        definition = definition_of(row)
        row.verdict = _encode(verdict).decode()
        if not row.winner:
            row.winner = rules.winner_by(verdict, definition)
            row.decision = rules.told_of(verdict, row.winner, definition)
            row.reason = "" if row.winner else "nobody has won the test: choose a variant for the rest"
        row.updated_at_ms = now_ms
        session.add(row)
        await session.flush()
    return row


async def _look_out(session: AsyncSession, row: BroadcastRow, definition: BroadcastDefinition, now_ms: int) -> None:
    guard = definition.guard
    samples = _samples.decode(row.samples or "[]")
    if guard is None or not rules.is_sample_due(samples, guard, now_ms=now_ms):
        return
    [new] = _now_counted(await _tallied(session, row.id), now_ms)
    samples = rules.kept_samples(samples, new, guard)
    row.samples = _encode(samples).decode()
    why = rules.alarm(samples, guard)
    if why:
        row.reason = why
        _record(
            session,
            row,
            Action.PAUSE,
            Stage.PAUSED,
            order_id=f"{GUARD}/{now_ms}",
            actor_id=GUARD,
            comment=why,
            now_ms=now_ms,
        )


async def _tallied(session: AsyncSession, broadcast_id: str) -> list[tuple[str, int]]:
    return [(tally.what, tally.count) for tally in await tallies.of(session, source_of(broadcast_id))]


def _now_counted(counts: Sequence[tuple[str, int]], now_ms: int) -> tuple[Sample, ...]:
    return (Sample(now_ms, *rules.wrong_of(counts)),)
