"""What a tenant is set up with: accounts at vendors, senders, rules and identity providers; and whoever the API asks of them."""

import contextlib
from collections.abc import AsyncIterator
from typing import Final

from activities.keeping import SqlKeeper
from api.channels import ChannelRoom
from api.platforms import PlatformDesk
from api.sign_on import SignOnDesk
from connectors.channels.desk import ChannelDesk
from connectors.channels.switchboard import Switchboard, open_dependencies
from connectors.dsp.fan_out import DspFanOut
from connectors.identity_providers.openid import OpenIdConnect
from connectors.identity_providers.saml import SamlTwo
from connectors.identity_providers.web import ProviderWeb
from domain.behaviour import service as behaviour
from domain.behaviour.values import Aside
from domain.dsp.service import Accounts as PlatformAccounts
from domain.outbox import service as outbox
from domain.outbox.values import Attempt, CallState, WebhookCall
from domain.sealing import Sealer
from domain.senders.service import Accounts
from tests.api.conftest import NOW, Api
from workers.settings import Temporal
from workers.temporal import connect

_SEALER: Final = Sealer(["stage:a-key-of-sixteen-chars"])
_RECORDS: Final = {
    "news.shop.example": ["v=spf1 include:sendgrid.net ?all"],
    "s1._domainkey.news.shop.example": ["v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu5"],
}
"""What the domain name system has, as far as anybody on stage asks."""
_ACCOUNTS: Final = (
    {"vendor": "sendgrid", "name": "Letters", "parameters": {"region": "eu"}, "credentials": {"api_key": "hush"}},
    {
        "vendor": "twilio",
        "name": "Texts",
        "parameters": {"account_sid": "AC" + "1" * 32},
        "credentials": {"auth_token": "hush"},
        "enabled": False,
    },
    {
        "vendor": "webhook",
        "name": "Loyalty backend",
        "parameters": {"url": "https://hooks.shop.example/messages"},
        "credentials": {"secret": "hush"},
    },
)
_SENDERS: Final = (
    {
        "channel": "email",
        "name": "Aurora Coffee",
        "address": "hello@news.shop.example",
        "reply_to": "care@shop.example",
        "postal_address": "Aurora Coffee GmbH, Torstrasse 1, 10119 Berlin",
        "dkim_selectors": ["s1", "s2"],
    },
    {"channel": "sms", "name": "Aurora", "address": "AURORA"},
)
_APPROVALS: Final = (
    {"name": "Any campaign", "required_role": "manager", "auto_approve_below": "1000.00"},
    {"name": "Large budgets", "required_role": "director", "min_approvals": 2, "budget_from": "25000.00"},
    {
        "name": "Texts and alcohol",
        "required_role": "compliance",
        "channels": ["sms", "whatsapp"],
        "categories": ["IAB8-5", "IAB8-18"],
        "legal_review": True,
    },
)
_GATE: Final = (
    {"name": "Tags are a must", "check": "tracking.untagged", "enforcement": "block"},
    {"name": "Sizes are our own affair", "check": "creative.size", "enforcement": "off"},
    {"name": "No texts for now", "check": "policy.channel", "enforcement": "block", "channels": ["sms"]},
)
_POLICY: Final = {
    "caps": [
        {"name": "Letters in a day", "channel": "email", "window": "day", "most": 1},
        {"name": "Letters in a week", "channel": "email", "window": "week", "most": 3},
        {"name": "Texts in a week", "channel": "sms", "window": "week", "most": 1},
        {"name": "Everything in a day", "channel": "all", "window": "day", "most": 3},
    ],
    "quiet_hours": [{"starts": "21:00", "ends": "08:00", "channels": ["push", "sms", "whatsapp"]}],
    "holdout_percent": 5,
    "throttles": [{"channel": "email", "per_second": 50, "burst": 200}],
    "time_zone": "Europe/Berlin",
}
_PROVIDER: Final = {
    "name": "Okta",
    "email_domains": ["shop.example"],
    "openid": {"issuer": "https://login.shop.example", "client_id": "campaign-express", "client_secret": "hush"},
    "joining": "just_in_time",
    "roles_of_groups": {"Marketing": "manager", "Agency": "viewer"},
}
_PURCHASE: Final = {
    "description": "Something was paid for, in a shop or online",
    "properties": {
        "total": {"type": "number", "required": True, "least": 0},
        "currency": {"type": "text", "required": True, "one_of": ["EUR", "GBP"]},
        "items": {"type": "list"},
    },
}
_WEBSITE: Final = {"name": "Shop", "origins": ["https://www.shop.example"]}
_PLATFORM: Final = {
    "platform": "meta",
    "name": "Meta, Germany",
    "parameters": {"ad_account_id": "10203040"},
    "credentials": {"access_token": "hush"},
}
_EXCHANGE: Final = {
    "name": "Northstar",
    "tenants": ["ours", "theirs"],
    "seats": ["ce-1"],
    "currencies": ["EUR", "USD"],
    "qps_limit": 20_000,
    "requires_creative_approval": True,
}
_HOOK: Final = "https://hooks.shop.example/messages"


@contextlib.asynccontextmanager
async def rooms(api: Api) -> AsyncIterator[None]:
    """While accounts can be connected and people come by identity providers; nobody outside is asked anything."""
    state = api.state
    before = (state.channels, state.platforms, state.sign_on)
    async with (
        open_dependencies(SqlKeeper(state.journeys), lambda: NOW) as dependencies,
        ProviderWeb() as web,
        DspFanOut(_SEALER, clock_ms=lambda: NOW) as fan_out,
    ):
        state.channels = ChannelRoom(
            accounts=Accounts(_SEALER),
            connectors=ChannelDesk(Switchboard(dependencies), texts=_texts),
            sealer=_SEALER,
            callback_url="https://ads.shop.example/v1/webhooks",
        )
        nowhere = await connect(Temporal(address="127.0.0.1:1"))
        state.platforms = PlatformDesk(PlatformAccounts(_SEALER), fan_out, nowhere)
        state.sign_on = SignOnDesk(
            state.main,
            _SEALER,
            state.need_sign_in(),
            openid=OpenIdConnect(web),
            saml=SamlTwo(),
            clock_ms=lambda: NOW,
            public_url="https://ads.shop.example",
        )
        try:
            yield
        finally:
            state.channels, state.platforms, state.sign_on = before


async def put_settings(api: Api) -> None:
    """Everything above, as administrators enter it."""
    async with rooms(api), api.as_("ours.admin") as admin:
        for account in _ACCOUNTS:
            (await admin.post("/api/v1/channels/accounts", json=account)).raise_for_status()
        for sender in _SENDERS:
            made = await admin.post("/api/v1/senders", json=sender)
            made.raise_for_status()
            if sender["channel"] == "email":
                (await admin.post(f"/api/v1/senders/{made.json()['id']}/check")).raise_for_status()
        for path, body in (
            ("/api/v1/workflows/approval-rules", {"rules": _APPROVALS}),
            ("/api/v1/workflows/gate-rules", {"rules": _GATE}),
            ("/api/v1/delivery/policy", _POLICY),
            ("/api/v1/retention/letters", {"days": 30}),
            ("/api/v1/behaviour/schemas/purchase", _PURCHASE),
            ("/api/v1/behaviour/attributes/birthday", {"type": "date", "is_personal": True}),
            ("/api/v1/behaviour/sources/iot", {"enabled": False}),
        ):
            (await admin.put(path, json=body)).raise_for_status()
        (await admin.post("/api/v1/platform/identity-providers", json=_PROVIDER)).raise_for_status()
        (await admin.post("/api/v1/websites", json=_WEBSITE)).raise_for_status()
        platform = await admin.post("/v1/dsp/accounts", json=_PLATFORM)
        platform.raise_for_status()
        audience = {"account_id": platform.json()["id"], "segment": 1, "name": "Regulars"}
        (await admin.post("/v1/dsp/audiences", json=audience)).raise_for_status()
    async with api.as_("platform.admin") as operator:
        (await operator.post("/api/v1/platform/exchanges", json=_EXCHANGE)).raise_for_status()
    async with api.state.journeys.tenant("ours") as session:
        await behaviour.set_aside(session, _asides(), now_ms=NOW - 3_600_000)
        await outbox.queue_calls(session, [_call(number) for number in range(3)])
    async with api.state.journeys.platform() as session:
        given_up = Attempt(delivered=False, status=503, error="the receiver answered 503", is_final=True)
        for row in await outbox.claim_due_calls(session, now_ms=NOW, limit=10):
            await outbox.settle_call(session, row, given_up, CallState.DEAD, None, now_ms=NOW)


def _asides() -> list[Aside]:
    faults = (("currency", "currency is not one of EUR, GBP"), ("total", "total is missing"))
    return [
        Aside(
            key=f"asd_stage_{number}",
            subject="ingest.pos.ours",
            payload=f'{{"event": "purchase", "event_id": "till-{number}", "properties": {{"currency": "USD"}}}}'.encode(),
            field=field,
            message=message,
        )
        for number, (field, message) in enumerate(faults)
    ]


def _call(number: int) -> WebhookCall:
    return WebhookCall(
        message_id=f"msg_{number}",
        account_id="cha_gone",
        person_id="",
        at_ms=NOW - number * 60_000,
        url=_HOOK,
        body=b"{}",
    )


async def _texts(name: str) -> list[str] | None:
    return _RECORDS.get(name, [])
