"""Opt-outs of the sale and sharing of data: they hold for whoever has the identity, and only the person takes them back."""

import pytest

from domain.campaigns.values import Channel
from domain.contacts import service
from domain.contacts.files import service as files
from domain.contacts.files.rules import read_sheet
from domain.contacts.files.values import Mapping
from domain.contacts.rules import may_be_asked_again_ms, refuses_sale, unreachable
from domain.contacts.sale import service as sale
from domain.contacts.values import SALE, Contact, ContactChange, Evidence, How
from domain.delivery.values import ConsentState
from domain.errors import Conflict, InvalidInput
from tests.contacts.conftest import TENANT

NOW = 1_795_219_200_000
X, ANA, BO, PHONE = (
    ("external_id", "x"),
    ("email", "ana@x.example"),
    ("email", "bo@x.example"),
    ("phone", "+14155550100"),
)
BROWSER, EXCHANGE = ("anonymous_id", "tablet"), ("exchange_id", "e-1")
LINK = Evidence(how=How.OPT_OUT_LINK, source="https://x.example/privacy", ip="203.0.113.7", user_agent="F", by="web_1")
FORM = Evidence(how=How.FORM, source="form 9", by="usr_1")


async def put(journeys, *identities, now_ms=NOW):
    async with journeys.tenant(TENANT) as session:
        return (await service.create(session, ContactChange(identities=identities), now_ms=now_ms))[0]


async def out(journeys, *identities, evidence=LINK, now_ms=NOW):
    async with journeys.tenant(TENANT) as session:
        return await service.opt_out(session, identities, evidence, at_ms=now_ms, now_ms=now_ms)


async def back(journeys, person_id, evidence=FORM, *, at_ms):
    async with journeys.tenant(TENANT) as session:
        return await service.opt_in(session, person_id, evidence, at_ms=at_ms, now_ms=at_ms)


async def get(journeys, person_id) -> Contact:
    async with journeys.reading(TENANT) as session:
        return await service.get(session, person_id)


async def records(journeys, person_id):
    async with journeys.reading(TENANT) as session:
        _, rows = await service.history(session, person_id)
    return [(row.state, row.how, row.source, row.ip, row.user_agent, row.recorded_by) for row in rows]


async def listed(journeys, *identities):
    async with journeys.reading(TENANT) as session:
        return [identity for identity in identities if await service.opted_out(session, identity)]


async def told(journeys):
    """What the bid plane would hear now, and hears no more afterwards."""
    async with journeys.tenant(TENANT) as session:
        untold = await sale.untold(session, limit=100)
        await sale.note_told(session, untold)
    return {kind: refused for (kind, _), refused in untold.refused.items()}


async def test_an_opt_out_holds_by_everything_they_are_known_by_with_its_proof_and_once(journeys):
    who = await put(journeys, X, ANA, PHONE, EXCHANGE, BROWSER)
    changed = await out(journeys, ANA)
    assert "sale_or_sharing" in changed.told[who]
    again = await out(journeys, ANA, now_ms=NOW + 5)
    assert not again.told
    contact = await get(journeys, who)
    assert (contact.consents[SALE], contact.consented_at_ms[SALE]) == (ConsentState.DENIED, NOW)
    assert await records(journeys, who) == [
        ("denied", "opt_out_link", "https://x.example/privacy", "203.0.113.7", "F", "web_1")
    ]
    assert await listed(journeys, X, ANA, PHONE, EXCHANGE, BROWSER) == [X, ANA, PHONE, EXCHANGE, BROWSER]
    assert await told(journeys) == {"email_sha256": True, "phone_sha256": True, "exchange_id": True}
    assert await told(journeys) == {}
    ben = await put(journeys, BO)
    await out(journeys, BO)
    assert await listed(journeys, ("exchange_id", ben)) == [("exchange_id", ben)]  # known to bidders by our own id
    await told(journeys)
    assert unreachable(contact, Channel.PAID_MEDIA) == "has opted out of the sale and sharing of their data"
    assert unreachable(contact, Channel.EMAIL) == ""


async def test_whoever_turns_out_to_have_the_identity_has_opted_out_even_after_an_erasure(journeys):
    await out(journeys, ANA)
    who = await put(journeys, X, ANA)
    assert refuses_sale(await get(journeys, who))
    [(state, how, source, *_)] = await records(journeys, who)
    assert (state, how, source) == ("denied", "opt_out_link", "an opt-out kept of their email")
    async with journeys.tenant(TENANT) as session:
        await service.erase(session, who)
    assert await records(journeys, who) == []
    again = await put(journeys, ("external_id", "y"), ANA, now_ms=NOW + 9)
    assert again != who
    assert refuses_sale(await get(journeys, again))
    assert refuses_sale(await get(journeys, await put(journeys, X, now_ms=NOW + 9)))


async def test_who_gets_another_address_or_is_merged_goes_on_having_opted_out(journeys):
    ana = await put(journeys, X, ANA)
    await out(journeys, ANA)
    await told(journeys)
    async with journeys.tenant(TENANT) as session:
        await service.change(session, ana, ContactChange(identities=(BO,)), now_ms=NOW + 1)
    assert await listed(journeys, BO) == [BO]
    assert await told(journeys) == {"email_sha256": True}
    other = await put(journeys, PHONE)
    async with journeys.tenant(TENANT) as session:
        await service.merge(session, other, ana, now_ms=NOW + 2)
    assert refuses_sale(await get(journeys, other))
    assert await listed(journeys, PHONE) == [PHONE]


async def test_a_browser_that_changes_hands_takes_along_what_it_said_itself_alone(journeys):
    ana = await put(journeys, X, BROWSER)
    async with journeys.tenant(TENANT) as session:
        await service.opt_person_out(session, ana, LINK, at_ms=NOW, now_ms=NOW)
    ben = await put(journeys, ("external_id", "ben"), BROWSER)
    assert not refuses_sale(await get(journeys, ben))
    await out(journeys, BROWSER, evidence=Evidence(how=How.GLOBAL_PRIVACY_CONTROL, by="web_1"))
    assert refuses_sale(await get(journeys, ben))
    cleo = await put(journeys, ("external_id", "cleo"), BROWSER)
    assert refuses_sale(await get(journeys, cleo))


async def test_only_a_later_act_of_their_own_takes_it_back(journeys):
    who = await put(journeys, X, ANA, EXCHANGE)
    with pytest.raises(Conflict):
        await back(journeys, who, at_ms=NOW + 1)
    await out(journeys, ANA)
    await told(journeys)
    for evidence in (
        Evidence(how=How.IMPORT, source="crm"),
        Evidence(how=How.API, source="crm"),
        Evidence(how=How.FORM),
    ):
        with pytest.raises(InvalidInput):
            await back(journeys, who, evidence, at_ms=NOW + 1)
    with pytest.raises(InvalidInput):
        await back(journeys, who, at_ms=NOW)
    await back(journeys, who, at_ms=NOW + 1)
    contact = await get(journeys, who)
    assert contact.consents[SALE] is ConsentState.GRANTED
    assert [state for state, *_ in await records(journeys, who)] == ["denied", "granted"]
    assert await listed(journeys, X, ANA, EXCHANGE) == []
    assert await told(journeys) == {"email_sha256": False, "exchange_id": False}
    await out(journeys, ANA, now_ms=NOW + 2)
    assert refuses_sale(await get(journeys, who))


async def opted_in_again(journeys, *identities):
    """Somebody who opted out once, and in again at ``NOW + 2``."""
    who = await put(journeys, *identities)
    await out(journeys, identities[-1], now_ms=NOW + 1)
    await back(journeys, who, at_ms=NOW + 2)
    return who


async def test_an_opt_in_takes_back_nothing_of_an_address_that_comes_along_afterwards(journeys):
    await out(journeys, BO)
    who = await opted_in_again(journeys, X, ANA)
    async with journeys.tenant(TENANT) as session:
        await service.change(session, who, ContactChange(identities=(BO,)), now_ms=NOW + 3)
    assert refuses_sale(await get(journeys, who))
    assert await listed(journeys, X, ANA, BO) == [X, ANA, BO]
    await back(journeys, who, at_ms=NOW + 4)
    assert await listed(journeys, X, ANA, BO) == []


@pytest.mark.parametrize("stays", ["who opted in", "who opted out"])
async def test_no_merge_takes_an_opt_out_back_however_early_it_was_said(journeys, stays):
    ids = {"who opted in": (("external_id", "ben"), BO), "who opted out": (X, ANA)}
    ids = {who: known_by if who == stays else known_by[1:] for who, known_by in ids.items()}
    denied = await put(journeys, *ids["who opted out"])
    await out(journeys, ANA)
    granted = await opted_in_again(journeys, *ids["who opted in"])
    await told(journeys)
    async with journeys.tenant(TENANT) as session:
        await service.merge(session, granted, denied, now_ms=NOW + 3)
    survivor = await get(journeys, granted)
    assert survivor.person_id == (granted if stays == "who opted in" else denied)
    assert refuses_sale(survivor)
    assert await listed(journeys, ANA, BO) == [ANA, BO]
    assert set((await told(journeys)).values()) == {True}
    with pytest.raises(InvalidInput):
        await back(journeys, survivor.person_id, at_ms=NOW + 2)
    await back(journeys, survivor.person_id, at_ms=NOW + 4)
    assert await listed(journeys, ANA, BO) == []


async def test_who_is_merged_with_somebody_who_opted_in_releases_nothing_that_others_said(journeys):
    ana = await put(journeys, X, BROWSER)
    async with journeys.tenant(TENANT) as session:
        await service.opt_person_out(session, ana, LINK, at_ms=NOW, now_ms=NOW)
    ben = await put(journeys, ("external_id", "ben"), BROWSER)
    granted = await opted_in_again(journeys, BO)
    async with journeys.tenant(TENANT) as session:
        await service.merge(session, ben, granted, now_ms=NOW + 3)
    assert not refuses_sale(await get(journeys, ben))
    assert await listed(journeys, BROWSER) == [BROWSER]


async def test_a_file_opts_people_out_and_nobody_in(journeys):
    columns = {
        "Id": {"to": "identity", "kind": "external_id"},
        "E-mail": {"to": "identity", "kind": "email"},
        "Opted out": {"to": "sale_opt_out"},
        "Since": {"to": "consented_at"},
    }
    mapping = Mapping.model_validate({"columns": columns})

    async def take(*lines):
        sheet = read_sheet("\r\n".join(("Id,E-mail,Opted out,Since", *lines)).encode(), mapping, by="usr_1", now_ms=NOW)
        async with journeys.tenant(TENANT) as session:
            return sheet, (await files.take_rows(session, sheet.rows, now_ms=NOW))[1]

    sheet, errors = await take("x,ana@x.example,yes,", "y,bo@x.example,no,")
    assert (errors, files.consents_of(sheet), files.consents_of(sheet, without_proof=True)) == ((), 1, 1)
    ana = await put(journeys, X)
    assert refuses_sale(await get(journeys, ana))
    for line in ("x,ana@x.example,no,", "x,ana@x.example,no,2026-11-20T00:00:00Z", "x,,,"):
        _, errors = await take(line)
        assert [(error.column, error.is_taken) for error in errors] == (
            [("sale_or_sharing", True)] if "no" in line else []
        )
        assert refuses_sale(await get(journeys, ana))
    assert not refuses_sale(await get(journeys, await put(journeys, ("external_id", "y"))))


def test_nobody_who_opted_out_is_asked_again_for_twelve_months():
    leap_day = 1_835_395_200_000  # 2028-02-29
    denied = Contact(person_id="p", consents={SALE: ConsentState.DENIED}, consented_at_ms={SALE: leap_day})
    assert may_be_asked_again_ms(denied) == 1_866_931_200_000  # 2029-02-28
    assert may_be_asked_again_ms(Contact(person_id="p")) is None
