"""What vendors tell us, forged, replayed, out of order and broken; and what they tell us truly."""

import base64
import contextlib
import json
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from connectors.channels import sendgrid_events, twilio_calls
from domain.campaigns.values import Channel
from domain.errors import InvalidInput, Unauthenticated
from domain.messages.values import FeedbackKind
from domain.senders.values import ChannelAccount, VendorCall
from tests.connectors.channels.vendors import NOW_MS, twilio_signature

KEY = ec.generate_private_key(ec.SECP256R1())
PUBLIC = base64.b64encode(KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
NOW_S = NOW_MS // 1_000
EVENT = {
    "email": "ana@mail.example",
    "timestamp": NOW_S - 5,
    "event": "delivered",
    "sg_event_id": "ZGVsaXZlcmVk",
    "sg_message_id": "sg-1.filter0001.123",
    "response": "250 OK",
    "message_id": "msg_1",
    "tenant_id": "ours",
}


def sendgrid(events, *, key=KEY, timestamp=NOW_S, public=PUBLIC, body=None, **headers) -> VendorCall:
    body = json.dumps(events).encode() if body is None else body
    signature = key.sign(str(timestamp).encode() + body, ec.ECDSA(hashes.SHA256()))
    return VendorCall(
        account=ChannelAccount(
            tenant_id="ours", account_id="cha_1", vendor="sendgrid", parameters={"event_public_key": public}
        ),
        url="https://ads.example/v1/webhooks/sendgrid/cha_1",
        headers={
            sendgrid_events.SIGNATURE: base64.b64encode(signature).decode(),
            sendgrid_events.TIMESTAMP: str(timestamp),
        }
        | headers,
        body=body,
        received_at_ms=NOW_MS,
    )


@pytest.mark.parametrize(
    ("event", "kind", "is_bot", "is_permanent"),
    [
        ({"event": "delivered"}, FeedbackKind.DELIVERED, False, True),
        ({"event": "bounce", "type": "bounce", "reason": "550 no such user"}, FeedbackKind.BOUNCED, False, True),
        ({"event": "bounce", "type": "blocked", "reason": "421 later"}, FeedbackKind.BOUNCED, False, False),
        ({"event": "dropped", "reason": "Bounced Address"}, FeedbackKind.BOUNCED, False, True),
        ({"event": "dropped", "reason": "Invalid"}, FeedbackKind.BOUNCED, False, True),
        ({"event": "dropped", "reason": "Unsubscribed Address"}, FeedbackKind.UNSUBSCRIBED, False, True),
        ({"event": "dropped", "reason": "Spam Reporting Address"}, FeedbackKind.COMPLAINED, False, True),
        ({"event": "dropped", "reason": "Spam Content"}, FeedbackKind.DROPPED, False, True),
        ({"event": "open"}, FeedbackKind.OPENED, False, True),
        ({"event": "open", "sg_machine_open": True}, FeedbackKind.OPENED, True, True),
        ({"event": "click", "url": "https://shop.example/"}, FeedbackKind.CLICKED, False, True),
        ({"event": "spamreport"}, FeedbackKind.COMPLAINED, False, True),
        ({"event": "unsubscribe"}, FeedbackKind.UNSUBSCRIBED, False, True),
        ({"event": "group_resubscribe"}, FeedbackKind.RESUBSCRIBED, False, True),
    ],
)
def test_an_event_of_mail_is_read_as_what_it_says(event, kind, is_bot, is_permanent):
    [told] = sendgrid_events.read(sendgrid([EVENT | event])).feedback
    assert (told.kind, told.is_bot, told.is_permanent) == (kind, is_bot, is_permanent)
    assert (told.message_key, told.address, told.provider_message_id) == ("msg_1", "ana@mail.example", "sg-1")
    assert told.at_ms == (NOW_S - 5) * 1_000


@pytest.mark.parametrize("event", ["processed", "deferred", "account_status_change", "", None, 7])
def test_an_event_that_changes_nothing_is_passed_over(event):
    assert not sendgrid_events.read(sendgrid([EVENT | {"event": event}])).feedback


def test_events_without_an_id_are_told_apart_and_recognised_again():
    without = {name: value for name, value in EVENT.items() if name != "sg_event_id"}
    first, second, again = sendgrid_events.read(
        sendgrid([without, without | {"timestamp": NOW_S}, dict(reversed(without.items()))])
    ).feedback
    assert first.event_id == again.event_id != second.event_id


def test_events_out_of_order_keep_their_own_times():
    told = sendgrid_events.read(
        sendgrid([EVENT | {"event": "click", "timestamp": NOW_S}, EVENT | {"event": "open", "timestamp": NOW_S - 60}])
    ).feedback
    assert [one.at_ms for one in told] == [NOW_MS, NOW_MS - 60_000]


@pytest.mark.parametrize("kind", ["open", "spamreport", "delivered"])
@pytest.mark.parametrize("told_s", [NOW_S + 1, NOW_S + 86_400 * 365, 999_999_999_999, "999999999999"])
def test_nothing_happened_after_it_was_told(kind, told_s):
    [told] = sendgrid_events.read(sendgrid([EVENT | {"event": kind, "timestamp": told_s}])).feedback
    assert told.at_ms == NOW_MS


@pytest.mark.parametrize("told_s", ["\u00b2", "\u0661\u0662", "9" * 5_000, 10**40, -5, 1.5, True, None, "", [NOW_S]])
def test_an_event_without_an_instant_is_passed_over_and_the_others_are_not(told_s):
    [told] = sendgrid_events.read(sendgrid([EVENT | {"timestamp": told_s}, EVENT | {"event": "open"}])).feedback
    assert told.kind is FeedbackKind.OPENED


def test_what_vendors_pass_on_from_others_can_be_stored():
    [bounce] = sendgrid_events.read(sendgrid([EVENT | {"event": "bounce", "reason": "550\0 no\x1b"}])).feedback
    [reply] = twilio_calls.read(twilio(REPLY | {"Body": "Hello\0 \U0001f600\nthere"})).feedback
    assert bounce.reason == "550  no "
    assert reply.reason == "Hello  \U0001f600\nthere"


ELSE = ec.generate_private_key(ec.SECP256R1())


@pytest.mark.parametrize(
    "call",
    [
        sendgrid([EVENT], key=ELSE),
        sendgrid([EVENT], timestamp=NOW_S - 601),
        sendgrid([EVENT], timestamp=NOW_S + 601),
        sendgrid([EVENT], timestamp=-NOW_S),
        sendgrid([EVENT], timestamp="\u00b2"),
        sendgrid([EVENT], public=""),
        sendgrid([EVENT], public="AAAA"),
        sendgrid([EVENT], **{sendgrid_events.SIGNATURE: ""}),
        sendgrid([EVENT], **{sendgrid_events.SIGNATURE: "é"}),
        sendgrid([EVENT], **{sendgrid_events.TIMESTAMP: str(NOW_S - 1)}),
        sendgrid([EVENT], **{sendgrid_events.TIMESTAMP: ""}),
    ],
    ids=[
        "another key",
        "too old",
        "from the future",
        "negative",
        "no digits",
        "no key",
        "broken key",
        "unsigned",
        "letters",
        "moved",
        "no time",
    ],
)
def test_a_call_that_is_not_the_vendor_s_or_too_old_is_not_believed(call):
    with pytest.raises(Unauthenticated):
        sendgrid_events.read(call)


def test_a_body_that_was_altered_is_not_believed():
    call = sendgrid([EVENT])
    forged = sendgrid([EVENT | {"event": "spamreport"}], **call.headers)
    with pytest.raises(Unauthenticated):
        sendgrid_events.read(forged)


@given(st.binary(max_size=300))
def test_no_signed_body_breaks_the_reader(body):
    with contextlib.suppress(InvalidInput):
        sendgrid_events.read(sendgrid(None, body=body))


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from([*EVENT, "type", "url"]),
            st.one_of(st.text(), st.integers(), st.none(), st.lists(st.text())),
        ),
        max_size=3,
    )
)
def test_no_signed_event_breaks_the_reader(events):
    for told in sendgrid_events.read(sendgrid([{**EVENT, **event} for event in events])).feedback:
        assert told.event_id


# Text messages

URL = "https://ads.example/v1/webhooks/twilio/cha_1"
STATUS = {
    "MessageSid": "SM" + "1" * 32,
    "MessageStatus": "delivered",
    "To": "+15551230001",
    "From": "+15551230000",
    "AccountSid": "AC1",
}
REPLY = {
    "MessageSid": "SM" + "2" * 32,
    "SmsStatus": "received",
    "From": "+15551230001",
    "To": "+15551230000",
    "Body": "Hello?",
    "NumMedia": "0",
}


def twilio(fields, *, url=URL, token="good", signature=None, **parameters) -> VendorCall:
    return VendorCall(
        account=ChannelAccount(
            tenant_id="ours",
            account_id="cha_1",
            vendor="twilio",
            parameters=parameters,
            credentials={"auth_token": "good"},
        ),
        url=url,
        headers={twilio_calls.SIGNATURE: twilio_signature(url, fields, token) if signature is None else signature},
        body=urlencode(fields).encode(),
        received_at_ms=NOW_MS,
    )


@pytest.mark.parametrize(
    ("fields", "kind", "is_permanent"),
    [
        ({}, FeedbackKind.DELIVERED, False),
        ({"MessageStatus": "read", "To": "whatsapp:+15551230001"}, FeedbackKind.OPENED, False),
        ({"MessageStatus": "undelivered", "ErrorCode": "30003"}, FeedbackKind.BOUNCED, False),
        ({"MessageStatus": "undelivered", "ErrorCode": "30005"}, FeedbackKind.BOUNCED, True),
        ({"MessageStatus": "failed", "ErrorCode": "21610"}, FeedbackKind.UNSUBSCRIBED, False),
        ({"MessageStatus": "failed", "ErrorCode": "30007"}, FeedbackKind.FAILED, False),
        ({"MessageStatus": "failed", "ErrorCode": "63032"}, FeedbackKind.FAILED, False),
        ({"MessageStatus": "undelivered", "ErrorCode": "63049"}, FeedbackKind.BOUNCED, False),
    ],
)
def test_a_status_is_read_as_what_it_says(fields, kind, is_permanent):
    [told] = twilio_calls.read(twilio(STATUS | fields, url=f"{URL}?message=msg_1")).feedback
    assert (told.kind, told.is_permanent) == (kind, is_permanent)
    assert (told.message_key, told.address) == ("msg_1", "+15551230001")
    assert told.channel is (Channel.WHATSAPP if "whatsapp" in fields.get("To", "") else Channel.SMS)


@pytest.mark.parametrize("status", ["queued", "sending", "sent", "accepted", "canceled"])
def test_a_message_under_way_is_no_news(status):
    assert not twilio_calls.read(twilio(STATUS | {"MessageStatus": status})).feedback


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("STOP", FeedbackKind.UNSUBSCRIBED),
        (" stop. ", FeedbackKind.UNSUBSCRIBED),
        ("Unsubscribe", FeedbackKind.UNSUBSCRIBED),
        ("START", FeedbackKind.RESUBSCRIBED),
        ("unstop", FeedbackKind.RESUBSCRIBED),
        ("HELP", FeedbackKind.REPLIED),
        ("Yes.", FeedbackKind.REPLIED),
        ("please stop by the shop", FeedbackKind.REPLIED),
        ("", FeedbackKind.REPLIED),
    ],
)
def test_a_reply_is_a_keyword_only_when_it_is_nothing_else(body, kind):
    [told] = twilio_calls.read(twilio(REPLY | {"Body": body})).feedback
    assert told.kind is kind
    assert told.address == "+15551230001"
    assert not told.message_key


def test_the_vendor_s_own_reading_of_a_keyword_goes_first():
    told = twilio_calls.read(twilio(REPLY | {"Body": "Arrêt", "OptOutType": "STOP"}, help_text="Write to us"))
    assert told.feedback[0].kind is FeedbackKind.UNSUBSCRIBED
    assert told.answer == "<Response/>"


def test_help_is_answered_with_the_account_s_words():
    told = twilio_calls.read(twilio(REPLY | {"Body": "help"}, help_text="Shop & Co: <help@shop.example>"))
    assert told.answer == "<Response><Message>Shop &amp; Co: &lt;help@shop.example&gt;</Message></Response>"
    assert told.media_type == "text/xml"


def test_the_same_status_twice_is_the_same_news_and_another_is_not():
    first, again, other = (
        twilio_calls.read(twilio(STATUS | {"MessageStatus": status})).feedback[0].event_id
        for status in ("delivered", "delivered", "read")
    )
    assert first == again != other


@pytest.mark.parametrize(
    "call",
    [
        twilio(STATUS, token="bad"),
        twilio(STATUS, signature=""),
        twilio(STATUS, signature="é"),
        twilio(STATUS | {"MessageStatus": "failed"}, signature=twilio_signature(URL, STATUS)),
        twilio(STATUS, url=f"{URL}?message=msg_2", signature=twilio_signature(f"{URL}?message=msg_1", STATUS)),
        twilio(STATUS, url=URL.replace("cha_1", "cha_2"), signature=twilio_signature(URL, STATUS)),
    ],
    ids=["another token", "unsigned", "letters", "altered", "about another message", "to another account"],
)
def test_a_status_that_is_not_the_vendor_s_is_not_believed(call):
    with pytest.raises(Unauthenticated):
        twilio_calls.read(call)


def test_an_account_without_a_token_believes_nobody():
    call = twilio(STATUS, token="")
    without = VendorCall(
        account=ChannelAccount(tenant_id="ours", account_id="cha_1", vendor="twilio"),
        url=call.url,
        headers=call.headers,
        body=call.body,
        received_at_ms=NOW_MS,
    )
    with pytest.raises(Unauthenticated):
        twilio_calls.read(without)


def test_something_else_that_is_signed_says_so():
    with pytest.raises(InvalidInput):
        twilio_calls.read(twilio({"CallSid": "CA1", "CallStatus": "ringing"}))
