"""Who gets a broadcast: written down when it begins, planned page by page, counted to the person. Takes a tenant's session."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.behaviour import service as behaviour
from domain.broadcasts import rules as broadcasts_rules
from domain.broadcasts import service as broadcasts
from domain.broadcasts.comparisons.rules import judge
from domain.broadcasts.comparisons.values import Verdict
from domain.broadcasts.recipients import repository, rules
from domain.broadcasts.recipients.tables import BroadcastPage
from domain.broadcasts.recipients.values import Page, Standing, Todo, Written
from domain.broadcasts.tables import BroadcastRow
from domain.broadcasts.values import (
    ALL_VARIANTS,
    OVER,
    BroadcastDefinition,
    EverybodyAudience,
    Handling,
    Measure,
    Part,
    SegmentAudience,
    Stage,
    Variant,
    message_key,
    source_of,
    step_of,
)
from domain.contacts import service as contacts
from domain.contacts.values import Contact
from domain.delivery.values import Holdout
from domain.messages import repository as ledger_rows
from domain.messages import service as ledger
from domain.messages.owners import service as messages
from domain.messages.rules import CLAIMED_TURN
from domain.messages.tallies import service as tallies
from domain.messages.values import Cause, MessageStatus, PlannedMessage
from domain.messages.withdrawals import service as withdrawals
from domain.messages.withdrawals.values import Withdrawn
from domain.predicates.rules import evaluate, happened
from domain.predicates.values import Facts, Happening, Occurrence
from domain.segments import service as segments
from domain.segments.rules import needs

LOOKED_AT_ONCE: Final = 5_000
MERGED: Final = "merged"
_LOOK_AGAIN_MS: Final = 15_000
"""While claims of workers that died are not settled."""
_AT_ONCE: Final = 1_000
_PAGES_AT_ONCE: Final = 10_000
_encode: Final = msgspec.msgpack.Encoder().encode
_ids: Final = msgspec.msgpack.Decoder(tuple[str, ...])


# Writing the audience down


async def next_people(
    session: AsyncSession, row: BroadcastRow, definition: BroadcastDefinition
) -> tuple[list[str], dict[str, str], str | None]:
    """(who belongs to the audience, their time zones where those matter, whom to go on after; None at the end).

    Nobody who joined after the broadcast began is among them. Windows in predicates end when it began.
    """
    began_at_ms = row.began_at_ms or 0
    audience = definition.audience
    if isinstance(audience, SegmentAudience):
        members = await segments.members_since(
            session, audience.segment, after=row.audience_after, limit=LOOKED_AT_ONCE
        )
        people = [person_id for person_id, since_ms in members if since_ms <= began_at_ms]
        zones = {}
        if definition.local_time is not None:
            known = await contacts.load(session, people)
            zones = {person_id: contact.time_zone for person_id, contact in known.items()}
        return people, zones, members[-1][0] if len(members) == LOOKED_AT_ONCE else None
    everybody = await contacts.page(session, after=row.audience_after, limit=LOOKED_AT_ONCE)
    by_id = {contact.person_id: contact for contact in everybody if contact.created_at_ms <= began_at_ms}
    people = list(by_id)
    if not isinstance(audience, EverybodyAudience):
        facts = await segments.facts_of(session, by_id, needs([audience.where], now_ms=began_at_ms), now_ms=began_at_ms)
        people = [one for one in by_id if evaluate(audience.where, facts[one], now_ms=began_at_ms)]
    zones = {person_id: by_id[person_id].time_zone for person_id in people}
    return people, zones, everybody[-1].person_id if len(everybody) == LOOKED_AT_ONCE else None


async def write_down(
    session: AsyncSession,
    broadcast_id: str,
    people: Sequence[str],
    zones: dict[str, str],
    *,
    after: str,
    onward: str | None,
    now_ms: int,
) -> Written:
    """Keep the people found beyond ``after``; once, however often it is tried."""
    row = await broadcasts.existing(session, broadcast_id, to_change=True)
    if row.is_written_down or row.audience_after != after or row.stage != Stage.RUNNING:
        return Written(people=row.audience, is_through=row.is_written_down)
    groups = rules.grouped(row.id, people, zones, broadcasts.definition_of(row), began_at_ms=row.began_at_ms or now_ms)
    number = await repository.last_number(session, row.id)
    rows = []
    for (part, zone, due_at_ms), ids in groups.items():
        for at in range(0, len(ids), rules.PAGE):
            number += 1
            page = ids[at : at + rules.PAGE]
            rows.append(
                {
                    "tenant_id": row.tenant_id,
                    "broadcast_id": row.id,
                    "number": number,
                    "part": part.value,
                    "zone": zone,
                    "due_at_ms": due_at_ms,
                    "people": len(page),
                    "first_person": min(page),
                    "last_person": max(page),
                    "ids": _encode(page),
                    "planned_at_ms": None,
                    "merged": 0,
                    "handed_at_ms": None,
                }
            )
    await repository.add(session, rows)
    row.audience += len(people)
    row.is_written_down = onward is None
    row.audience_after = onward or ""
    session.add(row)
    await session.flush()
    return Written(people=row.audience, is_through=row.is_written_down)


async def erase(session: AsyncSession, names: Mapping[str, str]) -> None:
    """Whoever is forgotten goes on in audiences under another name, so that they stay as many as they were."""
    for person_id, name in names.items():
        for row in await repository.with_person(session, person_id):
            ids = _ids.decode(row.ids)
            if person_id in ids:
                people = sorted(name if one == person_id else one for one in ids)
                row.ids, row.first_person, row.last_person = _encode(people), people[0], people[-1]
                session.add(row)


# Page by page


async def next_page(session: AsyncSession, broadcast_id: str, first: int, last: int, *, now_ms: int) -> Page | None:
    """The first of these pages that is due and not yet through."""
    row = await repository.next_open(session, broadcast_id, first, last, now_ms=now_ms)
    return _page(row) if row is not None else None


async def plan(session: AsyncSession, broadcast: Handling, number: int, *, now_ms: int) -> Page | None:
    """Put the messages of a page into the ledger, once; None unless the broadcast runs."""
    row = await repository.one(session, broadcast.broadcast_id, number)
    if row is None:
        return None
    page = _page(row)
    if page.is_planned:
        return page
    if (await broadcasts.handling(session, broadcast.broadcast_id)).stage is not Stage.RUNNING:
        return None
    became = await contacts.merged_into(session, page.people)
    people = list(dict.fromkeys(became.get(person_id, person_id) for person_id in page.people))
    got_it = await _got_it(session, broadcast.broadcast_id, people)
    new = [person_id for person_id in people if person_id not in got_it]
    await ledger.plan(session, [_message(broadcast, page.part, person_id, now_ms) for person_id in new])
    row.planned_at_ms = now_ms
    row.merged = len(page.people) - len(new)
    row.ids = _encode(people)
    session.add(row)
    await session.flush()
    return _page(row)


async def _got_it(session: AsyncSession, broadcast_id: str, people: Sequence[str]) -> set[str]:
    """Who of ``people`` is in the ledger already, as who they are or as who they were.

    Only somebody who was two can be on two pages: of two transactions that plan them at once, one waits here for the other.
    """
    absorbed = await contacts.absorbed_by(session, people)
    await ledger_rows.lock_people(session, set(absorbed.values()))
    person_of = {message_key(broadcast_id, person_id): person_id for person_id in people}
    person_of |= {message_key(broadcast_id, absorbed_id): person_id for absorbed_id, person_id in absorbed.items()}
    keys, known = list(person_of), set[str]()
    for at in range(0, len(keys), _AT_ONCE):
        known |= await ledger_rows.known_keys(session, keys[at : at + _AT_ONCE])
    return {person_of[key] for key in known}


async def hand_on(session: AsyncSession, person_id: str, *, now_ms: int) -> None:
    """Whoever has two messages of one broadcast, since they were two people until now, gets one of them."""
    note = "the person turned out to be somebody who gets it already"
    await messages.keep_one(session, person_id, source_of(""), reason=MERGED, note=note, now_ms=now_ms)


async def handed(session: AsyncSession, broadcast_id: str, number: int, *, now_ms: int) -> None:
    """Everybody on the page has been looked at."""
    row = await repository.one(session, broadcast_id, number)
    if row is not None:
        row.handed_at_ms = now_ms
        session.add(row)


def _page(row: BroadcastPage) -> Page:
    return Page(
        number=row.number,
        part=Part(row.part),
        people=_ids.decode(row.ids),
        is_planned=row.planned_at_ms is not None,
    )


def _message(broadcast: Handling, part: Part, person_id: str, now_ms: int) -> PlannedMessage:
    definition, broadcast_id = broadcast.definition, broadcast.broadcast_id
    variant = _variant(broadcast, part, person_id)
    return PlannedMessage(
        key=message_key(broadcast_id, person_id),
        person_id=person_id,
        channel=definition.channel,
        template_id=variant.template,
        template_version=broadcast.versions[variant.name],
        source=source_of(broadcast_id),
        step=step_of(variant.name, part),
        purpose=definition.purpose,
        variables=definition.variables,
        wants_best_time=definition.best_time,
        holdouts=(Holdout(scope=source_of(broadcast_id), percent=definition.holdout_percent),)
        if definition.holdout_percent
        else (),
        priority=definition.priority,
        planned_at_ms=now_ms,
        expires_at_ms=now_ms if part is Part.SKIPPED else 0,
    )


def _variant(broadcast: Handling, part: Part, person_id: str) -> Variant:
    variants = broadcast.definition.variants
    if part is Part.REST and broadcast.winner not in ("", ALL_VARIANTS):
        return next(variant for variant in variants if variant.name == broadcast.winner)
    return broadcasts_rules.variant_of(broadcast.broadcast_id, person_id, variants)


# What is to be done


async def todo(session: AsyncSession, broadcast_id: str, *, now_ms: int) -> Todo:
    """What the broadcast wants done now. Raises ``NotFound``."""
    row = await broadcasts.existing(session, broadcast_id)
    stage = Stage(row.stage)
    if stage is Stage.SCHEDULED:
        starts_at_ms = row.starts_at_ms or now_ms
        return Todo(stage=stage, begins=starts_at_ms <= now_ms, next_at_ms=starts_at_ms)
    source = source_of(broadcast_id)
    if stage is Stage.CANCELLED:
        withdraws_at_ms = await withdrawals.next_ms(session, source, now_ms=now_ms)
        return Todo(stage=stage, withdraws=withdraws_at_ms == now_ms, next_at_ms=withdraws_at_ms)
    if stage is not Stage.RUNNING:
        return Todo(stage=stage)
    if not row.is_written_down:
        return Todo(stage=stage, writes_down=True)
    return await _sending(session, row, source, now_ms)


async def _sending(session: AsyncSession, row: BroadcastRow, source: str, now_ms: int) -> Todo:
    pages = await repository.due(session, row.id, now_ms=now_ms, limit=_PAGES_AT_ONCE)
    deferred_at_ms = await ledger.next_due_at_ms(session, source=source)
    is_deferred_due = deferred_at_ms is not None and deferred_at_ms <= now_ms
    if pages:
        return Todo(stage=Stage.RUNNING, ranges=rules.ranges(pages), delivers_deferred=is_deferred_due)
    parts = await repository.open_parts(session, row.id)
    times = [await repository.next_due_ms(session, row.id), deferred_at_ms]
    in_progress = await ledger_rows.count_in_progress(session, source, below=CLAIMED_TURN + 1)
    decides = False
    if Part.REST in parts and Part.TEST not in parts and not row.verdict:
        decides = not in_progress if row.decide_at_ms is None else row.decide_at_ms <= now_ms
        times.append(row.decide_at_ms)
    undated = await repository.undated_zones(session, row.id) if row.winner else ()
    if in_progress and deferred_at_ms is None:
        times.append(now_ms + _LOOK_AGAIN_MS)
    return Todo(
        stage=Stage.RUNNING,
        delivers_deferred=is_deferred_due,
        decides=decides or bool(undated),
        finishes=not parts and not in_progress,
        next_at_ms=min((at_ms for at_ms in times if at_ms is not None), default=None),
    )


# The test


async def outcome(session: AsyncSession, broadcast_id: str, *, now_ms: int) -> Verdict:
    """Who is ahead so far among those the test was sent to, and whether that is more than chance."""
    row = await broadcasts.existing(session, broadcast_id)
    definition = broadcasts.definition_of(row)
    counts = Counter[tuple[str, str]]()
    for tally in await tallies.of(session, source_of(broadcast_id)):
        counts[tally.step, tally.what] += tally.count
    test = definition.test
    part = Part.TEST if test is not None else Part.ALL
    steps = {variant.name: step_of(variant.name, part) for variant in definition.variants}
    if test is not None and test.measure is Measure.CONVERSIONS:
        until_ms = min(now_ms, row.decide_at_ms or now_ms)
        converted = await _converted(session, broadcast_id, definition, until_ms=until_ms)
    else:
        what = "unique_clicks" if test is not None and test.measure is Measure.CLICKS else "unique_opens"
        converted = Counter({step: counts[step, what] for step in steps.values()})
    sent = {step: counts[step, MessageStatus.SENT.value] for step in steps.values()}
    return judge({name: (min(converted[step], sent[step]), sent[step]) for name, step in steps.items()})


async def _converted(
    session: AsyncSession, broadcast_id: str, definition: BroadcastDefinition, *, until_ms: int
) -> Counter[str]:
    """People of the test who did what is measured after they were sent it, by step."""
    test = definition.test
    found = Counter[str]()
    if test is None or test.event is None:
        return found
    number = 0
    while (page := await repository.of_part(session, broadcast_id, Part.TEST, after=number)) is not None:
        number = page.number
        people = _ids.decode(page.ids)
        for at in range(0, len(people), _AT_ONCE):
            keys = [message_key(broadcast_id, person_id) for person_id in people[at : at + _AT_ONCE]]
            sent = {row.person_id: row for row in await ledger_rows.sent_of(session, keys)}
            since_ms = min((row.settled_at_ms for row in sent.values()), default=until_ms)
            did = await behaviour.recent(session, list(sent), [test.event.event], since_ms=since_ms)
            known = await contacts.load(session, list(did)) if test.event.where else {}
            for person_id, occurrences in did.items():
                row = sent[person_id]
                found[row.step] += any(
                    row.settled_at_ms <= one.at_ms <= until_ms and _is_meant(test.event, one, known.get(person_id))
                    for one in occurrences
                )
    return found


def _is_meant(wanted: Happening, one: Occurrence, contact: Contact | None) -> bool:
    facts = Facts.model_construct(
        attributes={}, time_zone=contact.time_zone if contact and contact.time_zone else "UTC"
    )
    return happened(wanted, one, facts, now_ms=one.at_ms)


async def date_the_rest(session: AsyncSession, broadcast_id: str, *, now_ms: int) -> None:
    """Say when those who waited for the test get what they get."""
    local = (await broadcasts.handling(session, broadcast_id)).definition.local_time
    for zone in await repository.undated_zones(session, broadcast_id):
        due_at_ms = rules.due_after_test(zone, local, decided_at_ms=now_ms)
        await repository.date(session, broadcast_id, zone, due_at_ms)


# Taking back, and counting


async def withdraw(session: AsyncSession, broadcast_id: str, *, now_ms: int, limit: int) -> Withdrawn:
    """Of a cancelled broadcast: refuse what is planned and not handed over, as ``cancelled``."""
    note = "the broadcast was cancelled"
    return await withdrawals.withdraw(session, source_of(broadcast_id), note=note, now_ms=now_ms, limit=limit)


async def standing(session: AsyncSession, broadcast_id: str) -> Standing:
    """How it stands, to the person. Raises ``NotFound``."""
    row = await broadcasts.existing(session, broadcast_id)
    counted = await ledger.counted(session, source_of(broadcast_id))
    people, planned, merged = await repository.totals(session, broadcast_id)
    refused = dict(counted.refused)
    waiting = people - planned
    if merged:
        refused[MERGED] = refused.get(MERGED, 0) + merged
    if row.stage in OVER and waiting:
        refused[Cause.CANCELLED] = refused.get(Cause.CANCELLED, 0) + waiting
        waiting = 0
    return Standing(
        entered=people,
        sent=counted.sent,
        refused=refused,
        failed=counted.failed,
        unknown=counted.unknown,
        in_progress=counted.in_progress + waiting,
    )


async def place_of(session: AsyncSession, broadcast_id: str, person_id: str) -> Page | None:
    """The page somebody is on; None for who is not in the audience."""
    for row in await repository.around(session, broadcast_id, person_id):
        page = _page(row)
        if person_id in page.people:
            return page
    return None


async def parts(session: AsyncSession, broadcast_id: str) -> dict[str, int]:
    """People by part."""
    return await repository.by_part(session, broadcast_id)
