"""What `ui/README.md` promises of its rooms: pages know their own subject, and what surrounds them knows none."""

import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SOURCES = Path(__file__).resolve().parents[2] / "ui" / "src"
PAGES = SOURCES / "pages"
_FROM = re.compile(r"""(?:from|import\()\s*'([^']+)'""")


def reached_for(file: Path) -> Iterator[Path]:
    """Every module of ours that the file imports."""
    for name in _FROM.findall(file.read_text(encoding="utf-8")):
        if name.startswith("@/"):
            yield SOURCES / name.removeprefix("@/")
        elif name.startswith("."):
            yield (file.parent / name).resolve()


def written(room: Path) -> list[Path]:
    return sorted([*room.rglob("*.ts"), *room.rglob("*.tsx")])


def test_a_subject_does_not_reach_into_another_one():
    subjects = [one for one in PAGES.iterdir() if one.is_dir()]
    reaching = [
        f"{file.relative_to(SOURCES)} imports {wanted.relative_to(PAGES)}"
        for subject in subjects
        for file in written(subject)
        for wanted in reached_for(file)
        if wanted.is_relative_to(PAGES) and not wanted.is_relative_to(subject)
    ]
    assert subjects
    assert not reaching, "what two subjects need goes to parts:\n" + "\n".join(reaching)


def test_what_surrounds_pages_and_what_they_are_made_of_know_no_subject():
    knowing = [
        f"{file.relative_to(SOURCES)} imports {wanted.relative_to(PAGES)}"
        for room in ("app", "parts", "api")
        for file in written(SOURCES / room)
        for wanted in reached_for(file)
        if wanted.is_relative_to(PAGES)
    ]
    assert not knowing, "\n".join(knowing)


def test_refusals_call_fields_as_forms_do():
    """Each label by which a refusal speaks of a field of the API is one that a form shows."""
    names = (SOURCES / "api" / "named.ts").read_text(encoding="utf-8")
    table = names.split("LABELS", 1)[1].split("};", 1)[0]
    labels = re.findall(r": '([^']+)',", table)
    shown = "\n".join(file.read_text(encoding="utf-8") for file in written(PAGES) if ".test." not in file.name)
    unknown = [label for label in labels if f'"{label}"' not in shown and f"'{label}'" not in shown]
    assert labels
    assert not unknown, f"no form shows these any more: {unknown}"


def test_no_two_files_of_the_pages_need_each_other():
    """Not even through others: whoever reads one of them reads forward."""
    needs = {file: {found for wanted in reached_for(file) if (found := _file(wanted))} for file in written(SOURCES)}
    sorting = TopologicalSorter(needs)
    try:
        sorting.prepare()
    except CycleError as error:
        round_trip = " -> ".join(str(Path(file).relative_to(SOURCES)) for file in reversed(error.args[1]))
        pytest.fail(f"take out what both need: {round_trip}")


def _file(wanted: Path) -> Path | None:
    return next((file for end in ("", ".ts", ".tsx") if (file := Path(f"{wanted}{end}")).is_file()), None)


def test_no_file_of_the_pages_grows_past_one_subject():
    long = {
        str(file.relative_to(SOURCES)): lines
        for file in written(SOURCES)
        if file.name != "schema.d.ts" and (lines := len(file.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert not long, f"split by subject: {long}"


def test_what_people_read_is_formatted_in_one_language():
    """A browser's own would mix "vor 2 Minuten" into English sentences; `parts/words/formats.ts` knows which English."""
    own = re.compile(r"\.toLocale\w*\(|Intl\.\w+\((?:undefined\b|\))")
    elsewhere = [
        f"{file.relative_to(SOURCES)}: {found.group()}"
        for file in written(SOURCES)
        if ".test." not in file.name
        for found in own.finditer(file.read_text(encoding="utf-8").replace("Intl.DateTimeFormat().resolvedOptions", ""))
    ]
    assert elsewhere == []
