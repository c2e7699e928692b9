"""A request ends, and nobody who works with the product is erased by one."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from activities.data_requests import RequestActivities
from activities.personal.exports import Exports
from activities.personal.gathering import gather
from activities.personal.stores import JourneysPlace, MainPlace
from domain.contacts import service as contacts
from domain.contacts.rules import refuses_sale
from domain.contacts.values import ContactChange, Evidence, How
from domain.errors import Conflict, Unavailable
from domain.identity import service as identity
from domain.identity.values import NewUser, Role
from domain.privacy.places.values import Subject
from domain.privacy.requests import service
from domain.privacy.requests.values import DAY_MS, Check, Law, RequestKind, RequestState
from domain.profiles import service as profiles
from domain.profiles.values import OWN_SEGMENTS
from storage.sql import Database, leftovers
from tests.data_requests.test_neighbours import NobodyTravels
from workflows.contracts.data_requests import Certify, RequestRef

NOW = 1_900_000_000_000
ANA = "ana@ours.example"


async def received(main: Database) -> RequestRef:
    async with main.tenant("ours") as session:
        row = await service.receive(
            session, RequestKind.ERASURE, Law.GDPR, ("email", ANA), received_at_ms=NOW, actor_id="usr_boss"
        )
    return RequestRef(tenant_id="ours", request_id=row.id)


def life_of(main: Database, journeys: Database, clock_ms: Callable[[], int] = lambda: NOW) -> RequestActivities:
    return RequestActivities(main, journeys, Exports(main, None, spool=Path("nowhere")), clock_ms=clock_ms)


async def test_nothing_of_somebody_is_erased_while_they_work_with_the_product(stores):
    main, journeys = stores
    async with main.platform() as session:
        new = NewUser(email=ANA, name="Ana", roles=(Role.VIEWER,))
        user = await identity.create_user(session, new, tenant_id="ours", now_ms=NOW)
    ref, life = await received(main), life_of(main, journeys)
    async with main.tenant("ours") as session:
        await service.verify(session, ref.request_id, Check.DOCUMENT, actor_id="usr_other", now_ms=NOW)
    with pytest.raises(Conflict, match="lock the account out"):
        await life.gather(ref)
    async with main.tenant("ours") as session:
        await identity.change_user(session, user.id, disabled=True, now_ms=NOW)
    await life.gather(ref)
    async with main.reading("ours") as session:
        row = await service.get(session, ref.request_id)
        assert (row.state, service.subject_of(row).user_ids) == (RequestState.RUNNING, (user.id,))


async def test_a_request_that_nobody_checked_ends_a_month_after_it_was_due_and_forgets_whom_it_was_about(stores):
    main, journeys = stores
    ref, now = await received(main), [NOW]
    life = life_of(main, journeys, lambda: now[0])
    now[0] = NOW + 59 * DAY_MS
    assert (await life.look(ref)).state == RequestState.RECEIVED
    now[0] += DAY_MS
    stands = await life.look(ref)
    assert (stands.state, stands.ends) == (RequestState.REFUSED, True)
    async with main.reading("ours") as session:
        assert service.subject_of(await service.get(session, ref.request_id)) == Subject(tenant_id="ours")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_an_erasure_is_done_only_when_the_file_that_said_whom_it_was_of_says_so_no_more(stores, monkeypatch):
    monkeypatch.setattr(leftovers, "_TRIES", 2)
    main, journeys = stores
    ref, life = await received(main), life_of(main, journeys)

    async def now() -> tuple[str, bool, Subject]:
        async with main.reading("ours") as session:
            row = await service.get(session, ref.request_id)
            return row.state, bool(row.certificate), service.subject_of(row)

    def stands_in_the_file() -> bool:
        return any(ANA.encode() in path.read_bytes() for path in main.path.parent.glob(f"{main.path.name}*"))

    async with main.tenant("ours") as session:
        await service.begin(session, ref.request_id, None)
    with closing(sqlite3.connect(main.path)) as somebody:
        somebody.execute("BEGIN").execute("SELECT count(*) FROM privacy_requests").fetchall()
        with pytest.raises(Unavailable):
            await life.certify(Certify(**ref.model_dump()))
    forgotten = Subject(tenant_id="ours")
    assert await now() == (RequestState.RUNNING, True, forgotten)
    assert stands_in_the_file()
    await life.certify(Certify(**ref.model_dump()))
    assert await now() == (RequestState.DONE, True, forgotten)
    assert not stands_in_the_file()


async def test_what_somebody_asked_for_that_nobody_checked_ends_when_another_request_has_erased_them(stores):
    main, journeys = stores
    async with journeys.tenant("ours") as session:
        identities = (("email", ANA), ("external_id", "c-100001"))
        person_id, _ = await contacts.create(session, ContactChange(identities=identities), now_ms=NOW)
    done = await received(main)
    async with main.tenant("ours") as session:
        asked = [
            await service.receive(session, kind, Law.CCPA, claim, received_at_ms=NOW, actor_id="usr_boss", **more)
            for kind, claim, more in (
                (RequestKind.EXPORT, ("external_id", "c-100001"), {}),
                (RequestKind.ERASURE, ("person_id", person_id), {"person_id": person_id}),
                (RequestKind.ERASURE, ("email", "joann@ours.example"), {}),
            )
        ]
        await service.verify(session, done.request_id, Check.DOCUMENT, actor_id="usr_other", now_ms=NOW)
    life = life_of(main, journeys)
    await life.gather(done)
    await life.certify(Certify(**done.model_dump()))
    async with main.reading("ours") as session:
        after = [await service.get(session, row.id) for row in asked]
        assert [row.state for row in after] == [RequestState.REFUSED, RequestState.REFUSED, RequestState.RECEIVED]
        nobody = Subject(tenant_id="ours")
        assert [service.subject_of(row) == nobody for row in after] == [True, True, False]
        assert "erased by another request" in after[0].refusal
    assert (await life.look(RequestRef(tenant_id="ours", request_id=asked[0].id))).ends


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_whose_number_it_is_today_goes_on_being_heard_when_whoever_had_it_before_was_erased(stores):
    main, journeys = stores
    number = ("phone", "+4930123456")
    async with journeys.tenant("ours") as session:
        ana, _ = await contacts.create(session, ContactChange(identities=(("email", ANA), number)), now_ms=NOW)
    done = await received(main)
    async with main.tenant("ours") as session:
        theirs = await service.receive(
            session, RequestKind.EXPORT, Law.GDPR, number, received_at_ms=NOW, actor_id="usr_boss"
        )
        await service.verify(session, done.request_id, Check.DOCUMENT, actor_id="usr_other", now_ms=NOW)
    life = life_of(main, journeys)
    await life.gather(done)
    async with journeys.tenant("ours") as session:
        await contacts.erase(session, ana)
        ben = ContactChange(identities=(("email", "ben@ours.example"), number))
        await contacts.create(session, ben, now_ms=NOW)
    await life.certify(Certify(**done.model_dump()))
    async with main.reading("ours") as session:
        row = await service.get(session, theirs.id)
    assert (row.state, service.subject_of(row).identities) == (RequestState.RECEIVED, (number,))


async def test_an_opt_out_of_sale_is_handed_out_and_outlives_the_erasure_as_a_hash_that_the_certificate_names(stores):
    main, journeys = stores
    told = Evidence(how=How.OPT_OUT_LINK, by="web_1")
    async with journeys.tenant("ours") as session:
        await contacts.opt_out(session, [("email", ANA)], told, at_ms=NOW, now_ms=NOW)
        await contacts.create(session, ContactChange(identities=(("email", ANA),)), now_ms=NOW)
    subject = await gather(main, journeys, Subject(tenant_id="ours", identities=(("email", ANA),)))
    place = JourneysPlace(journeys, NobodyTravels(), clock_ms=lambda: NOW)
    given = [(kind, row) async for kind, rows in place.read(subject) for row in rows]
    assert [row for kind, row in given if kind == "opt_outs_of_sale"] == [
        {"identity": f"email:{ANA}", "since_ms": NOW, "how": "opt_out_link", "by": "web_1"}
    ]
    [said] = [row for kind, row in given if kind == "consents"]
    assert (said["purpose"], said["state"], said["how"]) == ("sale_or_sharing", "denied", "opt_out_link")
    await place.erase(subject)
    left = await place.find(subject)
    assert {kind: number for kind, number in left.counts.items() if number} == {"opt_outs_of_sale": 1}
    assert (left.is_nothing, [*left.kept]) == (True, ["opt_outs_of_sale"])
    async with journeys.tenant("ours") as session:
        again, _ = await contacts.create(session, ContactChange(identities=(("email", ANA),)), now_ms=NOW)
        assert refuses_sale(await contacts.get(session, again))


async def test_whoever_bidders_know_by_our_own_id_is_erased_there_too(stores):
    main, journeys = stores

    async def nobody(*_: object) -> None: ...

    async with journeys.tenant("ours") as session:
        ana, _ = await contacts.create(session, ContactChange(identities=(("email", ANA),)), now_ms=NOW)
    async with main.tenant("ours") as session:
        await profiles.put_segments(session, {ana: [OWN_SEGMENTS]}, now_ms=NOW)
    subject = await gather(main, journeys, Subject(tenant_id="ours", identities=(("email", ANA),)))
    place = MainPlace(main, journeys, sync=nobody)
    assert not (await place.find(subject)).is_nothing
    await place.erase(subject)
    assert (await place.find(subject)).is_nothing
