"""Whoever is asked about, their neighbours are neither handed out nor harmed."""

import msgspec
from sqlalchemy import select

from activities.personal.gathering import gather
from activities.personal.stores import JourneysPlace
from domain.behaviour import service as behaviour
from domain.behaviour.persons import service as persons
from domain.behaviour.values import Aside
from domain.contacts import service as contacts
from domain.contacts.files.tables import ContactImport
from domain.contacts.values import ContactChange
from domain.journeys.effects.repository import EFFECTS
from domain.privacy.places.values import Subject
from domain.profiles.tables import PersonIdentity
from domain.segments.audiences.tables import SegmentRefreshRow
from storage.sql import people

NOW = 1_900_000_000_000
ANN, JOANN = ("email", "ann@x.example"), ("email", "joann@x.example")
TABLET = ("anonymous_id", "tablet-in-the-kitchen")
ROWS = "row,email\r\n1,joann@x.example\r\n2,ann@x.example\r\n"


class NobodyTravels:
    def poke(self, tenant_id, pokes):
        assert not pokes


async def put(journeys, *identities, tenant="ours", now_ms=NOW, **said) -> str:
    async with journeys.tenant(tenant) as session:
        return (await contacts.create(session, ContactChange(identities=identities, **said), now_ms=now_ms))[0]


async def known(journeys, *identities, tenant="ours"):
    async with journeys.reading(tenant) as session:
        owners = await contacts.find_many(session, identities)
        return list((await contacts.load(session, list(owners.values()))).values())


def place(journeys) -> JourneysPlace:
    return JourneysPlace(journeys, NobodyTravels(), clock_ms=lambda: NOW)


async def events_in(journeys, *people_of_it):
    batch = [{"person": {"email": email}, "properties": {"size": "big"}} for email in people_of_it]
    aside = Aside(key="asd_1", subject="s", payload=msgspec.json.encode(batch), field="", message="no")
    async with journeys.tenant("ours") as session:
        await behaviour.set_aside(session, [aside], now_ms=NOW)
        session.add(
            ContactImport(
                id="imp_1",
                tenant_id="ours",
                mapping="m",
                digest="d",
                rows=2,
                taken=0,
                refused=2,
                errors=ROWS,
                actor_id="a",
                at_ms=NOW,
            )
        )


async def asides_and_errors(journeys):
    async with journeys.reading("ours") as session:
        asides = await behaviour.all_set_aside(session, limit=9)
        errors = (await session.get(ContactImport, ("ours", "imp_1"))).errors
    return [email["person"]["email"] for row in asides for email in msgspec.json.decode(row.payload)], errors


async def test_joann_and_a_rival_are_neither_handed_out_nor_erased_with_ann(stores):
    _, journeys = stores
    ann = await put(journeys, ANN)
    await put(journeys, JOANN, ("external_id", "x1000012"), attributes={"first_name": "friend of ann@x.example"})
    await put(journeys, ANN, tenant="rival")
    rival = await known(journeys, ANN, tenant="rival")
    await events_in(journeys, "ann@x.example", "joann@x.example")
    subject = await gather(*stores, Subject(tenant_id="ours", identities=(ANN,)))
    assert subject.person_ids == (ann,)

    given = [(kind, row) async for kind, rows in place(journeys).read(subject) for row in rows]
    assert b"joann" not in msgspec.json.encode(given)
    assert ("refused_rows_of_files", {"table": "contact_imports", "errors": "2,ann@x.example"}) in given
    assert [row["person_id"] for kind, row in given if kind == "contact"] == [ann]
    assert all("by_first_name" not in row for _, row in given)

    await place(journeys).erase(subject)
    assert (await place(journeys).find(subject)).is_nothing
    [joann] = await known(journeys, JOANN)
    assert joann.identities == {"email": ("joann@x.example",), "external_id": ("x1000012",)}
    assert joann.attributes == {"first_name": "friend of (erased)"}
    async with journeys.reading("ours") as session:
        assert await contacts.search(session, "friend of ann") == ([], False)
    assert await asides_and_errors(journeys) == (["joann@x.example"], "row,email\r\n1,joann@x.example\r\n")
    assert await known(journeys, ANN, tenant="rival") == rival


async def test_a_neighbour_whose_notes_tell_of_the_person_is_found_by_their_own_name_afterwards(stores):
    _, journeys = stores
    await put(journeys, ANN)
    notes = {"first_name": "Joann", "last_name": "Weiss", "referred_by": "ann@x.example"}
    joann = await put(journeys, JOANN, attributes=notes)
    await place(journeys).erase(await gather(*stores, Subject(tenant_id="ours", identities=(ANN,))))
    async with journeys.reading("ours") as session:
        found = [(await contacts.search(session, name))[0] for name in ("Joann W", "Weiss")]
    assert [[one.person_id for one in people] for people in found] == [[joann], [joann]]


async def test_who_uses_the_tablet_today_is_not_who_used_it_before(stores):
    _, journeys = stores
    await put(journeys, TABLET, now_ms=1)
    ann = await put(journeys, ANN, ("external_id", "crm-ann"), TABLET, now_ms=2)
    first = await gather(*stores, Subject(tenant_id="ours", identities=(ANN,)))
    assert TABLET in first.identities
    bob = await put(journeys, ("external_id", "crm-bob"), TABLET, now_ms=3)
    again = await gather(*stores, first)
    assert bob not in again.person_ids
    assert TABLET not in again.identities
    assert ann in again.person_ids
    await place(journeys).erase(again)
    [left] = await known(journeys, TABLET)
    assert left.person_id == bob
    returned = await put(journeys, ANN, now_ms=4)
    assert returned in (await gather(*stores, again)).person_ids


async def test_a_look_through_everybody_that_stands_at_the_person_goes_on(stores):
    _, journeys = stores
    before, ann = sorted([await put(journeys, JOANN), await put(journeys, ANN)])
    async with journeys.tenant("ours") as session:
        session.add(SegmentRefreshRow(id="ref_1", tenant_id="ours", after=ann, started_at_ms=1, updated_at_ms=1))
    subject = Subject(tenant_id="ours", person_ids=(ann,))
    assert await people.sweep(journeys, subject, {"segment_refreshes"}) == 1
    async with journeys.reading("ours") as session:
        assert (await session.get(SegmentRefreshRow, "ref_1")).after == before


async def test_what_waits_for_somebody_else_under_a_key_that_names_her_goes_on_waiting(stores):
    _, journeys = stores
    effect = {
        "tenant_id": "ours", "journey_id": "j", "kind": "suppress", "body": {}, "planned_at_ms": 1, "due_at_ms": 1, "outcome": "",
    }  # fmt: skip
    whose = {"per_joann": "after ann@x.example", "": "ann@x.example of nobody"}
    async with journeys.tenant("ours") as session:
        rows = [{**effect, "person_id": person_id, "key": key} for person_id, key in whose.items()]
        await (await session.connection()).execute(EFFECTS.insert(), rows)
    assert await people.sweep(journeys, Subject(tenant_id="ours", identities=(ANN,)), {"journey_effects"}) == 2
    async with journeys.reading("ours") as session:
        left = (await (await session.connection()).execute(select(EFFECTS.c.person_id, EFFECTS.c.key))).all()
    assert [tuple(row) for row in left] == [("per_joann", "after (erased)")]


async def test_what_a_rival_said_of_somebody_is_not_handed_out(stores):
    main, _ = stores
    async with main.platform() as session:
        for tenant, value in (("ours", "crm:1"), ("rival", "secret:2")):
            session.add(PersonIdentity(identity=value, person_id="bid-person", claimed_by=tenant, updated_at_ms=NOW))
    subject = Subject(tenant_id="ours", exchange_ids=("bid-person",))
    rows = [row for _, _, found in [one async for one in people.read(main, subject)] for row in found]
    assert [row["identity"] for row in rows] == ["crm:1"]


async def test_deleting_somebody_with_a_short_id_takes_nothing_of_others_along(stores):
    _, journeys = stores
    one = await put(journeys, ("external_id", "1"))
    await events_in(journeys, "joann@x.example")
    async with journeys.tenant("ours") as session:
        await persons.erase(session, one, actor_id="a", now_ms=NOW)
    assert await asides_and_errors(journeys) == (["joann@x.example"], ROWS)
