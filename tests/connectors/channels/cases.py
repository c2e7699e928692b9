"""One case for each vendor there is: a working account, one that does not work, messages of every fate."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from connectors.channels.registry import VENDORS
from domain.campaigns.values import Channel
from domain.senders.values import ChannelAccount, OutboundMessage, RefusalClass, Sender
from tests.connectors.channels import apple, vendors
from tests.connectors.channels.vendors import Answer

MAILER = Sender(name="Shop, Ltd", address="news@shop.example", reply_to="help@shop.example", postal_address="1 High St")
PHONE = Sender(address="+15551230000")
LIST = "seg_" + "0" * 26


@dataclass(frozen=True, kw_only=True)
class Case:
    vendor: str
    message: OutboundMessage
    answer: Answer | None = None
    """How its stand-in answers over HTTP; None for SMTP, APNs and what ends with us."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    credentials: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    """Credentials that its stand-in refuses; none where there is nobody to refuse them."""
    fates: Mapping[RefusalClass, Mapping[str, Any]] = field(default_factory=dict)
    """What to change of the message to have it refused for each reason."""
    calls_vendor: bool = True

    def account(self, credentials: Mapping[str, str] | None = None, **parameters: str) -> ChannelAccount:
        return ChannelAccount(
            tenant_id="ours",
            account_id=f"cha_{self.vendor}",
            vendor=self.vendor,
            parameters={**self.parameters, **parameters},
            credentials=credentials or self.credentials,
        )

    def messages(self, count: int, **changes: Any) -> list[OutboundMessage]:
        """Each with an id of its own, and a receiver of its own where the stand-in tells them apart."""
        return [
            replace(self.message, message_id=f"msg_{place}", **(_to(self, place) | changes)) for place in range(count)
        ]


def _to(case: Case, place: int) -> dict[str, Any]:
    if case.message.channel is Channel.EMAIL:
        return {"address": f"reader{place}@mail.example"}
    if case.message.channel in {Channel.SMS, Channel.WHATSAPP}:
        return {"address": f"+1555123{place:04d}"}
    return {}


def message(channel: Channel, **fields: Any) -> OutboundMessage:
    return OutboundMessage(
        message_id="msg_0", tenant_id="ours", person_id="per_ana", channel=channel, source="journey:jrn_1", **fields
    )


EMAIL = message(
    Channel.EMAIL,
    address="ana@mail.example",
    sender=MAILER,
    subject="Für Ana: 10 € off",
    html="<p>Hello Ana</p>",
    text="Hello Ana",
    headers={
        "List-Unsubscribe": "<https://shop.example/u/1>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
)
PUSH = {"title": "Hello", "body": "Ten percent off", "data": {"link": "shop://spring"}}

CASES = [
    Case(
        vendor="outbox",
        message=message(Channel.EMAIL, address="ana@mail.example", subject="Hello", html="<p>Hi</p>"),
        calls_vendor=False,
    ),
    Case(
        vendor="feed",
        message=message(Channel.IN_APP, title="Hello", body="Ten percent off", data={"showing": {"screens": ["home"]}}),
        fates={RefusalClass.CONTENT: {"data": {"showing": {"most_times": 0}}}},
        calls_vendor=False,
    ),
    Case(
        vendor="bid_plane",
        message=message(Channel.PAID_MEDIA, data={"segment": LIST}),
        fates={RefusalClass.CONTENT: {"data": {}}},
        calls_vendor=False,
    ),
    Case(
        vendor="sendgrid",
        answer=vendors.sendgrid,
        message=EMAIL,
        credentials={"api_key": "SG.good"},
        wrong={"api_key": "SG.bad"},
        fates={
            RefusalClass.BAD_ADDRESS: {"address": "nobody-here@mail.example"},
            RefusalClass.CONTENT: {"subject": ""},
            RefusalClass.CREDENTIAL: {
                "sender": replace(MAILER, address="news@unverified.example"),
                "html": "<p>other</p>",
            },
        },
    ),
    Case(
        vendor="smtp",
        message=EMAIL,
        parameters={"host": "localhost", "security": "starttls", "username": "shop"},
        credentials={"password": "good"},
        wrong={"password": "bad"},
        fates={
            RefusalClass.BAD_ADDRESS: {"address": "nobody-here@mail.example"},
            RefusalClass.CONTENT: {"headers": {"X-Trick": "a\r\nBcc: all@mail.example"}},
        },
    ),
    Case(
        vendor="twilio",
        answer=vendors.twilio,
        message=message(Channel.SMS, address="+15551230001", sender=PHONE, text="Ten percent off"),
        parameters={"account_sid": vendors.ACCOUNT_SID, "prices": "USD +1=0.0083 *=0.1"},
        credentials={"auth_token": "good"},
        wrong={"auth_token": "bad"},
        fates={
            RefusalClass.BAD_ADDRESS: {"address": "+15550000000"},
            RefusalClass.UNSUBSCRIBED: {"address": "+15559999999"},
            RefusalClass.CONTENT: {"text": "x" * 1_601},
        },
    ),
    Case(
        vendor="twilio_whatsapp",
        answer=vendors.twilio,
        message=message(
            Channel.WHATSAPP,
            address="+15551230001",
            sender=PHONE,
            data={"content_sid": "HX" + "a" * 32, "content_variables": {"1": "Ana", "2": 10}},
        ),
        parameters={"account_sid": vendors.ACCOUNT_SID},
        credentials={"auth_token": "good"},
        wrong={"auth_token": "bad"},
        fates={
            RefusalClass.BAD_ADDRESS: {"address": "ana"},
            RefusalClass.UNSUBSCRIBED: {"address": "+15559999999"},
            RefusalClass.CONTENT: {"data": {"content_sid": "HX"}},
        },
    ),
    Case(
        vendor="fcm",
        answer=vendors.fcm,
        message=message(
            Channel.PUSH, address="device", platform="android", expires_at_ms=vendors.NOW_MS + 60_000, **PUSH
        ),
        credentials={"service_account": json.dumps(vendors.SERVICE_ACCOUNT)},
        wrong={"service_account": json.dumps(vendors.SERVICE_ACCOUNT | {"client_email": "else@shop-1"})},
        fates={
            RefusalClass.BAD_ADDRESS: {"address": "gone"},
            RefusalClass.CONTENT: {"data": {"google.secret": "1"}},
        },
    ),
    Case(
        vendor="apns",
        message=message(Channel.PUSH, address=apple.GOOD, platform="ios", **PUSH),
        parameters={"team_id": "TEAM123456", "key_id": "KEY1234567", "topic": "com.example.shop"},
        credentials={"private_key": apple.PEM},
        wrong={"private_key": "no key"},
        fates={RefusalClass.BAD_ADDRESS: {"address": apple.GONE}, RefusalClass.CONTENT: {"body": "x" * 5_000}},
    ),
    Case(
        vendor="web_push",
        answer=vendors.web_push,
        message=message(Channel.WEB_PUSH, address=vendors.subscription(), platform="web", **PUSH),
        parameters={"subject": "mailto:push@shop.example"},
        credentials={"vapid_private_key": vendors.vapid_key()},
        wrong={"vapid_private_key": "AAAA"},
        fates={
            RefusalClass.BAD_ADDRESS: {"address": vendors.subscription("gone")},
            RefusalClass.CONTENT: {"body": "x" * 5_000},
        },
    ),
    Case(
        vendor="webhook",
        answer=vendors.webhook,
        message=message(Channel.WEBHOOK, data={"coupon": "SPRING"}, body="Ten percent off"),
        parameters={"url": "https://hooks.shop.example/in"},
        credentials={"secret": vendors.WEBHOOK_SECRET},
        wrong={"secret": "whsec_b3RoZXI="},
        fates={RefusalClass.CONTENT: {"body": "x" * 300_000}},
        calls_vendor=False,
    ),
]
assert {case.vendor for case in CASES} == set(VENDORS), "every vendor there is has a case"
