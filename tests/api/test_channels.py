"""Channels over REST: accounts nobody can read back, an outbox one can read, feeds for one person, vendors that call us."""

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import nats
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from activities.keeping import SqlKeeper
from api.channels import ChannelRoom
from connectors.channels.desk import ChannelDesk
from connectors.channels.switchboard import Switchboard, open_dependencies
from domain.behaviour.persons import service as persons
from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.contacts.values import ContactChange
from domain.messages.values import Feedback, FeedbackKind
from domain.outbox import service as outbox
from domain.outbox.values import Letter, WebhookCall
from domain.sealing import Sealer
from domain.senders.service import Accounts
from domain.senders.values import OutboundMessage
from storage.nats.feedback import read_feedback
from storage.nats.streams import ensure_streams
from storage.nats.subjects import MESSAGES_STREAM, feedback_subject
from tests.api.conftest import NOW
from tests.connectors.channels.vendors import twilio_signature

KEY = ec.generate_private_key(ec.SECP256R1())
PUBLIC = base64.b64encode(KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
MAIL = {
    "vendor": "sendgrid",
    "name": "Mail",
    "parameters": {"event_public_key": PUBLIC},
    "credentials": {"api_key": "hush"},
}
TEXTS = {
    "vendor": "twilio",
    "name": "Texts",
    "parameters": {"account_sid": "AC" + "1" * 32},
    "credentials": {"auth_token": "good"},
}
SENDER = {"channel": "email", "name": "Shop", "address": "news@shop.example", "postal_address": "1 High St, London"}
CALLBACKS = "https://ads.example/v1/webhooks"


async def texts(name: str) -> list[str] | None:
    return {"shop.example": ["v=spf1 -all"], "_dmarc.shop.example": None}.get(name, [])


@pytest.fixture
async def channels(api) -> AsyncIterator[Switchboard]:
    """The API with its channels open, and the same lines to them that a worker has."""
    sealer = Sealer(["k1:0123456789abcdef0123456789abcdef"])
    async with open_dependencies(SqlKeeper(api.state.journeys), lambda: NOW, callback_url=CALLBACKS) as dependencies:
        switchboard = Switchboard(dependencies)
        api.state.channels = ChannelRoom(
            accounts=Accounts(sealer),
            connectors=ChannelDesk(switchboard, texts=texts),
            sealer=sealer,
            callback_url=CALLBACKS,
        )
        yield switchboard


@dataclass
class Told:
    """What came of calls, as whoever records it reads it."""

    connection: nats.NATS

    async def feedback(self, tenant_id: str = "ours") -> list[Feedback]:
        js = self.connection.jetstream()
        found: list[Feedback] = []
        state = (await js.stream_info(MESSAGES_STREAM)).state
        for sequence in range(state.first_seq, state.last_seq + 1) if state.messages else ():
            message = await js.get_msg(MESSAGES_STREAM, sequence)
            if message.subject == feedback_subject(tenant_id):
                found += read_feedback(message.data or b"")
        return found


@pytest.fixture
async def told(api, empty_nats_url) -> AsyncIterator[Told]:
    connection = await nats.connect(empty_nats_url)
    await ensure_streams(connection.jetstream())
    api.state.nats = connection
    yield Told(connection)
    await connection.close()


async def account(api, body=MAIL, who="ours.manager") -> dict:
    made = await api.as_(who).post("/api/v1/channels/accounts", json=body)
    assert made.status_code == 201, made.text
    return made.json()


async def test_without_channels_the_api_says_so(api):
    assert (await api.as_("ours.manager").get("/api/v1/channels/vendors")).status_code == 503


@pytest.mark.usefixtures("channels")
async def test_every_vendor_says_what_it_needs_and_what_was_never_verified(api):
    listed = (await api.as_("ours.analyst").get("/api/v1/channels/vendors")).json()
    assert {"sendgrid", "smtp", "twilio", "fcm", "apns", "web_push", "webhook", "outbox"} <= {
        one["vendor"] for one in listed
    }
    assert all(one["documented"] for one in listed)


@pytest.mark.usefixtures("channels")
async def test_credentials_of_channels_are_never_shown_again(api):
    made = await account(api)
    assert made["callback_url"] == f"{CALLBACKS}/sendgrid/{made['id']}"
    client = api.as_("ours.manager")
    changed = await client.patch(f"/api/v1/channels/accounts/{made['id']}", json={"credentials": {"api_key": "hush2"}})
    listed = await client.get("/api/v1/channels/accounts")
    one = await client.get(f"/api/v1/channels/accounts/{made['id']}")
    assert changed.status_code == 200, changed.text
    assert "hush" not in json.dumps(made) + changed.text + listed.text + one.text


@pytest.mark.usefixtures("channels")
async def test_nobody_sees_or_touches_another_tenant_s_account(api):
    made = await account(api)
    theirs = api.as_("theirs.admin")
    where = f"/api/v1/channels/accounts/{made['id']}"
    assert (await theirs.get("/api/v1/channels/accounts")).json() == []
    answers = [
        await theirs.get(where),
        await theirs.patch(where, json={"enabled": False}),
        await theirs.delete(where),
        await theirs.post(f"{where}/test", json={}),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 404]


@pytest.mark.usefixtures("channels")
async def test_analysts_look_and_do_not_touch(api):
    assert (await api.as_("ours.analyst").post("/api/v1/channels/accounts", json=MAIL)).status_code == 403
    assert (await api.as_("ours.viewer").get("/api/v1/channels/accounts")).status_code == 403
    assert (await api.as_("ours.analyst").get("/api/v1/outbox/messages")).status_code == 403


@pytest.mark.usefixtures("channels")
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"vendor": "pigeon", "name": "P"}, "vendor"),
        ({"vendor": "sendgrid", "name": "M"}, "credentials.api_key"),
        ({**TEXTS, "parameters": {"account_sid": "1"}}, "parameters.account_sid"),
        ({**TEXTS, "parameters": TEXTS["parameters"] | {"prices": "free"}}, "parameters.prices"),
    ],
)
async def test_an_account_that_cannot_work_is_refused_with_what_is_missing(api, body, field):
    answer = await api.as_("ours.manager").post("/api/v1/channels/accounts", json=body)
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == field


@pytest.mark.usefixtures("channels")
async def test_our_own_outbox_can_be_tested_by_its_name(api):
    answer = await api.as_("ours.manager").post("/api/v1/channels/accounts/outbox/test", json={})
    assert answer.json()["works"] is True


@pytest.mark.usefixtures("channels")
async def test_a_domain_check_tells_what_is_good_what_is_missing_and_what_nobody_answered(api):
    client = api.as_("ours.manager")
    made = (await client.post("/api/v1/senders", json=SENDER | {"dkim_selectors": ["s1"]})).json()
    assert made["domain"] is None
    check = (await client.post(f"/api/v1/senders/{made['id']}/check")).json()
    assert {one["record"]: one["finding"] for one in check["records"]} == {
        "spf": "good",
        "dkim": "missing",
        "dmarc": "not_checked",
    }
    [kept] = (await client.get("/api/v1/senders")).json()
    assert kept["domain"] == check


@pytest.mark.usefixtures("channels")
async def test_a_sender_of_mail_without_a_postal_address_is_refused(api):
    answer = await api.as_("ours.manager").post("/api/v1/senders", json=SENDER | {"postal_address": ""})
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == "postal_address"


async def sent(api, channels, channel: Channel, message_id="msg_1", person_id="per_ana", **fields) -> None:
    async with api.state.journeys.reading("ours") as session:
        route = (await api.state.channels.accounts.routing(session)).account(channel)
    message = OutboundMessage(message_id=message_id, tenant_id="ours", person_id=person_id, channel=channel, **fields)
    await channels.connect(route).send([message])


async def test_a_message_lands_in_the_outbox_and_reads_as_its_receiver_would_see_it(api, channels):
    html = "<p>Hello Ana</p><script>alert(1)</script>"
    await sent(
        api, channels, Channel.EMAIL, address="ana@mail.example", subject="Hello", html=html, source="journey:jrn_1"
    )
    client = api.as_("ours.operator")
    [summary] = (await client.get("/api/v1/outbox/messages", params={"person_id": "per_ana"})).json()["messages"]
    assert (summary["subject"], summary["address"]) == ("Hello", "ana@mail.example")
    assert (await client.get("/api/v1/outbox/messages/msg_1")).json()["html"] == html
    shown = await client.get("/api/v1/outbox/messages/msg_1/shown")
    assert shown.headers["content-type"].startswith("text/html")
    assert "sandbox" in shown.headers["content-security-policy"]
    assert "script-src" not in shown.headers["content-security-policy"]
    assert (await api.as_("theirs.operator").get("/api/v1/outbox/messages/msg_1")).status_code == 404


async def token(api, person_id: str) -> str:
    body = {"person_id": person_id, "hours": 1}
    made = await api.as_("ours.operator").post("/api/v1/feeds/tokens", json=body)
    assert made.status_code == 201, made.text
    return made.json()["token"]


async def test_an_app_fetches_what_is_meant_for_its_person_and_tells_what_they_did(api, channels, told):
    async with api.state.journeys.tenant("ours") as session:
        ana, _ = await contacts.create(session, ContactChange(attributes={"tier": "gold"}), now_ms=NOW)
    gold = {"when": {"kind": "attribute", "attribute": "tier", "is": "is", "value": "gold"}, "screens": ["home"]}
    await sent(
        api, channels, Channel.IN_APP, person_id=ana, title="For gold", data={"showing": gold, "link": "shop://gold"}
    )
    stranger = api.anonymous()
    reader = {"token": await token(api, ana)}
    assert (await stranger.get("/v1/feeds/in_app", params=reader | {"screen": "cart"})).json()["items"] == []
    answer = await stranger.get("/v1/feeds/in_app", params=reader | {"screen": "home"})
    [item] = answer.json()["items"]
    assert (item["title"], item["data"]) == ("For gold", {"link": "shop://gold"})
    assert answer.headers["access-control-allow-origin"] == "*"
    for seen in ("clicked", "shown"):
        noted = await stranger.post(f"/v1/feeds/items/msg_1/{seen}", params=reader)
        assert noted.status_code == 204, noted.text
    assert (await stranger.get("/v1/feeds/in_app", params=reader | {"screen": "home"})).json()["items"] == []
    assert [(one.kind, one.message_key) for one in await told.feedback()] == [
        (FeedbackKind.CLICKED, "msg_1"),
        (FeedbackKind.OPENED, "msg_1"),
    ]


async def test_a_token_opens_one_person_s_feeds_for_its_time_and_nothing_else(api, channels):
    await sent(api, channels, Channel.CONTENT_CARD, title="Card")
    stranger = api.anonymous()
    bo, ana = await token(api, "per_bo"), await token(api, "per_ana")
    assert (await stranger.get("/v1/feeds/content_card", params={"token": bo})).json()["items"] == []
    assert (await stranger.post("/v1/feeds/items/msg_1/clicked", params={"token": bo})).status_code == 404
    tenant, _, sealed = ana.partition("~")
    for forged in ("", "x", f"theirs~{sealed}", f"{tenant}~{sealed[:-4]}AAAA", f"{tenant}~"):
        assert (await stranger.get("/v1/feeds/content_card", params={"token": forged})).status_code == 401
    api.state.clock_ms = lambda: NOW + 3_600_000
    assert (await stranger.get("/v1/feeds/content_card", params={"token": ana})).status_code == 401
    api.state.clock_ms = lambda: NOW


async def test_a_token_of_somebody_who_turned_out_to_be_somebody_else_opens_what_is_theirs_now(api, channels, told):
    async with api.state.journeys.tenant("ours") as session:
        customer, _ = await contacts.create(session, ContactChange(identities=(("external_id", "c-7"),)), now_ms=1)
        visitor, _ = await contacts.create(session, ContactChange(identities=(("anonymous_id", "d-1"),)), now_ms=2)
    await sent(api, channels, Channel.CONTENT_CARD, person_id=visitor, title="Card")
    reader = {"token": await token(api, visitor)}
    async with api.state.journeys.tenant("ours") as session:
        changed = await contacts.merge(session, customer, visitor, now_ms=NOW)
        await persons.follow_merges(session, changed.merges, now_ms=NOW)
    stranger = api.anonymous()
    [item] = (await stranger.get("/v1/feeds/content_card", params=reader)).json()["items"]
    assert item["title"] == "Card"
    assert (await stranger.post("/v1/feeds/items/msg_1/dismissed", params=reader)).status_code == 204
    assert (await stranger.get("/v1/feeds/content_card", params=reader)).json()["items"] == []


async def test_dead_letters_are_listed_and_sent_again(api, channels):
    call = WebhookCall(
        message_id="msg_1", account_id="cha_1", person_id="per_ana", at_ms=NOW, url="https://hooks.example/", body=b"{}"
    )
    async with api.state.journeys.tenant("ours") as session:
        await outbox.queue_calls(session, [call])
    client = api.as_("ours.manager")
    assert (await client.get("/api/v1/outbox/webhooks")).json()["calls"] == []
    [waiting] = (await client.get("/api/v1/outbox/webhooks", params={"which": "waiting"})).json()["calls"]
    assert waiting["message_id"] == "msg_1"
    again = await client.post("/api/v1/outbox/webhooks/replay", json={"message_ids": ["msg_1"]})
    assert again.status_code == 409, "it is on its way already"


# Vendors that call us


def events(*events: dict, at_s: int = NOW // 1_000, key=KEY) -> tuple[bytes, dict[str, str]]:
    body = json.dumps(events).encode()
    signature = base64.b64encode(key.sign(str(at_s).encode() + body, ec.ECDSA(hashes.SHA256()))).decode()
    return body, {
        "X-Twilio-Email-Event-Webhook-Signature": signature,
        "X-Twilio-Email-Event-Webhook-Timestamp": str(at_s),
        "Content-Type": "application/json",
    }


EVENT = {
    "event": "bounce",
    "type": "bounce",
    "email": "ana@mail.example",
    "timestamp": NOW // 1_000,
    "sg_event_id": "e1",
    "message_id": "msg_1",
}


@pytest.mark.usefixtures("channels")
async def test_a_vendor_s_events_are_stored_before_it_is_answered(api, told):
    made = await account(api)
    body, headers = events(EVENT, EVENT | {"event": "open", "sg_event_id": "e2"})
    answer = await api.anonymous().post(f"/v1/webhooks/sendgrid/{made['id']}", content=body, headers=headers)
    assert answer.status_code == 204, answer.text
    found = await told.feedback()
    assert [(one.kind, one.message_key) for one in found] == [
        (FeedbackKind.BOUNCED, "msg_1"),
        (FeedbackKind.OPENED, "msg_1"),
    ]
    assert await told.feedback("theirs") == []


@pytest.mark.usefixtures("channels")
async def test_events_that_are_told_again_are_stored_once(api, told):
    made = await account(api)
    body, headers = events(EVENT)
    for _ in range(3):
        await api.anonymous().post(f"/v1/webhooks/sendgrid/{made['id']}", content=body, headers=headers)
    assert len(await told.feedback()) == 1


@pytest.mark.usefixtures("channels")
async def test_forged_old_and_misdirected_events_are_refused_and_nothing_is_stored(api, told):
    ours, theirs = await account(api), await account(api, MAIL | {"parameters": {}}, "theirs.manager")
    texts_account = await account(api, TEXTS)
    body, headers = events(EVENT)
    else_key = ec.generate_private_key(ec.SECP256R1())
    stranger = api.anonymous()
    tries = [
        (f"sendgrid/{ours['id']}", *events(EVENT, key=else_key), 401),
        (f"sendgrid/{ours['id']}", *events(EVENT, at_s=NOW // 1_000 - 3_600), 401),
        (f"sendgrid/{ours['id']}", body.replace(b"bounce", b"unsubx"), headers, 401),
        (f"sendgrid/{ours['id']}", body, {}, 401),
        (f"sendgrid/{theirs['id']}", body, headers, 401),
        (f"sendgrid/{texts_account['id']}", body, headers, 404),
        ("sendgrid/cha_none", body, headers, 404),
        (f"twilio/{ours['id']}", body, headers, 404),
    ]
    for path, sent_body, sent_headers, status in tries:
        answer = await stranger.post(f"/v1/webhooks/{path}", content=sent_body, headers=sent_headers)
        assert answer.status_code == status, (path, answer.text)
    assert await told.feedback() == []


@pytest.mark.usefixtures("channels")
async def test_a_stop_by_text_is_stored_and_answered_as_the_vendor_wants_it(api, told):
    made = await account(api, TEXTS)
    fields = {"MessageSid": "SM2", "From": "+15551230001", "To": "+15551230000", "Body": "STOP", "OptOutType": "STOP"}
    url = f"{CALLBACKS}/twilio/{made['id']}"
    answer = await api.anonymous().post(
        f"/v1/webhooks/twilio/{made['id']}", data=fields, headers={"X-Twilio-Signature": twilio_signature(url, fields)}
    )
    assert (answer.status_code, answer.text) == (200, "<Response/>")
    assert answer.headers["content-type"].startswith("text/xml")
    [stop] = await told.feedback()
    assert (stop.kind, stop.address, stop.channel) == (FeedbackKind.UNSUBSCRIBED, "+15551230001", Channel.SMS)


@pytest.mark.usefixtures("channels")
async def test_a_status_callback_settles_the_message_its_address_names(api, told):
    made = await account(api, TEXTS)
    fields = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": "+15551230001", "From": "+15551230000"}
    url = f"{CALLBACKS}/twilio/{made['id']}?message=msg_7"
    path = f"/v1/webhooks/twilio/{made['id']}?message=msg_7"
    good = {"X-Twilio-Signature": twilio_signature(url, fields)}
    assert (await api.anonymous().post(path, data=fields, headers=good)).status_code == 204
    moved = path.replace("msg_7", "msg_8")
    assert (await api.anonymous().post(moved, data=fields, headers=good)).status_code == 401
    [status] = await told.feedback()
    assert status.message_key == "msg_7"


@pytest.mark.usefixtures("channels")
async def test_while_nothing_can_be_stored_a_vendor_is_asked_to_come_again(api):
    made = await account(api)
    body, headers = events(EVENT)
    answer = await api.anonymous().post(f"/v1/webhooks/sendgrid/{made['id']}", content=body, headers=headers)
    assert answer.status_code == 503


async def test_letters_of_any_kind_can_be_read(api, channels):
    async with api.state.journeys.tenant("ours") as session:
        for channel in Channel:
            letter = Letter(message_id=f"msg_{channel}", person_id="per_ana", channel=channel, at_ms=NOW, body="Hello")
            await outbox.keep(session, [letter])
    client = api.as_("ours.operator")
    for channel in Channel:
        assert (await client.get(f"/api/v1/outbox/messages/msg_{channel}/shown")).text == "Hello"
        [only] = (await client.get("/api/v1/outbox/messages", params={"channel": channel.value})).json()["messages"]
        assert only["subject"] == "Hello"
