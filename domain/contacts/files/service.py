"""Use cases of files of people, on a tenant's session."""

from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256
from typing import Final

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.contacts import service as contacts
from domain.contacts.files import repository
from domain.contacts.files.rules import error_file
from domain.contacts.files.tables import ContactImport, ContactMapping
from domain.contacts.files.values import ImportState, Mapping, Row, RowError, Sheet, Tally
from domain.contacts.rules import check_attributes, is_bare, refuses_sale
from domain.contacts.values import Changed, Consent, Contact, Identity, PrivacyPurpose, consent_key
from domain.delivery.values import ConsentState
from domain.errors import CampaignExpressError, NotFound
from domain.ids import new_id
from domain.privacy.matching.rules import names_of
from domain.records import tenant_of

ROWS_AT_ONCE: Final = 500
"""Of one transaction."""
_NOT_LATER: Final = (
    "they have said no, and nothing says that this yes came later: name the column with its time as consented_at"
)
_STAYS_OUT: Final = "they have opted out of the sale and sharing of their data, and only they themselves opt in again"
_LIES_AHEAD: Final = (
    "its time lies ahead, so nobody can have said yes then: correct consented_at, or how dates are read"
)


async def save_mapping(session: AsyncSession, name: str, mapping: Mapping, *, now_ms: int) -> None:
    """Under a name, in place of what had it."""
    row = await repository.mapping(session, name)
    if row is None:
        row = ContactMapping(tenant_id=tenant_of(session), name=name, document="", updated_at_ms=now_ms)
    row.document, row.updated_at_ms = mapping.model_dump_json(), now_ms
    session.add(row)
    await session.flush()


async def get_mapping(session: AsyncSession, name: str) -> Mapping:
    """Raises ``NotFound``."""
    row = await repository.mapping(session, name)
    if row is None:
        raise NotFound(f"there is no mapping '{name}'", field="mapping", remedy="Save it first.")
    return Mapping.model_validate_json(row.document)


async def mappings(session: AsyncSession) -> dict[str, Mapping]:
    """By name."""
    return {row.name: Mapping.model_validate_json(row.document) for row in await repository.mappings(session)}


async def erase(session: AsyncSession, texts: Collection[str]) -> None:
    """Forget the refused rows of whoever these texts tell of; how many there were stays, and so do other people's.

    Texts that are too short to tell of one person alone are not looked for.
    """
    names = names_of(tuple(texts))
    for row in await repository.mentioning(session, names.texts):
        row.errors, row.file_name = names.without_own(row.errors), names.blotted(row.file_name)
        session.add(row)


async def forget_mapping(session: AsyncSession, name: str) -> None:
    """Raises ``NotFound``."""
    await get_mapping(session, name)
    await repository.forget_mapping(session, name)


async def take_rows(session: AsyncSession, rows: Sequence[Row], *, now_ms: int) -> tuple[Changed, tuple[RowError, ...]]:
    """Make of some rows what they say. A row that does not fit is refused, and so is an identity that is somebody else's.

    The same rows again change nothing. A yes without a date does not undo a no: nothing says that it came later.
    A yes of a time that lies ahead is left out.
    """
    named = [identity for row in rows for identity in row.change.identities]
    roster = await contacts.roster_of(session, named)
    types = await contacts.definitions(session)
    errors: list[RowError] = []
    for row in rows:
        before = len(roster.refused)
        try:
            for fault in check_attributes(row.change.attributes, types):
                raise fault
            who = roster.change("", row.change, now_ms=now_ms)
            errors += _withheld(roster.contacts[who], row)
            news = tuple(_news(roster.contacts[who], row))
            if news:
                roster.change(who, msgspec.structs.replace(row.change, consents=news), now_ms=now_ms)
        except CampaignExpressError as error:
            errors.append(_error(row, error.field or "", error.message, is_taken=False))
        errors += [
            _error(row, claim.identity[0], f"{claim.identity[1]} {claim.reason}", is_taken=True)
            for claim in roster.refused[before:]
        ]
    return await contacts.write(session, roster, now_ms=now_ms), tuple(errors)


async def open_import(
    session: AsyncSession,
    body: bytes,
    sheet: Sheet,
    *,
    mapping: str,
    file_name: str,
    actor_id: str,
    now_ms: int,
    creation_key: str | None = None,
) -> ContactImport:
    """Put on record that a file is being taken in."""
    row = ContactImport(
        tenant_id=tenant_of(session),
        id=new_id("imp"),
        mapping=mapping,
        file_name=file_name,
        digest=digest_of(body),
        creation_key=creation_key,
        state=ImportState.RUNNING,
        rows=len(sheet.rows) + len(sheet.errors),
        handled=len(sheet.errors),
        heard_at_ms=now_ms,
        taken=0,
        refused=0,
        consents=consents_of(sheet),
        consents_without_proof=consents_of(sheet, without_proof=True),
        actor_id=actor_id,
        at_ms=now_ms,
    )
    session.add(row)
    await session.flush()
    return row


async def note_progress(session: AsyncSession, import_id: str, rows: int, *, now_ms: int) -> None:
    """So many rows more were looked at."""
    row = await get_import(session, import_id)
    row.handled += rows
    row.heard_at_ms = now_ms
    session.add(row)


async def stop_import(session: AsyncSession, import_id: str) -> None:
    """It ended before its file did."""
    row = await get_import(session, import_id)
    row.state = ImportState.STOPPED
    session.add(row)


async def close_import(
    session: AsyncSession, import_id: str, sheet: Sheet, errors: Iterable[RowError], tally: Tally, *, now_ms: int
) -> ContactImport:
    """Put on record what became of a file."""
    everything = [*sheet.errors, *errors]
    row = await get_import(session, import_id)
    row.state, row.handled, row.heard_at_ms = ImportState.DONE, row.rows, now_ms
    row.refused = len({error.number for error in everything if not error.is_taken})
    row.taken = row.rows - row.refused
    row.made, row.changed = len(tally.made), len(tally.changed)
    row.errors = error_file(sheet.heading, everything) if everything else ""
    session.add(row)
    await session.flush()
    return row


async def import_by_key(session: AsyncSession, creation_key: str) -> ContactImport | None:
    """The one that was asked for under this key."""
    return await repository.by_key(session, creation_key)


async def imports(session: AsyncSession, *, limit: int) -> Sequence[ContactImport]:
    """The last ones, the newest first."""
    return await repository.imports(session, limit=limit)


async def get_import(session: AsyncSession, import_id: str) -> ContactImport:
    """Raises ``NotFound``."""
    row = await repository.import_of(session, import_id)
    if row is None:
        raise NotFound(f"there is no import '{import_id}'", field="import_id")
    return row


async def sent_before(session: AsyncSession, body: bytes, mapping: str) -> str:
    """The first import of the very same file by the same mapping; empty if there was none."""
    row = await repository.first_with(session, digest_of(body), mapping)
    return row.id if row else ""


def consents_of(sheet: Sheet, *, without_proof: bool = False) -> int:
    """How many answers of people a file has; or of these, those with nothing to show for them but the file."""
    return sum(
        not without_proof or is_bare(consent.evidence, consent.proof) for row in sheet.rows for consent in row.consents
    )


def repeated(sheet: Sheet) -> int:
    """How many rows are known by something that an earlier row is known by as well."""
    seen: set[Identity] = set()
    count = 0
    for row in sheet.rows:
        count += not seen.isdisjoint(row.change.identities)
        seen.update(row.change.identities)
    return count


def digest_of(body: bytes) -> str:
    return sha256(body).hexdigest()


def _news(contact: Contact, row: Row) -> Iterable[Consent]:
    """What a file without dates says that is not known already, and undoes no refusal; of a file with dates, everything."""
    for consent in row.consents:
        known = contact.consents.get(consent_key(consent.channel, consent.purpose))
        is_news = row.is_dated or known not in (consent.state, ConsentState.DENIED)
        if is_news and not _why_withheld(contact, row, consent):
            yield consent


def _withheld(contact: Contact, row: Row) -> Iterable[RowError]:
    for consent in row.consents:
        if why := _why_withheld(contact, row, consent):
            yield _error(row, consent_key(consent.channel, consent.purpose), why, is_taken=True)
    if row.keeps_sale and refuses_sale(contact):
        yield _error(row, PrivacyPurpose.SALE_OR_SHARING, _STAYS_OUT, is_taken=True)


def _why_withheld(contact: Contact, row: Row, consent: Consent) -> str:
    """Empty for a consent that is taken. A no always is."""
    if consent.state is not ConsentState.GRANTED:
        return ""
    if row.lies_ahead:
        return _LIES_AHEAD
    has_said_no = contact.consents.get(consent_key(consent.channel, consent.purpose)) is ConsentState.DENIED
    return _NOT_LATER if has_said_no and not row.is_dated else ""


def _error(row: Row, column: str, message: str, *, is_taken: bool) -> RowError:
    return RowError(number=row.number, column=column, message=message, cells=row.cells, is_taken=is_taken)
