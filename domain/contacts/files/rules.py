"""Reading files of people, and writing down what was wrong with them. Pure."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from msgspec import UNSET

from domain.campaigns.values import Channel
from domain.contacts.files.values import (
    MAX_COLUMNS,
    MAX_ERRORS,
    MAX_ROWS,
    DateOrder,
    ImportState,
    Mapping,
    Reason,
    Row,
    RowError,
    Sheet,
    Target,
    ToAttribute,
    ToConsent,
    ToField,
    ToIdentity,
    ToSaleOptOut,
)
from domain.contacts.rules import known_ip, known_time_zone, lies_ahead, normal_identity, normal_locale, read_attribute
from domain.contacts.values import (
    LONGEST_SOURCE,
    LONGEST_TEXT_VERSION,
    AttributeType,
    Consent,
    ContactChange,
    Everywhere,
    Evidence,
    How,
    Identity,
    PrivacyPurpose,
)
from domain.delivery.values import ConsentState
from domain.errors import InvalidInput

_DATE: Final = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4}|[0-9]{2})")
_NUMBER: Final = re.compile(r"[+-]?([0-9]{1,3}(,[0-9]{3})+|[0-9]*)(\.[0-9]*)?([eE][+-]?[0-9]+)?")
_COMMA_FOR_POINT: Final = str.maketrans(",.", ".,")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a cell begins with that spreadsheets work out; with ``'`` in front they show it."""
_YES: Final = {"yes": True, "y": True, "true": True, "1": True, "granted": True}
_NO: Final = {"no": False, "n": False, "false": False, "0": False, "denied": False}
_ANSWERS: Final = _YES | _NO
_LONGEST_CELL: Final = 16_384
SILENT_MS: Final = 120_000
_Place = tuple[int, str, Target]
"""(index of the column, its heading, what it is)."""


def read_sheet(body: bytes, mapping: Mapping, *, by: str = "", now_ms: int) -> Sheet:
    """Every row of a file that ``by`` sent, or what is wrong with it. Raises ``InvalidInput`` for what is not such a file at all."""
    lines = _lines(body, mapping)
    heading = tuple(_plain(cell) for cell in next(lines, ()))
    if not heading or len(heading) > MAX_COLUMNS:
        raise InvalidInput(
            f"has no heading, or more than {MAX_COLUMNS} columns", field="body", remedy="Begin with a line of headings."
        )
    if missing := [name for name in mapping.columns if name not in heading]:
        raise InvalidInput(
            f"has no column '{missing[0]}'", field="mapping", remedy=f"Its columns are {', '.join(heading)[:500]}."
        )
    places: list[_Place] = [(heading.index(name), name, target) for name, target in mapping.columns.items()]
    rows: list[Row] = []
    errors: list[RowError] = []
    for number, cells in enumerate(lines, start=2):
        if not any(cells):
            continue
        if len(rows) + len(errors) >= MAX_ROWS:
            raise InvalidInput(
                f"has more than {MAX_ROWS:,} rows",
                field="body",
                remedy="Send it in several files, each with the heading.",
            )
        try:
            if len(cells) > len(heading):
                raise _Wrong("", f"has {len(cells)} cells under {len(heading)} headings")  # noqa: TRY301 -- told like all others
            rows.append(_row(number, cells, places, mapping, by=by, now_ms=now_ms))
        except _Wrong as wrong:
            errors.append(RowError(number=number, column=wrong.column, message=wrong.message, cells=tuple(cells)))
    return Sheet(heading=heading, rows=tuple(rows), errors=tuple(errors))


def error_file(heading: Sequence[str], errors: Iterable[RowError]) -> str:
    """A file of the rows that were refused, as they were sent, with what was wrong in front: to be corrected and sent again."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(["row", "column", "message", "taken", *map(no_formula, heading)])
    for error in sorted(errors, key=lambda each: each.number)[:MAX_ERRORS]:
        taken = "yes" if error.is_taken else "no"
        said = map(no_formula, (error.column, error.message, taken, *error.cells))
        writer.writerow([error.number, *said])
    return written.getvalue()


def read_error_file(text: str) -> tuple[RowError, ...]:
    """What ``error_file`` wrote down, without the cells; lines of which somebody's erasure left nothing to read are left out."""
    csv.field_size_limit(_LONGEST_CELL + len("'"))
    lines = [line[:4] for line in csv.reader(io.StringIO(text, newline="")) if len(line) >= 4 and line[0].isdecimal()]
    return tuple(
        RowError(number=int(number), column=_plain(column), message=_plain(message), cells=(), is_taken=taken == "yes")
        for number, column, message, taken in lines
    )


def reasons_of(errors: Iterable[RowError]) -> list[Reason]:
    """What was wrong, each with how many rows that was so of; the most frequent first."""
    counts = Counter((error.column, error.message, error.is_taken) for error in errors)
    return [
        Reason(column=column, message=message, is_taken=is_taken, rows=rows)
        for (column, message, is_taken), rows in counts.most_common()
    ]


def state_of(state: str, heard_at_ms: int, *, now_ms: int) -> ImportState:
    """An import that nothing was heard of for a while has ended with whoever carried it out."""
    known = ImportState(state)
    is_silent = known is ImportState.RUNNING and now_ms - heard_at_ms > SILENT_MS
    return ImportState.STOPPED if is_silent else known


def no_formula(cell: str) -> str:
    """No formula to a spreadsheet; sent again, it reads as it was."""
    text = cell.replace("\x00", "")
    return f"'{text}" if text.startswith(_FORMULA) else text


def _plain(cell: str) -> str:
    text = cell.strip()
    return text[1:].strip() if text.startswith("'") and text[1:].startswith(_FORMULA) else text


class _Wrong(Exception):
    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column
        self.message = message


def _lines(body: bytes, mapping: Mapping) -> Any:
    encoding = "utf-8-sig" if mapping.encoding == "utf-8" else mapping.encoding
    try:
        text = body.decode(encoding)
    except UnicodeError:
        raise InvalidInput(
            f"is not {mapping.encoding}", field="body", remedy="Name the file's encoding in the mapping."
        ) from None
    delimiter = _likely_delimiter(text) if mapping.delimiter == "auto" else mapping.delimiter
    csv.field_size_limit(_LONGEST_CELL + len("'"))
    return _told(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _told(reader: Any) -> Any:
    try:
        yield from reader
    except csv.Error as error:
        raise InvalidInput(f"line {reader.line_num}: {error}", field="body", remedy="Send it as CSV.") from None


def _likely_delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max((",", ";", "\t", "|"), key=first.count)


class _Said:
    """What the cells of one row say, taken in one by one."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._fields: dict[str, Any] = {}
        self._attributes: dict[str, Any] = {}
        self._identities: list[Identity] = []
        self._answers: list[tuple[ToConsent, bool]] = []
        self._opts_out: bool | None = None

    def take(self, cell: str, target: Target) -> None:
        """Raises ``InvalidInput`` and ``ValueError``."""
        if not cell:
            if self._mapping.empty_removes and isinstance(target, ToAttribute):
                self._attributes[target.name] = None
            return
        match target:
            case ToIdentity(kind=kind):
                self._identities += [normal_identity(kind, value) for value in cell.split("|")]
            case ToAttribute():
                self._attributes[target.name] = _attribute(cell, target.type, self._mapping)
            case ToConsent():
                self._answers.append((target, _answer(cell)))
            case ToSaleOptOut():
                self._opts_out = _answer(cell)
            case ToField(to=field):
                self._fields[field] = _field(cell, field, self._mapping)

    def row(self, number: int, cells: Sequence[str], *, by: str, now_ms: int) -> Row:
        """Raises ``InvalidInput`` for a row that names nobody."""
        if not self._identities:
            raise InvalidInput("names nobody: every identity is empty")
        at_ms = self._fields.get("consented_at")
        ahead = at_ms is not None and lies_ahead(at_ms, now_ms=now_ms)
        said_at_ms = now_ms if at_ms is None else min(at_ms, now_ms)
        proof = self._fields.get("consent_proof", self._mapping.proof)
        evidence = self._evidence(by)
        consents = [
            Consent(
                channel=target.channel,
                purpose=target.purpose,
                state=ConsentState.GRANTED if is_yes else ConsentState.DENIED,
                at_ms=said_at_ms,
                proof=proof,
                evidence=evidence,
            )
            for target, is_yes in self._answers
        ]
        if self._opts_out:
            sale = PrivacyPurpose.SALE_OR_SHARING
            consents.append(Consent(Everywhere.ANY, sale, ConsentState.DENIED, said_at_ms, proof, evidence))
        change = ContactChange(
            attributes=self._attributes,
            identities=tuple(dict.fromkeys(self._identities)),
            time_zone=self._fields.get("time_zone", UNSET),
            locale=self._fields.get("locale", UNSET),
            preferred_channel=self._fields.get("preferred_channel", UNSET),
        )
        return Row(
            number=number,
            change=change,
            consents=tuple(consents),
            keeps_sale=self._opts_out is False,
            is_dated=at_ms is not None and not ahead,
            lies_ahead=ahead,
            cells=tuple(cells),
        )

    def _evidence(self, by: str) -> Evidence:
        said = self._fields
        return Evidence(
            how=said.get("consent_how", How.IMPORT),
            source=said.get("consent_source", ""),
            text_version=said.get("consent_text_version", self._mapping.text_version),
            ip=said.get("consent_ip", ""),
            user_agent=said.get("consent_user_agent", ""),
            by=by,
        )


def _row(number: int, cells: Sequence[str], places: Sequence[_Place], mapping: Mapping, *, by: str, now_ms: int) -> Row:
    said = _Said(mapping)
    for place, column, target in places:
        try:
            said.take(_plain(cells[place]) if place < len(cells) else "", target)
        except InvalidInput as error:
            raise _Wrong(column, error.message) from None
        except ValueError as error:
            raise _Wrong(column, _plainly(error, target)) from None
    try:
        return said.row(number, cells, by=by, now_ms=now_ms)
    except InvalidInput as error:
        raise _Wrong("", error.message) from None


def _plainly(error: Exception, target: Target) -> str:
    if isinstance(target, ToAttribute):
        return f"is not a {target.type}"
    return str(error)


def _attribute(cell: str, wanted: AttributeType, mapping: Mapping) -> Any:
    if wanted is AttributeType.NUMBER:
        cell = _number(cell, decimal_comma=mapping.decimal_comma)
    elif wanted is AttributeType.DATE:
        cell = _date(cell, mapping.dates).isoformat()
    return read_attribute(cell, wanted)


def _number(cell: str, *, decimal_comma: bool) -> str:
    """Without separators, which divide groups of three, and with a decimal point."""
    swapped = cell.translate(_COMMA_FOR_POINT)
    written, otherwise = (swapped, cell) if decimal_comma else (cell, swapped)
    if _NUMBER.fullmatch(written):
        return written.replace(",", "")
    if _NUMBER.fullmatch(otherwise):
        said = str(decimal_comma).lower()
        raise InvalidInput(f"is not a number while decimal_comma is {said}; set it as this file writes its numbers")
    raise ValueError("is not a number")


def _date(cell: str, order: DateOrder) -> date:
    if order is DateOrder.ISO:
        return date.fromisoformat(cell)
    found = _DATE.fullmatch(cell)
    if found is None:
        raise ValueError("is not a date")
    if len(found[3]) < 4:
        raise InvalidInput("does not say which century it means; write the year with four digits")
    first, second, year = (int(part) for part in found.groups())
    day, month = (first, second) if order is DateOrder.DAY_FIRST else (second, first)
    return date(year, month, day)


def _answer(cell: str) -> bool:
    said = _ANSWERS.get(cell.lower())
    if said is None:
        raise ValueError("is neither yes nor no")
    return said


def _field(cell: str, field: str, mapping: Mapping) -> str | int:
    match field:
        case "time_zone":
            return known_time_zone(cell)
        case "locale":
            return normal_locale(cell)
        case "preferred_channel":
            return Channel(cell.lower()).value
        case "consent_how":
            return How(cell.lower())
        case "consent_ip":
            return known_ip(cell)
        case "consent_text_version":
            return cell[:LONGEST_TEXT_VERSION]
        case "consent_proof" | "consent_source" | "consent_user_agent":
            return cell[:LONGEST_SOURCE]
    try:
        read = datetime.fromisoformat(cell)
    except ValueError:
        day = _date(cell, mapping.dates)
        read = datetime(day.year, day.month, day.day, tzinfo=UTC)
    at_ms = int((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp() * 1_000)
    if at_ms < 0:
        raise ValueError("is before 1970")
    return at_ms
