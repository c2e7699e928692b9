"""Invitations and resets by mail: whom they reach, what they say, and who cannot read them on the way."""

import re
from collections.abc import AsyncIterator

import pytest

from activities.house_mail import HouseMail
from activities.keeping import SqlKeeper
from connectors.channels.switchboard import Switchboard, open_dependencies
from domain.identity.sign_on import service as sign_on
from domain.identity.sign_on.admission import service as admission
from domain.identity.sign_on.values import NewProvider, OpenIdProvider, Told
from domain.identity.values import PLATFORM_TENANT
from domain.identity.vouchers.values import ASKED_EVERY_MS
from domain.outbox import service as outbox
from domain.outbox.values import Letter
from domain.sealing import Sealer
from domain.senders.service import Accounts
from tests.api.conftest import NOW
from tests.api.test_signing_in import ME, PASSWORD, SESSION, USERS

FORGOTTEN = f"{SESSION}/password/forgotten"
ANA = {"tenant_id": "ours", "email": "Manager@ours.example"}


@pytest.fixture
async def mailing(api) -> AsyncIterator[None]:
    """Nobody has set up mail, so it lies in the platform's outbox."""
    async with open_dependencies(SqlKeeper(api.state.journeys), lambda: NOW) as dependencies:
        accounts = Accounts(Sealer(["test:a-key-of-sixteen-chars"]))
        api.state.mail = HouseMail(api.state.journeys, accounts, Switchboard(dependencies), lambda: NOW)
        api.state.public_url = "https://ads.example"
        yield


async def letters(api, tenant_id: str = PLATFORM_TENANT) -> list[Letter]:
    async with api.state.journeys.reading(tenant_id) as session:
        return list((await outbox.letters(session)).items)


def voucher_in(letter: Letter) -> str:
    return re.search(r"^cev_\S+$", letter.text, re.MULTILINE)[0]


async def test_whoever_forgot_their_password_is_written_to_and_chooses_another(api, mailing):
    async with api.anonymous() as client:
        assert (await client.post(FORGOTTEN, json=ANA)).status_code == 202
        [letter] = await letters(api)
        assert (letter.address, letter.subject) == ("manager@ours.example", "A new password for Campaign Express")
        assert "https://ads.example/api/v1/session/password/chosen" in letter.text
        body = {"voucher": voucher_in(letter), "password": PASSWORD}
        chosen = (await client.post(f"{SESSION}/password/chosen", json=body)).json()
        here = {"Authorization": f"Bearer {chosen['tokens']['access_token']}"}
        assert (await client.get(ME, headers=here)).json()["roles"] == ["manager"]
        assert (await client.post(f"{SESSION}/password/chosen", json=body)).status_code == 401


async def test_the_answer_says_nothing_of_whether_there_is_anybody(api, mailing):
    async with api.anonymous() as client:
        answers = [
            await client.post(FORGOTTEN, json=ANA | change)
            for change in ({}, {"email": "nobody@ours.example"}, {"tenant_id": "nowhere"})
        ]
    assert {(answer.status_code, answer.text) for answer in answers} == {(202, "null")}
    assert len(await letters(api)) == 1


async def test_whoever_comes_by_a_provider_alone_is_sent_nothing_to_choose_a_password_with(api, mailing):
    providers = sign_on.Providers(Sealer(["test:a-key-of-sixteen-chars"]))
    openid = OpenIdProvider(issuer="https://login.ours.example", client_id="c")
    new = NewProvider(name="Ours", email_domains=("ours.example",), openid=openid)
    told = Told(issuer=openid.issuer, subject="s", email="manager@ours.example", is_verified=True)
    async with api.state.main.tenant("ours") as session:
        provider = providers.opened(await providers.create(session, new, actor_id="usr_1", now_ms=NOW))
        ana = await admission.admit(session, provider, told, now_ms=NOW)
    async with api.anonymous() as client, api.as_("ours.admin") as admin:
        assert (await client.post(FORGOTTEN, json=ANA)).status_code == 202
        for by_mail in (True, False):
            invited = await admin.post(f"{USERS}/{ana.id}/invitation", params={"by_mail": by_mail})
            assert invited.status_code == 409
    assert await letters(api) == []


async def test_nobody_is_written_to_more_than_once_a_minute(api, mailing):
    async with api.anonymous() as client:
        for _ in range(5):
            await client.post(FORGOTTEN, json=ANA)
        assert len(await letters(api)) == 1
        api.state.clock_ms = lambda: NOW + ASKED_EVERY_MS
        await client.post(FORGOTTEN, json=ANA)
        assert len(await letters(api)) == 2


async def test_an_invitation_may_be_mailed_and_is_then_shown_to_nobody_else(api, mailing):
    async with api.as_("ours.admin") as admin, api.as_("ours.viewer") as viewer:
        user_id = (await viewer.get(ME)).json()["user_id"]
        made = await admin.post(f"{USERS}/{user_id}/invitation", params={"by_mail": True})
        assert (made.status_code, made.json()["voucher"]) == (201, None)
        [letter] = await letters(api)
        assert (letter.address, letter.subject) == ("viewer@ours.example", "Your invitation to Campaign Express")
        assert await letters(api, "ours") == []


@pytest.mark.parametrize("who", ["platform.operator", "platform.manager", "platform.admin"])
async def test_a_letter_with_a_voucher_is_read_by_administrators_of_the_platform_alone(api, mailing, who):
    async with api.anonymous() as client:
        await client.post(FORGOTTEN, json={"tenant_id": "platform", "email": "admin@platform.example"})
    [letter] = await letters(api)
    secret = voucher_in(letter)
    async with api.as_(who) as reader:
        listed = await reader.get("/api/v1/outbox/messages")
        assert listed.status_code == 200
        assert secret not in listed.text
        for path in (
            f"/api/v1/outbox/messages/{letter.message_id}",
            f"/api/v1/outbox/messages/{letter.message_id}/shown",
        ):
            read = await reader.get(path)
            assert (read.status_code, secret in read.text) == ((200, True) if who == "platform.admin" else (403, False))


async def test_without_a_way_to_send_mail_the_answer_says_so(api):
    async with api.anonymous() as client:
        assert (await client.post(FORGOTTEN, json=ANA)).status_code == 503
