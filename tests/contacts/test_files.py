"""Files of people: every row is taken or handed back, and a file may be sent again."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.contacts.files import service
from domain.contacts.files.rules import error_file, read_error_file, read_sheet, reasons_of
from domain.contacts.files.values import MAX_ROWS, ImportState, Mapping, Tally
from domain.contacts.values import (
    MAX_ATTRIBUTES,
    AttributeDefinition,
    AttributeType,
    Consent,
    ContactChange,
    Evidence,
    How,
)
from domain.delivery.values import ConsentState, Purpose
from domain.errors import InvalidInput, NotFound
from tests.contacts.conftest import TENANT

NOW_MS = 1_800_000_000_000
COLUMNS = {
    "Customer": {"to": "identity", "kind": "external_id"},
    "E-mail": {"to": "identity", "kind": "email"},
    "City": {"to": "attribute", "name": "city"},
    "Spent": {"to": "attribute", "name": "spent", "type": "number"},
    "Born": {"to": "attribute", "name": "born", "type": "date"},
    "News": {"to": "consent", "channel": "email"},
    "Since": {"to": "consented_at"},
    "Zone": {"to": "time_zone"},
}


def mapping(*names, **options):
    return Mapping.model_validate({"columns": {name: COLUMNS[name] for name in names}, **options})


def read(text, wanted, *, encoding="utf-8"):
    return read_sheet(text.encode(encoding), wanted, now_ms=NOW_MS)


def test_rows_say_who_what_and_what_they_consented_to():
    wanted = mapping("Customer", "E-mail", "Spent", "Born", "News", "Since", "Zone", proof="fair 2026")
    sheet = read(
        "Customer,Ignored,E-mail,Spent,Born,News,Since,Zone\r\n"
        'c-7,x,ANA@x.example|ana2@x.example,"1,250.50",1990-02-28,yes,2026-01-02T00:00:00Z,Europe/Madrid\r\n',
        wanted,
    )
    (row,) = sheet.rows
    assert row.number == 2
    assert row.change.identities == (("external_id", "c-7"), ("email", "ana@x.example"), ("email", "ana2@x.example"))
    assert row.change.attributes == {"spent": 1250.5, "born": "1990-02-28"}
    assert row.change.time_zone == "Europe/Madrid"
    assert row.consents == (
        Consent(
            channel=Channel.EMAIL,
            purpose=Purpose.MARKETING,
            state=ConsentState.GRANTED,
            at_ms=1_767_312_000_000,
            proof="fair 2026",
            evidence=Evidence(how=How.IMPORT),
        ),
    )


def test_columns_say_what_shows_a_consent_and_a_file_with_none_of_them_is_told_apart():
    columns = {
        "Mail": {"to": "identity", "kind": "email"},
        "News": {"to": "consent", "channel": "email"},
        **{name: {"to": f"consent_{name}"} for name in ("how", "source", "text_version", "proof", "ip", "user_agent")},
    }
    wanted = Mapping.model_validate({"columns": columns, "text_version": "terms 3"})
    sheet = read(
        "Mail,News,how,source,text_version,proof,ip,user_agent\r\n"
        "a@x.example,yes,double_opt_in,https://x.example/news,,link 9,2001:DB8::7,Firefox\r\n"
        "b@x.example,yes,,,terms 4,,,\r\n"
        "c@x.example,yes,,,,,somewhere,\r\n"
        "d@x.example,yes,rumour,,,,,\r\n",
        wanted,
    )
    first, second = (row.consents[0] for row in sheet.rows)
    assert (first.proof, first.evidence) == (
        "link 9",
        Evidence(
            how=How.DOUBLE_OPT_IN,
            source="https://x.example/news",
            text_version="terms 3",
            ip="2001:db8::7",
            user_agent="Firefox",
        ),
    )
    assert second.evidence == Evidence(how=How.IMPORT, text_version="terms 4")
    assert [(error.number, error.column) for error in sheet.errors] == [(4, "ip"), (5, "how")]
    assert (service.consents_of(sheet), service.consents_of(sheet, without_proof=True)) == (2, 0)
    bare = read("Mail,News\r\na@x.example,yes\r\n", Mapping.model_validate({"columns": dict([*columns.items()][:2])}))
    assert (service.consents_of(bare), service.consents_of(bare, without_proof=True)) == (1, 1)


@pytest.mark.parametrize(
    ("text", "options", "encoding"),
    [
        ("Customer;City\nc-1;Łódź\n", {}, "utf-8-sig"),
        ("Customer\tCity\nc-1\tŁódź\n", {"encoding": "utf-16"}, "utf-16"),
        ("Customer|City\nc-1|Łódź\n", {}, "utf-8"),
        ('"Customer","City"\n"c-1","Łódź"\n', {"delimiter": ","}, "utf-8"),
        ("Customer,City\r\n\r\nc-1, Łódź \r\n,\r\n", {}, "utf-8"),
    ],
)
def test_a_file_is_read_however_it_is_divided_and_encoded(text, options, encoding):
    sheet = read(text, mapping("Customer", "City", **options), encoding=encoding)
    assert [(row.change.identities[0][1], row.change.attributes) for row in sheet.rows] == [("c-1", {"city": "Łódź"})]
    assert sheet.errors == ()


def test_numbers_and_dates_are_read_as_the_file_writes_them():
    wanted = mapping("Customer", "Spent", "Born", dates="day_first", decimal_comma=True)
    (row,) = read("Customer;Spent;Born\nc;1.250,5;28/02/1990\n", wanted).rows
    assert row.change.attributes == {"spent": 1250.5, "born": "1990-02-28"}


@pytest.mark.parametrize(
    ("cell", "decimal_comma", "number"),
    [
        ("1,5", True, 1.5),
        ("-1,5", True, -1.5),
        ("1.234.567,8", True, 1234567.8),
        ("1234,5", True, 1234.5),
        ("1.250", True, 1250),
        ("1.5", False, 1.5),
        ("1,234,567.8", False, 1234567.8),
        ("+1,250", False, 1250),
        (".5", False, 0.5),
        ("2e3", False, 2000),
        ("1,5", False, None),
        ("1.5", True, None),
        ("1_000", False, None),
        ("12,34,567", False, None),
        ("1,2345", False, None),
        ("1.250.5", True, None),
        ("1,5,5", True, None),
        ("１٢", False, None),
        ("inf", False, None),
        ("1e999", False, None),
    ],
)
def test_a_number_is_what_its_separators_say_or_refused(cell, decimal_comma, number):
    sheet = read(f"Customer;Spent\nc;{cell}\n", mapping("Customer", "Spent", decimal_comma=decimal_comma))
    assert [row.change.attributes["spent"] for row in sheet.rows] == ([] if number is None else [number])
    assert [error.column for error in sheet.errors] == (["Spent"] if number is None else [])


def test_a_number_with_the_other_kind_of_comma_is_handed_back_with_what_to_set():
    (error,) = read("Customer;Spent\nc;1,5\n", mapping("Customer", "Spent")).errors
    assert "decimal_comma" in error.message
    (error,) = read("Customer;Spent\nc;one\n", mapping("Customer", "Spent")).errors
    assert "decimal_comma" not in error.message


def test_a_year_of_two_digits_is_no_year():
    wanted = mapping("Customer", "Born", "News", "Since", dates="day_first")
    sheet = read("Customer,Born,News,Since\na,01/02/24,,\nb,,yes,01/02/24\nc,1/2/2024,yes,01.02.2024\n", wanted)
    old = read("Customer,Born,News,Since\nd,,yes,1969-12-31\n", wanted)
    assert [(error.number, error.column) for error in (*sheet.errors, *old.errors)] == [
        (2, "Born"),
        (3, "Since"),
        (2, "Since"),
    ]
    assert "four digits" in sheet.errors[0].message
    assert [row.change.attributes["born"] for row in sheet.rows] == ["2024-02-01"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("c,not-an-address,1,yes", "E-mail"),
        ("c,,one,yes", "Spent"),
        ("c,,1,perhaps", "News"),
        (",,1,yes", ""),
        ("c,,1,yes,more", ""),
    ],
)
def test_a_row_that_does_not_fit_names_its_column_and_keeps_no_other_out(row, column):
    wanted = mapping("Customer", "E-mail", "Spent", "News")
    sheet = read(f"Customer,E-mail,Spent,News\nok,,2,no\n{row}\nok2,,3,no\n", wanted)
    assert [(error.number, error.column) for error in sheet.errors] == [(3, column)]
    assert [each.number for each in sheet.rows] == [2, 4]


@pytest.mark.parametrize(
    "text",
    ["", "City\nx\n", "Customer,City\n" + "c,x\n" * (MAX_ROWS + 1), 'Customer,City\n"' + "x" * 20_000 + '",1\n'],
    ids=["empty", "no such column", "too long", "a cell beyond reading"],
)
def test_what_is_no_such_file_is_refused_as_a_whole(text):
    with pytest.raises(InvalidInput):
        read(text, mapping("Customer", "City"))


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(InvalidInput):
        read_sheet(b"Customer,City\n\xff\xfe,x\n", mapping("Customer", "City"), now_ms=NOW_MS)


def test_a_mapping_without_an_identity_names_nobody():
    with pytest.raises(ValueError, match="identity"):
        mapping("City")


CELLS = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=8))
def test_every_row_is_taken_or_handed_back_as_it_was_sent(rows):
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(["E-mail", "City"])
    writer.writerows(rows)
    sheet = read(written.getvalue(), mapping("E-mail", "City"))
    filled = [row for row in rows if any(row)]
    assert len(sheet.rows) + len(sheet.errors) == len(filled)
    handed_back = list(csv.reader(io.StringIO(error_file(sheet.heading, sheet.errors), newline="")))
    assert [row[4:] for row in handed_back[1:]] == [
        [f"'{cell}" if cell[:1] in FORMULA else cell for cell in error.cells] for error in sheet.errors
    ]


FORMULA = set("=+-@\t\r\n")


def test_no_cell_that_is_handed_back_is_a_formula_to_a_spreadsheet():
    sheet = read('E-mail,City\n"=HYPERLINK(""https://x.example"")",Lima\n,@SUM(A1)\n', mapping("E-mail", "City"))
    handed_back = list(csv.reader(io.StringIO(error_file(("=1+1", "City"), sheet.errors), newline="")))
    assert not [cell for row in handed_back for cell in row if cell[:1] in FORMULA]
    assert handed_back[1][4] == '\'=HYPERLINK("https://x.example")'
    assert handed_back[2][5] == "'@SUM(A1)"


def test_what_was_handed_back_reads_as_it_was_sent():
    wanted = Mapping.model_validate(
        {"columns": {"+Phone": {"to": "identity", "kind": "phone"}, "Spent": {"to": "attribute", "name": "spent"}}}
    )
    (error,) = read("+Phone,Spent,\n+14155550100,-5,,too many\n", wanted).errors
    handed_back = csv.reader(io.StringIO(error_file(("+Phone", "Spent"), [error]), newline=""))
    again = "\n".join(",".join(row[4:6]) for row in handed_back)
    (row,) = read(again, wanted).rows
    assert (row.change.identities, row.change.attributes) == ((("phone", "+14155550100"),), {"spent": "-5"})


async def take(journeys, text, wanted, now_ms=NOW_MS):
    sheet = read(text, wanted)
    async with journeys.tenant(TENANT) as session:
        return await service.take_rows(session, sheet.rows, now_ms=now_ms)


async def test_the_same_file_again_changes_nothing(journeys):
    wanted = mapping("Customer", "E-mail", "City", "News")
    text = "Customer,E-mail,City,News\nc-1,a@x.example,Lima,yes\nc-2,b@x.example,Rome,no\n"
    first, errors = await take(journeys, text, wanted)
    assert (len(first.created), errors) == (2, ())
    again, errors = await take(journeys, text, wanted, NOW_MS + 1)
    assert (again.created, again.told, again.merges, errors) == (frozenset(), {}, (), ())
    async with journeys.reading(TENANT) as session:
        who = (await contacts.find_many(session, [("external_id", "c-1")]))["external_id", "c-1"]
        _, said = await contacts.history(session, who)
    assert [(row.state, row.at_ms) for row in said] == [("granted", NOW_MS)]


async def test_a_row_that_is_refused_brings_nobody_together(journeys):
    full = {f"a{number}": number for number in range(MAX_ATTRIBUTES)}
    async with journeys.tenant(TENANT) as session:
        for identity, attributes in ((("external_id", "c-1"), full), (("email", "a@x.example"), {})):
            change = ContactChange(identities=(identity,), attributes=attributes)
            await contacts.create(session, change, now_ms=1)
    text = "Customer,E-mail,City\nc-1,a@x.example,Lima\nc-2,b@x.example,Rome\n"
    changed, errors = await take(journeys, text, mapping("Customer", "E-mail", "City"))
    assert [(error.number, error.is_taken) for error in errors] == [(2, False)]
    assert (len(changed.created), changed.merges) == (1, ())
    async with journeys.reading(TENANT) as session:
        assert len(await contacts.page(session, limit=10)) == 3


async def test_a_yes_without_a_date_never_undoes_a_no_and_is_handed_back(journeys):
    wanted = mapping("Customer", "City", "News")
    await take(journeys, "Customer,City,News\nc-1,Lima,no\nc-2,Lima,yes\n", wanted)
    changed, errors = await take(
        journeys, "Customer,City,News\nc-1,Rome,yes\nc-2,Rome,no\n", wanted, NOW_MS + 86_400_000
    )
    assert [(error.number, error.column, error.is_taken) for error in errors] == [(2, "email/marketing", True)]
    assert "said no" in errors[0].message
    async with journeys.reading(TENANT) as session:
        who = await contacts.find_many(session, [("external_id", "c-1"), ("external_id", "c-2")])
        people = await contacts.load(session, who.values())
    held = {name: people[person_id] for (_, name), person_id in who.items()}
    assert {name: one.consents["email/marketing"] for name, one in held.items()} == dict.fromkeys(
        ("c-1", "c-2"), ConsentState.DENIED
    )
    assert {one.attributes["city"] for one in held.values()} == {"Rome"}
    assert changed.told[who["external_id", "c-1"]] == {"city"}


async def test_a_yes_with_a_date_after_the_no_holds_again(journeys):
    wanted = mapping("Customer", "News", "Since")
    await take(journeys, "Customer,News,Since\nc-1,no,2026-01-02T00:00:00Z\n", wanted)
    for since, holds in (("2026-01-01", ConsentState.DENIED), ("2026-01-03", ConsentState.GRANTED)):
        _, errors = await take(journeys, f"Customer,News,Since\nc-1,yes,{since}T00:00:00Z\n", wanted)
        async with journeys.reading(TENANT) as session:
            who = (await contacts.find_many(session, [("external_id", "c-1")]))["external_id", "c-1"]
            assert (await contacts.get(session, who)).consents["email/marketing"] is holds
        assert errors == ()


async def test_a_consent_whose_time_lies_ahead_is_handed_back_and_undoes_no_refusal(journeys):
    wanted = mapping("Customer", "City", "News", "Since", dates="month_first")
    await take(journeys, "Customer,City,News,Since\nc-1,Lima,no,01/02/2026\n", wanted)
    ahead = "Customer,City,News,Since\nc-1,Rome,yes,01/03/2036\nc-2,Rome,yes,01/03/2036\nc-3,Rome,no,01/03/2036\n"
    for _ in range(2):
        _, errors = await take(journeys, ahead, wanted)
        assert [(error.number, error.column, error.is_taken) for error in errors] == [
            (2, "email/marketing", True),
            (3, "email/marketing", True),
        ]
        assert "lies ahead" in errors[0].message
    async with journeys.reading(TENANT) as session:
        who = await contacts.find_many(session, [("external_id", f"c-{number}") for number in (1, 2, 3)])
        people = await contacts.load(session, who.values())
    held = {name: people[person_id] for (_, name), person_id in who.items()}
    assert {name: one.consents.get("email/marketing") for name, one in held.items()} == {
        "c-1": ConsentState.DENIED,
        "c-2": None,
        "c-3": ConsentState.DENIED,
    }
    assert {one.attributes["city"] for one in held.values()} == {"Rome"}


async def test_an_address_of_somebody_else_is_left_out_and_named_and_the_rest_taken(journeys):
    async with journeys.tenant(TENANT) as session:
        await contacts.create(
            session, ContactChange(identities=(("external_id", "old"), ("email", "a@x.example"))), now_ms=1
        )
        await contacts.define(session, AttributeDefinition(name="city", type=AttributeType.NUMBER))
    text = "Customer,E-mail,City\nnew,a@x.example,\nodd,b@x.example,Lima\n"
    changed, errors = await take(journeys, text, mapping("Customer", "E-mail", "City"))
    assert [(error.number, error.column, error.is_taken) for error in errors] == [
        (2, "email", True),
        (3, "city", False),
    ]
    assert len(changed.created) == 1


async def test_whom_rows_made_or_changed_is_counted_by_people_not_by_rows(journeys):
    tally = Tally()
    for text in (
        "Customer,E-mail\na,a@x.example\nb,b@x.example\n",
        "Customer,City\na,Lima\na,Rome\n",
        "Customer,City\na,Rome\n",
    ):
        changed, _ = await take(journeys, text, mapping(*text.partition("\n")[0].split(",")))
        tally.take(changed)
    assert (len(tally.made), len(tally.changed)) == (2, 0)
    later = Tally()
    changed, _ = await take(journeys, "Customer,City\na,Rome\nb,Oslo\nc,Bonn\n", mapping("Customer", "City"))
    later.take(changed)
    assert (len(later.made), len(later.changed)) == (1, 1)


def test_reasons_say_with_how_many_rows_something_is_wrong():
    sheet = read(
        "Customer,E-mail\na,nobody\nb,b@x.example\nc,no one\n,\n,d@x.example,more\n", mapping("Customer", "E-mail")
    )
    again = reasons_of(read_error_file(error_file(sheet.heading, sheet.errors)))
    assert again == reasons_of(sheet.errors)
    assert [(reason.column, reason.message, reason.rows) for reason in again] == [
        ("E-mail", "is not an e-mail address", 2),
        ("", "has 3 cells under 2 headings", 1),
    ]


async def test_mappings_and_imports_are_kept(journeys):
    wanted = mapping("Customer", "City")
    body = b"Customer,City\nc,Lima\n,Rome\n"
    sheet = read_sheet(body, wanted, now_ms=NOW_MS)
    async with journeys.tenant(TENANT) as session:
        await service.save_mapping(session, "crm", wanted, now_ms=1)
        await service.save_mapping(session, "crm", wanted, now_ms=2)
        assert await service.sent_before(session, body, "crm") == ""
        opened = await service.open_import(
            session, body, sheet, mapping="crm", file_name="people.csv", actor_id="usr_1", now_ms=NOW_MS
        )
        assert (opened.state, opened.rows, opened.handled) == (ImportState.RUNNING, 2, 1)
        assert await service.sent_before(session, body, "crm") == ""
        kept = await service.close_import(session, opened.id, sheet, (), Tally(made={"per_1"}), now_ms=NOW_MS)
    async with journeys.reading(TENANT) as session:
        assert await service.mappings(session) == {"crm": wanted}
        row = await service.get_import(session, kept.id)
        assert await service.sent_before(session, body, "crm") == kept.id
    assert (row.rows, row.taken, row.refused, row.made, row.changed) == (2, 1, 1, 1, 0)
    (error,) = read_error_file(row.errors)
    assert (error.number, error.message, error.is_taken) == (3, "names nobody: every identity is empty", False)
    assert list(csv.reader(io.StringIO(row.errors)))[1][:4] == ["3", "", "names nobody: every identity is empty", "no"]
    async with journeys.tenant(TENANT) as session:
        await service.forget_mapping(session, "crm")
        with pytest.raises(NotFound):
            await service.get_mapping(session, "crm")
