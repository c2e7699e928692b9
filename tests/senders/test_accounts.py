"""Accounts and senders: what is sealed, what is the default, which way a message goes."""

import pytest
from pydantic import SecretStr

from connectors.channels.registry import capabilities
from domain.campaigns.values import Channel
from domain.errors import Conflict, InvalidInput, NotFound
from domain.records import JOURNEYS_STORE
from domain.sealing import Sealer
from domain.senders import service
from domain.senders.service import Accounts
from domain.senders.values import ChannelAccountChange, NewChannelAccount, NewSender, SenderChange
from storage.sql import Database

NOW_MS = 1_795_219_200_000
SEALER = Sealer(["k1:0123456789abcdef0123456789abcdef"])


@pytest.fixture(params=["sqlite", "postgresql"])
async def journeys(request, tmp_path):
    url = f"sqlite:///{tmp_path / 'journeys.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("empty_postgres_url")
    database = Database.open(url, store=JOURNEYS_STORE)
    await database.create_all()
    yield database
    await database.close()


def mail(name="Mail", **changes) -> NewChannelAccount:
    return NewChannelAccount(vendor="sendgrid", name=name, credentials={"api_key": SecretStr("hush")}, **changes)


async def create(session, new: NewChannelAccount):
    return await Accounts(SEALER).create(session, new, capabilities(new.vendor), actor_id="usr_1", now_ms=NOW_MS)


def sender(**changes) -> NewSender:
    said = {"channel": "email", "name": "Shop", "address": "news@shop.example", "postal_address": "1 High St, London"}
    return NewSender(**(said | changes))


async def test_credentials_are_sealed_at_rest_and_open_for_connectors(journeys):
    async with journeys.tenant("ours") as session:
        row = await create(session, mail())
    assert "hush" not in row.credentials
    async with journeys.reading("ours") as session:
        account = await Accounts(SEALER).get(session, row.id)
    assert account.credentials == {"api_key": "hush"}
    assert "hush" not in repr(account)


async def test_another_tenant_has_no_such_account(journeys):
    async with journeys.tenant("ours") as session:
        row = await create(session, mail())
    async with journeys.tenant("theirs") as session:
        with pytest.raises(NotFound):
            await Accounts(SEALER).get(session, row.id)
        await create(session, mail())


async def test_what_a_vendor_needs_must_be_there_and_nothing_it_does_not_know(journeys):
    async with journeys.tenant("ours") as session:
        with pytest.raises(InvalidInput) as missing:
            await create(session, NewChannelAccount(vendor="sendgrid", name="Mail"))
        assert missing.value.field == "credentials.api_key"
        with pytest.raises(InvalidInput) as unknown:
            await create(session, mail(parameters={"colour": "red"}))
        assert unknown.value.field == "parameters.colour"
        with pytest.raises(InvalidInput) as malformed:
            await create(session, mail(parameters={"region": "mars"}))
        assert malformed.value.field == "parameters.region"


async def test_messages_go_by_the_newest_default_and_elsewhere_to_the_outbox_and_the_feeds(journeys):
    async with journeys.tenant("ours") as session:
        first = await create(session, mail("First"))
        second = await create(session, mail("Second"))
        await create(session, mail("Third", is_default=False))
        routing = await Accounts(SEALER).routing(session)
    assert routing.account(Channel.EMAIL).account_id == second.id
    assert not first.is_default
    assert routing.account(Channel.SMS).vendor == "outbox"
    assert routing.account(Channel.IN_APP).vendor == "feed"
    assert routing.account(Channel.PAID_MEDIA).vendor == "bid_plane"


async def test_without_the_outbox_a_channel_nobody_set_up_has_no_account(journeys):
    async with journeys.reading("ours") as session:
        routing = await Accounts(SEALER, outbox_by_default=False).routing(session)
    assert routing.account(Channel.SMS) is None
    assert routing.account(Channel.CONTENT_CARD) is not None


async def test_devices_of_each_platform_have_their_own_account(journeys):
    android = NewChannelAccount(vendor="fcm", name="Android", credentials={"service_account": SecretStr("{}")})
    apple = NewChannelAccount(
        vendor="apns",
        name="Apple",
        parameters={"team_id": "TEAM123456", "key_id": "KEY1234567", "topic": "com.example"},
        credentials={"private_key": SecretStr("key")},
    )
    async with journeys.tenant("ours") as session:
        await create(session, android)
        await create(session, apple)
        routing = await Accounts(SEALER).routing(session)
    assert routing.account(Channel.PUSH, "ios").vendor == "apns"
    assert routing.account(Channel.PUSH, "android").vendor == "fcm"


async def test_an_account_that_is_switched_off_carries_nothing(journeys):
    async with journeys.tenant("ours") as session:
        row = await create(session, mail())
        await Accounts(SEALER).change(
            session, row.id, ChannelAccountChange(enabled=False), capabilities("sendgrid"), now_ms=NOW_MS
        )
        routing = await Accounts(SEALER).routing(session)
    assert routing.account(Channel.EMAIL).vendor == "outbox"


async def test_a_change_of_credentials_counts_the_revision_and_forgets_the_test(journeys):
    async with journeys.tenant("ours") as session:
        row = await create(session, mail())
        row.works = True
        changed = await Accounts(SEALER).change(
            session,
            row.id,
            ChannelAccountChange(credentials={"api_key": SecretStr("new")}),
            capabilities("sendgrid"),
            now_ms=NOW_MS + 1,
        )
    assert (changed.revision, changed.works) == (2, None)


SERVER = {"host": "mail.shop.example", "port": "465", "security": "tls", "username": "shop"}


async def own_server(session, **credentials: str):
    new = NewChannelAccount(
        vendor="smtp",
        name="Ours",
        parameters=SERVER,
        credentials={name: SecretStr(secret) for name, secret in credentials.items()},
    )
    return await create(session, new)


async def change_server(session, row, credentials=None, **parameters: str):
    change = ChannelAccountChange(parameters=SERVER | parameters, credentials=credentials)
    return await Accounts(SEALER).change(session, row.id, change, capabilities("smtp"), now_ms=NOW_MS)


@pytest.mark.parametrize(
    "parameters", [{"host": "mail.else.example"}, {"port": "2525"}, {"security": "none"}, {"username": "else"}]
)
async def test_a_sealed_password_is_sent_nowhere_else_unless_it_is_entered_again(journeys, parameters):
    async with journeys.tenant("ours") as session:
        row = await own_server(session, password="hush")
        with pytest.raises(InvalidInput) as refused:
            await change_server(session, row, **parameters)
        assert refused.value.field == "credentials"
        assert row.parameters == SERVER
        await change_server(session, row, credentials={"password": SecretStr("hush again")}, **parameters)
        assert (await Accounts(SEALER).get(session, row.id)).parameters == SERVER | parameters


async def test_a_server_without_a_password_moves_and_the_same_server_is_no_move(journeys):
    async with journeys.tenant("ours") as session:
        row = await own_server(session)
        await change_server(session, row, host="mail.else.example")
        assert row.parameters["host"] == "mail.else.example"
    async with journeys.tenant("theirs") as session:
        row = await own_server(session, password="hush")
        await change_server(session, row)
        assert (await Accounts(SEALER).get(session, row.id)).credentials == {"password": "hush"}


async def test_a_sender_of_mail_has_a_postal_address(journeys):
    async with journeys.tenant("ours") as session:
        with pytest.raises(InvalidInput) as refused:
            await service.create_sender(session, sender(postal_address=" "), actor_id="usr_1", now_ms=NOW_MS)
        assert refused.value.field == "postal_address"
        row = await service.create_sender(session, sender(), actor_id="usr_1", now_ms=NOW_MS)
        with pytest.raises(InvalidInput):
            await service.change_sender(session, row.id, SenderChange(postal_address=""), now_ms=NOW_MS)


@pytest.mark.parametrize(
    ("channel", "address", "is_good"),
    [
        ("sms", "+15551234567", True),
        ("sms", "12345", True),
        ("sms", "MyShop", True),
        ("sms", "A name that is too long", False),
        ("sms", "+0123", False),
        ("whatsapp", "MyShop", False),
        ("email", "shop.example", False),
        ("email", "a@b@shop.example", False),
    ],
)
async def test_a_sender_is_what_its_channel_can_send_from(journeys, channel, address, is_good):
    async with journeys.tenant("ours") as session:
        new = sender(channel=channel, address=address)
        if is_good:
            assert (await service.create_sender(session, new, actor_id="usr_1", now_ms=NOW_MS)).address == address
        else:
            with pytest.raises(InvalidInput):
                await service.create_sender(session, new, actor_id="usr_1", now_ms=NOW_MS)


async def test_the_default_sender_writes_unless_another_is_named(journeys):
    async with journeys.tenant("ours") as session:
        first = await service.create_sender(session, sender(), actor_id="usr_1", now_ms=NOW_MS)
        await service.create_sender(session, sender(address="care@shop.example"), actor_id="usr_1", now_ms=NOW_MS)
        with pytest.raises(Conflict):
            await service.create_sender(session, sender(), actor_id="usr_1", now_ms=NOW_MS)
        routing = await Accounts(SEALER).routing(session)
    assert routing.sender(Channel.EMAIL).address == "care@shop.example"
    assert routing.sender(Channel.EMAIL, first.id).address == "news@shop.example"
    assert routing.sender(Channel.SMS, first.id) is None
