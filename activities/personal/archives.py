"""The ZIP somebody is handed: an index, and of each kind of each place a JSON file and the same as CSV.

Rows go to disk as they are read, and from there into the ZIP one at a time. All of this blocks: it is for threads.
"""

import csv
import io
import json
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from domain.contacts.files.rules import no_formula

INDEX: Final = "index.json"
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""Of a ZIP's calendar. A part that is made again is the same file."""


class Draft:
    """What one place gives, below a directory of its own."""

    def __init__(self, directory: Path, place: str) -> None:
        self._directory = directory
        self._place = place
        self._sheets: dict[str, _Sheet] = {}

    @property
    def rows(self) -> int:
        return sum(sheet.rows for sheet in self._sheets.values())

    def add(self, kind: str, rows: Sequence[Mapping[str, Any]]) -> None:
        if kind not in self._sheets:
            self._sheets[kind] = _Sheet(self._directory / f"{len(self._sheets)}.rows")
        self._sheets[kind].add(rows)

    def packed(self, request_id: str) -> Path:
        """A part of the archive. The request is named in it: two exports of the same person share no file."""
        path, holds = self._directory / "part.zip", []
        with zipfile.ZipFile(path, "w") as part:
            for kind, sheet in sorted(self._sheets.items()):
                name = f"{self._place}/{kind}"
                with _member(part, f"{name}.json", _FIRST_DAY) as file:
                    sheet.write_json(file)
                with _member(part, f"{name}.csv", _FIRST_DAY) as file:
                    sheet.write_csv(file)
                holds.append(
                    {"place": self._place, "kind": kind, "rows": sheet.rows, "files": [f"{name}.json", f"{name}.csv"]}
                )
            with _member(part, INDEX, _FIRST_DAY) as file:
                json.dump({"request": request_id, "holds": holds}, file)
        return path


def join(parts: Sequence[Path], path: Path, facts: Mapping[str, Any], *, made_at_ms: int) -> None:
    """One archive of all parts, with one index."""
    made_at = datetime.fromtimestamp(made_at_ms / 1_000, UTC).timetuple()[:6]
    holds: list[Any] = []
    with zipfile.ZipFile(path, "w") as archive:
        for part in parts:
            with zipfile.ZipFile(part) as given:
                holds += json.loads(given.read(INDEX))["holds"]
                for name in given.namelist():
                    if name != INDEX:
                        with (
                            given.open(name) as source,
                            archive.open(_info(name, made_at), "w", force_zip64=True) as copy,
                        ):
                            shutil.copyfileobj(source, copy)
        with _member(archive, INDEX, made_at) as file:
            json.dump({**facts, "holds": holds}, file, indent=2)


class _Sheet:
    """Rows of one kind, a line each, and what their columns are called."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._columns: dict[str, None] = {}
        self.rows = 0

    def add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        with self._path.open("ab") as file:
            for row in rows:
                said = shown(row)
                self._columns |= dict.fromkeys(said)
                file.write(msgspec.json.encode(said) + b"\n")
        self.rows += len(rows)

    def __iter__(self) -> Iterator[bytes]:
        with self._path.open("rb") as file:
            yield from file

    def write_json(self, file: io.TextIOWrapper) -> None:
        before = "[\n  "
        for row in self:
            file.write(before + msgspec.json.format(row.rstrip(), indent=2).decode().replace("\n", "\n  "))
            before = ",\n  "
        file.write("\n]\n")

    def write_csv(self, file: io.TextIOWrapper) -> None:
        """No cell is a formula to a spreadsheet."""
        writer = csv.writer(file)
        writer.writerow(self._columns)
        for row in map(msgspec.json.decode, self):
            writer.writerow([no_formula(_cell(row.get(name))) for name in self._columns])


def _member(archive: zipfile.ZipFile, name: str, at: Sequence[int]) -> io.TextIOWrapper:
    return io.TextIOWrapper(archive.open(_info(name, at), "w", force_zip64=True), encoding="utf-8", newline="")


def _info(name: str, at: Sequence[int]) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (at[0], at[1], at[2], at[3], at[4], at[5]))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def shown(value: Any) -> Any:
    """What is packed as MessagePack or JSON, opened; other bytes as text."""
    if isinstance(value, Mapping):
        return {_name(name): shown(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [shown(each) for each in value]
    if isinstance(value, bytes):
        for decode in (msgspec.json.decode, msgspec.msgpack.decode):
            try:
                return shown(decode(value))
            except (msgspec.MsgspecError, UnicodeDecodeError):
                continue
        return value.decode(errors="replace")
    return value


def _name(name: Any) -> str:
    return name.decode(errors="replace") if isinstance(name, bytes) else str(name)
