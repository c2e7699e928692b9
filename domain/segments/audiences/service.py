"""Use cases of segments as their authors keep them, on a session handed in."""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.errors import Conflict, InvalidInput, NotFound
from domain.ids import new_id
from domain.predicates.rules import MINUTE_MS, check, events_named, segments_named
from domain.predicates.values import Predicate
from domain.records import tenant_of
from domain.segments import rules
from domain.segments.audiences import repository
from domain.segments.audiences.rules import Catalogue
from domain.segments.audiences.tables import (
    ComputedPropertyRow,
    SegmentModelRow,
    SegmentRefreshRow,
    SegmentRow,
    SegmentVersionRow,
)
from domain.segments.audiences.values import Refresh, Segment, SegmentState
from domain.segments.likeness.values import Likeness, Prediction, Report
from domain.segments.values import (
    FIRST_BIDDING_NUMBER,
    FIRST_KEPT_NUMBER,
    ComputedProperty,
    Lookalike,
    Predictive,
    Ruled,
    SegmentDefinition,
    kept_number,
)

MAX_SEGMENTS: Final = 1_000
MAX_PROPERTIES: Final = 200
KEEP_REFRESHES_MS: Final = 90 * 86_400_000
_KEPT: Final = 256
_catalogues: OrderedDict[tuple[str, ...], Catalogue] = OrderedDict()
_MODELS: Final[Mapping[str, type[Likeness] | type[Prediction]]] = {"lookalike": Likeness, "predictive": Prediction}


async def catalogue(session: AsyncSession) -> Catalogue:
    """Every segment and computed property of the session's tenant, read once a version and kept."""
    stamps = await repository.stamps(session)
    key = (
        tenant_of(session),
        *(f"{segment_id}/{version}" for segment_id, version in stamps),
        *await repository.property_stamps(session),
    )
    if key in _catalogues:
        _catalogues.move_to_end(key)
        return _catalogues[key]
    concerned = {segment_id for segment_id, _ in stamps}
    held = [_segment(row, text) for row, text in await repository.holding(session) if row.id in concerned]
    made = Catalogue(held, await list_properties(session))
    _catalogues[key] = made
    if len(_catalogues) > _KEPT:
        _catalogues.popitem(last=False)
    return made


# Segments


async def create(
    session: AsyncSession, definition: SegmentDefinition, *, actor_id: str, now_ms: int, is_kept: bool = False
) -> SegmentState:
    """A new segment; everybody is looked at as soon as a refresh comes round.

    One that ``is_kept`` by us for bidders is numbered by its name, which it never loses.

    Raises ``InvalidInput`` for what cannot be worked out, ``Conflict`` for a name that is taken.
    """
    held = await repository.holding(session)
    if len(held) >= MAX_SEGMENTS:
        raise Conflict(f"there are {MAX_SEGMENTS} segments", field="name", remedy="Archive some and ask for more.")
    segment_id = new_id("seg")
    await _refuse_unworkable(session, segment_id, definition)
    await _refuse_taken(session, segment_id, definition.name)
    in_turn = (await repository.newest_number(session) or FIRST_BIDDING_NUMBER) + 1
    row = SegmentRow(
        tenant_id=tenant_of(session),
        id=segment_id,
        number=kept_number(definition.name) if is_kept else in_turn,
        name=definition.name,
        wanted_at_ms=now_ms,
        created_by=actor_id,
        created_at_ms=now_ms,
        updated_at_ms=now_ms,
    )
    session.add(row)
    session.add(_version(row, definition, actor_id, now_ms))
    await session.flush()
    return _state(row, definition)


async def change(
    session: AsyncSession,
    segment_id: str,
    definition: SegmentDefinition,
    *,
    expected_version: int | None,
    actor_id: str,
    now_ms: int,
) -> SegmentState:
    """Another version. Raises what ``create`` raises, and ``Conflict`` when somebody else has been quicker, or we keep it."""
    row = await _existing(session, segment_id, to_change=True)
    if expected_version is not None and expected_version != row.version:
        raise Conflict(
            f"version {row.version} is the newest, not {expected_version}",
            field="version",
            remedy="Read it again and repeat the change.",
        )
    await _refuse_unworkable(session, segment_id, definition)
    await _refuse_taken(session, segment_id, definition.name)
    row.version += 1
    row.name = definition.name
    row.estimated = None
    row.wanted_at_ms = row.updated_at_ms = now_ms
    session.add(row)
    session.add(_version(row, definition, actor_id, now_ms))
    await session.flush()
    return _state(row, definition)


async def archive(session: AsyncSession, segment_id: str, *, now_ms: int) -> None:
    """Let nobody be a member any more; its name becomes free.

    Raises ``Conflict`` while another segment refers to it, and for one that we keep.
    """
    row = await _existing(session, segment_id, to_change=True)
    using = [
        other.name
        for other, text in await repository.holding(session)
        if other.archived_at_ms is None and segment_id in rules.referred_to(_definition(text))
    ]
    if using:
        raise Conflict(f"{', '.join(using)} refers to it", field="segment_id", remedy="Change those first.")
    row.archived_at_ms = row.wanted_at_ms = row.updated_at_ms = now_ms
    row.name = f"{row.name[:110]} (archived {segment_id})"
    session.add(row)
    await session.flush()


async def get(session: AsyncSession, segment_id: str) -> SegmentState:
    """Raises ``NotFound``."""
    row = await _existing(session, segment_id)
    versions = await repository.versions(session, segment_id)
    return _state(row, _definition(versions[-1].definition))


async def tenants(session: AsyncSession) -> Sequence[str]:
    """Who has segments that somebody must keep. On a platform session."""
    return await repository.tenants(session)


async def list_segments(session: AsyncSession) -> list[SegmentState]:
    """Those that are not archived, the oldest first."""
    held = await repository.holding(session)
    return [_state(row, _definition(text)) for row, text in held if row.archived_at_ms is None]


async def versions(session: AsyncSession, segment_id: str) -> Sequence[SegmentVersionRow]:
    """Everything it has ever said. Raises ``NotFound``."""
    found = await repository.versions(session, segment_id)
    if not found:
        raise _unknown(segment_id)
    return found


async def note_estimate(session: AsyncSession, segment_id: str, matched: int) -> None:
    await repository.note_refreshed(session, segment_id, estimated=matched)


# Computed properties


async def list_properties(session: AsyncSession) -> list[ComputedProperty]:
    return [ComputedProperty.model_validate_json(row.definition) for row in await repository.property_rows(session)]


async def put_property(session: AsyncSession, definition: ComputedProperty, *, actor_id: str, now_ms: int) -> None:
    """Have a property computed, or computed otherwise. Raises ``InvalidInput``, and ``Conflict`` for too many."""
    rules.refuse_own_events([definition.of.event])
    row = await repository.property_row(session, definition.name)
    if row is None:
        if len(await repository.property_stamps(session)) >= MAX_PROPERTIES:
            raise Conflict(f"there are {MAX_PROPERTIES} computed properties", field="name", remedy="Drop some.")
        row = ComputedPropertyRow(
            tenant_id=tenant_of(session),
            name=definition.name,
            stamp="",
            definition="",
            created_by=actor_id,
            updated_at_ms=now_ms,
        )
    row.stamp, row.definition, row.updated_at_ms = new_id("cpv"), definition.model_dump_json(by_alias=True), now_ms
    session.add(row)
    await session.flush()
    await repository.want_refresh(session, await _looking_at(session, definition.name), now_ms=now_ms)


async def drop_property(session: AsyncSession, name: str) -> None:
    """Raises ``NotFound``, and ``Conflict`` while a segment looks at it."""
    if await repository.property_row(session, name) is None:
        raise NotFound(f"there is no computed property '{name}'", field="name", remedy="List them first.")
    if using := await _looking_at(session, name):
        raise Conflict(f"{len(using)} segments look at it", field="name", remedy="Change those first.")
    await repository.drop_property(session, name)


# Refreshes


async def due_for_refresh(session: AsyncSession, *, now_ms: int) -> list[str]:
    """Segments whose time has come, or for which everybody has to be looked at for another reason."""
    due = []
    for row, text in await repository.holding(session):
        interval_ms = _definition(text).refresh_minutes * MINUTE_MS
        is_asked = row.refreshed_at_ms <= row.wanted_at_ms
        if is_asked or (row.archived_at_ms is None and row.refreshed_at_ms + interval_ms <= now_ms):
            due.append(row.id)
    return due


async def want_refresh(session: AsyncSession, segment_id: str, *, now_ms: int) -> None:
    """Raises ``NotFound``."""
    await _existing(session, segment_id)
    await repository.want_refresh(session, [segment_id], now_ms=now_ms)


async def open_refresh(
    session: AsyncSession, refresh_id: str, segment_ids: Sequence[str], *, people: int, now_ms: int
) -> None:
    """Put a refresh on record; once."""
    if await repository.refresh(session, refresh_id) is None:
        session.add(
            SegmentRefreshRow(
                tenant_id=tenant_of(session),
                id=refresh_id,
                segments=list(segment_ids),
                people_total=people,
                started_at_ms=now_ms,
                updated_at_ms=now_ms,
            )
        )
        await repository.forget_refreshes(session, before_ms=now_ms - KEEP_REFRESHES_MS)
        await session.flush()


async def note_progress(
    session: AsyncSession, refresh_id: str, *, after: str | None, people: int, entered: int, left: int, now_ms: int
) -> Refresh:
    """Add to what a refresh amounts to, in the transaction of the changes themselves. Raises ``NotFound``."""
    row = await _refresh_row(session, refresh_id)
    row.after, row.is_through = after or "", after is None
    row.people_done += people
    row.entered += entered
    row.left += left
    row.updated_at_ms = now_ms
    session.add(row)
    return _refresh(row)


async def get_refresh(session: AsyncSession, refresh_id: str) -> Refresh:
    """Raises ``NotFound``."""
    return _refresh(await _refresh_row(session, refresh_id, to_change=False))


async def close_refresh(
    session: AsyncSession, refresh_id: str, members: Mapping[str, int], *, failure: str, now_ms: int
) -> None:
    """The end of a refresh: what every segment has counted, unless it failed."""
    row = await repository.refresh(session, refresh_id, to_change=True)
    if row is None or row.finished_at_ms is not None:
        return
    row.failure, row.finished_at_ms, row.updated_at_ms = failure, now_ms, now_ms
    row.after = ""
    session.add(row)
    if not failure:
        for segment_id, count in members.items():
            await repository.note_refreshed(session, segment_id, members=count, refreshed_at_ms=row.started_at_ms)


async def list_refreshes(session: AsyncSession, *, limit: int) -> list[Refresh]:
    """The newest first."""
    return [_refresh(row) for row in await repository.refreshes(session, limit=limit)]


# Models


async def put_model(
    session: AsyncSession, segment: Segment, model: Likeness | Prediction | None, report: Report, *, now_ms: int
) -> None:
    """Keep what a segment was fitted to, or why it could not be."""
    found = await repository.models(session, [segment.id])
    row = (
        found[0]
        if found
        else SegmentModelRow(tenant_id=tenant_of(session), segment_id=segment.id, version=0, fitted_at_ms=0)
    )
    row.version, row.fitted_at_ms = segment.version, now_ms
    row.model = "" if model is None else msgspec.json.encode(model).decode()
    row.report = msgspec.to_builtins(report)
    session.add(row)
    await session.flush()


async def models(session: AsyncSession, segments: Iterable[Segment]) -> dict[str, Likeness | Prediction]:
    """What scored segments are worked out by; those without a model are absent."""
    wanted = {one.id: one for one in segments}
    return {
        row.segment_id: msgspec.json.decode(row.model, type=_MODELS[wanted[row.segment_id].definition.members.kind])
        for row in (await repository.models(session, list(wanted)) if wanted else ())
        if row.model and row.version == wanted[row.segment_id].version
    }


async def report_of(session: AsyncSession, segment_id: str) -> tuple[Report, int] | None:
    """How a segment was last fitted, and when; None before the first time."""
    rows = await repository.models(session, [segment_id])
    return (msgspec.convert(rows[0].report, Report), rows[0].fitted_at_ms) if rows else None


# What is refused


async def refuse_unworkable(session: AsyncSession, predicate: Predicate) -> None:
    """Raises ``InvalidInput`` for a predicate that is too large, or refers to what does not exist."""
    check(predicate)
    rules.refuse_own_events(events_named(predicate))
    await refuse_unknown(session, predicate, field="members")


async def refuse_unknown(session: AsyncSession, predicate: Predicate, *, field: str) -> None:
    """Raises ``InvalidInput`` for a predicate that refers to segments or properties there are not.

    Nobody is in a segment that does not exist, so that everybody would be outside it.
    """
    for segment_id in sorted(segments_named(predicate)):
        await refuse_unknown_segment(session, segment_id, field=field)
    known = {one.name for one in await list_properties(session)}
    for name in sorted(rules.computed_named(predicate)):
        if name.partition(".")[0] not in known:
            raise InvalidInput(f"there is no computed property '{name}'", field=field, remedy="Define it first.")


async def refuse_unknown_segment(session: AsyncSession, segment_id: str, *, field: str) -> None:
    """Raises ``InvalidInput`` for a segment there is not, or not any more."""
    row = await repository.segment(session, segment_id)
    if row is None or row.archived_at_ms is not None:
        raise InvalidInput(
            f"there is no segment {segment_id}", field=field, remedy="Refer to one of your own that is not archived."
        )


async def _refuse_unworkable(session: AsyncSession, segment_id: str, definition: SegmentDefinition) -> None:
    members = definition.members
    if isinstance(members, Ruled):
        await refuse_unworkable(session, members.where)
    elif isinstance(members, Predictive):
        rules.refuse_own_events([members.outcome.event, *members.events])
    elif isinstance(members, Lookalike):
        rules.refuse_own_events(members.events)
        await refuse_unknown_segment(session, members.seed, field="members.seed")
    refers = {
        row.id: rules.referred_to(_definition(text))
        for row, text in await repository.holding(session)
        if row.archived_at_ms is None
    }
    rules.in_order(refers | {segment_id: rules.referred_to(definition)})


async def _refuse_taken(session: AsyncSession, segment_id: str, name: str) -> None:
    other = await repository.named(session, name)
    if other is not None and other.id != segment_id:
        raise Conflict(f"a segment is called '{name}' already", field="name", remedy="Choose another name.")


async def _looking_at(session: AsyncSession, name: str) -> Collection[str]:
    return [
        row.id
        for row, text in await repository.holding(session)
        if row.archived_at_ms is None
        and isinstance(members := _definition(text).members, Ruled)
        and name in rules.computed_named(members.where)
    ]


async def _existing(session: AsyncSession, segment_id: str, *, to_change: bool = False) -> SegmentRow:
    row = await repository.segment(session, segment_id, to_change=to_change)
    if row is None or (to_change and row.archived_at_ms is not None):
        raise _unknown(segment_id)
    if to_change and row.number >= FIRST_KEPT_NUMBER:
        raise Conflict(
            f"'{row.name}' is kept for bidders, who know it by its name",
            field="segment_id",
            remedy="Put people in or take them out instead.",
        )
    return row


def _unknown(segment_id: str) -> NotFound:
    return NotFound(f"there is no segment {segment_id}", field="segment_id", remedy="List the segments there are.")


async def _refresh_row(session: AsyncSession, refresh_id: str, *, to_change: bool = True) -> SegmentRefreshRow:
    row = await repository.refresh(session, refresh_id, to_change=to_change)
    if row is None:
        raise NotFound(f"there is no refresh {refresh_id}", field="refresh_id", remedy="List the refreshes there are.")
    return row


def _refresh(row: SegmentRefreshRow) -> Refresh:
    return Refresh(
        id=row.id,
        segments=tuple(row.segments),
        after=row.after,
        is_through=row.is_through,
        people_total=row.people_total,
        people_done=row.people_done,
        entered=row.entered,
        left=row.left,
        failure=row.failure,
        started_at_ms=row.started_at_ms,
        updated_at_ms=row.updated_at_ms,
        finished_at_ms=row.finished_at_ms,
    )


def _version(row: SegmentRow, definition: SegmentDefinition, actor_id: str, now_ms: int) -> SegmentVersionRow:
    return SegmentVersionRow(
        tenant_id=row.tenant_id,
        segment_id=row.id,
        version=row.version,
        definition=definition.model_dump_json(by_alias=True),
        created_by=actor_id,
        created_at_ms=now_ms,
    )


def _definition(text: str) -> SegmentDefinition:
    return SegmentDefinition.model_validate_json(text)


def _segment(row: SegmentRow, text: str) -> Segment:
    return Segment(
        id=row.id,
        number=row.number,
        version=row.version,
        definition=_definition(text),
        is_archived=row.archived_at_ms is not None,
    )


def _state(row: SegmentRow, definition: SegmentDefinition) -> SegmentState:
    return SegmentState(
        segment=Segment(
            id=row.id,
            number=row.number,
            version=row.version,
            definition=definition,
            is_archived=row.archived_at_ms is not None,
        ),
        members=row.members,
        estimated=row.estimated,
        refreshed_at_ms=row.refreshed_at_ms,
        created_by=row.created_by,
        created_at_ms=row.created_at_ms,
        updated_at_ms=row.updated_at_ms,
    )
