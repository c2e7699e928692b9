"""What one vendor does and no other: batches, callbacks, tokens, templates, signatures."""

import json
from email.message import EmailMessage

import pytest
from msgspec.structs import replace

from connectors.channels.protocol import Channel
from domain.errors import InvalidInput
from domain.senders.rules import check_needs
from domain.senders.values import Accepted, Ambiguous, Deferred, RefusalClass, Refused
from tests.connectors.channels import apple, vendors
from tests.connectors.channels.cases import CASES, LIST

BY_VENDOR = {case.vendor: case for case in CASES}


def only(*keys: str):
    return pytest.mark.parametrize("case", [BY_VENDOR[key] for key in keys], ids=keys, indirect=True)


# SendGrid


@only("sendgrid")
async def test_messages_that_read_alike_go_in_one_call_and_others_in_their_own(world):
    alike = world.case.messages(5)
    other = [replace(world.case.message, message_id="msg_9", html="<p>Only for you</p>")]
    await world.connect().send([*alike, *other])
    assert world.vendor.calls.count("POST /v3/mail/send") == 2


@only("sendgrid")
async def test_two_messages_to_one_address_are_two_calls(world):
    outcomes = await world.connect().send(world.case.messages(2, address="ana@mail.example"))
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert world.vendor.calls.count("POST /v3/mail/send") == 2


@only("sendgrid")
async def test_content_that_the_vendor_refuses_is_refused_for_everybody_by_one_call(world):
    outcomes = await world.connect().send(world.case.messages(1_000, html="<p>forbidden</p>"))
    assert {(type(one), one.why) for one in outcomes} == {(Refused, RefusalClass.CONTENT)}
    assert world.vendor.calls.count("POST /v3/mail/send") == 1


@only("sendgrid")
async def test_a_refusal_that_names_nobody_is_narrowed_down_to_whom_it_is_about(world):
    messages = world.case.messages(1_000)
    doomed = {17, 18, 900}
    for place in doomed:
        messages[place] = replace(messages[place], headers={"X-Unexplained": "1"})
    outcomes = await world.connect().send(messages)
    assert {place for place, one in enumerate(outcomes) if isinstance(one, Refused)} == doomed
    assert len(world.vendor.taken) == 997
    assert world.vendor.calls.count("POST /v3/mail/send") < 70


@only("sendgrid")
async def test_mail_carries_one_click_unsubscribe_and_our_id_and_nobody_s_name(world):
    await world.connect().send(world.case.messages(1))
    [sent] = world.vendor.taken["msg_0"]
    [person] = sent["personalizations"]
    assert person["headers"]["List-Unsubscribe"] == "<https://shop.example/u/1>"
    assert person["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert person["custom_args"] == {"message_id": "msg_0", "tenant_id": "ours"}
    assert sent["tracking_settings"]["click_tracking"] == {"enable": False}
    assert sent["from"] == {"email": "news@shop.example", "name": "Shop, Ltd"}
    assert sent["reply_to"] == {"email": "help@shop.example"}


@only("sendgrid")
async def test_an_accepted_message_keeps_the_vendor_s_id(world):
    [outcome] = await world.connect().send(world.case.messages(1))
    assert outcome.provider_message_id == "sg-1"


# SMTP


@only("smtp")
async def test_mail_by_smtp_has_both_parts_and_survives_its_letters(world):
    await world.connect().send(world.case.messages(1, html="<p>.</p>\n.\n<p>Grüße</p>", text=".\nGrüße"))
    [mail] = world.vendor.taken["msg_0"]
    assert isinstance(mail, EmailMessage)
    assert mail["Subject"] == "Für Ana: 10 € off"
    assert mail["From"].addresses[0].display_name == "Shop, Ltd"
    assert mail["Reply-To"] == "help@shop.example"
    assert mail["List-Unsubscribe"] == "<https://shop.example/u/1>"
    assert mail.get_body(("html",)).get_content().split() == ["<p>.</p>", ".", "<p>Grüße</p>"]
    assert mail.get_body(("plain",)).get_content().split() == [".", "Grüße"]


@only("smtp")
async def test_one_click_unsubscribe_stays_on_its_line_however_long_its_address_is(world):
    link = f"https://shop.example/r/u/{'a1B2-c3D4_' * 20}"
    await world.connect().send(
        world.case.messages(1, headers=world.case.message.headers | {"List-Unsubscribe": f"<{link}>"})
    )
    [written] = world.vendor.taken_as_written
    assert f"List-Unsubscribe: <{link}>\r\n".encode() in written
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in written


@only("smtp")
async def test_mail_by_smtp_is_written_in_plain_ascii_and_short_lines(world):
    subject = "Grüße" + " und Grüße" * 40
    await world.connect().send(world.case.messages(1, subject=subject, html="<p>Grüße</p>" * 60, text="Grüße"))
    [written] = world.vendor.taken_as_written
    assert written.isascii()
    assert max(map(len, written.split(b"\r\n"))) <= 78
    [mail] = world.vendor.taken["msg_0"]
    assert mail["Subject"] == subject


@only("smtp")
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nobody-here", RefusalClass.BAD_ADDRESS),
        ("nowhere", RefusalClass.BAD_ADDRESS),
        ("takes-no-mail", RefusalClass.BAD_ADDRESS),
        ("moved", RefusalClass.BAD_ADDRESS),
        ("full", RefusalClass.CONTENT),
        ("relayed", RefusalClass.CONTENT),
        ("unwanted", RefusalClass.CONTENT),
        ("forged", RefusalClass.CONTENT),
        ("unexplained", RefusalClass.CONTENT),
    ],
)
async def test_an_address_is_given_up_only_where_the_server_says_that_nobody_is_there(world, name, why):
    [outcome] = await world.connect().send(world.case.messages(1, address=f"{name}@mail.example"))
    assert isinstance(outcome, Refused)
    assert outcome.why is why


@only("smtp")
async def test_many_messages_share_a_connection(world):
    await world.connect().send(world.case.messages(20))
    assert world.vendor.calls.count("STARTTLS") == 1
    assert len(world.vendor.taken) == 20


@only("smtp")
async def test_a_server_without_the_security_that_was_asked_for_gets_nothing(world):
    [outcome] = await world.connect(security="tls").send(world.case.messages(1))
    assert isinstance(outcome, Deferred)
    assert not world.vendor.taken


def test_a_misspelt_kind_of_security_is_refused_when_the_account_is_made():
    can = BY_VENDOR["smtp"]
    from connectors.channels.registry import capabilities

    with pytest.raises(InvalidInput, match="no security"):
        check_needs(capabilities("smtp"), {**can.parameters, "port": "25", "security": "ssl"}, None)


# Twilio


@only("twilio")
async def test_a_text_message_counts_its_segments_and_what_they_cost(world):
    [outcome] = await world.connect(messaging_service_sid="MG" + "1" * 32).send(world.case.messages(1, text="x" * 161))
    assert (outcome.segments, outcome.cost_nanos, outcome.currency) == (2, 2 * 8_300_000, "USD")


@only("twilio")
async def test_the_vendor_s_own_count_of_segments_goes_first(world):
    [outcome] = await world.connect().send(world.case.messages(1, text="x" * 161))
    assert outcome.segments == 1


@only("twilio", "twilio_whatsapp")
async def test_the_vendor_is_told_to_call_us_about_this_message(world):
    await world.connect().send(world.case.messages(1))
    [form] = world.vendor.taken["msg_0"]
    vendor = world.case.vendor
    assert form["StatusCallback"] == f"https://ads.example/v1/webhooks/{vendor}/cha_{vendor}?message=msg_0"


@only("twilio")
async def test_a_message_that_expires_is_not_tried_beyond_that(world):
    await world.connect().send(world.case.messages(1, expires_at_ms=world.now_ms + 90_000))
    [form] = world.vendor.taken["msg_0"]
    assert form["ValidityPeriod"] == "90"


@only("twilio_whatsapp")
async def test_whatsapp_templates_get_their_variables_as_text(world):
    await world.connect().send(world.case.messages(1))
    [form] = world.vendor.taken["msg_0"]
    assert json.loads(form["ContentVariables"]) == {"1": "Ana", "2": "10"}
    assert form["To"].startswith("whatsapp:+")
    assert form["From"] == "whatsapp:+15551230000"


# Push


@only("fcm")
async def test_a_token_is_bought_once_for_many_messages_and_again_when_it_is_refused(world):
    line = world.connect()
    await line.send(world.case.messages(5))
    assert world.vendor.calls.count("POST /token") == 1
    world.vendor.failures = [401] * 3
    for outcome in await line.send(world.case.messages(3)):
        assert isinstance(outcome, Deferred)
        assert outcome.retry_after_s == 1
    [outcome] = await line.send(world.case.messages(1))
    assert isinstance(outcome, Accepted)
    assert world.vendor.calls.count("POST /token") == 2


@only("fcm")
async def test_a_token_that_is_refused_from_the_beginning_is_the_account_s_fault(world):
    world.vendor.failures = ["pass", 401]
    [outcome] = await world.connect().send(world.case.messages(1))
    assert isinstance(outcome, Refused)
    assert outcome.why is RefusalClass.CREDENTIAL


@only("fcm")
async def test_a_quota_of_the_receiver_s_device_is_for_later_and_a_malformed_token_for_good(world):
    quota, malformed = await world.connect().send(
        [
            replace(world.case.message, message_id="msg_1", address="quota"),
            replace(world.case.message, message_id="msg_2", address="malformed"),
        ]
    )
    assert isinstance(quota, Deferred)
    assert isinstance(malformed, Refused)
    assert malformed.why is RefusalClass.BAD_ADDRESS


@only("fcm")
async def test_a_push_names_our_message_and_replaces_itself(world):
    await world.connect().send(world.case.messages(1))
    [message] = world.vendor.taken["msg_0"]
    assert message["android"] == {"priority": "NORMAL", "notification": {"tag": "msg_0"}, "ttl": "60s"}
    assert message["data"] == {"link": "shop://spring", "message_id": "msg_0"}


@only("apns")
async def test_a_provider_token_is_kept_and_replaced_before_its_hour_is_over(world):
    line = world.connect()
    await line.send(world.case.messages(3))
    world.now_ms += 44 * 60_000
    [first] = await line.send(world.case.messages(1))
    assert isinstance(first, Accepted)


@only("apns")
async def test_a_device_token_of_another_shape_never_leaves(world):
    [outcome] = await world.connect().send(world.case.messages(1, address="../../3/device/x"))
    assert isinstance(outcome, Refused)
    assert outcome.why is RefusalClass.BAD_ADDRESS
    assert not world.vendor.calls


@only("apns")
async def test_a_push_to_an_iphone_collapses_with_its_repetition(world):
    line = world.connect()
    for _ in range(2):
        await line.send(world.case.messages(1, address=apple.GOOD.upper()))
    first, second = world.vendor.taken["msg_0"]
    assert first["collapse"] == second["collapse"] == "msg_0"


@only("web_push")
async def test_a_push_to_a_browser_is_encrypted_for_it_and_replaces_itself(world):
    line = world.connect()
    for _ in range(2):
        [outcome] = await line.send(world.case.messages(1))
        assert isinstance(outcome, Accepted)
    first, second = world.vendor.taken["msg_0"]
    assert first["topic"] == second["topic"]
    assert first["title"] == "Hello"


@only("web_push")
@pytest.mark.parametrize(
    "address",
    [
        "",
        "{}",
        "null",
        json.dumps({"endpoint": "http://push.example.net/x", "keys": {"p256dh": "AA", "auth": "AA"}}),
        json.dumps({"endpoint": "https://push.example.net/x", "keys": {"p256dh": "!", "auth": "é"}}),
        json.dumps(
            json.loads(vendors.subscription()) | {"keys": {"p256dh": vendors.base64url(bytes(65)), "auth": "A" * 22}}
        ),
    ],
)
async def test_what_is_no_subscription_is_a_bad_address(world, address):
    [outcome] = await world.connect().send(world.case.messages(1, address=address))
    assert isinstance(outcome, Refused)
    assert outcome.why is RefusalClass.BAD_ADDRESS
    assert not world.vendor.calls


@only("web_push")
async def test_a_subscription_at_our_own_machines_is_never_called(world):
    at_home = json.dumps(json.loads(vendors.subscription()) | {"endpoint": "https://169.254.169.254/latest"})
    world.dependencies = replace(world.dependencies, allow_private=False)
    [outcome] = await world.connect().send(world.case.messages(1, address=at_home))
    assert isinstance(outcome, Refused)
    assert not world.vendor.calls


# What ends with us


@only("bid_plane")
async def test_paid_media_put_people_on_the_list_that_the_message_names_and_take_them_off(world):
    leaving = {"data": {"segment": LIST, "leaves": True}}
    first, second = world.case.messages(2)
    await world.connect().send([first, replace(second, **leaving)])
    assert [(one.segment, one.joins) for one in world.activations] == [(LIST, True), (LIST, False)]


async def test_a_connector_that_breaks_leaves_its_messages_ambiguous(world, monkeypatch):
    line = world.connect()

    async def broken(_messages):
        raise ZeroDivisionError

    monkeypatch.setattr(line._channel, "send", broken)
    outcomes = await line.send(world.case.messages(2))
    assert all(isinstance(outcome, Ambiguous) for outcome in outcomes)


async def test_more_messages_than_a_batch_takes_are_handed_over_in_parts(world, monkeypatch):
    line = world.connect()
    parts: list[int] = []
    whole: Channel = line._channel
    send = whole.send

    async def counted(messages):
        parts.append(len(messages))
        return await send(messages)

    monkeypatch.setattr(whole, "send", counted)
    most = line.capabilities().batch
    if most > 100:
        line._capabilities = replace(line._capabilities, batch=10)
        most = 10
    outcomes = await line.send(world.case.messages(most + 1))
    assert parts == [most, 1]
    assert len(outcomes) == most + 1
