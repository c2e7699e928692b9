"""People over REST: one record each, whoever they turn out to be, and files of them."""

import json

import pytest

from domain.contacts.files import service as files
from domain.contacts.files.rules import SILENT_MS, read_sheet
from domain.contacts.files.values import Mapping

CONTACTS = "/api/v1/contacts"
FILES = "/api/v1/contact-files"


@pytest.fixture
async def client(api):
    async with api.as_("ours.manager") as client:
        yield client


async def put(client, **body):
    answer = await client.post(CONTACTS, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_person_is_found_by_any_of_their_ids_however_written(client):
    made = await put(
        client,
        identities={"external_id": "c-7", "email": ["Ana@X.example"], "phone": "+1 415 555 0100"},
        attributes={"city": "Madrid", "sizes": [1, 2]},
        time_zone="Europe/Madrid",
        locale="es_es",
        devices=[{"platform": "ios", "token": "t-1", "app": "shop"}],
        consents=[{"channel": "email", "state": "granted", "proof": "form 3", "at": "2026-12-01T00:00:00Z"}],
    )
    person_id = made["contact"]["person_id"]
    for kind, value in (("external_id", "c-7"), ("email", " ANA@x.example"), ("phone", "0014155550100")):
        found = (await client.get(f"{CONTACTS}/lookup", params={"kind": kind, "value": value})).json()
        assert found["person_id"] == person_id
    assert found["locale"] == "es-ES"
    assert found["consents"] == [
        {"channel": "email", "purpose": "marketing", "state": "granted", "since": "2026-12-01T00:00:00.000Z"}
    ]
    assert found["unreachable"] == {"web_push": "has no browser that agreed to be pushed to"}
    assert (
        await client.get(f"{CONTACTS}/lookup", params={"kind": "email", "value": "no@x.example"})
    ).status_code == 404


async def test_people_are_found_by_the_beginning_of_a_name_and_by_their_address(client):
    named = {"first_name": "João", "last_name": "Silva"}
    joao = (await put(client, identities={"email": "j@x.example"}, attributes=named))["contact"]
    assert joao["name"] == "João Silva"
    for words in ("joao", "sil", "silva jo", "J@X.example"):
        answer = await client.get(f"{CONTACTS}/search", params={"q": words})
        assert (answer.status_code, answer.json()) == (200, {"contacts": [joao], "has_more": False})
    assert (await client.get(f"{CONTACTS}/search", params={"q": "ilva"})).json()["contacts"] == []


async def test_one_letter_is_refused_with_what_to_send_instead(client):
    refused = await client.get(f"{CONTACTS}/search", params={"q": " s "})
    assert refused.status_code == 422
    said = refused.json()["error"]
    assert (said["field"], said["remedy"]) == ("q", "Send at least 2 letters of their name.")


async def test_names_are_found_by_whoever_may_read_people_of_theirs_and_by_nobody_else(api, client):
    await put(client, identities={"external_id": "c"}, attributes={"name": "Ana Silva"})
    for who, status in (("ours.operator", 200), ("ours.analyst", 403), ("theirs.manager", 200)):
        async with api.as_(who) as reader:
            answer = await reader.get(f"{CONTACTS}/search", params={"q": "ana"})
            assert answer.status_code == status
            assert len(answer.json().get("contacts", ())) == (who == "ours.operator")


async def test_a_change_changes_what_it_says_and_nothing_else(client):
    person_id = (await put(client, identities={"external_id": "c"}, attributes={"a": 1, "b": 2}, locale="es"))[
        "contact"
    ]["person_id"]
    answer = await client.patch(
        f"{CONTACTS}/{person_id}", json={"attributes": {"a": None, "c": {"d": 1}}, "time_zone": "UTC"}
    )
    assert answer.json()["contact"]["attributes"] == {"b": 2, "c": {"d": 1}}
    assert (answer.json()["contact"]["locale"], answer.json()["contact"]["time_zone"]) == ("es", "UTC")
    emptied = await client.patch(f"{CONTACTS}/{person_id}", json={"locale": None})
    assert (emptied.json()["contact"]["locale"], emptied.json()["contact"]["time_zone"]) == ("", "UTC")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"identities": {"email": "nobody"}}, "email"),
        ({"identities": {"ssn": "1"}}, "identities.ssn.[key]"),
        ({"attributes": {"Not A Name": 1}}, "Not A Name"),
        ({"attributes": {"half": "\ud800"}}, "half"),
        ({"attributes": {"inside": [{"\udfff": "x"}]}}, "inside"),
        ({"attributes": {"number": 2**70}}, "number"),
        ({"time_zone": "Mars"}, "time_zone"),
        ({"consents": [{"channel": "email", "state": "perhaps"}]}, "consents.0.state"),
        ({"consents": [{"channel": "email", "state": "granted", "at": "2036-01-03T00:00:00Z"}]}, "consents.0.at"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_what_does_not_fit_names_its_field(client, body, field):
    answer = await client.post(CONTACTS, content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, field)


async def test_two_records_become_one_and_both_ids_lead_there(client):
    visitor = (await put(client, identities={"anonymous_id": "d"}, attributes={"seen": "ad"}))["contact"]["person_id"]
    customer = (await put(client, identities={"external_id": "c"}))["contact"]["person_id"]
    merged = await client.post(f"{CONTACTS}/{visitor}/merge", json={"other_id": customer})
    assert merged.json()["absorbed"] == [visitor]
    read = (await client.get(f"{CONTACTS}/{visitor}")).json()
    assert (read["person_id"], read["attributes"]) == (customer, {"seen": "ad"})
    history = (await client.get(f"{CONTACTS}/{customer}/history")).json()
    assert [(each["absorbed_id"], each["cause"]) for each in history["merges"]] == [(visitor, "requested")]
    events = (await client.get(f"{CONTACTS}/{customer}/events")).json()["events"]
    assert [event["name"] for event in events] == ["contact_merged"]
    assert (await client.post(f"{CONTACTS}/{visitor}/merge", json={"other_id": customer})).status_code == 409


async def test_an_address_of_somebody_else_is_left_with_them_and_named(client):
    first = (await put(client, identities={"external_id": "a", "email": "x@x.example"}))["contact"]["person_id"]
    second = await put(client, identities={"external_id": "b", "email": "x@x.example"})
    assert second["refused"] == [
        {
            "kind": "email",
            "value": "x@x.example",
            "owner_id": first,
            "reason": "belongs to somebody with another external id",
        }
    ]


async def test_everything_ever_said_of_consent_is_shown_with_its_proof(client):
    person_id = (await put(client, identities={"external_id": "c"}))["contact"]["person_id"]
    for state, at, proof in (("granted", "2026-12-01T00:00:00Z", "form"), ("denied", "2026-12-02T00:00:00Z", "call")):
        said = {"channel": "sms", "state": state, "at": at, "proof": proof}
        await client.patch(f"{CONTACTS}/{person_id}", json={"consents": [said]})
    history = (await client.get(f"{CONTACTS}/{person_id}/history")).json()
    assert [(each["state"], each["proof"]) for each in history["consents"]] == [("granted", "form"), ("denied", "call")]


async def test_an_installation_that_is_removed_is_pushed_to_no_longer(client):
    made = await put(client, identities={"external_id": "c"}, devices=[{"platform": "android", "token": "t/+="}])
    person_id = made["contact"]["person_id"]
    gone = await client.delete(f"{CONTACTS}/{person_id}/devices", params={"token": "t/+="})
    assert gone.status_code == 204
    assert "push" in (await client.get(f"{CONTACTS}/{person_id}")).json()["unreachable"]
    assert (await client.delete(f"{CONTACTS}/{person_id}/devices", params={"token": "other"})).status_code == 404


async def test_whoever_is_erased_is_nowhere(client):
    person_id = (await put(client, identities={"external_id": "c"}))["contact"]["person_id"]
    assert (await client.delete(f"{CONTACTS}/{person_id}")).status_code == 204
    assert (await client.get(f"{CONTACTS}/{person_id}")).status_code == 404
    assert (await client.get(CONTACTS)).json() == {"contacts": [], "next_cursor": None}


async def test_pages_reach_everybody(client):
    for number in range(5):
        await put(client, identities={"external_id": str(number)})
    seen, cursor = [], None
    while True:
        page = (await client.get(CONTACTS, params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
        seen += [each["identities"]["external_id"][0] for each in page["contacts"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert seen == list("01234")


async def test_a_tenants_people_are_shown_to_nobody_else(api, client):
    person_id = (await put(client, identities={"external_id": "c"}))["contact"]["person_id"]
    async with api.as_("theirs.manager") as theirs:
        assert (await theirs.get(f"{CONTACTS}/{person_id}")).status_code == 404
        assert (await theirs.patch(f"{CONTACTS}/{person_id}", json={"attributes": {"a": 1}})).status_code == 404
        assert (await theirs.delete(f"{CONTACTS}/{person_id}")).status_code == 404
    async with api.as_("ours.analyst") as analyst, api.as_("ours.operator") as operator:
        assert (await analyst.get(f"{CONTACTS}/{person_id}")).status_code == 403
        assert (await operator.get(f"{CONTACTS}/{person_id}")).status_code == 200
        assert (await operator.patch(f"{CONTACTS}/{person_id}", json={})).status_code == 403


# Files


MAPPING = {
    "columns": {
        "Customer": {"to": "identity", "kind": "external_id"},
        "E-mail": {"to": "identity", "kind": "email"},
        "City": {"to": "attribute", "name": "city"},
        "News": {"to": "consent", "channel": "email"},
    },
    "proof": "fair 2026",
}
FILE = "Customer,E-mail,City,News\r\nc-1,a@x.example,Lima,yes\r\nc-2,nobody,Rome,no\r\nc-3,c@x.example,Łódź,no\r\n"


async def send(client, text=FILE, **params):
    return await client.post(f"{FILES}/imports", params={"mapping": "crm"} | params, content=text.encode())


@pytest.mark.parametrize("nothing", [{}, {"identities": {"email": []}}, {"attributes": {"city": "Lima"}}])
async def test_nobody_is_made_of_nothing_to_be_known_by(client, nothing):
    refused = await client.post(CONTACTS, json=nothing)
    assert (refused.status_code, refused.json()["error"]["field"]) == (422, "identities")
    assert (await client.get(CONTACTS)).json()["contacts"] == []


async def test_a_file_is_taken_in_and_what_does_not_fit_comes_back(client):
    assert (await client.put(f"{FILES}/mappings/crm", json=MAPPING)).status_code == 200
    rehearsed = (await send(client, rehearsal=True)).json()
    assert (rehearsed["id"], rehearsed["taken"], rehearsed["refused"], rehearsed["repeated"]) == ("", 2, 1, 0)
    twice = (await send(client, FILE + "c-9,A@x.example,Rome,\r\nc-3,,Rome,\r\n", rehearsal=True)).json()
    assert (twice["taken"], twice["repeated"]) == (4, 2)
    assert (await client.get(CONTACTS)).json()["contacts"] == []
    done = (await send(client, file_name="people.csv")).json()
    assert (done["rows"], done["taken"], done["refused"], done["repeats"]) == (3, 2, 1, "")
    assert (done["state"], done["handled"], done["made"], done["changed"]) == ("done", 3, 2, 0)
    assert done["first_errors"] == [
        {"row": 3, "column": "E-mail", "message": "is not an e-mail address", "taken": False}
    ]
    looked_at = (await client.get(f"{FILES}/imports/{done['id']}")).json()
    assert looked_at["first_errors"] == done["first_errors"]
    assert looked_at["reasons"] == [
        {"column": "E-mail", "message": "is not an e-mail address", "taken": False, "rows": 1}
    ]
    errors = await client.get(f"{FILES}/imports/{done['id']}/errors.csv")
    assert errors.text.splitlines()[1] == "3,E-mail,is not an e-mail address,no,c-2,nobody,Rome,no"
    found = (await client.get(f"{CONTACTS}/lookup", params={"kind": "external_id", "value": "c-3"})).json()
    assert (found["attributes"], found["consents"][0]["state"]) == ({"city": "Łódź"}, "denied")
    again = (await send(client)).json()
    assert (again["made"], again["changed"]) == (0, 0)
    assert (again["repeats"], len((await client.get(CONTACTS)).json()["contacts"])) == (done["id"], 2)
    assert [each["id"] for each in (await client.get(f"{FILES}/imports")).json()] == [again["id"], done["id"]]


async def test_a_file_sent_twice_under_one_key_is_one_import_and_found_by_the_key(client):
    await client.put(f"{FILES}/mappings/crm", json=MAPPING)
    key = {"Idempotency-Key": "once"}
    sent = [
        (await client.post(f"{FILES}/imports?mapping=crm", content=FILE.encode(), headers=key)).json() for _ in "ab"
    ]
    assert sent[0]["id"] == sent[1]["id"]
    assert [each["id"] for each in (await client.get(f"{FILES}/imports?key=once")).json()] == [sent[0]["id"]]
    assert (await client.get(f"{FILES}/imports?key=never")).json() == []
    assert len((await client.get(f"{FILES}/imports")).json()) == 1


async def test_how_far_an_import_is_can_be_seen_and_that_it_has_stopped(api, client):
    wanted = Mapping.model_validate(MAPPING)
    now_ms = api.state.clock_ms()
    sheet = read_sheet(FILE.encode(), wanted, now_ms=now_ms)
    about = {"mapping": "crm", "file_name": "people.csv", "actor_id": "usr_1"}
    async with api.state.journeys.tenant("ours") as session:
        begun = await files.open_import(session, b"1", sheet, now_ms=now_ms, **about)
        silent = await files.open_import(session, b"2", sheet, now_ms=now_ms - SILENT_MS - 1, **about)
        broken = await files.open_import(session, b"3", sheet, now_ms=now_ms, **about)
        await files.note_progress(session, begun.id, 1, now_ms=now_ms)
        await files.stop_import(session, broken.id)
    seen = {each["id"]: each for each in (await client.get(f"{FILES}/imports")).json()}
    assert (seen[begun.id]["state"], seen[begun.id]["handled"], seen[begun.id]["rows"]) == ("running", 2, 3)
    assert [seen[each.id]["state"] for each in (silent, broken)] == ["stopped", "stopped"]


async def test_an_import_that_fails_is_told_to_have_stopped(api, client, monkeypatch):
    async def fail(*_args, **_kwargs):
        raise RuntimeError("the disk is full")

    await client.put(f"{FILES}/mappings/crm", json=MAPPING)
    monkeypatch.setattr(files, "take_rows", fail)
    assert (await send(client)).status_code == 500
    (seen,) = (await client.get(f"{FILES}/imports")).json()
    assert (seen["state"], seen["handled"], seen["rows"]) == ("stopped", 1, 3)


async def test_a_file_without_its_mapping_or_its_columns_is_refused(client):
    assert (await send(client)).status_code == 404
    await client.put(f"{FILES}/mappings/crm", json=MAPPING)
    wrong = await send(client, "Name\nAna\n")
    assert (wrong.status_code, wrong.json()["error"]["field"]) == (422, "mapping")
    nobody = await client.put(f"{FILES}/mappings/x", json={"columns": {"City": {"to": "attribute", "name": "city"}}})
    assert nobody.status_code == 422
    assert [each["name"] for each in (await client.get(f"{FILES}/mappings")).json()] == ["crm"]
    assert (await client.delete(f"{FILES}/mappings/crm")).status_code == 204
