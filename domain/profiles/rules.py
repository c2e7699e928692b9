"""Reading an import: newline-delimited JSON, one person a line. Pure."""

import re
from typing import Final, TypeVar

import msgspec

from domain.errors import InvalidInput
from domain.profiles.values import INTERESTS, NeutralProfileLine, RefusedLine, TenantProfileLine

MAX_LINES: Final = 5_000
MAX_LINE_BYTES: Final = 16_384

Line = TypeVar("Line", TenantProfileLine, NeutralProfileLine)

_PATH: Final = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
_UNKNOWN: Final = re.compile(r"unknown field `(?P<field>[^`]*)`")
_MISSING: Final = re.compile(r"missing required field `(?P<field>[^`]*)`")


def parse_import(body: bytes, kind: type[Line]) -> tuple[dict[str, Line], list[RefusedLine]]:
    """The valid lines by person, and a refusal for each other one; blank lines are skipped.

    A person who comes twice keeps the first line. Raises ``InvalidInput`` when there is no line or more than 5,000.
    """
    decoder = msgspec.json.Decoder(kind)
    numbered = [(number, line) for number, line in enumerate(body.split(b"\n"), start=1) if line.strip()]
    if not numbered:
        raise InvalidInput("the import is empty", field="body", remedy="Send one JSON object a line.")
    if len(numbered) > MAX_LINES:
        raise InvalidInput(
            f"the import has {len(numbered):,} lines; at most {MAX_LINES:,} are taken at once",
            field="body",
            remedy="Split it into several imports.",
        )
    first_seen: dict[str, int] = {}
    lines: dict[str, Line] = {}
    refused: list[RefusedLine] = []
    for number, raw in numbered:
        try:
            line = _decoded(decoder, raw)
        except InvalidInput as error:
            refused.append(RefusedLine(line=number, field=error.field or "", message=error.message))
            continue
        if line.person_id in first_seen:
            message = f"{line.person_id} was on line {first_seen[line.person_id]} already"
            refused.append(RefusedLine(line=number, field="person_id", message=message))
            continue
        first_seen[line.person_id] = number
        lines[line.person_id] = line
    return lines, refused


class _Who(msgspec.Struct):
    person_id: str


def line_of(body: bytes, person_id: str) -> int:
    """The number of the line that an import has kept of this person; 0 when there is none."""
    for number, raw in enumerate(body.split(b"\n"), start=1):
        try:
            if msgspec.json.decode(raw, type=_Who).person_id == person_id:
                return number
        except msgspec.DecodeError:
            continue
    return 0


def _decoded(decoder: msgspec.json.Decoder[Line], raw: bytes) -> Line:
    if len(raw) > MAX_LINE_BYTES:
        raise InvalidInput(f"the line is longer than {MAX_LINE_BYTES:,} bytes")
    try:
        line = decoder.decode(raw)
    except msgspec.DecodeError as error:
        raise InvalidInput(_without_path(str(error)), field=_field_in(str(error))) from error
    if isinstance(line, NeutralProfileLine) and len(line.interests) not in {0, INTERESTS}:
        raise InvalidInput(
            f"interests must be {INTERESTS} numbers or none, not {len(line.interests)}", field="interests"
        )
    return line


def _field_in(message: str) -> str:
    for pattern in (_UNKNOWN, _MISSING):
        if found := pattern.search(message):
            return found["field"]
    at = _PATH.search(message)
    return at["path"] if at else ""


def _without_path(message: str) -> str:
    return _PATH.sub("", message)
