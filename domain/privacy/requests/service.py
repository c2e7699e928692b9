"""Use cases of requests of people, on a tenant's session."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.errors import Conflict, Forbidden, NotFound, Unavailable
from domain.ids import new_id
from domain.paging import Page, Position, read_cursor, write_cursor
from domain.privacy.places.values import Found, Subject
from domain.privacy.requests import repository, rules
from domain.privacy.requests.tables import PrivacyFinding, PrivacyRequest
from domain.privacy.requests.values import LAPSES_AFTER_MS, Check, Finding, Law, Reminder, RequestKind, RequestState
from domain.records import tenant_of

_SORT: Final = "newest"
_LAPSED: Final = "nobody said how they checked who asks until a month after it was due"
_OVERTAKEN: Final = "the person was erased by another request meanwhile"
_ERASED_MEANWHILE: Final = "the person is erased by another request: there is nothing to hand out any longer"
_encode: Final = msgspec.json.Encoder().encode


async def receive(
    session: AsyncSession,
    kind: RequestKind,
    law: Law,
    claim: tuple[str, str],
    *,
    person_id: str = "",
    received_at_ms: int,
    actor_id: str,
) -> PrivacyRequest:
    """Put a request on record: of whoever ``claim``, an identity in normal form, is, and of ``person_id``."""
    request_id, tenant_id = new_id("dsr"), tenant_of(session)
    claim_kind, value = claim
    identities = (claim,) if claim_kind != "person_id" else ()
    subject = Subject(tenant_id=tenant_id, identities=identities, person_ids=(person_id,) if person_id else ())
    row = PrivacyRequest(
        id=request_id,
        tenant_id=tenant_id,
        kind=kind.value,
        law=law.value,
        state=RequestState.RECEIVED.value,
        subject=_encode(subject).decode(),
        claim_kind=claim_kind,
        claim_sha256=rules.digest_of_claim(request_id, claim_kind, value),
        created_by=actor_id,
        received_at_ms=received_at_ms,
        due_at_ms=received_at_ms + rules.DUE_AFTER_MS[law],
    )
    session.add(row)
    await session.flush()
    return row


async def get(session: AsyncSession, request_id: str, *, to_change: bool = False) -> PrivacyRequest:
    """Raises ``NotFound``."""
    row = await repository.request(session, request_id, to_change=to_change)
    if row is None:
        raise NotFound(f"there is no request '{request_id}'", field="request_id")
    return row


async def page(
    session: AsyncSession, *, states: Collection[RequestState], cursor: str | None, limit: int
) -> Page[PrivacyRequest]:
    """The newest first."""
    after = read_cursor(_SORT, cursor)
    found = await repository.requests(session, states=states, before_id=after.id if after else "", limit=limit + 1)
    items = list(found[:limit])
    return Page(items, write_cursor(_SORT, Position("", items[-1].id)) if len(found) > limit else None)


async def verify(session: AsyncSession, request_id: str, how: Check, *, actor_id: str, now_ms: int) -> PrivacyRequest:
    """Somebody has made sure who asks: from here on it is carried out.

    Raises ``Conflict`` where that is decided, ``Forbidden`` for an erasure that they put on record themselves.
    """
    row = await _received(session, request_id)
    if row.kind == RequestKind.ERASURE and row.created_by == actor_id:
        raise Forbidden(
            "whoever put an erasure on record does not verify it",
            field="request_id",
            remedy="Have another administrator verify it.",
        )
    row.state, row.checked_how, row.checked_by = RequestState.VERIFIED.value, how.value, actor_id
    row.checked_at_ms = now_ms
    session.add(row)
    await session.flush()
    return row


async def refuse(session: AsyncSession, request_id: str, why: str, *, actor_id: str, now_ms: int) -> PrivacyRequest:
    """Who asks is not who they say, or may not ask for it. Whom it was about is forgotten. Raises ``Conflict``."""
    row = await _received(session, request_id)
    row.state, row.refusal, row.checked_by = RequestState.REFUSED.value, why, actor_id
    row.checked_at_ms = row.ended_at_ms = now_ms
    _forget(row)
    session.add(row)
    await session.flush()
    return row


async def _received(session: AsyncSession, request_id: str) -> PrivacyRequest:
    row = await get(session, request_id, to_change=True)
    if row.state != RequestState.RECEIVED:
        raise Conflict(f"the request is {row.state} already", field="state", remedy="Make another one.")
    return row


async def _open(session: AsyncSession, request_id: str) -> PrivacyRequest:
    """To be changed. Raises ``Conflict``."""
    row = await get(session, request_id, to_change=True)
    if RequestState(row.state) not in rules.OPEN:
        raise Conflict(f"the request is {row.state} already", field="state", remedy="Make another one.")
    return row


def subject_of(row: PrivacyRequest) -> Subject:
    return msgspec.json.decode(row.subject, type=Subject)


async def begin(session: AsyncSession, request_id: str, subject: Subject | None) -> None:
    """It runs, with everything that tells of the person; what was gathered by an earlier try stays with it.

    Raises ``Conflict`` where it has ended meanwhile.
    """
    row = await _open(session, request_id)
    if subject is not None:
        row.subject, row.is_gathered = _encode(subject).decode(), True
    row.state = RequestState.RUNNING.value
    session.add(row)


async def note_found(session: AsyncSession, request_id: str, place: str, found: Found, *, now_ms: int) -> None:
    """What a place holds, before anything goes."""
    known = {row.kind: _finding(row) for row in await repository.findings(session, request_id, place=place)}
    now = {
        kind: Finding(place=place, kind=kind, found=count, kept=found.kept.get(kind, ""), found_at_ms=now_ms)
        for kind, count in found.counts.items()
        if count or kind in known
    }
    await _note(session, request_id, [rules.looked(known.get(kind), one) for kind, one in now.items()])


async def note_left(session: AsyncSession, request_id: str, place: str, left: Found, *, now_ms: int) -> None:
    """What a place holds at the second look."""
    known = {row.kind: _finding(row) for row in await repository.findings(session, request_id, place=place)}
    for kind, count in left.counts.items():
        if count and kind not in known:
            known[kind] = Finding(place=place, kind=kind, found=count, found_at_ms=now_ms)
    again = [
        msgspec.structs.replace(
            one, left=left.counts.get(kind, 0), kept=left.kept.get(kind, ""), looked_again_at_ms=now_ms
        )
        for kind, one in known.items()
    ]
    await _note(session, request_id, again)


async def end_round(session: AsyncSession, request_id: str, trouble: str) -> None:
    """Why a round did not come to its end; of a request that was ended there is nothing to say."""
    row = await get(session, request_id, to_change=True)
    if RequestState(row.state) in rules.OPEN:
        row.rounds, row.trouble = row.rounds + 1, trouble[:500]
        session.add(row)


async def findings(session: AsyncSession, request_id: str) -> Sequence[Finding]:
    return [_finding(row) for row in await repository.findings(session, request_id)]


async def unchecked(session: AsyncSession) -> Mapping[str, Subject]:
    """Whom requests are about of which nobody has said how they checked who asks."""
    return {row.id: subject_of(row) for row in await repository.unchecked(session)}


async def certify(
    session: AsyncSession, request_id: str, searched: Sequence[str], *, overtaken: Collection[str] = (), now_ms: int
) -> None:
    """Write the certificate, and forget whom it is about, here and in what else they asked for that nobody has checked.

    ``overtaken`` are those others. Raises ``Conflict`` while something is left.
    """
    row = await get(session, request_id, to_change=True)
    found = await findings(session, request_id)
    if not rules.is_clean(found):
        raise Conflict("something of the person is left", field="state", remedy="Erase it, and look again.")
    row.ended_at_ms, row.trouble = now_ms, ""
    row.rounds += 1
    row.certificate = rules.certificate(_facts(row), found, searched)
    row.certificate_sha256 = rules.digest(row.certificate)
    await _close_overtaken(session, overtaken, now_ms=now_ms)
    _forget(row)
    session.add(row)


async def _close_overtaken(session: AsyncSession, overtaken: Collection[str], *, now_ms: int) -> None:
    """Nothing is left to hand out or to erase, and nothing has to say any longer whom it is about."""
    for row in await repository.unchecked(session, to_change=True):
        if row.id in overtaken:
            row.state, row.refusal, row.ended_at_ms = RequestState.REFUSED.value, _OVERTAKEN, now_ms
            _forget(row)
            session.add(row)


async def close_erasure(session: AsyncSession, request_id: str) -> None:
    """It is done: nothing of the person is left where they were asked for either."""
    row = await get(session, request_id, to_change=True)
    row.state, row.trouble = RequestState.DONE.value, ""
    session.add(row)


async def close_export(
    session: AsyncSession, request_id: str, sha256: str, size_bytes: int, *, until_ms: int, now_ms: int
) -> None:
    """It is done, and its archive is the request's own from now on.

    Raises ``Conflict`` where it has ended meanwhile, ``Unavailable`` where that archive was removed again.
    """
    row = await _open(session, request_id)
    if not await repository.forget_file(session, request_id, sha256):
        raise Unavailable("the archive was removed before it was handed over; it is made anew", retry_after_s=1)
    row.state, row.ended_at_ms, row.trouble = RequestState.DONE.value, now_ms, ""
    row.archive_sha256, row.archive_bytes, row.archive_until_ms = sha256, size_bytes, until_ms
    session.add(row)


async def note_fetched(session: AsyncSession, request_id: str, *, now_ms: int) -> None:
    """An archive leaves the house, in the name of who acts."""
    row = await get(session, request_id, to_change=True)
    row.archive_fetches, row.archive_fetched_at_ms = row.archive_fetches + 1, now_ms
    session.add(row)


async def end_export(session: AsyncSession, request_id: str, *, now_ms: int) -> None:
    """Whom it is of is being erased: what was made of it so far goes, and nothing more is made. One that is done stays so."""
    row = await get(session, request_id, to_change=True)
    if RequestState(row.state) in rules.OPEN:
        row.state, row.refusal, row.trouble = RequestState.REFUSED.value, _ERASED_MEANWHILE, ""
        row.ended_at_ms = now_ms
        session.add(row)


async def exports(session: AsyncSession) -> Mapping[str, Subject]:
    """Whom exports are of of which something lies in the store of files, or is about to."""
    return {row.id: subject_of(row) for row in await repository.exports_with_files(session)}


async def note_file(session: AsyncSession, request_id: str, sha256: str) -> None:
    """Put on record that a file for an export is about to lie in the store of files; twice is once.

    Raises ``Conflict`` where the export has ended meanwhile.
    """
    await _open(session, request_id)
    await repository.note_file(session, request_id, sha256)


async def wants_file(session: AsyncSession, request_id: str, sha256: str) -> bool:
    """Whether a file is on record, or is the archive."""
    row = await get(session, request_id, to_change=True)
    return row.archive_sha256 == sha256 or await repository.has_file(session, request_id, sha256)


async def files_of(session: AsyncSession, request_id: str) -> Sequence[str]:
    """Those that are still to be removed."""
    return await repository.files(session, request_id)


async def forget_file(session: AsyncSession, request_id: str, sha256: str) -> bool:
    """It goes from the store before this transaction ends; not where it was on record no more, or is the archive by now."""
    return await repository.forget_file(session, request_id, sha256)


async def forget_archive(session: AsyncSession, request_id: str) -> None:
    """It is gone, and so is whom it was of."""
    row = await get(session, request_id, to_change=True)
    row.archive_sha256, row.archive_bytes = "", 0
    _forget(row)
    session.add(row)


async def reminder(session: AsyncSession, request_id: str, *, now_ms: int) -> Reminder | None:
    """The one to be sent now, noted as sent."""
    row = await get(session, request_id, to_change=True)
    if RequestState(row.state) not in rules.OPEN:
        return None
    due = rules.reminder_due(row.due_at_ms, row.reminders, now_ms=now_ms)
    if due is not None:
        row.reminders = due.number
        session.add(row)
    return due


async def let_lapse(session: AsyncSession, request_id: str, *, now_ms: int) -> None:
    """A request that nobody checked until a month after it was due ends, and forgets whom it was about."""
    row = await get(session, request_id, to_change=True)
    if row.state == RequestState.RECEIVED and now_ms >= row.due_at_ms + LAPSES_AFTER_MS:
        row.state, row.refusal, row.ended_at_ms = RequestState.REFUSED.value, _LAPSED, now_ms
        _forget(row)
        session.add(row)


async def open_ones(session: AsyncSession) -> Sequence[tuple[str, str, bool]]:
    """(tenant, request, whether it is checked and nobody has begun) of those to be looked after, on a platform session."""
    return await repository.open_ones(session)


def _facts(row: PrivacyRequest) -> dict[str, Any]:
    return {
        "request": row.id,
        "tenant": row.tenant_id,
        "asked_for_by": {"kind": row.claim_kind, "sha256_of_request_kind_and_value": row.claim_sha256},
        "law": row.law,
        "received_at_ms": row.received_at_ms,
        "due_at_ms": row.due_at_ms,
        "identity_checked": {"how": row.checked_how, "by": row.checked_by, "at_ms": row.checked_at_ms},
        "ended_at_ms": row.ended_at_ms,
        "rounds": row.rounds,
    }


def _forget(row: PrivacyRequest) -> None:
    """Whom it was about."""
    row.subject, row.is_gathered = _encode(Subject(tenant_id=row.tenant_id)).decode(), False


def _finding(row: PrivacyFinding) -> Finding:
    return Finding(
        place=row.place,
        kind=row.kind,
        found=row.found,
        left=row.left,
        kept=row.kept,
        found_at_ms=row.found_at_ms,
        looked_again_at_ms=row.looked_again_at_ms,
    )


async def _note(session: AsyncSession, request_id: str, findings: Sequence[Finding]) -> None:
    tenant_id = tenant_of(session)
    await repository.note_findings(
        session,
        [{"tenant_id": tenant_id, "request_id": request_id, **msgspec.structs.asdict(one)} for one in findings],
    )
