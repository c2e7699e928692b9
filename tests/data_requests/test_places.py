"""The list of places: no table is missing, and what is found adds up."""

import json

import pytest

from domain.privacy.places.rules import NAMES_A_PERSON, NOT_OF_PEOPLE, OF_PEOPLE
from domain.privacy.places.values import Subject
from domain.privacy.requests.rules import certificate, is_clean, looked, next_reminder_at_ms, reminder_due
from domain.privacy.requests.values import DAY_MS, Finding
from domain.records import STORES
from storage.sql.tables import all_tables, tables_of

OURS = [table for store in STORES for table in tables_of(store)]
KNOWN_ELSEWHERE = {
    (table, "person_id") for table in ("audit_entries", "audit_keys", "journeys_audit_entries", "journeys_audit_keys")
}
"""Accounts, whose fields go with their key."""


def test_every_table_is_in_the_list_or_says_why_not():
    tables = {table.name for table in OURS}
    named = OF_PEOPLE.keys() | NOT_OF_PEOPLE.keys()
    assert not tables - named, f"say in domain/privacy/places/rules.py what they hold of people: {tables - named}"
    assert not OF_PEOPLE.keys() & NOT_OF_PEOPLE.keys()


def test_every_column_that_names_a_person_is_in_the_list():
    looked_at = {(name, column) for name, held in OF_PEOPLE.items() for column in (*held.ids, *held.texts)}
    missing = [
        f"{table.name}.{column.name}"
        for table in OURS
        for column in table.columns
        if any(column.name == word or column.name.endswith(f"_{word}") for word in NAMES_A_PERSON)
        and (table.name, column.name) not in looked_at | KNOWN_ELSEWHERE
    ]
    assert not missing, f"nobody would look there: {missing}"


def test_every_column_in_the_list_exists():
    tables = all_tables().tables
    wrong = [
        f"{name}.{column}"
        for name, held in OF_PEOPLE.items()
        if name in tables
        for column in (*held.ids, *held.texts, *held.hidden, *held.worked_out)
        if column not in tables[name].columns
    ]
    assert not wrong


ANA = Subject(tenant_id="t", person_ids=("per_ana123",), identities=(("email", "ana@x.example"), ("external_id", "7")))


@pytest.mark.parametrize(
    ("value", "blotted"),
    [
        ("for ANA@x.example, today", "for (erased), today"),
        ({"per_ana123": [1, "ana@x.example"]}, {"(erased)": [1, "(erased)"]}),
        (b"\xc1raw ana@x.example\x00", b"\xc1raw xxxxxxxxxxxxx\x00"),
        ("customer 7 of 77", "customer 7 of 77"),
    ],
    ids=["text", "json", "bytes that are nothing we know", "what is too short to be looked for in texts"],
)
def test_a_person_is_blotted_out_of_what_speaks_of_others(value, blotted):
    assert ANA.names.blotted(value) == blotted


def found(number: int, left: int | None = None, kept: str = "") -> Finding:
    return Finding(place="journeys", kind="events", found=number, left=left, kept=kept)


@pytest.mark.parametrize(
    ("was", "now", "together"),
    [
        (None, 5, 5),
        (found(5), 3, 5),  # somebody died in the middle of erasing
        (found(5, left=0), 2, 7),  # two came back
        (found(5, left=2), 2, 5),  # the same two as at the second look
    ],
)
def test_what_is_found_is_counted_once_however_often_it_is_looked_for(was, now, together):
    assert looked(was, found(now)).found == together


def test_a_certificate_says_what_went_and_what_was_kept_and_is_the_same_text_again():
    findings = [found(5, left=0), found(2, left=2, kept="another tenant")]
    assert is_clean(findings)
    assert not is_clean([found(5, left=1)])
    assert not is_clean([found(5)])
    text = certificate({"request": "dsr_1"}, findings[:1], ("journeys", "logs"))
    assert text == certificate({"request": "dsr_1"}, findings[:1], ("journeys", "logs"))
    assert json.loads(text)["places"] == [
        {"place": "journeys", "found": [{"kind": "events", "found": 5, "removed": 5, "left": 0}]},
        {"place": "logs", "found": []},
    ]


def test_reminders_come_a_week_and_a_day_before_and_when_it_is_due_once_each():
    due = 30 * DAY_MS
    assert reminder_due(due, 0, now_ms=22 * DAY_MS) is None
    assert reminder_due(due, 0, now_ms=23 * DAY_MS).due_in_days == 7
    assert reminder_due(due, 1, now_ms=24 * DAY_MS) is None
    assert reminder_due(due, 0, now_ms=31 * DAY_MS).number == 3
    assert [next_reminder_at_ms(due, number) for number in range(4)] == [23 * DAY_MS, 29 * DAY_MS, due, None]
